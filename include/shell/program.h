/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands of a block: read once, run again and again. A command whose words
 * hold no variables is bound to its row and arguments the first time it runs; from
 * then on only what it looks up in the session (the descriptor that a name stands
 * for) is looked up again. One whose words hold variables of the user's is bound again
 * once any of these was set.
 */
#ifndef SHELL_PROGRAM_H
#define SHELL_PROGRAM_H

#include "shell/interp.h"

struct program;

/* Reads the commands between the braces of a block, BLOCK in the source that S runs,
 * which the program borrows. NULL with E. */
struct program *program_read(struct session *s, struct span block, struct err *e);
void program_free(struct program *p);

/* From now on the last call of the block is judged by X, which lives as long as P, in
 * place of ending the script where it fails: after a turn *REACHED says whether it
 * was as X says. -1 with E when no command makes a call, or that one has an
 * expectation. */
int program_until(struct session *s, struct program *p, const struct expectation *x, bool *reached,
	struct err *e);

/* Runs all of them once, up to what stops them. */
enum interp_flow program_run(struct session *s, struct program *p);

#endif
