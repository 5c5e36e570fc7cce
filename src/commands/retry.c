/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * retry: runs a block until it succeeds.
 */
#include "examples.h"
#include "lang/types.h"
#include "shell/session.h"
#include "block.h"

enum { COUNT, EVERY, BLOCK };

static void say_nothing(struct session *s, const struct err *e)
{
	(void)s;
	(void)e;
}

/* What held, did, whatever becomes of the turn. */
static void tell_held(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	const struct front *behind = s->front->behind;

	if (!e && v == VERDICT_HELD && behind->after)
		behind->after(s, p, v, e);
}

/* A turn whose failure is no failure of the script. */
static enum interp_flow try_quietly(struct session *s, struct program *p)
{
	const struct front *outer = s->front;
	struct front quiet = *outer;
	int status = s->status, failures = s->tape.failures;
	enum interp_flow flow;

	quiet.error = say_nothing;
	quiet.after = tell_held;
	quiet.behind = outer->behind ? outer->behind : outer;
	s->front = &quiet;
	flow = program_run(s, p);
	s->front = outer;
	if (flow != FLOW_GO && !block_is_over(s)) {
		s->status = status;
		s->tape.failures = failures;
	}
	return flow;
}

/* The last one fails as if it stood alone. */
static enum interp_flow run_turns(struct run *r, struct program *p)
{
	struct session *s = r->session;
	int64_t most = POS(r, COUNT)->num;
	enum interp_flow flow = FLOW_STOP;

	for (int64_t turn = 1; turn <= most && flow != FLOW_GO; turn++) {
		if (turn > 1 && intr_sleep(&s->intr, POS(r, EVERY)->num))
			break;
		if (r->as.p)
			vars_set_number(&s->scope.vars, r->as, (long)turn);
		flow = turn < most ? try_quietly(s, p) : program_run(s, p);
		if (block_is_over(s))
			break;
	}
	return flow;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct program *p = block_read(r, POS(r, BLOCK));
	enum interp_flow flow;

	if (!p)
		return REFUSED;
	s->depth++;
	s->endless++; /* a failure ends a turn, -k or not */
	flow = run_turns(r, p);
	s->endless--;
	s->depth--;
	program_free(p);
	return flow == FLOW_GO || block_goes_on(s) ? DONE : STOPPED;
}

const struct command command_retry = {
	.name = "retry",
	.group = GROUP_THREADS,
	.flags = NAMES_TURN,
	.params = (const struct param[]){ { "COUNT", &type_number, 0, .min = 1, .max = INT64_MAX,
						  .help = "how often at most" },
		{ "EVERY", &type_time, 0, .help = "how long to wait before the next time" },
		{ "{ BLOCK }", &type_block, 0, .help = "the commands" }, { 0 } },
	.summary = "run a block until it succeeds",
	.details =
		"A failure within the block ends that turn, and no more: the next one begins EVERY later. "
		"What fails in the last turn is shown, and is a failure as if it stood alone. The calls of "
		"all turns are shown. Ctrl-C ends it.\n\n"
		"as NAME is the number of the turn, from 1. A descriptor that a turn makes stays open: "
		"dial closes what it could not connect.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LISTENER, "retry 20 50ms { dial 127.0.0.1 $l.port as c }",
				"a server that may not be there yet" },
			{ 0 } },
	.see = "repeat, within, assert",
	.run = run,
};
