/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two looks compared, property by property.
 */
#include "insight/effects.h"

#include <inttypes.h>
#include <netinet/tcp.h>
#include <string.h>

#include "sock/property.h"

void effects_free(struct effects *e)
{
	buf_free(&e->text);
	e->count = 0;
}

static struct effect *add(struct effects *e, enum effect_kind kind, int fd)
{
	static struct effect none;

	if (e->count == EFFECTS_MAX)
		return &none;
	e->list[e->count] = (struct effect){ .kind = kind, .fd = fd };
	return &e->list[e->count++];
}

/* Where the text of V is from now on. */
static size_t keep(struct effects *e, const struct value *v)
{
	size_t at = e->text.len;

	value_print(v, &e->text);
	buf_addc(&e->text, '\0');
	return at;
}

/* ---- one property ---- */

static bool is_number(const struct value *v)
{
	return v->kind == VALUE_NUMBER;
}

/* BEFORE and AFTER may be NULL: there is, or was, none. */
static struct effect *add_change(struct effects *e, int fd, const char *what,
	const struct value *before, const struct value *after)
{
	struct effect *f = add(e, EFFECT_CHANGE, fd);

	f->what = what;
	f->number = is_number(after ? after : before);
	f->before = before ? keep(e, before) : 0;
	f->after = after ? keep(e, after) : 0;
	return f;
}

/* Its value in S; false: S has none. */
static bool value_of(const struct snapshot *s, const char *name, struct value *v)
{
	const struct property *p = property_find(slice_of(name));
	struct snapshot look = *s; /* sealed: nothing is read */

	if (p->get(&look, p, v) < 0)
		return false;
	if (v->kind == VALUE_ADDR)
		v->addr = v->addr == &look.local ? &s->local : &s->peer;
	return true;
}

/* Returns the change, or NULL. */
static struct effect *compare(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const char *name)
{
	struct value was, is;
	bool had = value_of(before, name, &was), has = value_of(after, name, &is);

	if ((!had && !has) || (had && has && value_same(&was, &is)))
		return NULL;
	return add_change(e, after->fd, name, had ? &was : NULL, has ? &is : NULL);
}

/* ---- addresses ---- */

static bool is_unbound(const struct addr *a)
{
	return a->len <= sizeof(a->sa.sa_family) || addr_port(a) == 0;
}

static bool names(const struct call *c, const struct addr *a)
{
	for (size_t i = 0; c && i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR && c->args[i].addr->len == a->len &&
			!memcmp(&c->args[i].addr->sa, &a->sa, a->len))
			return true;
	return false;
}

/* An address that bind was given is no choice of the kernel's. What it is before there was one,
 * all zeros, is none. */
static void compare_local(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const struct call *c)
{
	struct effect *f = compare(e, before, after, "local");

	if (!f || !f->after)
		return;
	if (is_unbound(&before->local))
		f->before = 0;
	if (is_unbound(&after->local))
		f->after = 0;
	f->chosen = f->after && !names(c, &after->local);
}

/* A call that names its peer has said so. */
static void compare_peer(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const struct call *c)
{
	if (after->why[PART_PEER] ? after->type != SOCK_STREAM : !names(c, &after->peer))
		compare(e, before, after, "peer");
}

/* ---- queues ---- */

static bool has_queue(const struct snapshot *s)
{
	return !s->why[PART_ACCEPTS];
}

static void compare_queue(
	struct effects *e, const struct snapshot *before, const struct snapshot *after)
{
	if (!has_queue(after))
		return;
	if (has_queue(before) && before->queue == after->queue && before->backlog == after->backlog)
		return;
	struct effect *f = add(e, EFFECT_CHANGE, after->fd);
	size_t was = e->text.len;

	f->what = "queue";
	buf_addf(&e->text, "%" PRIu32 "%c", before->queue, 0);
	f->before = has_queue(before) && before->queue != after->queue ? was : 0;
	f->after = e->text.len;
	buf_addf(&e->text, "%" PRIu32 "%c", after->queue, 0);
	f->of = after->backlog;
	f->number = true;
}

/* What waits: of datagrams the next one's length, and the memory that all take. TCP counts
 * among its drops also segments whose data is a copy, or that have none. */
static void compare_data(
	struct effects *e, const struct snapshot *before, const struct snapshot *after)
{
	static const char *const stream[] = { "unread", "unacked", "unsent", NULL };
	static const char *const datagrams[] = { "next", "rmem", "drops", NULL };

	if (has_queue(after))
		return;
	for (const char *const *name = after->type == SOCK_DGRAM ? datagrams : stream; *name;
		name++)
		compare(e, before, after, *name);
}

/* ---- segments ---- */

static bool counts_segments(const struct snapshot *s)
{
	return s->type == SOCK_STREAM && !s->why[PART_TCP] && s->tcp.state != TCP_LISTEN;
}

/* The kernel clears both counters when a connection is dissolved, or is refused: from CLOSE
 * back to CLOSE. */
static bool were_cleared(
	const struct snapshot *before, const struct snapshot *after, const struct call *c)
{
	return after->tcp.segs_out < before->tcp.segs_out ||
	       after->tcp.segs_in < before->tcp.segs_in ||
	       (c && !strcmp(c->name, "connect") && after->tcp.state == TCP_CLOSE);
}

static void compare_segments(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const struct call *c)
{
	struct effect *f;

	if (!counts_segments(before) || !counts_segments(after))
		return;
	f = add(e, EFFECT_SEGMENTS, after->fd);
	f->unknown = were_cleared(before, after, c);
	f->out = (int64_t)after->tcp.segs_out - before->tcp.segs_out;
	f->in = (int64_t)after->tcp.segs_in - before->tcp.segs_in;
}

/* ---- a descriptor ---- */

static void add_left(struct effects *e, const struct value *state, int fd, int64_t remain)
{
	struct effect *f = add(e, EFFECT_LEFT, fd);

	f->after = state ? keep(e, state) : 0;
	f->remain = remain;
}

/* A socket in CLOSE has a connection that the kernel finishes. */
static void compare_held(
	struct effects *e, const struct snapshot *before, const struct snapshot *after)
{
	struct value was, is;

	if (!value_of(after, "held", &is) ||
		(value_of(before, "held", &was) && value_same(&was, &is)))
		return;
	add_left(e, &is, after->fd, after->held_left);
}

static void compare_one(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const struct call *c)
{
	compare(e, before, after, "state");
	compare_local(e, before, after, c);
	compare_peer(e, before, after, c);
	compare_queue(e, before, after);
	compare_data(e, before, after);
	compare_held(e, before, after);
}

static void compare_option(struct effects *e, const struct looks *before, const struct looks *after)
{
	struct value was, is;

	if (!before->has_value || !after->has_value)
		return;
	value_option(&was, before->option, &before->value);
	value_option(&is, after->option, &after->value);
	if (!value_same(&was, &is))
		add_change(e, after->at[LOOK_OPERAND].fd, before->option->name, &was, &is);
}

/* What the connection of a descriptor that was closed does without it. */
static void add_state_left(struct effects *e, const struct left *left)
{
	struct value state;

	value_name(&state, left->state, &names_tcp_state);
	add_left(e, left->state < 0 ? NULL : &state, left->fd, left->remain);
}

static void find_closed(struct effects *e, const struct snapshot *was, const struct looks *after)
{
	add(e, EFFECT_CLOSED, was->fd);
	if (after->left.fd < 0)
		return;
	add_state_left(e, &after->left);
	add(e, EFFECT_SEGMENTS, was->fd)->unknown = true;
}

static void find_operand(struct effects *e, const struct looks *before, const struct looks *after,
	const struct call *c)
{
	const struct snapshot *was = &before->at[LOOK_OPERAND], *is = &after->at[LOOK_OPERAND];
	size_t count;

	if (!looks_at(before, LOOK_OPERAND))
		return;
	if (!looks_at(after, LOOK_OPERAND)) {
		find_closed(e, was, after);
		return;
	}
	compare_one(e, was, is, c);
	compare_option(e, before, after);
	count = e->count;
	compare_segments(e, was, is, c);
	if (!c && e->count > count && !e->list[count].out && !e->list[count].in)
		e->count = count;
}

/* Time has passed for it. */
static void find_left(struct effects *e, const struct left *was, const struct left *is)
{
	if (was->fd >= 0 && was->state != is->state)
		add_state_left(e, is);
}

/* The segments of one end are those of the other, and are told once. */
static void find_other(struct effects *e, const struct looks *before, const struct looks *after,
	enum look_at which)
{
	const struct snapshot *was = &before->at[which], *is = &after->at[which];

	if (!looks_at(before, which) || !looks_at(after, which))
		return;
	compare_one(e, was, is, NULL);
	if (which == LOOK_OTHER && looks_at(before, LOOK_OPERAND) && !looks_at(after, LOOK_OPERAND))
		compare_segments(e, was, is, NULL);
}

/* What was accepted may have a history: data that waits, a peer that has left. */
static void describe_made(struct effects *e, const struct snapshot *s)
{
	struct value v;

	if (value_of(s, "state", &v))
		add_change(e, s->fd, "state", NULL, &v);
	if (s->type == SOCK_STREAM && !s->why[PART_UNREAD] && s->unread &&
		value_of(s, "unread", &v))
		add_change(e, s->fd, "unread", NULL, &v);
}

void effects_find(struct effects *e, const struct looks *before, const struct looks *after,
	const struct call *c)
{
	buf_clear(&e->text);
	buf_addc(&e->text, '\0'); /* no text is at 0 */
	e->count = 0;
	find_operand(e, before, after, c);
	find_left(e, &before->left, &after->left);
	find_other(e, before, after, LOOK_OTHER);
	find_other(e, before, after, LOOK_TARGET);
	find_other(e, before, after, LOOK_MADE);
	if (looks_at(after, LOOK_MADE) && !looks_at(before, LOOK_MADE))
		describe_made(e, &after->at[LOOK_MADE]);
}
