/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets that are frames of links, and what these do to them.
 */
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "capture_kept.h"
#include "net/hosts.h"

/* Of an owner_network. */
static uint64_t network_of(const void *context, const struct packet_end *end)
{
	struct addr a = { .len = end->v6 ? sizeof(a.in6) : sizeof(a.in),
		.sa.sa_family = end->v6 ? AF_INET6 : AF_INET };
	const struct host *h;

	if (end->v6)
		memcpy(&a.in6.sin6_addr, end->addr, sizeof(a.in6.sin6_addr));
	else
		memcpy(&a.in.sin_addr, end->addr, sizeof(a.in.sin_addr));
	h = net_host_with(context, &a);
	return h ? h->ns.cookie : 0;
}

void capture_listen(struct capture *c, const struct net *n)
{
	pthread_mutex_lock(&c->lock);
	c->owners.network = network_of;
	c->owners.networks = n;
	if (capture_is_on(c) && n->carrier && !c->wiretap)
		c->wiretap = wiretap_new(n->carrier);
	pthread_mutex_unlock(&c->lock);
}

void capture_lines_free(struct capture *c)
{
	wiretap_free(c->wiretap);
	for (unsigned i = 0; i < c->lines; i++)
		free(c->of_lines[i]);
	free(c->of_lines);
}

struct flows *capture_flows(struct capture *c, unsigned line)
{
	if (!line)
		return &c->flows;
	if (c->lines < line)
		c->of_lines = mem_realloc(c->of_lines, line * sizeof(*c->of_lines));
	for (; c->lines < line; c->lines++)
		c->of_lines[c->lines] = NULL;
	if (!c->of_lines[line - 1])
		c->of_lines[line - 1] = mem_zalloc(1, sizeof(struct flows));
	return c->of_lines[line - 1];
}

/* Both ends may be sockets of this process. */
struct tapped capture_tapped(const struct wired *w)
{
	const unsigned char *frame = (const unsigned char *)w->bytes.p;

	return (struct tapped){ .link = PACKET_ETHERNET,
		.way = PACKET_LEAVES | PACKET_ARRIVES,
		.ethertype = frame[2 * ETH_ALEN] << 8 | frame[2 * ETH_ALEN + 1],
		.date = w->date,
		.moment = w->left,
		.wire = w->wire,
		.bytes = w->bytes };
}

/* ---- what became of it ---- */

static void add(struct buf *b, size_t start, const char *text)
{
	buf_adds(b, b->len > start ? ", " : " (");
	buf_adds(b, text);
}

void captured_about(const struct capture *c, const struct captured *one, struct buf *b)
{
	const struct line_verdict *v = &one->verdict;
	size_t start = b->len;

	if (!one->line)
		return;
	if (c->lines > 1) {
		add(b, start, "link ");
		buf_addn(b, (int)one->line);
	}
	if (v->fate != LINE_CARRIED)
		add(b, start, line_fate_name(v->fate));
	if (v->corrupted)
		add(b, start, "a bit is turned");
	if (v->twice)
		add(b, start, "twice");
	if (v->fate == LINE_CARRIED && v->arrives > one->moment) {
		add(b, start, "arrives after ");
		text_add_time(b, v->arrives - one->moment);
	}
	if (b->len > start)
		buf_addc(b, ')');
}
