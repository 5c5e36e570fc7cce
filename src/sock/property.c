/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The properties of a descriptor. The fields of TCP_INFO are in property_tcp.c.
 */
#include "sock/property.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "sock/kind.h"
#include "sock/state.h"

/* ---- names and addresses ---- */

static int get_fd(struct snapshot *s, const struct property *p, struct value *v)
{
	value_number(v, s->fd, p->unit);
	return 0;
}

static int get_state(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return state_get(s, v);
}

/* Of kind: all of the address, or its host. */
static int address(
	struct snapshot *s, enum snapshot_part part, enum value_kind kind, struct value *v)
{
	if (snapshot_need(s, part) < 0)
		return -1;
	value_addr(v, kind, part == PART_LOCAL ? &s->local : &s->peer);
	return 0;
}

static int get_local(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return address(s, PART_LOCAL, VALUE_ADDR, v);
}

static int get_peer(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return address(s, PART_PEER, VALUE_ADDR, v);
}

static int get_addr(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return address(s, PART_LOCAL, VALUE_HOST, v);
}

/* A descriptor of the table. */
static int put_fd(int fd, const struct property *p, struct value *v)
{
	if (fd < 0) {
		errno = ENOENT;
		return -1;
	}
	value_number(v, fd, p->unit);
	return 0;
}

static int get_serial(struct snapshot *s, const struct property *p, struct value *v)
{
	uint64_t serial = s->fds && !s->sealed ? fdtab_serial(s->fds, s->fd) : s->serial;

	if (!serial) {
		errno = ENOENT;
		return -1;
	}
	value_unsigned(v, serial, p->unit);
	return 0;
}

static int get_inode(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_INODE) < 0)
		return -1;
	value_unsigned(v, s->inode, p->unit);
	return 0;
}

static int get_process(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	if (snapshot_need(s, PART_PROCESS) < 0)
		return -1;
	value_word(v, s->process);
	return 0;
}

/* Who has no table, or another process at the other end, has none. A sealed snapshot does
 * not ask the table of the present. */
static int get_other(struct snapshot *s, const struct property *p, struct value *v)
{
	return put_fd(s->fds && !s->sealed ? fdtab_other(s->fds, s->fd) : -1, p, v);
}

static int get_listener(struct snapshot *s, const struct property *p, struct value *v)
{
	return put_fd(s->fds && !s->sealed ? fdtab_listener(s->fds, s->fd) : -1, p, v);
}

static int get_paddr(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return address(s, PART_PEER, VALUE_HOST, v);
}

/* Those of netlink and vsock have 32 bits. */
static int port_of(const struct addr *a, struct value *v)
{
	int64_t port = addr_port(a);

	if (a->sa.sa_family == AF_VSOCK)
		port = a->vm.svm_port;
	else if (a->sa.sa_family == AF_NETLINK)
		port = a->nl.nl_pid;
	if (port < 0) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	value_number(v, port, UNIT_NONE);
	return 0;
}

static int get_port(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return snapshot_need(s, PART_LOCAL) < 0 ? -1 : port_of(&s->local, v);
}

static int get_pport(struct snapshot *s, const struct property *p, struct value *v)
{
	(void)p;
	return snapshot_need(s, PART_PEER) < 0 ? -1 : port_of(&s->peer, v);
}

static int get_family(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_FAMILY) < 0)
		return -1;
	value_name(v, s->family, p->names);
	return 0;
}

static int get_type(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_TYPE) < 0)
		return -1;
	value_name(v, s->type, p->names);
	return 0;
}

/* SO_PROTOCOL says 0 of a packet socket; its address has the protocol. */
static int packet_protocol(struct snapshot *s, const struct names *names, struct value *v)
{
	if (snapshot_need(s, PART_LOCAL) < 0)
		return -1;
	value_name(v, ntohs(s->local.ll.sll_protocol), names);
	return 0;
}

/* The numbers of each family are its own. */
static int get_protocol(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_FAMILY) < 0 || snapshot_need(s, PART_PROTOCOL) < 0)
		return -1;
	const struct names *names = kind_protocols(s->family);

	(void)p;
	if (s->family == AF_PACKET)
		return packet_protocol(s, names, v);
	else if (names)
		value_name(v, s->protocol, names);
	else
		value_number(v, s->protocol, UNIT_NONE);
	return 0;
}

/* ---- queues ---- */

static int get_unread(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_UNREAD) < 0)
		return -1;
	value_number(v, s->unread, p->unit);
	return 0;
}

static int get_next(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_TYPE) < 0)
		return -1;
	if (!snapshot_is_datagrams(s)) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return get_unread(s, p, v);
}

static int get_unacked(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_UNACKED) < 0)
		return -1;
	value_number(v, s->unacked, p->unit);
	return 0;
}

static int get_unsent(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_UNSENT) < 0)
		return -1;
	value_number(v, s->unsent, p->unit);
	return 0;
}

static int get_queue(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_ACCEPTS) < 0)
		return -1;
	value_unsigned(v, s->queue, p->unit);
	return 0;
}

static int get_backlog(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_ACCEPTS) < 0)
		return -1;
	value_unsigned(v, s->backlog, p->unit);
	return 0;
}

/* A counter of SO_MEMINFO; p->offset is its place there. */
static int get_memory(struct snapshot *s, const struct property *p, struct value *v)
{
	uint32_t number;

	if (snapshot_need(s, PART_MEMORY) < 0)
		return -1;
	memcpy(&number, (const char *)&s->memory + p->offset, sizeof(number));
	value_unsigned(v, number, p->unit);
	return 0;
}

static int get_held(struct snapshot *s, const struct property *p, struct value *v)
{
	if (snapshot_need(s, PART_HELD) < 0)
		return -1;
	value_name(v, s->held, p->names);
	return 0;
}

/* clang-format off */
#define PLAIN          UNIT_NONE, NULL, 0, 0, false
#define SLOW           UNIT_NONE, NULL, 0, 0, true
#define BYTES          UNIT_BYTES, NULL, 0, 0, false
#define NAMED(names)   UNIT_NONE, names, 0, 0, false
#define AT(field)      offsetof(struct memory_info, field), sizeof(uint32_t), false

const struct property properties[] = {
	{ "fd", "the descriptor's number", get_fd, PLAIN },
	{ "state", "what it is doing, such as LISTEN, ESTABLISHED or BOUND",
	  get_state, NAMED(&names_tcp_state) },
	{ "local", "its own address", get_local, PLAIN },
	{ "peer", "the peer's address", get_peer, PLAIN },
	{ "other", "the descriptor at the other end, where this shell has it", get_other, PLAIN },
	{ "listener", "the descriptor that it was accepted from", get_listener, PLAIN },
	{ "process", "who has the other end open, on this machine: NAME/PID:FD of each",
	  get_process, SLOW },
	{ "addr", "its own host or path", get_addr, PLAIN },
	{ "port", "its own port", get_port, PLAIN },
	{ "paddr", "the peer's host or path", get_paddr, PLAIN },
	{ "pport", "the peer's port", get_pport, PLAIN },
	{ "unread", "waiting to be read (of datagrams the next one alone)", get_unread, BYTES },
	{ "next", "length of the next datagram, however many wait", get_next, BYTES },
	{ "unacked", "sent, and not acknowledged or taken by the peer", get_unacked, BYTES },
	{ "unsent", "written and not sent yet, a part of unacked (TCP)", get_unsent, BYTES },
	{ "queue", "connections that wait to be accepted", get_queue, PLAIN },
	{ "backlog", "connections that may wait to be accepted", get_backlog, PLAIN },
	{ "rmem", "memory of what waits to be read, overhead included", get_memory,
	  UNIT_BYTES, NULL, AT(rmem) },
	{ "wmem", "memory of what is being sent, overhead included", get_memory,
	  UNIT_BYTES, NULL, AT(wmem) },
	{ "drops", "datagrams or connections dropped for want of room", get_memory,
	  UNIT_NONE, NULL, AT(drops) },
	{ "held", "of a TCP socket in CLOSE: where the kernel still keeps its connection (TIME_WAIT)",
	  get_held, NAMED(&names_tcp_state) },
	{ "family", "address family", get_family, NAMED(&names_family) },
	{ "type", "socket type", get_type, NAMED(&names_type) },
	{ "protocol", "protocol", get_protocol, PLAIN },
	{ "serial", "its place among all descriptors that this shell ever had", get_serial, PLAIN },
	{ "inode", "what the kernel knows it by; copies have the same", get_inode, PLAIN },
};
/* clang-format on */

const size_t property_count = sizeof(properties) / sizeof(properties[0]);

void property_describe(const struct property *p, struct buf *b)
{
	const char *unit = unit_name(p->unit);

	buf_adds(b, p->summary);
	if (unit)
		buf_addf(b, ", %s", unit);
}
