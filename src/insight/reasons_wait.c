/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a call would have had to wait, and why it did not.
 */
#include <inttypes.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/text.h"
#include "machine.h"
#include "sock/state.h"

void reason_add_why_not(struct reason *r, const char *timeout)
{
	struct buf room = { 0 };
	const char *limit = reason_option(r, timeout, &room);

	if (reason_flag(r, MSG_DONTWAIT)) {
		buf_adds(r->text, "MSG_DONTWAIT");
	} else if (state_is_nonblocking(r->now.fd)) {
		reason_add_fd(r, r->now.fd);
		buf_adds(r->text, " is non-blocking");
	} else if (*limit && strcmp(limit, "0") != 0) {
		buf_addf(r->text, "%s, %s, has run out", timeout, limit);
	}
	buf_free(&room);
}

/* The same behind something else. */
static void add_then_why_not(struct reason *r, const char *timeout)
{
	size_t before = r->text->len;

	buf_adds(r->text, "; ");
	size_t begun = r->text->len;
	reason_add_why_not(r, timeout);
	if (r->text->len == begun)
		r->text->len = before;
}

static void add_empty(struct reason *r)
{
	if (!reason_has(r, PART_TYPE))
		return;
	if (reason_flag(r, MSG_ERRQUEUE)) {
		buf_adds(r->text, "no error waits in its queue");
		return; /* reading it never waits */
	}
	buf_adds(r->text, "nothing waits to be read");
	int other = fdtab_other(r->scene->fds, r->now.fd);

	if (other >= 0) {
		buf_adds(r->text, " (its other end is ");
		reason_add_fd(r, other);
		buf_addc(r->text, ')');
	}
	add_then_why_not(r, "SO_RCVTIMEO");
}

static void add_no_connection(struct reason *r)
{
	if (!reason_has(r, PART_ACCEPTS))
		return;
	buf_addf(r->text, "no connection waits, %" PRIu32 " of %" PRIu32, r->now.queue,
		r->now.backlog);
	add_then_why_not(r, "SO_RCVTIMEO");
}

/* What the other end, if it is of this shell, does not read. Of datagrams the kernel tells the
 * next one's length only. */
static void add_unread(struct reason *r)
{
	int other = fdtab_other(r->scene->fds, r->now.fd);
	struct snapshot s;

	if (other < 0)
		return;
	snapshot_begin(&s, other, NULL);
	if (snapshot_need(&s, PART_UNREAD) < 0 || !s.unread)
		return;
	bool next = snapshot_need(&s, PART_TYPE) == 0 && s.type == SOCK_DGRAM;

	buf_adds(r->text, next ? "; the next message at " : "; ");
	reason_add_fd(r, other);
	buf_adds(r->text, " has ");
	text_add_count(r->text, (uint64_t)s.unread, "byte");
	buf_adds(r->text, next ? "" : " unread");
}

static void add_full(struct reason *r)
{
	struct buf room = { 0 };

	if (!reason_has(r, PART_UNACKED) || !r->now.unacked)
		return;
	buf_addf(r->text, "%" PRId64 " bytes are under way, SO_SNDBUF is %s", r->now.unacked,
		reason_option(r, "SO_SNDBUF", &room));
	add_unread(r);
	add_then_why_not(r, "SO_SNDTIMEO");
	buf_free(&room);
}

/* The backlog of the unix listener that connect names. */
static void add_backlog(struct reason *r)
{
	struct machine m;

	if (!r->named || r->named->sa.sa_family != AF_UNIX) {
		reason_add_ports(r);
		return;
	}
	if (!machine_read(&m, r))
		return;
	const struct diag_socket *s = machine_named(&m, r->named);
	if (s && s->state == TCP_LISTEN) {
		machine_add_who(&m, r, s);
		buf_addf(r->text, " has %" PRIu32 " in its queue, and a backlog of %" PRIu32,
			s->unread, s->unacked);
		add_then_why_not(r, "SO_SNDTIMEO");
	}
	machine_free(&m);
}

void reason_eagain(struct reason *r)
{
	if (r->now.fd < 0)
		return;
	if (reason_is(r, "recv recvfrom recvmsg read splice"))
		add_empty(r);
	else if (reason_is(r, "accept accept4"))
		add_no_connection(r);
	else if (reason_is(r, "send sendto sendmsg write sendfile"))
		add_full(r);
	else if (reason_is(r, "connect"))
		add_backlog(r);
}
