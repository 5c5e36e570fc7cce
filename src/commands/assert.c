/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * assert: compares two values, again and again with -t.
 */
#include "base/clock.h"
#include "base/pattern.h"
#include "base/text.h"
#include "examples.h"
#include "lang/types.h"
#include "operand.h"

enum { LEFT, OP, RIGHT };
enum { SHOWN_MAX = 80 };       /* bytes of a value in a message */
#define READ_AGAIN MILLISECOND /* between two looks */

struct sides {
	struct operand left, right;
};

/* ---- comparing ---- */

/* As numbers: both plain, or sizes with k M G, or durations with their units. */
static bool read_numbers(struct slice l, struct slice r, struct value *a, struct value *b)
{
	int64_t left, right;
	enum unit unit = UNIT_NONE;

	if (text_number(l, INT64_MIN, INT64_MAX, &left, NULL) ||
		text_number(r, INT64_MIN, INT64_MAX, &right, NULL)) {
		unit = UNIT_BYTES;
		if (text_size(l, INT64_MAX, &left, NULL) || text_size(r, INT64_MAX, &right, NULL)) {
			unit = UNIT_NS;
			if (text_time(l, &left, NULL) || text_time(r, &right, NULL))
				return false;
		}
	}
	value_number(a, left, unit);
	value_number(b, right, unit);
	return true;
}

static bool is_number(const struct operand *o)
{
	return o->kind == OPERAND_TYPED && o->value.numeric;
}

/* Whether the two are compared as numbers, and as which. Received bytes and quoted words are
 * the same when their bytes are, whatever they look like; but an order they have as
 * numbers alone. */
static bool numbers_of(const struct sides *s, bool order, struct value *a, struct value *b)
{
	const struct operand *l = &s->left, *r = &s->right;

	if (!order && (l->kind == OPERAND_BYTES || r->kind == OPERAND_BYTES))
		return false;
	value_copy_number(a, &l->value);
	value_copy_number(b, &r->value);
	if (!is_number(l) && !is_number(r))
		return read_numbers(buf_slice(&l->text), buf_slice(&r->text), a, b);
	if (!is_number(l) && !value_parse(buf_slice(&l->text), b, a))
		return false;
	if (!is_number(r) && !value_parse(buf_slice(&r->text), a, b))
		return false;
	return value_comparable(a, b);
}

/* TEXT as it may stand in a message: whatever byte is in it. */
static void add_shown(struct buf *b, const struct buf *text)
{
	size_t shown = text_cut(buf_cstr(text), text->len, SHOWN_MAX);

	buf_addc(b, '"');
	text_add_quoted(b, buf_cstr(text), shown);
	buf_adds(b, shown < text->len ? "\"..." : "\"");
}

static int no_numbers(struct run *r, const struct sides *s)
{
	struct buf b = { 0 };

	add_shown(&b, &s->left.text);
	buf_adds(&b, " and ");
	add_shown(&b, &s->right.text);
	err_set(&r->err, ERR_USAGE, "%s are not both numbers, sizes or times", buf_cstr(&b));
	buf_free(&b);
	return -1;
}

static int compare(struct run *r, enum operator op, const struct sides *s, bool *holds)
{
	bool order = op != OP_EQ && op != OP_NE;
	struct value a, b;
	int sign;

	if (numbers_of(s, order, &a, &b))
		sign = value_compare(&a, &b);
	else if (order)
		return no_numbers(r, s);
	else
		sign = !slice_equal(buf_slice(&s->left.text), buf_slice(&s->right.text));
	switch (op) {
	case OP_EQ: *holds = sign == 0; break;
	case OP_NE: *holds = sign != 0; break;
	case OP_LT: *holds = sign < 0; break;
	case OP_LE: *holds = sign <= 0; break;
	case OP_GT: *holds = sign > 0; break;
	default: *holds = sign >= 0; break;
	}
	return 0;
}

/* ---- patterns ---- */

_Static_assert((int)RUN_CAPTURES == (int)PATTERN_CAPTURES, "all of a match are kept");

static void keep_captures(struct matched *m, const struct buf *text, const struct span *matches)
{
	m->count = 0;
	for (int i = 0; i < RUN_CAPTURES; i++) {
		buf_clear(&m->captures[i]);
		if (matches[i].start == PATTERN_NONE)
			continue;
		buf_add(&m->captures[i], buf_cstr(text) + matches[i].start,
			matches[i].end - matches[i].start);
		m->count = i + 1;
	}
}

static int match(struct run *r, bool wanted, const struct sides *s, bool *holds)
{
	struct span matches[PATTERN_CAPTURES];
	struct pattern *p = pattern_compile(buf_slice(&s->right.text), &r->err);

	if (!p)
		return err_locate(&r->err, POS(r, RIGHT)->span);
	int found = pattern_match(p, buf_slice(&s->left.text), matches, r->sys.intr, &r->err);
	pattern_free(p);
	if (found > 0 && wanted)
		keep_captures(r->matched, &s->left.text, matches);
	*holds = (found > 0) == wanted;
	return found < 0 ? -1 : 0;
}

/* ---- the command ---- */

static int look(struct run *r, struct sides *s, bool *holds)
{
	enum operator op =(enum operator) POS(r, OP)->num;
	struct moment moment = { .count = 0 };

	if (operand_read(r, POS(r, LEFT), &moment, &s->left) ||
		operand_read(r, POS(r, RIGHT), &moment, &s->right))
		return -1;
	if (op == OP_MATCH || op == OP_NO_MATCH)
		return match(r, op == OP_MATCH, s, holds);
	return compare(r, op, s, holds);
}

static void add_written(struct buf *b, const struct run *r, struct span span)
{
	text_add_clean(b, r->source->text + span.start, span.end - span.start);
}

/* What was expected is shown as it was written, but that a variable shows what it holds. */
static int refute(struct run *r, const struct sides *s)
{
	struct span left = POS(r, LEFT)->span, right = POS(r, RIGHT)->span;
	const struct word *w = operand_word(r, POS(r, RIGHT));
	const char *unit = is_number(&s->left) ? unit_name(s->left.value.unit) : NULL;
	struct buf b = { 0 };

	buf_adds(&b, "expected ");
	add_written(&b, r, left);
	buf_addf(&b, " %s ", arg_string(r, POS(r, OP)));
	if (w && w->constant && s->right.kind != OPERAND_TYPED)
		add_written(&b, r, right);
	else
		add_shown(&b, &s->right.text);
	session_unmet(r->session, slice_from(buf_slice(&b), strlen("expected ")),
		buf_slice(&s->left.text));
	buf_adds(&b, ", but it is ");
	add_shown(&b, &s->left.text);
	err_at(&r->err, ERR_EXPECT, (struct span){ left.start, right.end }, "%s%s%s", buf_cstr(&b),
		unit ? " " : "", unit ? unit : "");
	buf_free(&b);
	return -1;
}

static enum command_status run(struct run *r)
{
	struct sides s; /* not cleared: it is large */
	int64_t began = intr_call(r->sys.intr);
	bool holds = false, waits = r->args.limit.given;
	int status;

	s.left.text = s.right.text = (struct buf){ 0 };
	status = look(r, &s, &holds);

	/* the system said no: the socket has not got that property so far */
	while (!holds && waits && (!status || r->err.kind == ERR_SYSTEM) &&
		!intr_sleep(r->sys.intr, READ_AGAIN)) {
		err_clear(&r->err);
		status = look(r, &s, &holds);
	}
	if (waits)
		r->session->last.duration = intr_now() - began;
	if (!status && !holds)
		status = refute(r, &s);
	buf_free(&s.left.text);
	buf_free(&s.right.text);
	return status ? REFUSED : DONE;
}

const struct command command_assert = {
	.name = "assert",
	.group = GROUP_CHECK,
	.flags = TAKES_TIME | READS_WORDS | IS_CHECK,
	.params = (const struct param[]){ { "LEFT", &type_operand, 0,
						  .help = "a value, or NAME.PROPERTY" },
		{ "OP", &type_operator, 0, .help = "== != < <= > >= ~ or !~" },
		{ "RIGHT", &type_operand, 0,
			.help = "a value, NAME.PROPERTY, or a regular expression" },
		{ 0 } },
	.summary = "check a value, or end the script",
	.details =
		"A property has a unit: c.rtt < 5ms, c.rcvbuf >= 64k, c.keepidle == 2m hold or not whatever "
		"unit is written; a bare number is in the property's own, which help properties tells. "
		"Names, states and flags compare as such: c.options == sack|timestamps. Both sides are "
		"read at one moment.\n\n"
		"Bare words, and variables set to one, compare as numbers, sizes (4k) or durations (20ms) "
		"where both are some. What was received or stands in quotes is bytes: $data == \"007\" "
		"does not hold after 7 came. < <= > >= have a meaning for numbers alone, and read them "
		"wherever they come from.\n\n"
		"~ takes an extended regular expression over bytes, !~ holds where it does not match. $m0 "
		"is what ~ matched, $m1 and on what its parentheses did. Any byte is a character, NUL "
		"and those of UTF-8 too; ^ and $ are the ends of the value, not of its lines. There are no back references (\\1). A long "
		"search is made by a process of its own, which -t and Ctrl-C end.\n\n"
		"With -t TIME both sides are read again until the comparison holds or the time is over, "
		"also where a property is not there yet (the peer, before the connection); $time then "
		"is how long that took.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR, "assert c.state == ESTABLISHED",
						      NULL },
		{ EXAMPLE_PAIR "close s\n", "assert c.state == CLOSE_WAIT -t 1s",
			"as soon as the FIN is there" },
		{ EXAMPLE_PAIR "send s \"HTTP/1.1 200 OK\\r\\n\"\nrecv c\n",
			"assert $data ~ \"^HTTP/1.1 ([0-9]+)\"\nprint $m1", NULL },
		{ EXAMPLE_PAIR, "assert c.rto > 100ms\nassert c.options !~ ecn", NULL }, { 0 } },
	.see = "regex(7), let, print",
	.run = run,
};
