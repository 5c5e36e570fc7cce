/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text to commands: words, quotes, escapes, comments, `;`, and the parts that
 * the language sets apart (on HOST, `as NAME`, `= RESULT`, `&`). Knows no command but
 * for one question it asks its caller: where an `=` is an assignment.
 *
 * The same lexer serves execution and completion: on LEX_MORE (an open quote
 * or block) the line holds what was read so far.
 */
#ifndef LANG_LEX_H
#define LANG_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "lang/view.h"

enum piece_kind {
	PIECE_BARE,   /* text as written */
	PIECE_QUOTED, /* text inside quotes, escapes decoded */
	PIECE_VAR,    /* $name or $name.property: text is the name, unless parts compose it */
};

struct piece {
	enum piece_kind kind;
	struct slice text;     /* in the arena, or in the source */
	struct slice property; /* PIECE_VAR: after the dot; empty if none */
	struct view view;      /* PIECE_VAR: what is made of the value */
	struct piece *parts;   /* PIECE_VAR: of a composed name, ${c$i}; or NULL */
	struct span span;
	struct piece *next;
};

struct word {
	struct span span;
	struct piece *pieces; /* NULL: one piece, bare or quoted, as it stands in the source */
	struct slice text;    /* the whole text, when constant */
	bool bare;            /* one bare piece: may be a keyword, an option, a name */
	bool constant;        /* holds no PIECE_VAR */
	bool block;           /* { ... }: text is what stands between the braces */
	bool starts_bare;     /* first piece is bare: may begin an option with "=" */
};

/* The pieces of W, whatever it is made of; ONE is room for a single one. */
static inline const struct piece *word_pieces(const struct word *w, struct piece *one)
{
	if (w->pieces)
		return w->pieces;
	*one = (struct piece){
		.kind = w->bare ? PIECE_BARE : PIECE_QUOTED, .text = w->text, .span = w->span
	};
	return one;
}

/* The text of its first piece. */
static inline struct slice word_start(const struct word *w)
{
	return w->pieces ? w->pieces->text : w->text;
}

/* `in A..B`: bounds in nanoseconds; high < 0: none. */
struct expect_time {
	bool given;
	int64_t low, high;
};

/* What the command is to have caused on the network: a pattern each, or the word none. */
struct expect_packets {
	bool given;
	struct word *words;
	int nwords;
};

/* One of the results that `= A|B` allows; what it is compared with, lang/results.h says. */
struct alternative {
	struct slice text; /* its words, a blank between two; a size as a plain number */
	enum {
		ALTERNATIVE_WORDS,
		ALTERNATIVE_OK,
		ALTERNATIVE_NUMBER, /* a number alone */
		ALTERNATIVE_ERROR,  /* the name of an error alone */
	} kind;
	int64_t number;
	bool ranges;       /* some of the words may be A..B */
	struct slice data; /* the bytes that are to have come along: a quoted word behind the
			    * first one; NULL p: not said */
	const struct alternative *beside; /* where data is given: what is said besides */
};

struct alternatives {
	struct alternative *items;
	int count;
};

struct expectation {
	bool given;
	bool blank; /* `= ?`: whatever the result is, or its error, is as expected */
	struct span span;
	struct word *words; /* of the RESULT; none where it is not said */
	int nwords;
	struct alternatives constant; /* none where a word has a variable in it */
	struct expect_packets packets;
	struct expect_time in;
};

struct parsed {
	struct span span;   /* of the whole command */
	struct word *on;    /* the HOST that stands before it, or NULL */
	struct word *words; /* behind it */
	int nwords;
	struct word *as; /* the NAME, or NULL */
	struct expectation expect;
	bool background; /* & */
	bool torn;       /* it may be the rest of the RESULT before it, which holds a ; */
};

struct line {
	struct parsed *commands;
	int count;
	char open;         /* LEX_MORE: the open '"', '\'', '{' or '$' of ${, or '\\' at the end */
	bool command_open; /* the last command is the one the text ends in (completion) */
	bool word_open;    /* the text ends inside or right behind a word (completion) */
	struct span complete; /* that word */
	struct span comment;  /* the comment that it ends with, from the # on; or both 0 */
	bool result_open;     /* LEX_BAD, as the text ends where a RESULT or its packets begin
				 (completion) */
};

enum lex_status {
	LEX_OK,
	LEX_MORE, /* a quote, a block or a joined line is open at the end of the text */
	LEX_BAD,  /* E says what and where */
};

/* How many positional words of the command named NAME stand before an `=` that
 * assigns (let 1, setsockopt 2), or -1 where every `=` begins an expectation. */
typedef int lex_assigns(const void *context, struct slice name);

/* Reads one line of TEXT from *POS on: up to a newline outside quotes, blocks
 * and continuations, or the end; *POS then is behind it. An empty line or a
 * comment is a line of no commands. Words and pieces live in A; their text there or in TEXT.
 * An error's span and all spans are offsets into TEXT. On LEX_BAD *POS is behind the
 * newline where the next line begins. */
enum lex_status lex_line(const char *text, size_t len, size_t *pos, lex_assigns *assigns,
	const void *context, struct arena *a, struct line *line, struct err *e);

/* A copy of P all of which is in A; its spans count from BASE on, where those of P
 * count from the beginning of its text. */
struct parsed lex_copy(const struct parsed *p, size_t base, struct arena *a);

/* Quotes TEXT so that it reads back as one word of exactly these bytes: bare if
 * it can be, else in QUOTE ('"' or '\''; 0: whichever is shorter). */
void lex_quote(struct slice text, char quote, struct buf *b);

#endif
