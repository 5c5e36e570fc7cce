/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two looks compared, property by property.
 */
#include "insight/effects.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

#include "sock/property.h"
#include "sock/state.h"

void effects_free(struct effects *e)
{
	buf_free(&e->text);
	e->count = 0;
}

static struct effect *add(struct effects *e, enum effect_kind kind, int fd)
{
	struct effect *f = &e->list[e->count];

	*f = (struct effect){ .kind = kind, .fd = fd };
	e->count += e->count < EFFECTS_MAX;
	return f;
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

/* Whether its text, at AT, is one. */
static bool is_number(const struct effects *e, size_t at)
{
	const char *p = e->text.data + at;

	p += *p == '-';
	return *p && !p[strspn(p, "0123456789")];
}

/* BEFORE and AFTER may be NULL: there is, or was, none. */
static struct effect *add_change(struct effects *e, int fd, const char *what,
	const struct value *before, const struct value *after)
{
	struct effect *f = add(e, EFFECT_CHANGE, fd);

	f->what = what;
	f->before = before ? keep(e, before) : 0;
	f->after = after ? keep(e, after) : 0;
	f->number = (!before || is_number(e, f->before)) && (!after || is_number(e, f->after));
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
	struct in6_addr any = IN6ADDR_ANY_INIT;

	if (a->sa.sa_family == AF_INET)
		return !a->in.sin_port && a->in.sin_addr.s_addr == htonl(INADDR_ANY);
	if (a->sa.sa_family == AF_INET6)
		return !a->in6.sin6_port && !memcmp(&a->in6.sin6_addr, &any, sizeof(any));
	return a->len <= sizeof(a->sa.sa_family);
}

static bool is_named(const struct call *c, const struct addr *a)
{
	const struct addr *n = c ? looks_named(c) : NULL;

	return n && n->len == a->len && !memcmp(&n->sa, &a->sa, a->len);
}

/* Of what bind is given a port 0 and a path that is missing are for the kernel to choose; of
 * what a socket gets by another call, all. What others did between two commands is not known. */
static enum effect_choice choice_of(const struct call *c, const struct snapshot *after)
{
	const struct addr *given = c ? looks_named(c) : NULL;

	if (!c || (after->type != SOCK_STREAM && after->type != SOCK_DGRAM))
		return CHOSEN_BY_CALL;
	if (strcmp(c->name, "bind") != 0 || !given)
		return CHOSEN_BY_KERNEL;
	if (addr_port(given) == 0)
		return PORT_BY_KERNEL;
	return given->len <= sizeof(given->sa.sa_family) ? CHOSEN_BY_KERNEL : CHOSEN_BY_CALL;
}

/* What an address is before there is one, all zeros, is none. */
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
	f->choice = f->after ? choice_of(c, after) : CHOSEN_BY_CALL;
}

/* A call that names its peer has said so. */
static void compare_peer(struct effects *e, const struct snapshot *before,
	const struct snapshot *after, const struct call *c)
{
	if (after->why[PART_PEER] ? after->type != SOCK_STREAM : !is_named(c, &after->peer))
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

	f->what = "queue";
	if (has_queue(before)) {
		f->before = e->text.len;
		buf_addf(&e->text, "%" PRIu32 "%c", before->queue, 0);
	}
	f->after = e->text.len;
	buf_addf(&e->text, "%" PRIu32 "%c", after->queue, 0);
	f->of = after->backlog;
	f->number = true;
}

/* What waits: of datagrams the next one's length, and the memory that all take, which AF_UNIX
 * counts at the sender. TCP counts among its drops also segments whose data is a copy, or that
 * have none. */
static void compare_data(
	struct effects *e, const struct snapshot *before, const struct snapshot *after)
{
	const char *const *name;
	static const char *const stream[] = { "unread", "unacked", "unsent", NULL };
	static const char *const datagrams[] = { "next", "rmem", "drops", NULL };
	static const char *const local[] = { "next", "unacked", NULL };

	if (has_queue(after))
		return;
	if (after->type == SOCK_DGRAM || after->type == SOCK_RAW)
		name = after->family == AF_UNIX ? local : datagrams;
	else
		name = stream;
	for (; *name; name++)
		compare(e, before, after, *name);
}

/* ---- segments ---- */

/* MPTCP tells of its first subflow alone. */
static bool counts_segments(const struct snapshot *s)
{
	return s->type == SOCK_STREAM && s->protocol == IPPROTO_TCP && !s->why[PART_TCP] &&
	       s->tcp.state != TCP_LISTEN &&
	       s->tcp_len >= (int)(offsetof(struct tcp_fields, segs_in) + sizeof(s->tcp.segs_in));
}

/* The kernel clears both counters when a connection is dissolved, or is refused to connect or,
 * with Fast Open, to a call that sends: what is in CLOSE then has sent none, it seems. */
static bool were_cleared(
	const struct snapshot *before, const struct snapshot *after, const struct call *c)
{
	if (after->tcp.segs_out < before->tcp.segs_out || after->tcp.segs_in < before->tcp.segs_in)
		return true;
	if (after->tcp.state != TCP_CLOSE || after->tcp.segs_out || after->tcp.segs_in)
		return false;
	return before->tcp.state != TCP_CLOSE ||
	       (c && (!strcmp(c->name, "connect") || (c->ndata && !c->received && !call_ok(c))));
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

static struct effect *add_left(struct effects *e, const struct value *state, int fd, int64_t remain)
{
	struct effect *f = add(e, EFFECT_LEFT, fd);

	f->after = state ? keep(e, state) : 0;
	f->remain = remain;
	return f;
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
	add_left(e, left->state < 0 ? NULL : &state, left->fd, left->remain)->unknown =
		left->state < 0 && !left->told;
}

static void find_closed(struct effects *e, const struct snapshot *was, const struct looks *after)
{
	const struct left *left = &after->left;

	add(e, EFFECT_CLOSED, was->fd)->elsewhere = left->fd >= 0 && left_is_open(left);
	if (left->fd < 0 || left_is_open(left))
		return;
	add_state_left(e, left);
	add(e, EFFECT_SEGMENTS, was->fd)->unknown = true;
}

/* Just what one call sent is what everybody expects. */
static void add_sends(struct effects *e, const struct looks *after)
{
	const struct sends *s = &after->sends;

	if (s->calls && (s->calls > 1 || !s->begins || !s->ends))
		add(e, EFFECT_SENDS, after->at[LOOK_OPERAND].fd)->sends = *s;
}

static void find_operand(struct effects *e, const struct looks *before, const struct looks *after,
	const struct call *c)
{
	const struct snapshot *was = &before->at[LOOK_OPERAND], *is = &after->at[LOOK_OPERAND];
	size_t count;

	if (!looks_at(before, LOOK_OPERAND))
		return;
	if (!looks_at(after, LOOK_OPERAND)) {
		if (!c || !strcmp(c->name, "close"))
			find_closed(e, was, after);
		return;
	}
	compare_one(e, was, is, c);
	compare_option(e, before, after);
	add_sends(e, after);
	count = e->count;
	compare_segments(e, was, is, c);
	if (!c && e->count > count && !e->list[count].out && !e->list[count].in)
		e->count = count;
}

/* Time has passed for it. */
static void find_left(struct effects *e, const struct left *was, const struct left *is)
{
	if (was->fd >= 0 && is->fd >= 0 && was->state != is->state && !left_is_open(was))
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

/* What came along in a message. */
static void describe_arrived(struct effects *e, struct slice fds)
{
	for (int fd; fds.len >= sizeof(fd); fds.p += sizeof(fd), fds.len -= sizeof(fd)) {
		struct buf kind = { 0 };
		struct snapshot s;
		struct value v;

		memcpy(&fd, fds.p, sizeof(fd));
		if (snapshot_take(&s, fd, NULL) < 0 || state_kind_of(&s, &kind) < 0)
			continue;
		value_word(&v, buf_cstr(&kind));
		add_change(e, fd, "kind", NULL, &v);
		describe_made(e, &s);
		buf_free(&kind);
	}
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
	for (size_t i = 0; c && c->received && i < c->ncontrol; i++)
		if (c->control[i].level == SOL_SOCKET && c->control[i].type == SCM_RIGHTS)
			describe_arrived(e, c->control[i].data);
}
