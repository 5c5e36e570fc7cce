/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lesson under way. Private to lesson.c and lesson_ask.c.
 */
#ifndef UI_LESSON_PARTS_H
#define UI_LESSON_PARTS_H

#include "shell/interp.h"
#include "shell/session.h"
#include "ui/lesson.h"
#include "ui/repl.h"

struct lesson {
	struct session *s;
	struct lesson_place *place; /* NULL: nobody waits */
	struct front front;
	struct source src;
	size_t pos;         /* behind the line under way */
	size_t start;       /* of that line */
	struct arena arena; /* what was read of it: */
	struct line line;
	size_t passed; /* where the last command line begins that was run or skipped */
	bool any;      /* there was one */
	bool unseen;   /* what stands before the place runs again */
	bool over;
	bool prose;     /* what was shown last */
	bool predicted; /* the reader has foretold the result of the command under way */
	int predictions, held, answers;
	struct slice question; /* the comments that were passed last */
	struct buf typed;
};

/* Says TEXT, broken for the terminal. */
void lesson_say(struct lesson *l, const char *text);

/* Shows TEXT, comments, as prose; and the commands between START and END as they are written,
 * `> ` before them. */
void lesson_show_prose(struct lesson *l, struct slice text);
void lesson_show_line(struct lesson *l, size_t start, size_t end);

/* Asks the reader for a line into L->typed, trimmed. False, and the lesson is over, when there
 * will be none. */
bool lesson_ask(struct lesson *l, const char *prompt, enum repl_line how);

/* Asks for what stands for each blank (`= ?`) of the line under way. FILLED gets the line with what
 * was foretold in place of them; returns a bit for each command that has got it. */
uint64_t lesson_predict(struct lesson *l, struct buf *filled);

/* Tells whether the prediction for the command that has run came true; E as of front.after. */
void lesson_compare(struct lesson *l, enum verdict v, const struct err *e);

/* Asks the question that GIVEN, lines that begin with #>, holds, or the comments before it do, and
 * keeps the answer. */
void lesson_answer(struct lesson *l, struct slice given);

#endif
