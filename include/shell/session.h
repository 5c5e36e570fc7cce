/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session: everything a shell has, passed to whoever needs it.
 */
#ifndef SHELL_SESSION_H
#define SHELL_SESSION_H

#include "base/out.h"
#include "insight/reasons.h"
#include "insight/turns.h"
#include "lang/scope.h"
#include "shell/front.h"
#include "shell/observer.h"
#include "shell/run.h"
#include "shell/source.h"
#include "shell/tape.h"
#include "sock/control.h"
#include "sock/ring.h"

/* The two sides of the last expectation or assertion that did not hold, in words; for the front
 * end, which clears them. */
struct unmet {
	struct buf expected, actual;
};

struct session {
	struct scope scope; /* what the language sees of it */
	const struct front *front;
	void *front_data; /* the front end's own, or NULL */
	struct out *out;
	struct intr intr; /* the main thread's */
	struct observers observers;
	struct ring ring;          /* the last calls; an observer's */
	struct tape tape;          /* the last commands */
	struct recorder *recorder; /* shell/record.h; or NULL */
	struct settings set;

	struct last last;
	struct unmet unmet;
	struct buf data;                /* $data */
	struct buf addr;                /* $addr */
	struct buf along[ALONG_COUNT];  /* $from ... $drops */
	struct matched matched;         /* $m0... */
	const char *const *script_args; /* $0 $1 ... */
	int script_argc;

	const struct source *source; /* innermost */
	int depth;                   /* of files and blocks */
	int endless;                 /* loops without a count that are running */
	bool stdin_is_data;          /* not where the commands come from */
	bool quitting;
	bool private;             /* in a network of its own (sock/private.h) */
	struct net *net;          /* net/hosts.h; NULL: there never was a host */
	struct drops *drops;      /* insight/drops.h; NULL: there never was a link */
	unsigned host;            /* that the main thread is on: its number; 0: home */
	struct buf log;           /* the transcript's file, as it was named */
	int64_t log_since;        /* when it was begun: a date, ns */
	int64_t clock;            /* what makes a date of CLOCK_MONOTONIC, ns; from the start on */
	int status;               /* exit status: of the first failure, or of quit */
	struct sampler *samplers; /* shell/samples.h */
	struct served *servers;   /* shell/servers.h */
	struct jobs *jobs;        /* NULL: there never was one */
	struct lines *lines;      /* of scripts, that came again; or NULL */
	struct arena *arena;      /* of the line being run */
	struct arena line_arena;  /* the outermost line's */
	struct buf rendered;      /* reused by the front end */
	struct looks *looks;      /* the last of the main thread (ui/effects.h), or NULL */
	struct turns turns;       /* an observer's */
	struct capture *capture;  /* shell/captures.h; NULL: there never was one */
	struct tested *tested;    /* shell/tested.h; NULL: there is none */
};

void session_init(
	struct session *s, const struct command_table *t, struct fdtab *fds, struct out *out);
void session_free(struct session *s);

/* Notes a failure: the first one's status is the program's. */
static inline void session_fail(struct session *s, int status)
{
	if (!s->status)
		s->status = status;
}

/* Notes both sides of what did not hold. */
void session_unmet(struct session *s, struct slice expected, struct slice actual);

/* The session whose scope SC is. */
static inline struct session *session_of(struct scope *sc)
{
	return (struct session *)sc; /* its first member */
}

/* What of S there is to look at where a call has failed (insight/reasons.h): while no call is told
 * of. NAMES only in the main thread, which has the variables. */
struct reasons_scene session_scene(const struct session *s, bool names);

/* The scope's values: variables and properties. */
scope_value session_value;

/* The number of the descriptor that variable NAME holds, whose PROPERTY is wanted; -1 with E. */
int session_descriptor(
	struct scope *sc, struct slice name, struct slice property, int *fd, struct err *e);

#endif
