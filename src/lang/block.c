/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is passed over unread: blocks, comments, the rest of a bad line.
 */
#include <string.h>

#include "lexer.h"

/* Moves behind a quoted part inside a block. */
static enum lex_status skip_quoted(struct lexer *l)
{
	size_t open = l->pos;
	char quote = l->text[l->pos++];

	while (l->pos < l->len && l->text[l->pos] != quote)
		l->pos += quote == '"' && l->text[l->pos] == '\\' ? 2 : 1;
	if (l->pos >= l->len) {
		l->pos = l->len;
		return lexer_more(l, quote);
	}
	const char *nul = memchr(l->text + open, 0, l->pos - open);
	if (nul)
		return lexer_bad(l, (size_t)(nul - l->text), (size_t)(nul - l->text) + 1,
			"a NUL byte; write it as \\0 in double quotes");
	l->pos++;
	return LEX_OK;
}

void lexer_skip_line(struct lexer *l)
{
	const char *end = memchr(l->text + l->pos, '\n', l->len - l->pos);

	l->pos = end ? (size_t)(end - l->text) : l->len;
}

enum lex_status lexer_skip_comment(struct lexer *l)
{
	size_t start = l->pos;

	lexer_skip_line(l);
	const char *nul = memchr(l->text + start, 0, l->pos - start);
	if (!nul)
		return LEX_OK;
	return lexer_bad(l, (size_t)(nul - l->text), (size_t)(nul - l->text) + 1, "a NUL byte");
}

enum lex_status lexer_skip_block(struct lexer *l)
{
	bool begins = true; /* a word would begin here */

	for (int depth = 1; l->pos < l->len;) {
		char c = l->text[l->pos];

		if (c == '"' || c == '\'') {
			enum lex_status status = skip_quoted(l);

			if (status != LEX_OK)
				return status;
			begins = false;
			continue;
		}
		if (!c)
			return lexer_bad(l, l->pos, l->pos + 1,
				"a NUL byte; write it as \\0 in double quotes");
		if (begins && c == '#') {
			if (lexer_skip_comment(l) != LEX_OK)
				return LEX_BAD;
			continue;
		}
		if (begins && c == '}' && !--depth)
			return LEX_OK;
		if (begins && c == '{')
			depth++;
		else
			begins = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' ||
				 (begins && c == '}');
		l->pos++;
	}
	return lexer_more(l, '{');
}
