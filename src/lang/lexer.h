/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the parts of the lexer: lex.c makes words of characters, variable.c
 * reads variables, block.c passes over blocks, parse.c makes commands of words. Only these include
 * it.
 */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include "lang/lex.h"

struct lexer {
	const char *text;
	size_t len, pos;
	lex_assigns *assigns;
	const void *context;
	struct arena *arena;
	struct line *line;
	struct err *err;
	struct buf decoded;  /* of a quoted piece with escapes */
	struct piece **tail; /* where the next piece of the word goes */
	int depth;           /* of names composed within each other */
};

/* LEX_BAD with the error at [start, end). */
enum lex_status lexer_bad(struct lexer *l, size_t start, size_t end, const char *message);

/* Whether the character at the position is C. */
static inline bool lexer_at(const struct lexer *l, char c)
{
	return l->pos < l->len && l->text[l->pos] == c;
}

/* Adds a piece that begins at START and ends at the position; TEXT is its text. */
struct piece *lexer_add_piece(
	struct lexer *l, enum piece_kind kind, size_t start, struct slice text);

/* Whether the `$` here begins an expansion. */
bool lexer_begins_variable(const struct lexer *l);

/* Reads the variable that begins at the position. */
enum lex_status lexer_variable(struct lexer *l);

/* The same in a bare word that begins at WORD, where the characters before it may be
 * meant as part of the name whose property is asked for: an error. */
enum lex_status lexer_bare_variable(struct lexer *l, size_t word);

/* Reads the word that begins at the position. */
enum lex_status lexer_word(struct lexer *l, struct word *w);

/* Skips blanks, joined lines and a comment. */
enum lex_status lexer_blanks(struct lexer *l);

/* LEX_MORE: what is open is OPEN, as in struct line. */
enum lex_status lexer_more(struct lexer *l, char open);

/* Moves to the `}` that closes the block whose `{` is behind the position. */
enum lex_status lexer_skip_block(struct lexer *l);

/* Moves to the end of the line that a comment takes. */
enum lex_status lexer_skip_comment(struct lexer *l);

/* Moves to the newline that ends the line, or to the end. */
void lexer_skip_line(struct lexer *l);

#endif
