/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * assert: compares two values, again and again with -t.
 */
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/property.h"
#include "examples.h"

enum { LEFT, OP, RIGHT };
#define READ_AGAIN MILLISECOND /* between two looks */

/* ---- values ---- */

/* The word that a value was given by: it is read anew for each look. */
static const struct word *word_of(const struct run *r, const struct arg *a)
{
	for (int i = 0; i < r->parsed->nwords; i++)
		if (r->parsed->words[i].span.start == a->span.start)
			return &r->parsed->words[i];
	return NULL;
}

/* NAME.PROPERTY as a bare word, where NAME holds a descriptor. */
static bool is_property(
	const struct run *r, const struct word *w, struct slice *name, struct slice *property)
{
	int fd;
	const char *dot = w->bare ? memchr(w->text.p, '.', w->text.len) : NULL;

	if (!dot)
		return false;
	*name = (struct slice){ w->text.p, (size_t)(dot - w->text.p) };
	*property = (struct slice){ dot + 1, w->text.len - name->len - 1 };
	return text_is_name(*property) && vars_get_fd(&r->session->scope.vars, *name, &fd);
}

/* cc.state where there is no cc: a slip, not a text. */
static int refuse_unknown(struct run *r, const struct word *w, const struct arg *a)
{
	const char *dot = w->bare ? memchr(w->text.p, '.', w->text.len) : NULL;
	struct slice name = { w->text.p, dot ? (size_t)(dot - w->text.p) : 0 };

	if (!dot || !text_is_name(name) || vars_get(&r->session->scope.vars, name).p)
		return 0;
	struct slice property = { dot + 1, w->text.len - name.len - 1 };
	if (!text_is_name(property) || !property_exists(property))
		return 0;
	err_at(&r->err, ERR_NAME, a->span, "no variable '%.*s'", (int)name.len, name.p);
	return err_hint(&r->err, "quote it if it is text");
}

static int read_value(struct run *r, const struct arg *a, struct buf *value)
{
	const struct word *w = word_of(r, a);
	struct slice name, property, text;

	buf_clear(value);
	if (w && refuse_unknown(r, w, a))
		return -1;
	if (w && is_property(r, w, &name, &property)) {
		if (session_value(&r->session->scope, name, property, value, &r->err))
			return err_locate(&r->err, a->span);
		return 0;
	}
	text = a->text;
	if (w && scope_expand(&r->session->scope, w, r->arena, &text, &r->err))
		return err_locate(&r->err, a->span);
	buf_add(value, text.p, text.len);
	return 0;
}

/* ---- comparing ---- */

/* Numbers, sizes with k M G, durations with their units. */
static bool as_numbers(const struct buf *left, const struct buf *right, int64_t *a, int64_t *b)
{
	struct slice l = buf_slice(left), r = buf_slice(right);

	if (!text_number(l, INT64_MIN, INT64_MAX, a, NULL) &&
		!text_number(r, INT64_MIN, INT64_MAX, b, NULL))
		return true;
	if (!text_size(l, INT64_MAX, a, NULL) && !text_size(r, INT64_MAX, b, NULL))
		return true;
	return !text_time(l, a, NULL) && !text_time(r, b, NULL);
}

static int compare(struct run *r, enum operator op, const struct buf *left, const struct buf *right,
	bool *holds)
{
	int64_t a, b;

	if (!as_numbers(left, right, &a, &b)) {
		bool same = slice_equal(buf_slice(left), buf_slice(right));

		*holds = op == OP_EQ ? same : !same;
		if (op == OP_EQ || op == OP_NE)
			return 0;
		return err_set(&r->err, ERR_USAGE,
			"'%s' and '%s' are not both numbers, sizes or times", buf_cstr(left),
			buf_cstr(right));
	}
	switch (op) {
	case OP_EQ: *holds = a == b; break;
	case OP_NE: *holds = a != b; break;
	case OP_LT: *holds = a < b; break;
	case OP_LE: *holds = a <= b; break;
	case OP_GT: *holds = a > b; break;
	default: *holds = a >= b; break;
	}
	return 0;
}

/* ---- patterns ---- */

static int compile(struct run *r, const struct buf *pattern, regex_t *compiled)
{
	char text[160];
	int status = regcomp(compiled, buf_cstr(pattern), REG_EXTENDED);

	if (!status)
		return 0;
	regerror(status, compiled, text, sizeof(text));
	err_at(&r->err, ERR_USAGE, POS(r, RIGHT)->span, "the pattern does not compile: %s", text);
	return -1;
}

static void keep_captures(struct session *s, const struct buf *text, const regmatch_t *matches)
{
	s->ncaptures = 0;
	for (int i = 0; i < SESSION_CAPTURES; i++) {
		buf_clear(&s->captures[i]);
		if (matches[i].rm_so < 0)
			continue;
		buf_add(&s->captures[i], text->data + matches[i].rm_so,
			(size_t)(matches[i].rm_eo - matches[i].rm_so));
		s->ncaptures = i + 1;
	}
}

/* REG_STARTEND lets the text hold NULs; it is in glibc as in the BSDs. */
static int match(struct run *r, const struct buf *text, const struct buf *pattern, bool *holds)
{
	regex_t compiled;
	regmatch_t matches[SESSION_CAPTURES] = { { .rm_so = 0, .rm_eo = (regoff_t)text->len } };

	if (compile(r, pattern, &compiled))
		return -1;
	*holds = !regexec(&compiled, buf_cstr(text), SESSION_CAPTURES, matches, REG_STARTEND);
	if (*holds)
		keep_captures(r->session, text, matches);
	regfree(&compiled);
	return 0;
}

/* ---- the command ---- */

static int look(struct run *r, struct buf *left, struct buf *right, bool *holds)
{
	enum operator op =(enum operator) POS(r, OP)->num;

	if (read_value(r, POS(r, LEFT), left) || read_value(r, POS(r, RIGHT), right))
		return -1;
	return op == OP_MATCH ? match(r, left, right, holds) : compare(r, op, left, right, holds);
}

static int refute(struct run *r, const struct buf *left)
{
	struct slice l = POS(r, LEFT)->text, op = POS(r, OP)->text, right = POS(r, RIGHT)->text;
	const struct word *w = word_of(r, POS(r, LEFT));
	bool property = w && !slice_equal(buf_slice(left), l);
	size_t shown = left->len > 80 ? 80 : left->len;
	struct slice name = property ? w->text : (struct slice){ "the value", 9 };

	err_at(&r->err, ERR_EXPECT,
		(struct span){ POS(r, LEFT)->span.start, POS(r, RIGHT)->span.end },
		"expected %.*s %.*s %.*s, but it is \"%.*s\"%s", (int)(property ? l.len : name.len),
		property ? l.p : name.p, (int)op.len, op.p, (int)right.len, right.p, (int)shown,
		buf_cstr(left), left->len > shown ? "..." : "");
	return -1;
}

static enum command_status run(struct run *r)
{
	struct buf left = { 0 }, right = { 0 };
	bool holds = false;
	int status = look(r, &left, &right, &holds);

	while (!status && !holds && r->args.limit.given && !intr_sleep(r->sys.intr, READ_AGAIN))
		status = look(r, &left, &right, &holds);
	if (!status && !holds)
		status = refute(r, &left);
	buf_free(&left);
	buf_free(&right);
	return status ? REFUSED : DONE;
}

const struct command command_assert = {
	.name = "assert",
	.group = GROUP_CHECK,
	.flags = TAKES_TIME,
	.params = (const struct param[]){ { "LEFT", &type_operand, 0,
						  .help = "a value, or NAME.PROPERTY" },
		{ "OP", &type_operator, 0, .help = "== != < <= > >= or ~" },
		{ "RIGHT", &type_operand, 0,
			.help = "a value, NAME.PROPERTY, or a regular expression" },
		{ 0 } },
	.summary = "check a value, or end the script",
	.details =
		"Numbers, sizes (4k) and durations (20ms) compare as such, all else as text. ~ takes an "
		"extended regular expression; $m0 is what it matched, $m1 and on what its parentheses "
		"did.\n\n"
		"With -t TIME both sides are read again until the comparison holds or the time is over.",
	.examples =
		(const struct example[]){ { EXAMPLE_PAIR, "assert c.state == ESTABLISHED", NULL },
			{ EXAMPLE_PAIR "close s\n", "assert c.state == CLOSE_WAIT -t 1s",
				"as soon as the FIN is there" },
			{ EXAMPLE_PAIR "send s \"HTTP/1.1 200 OK\\r\\n\"\nrecv c\n",
				"assert $data ~ \"^HTTP/1.1 ([0-9]+)\"\nprint $m1", NULL },
			{ 0 } },
	.see = "regex(7), let, print",
	.run = run,
};
