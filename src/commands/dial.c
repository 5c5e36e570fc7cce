/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dial: resolve, socket and connect over all addresses of a name.
 */
#include <errno.h>

#include "base/clock.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"
#include "target.h"

enum { KIND, ENDPOINT };
enum { FROM, RETRY };

/* Pauses between rounds with --retry: the first, and the longest. */
#define PAUSE_FIRST (50 * MILLISECOND)
#define PAUSE_MAX   SECOND

static int bind_from(struct run *r, int fd, int family, int type)
{
	struct addr_list from = { 0 };
	int status = sys_resolve(&r->sys, &OPT(r, FROM)->endpoint, family, type, false, &from);

	if (!status)
		status = sys_bind(&r->sys, fd, &from.addrs[0]);
	addr_list_free(&from);
	return status;
}

/* One address: the connected descriptor, or -1 with the failed call as result. */
static int dial_one(struct run *r, const struct socket_kind *kind, const struct addr *addr)
{
	int family = addr->sa.sa_family;
	int fd = sys_socket(&r->sys, family, kind->type, kind->protocol);

	if (fd < 0)
		return -1;
	if ((!OPT(r, FROM)->given || !bind_from(r, fd, family, kind->type)) &&
		!sys_connect(&r->sys, fd, addr))
		return fd;
	target_drop(r, fd);
	return -1;
}

/* What is left of a time limit is shared among the addresses that are left, so that
 * a mute one does not keep the next from being tried (RFC 8305 has them overlap; one
 * call after another is what can be watched). */
static int64_t share(const struct run *r, size_t left)
{
	int64_t time = intr_left(r->sys.intr);

	if (time == INT64_MAX)
		return 0;
	/* The last one's ends before the command's limit does, and is shown as its own. */
	return time / (int64_t)left > MICROSECOND ? time / (int64_t)left - MICROSECOND : 1;
}

static int dial_all(struct run *r, const struct socket_kind *kind, const struct addr_list *list)
{
	struct intr *intr = r->sys.intr;
	int fd = -1;

	for (size_t i = 0; i < list->count && fd < 0 && !intr_pending(intr); i++) {
		struct intr_limit outer = intr_begin(intr, share(r, list->count - i));

		fd = dial_one(r, kind, &list->addrs[i]);
		intr_end(intr, outer);
	}
	return fd;
}

/* A peer that is not there yet may come; a wrong argument stays wrong. */
static bool worth_a_retry(const struct run *r)
{
	int e = r->result.errnum;

	return e == ECONNREFUSED || e == ENOENT || e == ECONNRESET || e == EHOSTUNREACH ||
	       e == ENETUNREACH || e == EAGAIN || e == ETIMEDOUT;
}

static int dial_repeatedly(
	struct run *r, const struct socket_kind *kind, const struct addr_list *list)
{
	int64_t until = OPT(r, RETRY)->given ? intr_now() + OPT(r, RETRY)->num : 0;
	int64_t pause = PAUSE_FIRST;

	for (;;) {
		int fd = dial_all(r, kind, list);

		if (fd >= 0 || intr_now() + pause > until || !worth_a_retry(r) ||
			intr_sleep(r->sys.intr, pause))
			return fd;
		pause = pause * 2 > PAUSE_MAX ? PAUSE_MAX : pause * 2;
	}
}

static enum command_status run(struct run *r)
{
	const struct socket_kind *kind = target_kind(POS(r, KIND), POS(r, ENDPOINT));
	const struct endpoint *ep = &POS(r, ENDPOINT)->endpoint;
	struct addr_list list = { 0 };

	if (!target_fits(r, kind, POS(r, ENDPOINT)))
		return REFUSED;
	int family = kind->family == AF_INET ? AF_UNSPEC : kind->family;
	r->sys.drops = true;
	if (!sys_resolve(&r->sys, ep, family, kind->type, true, &list)) {
		int fd = dial_repeatedly(r, kind, &list);

		if (fd >= 0)
			run_result(r, fd);
	}
	addr_list_free(&list);
	return DONE;
}

const struct command command_dial = {
	.name = "dial",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT | TAKES_TIME | MAY_BE_JOB,
	.params =
		(const struct param[]){
			{ "KIND", &type_kind, OPTIONAL,
				.help = "tcp (default), udp, unix, unix-dgram, unix-seqpacket" },
			{ "ENDPOINT", &type_endpoint, 0, .help = "the peer" }, { 0 } },
	.options = (const struct option
			[]){ { .name = "--from",
				     .value = { "ENDPOINT", &type_endpoint,
					     .help = "bind to this address first" } },
		{ .name = "--retry",
			.value = { "TIME", &type_time,
				.help = "as long as nobody answers there, try again for this time" } },
		{ 0 } },
	.calls = "getaddrinfo, socket, connect",
	.summary = "connect to a host by name: resolve, socket, connect over all its addresses",
	.details =
		"Each call is shown. A socket whose connect fails is closed and the next address "
		"tried. The result is the connected descriptor; without one, the last failure. The time that "
		"-t leaves is shared among the addresses that are left.",
	.examples = (const struct example[]){ { EXAMPLE_LISTENER, "dial 127.0.0.1 $l.port as c",
						      "the calls that make a TCP client" },
		{ EXAMPLE_UDP, "dial udp 127.0.0.1 $u.port as w", "a connected UDP socket" },
		{ 0 } },
	.see = "resolve, socket, connect",
	.run = run,
};
