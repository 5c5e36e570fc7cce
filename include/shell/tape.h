/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tape: the commands that a session ran, as they were written, and what became of them; in
 * bounded memory, the oldest quarter makes room for the newest. A block or a file is one command.
 * What calls they made, the session's ring of records tells. The main thread's.
 */
#ifndef SHELL_TAPE_H
#define SHELL_TAPE_H

#include "shell/front.h"
#include "shell/run.h"

enum {
	TAPE_SIZE = 4 * 1024 * 1024,
	TAPE_SEGMENTS = 4,
	TAPE_TEXT_MAX = 64 * 1024, /* of one command; of a longer one the length alone is kept */
};

/* A command, a comment, or the end of a job. */
struct taped {
	size_t size;               /* of the record, with its text */
	const struct command *row; /* NULL: there is none of its name */
	uint64_t before, last;     /* its calls: behind the id BEFORE, up to LAST */
	int64_t ended;      /* CLOCK_MONOTONIC; of a command without calls, and of a comment */
	struct last result; /* as interp_finish left it */
	enum verdict verdict;
	int job;                  /* that it started, or that has ended here; or 0 */
	bool comment;             /* from its # on */
	bool ends_job;            /* its result is that of the job, which WAIT took */
	bool named;               /* by `as` */
	bool received;            /* bytes came along with the result */
	bool failed;              /* something within it */
	bool interrupted;         /* by Ctrl-C */
	bool cut;                 /* the text was too long */
	uint32_t body, text, why; /* bytes: of the command without = RESULT and &, with them, and
				   * of what was wrong */
	char bytes[];             /* the text, and why */
};

struct tape {
	char *bytes; /* NULL: nothing ran yet */
	size_t used[TAPE_SEGMENTS];
	uint64_t kept[TAPE_SEGMENTS];
	unsigned newest;
	uint64_t dropped;

	/* the command that is being run */
	int nesting;
	int failures; /* of commands within it, that count */
	uint64_t before;
	enum verdict verdict;
	struct buf why;
};

void tape_free(struct tape *t);

/* A command begins: whether it is one of its own, and not within another. Then tape_begin follows.
 * The same at its end: then tape_add does. */
static inline bool tape_enter(struct tape *t)
{
	return !t->nesting++;
}

static inline bool tape_leave(struct tape *t)
{
	return !--t->nesting;
}

void tape_begin(struct session *s);

/* P, run by R, has ended. R's row is NULL where it was not bound; JOB is the one it became, or 0.
 */
void tape_add(struct session *s, const struct parsed *p, const struct run *r, int job);

/* It has come to V, which is not VERDICT_HELD. E may be NULL. */
void tape_fault(struct tape *t, enum verdict v, const struct err *e);

/* What it came to: the last one told before its end counts. E may be NULL. */
static inline void tape_verdict(struct tape *t, enum verdict v, const struct err *e)
{
	if (v == VERDICT_HELD)
		t->verdict = v;
	else
		tape_fault(t, v, e);
}

/* A comment is passed: kept, but for one within a command. */
void tape_comment(struct session *s, struct slice text);

/* The job that R was has been waited for. */
void tape_job(struct session *s, const struct run *r);

/* The steps in their order, from W = { 0 } on; NULL behind the last one. */
struct tape_walk {
	unsigned passed; /* segments */
	size_t at;
};
const struct taped *tape_next(const struct tape *t, struct tape_walk *w);

static inline struct slice taped_body(const struct taped *s)
{
	return (struct slice){ s->bytes, s->body };
}

/* From its = on, without the &. */
static inline struct slice taped_expects(const struct taped *s)
{
	return (struct slice){ s->bytes + s->body, s->text - s->body };
}

static inline struct slice taped_why(const struct taped *s)
{
	return (struct slice){ s->bytes + s->text, s->why };
}

#endif
