/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may stand at the point: commands, options, values, variables,
 * properties. The line is read by the same lexer that runs it.
 */
#include "point.h"
#include "complete_property.h"

#include <string.h>

#include "base/text.h"
#include "lang/command.h"
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "lang/view.h"

/* ---- variables and properties ---- */

enum { HELP_MAX = 500 }; /* bytes of a value, more than a line shows */

/* The names of variables, each behind LEAD ("$", "${" or ""). */
struct naming {
	struct candidates *out;
	const char *lead, *close;
};

static void add_name(void *context, struct slice name, struct slice value)
{
	const struct naming *n = context;
	struct buf text = { 0 };

	buf_adds(&text, n->lead);
	buf_add(&text, name.p, name.len);
	buf_adds(&text, n->close);
	size_t len = value.len < HELP_MAX ? value.len : HELP_MAX;
	candidates_add(n->out, buf_cstr(&text), arena_copy(n->out->arena, value.p, len), 0);
	buf_free(&text);
}

void complete_names(struct scope *sc, struct candidates *out)
{
	struct naming n = { out, "", "" };

	vars_each(&sc->vars, add_name, &n);
}

static void complete_variable(
	struct scope *sc, struct candidates *out, const char *lead, const char *close)
{
	struct naming n = { out, lead, close };

	vars_each(&sc->vars, add_name, &n);
	for (int i = 0; i < AUTOMATIC_COUNT; i++)
		add_name(&n, slice_of(automatic_names[i].name), slice_of(automatic_names[i].help));
}

/* Whether the character at I stands behind a backslash that takes its meaning. */
static bool is_escaped(struct slice text, size_t i)
{
	size_t backslashes = 0;

	while (i > backslashes && text.p[i - 1 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2;
}

static size_t before_names(struct slice text, size_t i)
{
	while (i && (text_is_name_char(text.p[i - 1]) || text.p[i - 1] == '.'))
		i--;
	return i;
}

/* If the text before the point ends in a variable that is being written, its
 * `$` is at *START. */
static bool ends_in_variable(struct slice text, size_t *start)
{
	size_t i = before_names(text, text.len), name;

	if (i && text.p[i - 1] == ':') {
		name = before_names(text, i - 1);
		if (name && text.p[name - 1] == '{')
			i = name; /* ${NAME:u32 */
	}
	if (i && text.p[i - 1] == '{')
		i--;
	if (!i || text.p[i - 1] != '$' || is_escaped(text, i - 1))
		return false;
	*start = i - 1;
	return true;
}

/* Whether NAME holds bytes, of which numbers can be made, and no descriptor. */
static bool holds_bytes(const struct scope *sc, struct slice name)
{
	int fd;

	for (int i = 0; i < AUTOMATIC_COUNT; i++)
		if (slice_is(name, automatic_names[i].name))
			return true;
	return vars_get(&sc->vars, name).p && !vars_get_fd(&sc->vars, name, &fd);
}

static void complete_view(struct slice lead, const char *close, struct candidates *out)
{
	struct buf text = { 0 };

	for (const struct view_name *n = view_names; n->name; n++) {
		buf_clear(&text);
		buf_add(&text, lead.p, lead.len);
		buf_addf(&text, "%s%s", n->name, close);
		candidates_add_bare(out, buf_cstr(&text), n->help, '\0');
	}
	out->ordered = true;
	buf_free(&text);
}

/* What stands behind the dot or the colon of WRITTEN, whose name begins at LEAD. */
static void complete_member(struct scope *sc, struct slice written, size_t lead, size_t at,
	const char *close, struct candidates *out)
{
	struct slice name = { written.p + lead, at - lead }, before = { written.p, at + 1 };

	if (written.p[at] == ':' || holds_bytes(sc, name))
		complete_view(before, close, out);
	else
		complete_property(sc, name, before, close, out);
}

static void complete_expansion(
	struct scope *sc, const char *text, size_t len, size_t start, struct completion *out)
{
	struct slice written = { text + start, len - start };
	const char *colon = memchr(written.p, ':', written.len);
	const char *mark = colon ? colon : memchr(written.p, '.', written.len);
	bool braces = slice_starts(written, "${");

	out->span = (struct span){ start, len };
	out->quote = 0;
	out->verbatim = true;
	out->candidates.prefix = written;
	if (mark)
		complete_member(sc, written, braces ? 2 : 1, (size_t)(mark - written.p),
			braces ? "}" : "", &out->candidates);
	else if (braces)
		complete_variable(sc, &out->candidates, "${", "}");
	else
		complete_variable(sc, &out->candidates, "$", "");
	candidates_sort(&out->candidates);
}

/* ---- words ---- */

/* A second name only where it is being written, or the list would be twice as long. */
static void complete_commands(struct scope *sc, struct candidates *out)
{
	for (size_t i = 0; i < sc->commands->count; i++) {
		const struct command *row = sc->commands->rows[i];

		candidates_add(out, row->name, row->summary, ' ');
		if (row->alias && out->prefix.len)
			candidates_add(out, row->alias, row->summary, ' ');
	}
}

static void complete_options(const struct command *row, struct candidates *out)
{
	const struct option *o;
	struct buf room = { 0 };

	for (int i = 0; (o = args_option(row, i)); i++) {
		const char *help = args_help(&o->value, &room);

		if (o->value.only)
			help = arena_copy(out->arena, help, strlen(help));
		candidates_add_bare(out, o->name, help, ' ');
	}
	buf_free(&room);
}

/* Values that stand before the point, for types that depend on one of them. */
static void bind_before(struct scope *sc, const struct command *row, const struct text_word *words,
	int n, struct arena *a, struct args *args)
{
	memset(args, 0, sizeof(*args));
	if (n > 1)
		args_parse(sc, row, words, n, a, args, NULL);
}

static void complete_param(struct scope *sc, const struct param *p, const struct args *args,
	bool one_word, struct candidates *out)
{
	struct arg_context c = { .scope = sc, .param = p, .args = args, .one_word = one_word };

	if (p && p->type && p->type->complete)
		p->type->complete(&c, out);
}

/* `c.` where an operand may be a property. */
static bool complete_operand(struct scope *sc, const struct param *p, struct candidates *out)
{
	int fd;
	const char *dot = out->prefix.len ? memchr(out->prefix.p, '.', out->prefix.len) : NULL;

	if (!p || !p->type || !(p->type->flags & TYPE_READS) || !dot)
		return false;
	struct slice name = { out->prefix.p, (size_t)(dot - out->prefix.p) };
	if (vars_get_fd(&sc->vars, name, &fd))
		complete_property(sc, name, (struct slice){ name.p, name.len + 1 }, "", out);
	return true;
}

/* Whether P is the value that an option waits for: a dash begins no option there. */
static bool is_value(const struct command *row, const struct param *p)
{
	const struct option *o;

	for (int i = 0; (o = args_option(row, i)); i++)
		if (&o->value == p)
			return true;
	return false;
}

/* Whether a `--` stands before the point. */
static bool options_ended(const struct text_word *words, int n)
{
	for (int i = 1; i < n; i++)
		if (words[i].word->bare && slice_is(words[i].text, "--"))
			return true;
	return false;
}

static void complete_argument(struct scope *sc, const struct command *row,
	const struct text_word *words, int n, struct completion *out)
{
	const struct param *other, *p = args_next_param(row, words, n, &other);
	bool dash = slice_starts(out->candidates.prefix, "-"), value = is_value(row, p);
	struct args args;

	out->operands = options_ended(words, n);
	bind_before(sc, row, words, n, out->candidates.arena, &args);
	if (complete_operand(sc, p, &out->candidates))
		return;
	complete_param(sc, p, &args, value, &out->candidates);
	complete_param(sc, other, &args, false, &out->candidates);
	if ((dash || !p) && !out->operands && !value)
		complete_options(row, &out->candidates);
}

/* `--to=FILE`: the value of an option joined to it. Moves the span to the value. */
static bool complete_joined(
	struct scope *sc, const struct command *row, const struct word *w, struct completion *out)
{
	struct slice text = out->candidates.prefix;
	const char *equals = text.len > 2 ? memchr(text.p, '=', text.len) : NULL;
	const struct option *o;
	struct args args = { 0 };

	if (!w->starts_bare || text.p[0] != '-' || !equals)
		return false;
	size_t name_len = (size_t)(equals - text.p);
	if (word_start(w).len <= name_len)
		return false; /* a quote stands before the `=` */
	for (int i = 0; (o = args_option(row, i)); i++) {
		if (!slice_is((struct slice){ text.p, name_len }, o->name) || !o->value.type)
			continue;
		out->span.start += name_len + 1;
		out->candidates.prefix = (struct slice){ equals + 1, text.len - name_len - 1 };
		out->operands = true;
		complete_param(sc, &o->value, &args, true, &out->candidates);
		return true;
	}
	return false;
}

/* `A|B`: the last alternative. Moves the span to it. */
static void complete_result(const struct command *row, struct completion *out)
{
	struct slice text = out->candidates.prefix;
	const char *bar = text.len ? memrchr(text.p, '|', text.len) : NULL;
	size_t before = bar ? (size_t)(bar - text.p) + 1 : 0;

	if (out->candidates.in_quote || out->span.end - out->span.start != text.len)
		return; /* quotes or variables stand in it */
	out->span.start += before;
	out->candidates.prefix = (struct slice){ text.p + before, text.len - before };
	complete_results(row, &out->candidates);
}

static void complete_word(struct scope *sc, const struct point *point, struct completion *out)
{
	if (!point->n) {
		complete_commands(sc, &out->candidates);
		return;
	}
	const struct command *row =
		command_lookup(sc->commands, point->words[0].text, sc->prefixes, NULL);
	if (row && point->in_packets)
		complete_packets(point->first_packet, &out->candidates);
	if (row && point->in_result)
		complete_result(row, out);
	if (!row || !point->in_words)
		return;
	if (point->at && complete_joined(sc, row, point->at, out))
		return;
	if (point->n == 2 && slice_is(point->words[0].text, "on"))
		complete_commands(sc, &out->candidates);
	complete_argument(sc, row, point->words, point->n, out);
}

/* The text of the word at the point as far as it is written. */
static void set_prefix(struct scope *sc, const struct line *line, const struct point *point,
	size_t len, struct completion *out)
{
	out->span = (struct span){ len, len };
	out->candidates.prefix = (struct slice){ "", 0 };
	if (!line->word_open)
		return;
	out->span = line->complete;
	out->candidates.in_quote = out->quote || (point->at && !point->at->starts_bare);
	if (point->at &&
		scope_expand(sc, point->at, out->candidates.arena, &out->candidates.prefix, NULL))
		out->candidates.prefix = (struct slice){ "", 0 };
}

/* The block that the text ends in, where the command takes one; NULL p: none. */
static struct slice open_block(struct scope *sc, const struct line *line, struct arena *a)
{
	struct slice none = { NULL, 0 };
	const struct param *p, *other;
	struct point point;

	point_find(sc, line, a, &point);
	if (!point.at || !point.at->block || !point.n)
		return none;
	const struct command *row =
		command_lookup(sc->commands, point.words[0].text, sc->prefixes, NULL);
	p = row ? args_next_param(row, point.words, point.n, &other) : NULL;
	while (p && p->name && (p->flags & OPTIONAL))
		p++;
	return p && p->name && (p->type->flags & TYPE_BLOCK) ? point.at->text : none;
}

/* The last line of TEXT, as far as it goes; what is wrong in earlier ones is of no matter. */
static enum lex_status last_line(
	struct scope *sc, struct slice text, struct arena *a, struct line *line)
{
	enum lex_status status = LEX_OK;

	for (size_t pos = 0; pos < text.len;)
		status = lex_line(text.p, text.len, &pos, scope_assigns, sc, a, line, NULL);
	if (text.len && line->comment.end == text.len)
		return LEX_BAD; /* nothing belongs there */
	return line->result_open ? LEX_OK : status;
}

static void complete_words(
	struct scope *sc, struct slice text, const struct line *line, struct completion *out)
{
	struct point point;

	point_find(sc, line, out->candidates.arena, &point);
	set_prefix(sc, line, &point, text.len, out);
	complete_word(sc, &point, out);
	candidates_sort(&out->candidates);
}

void complete_line(struct scope *sc, const char *text, size_t len, struct completion *out)
{
	struct line line = { 0 };
	struct slice block = { NULL, 0 };
	struct arena *a = out->candidates.arena;
	size_t start;

	*out = (struct completion){ .candidates.arena = a };
	enum lex_status status = last_line(sc, (struct slice){ text, len }, a, &line);
	if (status == LEX_BAD)
		return;
	if (status == LEX_MORE)
		block = open_block(sc, &line, a);
	if (block.p) {
		start = (size_t)(block.p - text);
		complete_line(sc, block.p, len - start, out);
		out->span.start += start;
		out->span.end += start;
		return;
	}
	out->quote = status == LEX_MORE && (line.open == '"' || line.open == '\'') ? line.open : 0;
	if (out->quote != '\'' && ends_in_variable((struct slice){ text, len }, &start))
		complete_expansion(sc, text, len, start, out);
	else if (line.open != '{' && line.open != '$')
		complete_words(sc, (struct slice){ text, len }, &line, out);
}
