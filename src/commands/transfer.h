/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is sent without passing through memory: sendfile(2).
 */
#ifndef COMMANDS_TRANSFER_H
#define COMMANDS_TRANSFER_H

#include "payload.h"

/* Sends of P, which was opened and not read, the part that the options ask for, to FD: by
 * one call, or by as many as it takes, whose total is the run's result then. False where
 * nothing was sent because P is to be read and sent: its file or the socket is none that the
 * kernel sends so, or an option needs the bytes. */
bool transfer_once(struct run *r, int fd, const struct payload *p);
bool transfer_all(struct run *r, int fd, const struct payload *p);

#endif
