/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables in words: $name, $name.property, ${c$i}.property, ${n:u32}.
 */
#include <string.h>

#include "base/text.h"
#include "lexer.h"

enum { DEPTH_MAX = 64 }; /* as that of blocks */

static bool name_starts(const struct lexer *l, size_t pos)
{
	return pos < l->len && text_is_name_start(l->text[pos]);
}

static bool name_goes_on(const struct lexer *l, size_t pos)
{
	return pos < l->len && text_is_name_char(l->text[pos]);
}

static struct slice read_name(struct lexer *l)
{
	size_t start = l->pos;

	if (name_starts(l, l->pos))
		while (name_goes_on(l, l->pos))
			l->pos++;
	else if (l->pos < l->len && memchr("?#@0123456789", l->text[l->pos], 13))
		l->pos++;
	return (struct slice){ l->text + start, l->pos - start };
}

bool lexer_begins_variable(const struct lexer *l)
{
	if (name_goes_on(l, l->pos + 1))
		return true;
	return l->pos + 1 < l->len && memchr("{?#@", l->text[l->pos + 1], 4);
}

/* `.NAME`: a property, or a number to be read from the value's bytes. */
static void read_property(struct lexer *l, struct piece *p)
{
	if (!lexer_at(l, '.') || !name_starts(l, l->pos + 1))
		return;
	l->pos++;
	struct slice name = read_name(l);
	if (view_parse(name, &p->view))
		p->view.kind = VIEW_UNPACK;
	else
		p->property = name;
}

/* The name in braces, which variables may be part of: ${c$i}. */
static enum lex_status read_braced_name(struct lexer *l, struct piece *p)
{
	struct piece **tail = l->tail;
	enum lex_status status = LEX_OK;

	p->text = read_name(l);
	if (!lexer_at(l, '$'))
		return LEX_OK;
	l->tail = &p->parts;
	if (p->text.len)
		lexer_add_piece(l, PIECE_BARE, l->pos - p->text.len, p->text);
	while (status == LEX_OK && (lexer_at(l, '$') || name_goes_on(l, l->pos))) {
		size_t start = l->pos;

		while (name_goes_on(l, l->pos))
			l->pos++;
		if (l->pos > start)
			lexer_add_piece(l, PIECE_BARE, start,
				(struct slice){ l->text + start, l->pos - start });
		else if (lexer_begins_variable(l))
			status = lexer_variable(l);
		else
			break;
	}
	l->tail = tail;
	return status;
}

/* `:u32@4` */
static bool read_view(struct lexer *l, struct piece *p)
{
	size_t start = ++l->pos;

	while (name_goes_on(l, l->pos) || lexer_at(l, '@'))
		l->pos++;
	return view_parse((struct slice){ l->text + start, l->pos - start }, &p->view);
}

/* From behind `${` to behind its `}`. */
static enum lex_status read_braces(struct lexer *l, struct piece *p)
{
	size_t start = l->pos - 2;

	if (lexer_at(l, '#') && name_starts(l, l->pos + 1)) {
		p->view.kind = VIEW_LENGTH;
		l->pos++;
	}
	enum lex_status status = read_braced_name(l, p);
	if (status != LEX_OK)
		return status;
	if (!p->parts)
		read_property(l, p);
	if (lexer_at(l, ':') && p->view.kind == VIEW_WHOLE && !read_view(l, p) && l->pos < l->len)
		return lexer_bad(l, start, l->pos,
			"behind NAME: stands a kind of number, u8 u16 u32 u64 i8 i16 i32 i64, le "
			"behind it or not, @OFFSET or not");
	if (l->pos + lexer_at(l, '.') == l->len) {
		l->pos = l->len;
		return lexer_more(l, '$');
	}
	if (!lexer_at(l, '}') || (!p->text.len && !p->parts))
		return lexer_bad(l, start, l->pos + 1, "${ needs a name, or NAME.PROPERTY, and }");
	l->pos++;
	if (p->parts)
		read_property(l, p);
	return LEX_OK;
}

enum lex_status lexer_variable(struct lexer *l)
{
	struct piece v = { .kind = PIECE_VAR }, *added;
	size_t start = l->pos++;
	enum lex_status status = LEX_OK;

	if (lexer_at(l, '{')) {
		l->pos++;
		if (++l->depth > DEPTH_MAX)
			return lexer_bad(l, start, l->pos, "names are composed too deep");
		status = read_braces(l, &v);
		l->depth--;
	} else {
		v.text = read_name(l);
		read_property(l, &v);
	}
	if (status != LEX_OK)
		return status;
	added = lexer_add_piece(l, PIECE_VAR, start, v.text);
	added->property = v.property;
	added->view = v.view;
	added->parts = v.parts;
	return LEX_OK;
}

enum lex_status lexer_bare_variable(struct lexer *l, size_t word)
{
	size_t start = l->pos;
	bool joined = start > word && text_is_name_char(l->text[start - 1]);
	bool braces = start + 1 < l->len && l->text[start + 1] == '{';
	enum lex_status status = lexer_variable(l);
	const char *dot = memchr(l->text + start, '.', l->pos - start);

	if (status == LEX_OK && joined && dot && !braces)
		return lexer_bad(l, start, l->pos,
			"${...}.PROPERTY around all of a composed name reads its property; ${...} "
			"around the variable alone keeps the dot as text");
	return status;
}
