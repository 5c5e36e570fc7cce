/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recvmsg: recvmsg(2).
 */
#include <stdlib.h>

#include "digits.h"
#include "examples.h"
#include "lang/types.h"
#include "receive.h"
#include "sock/control.h"

enum { FD, MAX };
enum { ROOM = RECEIVE_OPTIONS_END };
#define DEFAULT_ROOM 4096

/* Rooms for the pieces, one behind the other in the run's data; the last may be none. */
static int make_rooms(struct run *r, const struct receive *in, struct arrival *a)
{
	size_t n = (size_t)r->args.nrest, total = 0;
	struct slice *rooms = arena_alloc(r->arena, sizeof(*rooms) * (n + 1));

	for (size_t i = 0; i < n; i++)
		total += rooms[i].len = (size_t)r->args.rest[i].num;
	if (!n && !in->null)
		total = rooms[n++].len = in->max;
	buf_clear(r->data);
	char *at = buf_try_reserve(r->data, total);
	if (!at)
		return err_set(&r->err, ERR_SYSTEM, "no memory for %zu bytes at once", total);
	*at = '\0';
	for (size_t i = 0; i < n; i++) {
		rooms[i].p = at;
		at += rooms[i].len;
	}
	if (in->null)
		rooms[n++] = (struct slice){ NULL, in->max };
	a->rooms = rooms;
	a->nrooms = n;
	return 0;
}

static int make_control_room(struct run *r, struct arrival *a)
{
	a->control_size = OPT(r, ROOM)->given ? (size_t)OPT(r, ROOM)->num : DEFAULT_ROOM;
	/* as malloc aligns it, for the headers in it */
	a->control_room = arena_alloc(r->arena, a->control_size + 1);
	return 0;
}

/* The variables are of this message alone. */
static void keep_along(struct run *r, const struct arrival *a)
{
	for (int i = 0; i < ALONG_COUNT; i++) {
		buf_clear(&r->along[i]);
		buf_adds(&r->along[i], "");
	}
	buf_clear(r->addr);
	if (a->from.len) {
		addr_format(&a->from, r->addr);
		buf_adds(&r->along[ALONG_FROM], buf_cstr(r->addr));
	}
	for (size_t i = 0; i < a->ncontrol; i++)
		control_along(&a->control[i], r->along);
}

/* What `as` names: what has come, and -1 for what has not. */
static void keep_descriptors(struct run *r, const struct arrival *a)
{
	for (int i = 0; i < RUN_DESCRIPTORS; i++)
		r->fds[i] = i < a->nfds ? a->fds[i] : -1;
}

static int receive(struct run *r, const struct receive *in)
{
	struct arrival a;

	if (make_rooms(r, in, &a) || make_control_room(r, &a))
		return -1;
	if (sys_recvmsg(&r->sys, (int)POS(r, FD)->num, &a, in->flags) >= 0) {
		keep_along(r, &a);
		keep_descriptors(r, &a);
	}
	arrival_free(&a);
	return receive_got(r, in, 0);
}

static enum command_status run(struct run *r)
{
	struct receive in;

	if (receive_begin(r, NULL, &in) == REFUSED)
		return REFUSED;
	int status = receive(r, &in);
	receive_end(r, &in);
	return status ? REFUSED : DONE;
}

const struct command command_recvmsg = {
	.name = "recvmsg",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | NAMES_RESULT | TAKES_TIME | MAY_BE_JOB,
	.descriptors = DESCRIPTORS_MANY,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "MAX", &type_size, OPTIONAL | REPEATED, .max = (int64_t)1 << 30,
			.help = "room for each piece of data (one of " DIGITS(RECEIVE_BYTES) ")" },
		{ 0 } },
	.options = (const struct option[]){ RECEIVE_OPTIONS,
		{ .name = "--room",
			.value = { "SIZE", &type_size,
				.help = "bytes for control messages (" DIGITS(DEFAULT_ROOM) ")",
				.max = (int64_t)1 << 20 } },
		RECV_FLAG_OPTIONS, { 0 } },
	.summary = "receive a message and what came along",
	.details =
		"What came along stands in the parentheses: the sender, the message's true length where "
		"it was cut, and control messages by name. Most of these must be asked for by an option of "
		"the socket: IP_RECVTTL, IP_PKTINFO, SO_TIMESTAMPNS, SO_RXQ_OVFL, SO_PASSCRED. They "
		"are in variables too: $from $ttl $dst $ifname $stamp $drops.\n\n"
		"Descriptors that a peer passes are open from then on, under the lowest free numbers, "
		"whether named or not; as a,b names them in their order, and a name for which none "
		"came is -1. What does not fit into the room for control messages is lost, and "
		"MSG_CTRUNC says so.\n\n"
		"With --null the last buffer, behind those of MAX or instead of them, is none: EFAULT, "
		"where something is to go there.\n\n"
		"-f MSG_ERRQUEUE reads the queue of errors (IP_RECVERR): what ICMP said of a datagram, "
		"with the datagram as data and $from the host that said it; what became of sends with "
		"MSG_ZEROCOPY.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_UDP "setsockopt u IP_RECVTTL on\nsendto v 127.0.0.1 "
				      "$u.port \"hello\"\n",
				"recvmsg u 2 10 = 5\nassert $ttl == 64", NULL },
			{ EXAMPLE_UNIX "sendmsg b \"x\" --fds b,a\n",
				"recvmsg a as first,second = 1\nlist", NULL },
			{ EXAMPLE_UDP
				"setsockopt v IP_RECVERR on\nsendto v 127.0.0.1:$u.port \"x\"\n"
				"connect v 127.0.0.1:$u.port\nclose u\nsend v \"probe\"\n",
				"recvmsg v -f MSG_ERRQUEUE = 5\nprint $from", NULL },
			{ 0 } },
	.slip = "the descriptor comes first: recvmsg FD [MAX]...",
	.see = "recvmsg(2), cmsg(3), ip(7), sendmsg",
	.run = run,
};
