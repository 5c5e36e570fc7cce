/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking at a record.
 */
#include "sock/call.h"

size_t call_length(const struct call *c)
{
	size_t len = 0;

	for (size_t i = 0; i < c->ndata; i++)
		len += c->data[i].len;
	return len;
}

struct slice call_bytes(const struct call *c, struct buf *room)
{
	if (c->ndata == 1)
		return c->data[0];
	buf_clear(room);
	for (size_t i = 0; i < c->ndata; i++)
		buf_add(room, c->data[i].p, c->data[i].len);
	return buf_slice(room);
}
