/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The front end at a terminal. readline is used in ui/repl.c, ui/keys.c and ui/tab.c, nowhere
 * else.
 *
 * While the prompt is up, what another thread hands to out_write appears above
 * it, and the half-typed line stays as it was; so whole lines are wanted.
 */
#ifndef UI_REPL_H
#define UI_REPL_H

#include "shell/session.h"

extern const struct front repl_front;

/* Reads and runs commands until quit, the end of input, or a signal that ends
 * the program (which stays pending). Runs the start-up file first. BANNER: says
 * hello. Leaves the terminal as it was. Once in a process. */
void repl_run(struct session *s, const char *banner);

/* ---- for who asks for lines one at a time ---- */

enum repl_line {
	REPL_COMMAND, /* up to its end: an open quote or block goes on in the next line */
	REPL_TEXT,    /* a line as it is */
};

/* Readies the terminal, the editor and the history; repl_close gives it all back. */
void repl_open(struct session *s);
void repl_close(void);

/* Asks for a line into LINE, behind the prompt ASKED, which is borrowed. False at the end of
 * input, or when the program is to end. Ctrl-C empties the line. */
bool repl_ask(const char *asked, enum repl_line how, struct buf *line);

/* After a command has run: takes note of a Ctrl-C, with which what is typed ahead goes. */
void repl_settle(void);

/* Keeps ENTRY in the history. */
void repl_remember(const char *entry);

#endif
