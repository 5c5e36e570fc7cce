/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All options of a socket, beside those of a new one.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/fdtab.h"
#include "sockopt_kinds.h"

static int read_number(int fd, int option, int *number)
{
	socklen_t len = sizeof(*number);

	return getsockopt(fd, SOL_SOCKET, option, number, &len);
}

/* A new socket of the family, type and protocol of that at FD. */
static int fresh_socket(int fd)
{
	int family, type, protocol;

	if (read_number(fd, SO_DOMAIN, &family) || read_number(fd, SO_TYPE, &type) ||
		read_number(fd, SO_PROTOCOL, &protocol))
		return -1;
	return socket(family, type | SOCK_CLOEXEC, protocol);
}

/* The value of O as text; false if the kernel tells none. */
static bool read_text(const struct sockopt *o, int fd, struct buf *text)
{
	struct sockopt_value value;

	if (fd < 0 || sockopt_read(o, fd, &value))
		return false;
	sockopt_print(o, &value, text);
	return true;
}

/* FRESH gets what a new socket has where that differs. */
static bool read_both(const struct sockopt *o, int fd, int other, struct sockopt_reading *r,
	struct buf *is, struct buf *was)
{
	bool known;

	buf_clear(is);
	buf_clear(was);
	if (!read_text(o, fd, is))
		return false;
	known = read_text(o, other, was);
	*r = (struct sockopt_reading){ .row = o, .value = buf_slice(is) };
	if (other >= 0 && (!known || !slice_equal(buf_slice(is), buf_slice(was))))
		r->fresh = was->len ? buf_slice(was) : slice_of("none");
	return true;
}

/* TCP_INFO is a table of its own, and its fields are properties. */
static bool stands_in_list(const struct sockopt *o)
{
	return sockopt_looks(o) && o->kind != &sockopt_tcp_info;
}

size_t sockopt_each(struct fdtab *t, int fd, int *why,
	void (*each)(void *context, const struct sockopt_reading *r), void *context)
{
	struct buf is = { 0 }, was = { 0 };
	struct sockopt_reading r;
	size_t count = 0;

	fdtab_lock(t);
	int other = fresh_socket(fd);
	*why = other < 0 ? errno : 0;
	for (size_t i = 0; i < sockopt_count; i++)
		if (stands_in_list(&sockopts[i]) &&
			read_both(&sockopts[i], fd, other, &r, &is, &was)) {
			each(context, &r);
			count++;
		}
	if (other >= 0)
		close(other);
	fdtab_unlock(t);
	buf_free(&is);
	buf_free(&was);
	return count;
}
