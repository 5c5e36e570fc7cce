/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * all: runs blocks side by side. The main thread runs their commands in turn; one that may wait is
 * a job meanwhile, and the other blocks go on.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "examples.h"
#include "lang/steps.h"
#include "lang/types.h"
#include "shell/job.h"
#include "shell/session.h"
#include "block.h"

enum { BLOCKS };

/* What $? $data $addr and the like hold for a block. */
struct brought {
	struct last last;
	struct buf data, addr, along[ALONG_COUNT];
	struct matched matched;
};

struct role {
	struct steps steps;
	struct arena arena, turn; /* of the steps, of the command being run */
	struct brought brought;   /* while another block is being run */
	int at;                   /* the next step */
	int number;               /* of its jobs */
	bool waiting, over;       /* for its job; at its end */
};

/* ---- what each block has brought ---- */

static void copy(struct buf *to, const struct buf *from)
{
	if (from->data)
		buf_add(to, from->data, from->len);
}

static void begin_as(const struct session *s, struct brought *b)
{
	b->last = s->last;
	copy(&b->data, &s->data);
	copy(&b->addr, &s->addr);
	for (int i = 0; i < ALONG_COUNT; i++)
		copy(&b->along[i], &s->along[i]);
	for (int i = 0; i < s->matched.count; i++)
		copy(&b->matched.captures[i], &s->matched.captures[i]);
	b->matched.count = s->matched.count;
}

static void trade(struct session *s, struct brought *b)
{
	const struct last last = s->last;
	const struct matched matched = s->matched;

	s->last = b->last;
	b->last = last;
	s->matched = b->matched;
	b->matched = matched;
	buf_swap(&s->data, &b->data);
	buf_swap(&s->addr, &b->addr);
	for (int i = 0; i < ALONG_COUNT; i++)
		buf_swap(&s->along[i], &b->along[i]);
}

static void free_brought(struct brought *b)
{
	buf_free(&b->data);
	buf_free(&b->addr);
	along_free(b->along);
	matched_free(&b->matched);
}

/* ---- their commands ---- */

static int refuse_blocks(const struct steps *steps, struct err *e)
{
	for (int i = 0; i < steps->count; i++) {
		const struct parsed *p = &steps->items[i].command;

		for (int w = 0; w < p->nwords; w++)
			if (p->words[w].block) {
				err_at(e, ERR_USAGE, p->words[w].span,
					"a block within one of all's would keep the others waiting");
				return err_hint(e, "all { A } { B } takes commands without blocks");
			}
	}
	return 0;
}

static int read_role(struct run *r, const struct arg *block, struct role *role)
{
	struct session *s = r->session;

	if (steps_read(&role->steps, &s->scope, s->source->text, block->span.start + 1,
		    block->span.end - 1, &role->arena, &r->err) != LEX_OK ||
		refuse_blocks(&role->steps, &r->err))
		return -1;
	role->number = job_number(s, &r->err);
	begin_as(s, &role->brought);
	return role->number < 0 ? -1 : 0;
}

static void free_role(struct role *role)
{
	steps_free(&role->steps);
	arena_free(&role->arena);
	arena_free(&role->turn);
	free_brought(&role->brought);
}

/* Whether P, which may wait, can do so as a job. */
static bool is_job(struct session *s, const struct parsed *p)
{
	const struct command *row =
		p->words[0].constant ? scope_command(&s->scope, p->words[0].text, NULL) : NULL;

	return row && (row->flags & MAY_BE_JOB) && !p->background && !(p->as && row->descriptors) &&
	       !p->expect.packets.given;
}

static enum interp_flow begin_step(struct session *s, struct role *role)
{
	const struct step *step = &role->steps.items[role->at++];
	struct arena *outer = s->arena;
	enum interp_flow flow = FLOW_GO;

	arena_reset(&role->turn);
	s->arena = &role->turn;
	interp_comment(s, step->comment);
	if (step->command.nwords && is_job(s, &step->command)) {
		flow = interp_start(s, &step->command, role->number);
		role->waiting = job_find(s, role->number) != NULL;
	} else if (step->command.nwords) {
		flow = interp_try(s, &step->command, NULL);
	}
	s->arena = outer;
	return flow;
}

/* Its next command, or the end of the one that runs; *MOVED: there was something to do. */
static enum interp_flow move(struct session *s, struct role *role, bool *moved)
{
	struct job *job = role->waiting ? job_find(s, role->number) : NULL;
	enum interp_flow flow = FLOW_GO;

	if (role->over || (job && job_running(job)))
		return FLOW_GO;
	*moved = true;
	trade(s, &role->brought);
	role->waiting = false;
	if (job)
		flow = job_finish(s, job);
	else if (role->at < role->steps.count)
		flow = begin_step(s, role);
	else
		role->over = true;
	trade(s, &role->brought);
	return flow;
}

static void cancel(struct session *s, const struct role *role)
{
	struct job *job = role->waiting ? job_find(s, role->number) : NULL;

	if (job) {
		job_cancel(job);
		job_forget(s, job);
	}
}

static enum interp_flow run_roles(struct session *s, struct role *roles, int n)
{
	for (;;) {
		bool moved = false, over = true;

		for (int i = 0; i < n; i++) {
			enum interp_flow flow = move(s, &roles[i], &moved);

			if (flow != FLOW_GO)
				return flow;
			over &= roles[i].over;
		}
		if (over)
			return FLOW_GO;
		if (intr_pending(&s->intr) || (!moved && jobs_wait(s, &s->intr)))
			return FLOW_STOP;
	}
}

/* ---- the command ---- */

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	int n = r->args.nrest;
	struct role *roles = mem_zalloc((size_t)n, sizeof(*roles));
	enum interp_flow flow = FLOW_GO;
	int status = 0;

	for (int i = 0; i < n && !status; i++)
		status = read_role(r, &r->args.rest[i], &roles[i]);
	s->depth++;
	if (!status)
		flow = run_roles(s, roles, n);
	s->depth--;
	if (!status)
		trade(s, &roles[n - 1].brought);
	for (int i = 0; i < n; i++) {
		cancel(s, &roles[i]);
		free_role(&roles[i]);
	}
	free(roles);
	if (status)
		return REFUSED;
	return flow == FLOW_GO || block_goes_on(s) ? DONE : STOPPED;
}

const struct command command_all = {
	.name = "all",
	.group = GROUP_THREADS,
	.params = (const struct param[]){ { "{ BLOCK }", &type_block, REPEATED,
						  .help = "commands, one after the other" },
		{ 0 } },
	.summary = "run blocks side by side, until all have ended",
	.details =
		"A command that may wait (accept, connect, recv, send, sleep ...) does so in a thread, as a "
		"job, while the other blocks go on; each block has one number of a job for all of its own. All "
		"else runs as it stands. The blocks share variables and descriptors; $?, $data, $addr and "
		"their like are each block's own, and behind the command those of the last one.\n\n"
		"The first failure ends the other blocks too: what waits there is interrupted. A command of a "
		"block has no block itself.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LISTENER "socket tcp as c\n",
				"all { accept l as s; recv s = 5 \"Hello\"; send s OK } "
				"{ connect c 127.0.0.1 $l.port; send c Hello; recv c = 2 \"OK\" }",
				"a server and a client" },
			{ 0 } },
	.see = "jobs, wait, within",
	.run = run,
};
