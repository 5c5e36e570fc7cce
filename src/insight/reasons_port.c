/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports: who has the one that is taken, and who listens where nobody does.
 */
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "machine.h"
#include "sock/state.h"

/* ---- EADDRINUSE ---- */

/* How much S stands in the way of WANT; 0: not at all. */
static int weight(const struct diag_socket *s, const struct addr *want, bool only6)
{
	int kin = s->family == want->sa.sa_family; /* the other family's * is the rarer cause */

	if (!machine_keeps(s, want, only6))
		return 0;
	if (s->state == TCP_LISTEN)
		return 7 + kin;
	if (!s->inode)
		return 1 + kin;
	return (machine_is_bound(s) ? 5 : 3) + kin;
}

static const struct diag_socket *find_taker(
	const struct machine *m, struct reason *r, const struct addr *want)
{
	const struct diag_socket *best = NULL;
	bool only6 = reason_option_is(r, "IPV6_V6ONLY", "1");
	int most = 0;

	for (size_t i = 0; i < m->list.count; i++) {
		const struct diag_socket *s = &m->list.sockets[i];
		int w = machine_shares(s, r->now.type, r->now.protocol) ? weight(s, want, only6)
									: 0;

		if (w > most && (!reason_has(r, PART_INODE) || s->inode != r->now.inode)) {
			best = s;
			most = w;
		}
	}
	return best;
}

/* What keeps the two from sharing it. Whoever does not listen would share the port, if both had
 * SO_REUSEADDR. */
static void add_reuse(struct reason *r, const struct diag_socket *s)
{
	bool here = reason_option_is(r, "SO_REUSEADDR", "1"), there = false, known = false;
	int own = machine_own(r, s);
	struct reason other = *r;

	if (s->state == TCP_LISTEN) {
		if (here && reason_is(r, "bind"))
			buf_adds(r->text, ", beside which SO_REUSEADDR is of no use");
		return;
	}
	if (own >= 0) {
		snapshot_begin(&other.now, own, NULL);
		there = reason_option_is(&other, "SO_REUSEADDR", "1");
		known = true;
	}
	if (here && !s->inode)
		buf_adds(r->text, "; its socket had no SO_REUSEADDR, this one has");
	else if (here && (!known || !there))
		buf_adds(r->text, "; it has no SO_REUSEADDR, this socket has");
	else if (!here && known && !there)
		buf_adds(r->text, "; neither has SO_REUSEADDR");
	else if (!here && known)
		buf_adds(r->text, "; it has SO_REUSEADDR, this socket has not");
	else if (!here)
		buf_adds(r->text, "; this socket has no SO_REUSEADDR");
}

void reason_eaddrinuse(struct reason *r)
{
	const struct addr *want = r->named;
	const struct diag_socket *s;
	struct machine m;

	if (!reason_is(r, "bind listen connect") || !reason_has(r, PART_TYPE) ||
		!reason_has(r, PART_PROTOCOL))
		return;
	if (!reason_is(r, "bind")) {
		if (!reason_has(r, PART_LOCAL))
			return;
		want = &r->now.local;
	}
	if (want && want->sa.sa_family == AF_UNIX)
		reason_add_unix(r);
	if (!want || addr_port(want) <= 0)
		return;
	if (machine_read(&m, r) && (s = find_taker(&m, r, want))) {
		machine_add_socket(&m, r, s);
		add_reuse(r, s);
	}
	machine_free(&m);
}

/* ---- ECONNREFUSED ---- */

static const char *protocol_name(int type)
{
	return type == SOCK_STREAM ? "TCP" : "UDP";
}

/* Whether S takes what a socket of TYPE sends to its address. */
static bool takes(const struct diag_socket *s, int type)
{
	return type == SOCK_STREAM ? s->state == TCP_LISTEN : s->inode != 0;
}

/* Whether the ports differ by one digit that is another, missing, or swapped with the next. Short
 * ones are all near each other. */
static bool is_near(int a, int b)
{
	enum { SHORTEST = 100 };
	char x[16], y[16];

	if (a == b || a < SHORTEST || b < SHORTEST)
		return false;
	snprintf(x, sizeof(x), "%d", a);
	snprintf(y, sizeof(y), "%d", b);
	const char *shorter = strlen(x) < strlen(y) ? x : y, *longer = shorter == x ? y : x;
	size_t same = 0;

	while (shorter[same] && shorter[same] == longer[same])
		same++;
	if (strlen(shorter) < strlen(longer))
		return !strcmp(shorter + same, longer + same + 1);
	return !strcmp(x + same + 1, y + same + 1) ||
	       (x[same] == y[same + 1] && x[same + 1] == y[same] &&
		       !strcmp(x + same + 2, y + same + 2));
}

enum match {
	NO_MATCH,
	NEAR,
	OTHER_PROTOCOL,
	OTHER_ADDRESS,
	BOUND_ONLY,
	OTHER_PEER,
	PERHAPS,
	THERE,
};

/* Of a socket on the very port and address, or perhaps there. */
static enum match match_there(const struct diag_socket *s, const struct reason *r, enum reach reach)
{
	const struct addr *from = &r->now.local;

	if (!takes(s, r->now.type))
		return machine_is_bound(s) && s->inode ? BOUND_ONLY : NO_MATCH;
	if (s->type == SOCK_DGRAM && s->peer.len &&
		machine_reaches(from, ONLY6_UNTOLD, &s->peer) == REACHES_NOT)
		return OTHER_PEER;
	return reach == REACHES ? THERE : PERHAPS;
}

static enum match match(const struct diag_socket *s, const struct reason *r, const struct addr *to)
{
	enum reach reach = machine_reaches(&s->local, s->only6, to);
	int type = r->now.type;

	if (s->type == SOCK_RAW)
		return NO_MATCH;
	if (!machine_shares(s, type, r->now.protocol))
		return reach == REACHES && takes(s, s->type) && s->type != type ? OTHER_PROTOCOL
										: NO_MATCH;
	if (reach != REACHES_NOT)
		return match_there(s, r, reach);
	if (!takes(s, type) || (s->type == SOCK_DGRAM && s->peer.len))
		return NO_MATCH;
	if (addr_port(&s->local) == addr_port(to))
		return OTHER_ADDRESS;
	return is_near(addr_port(&s->local), addr_port(to)) ? NEAR : NO_MATCH;
}

static void add_nobody(const struct reason *r, const struct addr *to)
{
	buf_addf(r->text,
		r->now.type == SOCK_STREAM ? "nothing listens on TCP port %d here"
					   : "no socket here has UDP port %d",
		addr_port(to));
}

static void add_match(const struct machine *m, const struct reason *r, enum match what,
	const struct diag_socket *s, const struct addr *to)
{
	if (what == NO_MATCH || what == NEAR || what == OTHER_PROTOCOL)
		add_nobody(r, to);
	if (what == NO_MATCH)
		return;
	if (what == NEAR || what == OTHER_PROTOCOL)
		buf_adds(r->text, "; ");
	machine_add_socket(m, r, s);
	if (what == OTHER_PROTOCOL)
		buf_addf(r->text, " of %s", protocol_name(s->type));
	else if (what == BOUND_ONLY && s->type == SOCK_STREAM)
		buf_adds(r->text, ", but does not listen");
	else if (what == OTHER_ADDRESS) {
		buf_adds(r->text, ", not on ");
		reason_add_addr(r, to);
	} else if (what == OTHER_PEER)
		buf_adds(r->text, ", and takes from that peer only");
	else if (what == THERE)
		buf_adds(r->text, " by now");
}

static bool is_ip(const struct diag_socket *s)
{
	return s->family == AF_INET || s->family == AF_INET6;
}

/* Whether a socket that is not in the list is not there. */
static bool tells_all(const struct machine *m, const struct reason *r)
{
	return r->now.type == SOCK_STREAM ? machine_tells(m, "tcp") && machine_tells(m, "tcp6")
					  : machine_tells(m, "udp") && machine_tells(m, "udp6");
}

static void add_refused(struct reason *r, const struct addr *to)
{
	const struct diag_socket *best = NULL;
	enum match most = NO_MATCH;
	struct machine m;

	if (machine_read(&m, r)) {
		for (size_t i = 0; i < m.list.count; i++) {
			const struct diag_socket *s = &m.list.sockets[i];
			enum match now = is_ip(s) ? match(s, r, to) : NO_MATCH;

			if (now > most) {
				most = now;
				best = s;
			}
		}
		if (best || tells_all(&m, r))
			add_match(&m, r, most, best, to);
	}
	machine_free(&m);
}

/* What is there nobody here knows. */
static void add_refused_there(struct reason *r, const struct addr *to)
{
	reason_add_host(r, to);
	buf_addf(r->text,
		r->now.type == SOCK_STREAM
			? " is another host: it, or a firewall, refused TCP port %d, so that it is reached"
			: " is another host: it, or a firewall, told by ICMP that UDP port %d is closed",
		addr_port(to));
}

/* Whom the refusal is of: of datagrams it is told late, and only of the peer's. */
static bool refuser(struct reason *r, struct addr *to)
{
	bool late = reason_has(r, PART_TYPE) && r->now.type == SOCK_DGRAM && r->named &&
		    r->named->sa.sa_family != AF_UNIX;

	if (!r->named || late)
		return reason_peer(r, to);
	*to = *r->named;
	return true;
}

void reason_econnrefused(struct reason *r)
{
	struct addr to;

	if (!refuser(r, &to))
		return;
	if (to.sa.sa_family == AF_UNIX)
		reason_add_unix(r);
	if (!reason_has(r, PART_TYPE) || !reason_has(r, PART_PROTOCOL) ||
		!reason_has(r, PART_LOCAL) || addr_port(&to) <= 0)
		return;
	if (r->now.type != SOCK_STREAM && r->now.type != SOCK_DGRAM)
		return;
	if (reason_is_here(r, &to))
		add_refused(r, &to);
	else
		add_refused_there(r, &to);
}
