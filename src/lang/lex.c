/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Characters to pieces, pieces to words.
 */
#include <string.h>

#include "base/text.h"
#include "lexer.h"

enum {
	ENDS_BARE = 1,
	ENDS_DOUBLE = 2,
	BLANK = 4,
	ENDS_WORD = 8, /* as nothing else can be meant by it */
};

static const unsigned char classes[256] = {
	['\0'] = ENDS_BARE | ENDS_DOUBLE,
	[' '] = ENDS_BARE | ENDS_WORD | BLANK,
	['\t'] = ENDS_BARE | ENDS_WORD | BLANK,
	['\r'] = ENDS_BARE,
	['\n'] = ENDS_BARE | ENDS_WORD,
	[';'] = ENDS_BARE | ENDS_WORD,
	['"'] = ENDS_BARE | ENDS_DOUBLE,
	['\''] = ENDS_BARE,
	['$'] = ENDS_BARE | ENDS_DOUBLE,
	['\\'] = ENDS_BARE | ENDS_DOUBLE,
};

static unsigned class_at(const struct lexer *l, size_t pos)
{
	return pos < l->len ? classes[(unsigned char)l->text[pos]] : 0;
}

static bool has(const struct lexer *l, unsigned flag)
{
	return class_at(l, l->pos) & flag;
}

enum lex_status lexer_bad(struct lexer *l, size_t start, size_t end, const char *message)
{
	err_at(l->err, ERR_SYNTAX, (struct span){ start, end }, "%s", message);
	return LEX_BAD;
}

enum lex_status lexer_more(struct lexer *l, char open)
{
	l->line->open = open;
	return LEX_MORE;
}

struct piece *lexer_add_piece(
	struct lexer *l, enum piece_kind kind, size_t start, struct slice text)
{
	struct piece *p = arena_alloc(l->arena, sizeof(*p));

	*p = (struct piece){ .kind = kind, .text = text, .span = { start, l->pos } };
	*l->tail = p;
	l->tail = &p->next;
	return p;
}

/* ---- pieces ---- */

/* How many of the LEN bytes at P are surely not ENDS_DOUBLE: found sixteen at a time. */
static size_t plain_run(const char *p, size_t len)
{
	typedef char block __attribute__((vector_size(16)));
	size_t n = 0;

	for (; len - n >= sizeof(block); n += sizeof(block)) {
		block b;
		unsigned long long found[2];

		memcpy(&b, p + n, sizeof(b));
		b = (block)((b == '"') | (b == '$') | (b == '\\') | (b == '\0'));
		memcpy(found, &b, sizeof(found));
		if (found[0] | found[1])
			break;
	}
	return n;
}

/* Moves to the next character of class FLAG, or to the end. */
static void skip_to(struct lexer *l, unsigned flag)
{
	const char *p = l->text + l->pos, *end = l->text + l->len;

	while (p < end && !(classes[(unsigned char)*p] & flag))
		p++;
	l->pos = (size_t)(p - l->text);
}

static void read_bare(struct lexer *l)
{
	size_t start = l->pos;

	skip_to(l, ENDS_BARE);
	lexer_add_piece(l, PIECE_BARE, start, (struct slice){ l->text + start, l->pos - start });
}

/* One character that would end a bare piece elsewhere, taken as it is. */
static void read_literal(struct lexer *l, enum piece_kind kind)
{
	l->pos++;
	lexer_add_piece(l, kind, l->pos - 1, (struct slice){ l->text + l->pos - 1, 1 });
}

/* A backslash before a newline, which joins lines; outside quotes it has no other
 * use. */
static enum lex_status read_backslash(struct lexer *l)
{
	size_t next = l->pos + 1;

	if (next < l->len && l->text[next] == '\r')
		next++;
	if (next >= l->len)
		return lexer_more(l, '\\');
	if (l->text[next] != '\n')
		return lexer_bad(l, l->pos, l->pos + 1,
			"a backslash stands only in quotes, or at the end of a line to join it with the next");
	l->pos = next + 1;
	return l->pos < l->len ? LEX_OK : lexer_more(l, '\\');
}

static enum lex_status read_escape(struct lexer *l)
{
	size_t next = l->pos + 1;

	if (next < l->len && (l->text[next] == '\n' || l->text[next] == '\r')) {
		enum lex_status joined = read_backslash(l);

		return joined == LEX_MORE ? lexer_more(l, '"') : joined;
	}
	int used = text_unescape(l->text + l->pos, l->len - l->pos, &l->decoded, l->err);
	if (!used)
		return lexer_more(l, '"');
	if (used < 0) {
		if (l->err)
			l->err->kind = ERR_SYNTAX;
		err_locate(l->err, (struct span){ l->pos, l->pos + 2 });
		return LEX_BAD;
	}
	l->pos += (size_t)used;
	return LEX_OK;
}

/* Adds what was read of a double-quoted word since START as a piece: straight
 * from the source unless escapes made other bytes of it. */
static void add_quoted(struct lexer *l, size_t start, bool decoded)
{
	struct slice text = { l->text + start, l->pos - start };

	if (decoded) {
		text.len = l->decoded.len;
		text.p = arena_copy(l->arena, buf_cstr(&l->decoded), text.len);
	}
	lexer_add_piece(l, PIECE_QUOTED, start, text);
}

/* A run of a double-quoted word up to the closing quote, a variable or the end. */
static enum lex_status read_double_run(struct lexer *l)
{
	size_t start = l->pos;
	bool decoded = false;
	enum lex_status status = LEX_OK;

	for (;;) {
		size_t run = l->pos;

		skip_to(l, ENDS_DOUBLE);
		if (decoded)
			buf_add(&l->decoded, l->text + run, l->pos - run);
		bool dollar = lexer_at(l, '$') && !lexer_begins_variable(l);
		if (!dollar && !lexer_at(l, '\\'))
			break;
		if (!decoded) {
			buf_clear(&l->decoded);
			buf_add(&l->decoded, l->text + start, l->pos - start);
			decoded = true;
		}
		if (dollar)
			buf_addc(&l->decoded, l->text[l->pos++]);
		else if ((status = read_escape(l)) != LEX_OK)
			break;
	}
	add_quoted(l, start, decoded);
	return status;
}

static enum lex_status read_double(struct lexer *l)
{
	l->pos++;
	for (;;) {
		enum lex_status status = read_double_run(l);

		if (status != LEX_OK)
			return status;
		if (l->pos == l->len)
			return lexer_more(l, '"');
		if (!l->text[l->pos])
			return lexer_bad(l, l->pos, l->pos + 1, "a NUL byte; write it as \\0");
		if (lexer_at(l, '"')) {
			l->pos++;
			return LEX_OK;
		}
		status = lexer_variable(l);
		if (status != LEX_OK)
			return status == LEX_MORE ? lexer_more(l, '"') : status;
	}
}

static enum lex_status read_single(struct lexer *l)
{
	size_t start = ++l->pos;
	const char *end = memchr(l->text + start, '\'', l->len - start);

	l->pos = end ? (size_t)(end - l->text) : l->len;
	const char *nul = memchr(l->text + start, 0, l->pos - start);
	if (nul)
		return lexer_bad(l, (size_t)(nul - l->text), (size_t)(nul - l->text) + 1,
			"a NUL byte; write it as \\0 in double quotes");
	lexer_add_piece(l, PIECE_QUOTED, start, (struct slice){ l->text + start, l->pos - start });
	if (!end)
		return lexer_more(l, '\'');
	l->pos++;
	return LEX_OK;
}

/* ---- words ---- */

static enum lex_status read_block(struct lexer *l, struct word *w)
{
	size_t start = ++l->pos;

	w->block = true;
	enum lex_status status = lexer_skip_block(l);
	lexer_add_piece(l, PIECE_QUOTED, start, (struct slice){ l->text + start, l->pos - start });
	if (status != LEX_OK)
		return status;
	l->pos++;
	if (l->pos < l->len && !has(l, BLANK) && !memchr("\n\r;}#", l->text[l->pos], 5))
		return lexer_bad(l, l->pos, l->pos + 1, "a blank is missing behind }");
	return LEX_OK;
}

/* The whole text of a word without variables. */
static void join_pieces(struct lexer *l, struct word *w)
{
	struct piece *first = w->pieces;

	w->constant = true;
	size_t len = 0;
	for (struct piece *p = first; p; p = p->next) {
		len += p->text.len;
		if (p->kind == PIECE_VAR)
			w->constant = false;
	}
	w->starts_bare = first && first->kind == PIECE_BARE;
	w->bare = w->starts_bare && !first->next;
	if (!w->constant)
		return;
	w->text = first ? first->text : (struct slice){ "", 0 };
	if (!first || !first->next)
		return;
	char *text = arena_alloc(l->arena, len + 1);
	w->text = (struct slice){ text, len };
	for (struct piece *p = first; p; p = p->next) {
		memcpy(text, p->text.p, p->text.len);
		text += p->text.len;
	}
}

static bool ends_line(const struct lexer *l, size_t pos)
{
	return pos >= l->len || l->text[pos] == '\n';
}

/* One piece of the word that begins at START; *END when the word ends here instead. */
static enum lex_status read_piece(struct lexer *l, size_t start, bool *end)
{
	switch (l->text[l->pos]) {
	case ' ':
	case '\t':
	case '\n':
	case ';': *end = true; return LEX_OK;
	case '\r':
		*end = ends_line(l, l->pos + 1);
		if (!*end)
			read_literal(l, PIECE_BARE);
		return LEX_OK;
	case '\0':
		return lexer_bad(
			l, l->pos, l->pos + 1, "a NUL byte; write it as \\0 in double quotes");
	case '"': return read_double(l);
	case '\'': return read_single(l);
	case '\\': return read_backslash(l);
	case '$':
		if (lexer_begins_variable(l))
			return lexer_bare_variable(l, start);
		read_literal(l, PIECE_BARE);
		return LEX_OK;
	default: read_bare(l); return LEX_OK;
	}
}

/* The commonest words, which are one piece as it stands in the source: a bare
 * one, or a quoted one without escapes or variables. False when it is another. */
static bool simple_word(struct lexer *l, struct word *w)
{
	size_t start = l->pos;
	bool quoted = l->text[start] == '"';

	l->pos += quoted;
	if (quoted)
		l->pos += plain_run(l->text + l->pos, l->len - l->pos);
	skip_to(l, quoted ? ENDS_DOUBLE : ENDS_BARE);
	size_t end = l->pos;
	l->pos += quoted;
	if ((quoted && (end >= l->len || l->text[end] != '"')) || l->pos == start ||
		!has(l, ENDS_WORD)) {
		l->pos = start;
		return false;
	}
	*w = (struct word){ .span = { start, l->pos },
		.text = { l->text + start + quoted, end - start - quoted },
		.constant = true,
		.bare = !quoted,
		.starts_bare = !quoted };
	return true;
}

enum lex_status lexer_word(struct lexer *l, struct word *w)
{
	enum lex_status status = LEX_OK;
	size_t start = l->pos;

	if (!lexer_at(l, '{') && simple_word(l, w))
		return LEX_OK;
	*w = (struct word){ 0 };
	l->tail = &w->pieces;
	if (lexer_at(l, '{'))
		status = read_block(l, w);
	else
		for (bool end = false; status == LEX_OK && !end && l->pos < l->len;)
			status = read_piece(l, start, &end);
	w->span = (struct span){ start, l->pos };
	join_pieces(l, w);
	return status;
}

enum lex_status lexer_blanks(struct lexer *l)
{
	for (;;) {
		while (has(l, BLANK))
			l->pos++;
		if (lexer_at(l, '\r') && ends_line(l, l->pos + 1)) {
			l->pos++;
		} else if (lexer_at(l, '\\')) {
			enum lex_status status = read_backslash(l);

			if (status != LEX_OK)
				return status;
		} else {
			break;
		}
	}
	if (!lexer_at(l, '#'))
		return LEX_OK;
	l->line->comment.start = l->pos;
	enum lex_status status = lexer_skip_comment(l);
	l->line->comment.end = l->pos;
	return status;
}
