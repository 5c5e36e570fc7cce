/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test told of in TAP 14, the Test Anything Protocol: a step is a subtest, what commands print
 * a comment, what is wrong with a point a block of YAML, whose strings are those of JSON.
 */
#include "reports.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static const char RED[] = "\033[31m", GREEN[] = "\033[32m", PLAIN[] = "\033[m";

/* ---- lines ---- */

static void write_text(struct report *r)
{
	out_write_raw(r->out, r->line.data, r->line.len);
	buf_clear(&r->line);
}

static void write_line(struct report *r)
{
	buf_addc(&r->line, '\n');
	write_text(r);
}

void tap_add_description(struct buf *b, struct slice text)
{
	struct buf clean = { 0 };

	text_add_clean(&clean, text.p, text.len);
	for (size_t i = 0; i < clean.len; i++) {
		if (clean.data[i] == '#' || clean.data[i] == '\\')
			buf_addc(b, '\\');
		buf_addc(b, clean.data[i]);
	}
	buf_free(&clean);
}

/* prove(1) refuses a version that it does not know, and reads these lines by the one before. */
void tap_add_version(struct buf *b)
{
	buf_addf(b, "TAP version %d\n", getenv("HARNESS_ACTIVE") ? 13 : 14);
}

static void end_comment(struct report *r)
{
	if (!r->open_line)
		return;
	r->open_line = false;
	out_write_raw(r->out, "\n", 1);
}

void tap_add_result(struct buf *b, bool ok, bool colour, int number, struct slice description)
{
	if (colour)
		buf_adds(b, ok ? GREEN : RED);
	buf_adds(b, ok ? "ok" : "not ok");
	if (colour)
		buf_adds(b, PLAIN);
	buf_addf(b, " %d - ", number);
	tap_add_description(b, description);
	buf_addc(b, '\n');
}

static void write_result(
	struct report *r, const char *indent, bool ok, int number, struct slice description)
{
	buf_adds(&r->line, indent);
	tap_add_result(&r->line, ok, r->colour, number, description);
	write_text(r);
}

/* ---- what is wrong ---- */

static void write_string(struct report *r, const char *indent, const char *key, struct slice text)
{
	if (!text.len)
		return;
	buf_addf(&r->line, "%s  %s: ", indent, key);
	json_string(&r->line, text.p, text.len);
	write_line(r);
}

static void write_place(struct report *r, const char *indent, const struct check_point *p)
{
	if (!p->line)
		return;
	buf_addf(&r->line, "%s  at:", indent);
	write_line(r);
	buf_addf(&r->line, "%s    file: ", indent);
	json_string(&r->line, p->file.p, p->file.len);
	write_line(r);
	buf_addf(&r->line, "%s    line: %zu", indent, p->line);
	write_line(r);
	buf_addf(&r->line, "%s    column: %zu", indent, p->column);
	write_line(r);
}

static void write_fault(struct report *r, const char *indent, const struct check_point *p)
{
	buf_addf(&r->line, "%s  ---", indent);
	write_line(r);
	write_string(r, indent, "message", slice_of(p->message));
	write_string(r, indent, "hint", slice_of(p->hint));
	buf_addf(&r->line, "%s  severity: fail", indent);
	write_line(r);
	write_place(r, indent, p);
	write_string(r, indent, "expected", p->expected);
	write_string(r, indent, "actual", p->actual);
	buf_addf(&r->line, "%s  duration_ms: %.3f", indent, (double)p->took / 1e6);
	write_line(r);
	buf_addf(&r->line, "%s  ...", indent);
	write_line(r);
}

/* ---- the report ----
 *
 * What begins it and a step waits for the first line that comes of a command: a private network
 * must be entered before anything is written, for that may start a thread. */

static const char *indent_of(const struct report *r)
{
	return r->in_step ? "    " : "";
}

static void begin(void *context)
{
	struct report *r = context;

	if (!r->nested)
		tap_add_version(&r->line);
}

/* What a step without checks did did not fail. */
static void end_step(struct report *r)
{
	if (!r->in_step)
		return;
	if (r->step_points) {
		buf_addf(&r->line, "    1..%d", r->step_points);
		write_line(r);
	}
	write_result(r, "", !r->step_failed, ++r->results, buf_slice(&r->title));
	r->in_step = false;
}

static void step(void *context, struct slice title)
{
	struct report *r = context;

	end_comment(r);
	end_step(r);
	buf_clear(&r->title);
	buf_add(&r->title, title.p, title.len);
	r->in_step = true;
	r->step_points = r->step_failed = 0;
	buf_adds(&r->line, "# Subtest: ");
	tap_add_description(&r->line, title);
	buf_addc(&r->line, '\n');
}

static void point(void *context, const struct check_point *p)
{
	struct report *r = context;

	end_comment(r);
	r->points++;
	r->failed += !p->ok;
	r->step_failed += !p->ok;
	write_result(r, indent_of(r), p->ok, r->in_step ? ++r->step_points : ++r->results, p->name);
	if (!p->ok)
		write_fault(r, indent_of(r), p);
}

static void output(void *context, const char *p, size_t len)
{
	struct report *r = context;
	struct buf *b = &r->line;

	while (len) {
		const char *newline = memchr(p, '\n', len);
		size_t n = newline ? (size_t)(newline - p) + 1 : len;

		if (!r->open_line)
			buf_addf(b, "%s# ", indent_of(r));
		buf_add(b, p, n);
		r->open_line = !newline;
		p += n;
		len -= n;
	}
	write_text(r);
}

void tap_add_summary(
	struct buf *b, bool colour, int failed, int count, const char *one, int64_t took)
{
	buf_addf(b, "# %s", !colour ? "" : failed ? RED : GREEN);
	if (failed)
		buf_addf(b, "%d of ", failed);
	text_add_count(b, (uint64_t)count, one);
	buf_adds(b, failed ? " failed" : " passed");
	buf_adds(b, colour ? PLAIN : "");
	buf_adds(b, " (");
	text_add_time(b, took);
	buf_adds(b, ")\n");
}

static void end(void *context, const char *why)
{
	struct report *r = context;

	end_comment(r);
	end_step(r);
	if (why)
		buf_addf(&r->line, "Bail out! %s", why);
	else if (!r->results)
		buf_adds(&r->line, "1..0 # SKIP nothing is checked");
	else
		buf_addf(&r->line, "1..%d", r->results);
	write_line(r);
	if (!out_is_tty(r->out) || r->nested)
		return;
	tap_add_summary(&r->line, r->colour, r->failed, r->points, "check", intr_now() - r->began);
	write_text(r);
}

const struct check_report report_tap = { begin, step, point, output, end };
