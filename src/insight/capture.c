/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets that are kept.
 */
#include "insight/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { COMMAND_MAX = 400 }; /* bytes of a command's text that a packet keeps */

struct capture *capture_new(void)
{
	struct capture *c = mem_zalloc(1, sizeof(*c));

	c->tap.fd = -1;
	return c;
}

static void drop_first(struct capture *c)
{
	struct captured *one = c->first;

	c->first = one->next;
	if (c->first)
		c->first->previous = NULL;
	else
		c->last = NULL;
	c->bytes -= one->size;
	free(one);
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	tap_close(&c->tap, NULL);
	while (c->first)
		drop_first(c);
	owners_free(&c->owners);
	buf_free(&c->call.cmd);
	buf_free(&c->before.cmd);
	free(c);
}

static void forget_call(struct capture_call *call)
{
	call->id = 0;
	buf_clear(&call->cmd);
}

/* What comes from now on did not come with a call of before. */
int capture_begin(struct capture *c, struct fdtab *t, struct err *e)
{
	if (c->tap.fd >= 0)
		return 0;
	if (tap_open(&c->tap, t, e))
		return -1;
	forget_call(&c->call);
	forget_call(&c->before);
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
	tap_close(&c->tap, t);
}

/* ---- taking ---- */

/* What the packets of one capture_take are attributed to. */
struct taking {
	struct capture *c;
	struct fdtab *t;
	const struct call *done;
	bool again; /* those without a port were looked at again */
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

/* What is known of P, which is of bytes that go: what only those before it tell. */
static void decode_kept(struct captured *one, const struct packet *p)
{
	struct packet *kept = &one->packet;

	packet_decode(kept, one->link, one->ethertype, one->bytes);
	kept->has_ports = p->has_ports;
	kept->protocol = p->protocol;
	kept->from = p->from;
	kept->to = p->to;
	kept->tcp.seq_base = p->tcp.seq_base;
	kept->tcp.ack_base = p->tcp.ack_base;
	kept->tcp.remark = p->tcp.remark;
}

/* One with room for the bytes and the texts behind it. */
static struct captured *make(const struct tapped *t, const struct packet *p,
	const struct buf *names, const struct capture_call *call)
{
	size_t cmd = call->cmd.len;
	size_t size = sizeof(struct captured) + t->bytes.len + names->len + cmd + 2;
	struct captured *one = mem_alloc(size);
	char *room = (char *)(one + 1);

	*one = (struct captured){ .size = size,
		.link = t->link,
		.way = t->way,
		.ethertype = t->ethertype,
		.wire = t->wire,
		.bytes = { room, t->bytes.len },
		.date = t->date };
	memcpy(room, t->bytes.p, t->bytes.len);
	one->names = memcpy(room + t->bytes.len, buf_cstr(names), names->len + 1);
	one->cmd = memcpy(room + t->bytes.len + names->len + 1, buf_cstr(&call->cmd), cmd + 1);
	decode_kept(one, p);
	return one;
}

static void append(struct capture *c, struct captured *one)
{
	one->number = ++c->number;
	one->previous = c->last;
	if (c->last)
		c->last->next = one;
	else
		c->first = one;
	c->last = one;
	c->bytes += one->size;
	while (c->bytes > CAPTURE_BYTES && c->first != one) {
		drop_first(c);
		c->dropped++;
	}
}

/* The call that it came with, or that was the last one before. */
static const struct capture_call *attribute(const struct taking *k, const struct tapped *t)
{
	return k->done && t->moment < k->c->call.began ? &k->c->before : &k->c->call;
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
	const struct capture_call *call = attribute(k, t);
	struct buf names = { 0 };
	struct captured *one;
	struct packet p;
	struct owned of;

	packet_decode(&p, t->link, t->ethertype, t->bytes);
	flows_note(&k->c->flows, &p);
	fragments_note(&k->c->fragments, &p);
	of = find_owners(k, &p, t->way);
	if (!of.any && (k->c->owners.chosen || !k->c->all))
		return;
	add_owned(&of, &p, &names);
	one = make(t, &p, &names, call);
	buf_free(&names);
	one->call = call->id;
	one->between = !k->done || call == &k->c->before;
	one->since = call->id ? t->moment - call->began : -1;
	one->from_fd = of.from ? of.from->fd : -1;
	one->to_fd = of.to ? of.to->fd : -1;
	append(k->c, one);
}

/* What a call has made is called as the command says. */
static void note_call(struct capture *c, struct fdtab *t, const struct call *done)
{
	struct capture_call last = c->before;

	c->before = c->call;
	c->call = last;
	c->call.id = done->id;
	c->call.began = done->began;
	buf_clear(&c->call.cmd);
	buf_add(&c->call.cmd, done->cmd.p,
		done->cmd.len < COMMAND_MAX ? done->cmd.len : COMMAND_MAX);
	if (done->made && done->as.p && !memchr(done->as.p, ',', done->as.len)) {
		owners_look(&c->owners, t, (int)done->result, NULL, NULL);
		owners_call(&c->owners, done->made, done->as);
	}
}

void capture_take(struct capture *c, struct fdtab *t, const struct call *done, owner_name *name,
	void *context)
{
	struct taking k = { c, t, done, false };

	owners_look(&c->owners, t, done && done->has_fd ? done->fd : -1, name, context);
	if (done)
		note_call(c, t, done);
	tap_read(&c->tap, take, &k);
}

/* From the end: after each call the last few are asked for, of thousands. */
const struct captured *capture_behind(const struct capture *c, uint64_t number)
{
	const struct captured *one = c->last, *found = NULL;

	for (; one && one->number > number; one = one->previous)
		found = one;
	return found;
}
