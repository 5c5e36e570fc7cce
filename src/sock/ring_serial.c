/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors that the kept calls were made on.
 */
#include "sock/ring.h"

uint64_t ring_serial(const struct ring *r, int fd)
{
	struct ring_walk w;
	const struct call *c;
	uint64_t serial = 0;

	ring_walk(&w, r);
	while ((c = ring_next(&w)))
		if (c->has_fd && c->fd == fd && c->serial)
			serial = c->serial;
	return serial;
}
