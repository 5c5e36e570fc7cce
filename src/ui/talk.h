/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A conversation at the terminal: the other half of the command talk.
 */
#ifndef UI_TALK_H
#define UI_TALK_H

#include "shell/session.h"

/* Until the peer ends it or Ctrl-C does; struct front has the rest. */
enum command_status talk_at_terminal(struct run *r, int fd, bool crlf, int64_t idle);

#endif
