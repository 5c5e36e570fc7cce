/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session: everything a shell has, passed to whoever needs it. And a run:
 * one execution of one command in it.
 */
#ifndef LANG_SESSION_H
#define LANG_SESSION_H

#include <regex.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/intr.h"
#include "base/out.h"
#include "lang/command.h"
#include "lang/vars.h"
#include "sock/call.h"
#include "sock/sys.h"

/* What the last call left: $? $errno $time, `explain`. */
struct last {
	bool any; /* there was one */
	bool ok;
	enum call_outcome outcome;
	int64_t result;
	int errnum;
	int64_t duration;
	const char *error; /* its name, "" if none: a constant */
	const char *call;  /* the call's name: a constant */
};

/* What `set` changes; rows of lang/settings.h. */
struct settings {
	int64_t timeout;               /* ns; 0: none: the time limit of every command */
	int64_t view;                  /* 0 text, 1 hex */
	int64_t times;                 /* 0 auto, 1 on, 2 off */
	int64_t colour;                /* 0 auto, 1 always, 2 never */
	int64_t quiet;                 /* 1: no call lines; 2: nothing at all (repeat --quiet) */
	int64_t echo, keep, raw, json; /* booleans */
	int64_t max_shown;             /* bytes of received data shown at the prompt; 0: all */
};

enum { SESSION_CAPTURES = 10, SOURCE_DEPTH_MAX = 64 };

struct run;

/* What a front end does for the layers below it; every function may be called
 * from the main thread only. */
struct front {
	/* A call was made: show it. */
	void (*call)(struct session *s, const struct run *r, const struct call *c);
	/* A call that may block is about to be made (unfinished record); or NULL. */
	void (*pending)(struct session *s, const struct run *r, const struct call *c);
	/* The same of a job, from its thread. */
	void (*waiting)(struct session *s, const struct run *r, const struct call *c);
	/* A line that could not become a call, or a failed expectation: report it. */
	void (*error)(struct session *s, const struct err *e);
	/* The lines of the history, oldest first; NULL where there is none. */
	const char *(*history)(struct session *s, size_t index);
	/* A conversation on FD with whoever sits at the terminal; NULL where nobody does. */
	enum command_status (*talk)(struct run *r, int fd, bool crlf);
	bool interactive;
};

/* Text being run: where an error's span points. */
struct source {
	const char *name; /* "<stdin>", "<command>", a file; NULL at the prompt */
	const char *text;
	size_t len;
	size_t first_line; /* number of the line that TEXT begins with */
	bool final;        /* no more text will follow: an open quote is an error */
	const struct source *parent;
};

struct session {
	const struct command_table *commands;
	const struct front *front;
	struct fdtab *fds;
	struct out *out;
	struct intr intr; /* the main thread's */
	struct settings set;
	struct vars vars;

	struct last last;
	struct buf data;                       /* $data */
	struct buf addr;                       /* $addr */
	struct buf captures[SESSION_CAPTURES]; /* $m0... */
	int ncaptures;
	const char *const *script_args; /* $0 $1 ... */
	int script_argc;

	const struct source *source; /* innermost */
	int depth;                   /* of source and repeat */
	bool prefixes;               /* unique prefixes of commands will do */
	bool stdin_is_data;          /* not where the commands come from */
	bool quitting;
	int status;              /* exit status: of the first failure, or of quit */
	_Atomic uint64_t calls;  /* records made so far: the id of the last one */
	struct served *servers;  /* lang/servers.h */
	struct jobs *jobs;       /* NULL: there never was one */
	struct arena *arena;     /* of the line being run */
	struct arena line_arena; /* the outermost line's */
	struct buf rendered;     /* reused by the front end */
};

struct run {
	struct session *session;
	const struct command *row;
	const struct parsed *parsed;
	struct slice text; /* of the command, as written */
	struct sys sys;    /* makes the calls */
	struct args args;
	struct arena *arena;        /* released after the line */
	struct slice as;            /* the NAME of `as`, or NULL p */
	const struct settings *set; /* the session's, or a job's copy */
	struct buf *data;           /* where received bytes go: $data */
	struct buf *addr;           /* where an address found goes: $addr */
	struct buf *rendered;       /* reused by the front end */
	int job;                    /* its number, or 0 in the foreground */
	uint64_t id;                /* of the last record */
	struct last result;         /* of the last call, or as run_result says */
	bool held;                  /* calls made meanwhile leave the result as it is */
	struct buf words;           /* what stands behind its `=`, where that is expected */
	struct buf failure;         /* the last call's line, where it failed */
	struct err err;             /* REFUSED: why */
};

void session_init(
	struct session *s, const struct command_table *t, struct fdtab *fds, struct out *out);
void session_free(struct session *s);

/* The value of a parameter or an option, by its place in the row. */
#define POS(r, i) (&(r)->args.pos[i])
#define OPT(r, i) (&(r)->args.opt[i])

/* The value's text as a C string, in the run's arena: a word's text ends without a NUL. */
const char *arg_string(const struct run *r, const struct arg *a);

/* Prepares R to make calls in S; its sink keeps the result, counts the record
 * and shows it. The row, what was parsed and the arguments are the caller's to
 * fill. Freed by run_free. */
void run_init(struct run *r, struct session *s);
void run_free(struct run *r);

/* Makes VALUE the result of a command of several calls: a total. */
void run_result(struct run *r, int64_t value);

/* Where an `=` assigns, for lex_line, whose context is the session. */
int session_assigns(const void *session, struct slice name);

/* The variables that the shell sets; ended by a row without name. add is NULL
 * where the row stands for several. */
struct automatic {
	const char *name, *help;
	void (*add)(struct session *s, struct buf *b);
};
extern const struct automatic automatic_variables[];

/* The value of variable NAME (automatic ones included), or of PROPERTY of the
 * descriptor it holds if that is not empty; appended to B. */
int session_expand(
	struct session *s, struct slice name, struct slice property, struct buf *b, struct err *e);

/* The text of a word: the word's own if it is constant, else in A. */
int session_expand_word(struct session *s, const struct word *w, struct arena *a,
	struct slice *text, struct err *e);

#endif
