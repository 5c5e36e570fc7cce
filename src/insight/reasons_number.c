/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers: of descriptors, and of bytes.
 */
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "reason.h"

/* ---- EBADF ---- */

struct closing {
	int fd;
	struct past p;
};

static void find_close(void *context, const struct call *c)
{
	struct closing *k = context;

	if (c->fd != k->fd || !c->has_fd || strcmp(c->name, "close") != 0 || !call_ok(c))
		return;
	k->p.id = c->id;
	buf_clear(&k->p.cmd);
	text_add_clean(&k->p.cmd, c->cmd.p, c->cmd.len);
}

static void add_open(struct reason *r)
{
	enum { SHOWN = 6 };
	struct fdtab *fds = r->scene->fds;
	struct fd_info info;
	int count = 0;

	for (int fd = fdtab_next(fds, 2); fd >= 0; fd = fdtab_next(fds, fd)) {
		if (!fdtab_get(fds, fd, &info) || info.shell || count++ >= SHOWN)
			continue;
		buf_adds(r->text, count == 1 ? "; open: " : ", ");
		reason_add_number(r, fd);
	}
	if (count > SHOWN)
		buf_addf(r->text, " and %d more", count - SHOWN);
	else if (!count)
		buf_adds(r->text, "; none is open");
}

void reason_ebadf(struct reason *r)
{
	struct closing k = { .fd = r->call->fd };
	struct fd_info info;

	if (!r->call->has_fd || fdtab_get(r->scene->fds, k.fd, &info))
		return;
	reason_past(r, find_close, &k);
	if (k.fd < 0) {
		buf_addf(r->text, "%d is what a call returns that has failed", k.fd);
	} else {
		reason_add_fd(r, k.fd);
		buf_adds(r->text, k.p.id ? " was closed" : " is not open");
		if (k.p.id)
			reason_add_cmd(r, &k.p);
	}
	add_open(r);
	buf_free(&k.p.cmd);
}

/* ---- ENOTSOCK ---- */

void reason_add_target(struct reason *r, int fd)
{
	char link[64], target[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, target, sizeof(target));
	if (len <= 0)
		return;
	reason_add_fd(r, fd);
	buf_adds(r->text, " is ");
	text_add_clean(r->text, target, (size_t)len);
}

void reason_enotsock(struct reason *r)
{
	if (r->now.fd >= 0)
		reason_add_target(r, r->now.fd);
}

/* ---- EMFILE ---- */

void reason_emfile(struct reason *r)
{
	struct rlimit limit;
	int count = 0;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return;
	for (int fd = fdtab_next(r->scene->fds, -1); fd >= 0; fd = fdtab_next(r->scene->fds, fd))
		count++;
	buf_addf(r->text,
		"%d descriptors are open, the shell's own among them; RLIMIT_NOFILE is %llu", count,
		(unsigned long long)limit.rlim_cur);
}

/* ---- EFBIG ---- */

void reason_efbig(struct reason *r)
{
	struct rlimit limit;

	if (r->now.fd < 0 || !reason_is(r, "write") || getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return;
	reason_add_target(r, r->now.fd);
	if (limit.rlim_cur == RLIM_INFINITY)
		buf_adds(r->text, ", as large as its file system takes any");
	else
		buf_addf(r->text, "; RLIMIT_FSIZE is %llu", (unsigned long long)limit.rlim_cur);
}

/* ---- ESRCH ---- */

/* Of the credentials that it passes. */
void reason_esrch(struct reason *r)
{
	struct ucred u;

	for (size_t i = 0; i < r->call->ncontrol; i++) {
		const struct call_control *c = &r->call->control[i];

		if (c->level != SOL_SOCKET || c->type != SCM_CREDENTIALS || c->data.len < sizeof(u))
			continue;
		memcpy(&u, c->data.p, sizeof(u));
		buf_addf(r->text, "no process here has the pid %d", (int)u.pid);
		return;
	}
}

/* ---- EMSGSIZE ---- */

enum {
	UDP_HEADER = 8,
	IP_HEADER = 20,
	IP6_HEADER = 40,
	IP_LONGEST = 65535,
};

/* Behind the headers of a packet of SIZE bytes. */
static int64_t room_in(const struct reason *r, int64_t size)
{
	return size - (r->now.type == SOCK_DGRAM ? UDP_HEADER : 0) -
	       (r->now.family == AF_INET ? IP_HEADER : IP6_HEADER);
}

/* The longest that IP carries at all: of IPv6 the header does not count. */
static int64_t longest(const struct reason *r)
{
	return room_in(r, IP_LONGEST) + (r->now.family == AF_INET ? 0 : IP6_HEADER);
}

/* Of IP_MTU_DISCOVER; IPV6_DONTFRAG and IP_HDRINCL do so too. */
static bool forbids_fragments(const char *how)
{
	const char *end = strstr(how, "PMTUDISC_");

	if (!end)
		return false;
	end += strlen("PMTUDISC_");
	return !strcmp(end, "DO") || !strcmp(end, "PROBE") || !strcmp(end, "INTERFACE");
}

static void add_mtu(struct reason *r)
{
	bool v4 = r->now.family == AF_INET;
	struct buf mtu = { 0 }, how = { 0 };
	long long bytes = strtoll(reason_option(r, v4 ? "IP_MTU" : "IPV6_MTU", &mtu), NULL, 10);

	reason_option(r, v4 ? "IP_MTU_DISCOVER" : "IPV6_MTU_DISCOVER", &how);
	if (bytes > 0)
		buf_addf(r->text, ", the path's MTU, %lld, has room for %lld", bytes,
			(long long)room_in(r, bytes));
	if (forbids_fragments(buf_cstr(&how)))
		buf_addf(r->text, ", and %s, %s, forbids fragments",
			v4 ? "IP_MTU_DISCOVER" : "IPV6_MTU_DISCOVER", buf_cstr(&how));
	buf_free(&mtu);
	buf_free(&how);
}

void reason_emsgsize(struct reason *r)
{
	long long bytes = (long long)call_length(r->call);
	struct buf room = { 0 };

	if (!reason_is(r, "send sendto sendmsg write") || !reason_has(r, PART_TYPE) ||
		!reason_has(r, PART_FAMILY))
		return;
	bytes += (long long)r->call->missing;
	if (r->now.family == AF_UNIX) {
		buf_addf(r->text, "the message has %lld bytes; SO_SNDBUF, %s, is its limit", bytes,
			reason_option(r, "SO_SNDBUF", &room));
	} else if (r->now.family == AF_INET || r->now.family == AF_INET6) {
		buf_addf(r->text, "the datagram has %lld bytes", bytes);
		if (bytes > longest(r))
			buf_addf(r->text, ", and IP carries at most %lld of them",
				(long long)longest(r));
		else
			add_mtu(r);
	}
	buf_free(&room);
}
