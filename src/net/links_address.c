/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses the ends of a link get.
 */
#include <arpa/inet.h>
#include <string.h>

#include "links_parts.h"

/* ---- addresses ---- */

unsigned char *ip_bytes(struct addr *a)
{
	return a->sa.sa_family == AF_INET ? (unsigned char *)&a->in.sin_addr
					  : (unsigned char *)&a->in6.sin6_addr;
}

const unsigned char *ip_bytes_of(const struct addr *a)
{
	return a->sa.sa_family == AF_INET ? (const unsigned char *)&a->in.sin_addr
					  : (const unsigned char *)&a->in6.sin6_addr;
}

int ip_bits(const struct addr *a)
{
	return a->sa.sa_family == AF_INET ? 32 : 128;
}

bool ip_same_network(const struct addr *a, const struct addr *b, int prefix)
{
	const unsigned char *x = ip_bytes_of(a), *y = ip_bytes_of(b);
	size_t whole = (size_t)prefix / 8;
	int rest = prefix % 8;

	return a->sa.sa_family == b->sa.sa_family && !memcmp(x, y, whole) &&
	       (!rest || (x[whole] ^ y[whole]) >> (8 - rest) == 0);
}

bool ip_same(const struct addr *a, const struct addr *b)
{
	return ip_same_network(a, b, ip_bits(a));
}

struct addr ip_network(const struct addr *a, int prefix)
{
	struct addr network = *a;
	unsigned char *bytes = ip_bytes(&network);

	for (int i = prefix; i < ip_bits(a); i++)
		bytes[i / 8] &= (unsigned char)~(0x80 >> i % 8);
	return network;
}

static int family_of(int which)
{
	return which == IPV4 ? AF_INET : AF_INET6;
}

/* ---- who has which ---- */

/* The next address of the given ones that HOST has for a link: of the NETWORK (len 0: any). */
static struct host_address *next_given(
	struct host *h, int which, const struct addr *network, int prefix)
{
	for (size_t i = 0; i < h->naddresses; i++) {
		struct host_address *a = &h->addresses[i];

		if (a->link < 0 && a->addr.sa.sa_family == family_of(which) &&
			(!network->len || ip_same_network(&a->addr, network, prefix)))
			return a;
	}
	return NULL;
}

static bool overlap(const struct host_address *a, const struct addr *network, int prefix)
{
	return ip_same_network(&a->addr, network, a->prefix < prefix ? a->prefix : prefix);
}

/* Whether an address of the NETWORK is anybody's; PREFIX -1: whether this very one is. */
static bool is_taken(const struct net *n, const struct addr *network, int prefix)
{
	for (size_t i = 0; i < n->nhosts; i++)
		for (size_t j = 0; n->hosts[i] && j < n->hosts[i]->naddresses; j++) {
			const struct host_address *a = &n->hosts[i]->addresses[j];

			if (prefix < 0 ? ip_same(&a->addr, network) : overlap(a, network, prefix))
				return true;
		}
	return false;
}

/* ---- the network of a link ---- */

static struct addr numbered_network(int which, unsigned number)
{
	struct addr a = { .len = which == IPV4 ? sizeof(a.in) : sizeof(a.in6),
		.sa.sa_family = (sa_family_t)family_of(which) };
	unsigned char *bytes = ip_bytes(&a);

	if (which == IPV4) {
		bytes[0] = 10;
		bytes[1] = (unsigned char)(number >> 8);
		bytes[2] = (unsigned char)number;
	} else {
		bytes[0] = 0xfd;
		bytes[6] = (unsigned char)(number >> 8);
		bytes[7] = (unsigned char)number;
	}
	return a;
}

/* The first from the link's number on that nobody has an address of. */
static void own_network(
	const struct net *n, int which, unsigned number, struct addr *network, int *prefix)
{
	*prefix = which == IPV4 ? 24 : 64;
	do
		*network = numbered_network(which, number++);
	while (is_taken(n, network, *prefix) && number < UINT16_MAX);
}

static void take(struct link *l, unsigned end, int which, struct host_address *a)
{
	a->link = (int)l->number;
	l->ends[end].addr[which] = a->addr;
	l->ends[end].prefix[which] = a->prefix;
}

/* Whether another end has ADDRESS already: nobody, whose addresses are noted with no host. */
static bool is_of_an_end(const struct link *l, int which, const struct addr *address)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->ends[i].addr[which].len && ip_same(&l->ends[i].addr[which], address))
			return true;
	return false;
}

/* An address of the network for an end that was given none: the host's part is its number. */
static int assign(struct net *n, struct link *l, unsigned end, int which,
	const struct addr *network, int prefix, struct err *e)
{
	struct host *h = links_host(n, &l->ends[end]);
	struct addr a = ip_network(network, prefix);
	unsigned char *last = ip_bytes(&a) + ip_bits(&a) / 8 - 1;
	int bits = ip_bits(&a) - prefix;
	unsigned room = bits >= 8 ? 0xff : 1U << bits, lowest = *last;

	for (unsigned i = 0; i + 2 < room; i++) {
		*last = (unsigned char)(lowest + 1 + (end + i) % (room - 2));
		if (is_taken(n, &a, -1) || is_of_an_end(l, which, &a))
			continue;
		l->ends[end].addr[which] = a;
		l->ends[end].prefix[which] = prefix;
		if (h)
			net_host_take(h, &a, prefix, (int)l->number);
		return 0;
	}
	return err_set(e, ERR_NAME, "the link's network has no address left for %s",
		h ? h->name : "its end");
}

static unsigned given_left(const struct host *h, int which)
{
	unsigned count = 0;

	for (size_t i = 0; i < h->naddresses; i++)
		count += h->addresses[i].link < 0 &&
			 h->addresses[i].addr.sa.sa_family == family_of(which);
	return count;
}

/* Those that their hosts were given: first who has no choice; then who has one of the others'
 * network; then the rest. */
static void take_given(struct net *n, struct link *l, int which, struct addr *network, int *prefix)
{
	static const struct addr any = { 0 };

	for (int round = 0; round < 3; round++)
		for (unsigned i = 0; i < l->n; i++) {
			struct host *h = links_host(n, &l->ends[i]);
			struct host_address *a;

			if (!h || l->ends[i].addr[which].len ||
				(round == 0 && given_left(h, which) != 1))
				continue;
			a = next_given(h, which, round == 1 ? network : &any, *prefix);
			if (!a)
				continue;
			take(l, i, which, a);
			if (!network->len) {
				*network = ip_network(&a->addr, a->prefix);
				*prefix = a->prefix;
			}
		}
}

static int choose(struct net *n, struct link *l, int which, struct err *e)
{
	struct addr network = { 0 };
	int prefix = 0;

	take_given(n, l, which, &network, &prefix);
	if (!network.len)
		own_network(n, which, l->number + 1, &network, &prefix);
	for (unsigned i = 0; i < l->n; i++)
		if (!l->ends[i].addr[which].len && assign(n, l, i, which, &network, prefix, e) < 0)
			return -1;
	return 0;
}

int links_choose_addresses(struct net *n, struct link *l, struct err *e)
{
	if (choose(n, l, IPV4, e) < 0)
		return -1;
	return links_have_ipv6() && l->mtu >= IPV6_MTU_LEAST ? choose(n, l, IPV6, e) : 0;
}
