/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames that are to be dropped, by what they are.
 */
#include "insight/drops.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "insight/capture.h"

struct drop {
	unsigned link, from;
	struct buf pattern;
};

struct drops {
	pthread_mutex_t lock; /* the thread that carries frames asks; the main thread adds */
	struct drop *all;     /* in the order in which they were added */
	size_t count;
	struct capture seen; /* of which the flows alone are used */
};

struct drops *drops_new(void)
{
	struct drops *d = mem_zalloc(1, sizeof(*d));

	pthread_mutex_init(&d->lock, NULL);
	return d;
}

void drops_free(struct drops *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++)
		buf_free(&d->all[i].pattern);
	free(d->all);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

void drops_add(struct drops *d, unsigned link, unsigned from, struct slice pattern)
{
	struct drop one = { .link = link, .from = from };

	buf_add(&one.pattern, pattern.p, pattern.len);
	pthread_mutex_lock(&d->lock);
	d->all = mem_realloc(d->all, (d->count + 1) * sizeof(*d->all));
	d->all[d->count++] = one;
	pthread_mutex_unlock(&d->lock);
}

static void remove_at(struct drops *d, size_t i)
{
	buf_free(&d->all[i].pattern);
	d->count--;
	memmove(d->all + i, d->all + i + 1, (d->count - i) * sizeof(*d->all));
}

void drops_forget(struct drops *d, unsigned link, unsigned from)
{
	pthread_mutex_lock(&d->lock);
	for (size_t i = d->count; i--;)
		if (d->all[i].link == link && (from == DROPS_EITHER || d->all[i].from == from))
			remove_at(d, i);
	pthread_mutex_unlock(&d->lock);
}

static bool concerns(const struct drop *one, unsigned link, unsigned from)
{
	return one->link == link && (one->from == from || one->from == DROPS_EITHER);
}

unsigned drops_wait(struct drops *d, unsigned link, unsigned from)
{
	unsigned count = 0;

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < d->count; i++)
		count += concerns(&d->all[i], link, from);
	pthread_mutex_unlock(&d->lock);
	return count;
}

/* Whether it begins a connection, without decoding it: of the many frames that pass, few do. What
 * stands behind extension headers of IPv6 is not looked for. */
static bool is_syn(struct slice bytes)
{
	enum { FLAGS = 13, IP6 = 40, ETHER = sizeof(struct ether_header) };
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t tcp;

	if (bytes.len < ETHER + 20)
		return false;
	if (p[12] == 0x08 && p[13] == 0x00 && p[ETHER + 9] == IPPROTO_TCP)
		tcp = ETHER + (size_t)(p[ETHER] & 0xf) * 4;
	else if (p[12] == 0x86 && p[13] == 0xdd && p[ETHER + 6] == IPPROTO_TCP)
		tcp = ETHER + IP6;
	else
		return false;
	return bytes.len > tcp + FLAGS && p[tcp + FLAGS] & PACKET_SYN;
}

/* The first that waits for this frame; the count: none does. */
static size_t find(struct drops *d, unsigned link, unsigned from, struct captured *one)
{
	struct buf ends = { 0 };
	size_t i = 0;

	packet_ends_print(NULL, &one->packet, &ends);
	one->names = buf_cstr(&ends);
	while (i < d->count && !(concerns(&d->all[i], link, from) &&
				       captured_fits(&d->seen, one, buf_slice(&d->all[i].pattern))))
		i++;
	buf_free(&ends);
	return i;
}

bool drops_ask(void *context, unsigned link, unsigned from, struct slice bytes)
{
	struct drops *d = context;
	bool found = false;

	pthread_mutex_lock(&d->lock);
	if (d->count || is_syn(bytes)) {
		struct captured one = { .link = PACKET_ETHERNET, .bytes = bytes };

		packet_decode(&one.packet, PACKET_ETHERNET, 0, bytes);
		flows_note(&d->seen.flows, &one.packet);
		size_t i = find(d, link, from, &one);
		found = i < d->count;
		if (found)
			remove_at(d, i);
	}
	pthread_mutex_unlock(&d->lock);
	return found;
}
