/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel tells of a descriptor, each part by one call.
 */
#include "sock/snapshot.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sock/diag.h"
#include "snapshot_process.h"

/* An int option of level SOL_SOCKET. */
static int read_option(int fd, int name, int *value)
{
	socklen_t len = sizeof(*value);

	return getsockopt(fd, SOL_SOCKET, name, value, &len);
}

static int read_family(struct snapshot *s)
{
	return read_option(s->fd, SO_DOMAIN, &s->family);
}

static int read_type(struct snapshot *s)
{
	return read_option(s->fd, SO_TYPE, &s->type);
}

static int read_protocol(struct snapshot *s)
{
	return read_option(s->fd, SO_PROTOCOL, &s->protocol);
}

static int read_listening(struct snapshot *s)
{
	int value = 0, status = read_option(s->fd, SO_ACCEPTCONN, &value);

	s->listening = value;
	return status;
}

static int read_local(struct snapshot *s)
{
	return addr_read(getsockname, s->fd, &s->local);
}

static int read_peer(struct snapshot *s)
{
	return addr_read(getpeername, s->fd, &s->peer);
}

static int read_tcp(struct snapshot *s)
{
	s->tcp_len = tcpinfo_read(s->fd, &s->tcp);
	return s->tcp_len < 0 ? -1 : 0;
}

/* ---- queues ---- */

/* An MPTCP listener is refused by a value, where a TCP one is by an errno. */
static int read_queue(int fd, unsigned long request, int64_t *bytes)
{
	int value = 0;

	if (ioctl(fd, request, &value) < 0)
		return -1;
	if (value < 0) {
		errno = -value;
		return -1;
	}
	*bytes = value;
	return 0;
}

/* Sequence numbers also count the SYN and the FIN: what a refused connection leaves
 * is no data, and of what a closing one waits for the last is its FIN (RFC 9293, 3.4).
 * The state is read first: a FIN acknowledged in between then counts as 0, not -1. */
static int64_t data_of(int state, int64_t queued)
{
	switch (state) {
	case TCP_CLOSE: return 0;
	case TCP_FIN_WAIT1:
	case TCP_CLOSING:
	case TCP_LAST_ACK: return queued ? queued - 1 : 0;
	default: return queued;
	}
}

static int read_out_queue(struct snapshot *s, unsigned long request, int64_t *bytes)
{
	int state = snapshot_tcp_state(s);

	if (read_queue(s->fd, request, bytes) < 0)
		return -1;
	*bytes = data_of(state, *bytes);
	return 0;
}

static int read_unread(struct snapshot *s)
{
	return read_queue(s->fd, SIOCINQ, &s->unread);
}

static int read_unacked(struct snapshot *s)
{
	return read_out_queue(s, SIOCOUTQ, &s->unacked);
}

static int read_unsent(struct snapshot *s)
{
	return read_out_queue(s, SIOCOUTQNSD, &s->unsent);
}

static int read_memory(struct snapshot *s)
{
	socklen_t len = sizeof(s->memory);

	memset(&s->memory, 0, sizeof(s->memory));
	return getsockopt(s->fd, SOL_SOCKET, SO_MEMINFO, &s->memory, &len);
}

static int read_unix_listener(struct snapshot *s)
{
	if (snapshot_need(s, PART_LISTENING) < 0)
		return -1;
	if (s->listening && s->fds)
		return diag_unix_queue(s->fds, s->fd, &s->queue, &s->backlog);
	errno = s->listening ? EOPNOTSUPP : EINVAL;
	return -1;
}

static int read_accepts(struct snapshot *s)
{
	if (snapshot_need(s, PART_FAMILY) == 0 && s->family == AF_UNIX)
		return read_unix_listener(s);
	if (snapshot_need(s, PART_TCP) < 0)
		return -1;
	if (s->tcp.state != TCP_LISTEN) {
		errno = EINVAL;
		return -1;
	}
	s->queue = s->tcp.unacked;
	s->backlog = s->tcp.sacked;
	return 0;
}

/* ---- what outlives the socket's own part ---- */

static bool is_held(int state)
{
	return state == TCP_TIME_WAIT || state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 ||
	       state == TCP_CLOSING || state == TCP_LAST_ACK;
}

/* The socket keeps its own address when its connection is over, not its peer's. */
static int read_held(struct snapshot *s)
{
	struct addr peer;

	errno = ENOENT;
	if (snapshot_tcp_state(s) != TCP_CLOSE || !s->fds ||
		!fdtab_last_peer(s->fds, s->fd, &peer) || snapshot_need(s, PART_LOCAL) < 0)
		return -1;
	s->held = diag_tcp_state(s->fds, &s->local, &peer, &s->held_left);
	if (s->held >= 0 && is_held(s->held))
		return 0;
	errno = ENOENT;
	return -1;
}

static int read_inode(struct snapshot *s)
{
	struct stat st;

	if (fstat(s->fd, &st) < 0)
		return -1;
	s->inode = st.st_ino;
	return 0;
}

/* ---- the whole ---- */

static int (*const readers[PART_COUNT])(struct snapshot *s) = {
	[PART_FAMILY] = read_family,
	[PART_TYPE] = read_type,
	[PART_PROTOCOL] = read_protocol,
	[PART_LISTENING] = read_listening,
	[PART_LOCAL] = read_local,
	[PART_PEER] = read_peer,
	[PART_TCP] = read_tcp,
	[PART_UNREAD] = read_unread,
	[PART_UNACKED] = read_unacked,
	[PART_UNSENT] = read_unsent,
	[PART_MEMORY] = read_memory,
	[PART_ACCEPTS] = read_accepts,
	[PART_HELD] = read_held,
	[PART_INODE] = read_inode,
	[PART_PROCESS] = snapshot_read_process,
};

/* Field by field: clearing all of it would cost as much as a call. */
void snapshot_begin(struct snapshot *s, int fd, struct fdtab *fds)
{
	s->fd = fd;
	s->fds = fds;
	s->taken = 0;
	s->sealed = false;
	s->serial = 0;
}

void snapshot_of_tcp(struct snapshot *s, const struct tcp_fields *t, int len)
{
	snapshot_begin(s, -1, NULL);
	s->tcp = *t;
	s->tcp_len = len;
	s->taken = 1U << PART_TCP;
	s->why[PART_TCP] = 0;
}

int snapshot_need(struct snapshot *s, enum snapshot_part part)
{
	if (!(s->taken & 1U << part)) {
		if (s->sealed) {
			errno = ENODATA;
			return -1;
		}
		s->taken |= 1U << part;
		s->why[part] = readers[part](s) < 0 ? errno : 0;
	}
	if (!s->why[part])
		return 0;
	errno = s->why[part];
	return -1;
}

int snapshot_take(struct snapshot *s, int fd, struct fdtab *fds)
{
	uint64_t serial = fds ? fdtab_serial(fds, fd) : 0;

	snapshot_begin(s, fd, fds);
	if (snapshot_need(s, PART_FAMILY) < 0)
		return -1;
	for (int part = 0; part < PART_INODE; part++)
		(void)snapshot_need(s, (enum snapshot_part)part);
	s->serial = serial;
	s->sealed = true;
	if (!fds || fdtab_serial(fds, fd) == serial)
		return 0;
	errno = EBADF;
	return -1;
}

int snapshot_tcp_state(struct snapshot *s)
{
	if (snapshot_need(s, PART_TYPE) < 0 || s->type != SOCK_STREAM)
		return -1;
	return snapshot_need(s, PART_TCP) < 0 ? -1 : s->tcp.state;
}

bool snapshot_is_datagrams(struct snapshot *s)
{
	return snapshot_need(s, PART_TYPE) == 0 && (s->type == SOCK_DGRAM || s->type == SOCK_RAW);
}
