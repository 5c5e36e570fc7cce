/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who has the other end, a part of a snapshot.
 */
#ifndef SOCK_SNAPSHOT_PROCESS_H
#define SOCK_SNAPSHOT_PROCESS_H

#include "sock/snapshot.h"

/* Fills S->process. 0, or -1 with errno: ENOENT, nobody on this machine has it open, and where
 * that is known it is not accepted yet; EACCES, whoever has it may not be looked at; EOPNOTSUPP,
 * of this kind the kernel does not tell. */
int snapshot_read_process(struct snapshot *s);

#endif
