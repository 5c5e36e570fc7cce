/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What commands say that look at a descriptor and find none.
 */
#ifndef COMMANDS_OPENED_H
#define COMMANDS_OPENED_H

#include "shell/run.h"

/* Whether the descriptor that FD, a parameter of R's command, names is open; where it is not,
 * false with the run's error. */
bool opened(struct run *r, const struct arg *fd);

#endif
