/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: one execution of one command in a session.
 */
#ifndef SHELL_RUN_H
#define SHELL_RUN_H

#include "lang/command.h"
#include "shell/settings.h"
#include "sock/sys.h"

struct front;
struct looks;
struct observers;
struct out;
struct session;
struct source;

/* What the last call left: $? $errno $time, and what is explained. */
struct last {
	bool any; /* there was one */
	uint64_t id;
	bool ok;
	enum call_outcome outcome;
	int64_t result;
	int errnum;
	int64_t duration;
	const char *error; /* its name, "" if none: a constant */
	const char *call;  /* the call's name: a constant */
	int fd;            /* that it was made on, where serial is not 0 */
	uint64_t serial;
};

enum { RUN_CAPTURES = 10 };

/* What a pattern captured: $m0... */
struct matched {
	struct buf captures[RUN_CAPTURES];
	int count;
};

enum { RUN_DESCRIPTORS = ARRIVAL_FDS }; /* that a command returns at most */

/* A job's thread has this and no session: what it needs of one are copies here, or
 * belongs to all threads (out, fds, the front end, the observers). */
struct run {
	struct session *session; /* NULL in a job's thread */
	const struct front *front;
	struct out *out;
	struct observers *observers; /* of the session */
	int64_t clock;               /* as in struct session */
	bool stdin_is_data;          /* likewise */
	const struct source *source; /* that the command stands in */
	const struct command *row;
	const struct parsed *parsed;
	struct slice text; /* of the command, as written */
	struct sys sys;    /* makes the calls */
	struct args args;
	struct arena *arena;        /* released after the line, or with the job */
	struct slice as;            /* the NAME[,NAME] of `as`, or NULL p */
	const struct settings *set; /* the session's, or a job's copy */
	struct buf *data;           /* where received bytes go: $data */
	struct buf *addr;           /* where an address found goes: $addr */
	struct buf *along;          /* what came along with a message: $from ... $drops */
	struct matched *matched;    /* where captures go: $m0 ... */
	struct buf *rendered;       /* reused by the front end */
	int job;                    /* its number, or 0 in the foreground */
	bool away;                  /* the main thread is on another host for it: */
	unsigned from;              /* from this one */
	struct last result;         /* of the last call, or as run_result says */
	int fds[RUN_DESCRIPTORS];   /* those that a row with `descriptors` returns, if it is ok */
	bool looking;               /* received bytes stay in the queue: they will come again */
	bool held;                  /* calls made meanwhile leave the result as it is */
	bool hex;                   /* received data is to be shown as a hex dump */
	bool waited;                /* it has made a call that may wait */
	bool *reached;         /* not NULL: gets whether it is as expected, which is no failure */
	bool received;         /* the call whose result it has brought bytes, which are its data */
	bool as_expected;      /* the result is what `= RESULT` says */
	struct buf words;      /* else what stands behind its `=`, where that is expected */
	struct looks *looks;   /* at what the call under way may change (ui/effects.h), or NULL */
	uint64_t packets_from; /* those of this command come behind the one of this number */
	struct buf failure;    /* the last call's line, where its failure is not expected */
	struct err err;        /* REFUSED: why */
};

/* The value of a parameter or an option, by its place in the row. */
#define POS(r, i) (&(r)->args.pos[i])
#define OPT(r, i) (&(r)->args.opt[i])

/* The value's text as a C string, in the run's arena: a word's text ends without a NUL. */
const char *arg_string(const struct run *r, const struct arg *a);

/* Prepares R to make calls in S, which are told of to the session's observers, and
 * whose result it keeps. The row, what was parsed and the arguments are the caller's to
 * fill. Freed by run_free. */
void run_init(struct run *r, struct session *s);

/* What a job has of its own, where another run has the session's. */
struct run_own {
	int job; /* its number */
	void (*before)(void *context, const struct call *c, bool may_block);
	const struct source *source;
	struct arena *arena;
	struct intr *intr;
	const struct settings *set;
	struct buf *data, *addr, *along, *rendered;
	struct matched *matched;
};

/* The same for a job that has OWN. What is prepared in S asks R's session; before R goes to
 * its thread, r->session is made NULL. */
void run_init_job(struct run *r, struct session *s, const struct run_own *own);

void run_free(struct run *r);

/* Forgets what the last execution left in R, which keeps what it is bound to. */
void run_clear(struct run *r);

/* What R's sys does before a call: tells the observers. CONTEXT is R. */
void run_before(void *context, const struct call *c, bool may_block);

/* Whether FD is one of the descriptors that the command of R names. */
bool run_names(const struct run *r, int fd);

/* Whether a command of several calls is to make another: nothing has ended it, and what
 * it prints can still be written. */
bool run_goes_on(const struct run *r);

/* Makes VALUE the result of a command of several calls: a total. */
void run_result(struct run *r, int64_t value);

/* Makes GAVEUP its result: its limit struck outside of a call. */
void run_gave_up(struct run *r);

/* Makes EOF its result: the stream ended before what was waited for. */
void run_ended(struct run *r);

/* Where FROM holds something TO gets it, and FROM what TO held. */
void matched_take(struct matched *to, struct matched *from);

/* Frees what M holds. */
void matched_free(struct matched *m);

#endif
