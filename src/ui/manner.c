/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several files as tests, told of in TAP and in JUnit's XML.
 */
#include "manner.h"

#include <string.h>
#include <sys/wait.h>

#include "base/xml.h"

void manner_add_death(const struct child *c, struct buf *b)
{
	int signal = WTERMSIG(c->status);

	buf_addf(b, "killed by signal %d (%s)", signal, sigdescr_np(signal));
}

/* ---- in TAP: the lines of a file are a subtest's ---- */

static void tap_begin(const struct suite *s, struct buf *b)
{
	tap_add_version(b);
	buf_addf(b, "1..%d\n", s->count);
}

static void tap_begin_turn(const struct suite *s, struct buf *b)
{
	buf_adds(b, "# Subtest: ");
	tap_add_description(b, slice_of(s->inv->args[s->turn]));
	buf_addc(b, '\n');
}

static void tap_end_turn(const struct suite *s, const struct child *c, bool ok, struct buf *b)
{
	buf_adds(b, c->open_line ? "\n" : "");
	tap_add_result(b, ok, s->colour, s->turn + 1, slice_of(c->file));
	if (WIFSIGNALED(c->status)) {
		buf_adds(b, "  ---\n  message: \"");
		manner_add_death(c, b);
		buf_adds(b, "\"\n  severity: fail\n  ...\n");
	}
}

static void tap_end(const struct suite *s, int64_t took, struct buf *b)
{
	if (out_is_tty(s->out))
		tap_add_summary(b, s->colour, s->failed, s->count, "file", took);
}

const struct manner manner_tap = { .indent = "    ",
	.begin = tap_begin,
	.begin_turn = tap_begin_turn,
	.end_turn = tap_end_turn,
	.end = tap_end,
	.bail = "Bail out! no process for a file\n" };

/* ---- in XML: they are the suite that the file is ---- */

static const char JUNIT_END[] = "</testsuites>\n";

static void junit_begin(const struct suite *s, struct buf *b)
{
	(void)s;
	buf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

/* One that told of itself needs nothing more. */
static void junit_end_turn(const struct suite *s, const struct child *c, bool ok, struct buf *b)
{
	(void)s;
	(void)ok;
	if (WIFEXITED(c->status) && c->told)
		return;
	buf_adds(b, "<testsuite name=\"");
	xml_add_text(b, slice_of(c->file));
	buf_adds(b, "\" tests=\"1\" failures=\"0\" errors=\"1\"><testcase name=\"the end\">"
		    "<error message=\"");
	if (WIFSIGNALED(c->status))
		manner_add_death(c, b);
	else
		buf_addf(b, "it ended with status %d", WEXITSTATUS(c->status));
	buf_adds(b, "\"/></testcase></testsuite>\n");
}

static void junit_end(const struct suite *s, int64_t took, struct buf *b)
{
	(void)s;
	(void)took;
	buf_adds(b, JUNIT_END);
}

const struct manner manner_junit = { .indent = "",
	.begin = junit_begin,
	.end_turn = junit_end_turn,
	.end = junit_end,
	.bail = JUNIT_END };
