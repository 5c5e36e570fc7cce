/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation with a peer by a command: bytes go and come, what comes is
 * shown as it comes, and the call that ends it is the command's result. The
 * prompt and a script wait in ways of their own, and take their turns here.
 */
#ifndef SHELL_DIALOGUE_H
#define SHELL_DIALOGUE_H

#include <poll.h>

#include "shell/incoming.h"
#include "shell/run.h"
#include "sock/conversation.h"

struct dialogue {
	struct run *run;
	struct conversation conversation;
	struct incoming incoming;
	int64_t idle; /* ns after the end of what is sent in which nothing comes; 0: for ever */
	int64_t since;
};

/* FD may be any number; with CRLF a line feed is sent as CR LF. */
void dialogue_open(struct dialogue *d, struct run *r, int fd, bool crlf, int64_t idle);
void dialogue_free(struct dialogue *d);

/* What to wait for on the socket: fd -1 where that is nothing, for poll(2) reports
 * errors of any that it is given. EVENTS limits it. */
struct pollfd dialogue_events(const struct dialogue *d, short events);

/* After poll: receives and sends what P says can be. True when bytes, or a message,
 * have come: they are in conversation.in, for the caller to show. */
bool dialogue_turn(struct dialogue *d, const struct pollfd *p);

/* How long to wait at most, for poll: -1 for ever. */
int dialogue_wait(const struct dialogue *d);

/* Whether the idle time has passed; Ctrl-C, a time limit or a stdout that cannot be written ends
 * it. */
bool dialogue_stopped(const struct dialogue *d);

/* Shows what is held, and records that the time limit ended it if it did. */
void dialogue_end(struct dialogue *d);

#endif
