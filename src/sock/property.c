/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The properties of a socket: $c.NAME.
 */
#include "sock/state.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/nearest.h"
#include "base/text.h"
#include "sock/addr.h"
#include "sock/names.h"
#include "sock/sockopt.h"
#include "sock/tcpinfo.h"

enum { SHOWN_MAX = 60 }; /* bytes of a name in a message */

typedef int address_call(int fd, struct sockaddr *sa, socklen_t *len);

static int get_addr(address_call *call, int fd, struct addr *a)
{
	memset(a, 0, sizeof(*a));
	a->len = sizeof(a->storage);
	return call(fd, &a->sa, &a->len);
}

static int read_fd(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	buf_addf(b, "%d", fd);
	return 0;
}

static int read_state(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return state_word(fd, b);
}

static int add_endpoint(address_call *call, int fd, struct buf *b)
{
	struct addr a;

	if (get_addr(call, fd, &a) < 0)
		return -1;
	addr_format(&a, b);
	return 0;
}

static int add_host(address_call *call, int fd, struct buf *b)
{
	struct addr a;

	if (get_addr(call, fd, &a) < 0)
		return -1;
	addr_format_host(&a, b);
	return 0;
}

static int add_port(address_call *call, int fd, struct buf *b)
{
	struct addr a;

	if (get_addr(call, fd, &a) < 0)
		return -1;
	if (addr_port(&a) < 0) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	buf_addf(b, "%d", addr_port(&a));
	return 0;
}

static int read_local(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_endpoint(getsockname, fd, b);
}

static int read_peer(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_endpoint(getpeername, fd, b);
}

static int read_addr(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_host(getsockname, fd, b);
}

static int read_paddr(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_host(getpeername, fd, b);
}

static int read_port(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_port(getsockname, fd, b);
}

static int read_pport(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_port(getpeername, fd, b);
}

static int read_unread(int fd, const struct property *p, struct buf *b)
{
	int64_t bytes;

	(void)p;
	if (state_unread(fd, &bytes) < 0)
		return -1;
	buf_addf(b, "%" PRId64, bytes);
	return 0;
}

static int read_unacked(int fd, const struct property *p, struct buf *b)
{
	int64_t bytes;

	(void)p;
	if (state_unacked(fd, &bytes) < 0)
		return -1;
	buf_addf(b, "%" PRId64, bytes);
	return 0;
}

static int read_unsent(int fd, const struct property *p, struct buf *b)
{
	int bytes = 0;

	(void)p;
	if (ioctl(fd, SIOCOUTQNSD, &bytes) < 0)
		return -1;
	buf_addf(b, "%d", bytes);
	return 0;
}

static int read_queue(int fd, const struct property *p, struct buf *b)
{
	uint32_t queue, backlog;

	(void)p;
	if (tcpinfo_listener(fd, &queue, &backlog) < 0)
		return -1;
	buf_addf(b, "%" PRIu32, queue);
	return 0;
}

static int read_backlog(int fd, const struct property *p, struct buf *b)
{
	uint32_t queue, backlog;

	(void)p;
	if (tcpinfo_listener(fd, &queue, &backlog) < 0)
		return -1;
	buf_addf(b, "%" PRIu32, backlog);
	return 0;
}

static int add_option(int fd, const char *name, struct buf *b)
{
	struct sockopt_value v;
	const struct sockopt *o = sockopt_find(slice_of(name), NULL);

	if (sockopt_read(o, fd, &v) < 0)
		return -1;
	sockopt_print(o, &v, b);
	return 0;
}

static int read_family(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_option(fd, "SO_DOMAIN", b);
}

static int read_type(int fd, const struct property *p, struct buf *b)
{
	(void)p;
	return add_option(fd, "SO_TYPE", b);
}

static int read_protocol(int fd, const struct property *p, struct buf *b)
{
	int family = state_family(fd), protocol;
	socklen_t len = sizeof(protocol);

	(void)p;
	if (family == AF_INET || family == AF_INET6)
		return add_option(fd, "SO_PROTOCOL", b);
	/* The numbers of other families are their own: no IPPROTO_ names. */
	if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) < 0)
		return -1;
	buf_addf(b, "%d", protocol);
	return 0;
}

const struct property properties[] = {
	{ "fd", "the descriptor's number", read_fd, 0, 0 },
	{ "state", "what it is doing, such as LISTEN, ESTABLISHED or BOUND", read_state, 0, 0 },
	{ "local", "its own address", read_local, 0, 0 },
	{ "peer", "the peer's address", read_peer, 0, 0 },
	{ "addr", "its own host or path", read_addr, 0, 0 },
	{ "port", "its own port", read_port, 0, 0 },
	{ "paddr", "the peer's host or path", read_paddr, 0, 0 },
	{ "pport", "the peer's port", read_pport, 0, 0 },
	{ "unread", "bytes waiting to be read", read_unread, 0, 0 },
	{ "unacked", "bytes sent that the peer has not acknowledged or taken", read_unacked, 0, 0 },
	{ "unsent", "bytes of them that have not left yet (TCP)", read_unsent, 0, 0 },
	{ "backlog", "connections that may wait to be accepted (TCP)", read_backlog, 0, 0 },
	{ "queue", "connections that wait to be accepted (TCP)", read_queue, 0, 0 },
	{ "family", "address family", read_family, 0, 0 },
	{ "type", "socket type", read_type, 0, 0 },
	{ "protocol", "protocol", read_protocol, 0, 0 },
};

const size_t property_count = sizeof(properties) / sizeof(properties[0]);

/* ---- by name ---- */

static const char tcp_prefix[] = "tcpi_";

static const struct property *find_property(struct slice name)
{
	size_t i;

	for (i = 0; i < property_count; i++)
		if (names_same(name, properties[i].name))
			return &properties[i];
	for (i = 0; i < tcp_info_field_count; i++)
		if (names_same(name, tcp_info_fields[i].name) ||
			names_same(name, tcp_info_fields[i].name + strlen(tcp_prefix)))
			return &tcp_info_fields[i];
	return NULL;
}

static void offer(struct nearest *near)
{
	size_t i;

	for (i = 0; i < property_count; i++)
		nearest_offer(near, properties[i].name);
	for (i = 0; i < tcp_info_field_count; i++) {
		const char *name = tcp_info_fields[i].name;

		nearest_offer(near, name);
		nearest_offer_as(near, name + strlen(tcp_prefix), name);
	}
	sockopt_offer(near);
}

/* E holds what sockopt_find said, which stays when several options match. */
static int unknown(struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (!e)
		return -1;
	offer(&near);
	if (near.distance > 0) {
		err_set(e, ERR_NAME, "a socket has no property \"%.*s\"",
			(int)text_cut(name.p, name.len, SHOWN_MAX), name.p);
		nearest_hint(&near, e);
	}
	e->kind = ERR_NAME;
	return -1;
}

static int refused(const char *name, int fd, struct err *e)
{
	int errnum = errno;
	char what[SHOWN_MAX];

	snprintf(what, sizeof(what), "%s of %d", name, fd);
	return err_system(e, errnum, what);
}

static int read_property(int fd, const struct property *p, struct buf *b, struct err *e)
{
	if (p->read(fd, p, b) == 0)
		return 0;
	if (errno != ENODATA)
		return refused(p->name, fd, e);
	err_set(e, ERR_SYSTEM, "%s: this kernel does not report it", p->name);
	if (e)
		e->errnum = ENODATA;
	return -1;
}

static int read_option(int fd, const struct sockopt *o, struct buf *b, struct err *e)
{
	struct sockopt_value v;

	if (!o->get)
		return err_set(e, ERR_NAME, "%s can only be set", o->name);
	if (o->disturbs) {
		err_set(e, ERR_NAME, "reading %s has an effect, so it is no property", o->name);
		return err_hint(e, "the getsockopt command reads it");
	}
	if (sockopt_read(o, fd, &v) < 0)
		return refused(o->name, fd, e);
	sockopt_print(o, &v, b);
	return 0;
}

int state_read(int fd, struct slice name, struct buf *b, struct err *e)
{
	const struct property *p = find_property(name);
	const struct sockopt *o;

	if (p)
		return read_property(fd, p, b, e);
	o = sockopt_find(name, e);
	return o ? read_option(fd, o, b, e) : unknown(name, e);
}
