/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state and the kind of a socket.
 */
#include "sock/state.h"

#include <inttypes.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/text.h"
#include "sock/addr.h"
#include "sock/kind.h"
#include "sock/names.h"

int state_family(int fd)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	return snapshot_need(&s, PART_FAMILY) < 0 ? AF_UNSPEC : s.family;
}

int state_type(int fd)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	return snapshot_need(&s, PART_TYPE) < 0 ? 0 : s.type;
}

/* ---- the words ---- */

static const struct name_row plain_rows[] = {
	{ STATE_CONNECTED, "CONNECTED", "it has a peer, to which send goes" },
	{ STATE_BOUND, "BOUND", "it has an address, and no peer" },
	{ STATE_UNCONNECTED, "UNCONNECTED", "it has neither an address nor a peer" },
};
const struct names names_plain_state = { .what = "a state",
	.prefix = "",
	.rows = plain_rows,
	.count = sizeof(plain_rows) / sizeof(plain_rows[0]) };

static const struct names *const state_names[] = { &names_tcp_state, &names_plain_state };

const struct name_row *state_row(long state)
{
	for (size_t n = 0; n < sizeof(state_names) / sizeof(state_names[0]); n++)
		for (size_t i = 0; i < state_names[n]->count; i++)
			if (state_names[n]->rows[i].value == state)
				return &state_names[n]->rows[i];
	return NULL;
}

const struct name_row *state_find(struct slice name)
{
	char clean[24];
	long state;

	if (!name.len || name.len >= sizeof(clean) || (name.p[0] >= '0' && name.p[0] <= '9'))
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		clean[i] = name.p[i] == '-' ? '_' : name.p[i];
	struct slice cleaned = { clean, name.len };
	for (size_t n = 0; n < sizeof(state_names) / sizeof(state_names[0]); n++)
		if (!names_parse(state_names[n], cleaned, &state, NULL))
			return state_row(state);
	return NULL;
}

/* ---- one word ---- */

static bool is_bound(struct snapshot *s)
{
	const struct addr *a = &s->local;

	if (snapshot_need(s, PART_LOCAL) < 0)
		return false;
	switch (a->sa.sa_family) {
	case AF_INET:
	case AF_INET6:
		/* The "port" of a raw socket is its protocol (raw(7)). */
		if (s->type != SOCK_RAW)
			return addr_port(a) > 0;
		if (a->sa.sa_family == AF_INET)
			return a->in.sin_addr.s_addr != htonl(INADDR_ANY);
		return !IN6_IS_ADDR_UNSPECIFIED(&a->in6.sin6_addr);
	case AF_UNIX: return a->len > offsetof(struct sockaddr_un, sun_path);
	case AF_NETLINK: return a->nl.nl_pid || a->nl.nl_groups;
	case AF_PACKET: return a->ll.sll_ifindex != 0;
	case AF_VSOCK: return a->vm.svm_port != VMADDR_PORT_ANY;
	default: return false;
	}
}

/* Netlink has the kernel for a peer until it is given another, and getpeername(2) says so. */
static bool is_connected(struct snapshot *s)
{
	const struct sockaddr_nl *nl = &s->peer.nl;

	if (snapshot_need(s, PART_PEER) < 0)
		return false;
	return s->peer.sa.sa_family != AF_NETLINK || nl->nl_pid || nl->nl_groups;
}

static long plain_state(struct snapshot *s)
{
	if (snapshot_need(s, PART_LISTENING) == 0 && s->listening)
		return TCP_LISTEN;
	if (is_connected(s))
		return STATE_CONNECTED;
	return is_bound(s) ? STATE_BOUND : STATE_UNCONNECTED;
}

int state_get(struct snapshot *s, struct value *v)
{
	int state;

	if (snapshot_need(s, PART_TYPE) < 0)
		return -1;
	state = snapshot_tcp_state(s);
	if (state < 0)
		value_word(v, state_row(plain_state(s))->name);
	else
		value_name(v, state, &names_tcp_state);
	return 0;
}

int state_word(int fd, struct buf *b)
{
	struct snapshot s;
	struct value v;

	snapshot_begin(&s, fd, NULL);
	if (state_get(&s, &v) < 0)
		return -1;
	value_print(&v, b);
	return 0;
}

int state_kind_of(struct snapshot *s, struct buf *b)
{
	const struct socket_kind *kind;

	if (snapshot_need(s, PART_FAMILY) < 0 || snapshot_need(s, PART_TYPE) < 0 ||
		snapshot_need(s, PART_PROTOCOL) < 0)
		return -1;
	kind = kind_of(s->family, s->type, s->protocol);
	if (kind) {
		buf_adds(b, kind->name);
		return 0;
	}
	names_print(&names_family, s->family, b);
	buf_addc(b, '/');
	names_print(&names_type, s->type, b);
	return 0;
}

int state_kind(int fd, struct buf *b)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	return state_kind_of(&s, b);
}

/* ---- notes ---- */

/* SIOCINQ tells the next datagram's length only, and 0 of an empty one. */
static void note_datagrams(struct snapshot *s, struct buf *b)
{
	bool memory = snapshot_need(s, PART_MEMORY) == 0;

	if (snapshot_need(s, PART_UNREAD) < 0 || (!s->unread && !(memory && s->memory.rmem)))
		return;
	buf_addf(b, "next %" PRId64, s->unread);
	if (memory && s->memory.rmem) /* AF_UNIX charges it to the sender */
		buf_addf(b, ", rmem %" PRIu32, s->memory.rmem);
}

static void note_held(struct snapshot *s, struct buf *b)
{
	if (snapshot_need(s, PART_HELD) < 0)
		return;
	buf_adds(b, "connection in ");
	names_print(&names_tcp_state, s->held, b);
	if (!s->held_left)
		return;
	buf_adds(b, ", ");
	text_add_time(b, s->held_left);
	buf_adds(b, " left");
}

static void add_part(struct buf *b, size_t start)
{
	if (b->len > start)
		buf_adds(b, ", ");
}

void state_note(struct snapshot *s, struct buf *b)
{
	size_t start = b->len;
	int other = s->fds ? fdtab_other(s->fds, s->fd) : -1;

	if (snapshot_need(s, PART_ACCEPTS) == 0)
		buf_addf(b, "queue %" PRIu32 "/%" PRIu32, s->queue, s->backlog);
	else if (snapshot_is_datagrams(s))
		note_datagrams(s, b);
	else
		note_held(s, b);
	if (snapshot_need(s, PART_MEMORY) == 0 && s->memory.drops) {
		add_part(b, start);
		buf_addf(b, "drops %" PRIu32, s->memory.drops);
	}
	if (other >= 0) {
		add_part(b, start);
		buf_addf(b, "other %d", other);
	}
}

bool state_ended(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLRDHUP };
	int waiting = 0;

	return poll(&p, 1, 0) > 0 && p.revents & (POLLRDHUP | POLLHUP) &&
	       !ioctl(fd, SIOCINQ, &waiting) && !waiting;
}
