/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The processes at the other end of a connection within this machine.
 */
#include "snapshot_process.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "sock/diag.h"
#include "sock/holder.h"

static int refuse(int why)
{
	errno = why;
	return -1;
}

/* The inode of the other end. */
static int find_other(struct snapshot *s, uint32_t *inode)
{
	if (snapshot_need(s, PART_FAMILY) < 0 || snapshot_need(s, PART_PROTOCOL) < 0)
		return -1;
	if (!s->fds)
		return refuse(EOPNOTSUPP);
	if (s->family == AF_UNIX)
		return diag_unix_peer(s->fds, s->fd, inode);
	if (s->family != AF_INET && s->family != AF_INET6)
		return refuse(EOPNOTSUPP);
	if (snapshot_need(s, PART_LOCAL) < 0 || snapshot_need(s, PART_PEER) < 0)
		return -1;
	return diag_other_end(s->fds, s->protocol, &s->local, &s->peer, inode);
}

static void read_holders(void *context)
{
	struct holders *h = context;

	holders_read(h); /* without /proc nobody is known to hold any */
}

/* As many as there is room for. */
static void print(const struct holder *h, size_t count, char *text, size_t size)
{
	static const char more[] = " ...";
	struct buf b = { 0 };
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		buf_adds(&b, i ? " " : "");
		holder_print(&h[i], &b);
		if (b.len + (i + 1 < count ? sizeof(more) : 1) > size)
			break;
		used = b.len;
	}
	memcpy(text, buf_cstr(&b), used);
	if (b.len > used)
		memcpy(text + used, more, sizeof(more));
	else
		text[used] = '\0';
	buf_free(&b);
}

int snapshot_read_process(struct snapshot *s)
{
	struct holders all = { 0 };
	uint32_t inode;
	size_t count;

	if (find_other(s, &inode) < 0 || fdtab_aside(read_holders, &all) < 0)
		return -1;
	const struct holder *h = holders_of(&all, inode, &count);
	if (h)
		print(h, count, s->process, sizeof(s->process));
	holders_free(&all);
	return h ? 0 : refuse(EACCES);
}
