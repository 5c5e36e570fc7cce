/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How commands close one of the user's descriptors.
 */
#ifndef COMMANDS_CLOSING_H
#define COMMANDS_CLOSING_H

#include "shell/run.h"

/* Stops a server on FD and closes FD; says which jobs still wait on it. In a job, which can
 * stop no server, a descriptor that has one is refused before anything is done: -1 with
 * r->err. */
int closing_close(struct run *r, int fd);

#endif
