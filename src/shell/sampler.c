/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sampler's thread: it touches the table of descriptors and base/out, and nothing else that
 * others have.
 */
#include "sampler.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intr.h"
#include "base/json.h"
#include "shell/save.h"

enum {
	FLUSH_BYTES = 32768,
	SPARK_WIDTH = 40,
	NO_SSTHRESH = 0x7fffffff, /* TCP_INFINITE_SSTHRESH: none yet */
};

/* ---- the file ---- */

void sampler_head(struct sampler *p)
{
	buf_adds(&p->rows, "time_s");
	for (size_t i = 0; i < p->count; i++) {
		buf_addc(&p->rows, ',');
		series_head(&p->series[i], &p->rows);
	}
	buf_addc(&p->rows, '\n');
}

int sampler_flush(struct sampler *p)
{
	int why;

	if (p->csv < 0 || !p->rows.len)
		return 0;
	if (file_write_all(p->csv, p->rows.data, p->rows.len, NULL) < 0) {
		why = errno;
		if (ftruncate(p->csv, p->written) < 0) /* a device */
			errno = why;
		errno = why;
		return -1;
	}
	p->written += (int64_t)p->rows.len;
	p->in_file += p->pending;
	p->pending = 0;
	buf_clear(&p->rows);
	return 0;
}

static void close_csv(struct sampler *p)
{
	if (p->csv >= 0 && fdtab_close(p->fds, p->csv) < 0 && !p->csv_why)
		p->csv_why = errno;
	p->csv = -1;
}

static void complain(const struct sampler *p, const struct buf *text)
{
	struct buf line = { 0 };

	if (p->json) {
		json_begin(&line, "error");
		json_text(&line, "kind", slice_of("system"));
		json_seconds(&line, "start", intr_now() + p->clock);
		json_text(&line, "message", buf_slice(text));
		buf_adds(&line, "}\n");
		out_write(p->out, line.data, line.len);
		buf_clear(&line);
	}
	buf_add(&line, text->data, text->len);
	buf_addc(&line, '\n');
	out_error(p->out, line.data, line.len);
	buf_free(&line);
}

/* The session goes on without the file, and so does this. */
static void flush(struct sampler *p)
{
	struct buf text = { 0 };

	if (!sampler_flush(p))
		return;
	p->csv_why = errno;
	close_csv(p);
	buf_addf(&text, "sample %s: %s: ", buf_cstr(&p->name), buf_cstr(&p->csv_name));
	buf_adds(&text, names_errno_text(p->csv_why));
	buf_addf(&text, "; it has the first %" PRIu64 " samples", p->in_file);
	complain(p, &text);
	buf_free(&text);
}

static void flush_if_due(struct sampler *p, int64_t now)
{
	if (p->rows.len < FLUSH_BYTES && now - p->flushed < SECOND)
		return;
	p->flushed = now;
	flush(p);
}

/* ---- a reading ---- */

/* Of snd_ssthresh, by any of its names. */
static bool is_infinite(const struct series *s, const struct value *v)
{
	return v->magnitude == NO_SSTHRESH &&
	       property_find(slice_of(s->name)) == property_find(slice_of("snd_ssthresh"));
}

static double number_of(const struct value *v)
{
	return v->negative ? -(double)v->magnitude : (double)v->magnitude;
}

/* Each value is added to its series and to the row, which has nothing where none is told. */
static void take_fields(struct sampler *p, struct snapshot *look, int64_t at, struct buf *row)
{
	for (size_t i = 0; i < p->count; i++) {
		struct series *s = &p->series[i];
		struct value v;
		bool known = !property_get(look, slice_of(s->name), &v, NULL) && v.numeric;

		buf_addc(row, ',');
		if (known)
			value_print(&v, row);
		known = known && !is_infinite(s, &v);
		series_add(s, at, known, known ? number_of(&v) : 0);
	}
}

static bool is_same(const struct sampler *p)
{
	return fdtab_serial(p->fds, p->fd) == p->serial;
}

/* False when the descriptor is another now. What was read meanwhile is of nobody then: it is read
 * into a look of its own first. */
static bool take(struct sampler *p, int64_t now)
{
	struct snapshot look;
	struct value v;
	int64_t at = now - p->began;
	size_t start = p->rows.len;

	if (!is_same(p))
		return false;
	snapshot_begin(&look, p->fd, p->fds);
	for (size_t i = 0; i < p->count; i++)
		(void)property_get(&look, slice_of(p->series[i].name), &v, NULL);
	if (!is_same(p))
		return false;
	buf_addf(&p->rows, "%lld.%06lld", at / SECOND, at % SECOND / MICROSECOND);
	take_fields(p, &look, at, &p->rows);
	buf_addc(&p->rows, '\n');
	p->pending++;
	if (p->csv < 0)
		p->rows.len = start;
	return true;
}

/* ---- time ---- */

/* The number of the next reading: those whose time has passed are missed. */
static uint64_t next_of(struct sampler *p, uint64_t number, int64_t now)
{
	uint64_t next = number + 1, due = (uint64_t)((now - p->began) / p->every);

	if (due <= number)
		return next;
	p->missed += due - next;
	return due;
}

/* Waits for the moment DUE: why it is not to be read any more, or SAMPLE_RUNS. Lock held. */
static enum sample_why wait_until(struct sampler *p, int64_t due)
{
	while (!p->why && intr_now() < due)
		thread_wait(&p->wake, &p->lock, due);
	return p->why;
}

static bool is_over(const struct sampler *p, int64_t due)
{
	return (p->most && p->taken >= p->most) || (p->limit && due - p->began > p->limit);
}

static void read_all(struct sampler *p)
{
	uint64_t number = 0;

	p->began = p->flushed = intr_now();
	pthread_mutex_lock(&p->lock);
	while (!p->why) {
		int64_t due = p->began + (int64_t)number * p->every, now;
		bool same;

		if (is_over(p, due)) {
			p->why = SAMPLE_LIMIT;
			break;
		}
		if (wait_until(p, due))
			break;
		now = intr_now();
		pthread_mutex_unlock(&p->lock);
		same = take(p, now);
		flush_if_due(p, now);
		pthread_mutex_lock(&p->lock);
		if (!same) {
			p->why = p->why ? p->why : SAMPLE_CLOSED;
			break;
		}
		p->taken++;
		p->late += now - due > p->every / 4;
		number = next_of(p, number, now);
	}
	pthread_mutex_unlock(&p->lock);
}

/* ---- the end ---- */

static const char *why_text(enum sample_why why)
{
	return why == SAMPLE_CLOSED ? "; the descriptor was closed" : "";
}

static void add_range(const struct series *s, struct buf *b)
{
	if (!s->any) {
		buf_adds(b, "unknown: the kernel told nothing");
		return;
	}
	buf_adds(b, "min ");
	series_value(s->unit, s->min, b);
	buf_adds(b, ", max ");
	series_value(s->unit, s->max, b);
	buf_adds(b, ", last ");
	series_value(s->unit, s->last, b);
}

static void add_line(const struct sampler *p, const struct series *s, int width, struct buf *b)
{
	struct buf spark = { 0 };

	series_spark(s, SPARK_WIDTH, p->unicode, &spark);
	buf_addf(b, "  %-*s  %s  ", width, s->name, buf_cstr(&spark));
	add_range(s, b);
	buf_addc(b, '\n');
	buf_free(&spark);
}

static void add_lines(const struct sampler *p, struct buf *b)
{
	int width = 0;

	buf_adds(b, "sample ");
	buf_add(b, p->name.data, p->name.len);
	buf_adds(b, ": ");
	text_add_count(b, p->taken, "sample");
	buf_adds(b, " in ");
	text_add_time(b, p->count ? p->series[0].end : 0);
	buf_adds(b, ", every ");
	text_add_time_exact(b, p->every);
	if (p->late)
		buf_addf(b, "; %" PRIu64 " late", p->late);
	if (p->missed)
		buf_addf(b, "; %" PRIu64 " missed", p->missed);
	if (p->count && p->series[0].each > 1)
		buf_addf(b, "; a point of the chart is %" PRIu64 " of them", p->series[0].each);
	buf_addf(b, "%s\n", why_text(p->why));
	for (size_t i = 0; i < p->count; i++)
		width = (int)strlen(p->series[i].name) > width ? (int)strlen(p->series[i].name)
							       : width;
	for (size_t i = 0; i < p->count; i++)
		add_line(p, &p->series[i], width, b);
}

static void add_number(struct buf *b, const char *key, const struct series *s, double value)
{
	if (!s->any) {
		json_null(b, key);
		return;
	}
	json_key(b, key);
	buf_addf(b, "%.17g", value);
}

static void add_field(const struct series *s, struct buf *b)
{
	buf_adds(b, b->data[b->len - 1] == '[' ? "{" : ",{");
	json_text(b, "field", slice_of(s->name));
	if (unit_name(s->unit))
		json_text(b, "unit", slice_of(unit_name(s->unit)));
	else
		json_null(b, "unit");
	add_number(b, "min", s, s->min);
	add_number(b, "max", s, s->max);
	add_number(b, "last", s, s->last);
	buf_addc(b, '}');
}

static void add_object(const struct sampler *p, struct buf *b)
{
	static const char *const names[] = { "", "stopped", "closed", "limit" };

	json_begin(b, "samples");
	json_int(b, "fd", p->fd);
	json_text(b, "name", buf_slice(&p->name));
	json_int(b, "samples", (int64_t)p->taken);
	json_int(b, "late", (int64_t)p->late);
	json_int(b, "missed", (int64_t)p->missed);
	json_seconds(b, "start", p->began + p->clock);
	json_seconds(b, "every", p->every);
	json_text(b, "ended", slice_of(names[p->why]));
	json_key(b, "fields");
	buf_addc(b, '[');
	for (size_t i = 0; i < p->count; i++)
		add_field(&p->series[i], b);
	buf_adds(b, "]}\n");
}

static void save_chart(struct sampler *p)
{
	struct buf title = { 0 }, chart = { 0 }, text = { 0 };
	struct err e;

	if (!p->svg_name.len)
		return;
	err_clear(&e);
	buf_addf(&title, "%s, every ", buf_cstr(&p->name));
	text_add_time_exact(&title, p->every);
	series_chart(p->series, p->count, buf_slice(&title), &chart);
	if (save_file_as(p->fds, NULL, buf_cstr(&p->svg_name), &chart, &e)) {
		buf_addf(&text, "sample %s: %s", buf_cstr(&p->name), e.text);
		complain(p, &text);
	}
	buf_free(&title);
	buf_free(&chart);
	buf_free(&text);
}

void *sampler_main(void *arg)
{
	struct sampler *p = arg;
	struct buf text = { 0 };

	read_all(p);
	flush(p);
	close_csv(p);
	save_chart(p);
	if (p->json)
		add_object(p, &text);
	else if (!p->silent)
		add_lines(p, &text);
	if (text.len)
		out_write(p->out, text.data, text.len);
	buf_free(&text);
	atomic_store(&p->ended, true);
	return NULL;
}
