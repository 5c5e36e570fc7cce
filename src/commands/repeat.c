/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repeat: runs a block again and again. The block is parsed once.
 */
#include "base/text.h"
#include "lang/results.h"
#include "shell/emit.h"
#include "shell/program.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/render.h"
#include "block.h"
#include "examples.h"

enum { COUNT, UNTIL, BLOCK };
enum { QUIET };

struct loop {
	struct program *program;
	struct expectation until; /* if given, what ends it */
	bool reached;             /* and it did */
	int64_t turns;            /* finished */
	/* The last call of each turn. */
	const char *call; /* its name, NULL: there was none */
	int64_t calls, failed, least, most, sum;
};

/* ---- until RESULT ---- */

static const struct word *word_that_ends(const struct parsed *p, size_t end)
{
	for (int i = 0; i < p->nwords; i++)
		if (p->words[i].span.end == end)
			return &p->words[i];
	return NULL;
}

static int read_until(struct run *r, struct loop *l)
{
	const struct arg *arg = POS(r, UNTIL);
	struct expectation *x = &l->until;
	const struct word *word = word_that_ends(r->parsed, arg->span.end);

	if (!arg->given)
		return 0;
	if (!word || word->span.start == arg->span.start)
		return err_at(&r->err, ERR_USAGE, arg->span, "until needs a RESULT");
	x->given = true;
	x->span = word->span;
	x->words = arena_alloc(r->arena, sizeof(*word));
	*x->words = *word;
	x->nwords = 1;
	if (word->constant)
		results_parse(x, NULL, r->arena, &x->constant, NULL);
	return program_until(r->session, l->program, x, &l->reached, &r->err);
}

/* Says what the last call gave, in the words that an expectation has. */
static void hint_last_call(struct run *r)
{
	struct session *s = r->session;
	struct buf text = { 0 };
	struct ring_walk w;
	const struct call *c;

	observers_pause(&s->observers);
	ring_walk(&w, &s->ring);
	while ((c = ring_next(&w)))
		if (c->id == s->last.id)
			render_result(c, &text);
	observers_resume(&s->observers);
	err_hint(&r->err, "the last call: %s = %s", s->last.call, buf_cstr(&text));
	buf_free(&text);
}

static int not_reached(struct run *r, const struct loop *l)
{
	struct buf text = { 0 };

	results_text(&l->until, &r->session->scope, r->arena, &text);
	err_at(&r->err, ERR_EXPECT, l->until.span, "no turn of %lld gave %.*s", (long long)l->turns,
		(int)text.len, buf_cstr(&text));
	buf_free(&text);
	if (l->calls)
		hint_last_call(r);
	return -1;
}

/* ---- the turns ---- */

static void note_call(struct loop *l, const struct last *last)
{
	l->call = last->call;
	l->least = l->calls && l->least < last->duration ? l->least : last->duration;
	l->most = l->most > last->duration ? l->most : last->duration;
	l->sum += last->duration;
	l->failed += !last->ok;
	l->calls++;
}

static enum interp_flow run_turns(struct run *r, struct loop *l)
{
	struct session *s = r->session;
	int64_t most = POS(r, COUNT)->given ? POS(r, COUNT)->num : INT64_MAX;
	enum interp_flow flow = FLOW_GO;

	while (l->turns < most && !l->reached && intr_pending(&s->intr) == INTR_NO) {
		uint64_t before = s->last.id;

		if (r->as.p)
			vars_set_number(&s->scope.vars, r->as, (long)l->turns + 1);
		flow = program_run(s, l->program);
		if (s->last.id != before)
			note_call(l, &s->last);
		if (flow != FLOW_GO)
			break;
		l->turns++;
	}
	return flow;
}

static void add_times(const struct loop *l, struct buf *b)
{
	const char *const names[] = { "min", "mean", "max" };
	const int64_t times[] = { l->least, l->sum / l->calls, l->most };

	buf_addf(b, "%s: ", l->call);
	for (int i = 0; i < 3; i++) {
		buf_addf(b, "%s ", names[i]);
		text_add_time(b, times[i]);
		buf_adds(b, ", ");
	}
	buf_addf(b, "%lld of %lld failed\n", (long long)l->failed, (long long)l->calls);
}

static void report(struct run *r, const struct loop *l, int64_t ns)
{
	struct buf text = { 0 };

	text_add_count(&text, (uint64_t)l->turns, "turn");
	buf_adds(&text, " in ");
	text_add_time(&text, ns);
	if (l->turns) {
		buf_adds(&text, ", ");
		text_add_time(&text, ns / l->turns);
		buf_adds(&text, " each");
	}
	buf_addc(&text, '\n');
	if (l->calls)
		add_times(l, &text);
	emit_text(r, buf_slice(&text));
	buf_free(&text);
}

/* Runs the loop, quietly if wished, and reports. */
static enum interp_flow run_loop(struct run *r, struct loop *l)
{
	struct session *s = r->session;
	int64_t quiet = s->set.quiet, begin = intr_now();
	enum interp_flow flow;

	s->depth++;
	s->endless += !POS(r, COUNT)->given;
	if (OPT(r, QUIET)->given)
		s->set.quiet = QUIET_ALL;
	flow = run_turns(r, l);
	s->depth--;
	s->endless -= !POS(r, COUNT)->given;
	s->set.quiet = quiet;
	if (OPT(r, QUIET)->given)
		report(r, l, intr_now() - begin);
	return flow;
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct loop loop = { .program = block_read(r, POS(r, BLOCK)) };
	enum command_status status = REFUSED;

	if (!loop.program)
		return REFUSED;
	if (!read_until(r, &loop)) {
		enum interp_flow flow = run_loop(r, &loop);

		status = flow == FLOW_STOP && !block_goes_on(s) ? STOPPED : DONE;
		if (flow == FLOW_GO && loop.until.given && !loop.reached &&
			intr_pending(&s->intr) == INTR_NO)
			status = (enum command_status)not_reached(r, &loop);
	}
	program_free(loop.program);
	return status;
}

const struct command command_repeat = {
	.name = "repeat",
	.group = GROUP_THREADS,
	.flags = NAMES_TURN,
	.params =
		(const struct param[]){
			{ "COUNT", &type_number, OPTIONAL, .min = 0, .max = INT64_MAX,
				.help = "how often; without it until Ctrl-C or a failure, -k or not" },
			{ "until RESULT", &type_until, OPTIONAL,
				.help = "end when the block's last call gives this" },
			{ "{ BLOCK }", &type_block, 0, .help = "the commands" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--quiet",
				.value = { .help = "print only the count, the time, and the times of the last call" } },
			{ 0 } },
	.summary = "run a block of commands again and again",
	.details =
		"as NAME is the number of the turn, from 1. The block is read once; variables in it have "
		"their value of the moment.\n\n"
		"With until, the block's last call is no failure whatever it gives: the loop ends with "
		"the turn in which it gives RESULT, written as behind an = but in one word. A COUNT "
		"bounds the turns; when none of them gave it, that is a failure.\n\n"
		"The last line of --quiet has the shortest, mean and longest time of the block's last "
		"call, and how often that failed.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR,
						      "repeat 3 as i { send c \"$i\\n\"; recv s }",
						      NULL },
		{ EXAMPLE_PAIR, "repeat --quiet 1000 { send c \"x\"; recv s }",
			"how long a turn takes, and a recv" },
		{ EXAMPLE_LISTENER,
			"socket tcp as c\nconnect c 127.0.0.1 $l.port\naccept l as s\nsend s \"abc\"; close s\n"
			"repeat until 0 { recv c 1 }",
			"byte by byte, to the end of the stream" },
		{ 0 } },
	.see = "retry, within, source, wait",
	.run = run,
};
