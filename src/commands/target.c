/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endpoints, and sockets made for them.
 */
#include "target.h"
#include "sock/state.h"

/* Names are looked up in the socket's family. */
int target_address(struct run *r, int fd, const struct endpoint *ep, struct addr *addr)
{
	struct addr_list list = { 0 };
	int status = sys_resolve(&r->sys, ep, state_family(fd), state_type(fd), false, &list);

	if (!status)
		*addr = list.addrs[0];
	addr_list_free(&list);
	return status;
}

const struct socket_kind *target_kind(const struct arg *kind, const struct arg *endpoint)
{
	return kind->given && kind->row ? kind->row : socket_kind_for(&endpoint->endpoint);
}

void target_drop(struct run *r, int fd)
{
	r->held = true;
	sys_close(&r->sys, fd);
	r->held = false;
}
