/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the state of the descriptor itself says.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/text.h"
#include "reason.h"
#include "sock/state.h"

static bool is_listener(struct reason *r)
{
	return reason_has(r, PART_LISTENING) && r->now.listening;
}

static void add_here(struct reason *r, const char *text)
{
	reason_add_fd(r, r->now.fd);
	buf_addf(r->text, " %s", text);
}

/* Whether it has an address of its own. */
static bool is_bound(struct reason *r)
{
	return reason_has(r, PART_LOCAL) &&
	       (r->now.local.sa.sa_family == AF_UNIX
			       ? r->now.local.len > sizeof(r->now.local.sa.sa_family)
			       : addr_port(&r->now.local) > 0);
}

/* "descriptor 3 (l) listens on 127.0.0.1:80". */
static void add_listens(struct reason *r)
{
	add_here(r, "listens");
	if (!reason_has(r, PART_LOCAL))
		return;
	buf_adds(r->text, " on ");
	reason_add_addr(r, &r->now.local);
}

/* "descriptor 3 (c) is connected to 127.0.0.1:80". */
static void add_connected(struct reason *r)
{
	add_here(r, "is connected to ");
	reason_add_addr(r, &r->now.peer);
}

void reason_eisconn(struct reason *r)
{
	if (is_listener(r))
		add_listens(r);
	else if (reason_has(r, PART_PEER))
		add_connected(r);
}

/* ---- ENOTCONN ---- */

static bool has_accepted(const struct reason *r)
{
	struct past a = { .serial = r->call->serial, .name = "accept" }, b = a;
	bool found;

	b.name = "accept4";
	found = reason_find_past(r, &a) || reason_find_past(r, &b);
	buf_free(&a.cmd);
	buf_free(&b.cmd);
	return found;
}

/* The descriptors that were accepted from it. */
static void add_accepted(struct reason *r)
{
	struct fdtab *fds = r->scene->fds;
	int count = 0;

	for (int fd = fdtab_next(fds, 2); fd >= 0; fd = fdtab_next(fds, fd))
		if (fdtab_listener(fds, fd) == r->now.fd) {
			buf_adds(r->text, count++ ? ", " : "; accepted from it: ");
			reason_add_fd(r, fd);
		}
	if (!count && reason_has(r, PART_ACCEPTS) && r->now.queue)
		buf_addf(r->text, "; in its queue: %u", (unsigned)r->now.queue);
	else if (!count)
		buf_adds(r->text, has_accepted(r) ? "; what was accepted from it is closed"
						  : "; nothing was accepted from it yet");
}

void reason_enotconn(struct reason *r)
{
	if (r->now.fd < 0 || !reason_has(r, PART_TYPE))
		return;
	if (is_listener(r)) {
		add_listens(r);
		add_accepted(r);
	} else if (reason_tcp_state(r) == TCP_SYN_SENT) {
		add_here(r, "is in SYN_SENT: its connect is not decided yet");
	} else {
		reason_add_no_peer(r);
	}
}

void reason_edestaddrreq(struct reason *r)
{
	if (!reason_has(r, PART_TYPE) || reason_has(r, PART_PEER))
		return;
	add_here(r, "is ");
	reason_add_kind(r);
	if (is_bound(r)) {
		buf_adds(r->text, ", bound to ");
		reason_add_addr(r, &r->now.local);
	}
	buf_addf(r->text, "; it has no peer, and %s names none", r->call->name);
}

/* ---- a connect that goes on ---- */

static void add_attempt(struct reason *r)
{
	struct addr peer;

	add_here(r, "is in ");
	reason_add_state(r);
	if (reason_peer(r, &peer)) {
		buf_adds(r->text, " towards ");
		reason_add_addr(r, &peer);
	}
}

void reason_einprogress(struct reason *r)
{
	size_t before = r->text->len;

	if (r->now.fd < 0)
		return;
	reason_add_why_not(r, "SO_SNDTIMEO");
	if (r->text->len > before && reason_tcp_state(r) >= 0) {
		buf_adds(r->text, "; its state is ");
		reason_add_state(r);
		buf_adds(r->text, reason_tcp_state(r) == TCP_SYN_SENT ? "" : " by now");
	}
}

/* Whether C, a connect, is what goes on, and was not told so of another. */
static bool began(const struct call *c)
{
	return c->outcome != CALL_RETURNED || c->errnum == EINPROGRESS || c->errnum == EINTR;
}

void reason_ealready(struct reason *r)
{
	struct past p = {
		.serial = r->call->serial, .name = "connect", .failed = true, .fits = began
	};

	if (reason_tcp_state(r) != TCP_SYN_SENT)
		return;
	add_attempt(r);
	if (snapshot_need(&r->now, PART_TCP) == 0 && r->now.tcp.retransmits) {
		buf_adds(r->text, ", and the SYN was sent again ");
		text_add_count(r->text, r->now.tcp.retransmits, "time");
	}
	if (reason_find_past(r, &p)) {
		buf_adds(r->text, ", begun");
		reason_add_cmd(r, &p);
	}
	buf_free(&p.cmd);
}

/* How long it took, if it is this call that has waited for it. */
static void add_duration(struct reason *r)
{
	struct past p = {
		.serial = r->call->serial, .name = "connect", .failed = true, .fits = began
	};

	if (!state_is_nonblocking(r->now.fd) && !reason_find_past(r, &p)) {
		buf_adds(r->text, ", in ");
		text_add_time(r->text, r->call->duration);
	}
	buf_free(&p.cmd);
}

/* MPTCP does not tell. */
static bool has_user_timeout(struct reason *r, struct buf *value)
{
	const char *limit = reason_option(r, "TCP_USER_TIMEOUT", value);

	return *limit && strcmp(limit, "0") != 0;
}

void reason_etimedout(struct reason *r)
{
	struct buf room = { 0 };

	if (r->now.fd < 0 || reason_tcp_state(r) < 0)
		return;
	if (reason_is(r, "connect")) {
		buf_addf(r->text, "no answer to the SYN and its repetitions, %s by TCP_SYNCNT",
			reason_option(r, "TCP_SYNCNT", &room));
		add_duration(r);
	} else if (has_user_timeout(r, &room)) {
		buf_addf(r->text, "TCP_USER_TIMEOUT, %s ms, has run out", buf_cstr(&room));
	} else if (reason_option_is(r, "SO_KEEPALIVE", "1")) {
		buf_addf(r->text, "SO_KEEPALIVE is on, TCP_KEEPIDLE %s s",
			reason_option(r, "TCP_KEEPIDLE", &room));
		buf_addf(r->text, ", TCP_KEEPINTVL %s s", reason_option(r, "TCP_KEEPINTVL", &room));
		buf_addf(r->text, ", TCP_KEEPCNT %s", reason_option(r, "TCP_KEEPCNT", &room));
	}
	buf_free(&room);
}

/* ---- EINVAL, by the call ---- */

static void add_bound(struct reason *r)
{
	if (!is_bound(r))
		return;
	add_here(r, "has an address already, ");
	reason_add_addr(r, &r->now.local);
}

/* Whom accept was meant for: the listener that made it, or any. */
static void add_no_listener(struct reason *r)
{
	struct fdtab *fds = r->scene->fds;
	int from = fdtab_listener(fds, r->now.fd);

	if (is_listener(r) || !reason_has(r, PART_TYPE))
		return;
	add_here(r, "does not listen: its state is ");
	reason_add_state(r);
	if (from < 0)
		return;
	buf_adds(r->text, "; it was accepted from ");
	reason_add_fd(r, from);
}

static void add_no_mark(struct reason *r)
{
	if (!reason_flag(r, MSG_OOB))
		return;
	if (reason_option_is(r, "SO_OOBINLINE", "1"))
		add_here(r, "has SO_OOBINLINE: urgent data stands among the rest");
	else
		add_here(r, "has no urgent data to read");
}

/* A link-local address without its interface, or one that is cut. */
static void add_address(struct reason *r)
{
	const struct addr *a = r->named;

	if (!a || !reason_has(r, PART_FAMILY))
		return;
	if (a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&a->in6.sin6_addr) &&
		!a->in6.sin6_scope_id) {
		reason_add_addr(r, a);
		buf_adds(r->text, " is of one link, and names no interface");
	} else if (a->sa.sa_family == AF_INET && r->now.family == AF_INET6) {
		buf_addf(r->text, "an address of AF_INET has %zu bytes; ", sizeof(a->in));
		add_here(r, "is AF_INET6");
		buf_addf(r->text, ", whose have %zu", sizeof(a->in6));
	}
}

void reason_einval(struct reason *r)
{
	size_t before = r->text->len;

	if (r->now.fd < 0)
		return;
	if (reason_is(r, "bind connect sendto sendmsg"))
		add_address(r);
	if (r->text->len > before)
		return;
	if (reason_is(r, "bind"))
		add_bound(r);
	else if (reason_is(r, "accept accept4"))
		add_no_listener(r);
	else if (reason_is(r, "listen") && reason_has(r, PART_PEER))
		add_connected(r);
	else if (reason_is(r, "recv recvfrom recvmsg"))
		add_no_mark(r);
	else
		reason_add_invalid(r);
}
