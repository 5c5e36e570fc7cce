/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The experiment's socket calls, each made here and nowhere else, each filling
 * one call record that is told of before the function returns.
 *
 * All return the call's own result: at least 0, or -1 with errno, and the
 * record has the same. A wait that the time limit ended returns -1 with errno
 * ETIME and outcome CALL_GAVE_UP; one ended by the user -1 with EINTR. A call that was
 * interrupted with no cause pending is made again.
 */
#ifndef SOCK_SYS_H
#define SOCK_SYS_H

#include <sys/types.h>

#include "base/intr.h"
#include "sock/addr.h"
#include "sock/call.h"
#include "sock/fdtab.h"
#include "sock/sockopt.h"

/* Who makes the calls: one per thread that does. */
struct sys {
	struct fdtab *fds;
	struct intr *intr;
	/* Told of each call: before it is made, unfinished, and whether it may wait; NULL tells
	 * nobody. And of each once it has returned. */
	void (*before)(void *context, const struct call *c, bool may_block);
	void (*after)(void *context, struct call *c);
	void *context;
	/* what records say of the command */
	int job;
	struct slice cmd, as;
	const char *file; /* that the data comes from or goes to, or NULL */
	int reserved;     /* the number for the next descriptor made, until it is handed over
			   * (fdtab_reserve); or 0 */
	bool drops;       /* closes again what it made and cannot connect: a number kept
			   * is handed over by the connect that succeeds */
	size_t got;       /* bytes that the last receive put into its buffer */
};

int sys_socket(struct sys *s, int family, int type, int protocol);

/* The note is the two descriptors, which are also put into FDS. */
int sys_socketpair(struct sys *s, int family, int type, int protocol, int fds[2]);

/* dup(2): another number for the open file. What is known of FD's other end is known of it. */
int sys_dup(struct sys *s, int fd);

/* fcntl(2) with F_GETFL: the result is the flags, the note their names; and with F_SETFL. */
int sys_getfl(struct sys *s, int fd);
int sys_setfl(struct sys *s, int fd, int flags);

/* unlink(2). */
int sys_unlink(struct sys *s, const char *path);

/* The record's note is the address bound (getsockname), when it differs from
 * ADDR: port 0, autobind. */
int sys_bind(struct sys *s, int fd, const struct addr *addr);

/* The notes: the address that the kernel chose, when FD had none; and that
 * net.core.somaxconn cuts BACKLOG, when it does. */
int sys_listen(struct sys *s, int fd, int backlog);

/* accept4(2) with FLAGS; the note is the peer. On a blocking listener the wait
 * is a ppoll of at most SO_RCVTIMEO, and the accept itself is made under the
 * table's lock, so that the new number is the lowest one free at that moment.
 * may_block says whether there was no connection yet. */
int sys_accept(struct sys *s, int fd, int flags, struct addr *peer);

int sys_connect(struct sys *s, int fd, const struct addr *addr);

/* Transfers. DATA NULL is passed as it is (EFAULT). Where a message was longer than MAX, a
 * note says its length: the kernel is asked to tell it (MSG_TRUNC), on sockets of messages
 * only; read, which cannot ask, knows it where a datagram waited before. */
ssize_t sys_send(struct sys *s, int fd, const void *data, size_t len, int flags);
ssize_t sys_recv(struct sys *s, int fd, void *data, size_t max, int flags);
ssize_t sys_write(struct sys *s, int fd, const void *data, size_t len);
ssize_t sys_read(struct sys *s, int fd, void *data, size_t max);
ssize_t sys_sendto(
	struct sys *s, int fd, const void *data, size_t len, int flags, const struct addr *addr);

/* recv(2) with MSG_PEEK, for who will take what is there: the record is aside, unless it is the end
 * of the stream, or a failure. */
ssize_t sys_peek(struct sys *s, int fd, void *data, size_t max);

/* The note is the sender, or none on a connected stream. FROM may be NULL. */
ssize_t sys_recvfrom(struct sys *s, int fd, void *data, size_t max, int flags, struct addr *from);

/* sendfile(2) of COUNT bytes of the open FILE from OFFSET on, whose name is s->file. EINVAL says
 * that the kernel cannot send it so: the record is aside, and the caller reads and sends. */
ssize_t sys_sendfile(struct sys *s, int fd, int file, int64_t offset, size_t count);

/* splice(2) of COUNT bytes at most into the pipe TO, by which they go to the file named
 * s->file. 0 is no end of the stream for sure (urgent data stops it, too), and EINVAL none of
 * the socket's errors: both are aside, and the caller asks by sys_recv. */
ssize_t sys_splice(struct sys *s, int fd, int to, size_t count);

/* What sendmsg(2) takes: pieces of data (the last may be NULL, of some length), control
 * messages, an address or NULL. */
struct message {
	const struct slice *pieces;
	size_t npieces;
	const struct call_control *control;
	size_t ncontrol;
	const struct addr *to;
};
ssize_t sys_sendmsg(struct sys *s, int fd, const struct message *m, int flags);

enum { ARRIVAL_FDS = 253 }; /* SCM_MAX_FD: one message passes no more */

/* What recvmsg(2) takes and gives. The rooms of the data (the last may be NULL, likewise)
 * and of the control messages are the caller's; what the calls filled in stays until it
 * frees it. */
struct arrival {
	const struct slice *rooms;
	size_t nrooms;
	char *control_room;
	size_t control_size;
	struct addr from;             /* len 0: none */
	struct call_control *control; /* points into the room; freed by arrival_free */
	size_t ncontrol;
	int fds[ARRIVAL_FDS]; /* descriptors that came along, which are the user's now */
	int nfds;
};

/* Descriptors that come along get the lowest free numbers, close-on-exec, and are in the
 * table: so that no other thread makes one meanwhile, the wait for such a message, on an
 * AF_UNIX socket with room for them, is a ppoll, as that of sys_accept. s->got are the bytes
 * in the rooms. */
ssize_t sys_recvmsg(struct sys *s, int fd, struct arrival *a, int flags);
void arrival_free(struct arrival *a);

/* sockatmark(3): 1 where the urgent byte is the next one to be read. */
int sys_sockatmark(struct sys *s, int fd);

int sys_shutdown(struct sys *s, int fd, int how);
int sys_close(struct sys *s, int fd);

/* The note is the address. */
int sys_getsockname(struct sys *s, int fd, struct addr *addr);
int sys_getpeername(struct sys *s, int fd, struct addr *addr);

/* setsockopt: the note is the value as read back, when the kernel made another
 * of it (it doubles SO_RCVBUF and SO_SNDBUF, socket(7)). */
int sys_setsockopt(struct sys *s, int fd, const struct sockopt *o, const struct sockopt_value *v);

/* getsockopt: the note is the value. V says what is asked, where it is an option by number or
 * one of sockopt_asks. CAME is the descriptor that this opened, or -1. */
int sys_getsockopt(
	struct sys *s, int fd, const struct sockopt *o, struct sockopt_value *v, int *came);

/* ---- waiting: TIMEOUT is nanoseconds, or -1 for ever; the note says what is ready ---- */

/* poll(2); the timeout is rounded up to milliseconds. */
int sys_poll(struct sys *s, const struct call_watch *watch, size_t n, int64_t timeout);

/* select(2): POLLIN, POLLOUT and POLLPRI are its three sets. No descriptor may be
 * negative or FD_SETSIZE and above: a set has no room for it (select(2)). */
int sys_select(struct sys *s, const struct call_watch *watch, size_t n, int64_t timeout);

/* epoll_create1(2), epoll_ctl(2) and epoll_wait(2). What is watched is reported under the
 * name that it was added by, and under the number of then, closed or not. */
int sys_epoll_create(struct sys *s, int flags); /* of names_epoll_flag */
int sys_epoll_ctl(struct sys *s, int fd, int op, const struct call_watch *what);
int sys_epoll_wait(struct sys *s, int fd, int max, int64_t timeout);

/* ---- names, in a thread of its own (getaddrinfo opens descriptors) ---- */

struct addr_list {
	struct addr *addrs; /* in getaddrinfo's order, duplicates left out */
	size_t count;
	char *canonical; /* or NULL */
};
void addr_list_free(struct addr_list *l);

struct lookup {
	const char *host;    /* NULL: none */
	const char *service; /* NULL: none */
	int family;          /* AF_UNSPEC: any */
	int type;            /* 0: any */
	int flags;           /* AI_NUMERICHOST ... */
	int unsaid;          /* more of them, which the record does not tell */
};

/* getaddrinfo(3): 0 and LIST (the caller frees it), or an EAI_ code, in which
 * case the record's outcome is CALL_EAI; -1 with errno ETIME or EINTR when the
 * wait was given up or interrupted (the lookup is abandoned). */
int sys_getaddrinfo(struct sys *s, const struct lookup *what, struct addr_list *list);

/* getnameinfo(3), the reverse: HOST and SERVICE are buffers of NI_MAXHOST and
 * NI_MAXSERV bytes. Returns as sys_getaddrinfo; the note is "host:service"; FLAGS are
 * NI_NAMEREQD and its kin. */
int sys_getnameinfo(struct sys *s, const struct addr *addr, int flags, char *host, char *service);

/* The addresses that EP means for a socket of FAMILY and TYPE: without a call
 * where addr_from_endpoint can, else by sys_getaddrinfo, whose record is aside
 * when it succeeds and SHOW is not set. Returns as sys_getaddrinfo. */
int sys_resolve(struct sys *s, const struct endpoint *ep, int family, int type, bool show,
	struct addr_list *list);

#endif
