/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that know nothing of sockets.
 */
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "lang/command.h"
#include "lang/complete.h"
#include "lang/doc.h"
#include "lang/scope.h"
#include "lang/results.h"
#include "lang/types.h"
#include "sock/names.h"
#include "sock/property.h"

/* ---- texts ---- */

static void complete_variables(const struct arg_context *c, struct candidates *out)
{
	complete_names(c->scope, out);
}

static int parse_name(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	return vars_check_name(a->text, e);
}

/* A command may take words in place of a file. */
static void complete_file(const struct arg_context *c, struct candidates *out)
{
	for (const char *const *word = c->param->of; word && *word; word++)
		candidates_add_bare(out, *word, NULL, ' ');
	out->files = true;
}

static int parse_file(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	if (!a->text.len)
		return err_set(e, ERR_USAGE, "a file's name is empty");
	if (memchr(a->text.p, 0, a->text.len))
		return err_set(e, ERR_USAGE, "a file's name cannot hold a NUL byte");
	return 0;
}

static int parse_hex(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct buf bytes = { 0 };

	(void)c;
	int status = text_hex(a->text, &bytes, e);
	buf_free(&bytes);
	return status;
}

const struct arg_type type_text = { .name = "WORD",
	.what = "one word; quote it if it holds blanks" };

const struct arg_type type_data = { .flags = TYPE_BYTES,
	.name = "DATA",
	.what = "bytes to send, as one word: \"GET / HTTP/1.0\\r\\n\\r\\n\"" };

const struct arg_type type_hex = {
	.name = "HEX", .what = "bytes as pairs of hex digits: \"de ad be ef\"", .parse = parse_hex
};

const struct arg_type type_name = { .name = "NAME",
	.what = "a variable: letters, digits and _, not beginning with a digit",
	.parse = parse_name,
	.complete = complete_variables };

const struct arg_type type_file = {
	.name = "FILE", .what = "the path of a file", .parse = parse_file, .complete = complete_file
};

/* ---- numbers ---- */

/* The fault as the text functions name it ("not a number"), with the word before it. */
static int blame(const struct arg *a, const char *name, struct err *e)
{
	struct err fault;

	if (!e)
		return -1;
	fault = *e;
	err_set(e, ERR_USAGE, "%s '%.*s': %s", name, (int)a->text.len, a->text.p, fault.text);
	return fault.hint[0] ? err_hint(e, "%s", fault.hint) : -1;
}

static int parse_number(const struct arg_context *c, struct arg *a, struct err *e)
{
	bool limits = c->param->min || c->param->max;

	if (text_count(a->text, limits ? c->param->min : INT_MIN, limits ? c->param->max : INT_MAX,
		    &a->num, e))
		return blame(a, c->param->name, e);
	return 0;
}

static const char most[] = "SOMAXCONN";

static int parse_backlog(const struct arg_context *c, struct arg *a, struct err *e)
{
	if (!slice_is(a->text, most))
		return parse_number(c, a, e);
	a->num = SOMAXCONN;
	return 0;
}

static void complete_backlog(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	candidates_add(out, most, "what C's header has for most", ' ');
}

static int parse_size(const struct arg_context *c, struct arg *a, struct err *e)
{
	if (text_size(a->text, c->param->max ? c->param->max : INT64_MAX, &a->num, e))
		return blame(a, c->param->name, e);
	if (a->num < c->param->min)
		return err_set(e, ERR_USAGE, "%s is at least %lld", c->param->name,
			(long long)c->param->min);
	return 0;
}

static int parse_time(const struct arg_context *c, struct arg *a, struct err *e)
{
	return text_time(a->text, &a->num, e) ? blame(a, c->param->name, e) : 0;
}

static int parse_times(const struct arg_context *c, struct arg *a, struct err *e)
{
	int64_t from, to;

	return text_times(a->text, &from, &to, e) ? blame(a, c->param->name, e) : 0;
}

const struct arg_type type_number = { .name = "NUMBER",
	.what = "a number: decimal, hex behind 0x, or 4k for 4096",
	.parse = parse_number };

const struct arg_type type_backlog = { .name = "COUNT|SOMAXCONN",
	.what = "a number, or the word that C programs write: 4096",
	.parse = parse_backlog,
	.complete = complete_backlog };

const struct arg_type type_size = { .name = "SIZE",
	.what = "a count of bytes; k, M and G multiply by powers of 1024",
	.parse = parse_size };

const struct arg_type type_time = {
	.name = "TIME", .what = "a duration with its unit: 50ms, 2s, 1.5s, 1m", .parse = parse_time
};

const struct arg_type type_times = { .name = "TIME[..TIME]",
	.what = "a duration, or a range in which chance finds one: 50ms, 10ms..50ms",
	.parse = parse_times };

/* ---- on and off ---- */

static int parse_switch(const struct arg_context *c, struct arg *a, struct err *e)
{
	bool on;

	(void)c;
	if (text_bool(a->text, &on, NULL))
		return err_set(
			e, ERR_USAGE, "'%.*s' is neither on nor off", (int)a->text.len, a->text.p);
	a->num = on;
	return 0;
}

static void complete_switch(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	candidates_add(out, "on", NULL, ' ');
	candidates_add(out, "off", NULL, ' ');
}

const struct arg_type type_switch = { .name = "on|off",
	.what = "on, yes, true or 1; off, no, false or 0",
	.parse = parse_switch,
	.complete = complete_switch };

/* ---- operators ---- */

static const char *const operators[] = { [OP_EQ] = "==",
	[OP_NE] = "!=",
	[OP_LT] = "<",
	[OP_LE] = "<=",
	[OP_GT] = ">",
	[OP_GE] = ">=",
	[OP_MATCH] = "~",
	[OP_NO_MATCH] = "!~",
	NULL };

static int parse_operator(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	for (int i = 0; operators[i]; i++)
		if (slice_is(a->text, operators[i])) {
			a->num = i;
			return 0;
		}
	return err_set(e, ERR_USAGE, "'%.*s' is no operator; there are == != < <= > >= ~ !~",
		(int)a->text.len, a->text.p);
}

static void complete_operator(const struct arg_context *c, struct candidates *out)
{
	static const char *const help[] = { "equal", "not equal", "less", "at most", "greater",
		"at least", "matches an extended regular expression", "does not match it" };

	(void)c;
	for (int i = 0; operators[i]; i++)
		candidates_add(out, operators[i], help[i], ' ');
}

const struct arg_type type_operator = { .name = "OP",
	.what = "== != < <= > >=, or ~ and !~ for a regular expression",
	.parse = parse_operator,
	.complete = complete_operator };

/* The property NAME.PROPERTY that stands before, or NULL. */
static const struct property *property_before(const struct arg_context *c)
{
	struct slice text =
		c->args && c->args->pos[0].given ? c->args->pos[0].text : (struct slice){ "", 0 };
	const char *dot = text.len ? memchr(text.p, '.', text.len) : NULL;

	if (!dot)
		return NULL;
	return property_find((struct slice){ dot + 1, text.len - (size_t)(dot + 1 - text.p) });
}

/* The names of values, where what it is compared with has some. */
static void complete_operand(const struct arg_context *c, struct candidates *out)
{
	const struct property *p = property_before(c);

	for (size_t i = 0; p && p->names && i < p->names->count; i++)
		candidates_add(out, p->names->rows[i].name, p->names->rows[i].help, ' ');
	if (!p || !p->names || out->prefix.len)
		complete_variables(c, out);
}

const struct arg_type type_operand = { .flags = TYPE_READS,
	.name = "VALUE",
	.what = "a word, or NAME.PROPERTY, which is read from the kernel",
	.complete = complete_operand };

/* ---- blocks ---- */

static int parse_block(const struct arg_context *c, struct arg *a, struct err *e)
{
	return a->block ? 0
			: err_set(e, ERR_USAGE, "%s takes a block: { COMMANDS }", c->param->name);
}

const struct arg_type type_block = { .flags = TYPE_BLOCK,
	.name = "{ BLOCK }",
	.what = "commands in braces, on one line or several",
	.parse = parse_block };

/* ---- until RESULT ---- */

static bool takes_result(struct slice first, const struct slice *next)
{
	return next && slice_is(first, "until");
}

static int parse_result(struct slice first, struct slice second, struct arg *a, struct err *e)
{
	(void)first;
	a->text = second;
	return results_check_word(second, e);
}

/* The word alone: its RESULT is still to come. */
static int parse_until(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	return slice_is(a->text, "until") ? 0 : err_set(e, ERR_USAGE, "until RESULT is expected");
}

static void complete_until(const struct arg_context *c, struct candidates *out)
{
	candidates_add(out, "until", c->param->help, ' ');
}

static void complete_result(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	complete_results(NULL, out);
}

static const struct arg_type type_result = { .name = "RESULT",
	.what = "a result, as behind an =, in one word: 0, ok, ECONNREFUSED|ok",
	.complete = complete_result };

static const struct param param_result = { "RESULT", &type_result, 0,
	.help = "a result, as behind an =" };

static const struct two_words until_result = { takes_result, parse_result, &param_result };

const struct arg_type type_until = { .flags = TYPE_KEYWORD,
	.two = &until_result,
	.name = "until RESULT",
	.what = "the word until and a result, as behind an =; one of several words is quoted",
	.parse = parse_until,
	.complete = complete_until };

/* ---- tables ---- */

static void complete_topic(const struct arg_context *c, struct candidates *out)
{
	const struct command_table *t = c->scope->commands;

	for (size_t i = 0; i < t->count; i++)
		candidates_add(out, t->rows[i]->name, t->rows[i]->summary, ' ');
	for (const struct doc_page *const *page = t->pages; *page; page++)
		candidates_add(out, (*page)->name, (*page)->summary, ' ');
	for (int i = 0; t->types[i]; i++)
		candidates_add_name(out, t->types[i]->name, t->types[i]->what, ' ');
	if (out->prefix.len && out->prefix.p[0] >= 'A' && out->prefix.p[0] <= 'Z')
		doc_complete_names(out);
}

const struct arg_type type_topic = { .name = "TOPIC",
	.what = "a command, a type of parameter such as ENDPOINT, a page, or the name of a constant",
	.complete = complete_topic };
