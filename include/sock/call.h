/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The record of one call: a datum that can be copied, kept and compared, and
 * of which everything that is printed, expected or logged is a rendering
 * (sock/render.h). sock/sys.h fills it and tells of it; what it points to is
 * borrowed until whoever is told returns. Only rows of tables (names, options)
 * and the call's name are constants.
 */
#ifndef SOCK_CALL_H
#define SOCK_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sock/addr.h"
#include "sock/names.h"
#include "sock/sockopt.h"

enum call_arg_kind {
	CALL_INT,     /* num */
	CALL_NAME,    /* num, one of names */
	CALL_FLAGS,   /* num, of names; not shown when 0 */
	CALL_NET16,   /* num, one of names, as htons(3) takes it */
	CALL_TYPE,    /* num: a socket type and its flags */
	CALL_ADDR,    /* addr */
	CALL_STRING,  /* text, or NULL */
	CALL_LEVEL,   /* that of option */
	CALL_OPTION,  /* option */
	CALL_VALUE,   /* value, of option */
	CALL_FDS,     /* num descriptors to wait for, watch, of events; NULL: none in C */
	CALL_TIME,    /* num: nanoseconds, or -1: NULL */
	CALL_DATA,    /* the call's data */
	CALL_PIECE,   /* piece num of it */
	CALL_CONTROL, /* its control message num */
};

/* A descriptor that a call waits for, or that is ready. */
struct call_watch {
	int fd;
	uint32_t events;
	const char *label; /* how it was named; NULL: by its number */
};

struct call_arg {
	enum call_arg_kind kind;
	int64_t num;
	union {
		const struct names *names;
		const struct addr *addr;
		const char *text;
		struct {
			const struct sockopt *option;
			const struct sockopt_value *value;
		};
		struct {
			const struct call_watch *watch;
			const struct names *events; /* NULL: the descriptors alone */
		};
	};
};

enum call_outcome {
	CALL_RETURNED, /* result is the call's; errnum its errno when -1 */
	CALL_GAVE_UP,  /* the time limit ended the wait; the kernel's work goes on */
	CALL_EAI,      /* getaddrinfo or getnameinfo failed: result is the EAI_ code */
};

/* What came along with the result. */
enum call_note_kind {
	NOTE_ADDR,         /* addr: the peer, the address bound */
	NOTE_HOST,         /* host and service: the names of an address */
	NOTE_FOUND,        /* num addresses, which are the call's list */
	NOTE_VALUE,        /* value, of option */
	NOTE_PAIR,         /* num and second: two descriptors */
	NOTE_FLAGS,        /* num, of names */
	NOTE_STATE,        /* state, in which the socket still is: a word of state_word */
	NOTE_CUT,          /* the backlog, to num, by net.core.somaxconn */
	NOTE_OF,           /* the message had num bytes, of which the rest is lost */
	NOTE_DISCARDED,    /* the data was not delivered (MSG_TRUNC, tcp(7)) */
	NOTE_EOF,          /* end of stream */
	NOTE_EOF_OR_EMPTY, /* that, or an empty message before it */
	NOTE_READY,        /* num descriptors that are ready, watch, and for which events */
};

struct call_note {
	enum call_note_kind kind;
	int64_t num;
	union {
		const struct addr *addr;
		const char *state;
		const struct names *names;
		int64_t second;
		struct {
			const char *host, *service;
		};
		struct {
			const struct sockopt *option;
			const struct sockopt_value *value;
		};
		struct {
			const struct call_watch *watch;
			const struct names *events;
		};
	};
};

/* A control message, cmsg(3): of which kind, and its bytes. */
struct call_control {
	int level, type;
	struct slice data;
};

struct call {
	uint64_t id;      /* place in the order of completion; 0: not completed */
	int job;          /* that made it, or 0 */
	struct slice cmd; /* text of the command that made it */
	struct slice as;  /* the name that the command gives its result, or NULL p */
	bool aside;       /* a step on the way that did its part: a name looked up for
			   * another call, bytes that a conversation moved. Not shown, no result */

	const char *name; /* "connect" */
	bool has_fd;      /* fd is the first argument */
	int fd;
	uint64_t serial; /* of fd (sock/fdtab.h), 0: not in the table */
	uint64_t made;   /* serial of the descriptor that it returned, or 0 */
	uint64_t paired; /* of the second one, where it returned two, or 0 */
	uint64_t
		other; /* of the other end of the connection that it accepted, where that is ours */
	const struct call_arg *args;
	size_t nargs;

	/* Bytes sent, or received by a call that returned, piece by piece; no pieces: none. */
	const struct slice *data;
	size_t ndata;
	bool received;    /* they came from the peer */
	const char *file; /* whence they were read, or where received ones go; or NULL */
	const struct call_control *control;
	size_t ncontrol;

	enum call_outcome outcome;
	int64_t result;
	int errnum;
	int64_t limit; /* CALL_GAVE_UP: the limit in nanoseconds */
	const struct call_note *notes;
	size_t nnotes;

	/* getaddrinfo */
	const struct addr *list;
	size_t list_count;
	const char *canonical; /* canonical name, or NULL */

	int64_t began;    /* CLOCK_MONOTONIC, nanoseconds */
	int64_t duration; /* nanoseconds */
	size_t missing;   /* bytes of the data that were left out of this copy */
};

/* Whether the call did what was asked of it. */
static inline bool call_ok(const struct call *c)
{
	return c->outcome == CALL_RETURNED && c->result >= 0;
}

/* How many bytes the data has. */
size_t call_length(const struct call *c);

/* The data in one piece: the only piece itself, or all of them joined in ROOM. */
struct slice call_bytes(const struct call *c, struct buf *room);

/* ---- copies ---- */

/* A copy of C and of all that it points to. */
struct call *call_copy(struct arena *a, const struct call *c);

/* How many bytes of data a copy keeps. */
struct call_keep {
	size_t sent, received;
};

/* How much room such a copy takes: a multiple of the alignment of what is in it. */
size_t call_size(const struct call *c, const struct call_keep *keep);

/* Makes the copy at ROOM: call_size bytes, aligned to 8. */
struct call *call_place(void *room, const struct call *c, const struct call_keep *keep);

#endif
