/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks that are read once and run many times.
 */
#include "shell/program.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shell/session.h"

/* When a command is bound to its row and arguments. */
enum binding {
	BIND_ONCE,
	BIND_BY_NAMES, /* again once a variable was set or a descriptor made */
	BIND_EACH,     /* before each run; or it could not be bound */
};

/* A comment, or a command. */
struct step {
	struct span comment;
	struct parsed parsed;
	enum binding binding;
	struct arena names; /* what it is bound into by BIND_BY_NAMES */
	struct run *run;    /* what it is bound to, once it has run; or NULL */
	bool *reached;      /* of program_until, or NULL */
};

struct program {
	struct arena arena; /* what the steps are read and bound into */
	struct arena turn;  /* of the command being run */
	struct step *steps;
	int count, capacity;
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
	enum binding most = !p->background && (!p->as || p->as->constant) ? BIND_ONCE : BIND_EACH;

	for (int i = 0; i < p->nwords; i++) {
		enum binding binding = word_binding(&p->words[i]);

		most = binding > most ? binding : most;
	}
	return most;
}

static struct step *add_step(struct program *p)
{
	if (p->count == p->capacity) {
		p->capacity = p->capacity ? p->capacity * 2 : 8;
		p->steps = mem_realloc(p->steps, sizeof(*p->steps) * (size_t)p->capacity);
	}
	p->steps[p->count] = (struct step){ 0 };
	return &p->steps[p->count++];
}

static void add_line(struct program *p, const struct line *line)
{
	if (line->comment.end)
		add_step(p)->comment = line->comment;
	for (int i = 0; i < line->count; i++) {
		struct step *step = add_step(p);

		step->parsed = line->commands[i];
		step->binding = binding_of(&step->parsed);
	}
}

/* Read out of the source that holds the block, so that errors are found where they
 * stand. */
struct program *program_read(struct session *s, struct span block, struct err *e)
{
	struct program *p = mem_zalloc(1, sizeof(*p));
	struct source src = *s->source;
	struct line line;

	src.len = block.end;
	for (size_t pos = block.start; pos < src.len;) {
		if (interp_parse(s, &src, &pos, &p->arena, &line, e) != LEX_OK) {
			program_free(p);
			return NULL;
		}
		add_line(p, &line);
	}
	return p;
}

void program_free(struct program *p)
{
	for (int i = 0; i < p->count; i++) {
		if (p->steps[i].run)
			run_free(p->steps[i].run);
		arena_free(&p->steps[i].names);
	}
	free(p->steps);
	arena_free(&p->turn);
	arena_free(&p->arena);
	free(p);
}

/* The last step that makes a call of its own, or NULL. */
static struct step *last_call(const struct session *s, struct program *p)
{
	for (int i = p->count - 1; i >= 0; i--) {
		const struct parsed *parsed = &p->steps[i].parsed;
		const struct command *row = command_lookup(
			s->scope.commands, parsed->words[0].text, s->scope.prefixes, NULL);

		if (row && (row->flags & MAKES_CALL) && !parsed->background)
			return &p->steps[i];
	}
	return NULL;
}

int program_until(struct session *s, struct program *p, const struct expectation *x, bool *reached,
	struct err *e)
{
	struct step *step = last_call(s, p);

	if (!step)
		return err_at(e, ERR_USAGE, x->span, "no command of the block makes a call");
	if (step->parsed.expect.given)
		return err_at(e, ERR_USAGE, step->parsed.expect.span,
			"until says already what the block's last call is to give");
	step->parsed.expect = *x;
	step->reached = reached;
	return 0;
}

/* What STEP is bound into; where names have changed since, nothing is left of it. */
static struct arena *bound_into(struct session *s, struct program *p, struct step *step)
{
	if (step->binding == BIND_ONCE)
		return &p->arena;
	if (step->run->row && step->run->args.names_at != scope_names_at(&s->scope)) {
		step->run->row = NULL;
		arena_reset(&step->names);
	}
	return &step->names;
}

static enum interp_flow run_step(struct session *s, struct program *p, struct step *step)
{
	interp_comment(s, step->comment);
	if (!step->parsed.nwords)
		return FLOW_GO;
	arena_reset(&p->turn);
	if (step->binding == BIND_EACH)
		return interp_try(s, &step->parsed, step->reached);
	if (!step->run) {
		step->run = arena_alloc(&p->arena, sizeof(*step->run));
		run_init(step->run, s);
		step->run->reached = step->reached;
	}
	enum interp_flow flow = interp_again(step->run, &step->parsed, bound_into(s, p, step));
	if (!step->run->row)
		step->binding = BIND_EACH; /* each further try would take memory */
	return flow;
}

enum interp_flow program_run(struct session *s, struct program *p)
{
	struct arena *outer = s->arena;
	enum interp_flow flow = FLOW_GO;

	s->arena = &p->turn;
	for (int i = 0; i < p->count && flow == FLOW_GO; i++)
		flow = run_step(s, p, &p->steps[i]);
	s->arena = outer;
	return flow;
}
