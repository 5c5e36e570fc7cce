/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --decode of the commands that receive: the packet that has come, as capture shows one.
 */
#ifndef COMMANDS_DECODE_H
#define COMMANDS_DECODE_H

#include "shell/run.h"

/* Refuses, with the run's error, a socket whose data has no headers. What is no socket is for
 * the call to refuse. */
int decode_check(struct run *r, int fd, struct span at);

/* Shows BYTES, which FD has received: a line behind two blanks. */
void decode_show(struct run *r, int fd, struct slice bytes);

#endif
