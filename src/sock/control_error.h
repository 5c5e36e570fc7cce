/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the queue of errors holds: IP_RECVERR of ip(7).
 */
#ifndef SOCK_CONTROL_ERROR_H
#define SOCK_CONTROL_ERROR_H

#include "base/buf.h"

/* Whether LEN bytes hold one. */
bool control_is_error(size_t len);

/* In words: "ICMP port unreachable from 10.0.0.1", "sends 0..3 copied". */
void control_error_print(struct slice data, struct buf *b);

/* The host that reports it in place of what B has; B stays where none does. */
void control_error_host(struct slice data, struct buf *b);

#endif
