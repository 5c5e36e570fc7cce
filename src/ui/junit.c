/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test told of as JUnit's XML, which servers for continuous integration read: a script is a
 * suite, a checked command a case. All of it is written at the end, for a suite begins with its
 * counts.
 */
#include "reports.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xml.h"

enum { PRINTED_MAX = 1 << 20 }; /* bytes of what a script prints that are kept */

static void add_attribute(struct buf *b, const char *name, struct slice value)
{
	buf_addf(b, " %s=\"", name);
	xml_add_text(b, value);
	buf_addc(b, '"');
}

static void add_seconds(struct buf *b, int64_t ns)
{
	buf_addf(b, " time=\"%ld.%06ld\"", (long)(ns / SECOND), (long)(ns % SECOND / MICROSECOND));
}

static void begin(void *context)
{
	(void)context;
}

static void step(void *context, struct slice title)
{
	(void)context;
	(void)title;
}

static void add_line(struct buf *b, const char *what, struct slice text)
{
	if (!text.len)
		return;
	buf_adds(b, what);
	xml_add_text(b, text);
	buf_addc(b, '\n');
}

static void add_failure(struct buf *b, const struct check_point *p)
{
	struct buf place = { 0 };

	buf_adds(b, "<failure");
	add_attribute(b, "type", slice_of(p->kind));
	add_attribute(b, "message", slice_of(p->message));
	buf_addc(b, '>');
	buf_add(&place, p->file.p, p->file.len);
	if (p->line)
		buf_addf(&place, ":%zu:%zu", p->line, p->column);
	add_line(b, "at ", buf_slice(&place));
	add_line(b, "expected: ", p->expected);
	add_line(b, "actual: ", p->actual);
	add_line(b, "hint: ", slice_of(p->hint));
	buf_adds(b, "</failure>");
	buf_free(&place);
}

static void point(void *context, const struct check_point *p)
{
	struct report *r = context;
	struct buf *b = &r->cases;

	r->points++;
	r->failed += !p->ok;
	buf_adds(b, "<testcase");
	buf_adds(b, " classname=\"");
	xml_add_text(b, r->name);
	if (p->title.len)
		buf_adds(b, ": ");
	xml_add_text(b, p->title);
	buf_addc(b, '"');
	add_attribute(b, "name", p->name);
	add_seconds(b, p->took);
	buf_addc(b, '>');
	if (!p->ok)
		add_failure(b, p);
	buf_adds(b, "</testcase>\n");
}

static void output(void *context, const char *p, size_t len)
{
	struct report *r = context;
	size_t room = PRINTED_MAX - r->printed.len, kept = len < room ? len : room;

	buf_add(&r->printed, p, kept);
	r->lost += len - kept;
}

static void add_printed(const struct report *r, struct buf *b)
{
	struct slice left = buf_slice(&r->printed);

	buf_adds(b, "<system-out>");
	while (left.len) {
		const char *newline = memchr(left.p, '\n', left.len);
		size_t n = newline ? (size_t)(newline - left.p) : left.len;

		xml_add_text(b, (struct slice){ left.p, n });
		buf_addc(b, '\n');
		left = slice_from(left, n + (newline != NULL));
	}
	if (r->lost)
		buf_addf(b, "... %zu bytes more\n", r->lost);
	buf_adds(b, "</system-out>\n");
}

static void end(void *context, const char *why)
{
	struct report *r = context;
	struct buf b = { 0 };

	if (!r->nested)
		buf_adds(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	buf_adds(&b, "<testsuite");
	add_attribute(&b, "name", r->name);
	buf_addf(&b, " tests=\"%d\" failures=\"%d\" errors=\"%d\"", r->points + (why != NULL),
		r->failed, why != NULL);
	add_seconds(&b, intr_now() - r->began);
	buf_adds(&b, ">\n");
	buf_add(&b, buf_cstr(&r->cases), r->cases.len);
	if (why)
		buf_addf(
			&b, "<testcase name=\"the end\"><error message=\"%s\"/></testcase>\n", why);
	if (r->printed.len)
		add_printed(r, &b);
	buf_adds(&b, "</testsuite>\n");
	if (!r->nested)
		buf_adds(&b, "</testsuites>\n");
	out_write_raw(r->out, b.data, b.len);
	buf_free(&b);
}

const struct check_report report_junit = { begin, step, point, output, end };
