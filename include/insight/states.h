/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each state of a socket lets either end do: one table.
 */
#ifndef INSIGHT_STATES_H
#define INSIGHT_STATES_H

struct state_page {
	int state;         /* of state_row, sock/state.h, or one below */
	int type;          /* SOCK_ of the sockets that it is of, or 0: of any */
	const char *here;  /* what this end may do, a line each; no full stop */
	const char *there; /* what the other end, or anybody, may do; or NULL */
};

enum {
	STATE_OVER = 96,        /* CLOSE, behind a connection */
	STATE_UNIX_LISTEN = 97, /* LISTEN, of AF_UNIX */
};

/* The page of that state, or NULL. */
const struct state_page *states_find(int state, int type);

#endif
