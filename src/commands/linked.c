/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Links by the words that name them.
 */
#include "linked.h"

#include "base/nearest.h"
#include "shell/hosts.h"
#include "shell/session.h"

struct net *linked_net(struct run *r, struct span where)
{
	if (r->session->net)
		return r->session->net;
	err_at(&r->err, ERR_NAME, where, "there are no hosts yet");
	err_hint(&r->err, "host NAME makes one, in a network of one's own: sosh --private");
	return NULL;
}

const struct host *linked_host(struct run *r, struct slice name, struct span where)
{
	unsigned number;

	if (hosts_find(r->session, name, &number, &r->err) == 0) {
		if (number)
			return net_host_at(r->session->net, number);
		err_set(&r->err, ERR_NAME, "- is no host: it is where the shell began");
	}
	err_locate(&r->err, where);
	return NULL;
}

static int no_switch(struct run *r, const struct arg *word)
{
	const struct links *all = r->session->net->links;
	struct nearest near = nearest_to(word->text);

	err_at(&r->err, ERR_NAME, word->span, "no link is named '%.*s'", (int)word->text.len,
		word->text.p);
	for (size_t i = 0; all && i < all->count; i++)
		if (*all->all[i]->name)
			nearest_offer(&near, all->all[i]->name);
	if (!nearest_hint(&near, &r->err))
		err_hint(&r->err, "one of two hosts is named by both: romeo juliet");
	return -1;
}

/* The wire of two hosts. */
static int find_wire(struct run *r, const struct host *a, const struct host *b, struct span where,
	struct linked *found)
{
	found->link = net_link(r->session->net, a->number, b->number);
	if (found->link)
		return 0;
	err_at(&r->err, ERR_NAME, where, "there is no link between %s and %s", a->name, b->name);
	return err_hint(&r->err, "link %s %s makes one; links shows all", a->name, b->name);
}

/* A>B, whose sign is at AT. */
static int find_way(struct run *r, const struct arg *word, const char *at, struct linked *found)
{
	struct slice from = { word->text.p, (size_t)(at - word->text.p) };
	struct slice to = slice_from(word->text, from.len + 1);
	const struct host *a = linked_host(r, from, word->span), *b;

	found->words = 1;
	if (!a)
		return -1;
	found->link = net_link_named(r->session->net, to);
	if (!found->link) {
		b = linked_host(r, to, word->span);
		if (!b || find_wire(r, a, b, word->span, found) < 0)
			return -1;
	}
	found->port = net_link_end(found->link, a->number);
	if (found->port >= 0)
		return 0;
	return err_at(&r->err, ERR_NAME, word->span, "%s is not on the link %s", a->name,
		found->link->name);
}

int linked_find(struct run *r, struct linked *found)
{
	const struct arg *words = r->args.rest;
	struct net *n = linked_net(r, words[0].span);
	const char *sign = memchr(words[0].text.p, '>', words[0].text.len);
	const struct host *a, *b;

	*found = (struct linked){ .port = LINKED_ALL, .words = 1 };
	if (!n)
		return -1;
	if (sign)
		return find_way(r, &words[0], sign, found);
	a = net_host(n, words[0].text);
	if (!a) {
		found->link = net_link_named(n, words[0].text);
		return found->link ? 0 : no_switch(r, &words[0]);
	}
	found->words = 2;
	if (r->args.nrest < 2)
		return err_at(&r->err, ERR_USAGE, words[0].span,
			"a link of %s to whom? it is named by both its hosts", a->name);
	b = linked_host(r, words[1].text, words[1].span);
	return b ? find_wire(
			   r, a, b, (struct span){ words[0].span.start, words[1].span.end }, found)
		 : -1;
}

static const char *name_at(const struct net *n, const struct link *l, unsigned port)
{
	const struct host *h = l->ends[port].host ? net_host_at(n, l->ends[port].host) : NULL;

	return h ? h->name : "-";
}

void linked_way(const struct net *n, const struct link *l, unsigned port, struct buf *b)
{
	buf_addf(b, "%s > %s", name_at(n, l, port), *l->name ? l->name : name_at(n, l, !port));
}

enum command_status linked_cut(struct run *r, bool cut)
{
	struct linked found;

	if (linked_find(r, &found) < 0)
		return REFUSED;
	if (r->args.nrest > found.words) {
		err_at(&r->err, ERR_USAGE, r->args.rest[found.words].span, "one link at a time");
		return REFUSED;
	}
	for (unsigned i = 0; found.link && i < found.link->n; i++)
		if (linked_has(&found, i))
			carrier_cut(r->session->net->carrier, found.link->number, i, cut);
	return DONE;
}
