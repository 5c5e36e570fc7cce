/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who had an address, and when.
 */
#include "timeline_ends.h"

#include <stdlib.h>

/* Alike for whatever ends_takes may hold for one: of the internet it is the port alone. */
static size_t hash(const struct addr *a)
{
	const unsigned char *bytes = (const unsigned char *)&a->sa;
	uint64_t sum = 0;

	if (addr_port(a) >= 0)
		return (size_t)((uint64_t)addr_port(a) * 0x9e3779b97f4a7c15U >> 16);
	for (size_t i = 0; i < a->len; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3U;
	return (size_t)(sum >> 8);
}

void ends_index(struct ends *e)
{
	free(e->places);
	e->nplaces = e->count * 2 + 1;
	e->places = mem_zalloc(e->nplaces, sizeof(*e->places));
	for (size_t i = 0; i < e->count; i++) {
		struct end *end = &e->list[i];
		size_t *first = &e->places[hash(&end->local) % e->nplaces];

		if (!end->local.len || end->copy_of)
			continue;
		end->next = *first;
		*first = i + 1;
	}
}

bool ends_takes(const struct end *end, const struct addr *to)
{
	if (!end->local.len || !to->len)
		return false;
	if (addr_port(to) < 0 || !addr_is_any(&end->local))
		return ends_same(&end->local, to);
	return addr_port(&end->local) == addr_port(to);
}

static const struct end *first_at(const struct ends *e, const struct addr *to)
{
	size_t place = e->nplaces && to->len ? e->places[hash(to) % e->nplaces] : 0;

	return place ? &e->list[place - 1] : NULL;
}

static const struct end *next_at(const struct ends *e, const struct end *end)
{
	return end->next ? &e->list[end->next - 1] : NULL;
}

const struct end *ends_listening(
	const struct ends *e, const struct end *from, const struct addr *to, struct during when)
{
	for (const struct end *end = first_at(e, to); end; end = next_at(e, end))
		if (end->listens && end->type == from->type && end->listened <= when.ended &&
			when.began <= end->closed && ends_takes(end, to))
			return end;
	return NULL;
}

const struct end *ends_taking(
	const struct ends *e, const struct end *from, const struct addr *to, struct during when)
{
	for (const struct end *end = first_at(e, to); end; end = next_at(e, end))
		if (end != from && end->type == from->type && end->since <= when.ended &&
			when.began <= end->closed && ends_takes(end, to))
			return end;
	return NULL;
}
