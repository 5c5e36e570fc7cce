/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samplers, and their threads.
 */
#include "shell/samples.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"
#include "shell/emit.h"
#include "shell/save.h"
#include "sampler.h"

/* ---- the list ---- */

static struct sampler **place_of(struct session *s, int fd)
{
	struct sampler **place = &s->samplers;

	while (*place && ((*place)->fd != fd || atomic_load(&(*place)->ended)))
		place = &(*place)->next;
	return place;
}

static void destroy(struct sampler *p)
{
	for (size_t i = 0; i < p->count; i++)
		series_free(&p->series[i]);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->wake);
	buf_free(&p->rows);
	buf_free(&p->csv_name);
	buf_free(&p->svg_name);
	buf_free(&p->name);
	free(p);
}

/* Waits for its end: it has been asked to end, or is about to. */
static void take_out(struct sampler **place)
{
	struct sampler *p = *place;

	*place = p->next;
	pthread_join(p->thread, NULL);
	destroy(p);
}

static void end(struct sampler **place, enum sample_why why)
{
	struct sampler *p = *place;

	pthread_mutex_lock(&p->lock);
	if (!p->why)
		p->why = why;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	take_out(place);
}

/* Those that have ended by themselves. */
static size_t reap(struct session *s)
{
	size_t running = 0;

	for (struct sampler **place = &s->samplers; *place;) {
		if (atomic_load(&(*place)->ended)) {
			take_out(place);
			continue;
		}
		running++;
		place = &(*place)->next;
	}
	return running;
}

bool samples_stop(struct session *s, int fd)
{
	struct sampler **place = place_of(s, fd);

	if (!*place)
		return false;
	end(place, SAMPLE_STOPPED);
	return true;
}

void samples_closing(struct session *s, int fd)
{
	struct sampler **place = place_of(s, fd);

	if (*place)
		end(place, SAMPLE_CLOSED);
}

size_t samples_end(struct session *s)
{
	size_t n = reap(s);

	while (s->samplers)
		end(&s->samplers, SAMPLE_STOPPED);
	return n;
}

/* ---- the start ---- */

/* Each field as it is now: what has no number, or is not told of this socket, is refused. */
static int begin_series(struct run *r, struct sampler *p, const struct sample_config *config)
{
	struct snapshot look;
	struct value v;

	snapshot_begin(&look, config->fd, r->sys.fds);
	for (size_t i = 0; i < config->count; i++) {
		if (property_get(&look, config->fields[i], &v, &r->err))
			return -1;
		if (!v.numeric)
			return err_set(&r->err, ERR_USAGE,
				"%.*s is no number, and cannot be followed",
				(int)config->fields[i].len, config->fields[i].p);
		series_begin(&p->series[p->count++], config->fields[i], v.unit);
	}
	return 0;
}

/* A file or a device: what may wait for a reader would hold the thread. */
static int open_csv(struct run *r, struct sampler *p, const char *name)
{
	struct stat st;

	if (!name)
		return 0;
	if (!stat(name, &st) && !S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : ESPIPE;
		return err_system(&r->err, errno, name);
	}
	p->csv = fdtab_open_file(
		p->fds, name, O_WRONLY | O_CREAT | O_TRUNC, 0666, "a file of samples");
	if (p->csv < 0)
		return err_system(&r->err, errno, name);
	buf_adds(&p->csv_name, name);
	sampler_head(p);
	if (!sampler_flush(p))
		return 0;
	return err_system(&r->err, errno, name);
}

/* It is written at the end; that it can be is seen now. */
static int try_svg(struct run *r, struct sampler *p, const char *name)
{
	struct buf chart = { 0 };
	int status;

	if (!name)
		return 0;
	series_chart(p->series, p->count, buf_slice(&p->name), &chart);
	status = save_file(r, name, &chart);
	buf_free(&chart);
	if (!status)
		buf_adds(&p->svg_name, name);
	return status;
}

static struct sampler *make(const struct run *r, const struct sample_config *config)
{
	struct sampler *p = mem_zalloc(1, sizeof(*p));

	p->fd = config->fd;
	p->fds = r->sys.fds;
	p->serial = fdtab_serial(p->fds, p->fd);
	p->out = r->out;
	p->json = r->set->json;
	p->clock = r->clock;
	p->silent = r->set->quiet && !r->set->json;
	p->unicode = config->unicode;
	p->every = config->every;
	p->limit = config->limit;
	p->most = (uint64_t)config->most;
	p->csv = -1;
	buf_add(&p->name, config->name.p, config->name.len);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	return p;
}

static int refuse(struct sampler *p)
{
	if (p->csv >= 0)
		fdtab_close(p->fds, p->csv);
	destroy(p);
	return -1;
}

int samples_start(struct run *r, const struct sample_config *config)
{
	struct session *s = r->session;
	struct sampler *p;

	if (reap(s) >= SAMPLES_MAX)
		return err_set(
			&r->err, ERR_USAGE, "%d descriptors are followed already", SAMPLES_MAX);
	if (*place_of(s, config->fd)) {
		err_set(&r->err, ERR_USAGE, "descriptor %d is followed already", config->fd);
		return err_hint(&r->err, "sample %d off ends that", config->fd);
	}
	p = make(r, config);
	if (begin_series(r, p, config) || open_csv(r, p, config->csv) || try_svg(r, p, config->svg))
		return refuse(p);
	if (thread_start(&p->thread, 0, sampler_main, p)) {
		err_system(&r->err, errno, "a thread to read in");
		return refuse(p);
	}
	p->next = s->samplers;
	s->samplers = p;
	return 0;
}

/* ---- a look at them ---- */

const struct column samples_columns[] = {
	{ "fd", COLUMN_NUMBER, NULL },
	{ "name", 0, "the variable that holds the number" },
	{ "fields", COLUMN_WORDS, "what is followed" },
	{ "every", COLUMN_LINES, NULL },
	{ "every_ms", COLUMN_NUMBER | COLUMN_OBJECTS, "between two readings" },
	{ "samples", COLUMN_NUMBER, "readings made" },
	{ "late", COLUMN_NUMBER, "of them late by more than a quarter of that" },
	{ "missed", COLUMN_NUMBER, "not made in time" },
	{ "to", 0, "the file" },
	{ 0 },
};

static void add_row(struct table *t, struct sampler *p, struct buf *b)
{
	table_number(t, p->fd);
	table_text(t, buf_slice(&p->name));
	for (size_t i = 0; i < p->count; i++)
		buf_addf(b, "%s%s", i ? " " : "", p->series[i].name);
	table_text(t, buf_slice(b));
	buf_clear(b);
	text_add_time_exact(b, p->every);
	table_text(t, buf_slice(b));
	buf_clear(b);
	buf_addf(b, "%.3f", (double)p->every / MILLISECOND);
	table_text(t, buf_slice(b));
	buf_clear(b);
	pthread_mutex_lock(&p->lock);
	table_number(t, (int64_t)p->taken);
	table_number(t, (int64_t)p->late);
	table_number(t, (int64_t)p->missed);
	pthread_mutex_unlock(&p->lock);
	table_text(t, buf_slice(&p->csv_name));
}

void samples_show(struct run *r)
{
	struct session *s = r->session;
	struct table t = { .columns = samples_columns };
	struct buf b = { 0 };

	if (!reap(s) && !r->set->json)
		emit_text(r, slice_of("nothing is followed\n"));
	for (struct sampler *p = s->samplers; p; p = p->next)
		add_row(&t, p, &b);
	emit_table(r, &t, true);
	buf_free(&b);
}
