/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An endpoint for a socket: names are looked up in the socket's family.
 */
#include "commands/target.h"
#include "sock/state.h"

int target_address(struct run *r, int fd, const struct endpoint *ep, struct addr *addr)
{
	struct addr_list list = { 0 };
	int status = sys_resolve(&r->sys, ep, state_family(fd), state_type(fd), false, &list);

	if (!status)
		*addr = list.addrs[0];
	addr_list_free(&list);
	return status;
}
