/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repeat: runs a block again and again. The block is parsed once.
 */
#include "base/text.h"
#include "shell/emit.h"
#include "shell/program.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { COUNT, BLOCK };
enum { QUIET };

/* Runs the turns; returns how many were finished. */
static int64_t run_turns(struct run *r, struct program *p, enum interp_flow *flow)
{
	struct session *s = r->session;
	int64_t turns = POS(r, COUNT)->given ? POS(r, COUNT)->num : INT64_MAX, n = 0;

	*flow = FLOW_GO;
	for (; n < turns && intr_pending(&s->intr) < INTR_USER; n++) {
		if (r->as.p)
			vars_set_number(&s->scope.vars, r->as, (long)n + 1);
		*flow = program_run(s, p);
		if (*flow != FLOW_GO)
			break;
	}
	return n;
}

/* Whether a failure that ended an endless loop is one that the script is to survive. */
static bool goes_on(const struct session *s)
{
	return s->set.keep && !s->endless && !s->quitting && !out_failed(s->out) &&
	       intr_pending(&s->intr) < INTR_USER;
}

static void report(struct run *r, int64_t turns, int64_t ns)
{
	struct buf text = { 0 };

	buf_addf(&text, "%lld turns in ", (long long)turns);
	text_add_time(&text, ns);
	if (turns) {
		buf_adds(&text, ", ");
		text_add_time(&text, ns / turns);
		buf_adds(&text, " each");
	}
	buf_addc(&text, '\n');
	emit_text(r, buf_slice(&text));
	buf_free(&text);
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	const struct arg *block = POS(r, BLOCK);
	int64_t quiet = s->set.quiet, begin = intr_now();
	enum interp_flow flow = FLOW_GO;

	if (s->depth >= SOURCE_DEPTH_MAX)
		return (enum command_status)err_set(
			&r->err, ERR_USAGE, "blocks are nested %d deep", s->depth);
	struct span inside = { block->span.start + 1, block->span.end - 1 };
	struct program *program = program_read(s, inside, &r->err);
	if (!program)
		return REFUSED;
	s->depth++;
	s->endless += !POS(r, COUNT)->given;
	if (OPT(r, QUIET)->given)
		s->set.quiet = 2;
	int64_t turns = run_turns(r, program, &flow);
	s->depth--;
	s->endless -= !POS(r, COUNT)->given;
	s->set.quiet = quiet;
	if (OPT(r, QUIET)->given)
		report(r, turns, intr_now() - begin);
	program_free(program);
	return flow == FLOW_STOP && !goes_on(s) ? STOPPED : DONE;
}

const struct command command_repeat = {
	.name = "repeat",
	.group = GROUP_THREADS,
	.flags = NAMES_TURN,
	.params =
		(const struct param[]){
			{ "COUNT", &type_number, OPTIONAL, .min = 0, .max = INT64_MAX,
				.help = "how often; without it until Ctrl-C or a failure, -k or not" },
			{ "{ BLOCK }", &type_block, 0, .help = "the commands" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--quiet",
				.value = { .help = "print only the count, the time, and the time of a turn" } },
			{ 0 } },
	.summary = "run a block of commands again and again",
	.details = "as NAME is the number of the turn, from 1. The block is read once; "
		   "variables in it have their value of the moment.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR, "repeat 3 as i { send c \"$i\\n\"; recv s }", NULL },
			{ EXAMPLE_PAIR, "repeat --quiet 1000 { send c \"x\"; recv s }",
				"how long a turn takes" },
			{ 0 } },
	.see = "source, wait",
	.run = run,
};
