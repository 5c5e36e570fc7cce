/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The descriptor table. Numbers are the kernel's; this holds only what the
 * kernel cannot tell: where a descriptor came from, whose it is, its counters.
 *
 * The user's descriptors are the lowest free numbers from 3 up, as a C program
 * would get them. What the shell itself holds is moved to fdtab_base() and
 * above. Whatever makes a descriptor does so between fdtab_lock and
 * fdtab_unlock, and does not block there; so numbers come out the same every
 * time, whatever other threads do.
 *
 * The kernel gives a number that was closed to the next descriptor. So each
 * descriptor has a serial too, which no other in the table's life gets.
 */
#ifndef SOCK_FDTAB_H
#define SOCK_FDTAB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "sock/addr.h"

struct fdtab;

struct fd_info {
	int fd;
	bool shell;       /* the shell's own, or 0-2 */
	bool kept;        /* for a job, which alone acts on it */
	const char *role; /* "socket", "pair", "accepted", "copy", "inherited"; or what the shell
			     uses it for */
	uint64_t serial;
	uint64_t listener; /* serial of the listener that it was accepted from, or 0 */
	uint64_t other;    /* serial of the other end of its connection, or 0: not known */
	uint64_t in, out;  /* bytes received and sent by socket calls */
};

/* At start: opens /dev/null on missing 0-2, closes everything from 3 up (or
 * with INHERIT notes it as the user's, role "inherited"), raises RLIMIT_NOFILE's
 * soft limit to the hard one (1,048,576 at most). */
struct fdtab *fdtab_open(bool inherit);

/* Closes nothing; frees the table. */
void fdtab_free(struct fdtab *t);

/* The lowest number the shell uses for itself: 1000, or half the limit where
 * that is smaller. */
int fdtab_base(const struct fdtab *t);

/* Who has the lock may lock again, and unlocks as often. */
void fdtab_lock(struct fdtab *t);
void fdtab_unlock(struct fdtab *t);

/* Notes a descriptor that has just been made (lock held), and returns its serial.
 * ROLE is a constant; LISTENER the serial of the one it was accepted from, or 0. */
uint64_t fdtab_add(struct fdtab *t, int fd, const char *role, uint64_t listener);

/* How many descriptors were ever put in the table: as long as no other is, nobody has
 * taken one. Safe without the lock. */
uint64_t fdtab_made(const struct fdtab *t);

/* The serial of FD, or 0 when it is not in the table; safe without the lock. */
uint64_t fdtab_serial(struct fdtab *t, int fd);

/* FD's SO_TYPE, or 0: no socket. Of a number in the table the kernel is asked once. */
int fdtab_type(struct fdtab *t, int fd);

/* A server's threads act on the number FD until fdtab_unserve: it must not become
 * another socket's meanwhile. -1 with EBADF when a thread is about to close it. A
 * number that is not in the table is nobody's to close. */
int fdtab_serve(struct fdtab *t, int fd);
void fdtab_unserve(struct fdtab *t, int fd);

/* For a thread that is to close FD and cannot stop servers: false when one acts on
 * it; true: none will any more. */
bool fdtab_spare(struct fdtab *t, int fd);

/* Forgets FD under the lock, then close(2): outside it, for close may wait
 * (SO_LINGER). Returns what close returned, errno set. Forgets also when close says
 * EINTR or EIO: Linux has closed it by then. EBADF on a number kept for a job. */
int fdtab_close(struct fdtab *t, int fd);

/* Moves FD, just made (lock held), to the shell's numbers, close-on-exec, and
 * notes it under ROLE (a constant). Returns the new number, or -1 with errno
 * and FD closed. */
int fdtab_take(struct fdtab *t, int fd, const char *role);

/* eventfd(2) that does not block, and epoll_create1(2), among the shell's numbers;
 * -1 with errno. */
int fdtab_eventfd(struct fdtab *t, const char *role);
int fdtab_epoll(struct fdtab *t, const char *role);

/* pipe2(2) among the shell's numbers, with room for SIZE bytes where the kernel gives that
 * much. 0, or -1 with errno. */
int fdtab_pipe(struct fdtab *t, int ends[2], int size, const char *role);

/* open(2) with O_CLOEXEC straight to the shell's numbers; -1 with errno. What may
 * wait, a FIFO, is opened without the lock, and any signal ends it (EINTR). */
int fdtab_open_file(struct fdtab *t, const char *path, int flags, int mode, const char *role);

/* Keeps the lowest free number for a job: until it is handed over or released nobody
 * else acts on it or closes it, and as long as the job has nothing open there it is a
 * descriptor on which every call says EBADF (O_PATH, open(2)). -1 with errno. */
int fdtab_reserve(struct fdtab *t);

/* Moves FD, just made (lock held), to the number kept, if nothing is open there, and
 * returns where it is. Where it cannot be moved, the number kept is free again. */
int fdtab_settle(struct fdtab *t, int fd, int reserved);

/* Closes what the job has open on its number, and keeps the number. Returns what
 * close(2) would, which may wait (SO_LINGER). */
int fdtab_vacate(struct fdtab *t, int reserved);

/* What is open on the number is the user's from now on. */
void fdtab_hand_over(struct fdtab *t, int reserved);

/* For a number that was not handed over: gives it back. What a call has left open
 * there is the user's. */
void fdtab_release(struct fdtab *t, int reserved);

/* Adds to the counters; safe without the lock. */
void fdtab_count(struct fdtab *t, int fd, uint64_t in, uint64_t out);

/* The bytes that FD sent and received are not all of one stream in its order: there is a copy of
 * it, it had another connection before, or urgent data went past the others. */
void fdtab_mix(struct fdtab *t, int fd);

/* Where bytes stand among the calls that sent them. */
struct sends {
	uint32_t calls;    /* that sent some of them */
	bool begins, ends; /* with the first byte of one; with the last of one */
};

/* Of the bytes FROM up to TO that FD received, counted from its first one: how the calls sent
 * them at its other end. False when that is not known: more than seven calls ago, by others, or
 * the counters are mixed. */
bool fdtab_sends(struct fdtab *t, int fd, uint64_t from, uint64_t to, struct sends *s);

/* Whom FD was connected to last (sock/peer.h): when the connection is over, the kernel tells
 * nobody any more. IPv4 and IPv6 only. */
bool fdtab_last_peer(struct fdtab *t, int fd, struct addr *peer);

/* The number of FD's other end, and of the listener that it was accepted from, or -1: not
 * known, or closed. */
int fdtab_other(struct fdtab *t, int fd);
int fdtab_listener(struct fdtab *t, int fd);

/* How a connection ended that was the shell's own. */
struct fd_ending {
	int fd;
	const char *how;         /* a constant: "idle" */
	int unread;              /* bytes that had come, and that nobody took */
	struct addr local, peer; /* of its own and of the other end; IPv4 and IPv6 only */
};

/* FD is about to be closed, and why. The last few are remembered. */
void fdtab_ending(struct fdtab *t, int fd, const char *how);

/* The last one between LOCAL and PEER, as it saw them. False: none is known. */
bool fdtab_ended(struct fdtab *t, const struct addr *local, const struct addr *peer,
	struct fd_ending *found);

/* A number that stands for the name TEXT, the same for the same name; 0 for NULL. And the name
 * that a number stands for, as long as the table lives; NULL: none. */
uint32_t fdtab_label(struct fdtab *t, const char *text);
const char *fdtab_label_text(struct fdtab *t, uint64_t label);

/* False when FD is not in the table. 0-2 always are, as "standard input" etc. */
bool fdtab_get(struct fdtab *t, int fd, struct fd_info *info);

/* The lowest number in the table above FD, or -1. */
int fdtab_next(struct fdtab *t, int fd);

/* Who owns a number that commands must not act on ("standard output", "the
 * shell's terminal", "kept for a job"), or NULL when it may be acted on. */
const char *fdtab_owner(struct fdtab *t, int fd);

/* Gives the calling thread a descriptor table of its own that holds 0-2 only,
 * so that what it opens takes no number from the others. */
void fdtab_unshare(void);

/* Runs WORK in a thread that has such a table, and waits for its end: for what opens many
 * descriptors, or keeps one open for long. -1 with errno where there is no thread. */
int fdtab_aside(void (*work)(void *context), void *context);

#endif
