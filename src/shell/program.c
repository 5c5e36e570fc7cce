/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks that are read once and run many times.
 */
#include "shell/program.h"

#include <stdlib.h>

#include "base/mem.h"
#include "lang/steps.h"
#include "shell/session.h"

/* When a command is bound to its row and arguments. */
enum binding {
	BIND_ONCE,
	BIND_BY_NAMES, /* again once a variable was set or a descriptor made */
	BIND_EACH,     /* before each run; or it could not be bound */
};

/* How the command of a step is run. */
struct bound {
	enum binding binding;
	struct arena names; /* what it is bound into by BIND_BY_NAMES */
	struct run *run;    /* what it is bound to, once it has run; or NULL */
	bool *reached;      /* of program_until, or NULL */
};

struct program {
	struct arena arena; /* what the steps are read and bound into */
	struct arena turn;  /* of the command being run */
	struct steps steps;
	struct bound *bound; /* one for each step */
};

/* Whether the text of P changes with the user's variables alone. */
static bool is_of_names(const struct piece *p)
{
	int digit;

	return p->kind != PIECE_VAR || (!p->property.len && !p->parts &&
					       automatic_find(p->text, &digit) == AUTOMATIC_COUNT);
}

static enum binding word_binding(const struct word *w)
{
	const struct piece *p = w->pieces;

	if (w->constant)
		return BIND_ONCE;
	while (p && is_of_names(p))
		p = p->next;
	return p ? BIND_EACH : BIND_BY_NAMES;
}

static enum binding binding_of(const struct parsed *p)
{
	bool once = !p->background && (!p->as || p->as->constant) && (!p->on || p->on->constant);
	enum binding most = once ? BIND_ONCE : BIND_EACH;

	for (int i = 0; i < p->nwords; i++) {
		enum binding binding = word_binding(&p->words[i]);

		most = binding > most ? binding : most;
	}
	return most;
}

/* Read out of the source that holds the block, so that errors are found where they
 * stand. */
struct program *program_read(struct session *s, struct span block, struct err *e)
{
	struct program *p = mem_zalloc(1, sizeof(*p));

	if (steps_read(&p->steps, &s->scope, s->source->text, block.start, block.end, &p->arena,
		    e) != LEX_OK) {
		program_free(p);
		return NULL;
	}
	p->bound = mem_zalloc((size_t)p->steps.count, sizeof(*p->bound));
	for (int i = 0; i < p->steps.count; i++)
		p->bound[i].binding = binding_of(&p->steps.items[i].command);
	return p;
}

void program_free(struct program *p)
{
	for (int i = 0; p->bound && i < p->steps.count; i++) {
		if (p->bound[i].run)
			run_free(p->bound[i].run);
		arena_free(&p->bound[i].names);
	}
	free(p->bound);
	steps_free(&p->steps);
	arena_free(&p->turn);
	arena_free(&p->arena);
	free(p);
}

static bool makes_call(const struct session *s, const struct parsed *command)
{
	const struct command *row;

	if (!command->nwords || command->background)
		return false;
	row = command_lookup(s->scope.commands, command->words[0].text, s->scope.prefixes, NULL);
	return row && (row->flags & MAKES_CALL);
}

/* The last step that makes a call of its own, or -1. */
static int last_call(const struct session *s, const struct program *p)
{
	int i = p->steps.count - 1;

	while (i >= 0 && !makes_call(s, &p->steps.items[i].command))
		i--;
	return i;
}

int program_until(struct session *s, struct program *p, const struct expectation *x, bool *reached,
	struct err *e)
{
	int last = last_call(s, p);

	if (last < 0)
		return err_at(e, ERR_USAGE, x->span, "no command of the block makes a call");
	struct expectation *own = &p->steps.items[last].command.expect;
	if (own->given)
		return err_at(e, ERR_USAGE, own->span,
			"until says already what the block's last call is to give");
	*own = *x;
	p->bound[last].reached = reached;
	return 0;
}

/* What B is bound into; where names have changed since, nothing is left of it. */
static struct arena *bound_into(struct session *s, struct program *p, struct bound *b)
{
	if (b->binding == BIND_ONCE)
		return &p->arena;
	if (b->run->row && b->run->args.names_at != scope_names_at(&s->scope)) {
		b->run->row = NULL;
		arena_reset(&b->names);
	}
	return &b->names;
}

static enum interp_flow run_command(
	struct session *s, struct program *p, const struct parsed *command, struct bound *b)
{
	arena_reset(&p->turn);
	if (b->binding == BIND_EACH)
		return interp_try(s, command, b->reached);
	if (!b->run) {
		b->run = arena_alloc(&p->arena, sizeof(*b->run));
		run_init(b->run, s);
		b->run->reached = b->reached;
	}
	enum interp_flow flow = interp_again(b->run, command, bound_into(s, p, b));
	if (!b->run->row)
		b->binding = BIND_EACH; /* each further try would take memory */
	return flow;
}

enum interp_flow program_run(struct session *s, struct program *p)
{
	struct arena *outer = s->arena;
	enum interp_flow flow = FLOW_GO;

	s->arena = &p->turn;
	for (int i = 0; i < p->steps.count && flow == FLOW_GO; i++) {
		const struct step *step = &p->steps.items[i];

		interp_comment(s, step->comment);
		/* of the block's own (within): a command's own is settled when it ends */
		if (intr_pending(&s->intr) == INTR_LIMIT)
			flow = FLOW_STOP;
		else if (step->command.nwords)
			flow = run_command(s, p, &step->command, &p->bound[i]);
	}
	s->arena = outer;
	return flow;
}
