/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The session's capture (insight/capture.h): its packets are shown under the calls that they came
 * with, and those that come later before the next command.
 */
#ifndef SHELL_CAPTURES_H
#define SHELL_CAPTURES_H

#include "insight/capture.h"
#include "shell/session.h"

/* By the main thread: begins, of the N descriptors FDS alone where N is not 0; -1 with E. Ends. */
int captures_on(struct session *s, const int *fds, size_t n, struct err *e);
void captures_off(struct session *s);

/* By the main thread: there are links, whose frames are captured from now on if anything is. */
void captures_links(struct session *s);

/* Nothing was ever captured: fills E, returns -1. */
int captures_none(struct err *e);

/* By the main thread, where s->capture is not NULL: takes what has come since the last call, and
 * shows it. */
void captures_since(struct session *s);

/* The same without showing it yet. */
void captures_look(struct session *s);

/* By the main thread: its next command begins. The number of the last packet so far, 0: none. */
uint64_t captures_command(struct session *s);

/* Whether the packets behind r->packets_from begin as the expectation of R's command says; waits
 * up to a second for those that are missing. -1 with E where not. */
int captures_judge(struct run *r, struct err *e);

/* `+24.1 us  c > l: S 0:0(0) win 65495`. */
void captures_line(const struct capture *c, const struct captured *one, struct buf *b);

#endif
