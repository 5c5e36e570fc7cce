/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endpoints, and sockets made for them.
 */
#include "target.h"
#include "sock/state.h"

/* On a unix socket a lone word, no port's number, is a path that does not look like one. */
static int refuse_service(struct run *r, int fd, const struct endpoint *ep)
{
	struct slice path = ep->port;
	struct addr any;

	if (ep->kind != ENDPOINT_INET || ep->host.len || addr_from_endpoint(ep, AF_UNIX, &any) ||
		state_family(fd) != AF_UNIX)
		return 0;
	err_set(&r->err, ERR_USAGE, "descriptor %d is a unix socket, whose address is a path", fd);
	return err_hint(&r->err, "./%.*s is a path, @%.*s an abstract name", (int)path.len, path.p,
		(int)path.len, path.p);
}

/* Names are looked up in the socket's family. */
int target_address(struct run *r, int fd, const struct endpoint *ep, struct addr *addr)
{
	struct addr_list list = { 0 };

	if (ep->numeric.family)
		return addr_from_endpoint(ep, AF_UNSPEC, addr) ? 0 : -1;
	if (refuse_service(r, fd, ep))
		return -1;
	int status = sys_resolve(&r->sys, ep, state_family(fd), state_type(fd), false, &list);

	if (!status)
		*addr = list.addrs[0];
	addr_list_free(&list);
	return status;
}

const struct socket_kind *target_kind(const struct arg *kind, const struct arg *endpoint)
{
	return kind->given && kind->row ? kind->row : kind_for(&endpoint->endpoint);
}

bool target_fits(struct run *r, const struct socket_kind *kind, const struct arg *endpoint)
{
	const char *needs;

	if (kind->protocols) {
		err_set(&r->err, ERR_USAGE, "%s takes a protocol, which has no place here",
			kind->name);
		err_hint(&r->err, "socket %s PROTOCOL as NAME makes one", kind->name);
		return false;
	}
	if (kind_takes(kind, &endpoint->endpoint, &needs))
		return true;
	err_at(&r->err, ERR_USAGE, endpoint->span, "%s needs %s", kind->name, needs);
	if (kind->family == AF_UNIX)
		err_hint(&r->err, "paths begin with /, ./, ../ or unix:");
	return false;
}

void target_drop(struct run *r, int fd)
{
	r->held = true;
	sys_close(&r->sys, fd);
	r->held = false;
}
