/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * let: sets a variable, to a word or to what integers make.
 */
#include <inttypes.h>

#include "base/text.h"
#include "lang/types.h"
#include "operand.h"

enum { NAME, VALUE, MORE };
enum { SHOWN_MAX = 40 }; /* bytes of a wrong word in a message */

/* ---- integers ---- */

/* What is left of an expression. */
struct sum {
	const char *p, *end;
};

static void skip_blanks(struct sum *s)
{
	while (s->p < s->end && *s->p == ' ')
		s->p++;
}

static bool is_operator(char c)
{
	return c && strchr("+-*/%", c);
}

/* The operator that comes next if it is one of SET, or 0. */
static char take_operator(struct sum *s, const char *set)
{
	skip_blanks(s);
	return s->p < s->end && *s->p && strchr(set, *s->p) ? *s->p++ : 0;
}

/* A number with or without sign: decimal, hex behind 0x, or a size. */
static int take_number(struct sum *s, int64_t *number, struct err *e)
{
	skip_blanks(s);
	const char *start = s->p;
	if (s->p < s->end && (*s->p == '-' || *s->p == '+'))
		s->p++;
	while (s->p < s->end && *s->p != ' ' && !is_operator(*s->p))
		s->p++;
	struct slice text = { start, (size_t)(s->p - start) };
	if (!text_number(text, INT64_MIN, INT64_MAX, number, NULL) ||
		!text_size(text, INT64_MAX, number, NULL))
		return 0;
	if (text.len)
		err_set(e, ERR_USAGE, "'%.*s' is no integer of 64 bits",
			(int)text_cut(text.p, text.len, SHOWN_MAX), text.p);
	else
		err_set(e, ERR_USAGE, "an integer is missing");
	return err_hint(e, "a text of several words is quoted; integers take + - * / %%");
}

static int apply(char operator, int64_t a, int64_t b, int64_t *result, struct err *e)
{
	bool divides = operator== '/' || operator== '%';
	bool over = false;

	if (divides && !b)
		return err_set(e, ERR_USAGE, "%" PRId64 " %c 0: a division by zero", a, operator);
	switch (operator) {
	case '+': over = __builtin_add_overflow(a, b, result); break;
	case '-': over = __builtin_sub_overflow(a, b, result); break;
	case '*': over = __builtin_mul_overflow(a, b, result); break;
	case '/':
		over = a == INT64_MIN && b == -1;
		*result = over ? 0 : a / b;
		break;
	default: *result = b == -1 ? 0 : a % b; /* INT64_MIN % -1 traps */
	}
	if (over)
		return err_set(e, ERR_USAGE, "%" PRId64 " %c %" PRId64 " does not fit 64 bits",
			a, operator, b);
	return 0;
}

static int take_product(struct sum *s, int64_t *product, struct err *e)
{
	int64_t next;
	char operator;

	if (take_number(s, product, e))
		return -1;
	while ((operator= take_operator(s, "*/%")))
		if (take_number(s, &next, e) || apply(operator, * product, next, product, e))
			return -1;
	return 0;
}

static int calculate(struct slice text, int64_t *sum, struct err *e)
{
	struct sum s = { text.p, text.p + text.len };
	int64_t next;
	char operator;

	if (take_product(&s, sum, e))
		return -1;
	while ((operator= take_operator(&s, "+-")))
		if (take_product(&s, &next, e) || apply(operator, * sum, next, sum, e))
			return -1;
	if (s.p == s.end)
		return 0;
	err_set(e, ERR_USAGE, "an operator is missing before '%.*s'",
		(int)text_cut(s.p, (size_t)(s.end - s.p), SHOWN_MAX), s.p);
	return err_hint(e, "a text of several words is quoted; integers take + - * / %%");
}

/* ---- the command ---- */

/* Adds a word of the expression. A variable's value is a number there, and never read
 * as an expression of its own. */
static int add_word(struct run *r, const struct arg *a, struct buf *text)
{
	int64_t number;

	if (!a->bare && text_count(a->text, INT64_MIN, INT64_MAX, &number, NULL)) {
		err_at(&r->err, ERR_USAGE, a->span, "'%.*s' is no integer of 64 bits",
			(int)text_cut(a->text.p, a->text.len, SHOWN_MAX), a->text.p);
		return err_hint(&r->err, "blanks set + - * / %% apart from variables");
	}
	buf_addc(text, ' ');
	buf_add(text, a->text.p, a->text.len);
	return 0;
}

static enum command_status set_sum(struct run *r)
{
	const struct arg *last = &r->args.rest[r->args.nrest - 1];
	struct buf text = { 0 };
	int64_t sum;
	int status = add_word(r, POS(r, VALUE), &text);

	for (int i = 0; i < r->args.nrest && !status; i++)
		status = add_word(r, &r->args.rest[i], &text);
	if (!status)
		status = calculate(buf_slice(&text), &sum, &r->err);
	buf_free(&text);
	if (status) {
		err_locate(&r->err, (struct span){ POS(r, VALUE)->span.start, last->span.end });
		return REFUSED;
	}
	vars_set_number(&r->session->scope.vars, POS(r, NAME)->text, (long)sum);
	return DONE;
}

static enum command_status run(struct run *r)
{
	struct vars *vars = &r->session->scope.vars;
	struct slice name = POS(r, NAME)->text, value = POS(r, VALUE)->text;
	const struct word *w = operand_word(r, POS(r, VALUE));

	if (r->args.nrest)
		return set_sum(r);
	bool written = w && operand_kind(r->session, w) != OPERAND_BYTES;
	if (vars_set(vars, name, value)) {
		err_set(&r->err, ERR_SYSTEM, "no memory for %zu bytes", value.len);
		return REFUSED;
	}
	if (written)
		vars_mark_written(vars, name);
	return DONE;
}

const struct command command_let = {
	.name = "let",
	.group = GROUP_CHECK,
	.assigns = 1,
	.params = (const struct param[]){ { "NAME", &type_name, 0, .help = "the variable" },
		{ "VALUE", &type_text, 0, .help = "its value; an = may stand before it" },
		{ "OPERATION", &type_text, OPTIONAL | REPEATED,
			.help = "+ - * / or % and an integer" },
		{ 0 } },
	.summary = "set a variable",
	.details =
		"$NAME is its value in bare and double-quoted words. A variable that holds a number "
		"also stands for that descriptor, as one set by as does.\n\n"
		"Integers of 64 bits with + - * / % between them are calculated: * / and % first, else "
		"from left to right, rounded toward zero. A result that does not fit, and a division by "
		"zero, are errors. One word alone is a text: 1+1 without blanks is three characters.",
	.examples =
		(const struct example[]){
			{ NULL, "let host = 127.0.0.1\nprint \"will ask $host\"", NULL },
			{ NULL, "let n = 5\nlet n = $n + 1\nassert $n == 6", NULL }, { 0 } },
	.see = "print, assert",
	.run = run,
};
