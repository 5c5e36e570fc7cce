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

#endif
