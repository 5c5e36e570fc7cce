/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The events that poll(2), select(2) and epoll(7) wait for, in words: "in,pri".
 */
#ifndef SOCK_EVENTS_H
#define SOCK_EVENTS_H

#include <stdint.h>

#include "sock/names.h"

extern const struct names names_poll;     /* POLL: IN PRI OUT RDHUP ERR HUP NVAL ... */
extern const struct names names_select;   /* of these IN, OUT and PRI: its three sets */
extern const struct names names_epoll;    /* EPOLL: the same, and ET ONESHOT EXCLUSIVE WAKEUP */
extern const struct names names_epoll_op; /* EPOLL_CTL_: ADD MOD DEL */

/* Reads "in,pri", "POLLIN|POLLPRI" or a number as events of N. Returns 0, or -1 with E. */
int events_parse(const struct names *n, struct slice s, uint32_t *events, struct err *e);

/* Appends the words of EVENTS, of N, as events_parse reads them: "in,pri". */
void events_print(const struct names *n, uint32_t events, struct buf *b);

#endif
