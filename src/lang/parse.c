/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to commands: `;`, `as NAME`, `= RESULT packets PATTERN... in TIME`, `&`.
 */
#include <string.h>

#include "base/text.h"
#include "lang/results.h"
#include "lexer.h"

/* Words of one kind as they are collected. */
struct word_list {
	struct word *items;
	int count, capacity;
};

static struct word *add_word(struct lexer *l, struct word_list *list)
{
	if (list->count == list->capacity) {
		int capacity = list->capacity ? list->capacity * 2 : 6;
		struct word *items = arena_alloc(l->arena, sizeof(*items) * (size_t)capacity);

		if (list->count)
			memcpy(items, list->items, sizeof(*items) * (size_t)list->count);
		list->items = items;
		list->capacity = capacity;
	}
	return &list->items[list->count++];
}

static bool is_keyword(const struct word *w, const char *keyword)
{
	return w->bare && slice_is(w->text, keyword);
}

/* Where the words go that follow. */
enum stage { IN_WORDS, IN_AS, AFTER_AS, IN_RESULT, IN_PACKETS, IN_TIME, AFTER_TIME };

struct builder {
	struct parsed cmd;
	struct word_list words, result, packets;
	enum stage stage;
	bool assigned; /* an `=` was read as assignment */
};

/* How many words come before the command's own: `on HOST`, if a command follows. */
static int words_before(const struct word_list *words)
{
	return words->count > 2 && is_keyword(&words->items[0], "on") && !words->items[2].block ? 2
												: 0;
}

static bool assigns_here(struct lexer *l, const struct builder *b)
{
	int before = words_before(&b->words), count = b->words.count - before;

	if (!l->assigns || b->assigned || !count || !b->words.items[before].constant)
		return false;
	return l->assigns(l->context, b->words.items[before].text) == count - 1;
}

static int parse_bound(struct slice text, int64_t none, int64_t *ns, struct err *e)
{
	*ns = none;
	return text.len ? text_time(text, ns, e) : 0;
}

/* `A..B`, `A..`, `..B`, or a lone `B`, which is an upper bound. */
static enum lex_status parse_range(struct lexer *l, const struct word *w, struct expect_time *in)
{
	struct slice low = { w->text.p, 0 }, high = w->text;
	const char *dots = w->constant ? memmem(w->text.p, w->text.len, "..", 2) : NULL;

	if (dots) {
		low.len = (size_t)(dots - w->text.p);
		high = (struct slice){ dots + 2, w->text.len - low.len - 2 };
	}
	in->given = true;
	if (!w->constant || (!low.len && !high.len) || parse_bound(low, 0, &in->low, l->err) ||
		parse_bound(high, -1, &in->high, l->err) || (in->high >= 0 && in->high < in->low))
		return lexer_bad(l, w->span.start, w->span.end,
			"in takes a duration or a range of them: in 90ms..150ms");
	return LEX_OK;
}

/* Takes the word for a keyword where it is one; *TAKEN says so. */
static enum lex_status keyword(
	struct lexer *l, struct builder *b, const struct word *w, bool *taken)
{
	struct span at_word = w->span;

	*taken = w->bare && w->text.len <= 2 && memchr("&=ai", w->text.p[0], 4);
	if (!*taken)
		return LEX_OK;
	if (is_keyword(w, "&")) {
		if (!b->words.count)
			return lexer_bad(l, at_word.start, at_word.end, "& goes behind a command");
		b->cmd.background = true;
	} else if (b->stage == IN_WORDS && is_keyword(w, "as") && b->words.count) {
		b->stage = IN_AS;
	} else if (is_keyword(w, "=") && b->stage == IN_WORDS && assigns_here(l, b)) {
		b->assigned = true;
	} else if (is_keyword(w, "=") && (b->stage == IN_WORDS || b->stage == AFTER_AS)) {
		if (!b->words.count)
			return lexer_bad(l, at_word.start, at_word.end, "= goes behind a command");
		b->stage = IN_RESULT;
		b->cmd.expect.given = true;
		b->cmd.expect.span = at_word;
	} else if (is_keyword(w, "in") && ((b->stage == IN_RESULT && b->result.count) ||
						  (b->stage == IN_PACKETS && b->packets.count))) {
		b->stage = IN_TIME;
	} else {
		*taken = false;
	}
	return LEX_OK;
}

/* -t, --all, -t2s: no result looks like these. */
static bool is_option(const struct word *w)
{
	return w->starts_bare && w->text.len > 1 && w->text.p[0] == '-' &&
	       (w->text.p[1] < '0' || w->text.p[1] > '9');
}

static enum lex_status place_expected(
	struct lexer *l, struct builder *b, struct word_list *list, const struct word *w)
{
	if (is_keyword(w, "as"))
		return lexer_bad(l, w->span.start, w->span.end, "as NAME goes before = RESULT");
	if (is_option(w)) {
		lexer_bad(l, w->span.start, w->span.end, "this is read as part of the RESULT");
		err_hint(l->err, "options go before =; quote it if it is text");
		return LEX_BAD;
	}
	b->cmd.expect.span.end = w->span.end;
	if (b->stage == IN_RESULT && is_keyword(w, "packets")) {
		b->stage = IN_PACKETS;
		b->cmd.expect.packets.given = true;
	} else {
		*add_word(l, list) = *w;
	}
	return LEX_OK;
}

/* Puts a word where the stage says. */
static enum lex_status place_word(struct lexer *l, struct builder *b, struct word *w)
{
	switch (b->stage) {
	case IN_WORDS: *add_word(l, &b->words) = *w; return LEX_OK;
	case IN_AS:
		b->cmd.as = arena_alloc(l->arena, sizeof(*w));
		*b->cmd.as = *w;
		b->stage = AFTER_AS;
		return LEX_OK;
	case IN_RESULT: return place_expected(l, b, &b->result, w);
	case IN_PACKETS: return place_expected(l, b, &b->packets, w);
	case IN_TIME: b->stage = AFTER_TIME; return parse_range(l, w, &b->cmd.expect.in);
	case AFTER_AS:
		if (w->block || (w->starts_bare && word_start(w).p[0] == '-')) {
			b->stage = IN_WORDS; /* options stand anywhere, and repeat as i { } */
			*add_word(l, &b->words) = *w;
			return LEX_OK;
		}
		return lexer_bad(l, w->span.start, w->span.end,
			"behind as NAME stand options, = RESULT, & or the end of the command");
	case AFTER_TIME: break;
	}
	return lexer_bad(l, w->span.start, w->span.end,
		"the command ends before this word; quote = where it is text");
}

/* Whether these are words, all of them constant. */
static bool is_constant(const struct word_list *list)
{
	for (int i = 0; i < list->count; i++)
		if (!list->items[i].constant)
			return false;
	return list->count;
}

/* What is missing at the end of a command. */
static enum lex_status check_end(struct lexer *l, const struct builder *b)
{
	const struct parsed *cmd = &b->cmd;

	if (b->stage == IN_AS)
		return lexer_bad(l, l->pos, l->pos, "as needs a NAME");
	if (b->stage == IN_RESULT && !b->result.count)
		return lexer_bad(
			l, cmd->expect.span.start, cmd->expect.span.end, "= needs a RESULT");
	if (b->stage == IN_PACKETS && !b->packets.count)
		return lexer_bad(l, l->pos, l->pos,
			"packets needs what they are, a word each, or none: packets S S. .");
	if (b->stage == IN_TIME)
		return lexer_bad(l, l->pos, l->pos,
			"in needs a duration or a range of them: in 90ms..150ms");
	return LEX_OK;
}

static enum lex_status end_command(struct lexer *l, struct builder *b)
{
	struct parsed *cmd = &b->cmd;

	int before = words_before(&b->words);

	cmd->on = before ? &b->words.items[before - 1] : NULL;
	cmd->words = before ? b->words.items + before : b->words.items; /* NULL: no words */
	cmd->nwords = b->words.count - before;
	cmd->expect.words = b->result.items;
	cmd->expect.nwords = b->result.count;
	cmd->expect.blank = b->result.count == 1 && is_keyword(b->result.items, "?");
	cmd->expect.packets.words = b->packets.items;
	cmd->expect.packets.nwords = b->packets.count;
	if (is_constant(&b->result))
		results_parse(&cmd->expect, NULL, l->arena, &cmd->expect.constant, NULL);
	enum lex_status status = check_end(l, b);
	l->line->result_open =
		l->pos == l->len && ((b->stage == IN_RESULT && !b->result.count) ||
					    (b->stage == IN_PACKETS && !b->packets.count));
	return status;
}

static enum lex_status take_word(struct lexer *l, struct builder *b)
{
	struct word w;
	bool taken;

	if (lexer_at(l, '}'))
		return lexer_bad(
			l, l->pos, l->pos + 1, "nothing is open that } could close; quote it");
	enum lex_status status = lexer_word(l, &w);
	l->line->word_open = l->pos == l->len;
	l->line->complete = w.span;
	if (status == LEX_BAD)
		return status;
	enum lex_status placed = keyword(l, b, &w, &taken);
	if (placed == LEX_OK && !taken)
		placed = place_word(l, b, &w);
	return placed != LEX_OK ? placed : status;
}

/* Reads one command, which `;` or `&` ends; *LAST when the line ends with it. */
static enum lex_status read_command(struct lexer *l, struct builder *b, bool *last)
{
	enum lex_status status;

	*b = (struct builder){ 0 };
	b->cmd.span.start = l->pos;
	while ((status = lexer_blanks(l)) == LEX_OK && l->pos < l->len && !lexer_at(l, '\n') &&
		!lexer_at(l, ';')) {
		if (!b->words.count)
			b->cmd.span.start = l->pos;
		status = take_word(l, b);
		if (status != LEX_OK)
			break;
		b->cmd.span.end = l->pos;
		if (b->cmd.background) {
			status = lexer_blanks(l);
			break;
		}
	}
	*last = l->pos == l->len || lexer_at(l, '\n') || (!lexer_at(l, ';') && !b->cmd.background);
	if (status == LEX_BAD)
		return status;
	enum lex_status ended = end_command(l, b);
	return status == LEX_MORE ? status : ended;
}

/* Whether what begins at START looks like the rest of the result of the command before it: no blank
 * stands at the `;` between them, or it is in brackets. */
static bool is_torn(const struct lexer *l, size_t start)
{
	const struct line *line = l->line;
	const struct parsed *before = line->count ? &line->commands[line->count - 1] : NULL;
	int open = 0;

	if (!before || !before->expect.given)
		return false;
	for (size_t i = before->expect.span.start; i < before->span.end; i++)
		open += (l->text[i] == '(') - (l->text[i] == ')');
	return open > 0 || start == before->span.end + 1;
}

static void add_command(struct lexer *l, const struct parsed *cmd)
{
	struct line *line = l->line;

	/* capacity is the next power of two: grow when the count reaches one */
	if (!(line->count & (line->count - 1))) {
		size_t room = line->count ? (size_t)line->count * 2 : 1;
		struct parsed *commands = arena_alloc(l->arena, sizeof(*commands) * room);

		if (line->count)
			memcpy(commands, line->commands, sizeof(*commands) * (size_t)line->count);
		line->commands = commands;
	}
	line->commands[line->count++] = *cmd;
}

static enum lex_status read_line(struct lexer *l)
{
	for (bool last = false; !last;) {
		struct builder b;

		l->line->word_open = false;
		enum lex_status status = read_command(l, &b, &last);
		/* a blank behind `&`, and the next command begins */
		l->line->command_open =
			b.cmd.nwords && !(b.cmd.background && b.cmd.span.end < l->pos);
		if (b.cmd.nwords) {
			b.cmd.torn = is_torn(l, b.cmd.span.start);
			add_command(l, &b.cmd);
		}
		if (status != LEX_OK)
			return status;
		if (lexer_at(l, ';'))
			l->pos++;
	}
	return LEX_OK;
}

enum lex_status lex_line(const char *text, size_t len, size_t *pos, lex_assigns *assigns,
	const void *context, struct arena *a, struct line *line, struct err *e)
{
	struct lexer l = { .text = text,
		.len = len,
		.pos = *pos,
		.assigns = assigns,
		.context = context,
		.arena = a,
		.line = line,
		.err = e };

	*line = (struct line){ 0 };
	enum lex_status status = read_line(&l);
	if (status == LEX_BAD)
		lexer_skip_line(&l);
	buf_free(&l.decoded);
	*pos = l.pos < len ? l.pos + 1 : len;
	return status;
}
