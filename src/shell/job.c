/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: threads that each run one command.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/thread.h"
#include "shell/interp.h"
#include "shell/job.h"
#include "shell/session.h"
#include "away.h"
#include "job_event.h"

enum {
	STACK_SIZE = 128 * 1024,
};

#define START_PATIENCE (50 * MILLISECOND) /* for the job's call to block */

enum job_stage { STARTING, RUNNING, BLOCKED, ENDED };

struct job {
	struct job *next;
	int id;
	pthread_t thread;
	bool joined, part;    /* PART: of several with one number */
	enum job_stage stage; /* under the list's lock */
	struct jobs *list;
	struct intr intr;
	struct arena arena; /* its words and all that they are parsed into */
	struct source source;
	struct parsed parsed;
	struct settings set;
	struct buf data, addr, rendered, along[ALONG_COUNT];
	struct matched matched;
	struct run run;
	enum command_status status;
};

struct jobs {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a job's stage */
	int ended;              /* eventfd: readable after a job has ended */
	struct job *first, **last;
	int next_id;
};

/* ---- the list ---- */

static struct jobs *make_list(struct session *s, struct err *e)
{
	int fd = fdtab_eventfd(s->scope.fds, "the shell's, for jobs");

	if (fd < 0) {
		err_system(e, errno, "eventfd");
		return NULL;
	}
	struct jobs *list = mem_zalloc(1, sizeof(*list));
	pthread_mutex_init(&list->lock, NULL);
	pthread_cond_init(&list->changed, NULL);
	list->ended = fd;
	list->last = &list->first;
	list->next_id = 1;
	s->jobs = list;
	return list;
}

struct job *job_find(const struct session *s, int id)
{
	for (struct job *j = s->jobs ? s->jobs->first : NULL; j; j = j->next)
		if (j->id == id)
			return j;
	return NULL;
}

int job_next(const struct session *s, int id)
{
	for (struct job *j = s->jobs ? s->jobs->first : NULL; j; j = j->next)
		if (j->id > id)
			return j->id;
	return 0;
}

static enum job_stage stage_of(const struct job *j)
{
	pthread_mutex_lock(&j->list->lock);
	enum job_stage stage = j->stage;
	pthread_mutex_unlock(&j->list->lock);
	return stage;
}

static void set_stage(struct job *j, enum job_stage stage)
{
	uint64_t one = 1;

	pthread_mutex_lock(&j->list->lock);
	j->stage = stage;
	/* inside the lock: behind it the job may be gone */
	while (stage == ENDED && write(j->list->ended, &one, sizeof(one)) < 0)
		if (errno != EINTR) /* which a tracer makes possible */
			abort();    /* an eventfd refuses only what would overflow 64 bits */
	pthread_cond_broadcast(&j->list->changed);
	pthread_mutex_unlock(&j->list->lock);
}

/* Waits until the job has come to STAGE, until DUE (0: for ever). */
static void await_stage(struct job *j, enum job_stage stage, int64_t due)
{
	int status = 0;

	pthread_mutex_lock(&j->list->lock);
	while (j->stage < stage && status != ETIMEDOUT)
		status = thread_wait(&j->list->changed, &j->list->lock, due);
	pthread_mutex_unlock(&j->list->lock);
}

bool job_running(const struct job *j)
{
	return stage_of(j) != ENDED;
}

struct slice job_text(const struct job *j)
{
	return j->run.text;
}

const struct run *job_run(const struct job *j)
{
	return &j->run;
}

/* ---- the thread ---- */

static void on_waiting(void *context, const struct call *c, bool may_block)
{
	struct run *r = context;
	struct job *j = (struct job *)((char *)r - offsetof(struct job, run));

	run_before(r, c, may_block);
	if (may_block && j->stage < BLOCKED) /* only this thread changes it from here on */
		set_stage(j, BLOCKED);
}

static void *job_main(void *arg)
{
	struct job *j = arg;
	int failed = intr_init(&j->intr);

	if (failed)
		j->status = (enum command_status)err_system(&j->run.err, errno, "timer_create");
	if (!j->part)
		job_event_started(&j->run);
	set_stage(j, RUNNING);
	if (!failed) {
		struct intr_limit none = intr_begin(&j->intr, interp_limit(&j->run));

		j->status = j->run.row->run(&j->run);
		intr_end(&j->intr, none);
		intr_take(&j->intr, NULL);
		intr_destroy(&j->intr);
	}
	if (j->run.sys.reserved)
		fdtab_release(j->run.sys.fds, j->run.sys.reserved);
	if (!j->part)
		job_event_ended(&j->run, j->status == REFUSED);
	set_stage(j, ENDED);
	return NULL;
}

static int start_thread(struct job *j, struct err *e)
{
	observers_share(j->run.observers);
	if (thread_start(&j->thread, STACK_SIZE, job_main, j))
		return err_system(e, errno, "a thread for the job");
	return 0;
}

/* ---- starting ---- */

/* Its settings are the session's of now. */
static void begin_run(struct session *s, struct job *j)
{
	const struct run_own own = { .job = j->id,
		.before = on_waiting,
		.source = &j->source,
		.arena = &j->arena,
		.intr = &j->intr,
		.set = &j->set,
		.data = &j->data,
		.addr = &j->addr,
		.along = j->along,
		.matched = &j->matched,
		.rendered = &j->rendered };

	j->set = s->set;
	run_init_job(&j->run, s, &own);
}

static int prepare(struct session *s, struct job *j, const struct parsed *p, struct err *e)
{
	size_t start = source_copy(&j->source, s->source, p->span.start, p->span.end, &j->arena);

	j->parsed = lex_copy(p, start, &j->arena);
	begin_run(s, j);
	int status = interp_prepare(&j->run, &j->parsed, e);
	if (e->located) /* the same place in the original text */
		e->span = (struct span){ e->span.start + start, e->span.end + start };
	return status;
}

/* A job that returns a descriptor has its number, and its name, from the start. */
static int reserve(struct session *s, struct job *j, struct err *e)
{
	if (!(j->run.row->flags & NAMES_RESULT) || j->run.row->descriptors)
		return 0;
	int fd = fdtab_reserve(s->scope.fds);
	if (fd < 0)
		return err_system(e, errno, "a number for the job's descriptor");
	j->run.sys.reserved = fd;
	if (j->run.as.p)
		vars_name_fd(&s->scope.vars, j->run.as, fd);
	return 0;
}

static void free_job(struct job *j)
{
	buf_free(&j->data);
	buf_free(&j->addr);
	along_free(j->along);
	buf_free(&j->rendered);
	matched_free(&j->matched);
	run_free(&j->run);
	arena_free(&j->arena);
	free(j);
}

static void add_to_list(struct jobs *list, struct job *j)
{
	*list->last = j;
	list->last = &j->next;
}

/* Gives the stacks of ended jobs back; what they brought stays. */
static void join_ended(struct jobs *list)
{
	for (struct job *j = list->first; j; j = j->next)
		if (!j->joined && stage_of(j) == ENDED) {
			pthread_join(j->thread, NULL);
			j->joined = true;
		}
}

int job_number(struct session *s, struct err *e)
{
	struct jobs *list = s->jobs ? s->jobs : make_list(s, e);

	return list ? list->next_id++ : -1;
}

int job_start(struct session *s, const struct parsed *p, int number, struct err *e)
{
	struct jobs *list = s->jobs ? s->jobs : make_list(s, e);

	if (!list)
		return -1;
	uint64_t ended;
	if (read(list->ended, &ended, sizeof(ended)) > 0)
		join_ended(list);
	struct job *j = mem_zalloc(1, sizeof(*j));
	j->id = number ? number : list->next_id;
	j->part = number != 0;
	j->list = list;
	if (prepare(s, j, p, e) || reserve(s, j, e)) {
		if (j->run.away)
			away_end(&j->run, s);
		free_job(j);
		return -1;
	}
	j->run.session = NULL; /* which its thread shall not find */
	int failed = start_thread(j, e);
	if (j->run.away)
		away_end(&j->run, s);
	if (failed) {
		fdtab_release(s->scope.fds, j->run.sys.reserved);
		free_job(j);
		return -1;
	}
	list->next_id += !number;
	add_to_list(list, j);
	await_stage(j, RUNNING, 0);
	await_stage(j, BLOCKED, intr_now() + START_PATIENCE);
	return 0;
}

/* ---- ending ---- */

int jobs_wait(struct session *s, struct intr *i)
{
	struct pollfd p = { .fd = s->jobs->ended, .events = POLLIN };
	uint64_t count;

	if (intr_pending(i))
		return -1;
	return poll(&p, 1, -1) > 0 && read(p.fd, &count, sizeof(count)) < 0 ? -1 : 0;
}

int job_wait(struct session *s, struct job *j, struct intr *i)
{
	while (stage_of(j) != ENDED)
		if (jobs_wait(s, i))
			return -1;
	return 0;
}

void job_cancel(struct job *j)
{
	pthread_mutex_lock(&j->list->lock);
	/* an ended job's timer is gone; under the lock it cannot end meanwhile */
	if (j->stage != ENDED)
		intr_raise(&j->intr, INTR_USER, 0);
	pthread_mutex_unlock(&j->list->lock);
}

static void unlink_job(struct jobs *list, struct job *j)
{
	struct job **place = &list->first;

	while (*place != j)
		place = &(*place)->next;
	*place = j->next;
	if (list->last == &j->next)
		list->last = place;
}

void job_forget(struct session *s, struct job *j)
{
	if (!j->joined)
		pthread_join(j->thread, NULL);
	unlink_job(s->jobs, j);
	free_job(j);
}

enum interp_flow job_finish(struct session *s, struct job *j)
{
	const struct source *source = s->source;

	if (j->data.data)
		buf_swap(&s->data, &j->data);
	if (j->addr.data)
		buf_swap(&s->addr, &j->addr);
	for (int i = 0; j->along[0].data && i < ALONG_COUNT; i++)
		buf_swap(&s->along[i], &j->along[i]);
	matched_take(&s->matched, &j->matched);
	s->source = &j->source;
	j->run.session = s;
	if (j->status == REFUSED)
		err_locate(&j->run.err, j->parsed.words[0].span);
	enum interp_flow flow = interp_finish(&j->run, j->status);
	s->source = source;
	job_forget(s, j);
	return flow;
}

void jobs_end(struct session *s)
{
	if (!s->jobs)
		return;
	for (struct job *j = s->jobs->first; j; j = j->next)
		job_cancel(j);
	while (s->jobs->first)
		job_forget(s, s->jobs->first);
	fdtab_close(s->scope.fds, s->jobs->ended);
	pthread_cond_destroy(&s->jobs->changed);
	pthread_mutex_destroy(&s->jobs->lock);
	free(s->jobs);
	s->jobs = NULL;
}
