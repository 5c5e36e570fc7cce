/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps of a session to statements: names, ports, jobs, what failed.
 */
#include "export_program.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "serve/service.h"
#include "shell/interp.h"
#include "sock/render.h"

/* ---- lines ---- */

void said_free(struct said *s)
{
	buf_free(&s->before);
	buf_free(&s->to);
	buf_free(&s->call);
	buf_free(&s->after);
}

void program_line(struct program *p, const struct buf *line)
{
	buf_adds(p->b, p->job ? p->language->indent[0] ? p->language->indent : "    "
			      : p->language->indent);
	buf_add(p->b, buf_cstr(line), line->len);
	p->statements++;
	buf_addc(p->b, '\n');
}

void program_linef(struct program *p, const char *format, ...)
{
	struct buf line = { 0 };
	va_list args;
	char *text;

	va_start(args, format);
	int len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		return;
	buf_add(&line, text, (size_t)len);
	program_line(p, &line);
	free(text);
	buf_free(&line);
}

/* TEXT, and WHY it is only that. */
static void add_comment(struct program *p, struct slice text, const char *why)
{
	const char *indent = p->job || p->language->indent[0] ? "    " : "";
	struct buf lines = { 0 }, sign = { 0 };

	buf_add(&lines, text.p, text.len);
	if (why)
		buf_addf(&lines, "  (%s)", why);
	if (lines.len && strchr("\\/", lines.data[lines.len - 1]))
		buf_adds(&lines, " ."); /* it would take the next line along */
	buf_adds(&sign, p->language->indent[0] ? p->language->indent : p->job ? indent : "");
	buf_adds(&sign, p->language->comment);
	export_comment(buf_cstr(&sign), buf_slice(&lines), p->b);
	buf_free(&lines);
	buf_free(&sign);
}

static void unsaid(struct program *p, struct slice text)
{
	add_comment(p, text, "cannot be said here");
	p->x->told.unsaid++;
}

/* ---- calls ---- */

static const struct addr *address_of(const struct call *c)
{
	const struct call_arg *arg = program_arg(c, CALL_ADDR);

	return arg ? arg->addr : NULL;
}

/* Marks the ports that later calls have in their addresses. */
static void mark_ports(struct program *p)
{
	for (size_t i = 0; i < p->x->ncalls; i++) {
		const struct addr *a = address_of(p->x->calls[i]->call);
		size_t at = (size_t)(p->x->calls[i]->step - p->x->steps);
		struct chosen_port *port =
			a && addr_port(a) > 0 ? chosen_find(&p->ports, addr_port(a), at) : NULL;

		if (port)
			port->typed = true;
	}
}

static void keep_ports(struct program *p, const struct call *c)
{
	for (size_t i = 0; i < p->ports.count; i++)
		if (p->ports.items[i].from == c && p->ports.items[i].typed &&
			program_find(p, p->ports.items[i].serial))
			p->language->port(
				p, &p->ports.items[i], program_port_name(p, &p->ports.items[i]));
}

static void note_closed(struct program *p, const struct call *c)
{
	struct variable *v = strcmp(c->name, "close") ? NULL : program_find(p, c->serial);

	if (v && call_ok(c))
		v->open = false;
}

static void say_call(struct program *p, const struct call *c)
{
	const struct language *l = p->language;
	bool interrupted = c->outcome == CALL_RETURNED && c->result < 0 && c->errnum == EINTR;
	bool late = c->outcome == CALL_GAVE_UP;
	struct said s = { 0 };
	struct buf line = { 0 };

	if (interrupted || (late && p->job) || !l->say(p, c, &s)) {
		render_line(c, &line);
		unsaid(p, buf_slice(&line));
	} else {
		p->b = p->job ? &p->functions : &p->main;
		if (s.before.len)
			buf_add(p->b, s.before.data, s.before.len);
		(late ? l->given_up : call_ok(c) ? l->plain : l->failed)(p, c, &s);
		p->needs |= late                     ? NEEDS_LIMIT
			    : call_ok(c)             ? 0
			    : c->outcome == CALL_EAI ? NEEDS_UNFOUND
						     : NEEDS_ERRORS;
		if (call_ok(c) && s.after.len)
			buf_add(p->b, s.after.data, s.after.len);
	}
	if (call_ok(c)) {
		keep_ports(p, c);
		note_closed(p, c);
	}
	buf_free(&line);
	said_free(&s);
}

static void say_calls(struct program *p, const struct exported_step *e)
{
	for (const struct exported_call *c = e->calls; c; c = c->next)
		say_call(p, c->call);
}

/* ---- what is no call ---- */

/* The words of E again; false where they cannot be had. */
static bool read_words(struct program *p, const struct exported_step *e, struct line *line)
{
	struct slice text = taped_body(e->step);
	size_t pos = 0;

	return lex_line(text.p, text.len, &pos, scope_assigns, &p->x->session->scope, &p->x->arena,
		       line, NULL) == LEX_OK &&
	       line->count == 1;
}

static struct slice word(struct program *p, const struct word *w)
{
	struct slice text = { "", 0 };

	scope_expand(&p->x->session->scope, w, &p->x->arena, &text, NULL);
	return text;
}

/* The value of an option, behind a blank or an =, of the word at *I. */
static bool option(
	struct program *p, const struct parsed *c, int *i, const char *name, struct slice *value)
{
	struct slice text = word(p, &c->words[*i]);
	size_t len = strlen(name);

	if (slice_is(text, name) && *i + 1 < c->nwords) {
		*value = word(p, &c->words[++*i]);
		return true;
	}
	if (!slice_starts(text, name) || text.len == len || text.p[len] != '=')
		return false;
	*value = slice_from(text, len + 1);
	return true;
}

/* What the handler of a serve is to do; false where a handler of a few lines would not do it. */
static bool read_serving(struct program *p, const struct exported_step *e, struct serving *s)
{
	struct line line;
	const struct parsed *c;

	if (!read_words(p, e, &line))
		return false;
	c = line.commands;
	s->answers = true;
	for (int i = 1; i < c->nwords; i++) {
		struct slice text = word(p, &c->words[i]);

		if (option(p, c, &i, "--banner", &s->banner) ||
			option(p, c, &i, "--prefix", &s->prefix))
			continue;
		if (slice_is(text, "discard"))
			s->answers = false;
		else if ((service_find(text) && !slice_is(text, "echo")) ||
			 (slice_starts(text, "--") && !slice_is(text, "--quiet")) ||
			 slice_is(text, "udp"))
			return false;
	}
	return true;
}

static void say_serve(struct program *p, const struct exported_step *e)
{
	struct serving s = { .banner = { "", 0 }, .prefix = { "", 0 } };

	s.listener = program_number(p, (int)e->step->result.result);
	if (!e->step->result.ok ||
		fdtab_type(p->x->session->scope.fds, (int)e->step->result.result) == SOCK_DGRAM ||
		!read_serving(p, e, &s)) {
		unsaid(p, taped_body(e->step));
		return;
	}
	p->needs |= NEEDS_THREADS;
	p->language->serve(p, &s);
}

static bool say_sleep(struct program *p, const struct exported_step *e)
{
	struct line line;
	int64_t ns;

	if (!read_words(p, e, &line) || line.commands->nwords != 2 ||
		text_time(word(p, &line.commands->words[1]), &ns, NULL))
		return false;
	p->needs |= NEEDS_SLEEP;
	p->language->sleep(p, ns);
	return true;
}

/* The thread that makes E's calls of the job JOB. */
static void say_job(struct program *p, const struct exported_step *e, int job)
{
	p->needs |= NEEDS_THREADS;
	p->job = job;
	p->b = &p->functions;
	p->language->job(p, job, true);
	for (const struct exported_call *c = e->calls; c; c = c->next)
		if (c->call->job == job)
			say_call(p, c->call);
	p->job = 0;
	p->b = &p->main;
	p->language->job(p, job, false);
}

/* The next job of those that made E's calls, of all: they go up. 0: there is none. */
static int next_job(const struct exported_step *e, int after)
{
	int next = 0;

	for (const struct exported_call *c = e->calls; c; c = c->next)
		if (c->call->job > after && (!next || c->call->job < next))
			next = c->call->job;
	return next;
}

/* Blocks side by side: what no job made of them stands before. */
static void say_together(struct program *p, const struct exported_step *e)
{
	for (const struct exported_call *c = e->calls; c; c = c->next)
		if (!c->call->job)
			say_call(p, c->call);
	for (int job = 0; (job = next_job(e, job));)
		say_job(p, e, job);
	for (int job = 0; (job = next_job(e, job));)
		p->language->join(p, job);
}

/* Those that were waited for: few, where steps are many. */
static void find_ended(struct program *p)
{
	p->ended = arena_alloc(&p->x->arena, sizeof(*p->ended) * (p->x->count + 1));
	for (size_t i = 0; i < p->x->count; i++)
		if (p->x->steps[i].ended && p->x->steps[i].calls)
			p->ended[p->nended++] = &p->x->steps[i];
}

/* The jobs whose ends stand before step AT. */
static void join(struct program *p, size_t at)
{
	for (size_t i = 0; i < p->nended; i++)
		if (p->ended[i]->ended_before == at)
			p->language->join(p, p->ended[i]->step->job);
}

/* It changes nothing that a program would have to do: its words are in the calls. */
static bool says_nothing(const struct taped *s)
{
	const struct command *row = s->row;

	if (s->verdict == VERDICT_REFUSED)
		return true;
	if (!row || row->flags & (JOINS | SERVES))
		return row;
	return !(row->flags & (MAKES_CALL | IS_CHECK | PAUSES)) && row->group != GROUP_THREADS;
}

static void say_step(struct program *p, const struct exported_step *e)
{
	unsigned flags = e->step->row ? e->step->row->flags : 0;

	p->b = &p->main;
	join(p, p->at);
	if (e->step->comment) {
		struct slice text = slice_from(taped_body(e->step), 1);

		while (text.len && (text.p[0] == '#' || text.p[0] == ' '))
			text = slice_from(text, 1);
		add_comment(p, text, NULL);
	} else if (e->step->job && e->calls) {
		say_job(p, e, e->step->job);
	} else if (next_job(e, 0)) {
		say_together(p, e);
	} else if (e->calls) {
		say_calls(p, e);
	} else if (!(flags & PAUSES && say_sleep(p, e)) && !says_nothing(e->step)) {
		unsaid(p, e->step->body ? taped_body(e->step) : slice_of("a long command"));
	}
	p->b = &p->main;
	if (flags & SERVES && e->step->verdict == VERDICT_HELD)
		say_serve(p, e);
}

void program_write(struct export *x, const struct language *l, struct buf *b)
{
	struct program p = { .x = x, .room = 65536, .language = l, .ports = chosen_ports(x) };

	p.variables = arena_alloc(&x->arena, sizeof(*p.variables) * (2 * x->ncalls + 1));
	mark_ports(&p);
	find_ended(&p);
	for (p.at = 0; p.at < x->count; p.at++)
		say_step(&p, &x->steps[p.at]);
	join(&p, p.at);
	l->put_together(&p, b);
	buf_free(&p.functions);
	buf_free(&p.globals);
	buf_free(&p.main);
}
