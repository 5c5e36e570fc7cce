/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands have in common that run a block.
 */
#ifndef COMMANDS_BLOCK_H
#define COMMANDS_BLOCK_H

#include "shell/program.h"

/* The program of BLOCK, a parameter of R's command. NULL with the run's error. */
struct program *block_read(struct run *r, const struct arg *block);

/* Whether a failure that ended a block is one that the script is to survive: with -k, and
 * where nothing else ends it. */
bool block_goes_on(const struct session *s);

/* Whether something else than a failure ended it: quit, Ctrl-C, a reader that is gone. */
bool block_is_over(const struct session *s);

#endif
