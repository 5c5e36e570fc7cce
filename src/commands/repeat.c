/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repeat: runs a block again and again. The block is parsed once.
 */
#include "base/text.h"
#include "shell/emit.h"
#include "shell/interp.h"
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { COUNT, BLOCK };
enum { QUIET };

/* The commands of a block, in an arena that lives as long as the loop. */
struct program {
	struct arena arena;
	struct line *lines;
	int count, capacity;
};

static struct line *add_line(struct program *p)
{
	if (p->count == p->capacity) {
		int capacity = p->capacity ? p->capacity * 2 : 8;
		struct line *lines = arena_alloc(&p->arena, sizeof(*lines) * (size_t)capacity);

		for (int i = 0; i < p->count; i++)
			lines[i] = p->lines[i];
		p->lines = lines;
		p->capacity = capacity;
	}
	return &p->lines[p->count++];
}

/* Reads the block out of the source that holds it, so that errors are found
 * where they stand. */
static int parse(struct run *r, const struct arg *block, struct program *p)
{
	struct source src = *r->session->source;
	size_t pos = block->span.start + 1;

	src.len = pos + block->text.len;
	while (pos < src.len)
		if (interp_parse(r->session, &src, &pos, &p->arena, add_line(p), &r->err) != LEX_OK)
			return -1;
	return 0;
}

static enum interp_flow run_turn(struct session *s, const struct program *p)
{
	enum interp_flow flow = FLOW_GO;

	for (int i = 0; i < p->count && flow == FLOW_GO; i++)
		for (int k = 0; k < p->lines[i].count && flow == FLOW_GO; k++) {
			arena_reset(s->arena);
			flow = interp_command(s, &p->lines[i].commands[k]);
		}
	return flow;
}

/* Runs the turns; returns how many were finished. */
static int64_t run_turns(struct run *r, const struct program *p, enum interp_flow *flow)
{
	struct session *s = r->session;
	int64_t turns = POS(r, COUNT)->given ? POS(r, COUNT)->num : INT64_MAX, n = 0;

	*flow = FLOW_GO;
	for (; n < turns && intr_pending(&s->intr) < INTR_USER; n++) {
		if (r->as.p)
			vars_set_number(&s->scope.vars, r->as, (long)n + 1);
		*flow = run_turn(s, p);
		if (*flow != FLOW_GO)
			break;
	}
	return n;
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
	struct program program = { 0 };
	struct arena turn = { 0 }, *outer = s->arena;
	int64_t quiet = s->set.quiet, begin = intr_now();
	enum interp_flow flow = FLOW_GO;

	if (s->depth >= SOURCE_DEPTH_MAX)
		return (enum command_status)err_set(
			&r->err, ERR_USAGE, "blocks are nested %d deep", s->depth);
	s->depth++;
	int status = parse(r, POS(r, BLOCK), &program);
	if (OPT(r, QUIET)->given)
		s->set.quiet = 2;
	s->arena = &turn;
	int64_t turns = status ? 0 : run_turns(r, &program, &flow);
	s->arena = outer;
	s->depth--;
	s->set.quiet = quiet;
	if (!status && OPT(r, QUIET)->given)
		report(r, turns, intr_now() - begin);
	arena_free(&turn);
	arena_free(&program.arena);
	if (status)
		return REFUSED;
	return flow == FLOW_STOP ? STOPPED : DONE;
}

const struct command command_repeat = {
	.name = "repeat",
	.group = GROUP_THREADS,
	.flags = NAMES_TURN,
	.params =
		(const struct param[]){
			{ "COUNT", &type_number, OPTIONAL, .min = 0, .max = INT64_MAX,
				.help = "how often; without it until Ctrl-C or a failure" },
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
