/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Netlink: one question, and the messages of its answer.
 */
#include "sock/netlink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

/* ---- what an answer holds ---- */

static enum netlink_progress garbage(const char *what, struct err *e)
{
	err_set(e, ERR_SYSTEM, "the kernel's answer by netlink: %s", what);
	if (e)
		e->errnum = EPROTO;
	errno = EPROTO;
	return NETLINK_BAD;
}

static enum netlink_progress refused(int errnum, struct err *e)
{
	err_system(e, errnum, "netlink");
	errno = errnum;
	return NETLINK_BAD;
}

/* An error of 0 is what an acknowledgement is. */
static enum netlink_progress take_error(const struct nlmsghdr *m, struct err *e)
{
	const struct nlmsgerr *said = NLMSG_DATA(m);

	if (m->nlmsg_len < NLMSG_LENGTH(sizeof(said->error)))
		return garbage("an error without its number", e);
	if (said->error > 0)
		return garbage("an error with a number that is none", e);
	return said->error ? refused(-said->error, e) : NETLINK_OVER;
}

/* The end of a list may bring an error too. */
static enum netlink_progress take_end(const struct nlmsghdr *m, struct err *e)
{
	int status = 0;

	if (m->nlmsg_len >= NLMSG_LENGTH(sizeof(status)))
		memcpy(&status, NLMSG_DATA(m), sizeof(status));
	return status < 0 ? refused(-status, e) : NETLINK_OVER;
}

static enum netlink_progress take(struct netlink_answer *a, const struct nlmsghdr *m, struct err *e)
{
	if (m->nlmsg_seq != a->seq)
		return garbage("a message of another question", e);
	a->changed |= (m->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	switch (m->nlmsg_type) {
	case NLMSG_NOOP: return NETLINK_MORE;
	case NLMSG_ERROR: return take_error(m, e);
	case NLMSG_DONE: return take_end(m, e);
	case NLMSG_OVERRUN: return garbage("messages were lost", e);
	default: break;
	}
	if (m->nlmsg_type != a->type)
		return garbage("a message of another kind", e);
	if (m->nlmsg_len < NLMSG_LENGTH(a->least))
		return garbage("a message that is too short", e);
	if (a->each(a->context, m) < 0)
		return garbage("a malformed message", e);
	return a->dump ? NETLINK_MORE : NETLINK_OVER;
}

enum netlink_progress netlink_parse(
	struct netlink_answer *a, const void *bytes, size_t len, struct err *e)
{
	const char *at = bytes, *end = at + len;
	enum netlink_progress progress = NETLINK_MORE;

	if (!len)
		return garbage("nothing", e);
	while (progress == NETLINK_MORE && at < end) {
		const struct nlmsghdr *m = (const struct nlmsghdr *)at;
		size_t left = (size_t)(end - at);

		if (left < sizeof(*m) || m->nlmsg_len < sizeof(*m) || m->nlmsg_len > left)
			return garbage("a message that is cut", e);
		progress = take(a, m, e);
		at += NLMSG_ALIGN(m->nlmsg_len) < left ? NLMSG_ALIGN(m->nlmsg_len) : left;
	}
	return progress;
}

int netlink_attributes_in(const void *from, size_t len, struct slice *found, unsigned short count)
{
	const char *at = from, *end = at + len;

	memset(found, 0, sizeof(*found) * count);
	while (at < end) {
		struct rtattr a;
		size_t left = (size_t)(end - at);

		if (left < sizeof(a))
			return -1;
		memcpy(&a, at, sizeof(a));
		if (a.rta_len < sizeof(a) || a.rta_len > left)
			return -1;
		if ((a.rta_type & NLA_TYPE_MASK) < count)
			found[a.rta_type & NLA_TYPE_MASK] =
				(struct slice){ at + RTA_LENGTH(0), a.rta_len - RTA_LENGTH(0) };
		at += RTA_ALIGN(a.rta_len) < left ? RTA_ALIGN(a.rta_len) : left;
	}
	return 0;
}

int netlink_attributes(
	const struct nlmsghdr *m, size_t fixed, struct slice *found, unsigned short count)
{
	size_t start = NLMSG_SPACE(fixed);

	return netlink_attributes_in((const char *)m + start,
		m->nlmsg_len > start ? m->nlmsg_len - start : 0, found, count);
}

uint32_t netlink_u32(struct slice attribute, uint32_t otherwise)
{
	uint32_t number;

	if (!attribute.p || attribute.len < sizeof(number))
		return otherwise;
	memcpy(&number, attribute.p, sizeof(number));
	return number;
}

/* ---- asking ---- */

enum { ROOM = 64 * 1024 }; /* more than the kernel puts into one datagram */

/* One datagram. What comes from another process than the kernel is passed over. */
static enum netlink_progress receive(int fd, void *room, struct netlink_answer *a, struct err *e)
{
	struct sockaddr_nl from = { 0 };
	struct iovec piece = { room, ROOM };
	struct msghdr message = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &piece, .msg_iovlen = 1
	};
	ssize_t n;

	do
		n = recvmsg(fd, &message, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return refused(errno, e);
	if (message.msg_flags & MSG_TRUNC)
		return garbage("a message that is cut", e);
	return from.nl_pid ? NETLINK_MORE : netlink_parse(a, room, (size_t)n, e);
}

int netlink_ask(
	int fd, struct nlmsghdr *question, size_t size, struct netlink_answer *a, struct err *e)
{
	enum netlink_progress progress = NETLINK_MORE;
	void *room;

	a->seq++;
	question->nlmsg_len = (uint32_t)size;
	question->nlmsg_seq = a->seq;
	question->nlmsg_flags |= a->dump ? NLM_F_REQUEST | NLM_F_DUMP : NLM_F_REQUEST;
	if (send(fd, question, size, 0) != (ssize_t)size)
		return refused(errno, e);
	room = mem_alloc(ROOM);
	while (progress == NETLINK_MORE)
		progress = receive(fd, room, a, e);
	free(room);
	return progress == NETLINK_BAD ? -1 : 0;
}

int netlink_socket(int protocol, struct err *e)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		refused(errno, e);
	return fd;
}
