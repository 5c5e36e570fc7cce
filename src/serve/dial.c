/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A relay's connection to its target. It does not block, so that a stop, which
 * shuts the client down, ends the wait.
 */
#include "conn.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>

#include "base/clock.h"
#include "sock/peer.h"

int conn_socket(const struct server *s, const struct addr *a)
{
	int type = s->config.options.target_type | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fd;

	fdtab_lock(s->config.fds);
	fd = socket(a->sa.sa_family, type, 0);
	if (fd >= 0)
		fd = fdtab_take(s->config.fds, fd, "a relay's connection");
	fdtab_unlock(s->config.fds);
	return fd;
}

static int finish_connect(const struct conn *c, int fd)
{
	struct pollfd p[2] = { { .fd = fd, .events = POLLOUT }, { .fd = c->fd } };
	int64_t idle = c->server->config.idle;
	socklen_t len = sizeof(int);
	int n, error = 0;

	do
		n = poll(p, 2, clock_poll_ms(idle > 0 ? idle : -1));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		error = errno;
	else if (n == 0 || !p[0].revents)
		error = n ? ECONNABORTED : ETIMEDOUT;
	else
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	errno = error;
	return error ? -1 : 0;
}

/* To one address; -1 with errno. */
static int dial_one(const struct conn *c, const struct addr *a)
{
	int fd = conn_socket(c->server, a), why;

	if (fd < 0)
		return -1;
	if (connect(fd, &a->sa, a->len) == 0 ||
		(errno == EINPROGRESS && finish_connect(c, fd) == 0)) {
		peer_connected(c->server->config.fds, fd, a);
		return fd;
	}
	why = errno;
	fdtab_close(c->server->config.fds, fd);
	errno = why;
	return -1;
}

int conn_dial(struct conn *c)
{
	const struct service_options *o = &c->server->config.options;
	char text[160];
	int why = 0;

	for (size_t i = 0; i < o->target_count && !atomic_load(&c->how); i++) {
		int fd = dial_one(c, &o->targets[i]);

		if (fd >= 0)
			return fd;
		why = errno;
	}
	snprintf(text, sizeof(text), "no connection to the target: %s", conn_how(why));
	if (!atomic_load(&c->how))
		server_note(c->server, &c->peer, text);
	return -1;
}
