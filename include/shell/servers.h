/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The servers of a session, and the lines that their events become.
 */
#ifndef SHELL_SERVERS_H
#define SHELL_SERVERS_H

#include "serve/server.h"

struct session;

/* Starts a server on config->fd and keeps it; fds, sink and context are filled
 * in here. -1 with E, also when one serves this descriptor already. */
int servers_start(struct session *s, struct server_config *config, struct err *e);

/* The server of a descriptor, or NULL. */
struct server *servers_find(const struct session *s, int fd);

/* The next server's descriptor above FD, or -1. */
int servers_next(const struct session *s, int fd);

/* Stops the server of FD (server_stop) and forgets it; false if there is none. */
bool servers_stop(struct session *s, int fd, int64_t drain);

/* The settings have changed: what follows is told by them. */
void servers_settings(struct session *s);

/* Stops all, without a drain time. */
void servers_end(struct session *s);

#endif
