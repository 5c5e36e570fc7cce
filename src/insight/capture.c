/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets that are kept.
 */
#include "insight/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/intr.h"
#include "base/mem.h"
#include "capture_kept.h"

struct capture *capture_new(void)
{
	struct capture *c = mem_zalloc(1, sizeof(*c));

	c->tap.fd = -1;
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	tap_close(&c->tap, NULL);
	capture_lines_free(c);
	while (c->first)
		capture_drop_first(c);
	free(c->switches);
	owners_free(&c->owners);
	buf_free(&c->call.cmd);
	buf_free(&c->before.cmd);
	doings_free(&c->doings);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static void forget_call(struct capture_call *call)
{
	call->id = 0;
	call->job = 0;
	buf_clear(&call->cmd);
}

/* What comes from now on did not come with a call of before. */
int capture_begin(struct capture *c, struct fdtab *t, struct err *e)
{
	int status;

	if (c->tap.fd >= 0)
		return 0;
	pthread_mutex_lock(&c->lock);
	status = tap_open(&c->tap, t, e);
	pthread_mutex_unlock(&c->lock);
	if (status)
		return -1;
	forget_call(&c->call);
	forget_call(&c->before);
	capture_switched(c);
	return 0;
}

/* All are looked at anew: meanwhile they may have got other addresses. What has come by now is of
 * the new choice. */
void capture_choose(struct capture *c, struct fdtab *t, const int *fds, size_t n, owner_name *name,
	void *context)
{
	owners_free(&c->owners);
	owners_look(&c->owners, t, -1, name, context);
	for (size_t i = 0; i < n; i++)
		owners_want(&c->owners, t, fds[i]);
	capture_take(c, t, NULL, name, context);
}

void capture_end(struct capture *c, struct fdtab *t)
{
	if (capture_is_on(c))
		capture_switched(c);
	pthread_mutex_lock(&c->lock);
	tap_close(&c->tap, t);
	wiretap_free(c->wiretap);
	c->wiretap = NULL;
	pthread_mutex_unlock(&c->lock);
}

/* ---- taking ---- */

/* What the packets of one capture_take are attributed to. */
struct taking {
	struct capture *c;
	struct fdtab *t;
	const struct call *done;
	const struct doing *own;   /* who made that, or NULL */
	const struct wired *wired; /* of a frame of a link: that */
	bool again;                /* those without a port were looked at again */
};

static void add_owner(const struct owner *o, const struct packet_end *end, bool port, struct buf *b)
{
	if (o && o->name[0])
		buf_adds(b, o->name);
	else if (o)
		buf_addn(b, o->fd);
	else
		packet_end_print(end, port, b);
}

static void add_owned(const struct owned *of, const struct packet *p, struct buf *b)
{
	if (!p->has_ends)
		return;
	add_owner(of->from, &p->from, p->has_ports, b);
	buf_adds(b, " > ");
	add_owner(of->to, &p->to, p->has_ports, b);
}

/* Who prints the packet that another quotes. */
struct quoting {
	const struct owners *owners;
	unsigned way;
};

static void add_names(void *context, const struct packet *p, struct buf *b)
{
	const struct quoting *q = context;
	struct owned of = owners_of_quoted(q->owners, p, q->way);

	add_owned(&of, p, b);
}

void captured_print(const struct capture *c, const struct captured *one, struct buf *b)
{
	packet_print(&one->packet, add_names, &(struct quoting){ &c->owners, one->way }, b);
}

/* Whose a packet is. */
struct attribution {
	enum captured_when when;
	const struct capture_call *call; /* that it came with, or that was the last one before; */
	struct doing *doing;             /* or that is being made; NULL: none */
	bool ours;
};

/* What is looked at. */
struct looked {
	const struct tapped *tapped;
	const struct packet *packet;
	bool nobodys; /* it is from and to no descriptor that is known */
};

static bool touches(const struct taking *k, const struct looked *l, const struct doing *one)
{
	return owners_touch(&k->c->owners, l->packet, l->tapped->way, one->serials, one->count);
}

/* The call that is being made and touches it, or NULL. */
static struct doing *find_doing(const struct taking *k, const struct looked *l)
{
	struct doing *one = &k->c->doings.main;

	while (one && !(one->number && one != k->own && l->tapped->moment >= one->began &&
			      touches(k, l, one)))
		one = one->next;
	return one;
}

static bool is_ours(const struct taking *k, const struct looked *l, const struct attribution *a)
{
	const struct doings *d = &k->c->doings;

	if (a->doing)
		return a->doing == &d->main;
	if (l->tapped->moment < d->began || (a->when == CAPTURED_BY && k->done->job))
		return false;
	return l->nobodys || touches(k, l, &d->main);
}

static struct attribution attribute(const struct taking *k, const struct looked *l)
{
	bool within = k->done && l->tapped->moment >= k->c->call.began;
	bool touched = within && (l->nobodys || touches(k, l, k->own));
	struct attribution a = { .when = within ? CAPTURED_BY : CAPTURED_SINCE };

	a.call = k->done && !within ? &k->c->before : &k->c->call;
	if (!touched && !l->nobodys)
		a.doing = find_doing(k, l);
	if (a.doing)
		a.when = CAPTURED_BY;
	else if (within && !touched)
		a.when = CAPTURED_MEANWHILE;
	a.ours = is_ours(k, l, &a);
	return a;
}

static void attach(struct captured *one, const struct attribution *a, int64_t moment)
{
	one->when = a->when;
	one->ours = a->ours;
	one->doing = a->doing ? a->doing->number : 0;
	one->held = a->doing && !(a->doing->job && a->doing->may_block);
	one->call = a->doing ? 0 : a->call->id;
	one->job = a->doing ? a->doing->job : a->when == CAPTURED_BY ? a->call->job : 0;
	one->since = a->doing ? moment - a->doing->began : one->call ? moment - a->call->began : -1;
}

/* A call in flight may have given its socket a port, which nobody was told of. */
static struct owned find_owners(struct taking *k, const struct packet *p, unsigned way)
{
	struct owned of = owners_of(&k->c->owners, p, way);

	if (k->again || (of.from && of.to))
		return of;
	k->again = true;
	owners_look_again(&k->c->owners, k->t);
	return owners_of(&k->c->owners, p, way);
}

static void take(void *context, const struct tapped *t)
{
	struct taking *k = context;
	struct attribution a;
	struct buf names = { 0 };
	struct captured *one;
	struct packet p;
	struct owned of;

	packet_decode(&p, t->link, t->ethertype, t->bytes);
	flows_note(capture_flows(k->c, k->wired ? k->wired->line : 0), &p);
	fragments_note(&k->c->fragments, &p);
	of = find_owners(k, &p, t->way);
	if (!of.any && (k->c->owners.chosen || !k->c->all))
		return;
	add_owned(&of, &p, &names);
	a = attribute(k, &(struct looked){ t, &p, !of.from && !of.to });
	one = captured_make(t, &p, &names, a.doing ? &a.doing->cmd : &a.call->cmd);
	buf_free(&names);
	attach(one, &a, t->moment);
	if (k->wired) {
		one->line = k->wired->line;
		one->verdict = k->wired->verdict;
	}
	one->from_fd = of.from ? of.from->fd : -1;
	one->to_fd = of.to ? of.to->fd : -1;
	one->from = of.from ? of.from->serial : 0;
	one->to = of.to ? of.to->serial : 0;
	capture_append(k->c, one);
	if (a.doing && !a.doing->first)
		a.doing->first = one->number;
}

static void take_wired(void *context, const struct wired *w)
{
	struct tapped t = capture_tapped(w);
	struct taking *k = context;

	k->wired = w;
	take(k, &t);
}

/* What a call has made is called as the command says. */
static void note_call(struct capture *c, struct fdtab *t, const struct call *done)
{
	struct capture_call last = c->before;

	c->before = c->call;
	c->call = last;
	c->call.id = done->id;
	c->call.job = done->job;
	c->call.began = done->began;
	buf_clear(&c->call.cmd);
	buf_add(&c->call.cmd, done->cmd.p,
		done->cmd.len < DOING_COMMAND ? done->cmd.len : DOING_COMMAND);
	if (done->made && done->as.p && !memchr(done->as.p, ',', done->as.len)) {
		owners_look(&c->owners, t, (int)done->result, NULL, NULL);
		owners_call(&c->owners, done->made, done->as);
	}
}

/* What was put down to the call that ONE has made came with the call ID. */
static void settle(struct capture *c, const struct doing *one, uint64_t id)
{
	struct captured *at = one->number && one->first ? c->last : NULL;

	for (; at && at->number >= one->first; at = at->previous) {
		if (at->doing != one->number)
			continue;
		at->doing = 0;
		at->held = false;
		at->call = id;
	}
}

void capture_take(struct capture *c, struct fdtab *t, const struct call *done, owner_name *name,
	void *context)
{
	struct taking k = { .c = c, .t = t, .done = done };
	struct doing *own;

	owners_look(&c->owners, t, done && done->has_fd ? done->fd : -1, name, context);
	pthread_mutex_lock(&c->lock);
	if (done) {
		note_call(c, t, done);
		own = doing_find(&c->doings, done->job);
		if (!own) { /* it began before the capture */
			doing_call(&c->doings, t, done, false, done->began);
			own = doing_find(&c->doings, done->job);
		}
		k.own = own;
		doing_made(own, done);
		settle(c, own, done->id);
	}
	tap_read(&c->tap, take, &k);
	if (c->wiretap)
		wiretap_read(c->wiretap, take_wired, &k);
	if (done)
		doing_end(&c->doings, done->job);
	pthread_mutex_unlock(&c->lock);
}

uint64_t capture_command(struct capture *c)
{
	pthread_mutex_lock(&c->lock);
	doing_command(&c->doings, intr_now());
	pthread_mutex_unlock(&c->lock);
	return c->number;
}

void capture_before(struct capture *c, struct fdtab *t, const struct call *call, bool may_block)
{
	pthread_mutex_lock(&c->lock);
	if (capture_is_on(c))
		doing_call(&c->doings, t, call, may_block, intr_now());
	pthread_mutex_unlock(&c->lock);
}

void capture_aside(struct capture *c, const struct call *call)
{
	struct doing *own;

	pthread_mutex_lock(&c->lock);
	own = doing_find(&c->doings, call->job);
	if (own)
		settle(c, own, 0);
	doing_end(&c->doings, call->job);
	pthread_mutex_unlock(&c->lock);
}
