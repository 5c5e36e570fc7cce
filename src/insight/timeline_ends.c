/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors, as the calls on them tell of them.
 */
#include "timeline_ends.h"

#include <stdlib.h>
#include <string.h>

#include "insight/owners.h"

enum { TYPE_BITS = 0xf };

void ends_free(struct ends *e)
{
	free(e->list);
	free(e->slots);
	free(e->places);
	free(e->pairs);
	*e = (struct ends){ 0 };
}

/* ---- the table ---- */

static size_t *slot_of(const struct ends *e, uint64_t serial)
{
	size_t at = (size_t)(serial * 0x9e3779b97f4a7c15U) % e->nslots;

	while (e->slots[at] && e->list[e->slots[at] - 1].serial != serial)
		at = (at + 1) % e->nslots;
	return &e->slots[at];
}

static void grow(struct ends *e)
{
	e->capacity = e->capacity ? e->capacity * 2 : 32;
	e->list = mem_realloc(e->list, e->capacity * sizeof(*e->list));
	e->nslots = e->capacity * 2 + 1;
	free(e->slots);
	e->slots = mem_zalloc(e->nslots, sizeof(*e->slots));
	for (size_t i = 0; i < e->count; i++)
		*slot_of(e, e->list[i].serial) = i + 1;
}

static struct end *find_itself(const struct ends *e, uint64_t serial)
{
	size_t at = e->nslots && serial ? *slot_of(e, serial) : 0;

	return at ? &e->list[at - 1] : NULL;
}

struct end *ends_find(const struct ends *e, uint64_t serial)
{
	struct end *found = find_itself(e, serial);

	while (found && found->copy_of)
		found = find_itself(e, found->copy_of);
	return found;
}

/* The end of that serial, which may be new. */
static struct end *have(struct ends *e, uint64_t serial, int fd)
{
	struct end *found = find_itself(e, serial);

	if (found)
		return found;
	if (e->count == e->capacity || !e->list)
		grow(e);
	e->list[e->count] = (struct end){ .serial = serial,
		.fd = fd,
		.open = 1,
		.since = INT64_MIN,
		.listened = INT64_MIN,
		.closed = INT64_MAX,
		.connected = { INT64_MIN, INT64_MAX } };
	*slot_of(e, serial) = e->count + 1;
	return &e->list[e->count++];
}

/* ---- addresses ---- */

bool ends_same(const struct addr *a, const struct addr *b)
{
	struct packet_end one, two;

	if (owners_end(a, &one) && owners_end(b, &two))
		return packet_end_same(&one, &two, true);
	return a->len && a->len == b->len && !memcmp(&a->sa, &b->sa, a->len);
}

static const struct addr *noted(const struct call *c)
{
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR)
			return c->notes[i].addr;
	return NULL;
}

static void learn(struct addr *to, const struct addr *a)
{
	if (a && a->len)
		*to = *a;
}

/* ---- calls ---- */

/* The names in `as` stand in the order of the descriptors. */
static void name_it(struct end *end, struct slice as, bool second)
{
	const char *comma = as.p ? memchr(as.p, ',', as.len) : NULL;
	size_t first = comma ? (size_t)(comma - as.p) : as.len;

	if (second) {
		as.len = comma ? as.len - first - 1 : 0;
		as.p += comma ? first + 1 : 0;
	} else {
		as.len = first;
	}
	if (!as.p || as.len >= END_NAME)
		return;
	memcpy(end->name, as.p, as.len);
	end->name[as.len] = '\0';
}

static void take_kind(struct end *end, const struct call *c)
{
	if (c->nargs > 1 && c->args[0].kind == CALL_NAME && c->args[1].kind == CALL_TYPE) {
		end->family = (int)c->args[0].num;
		end->type = (int)(c->args[1].num & TYPE_BITS);
	}
}

static void note_pair(struct ends *e, const struct call *c)
{
	const struct call_note *numbers = c->nnotes ? c->notes : NULL;
	bool known = numbers && numbers->kind == NOTE_PAIR;
	struct end *end = have(e, c->paired, known ? (int)numbers->second : -1);

	take_kind(end, c);
	name_it(end, c->as, true);
	end->other = c->made;
	end = find_itself(e, c->made);
	end->fd = known ? (int)numbers->num : -1;
	end->other = c->paired;
	end->connects = true;
}

static void note_accepted(struct ends *e, struct end *end, const struct call *c)
{
	const struct end *from = find_itself(e, c->serial);
	struct end *other = find_itself(e, c->other);

	end->listener = c->serial;
	end->other = c->other;
	learn(&end->peer, noted(c));
	if (other) {
		other->other = end->serial;
		learn(&other->local, noted(c));
	}
	if (!from)
		return;
	end->family = from->family;
	end->type = from->type;
	end->local = from->local;
}

bool ends_is_copy(const struct call *c)
{
	return c->made && c->has_fd && !strcmp(c->name, "dup");
}

bool ends_is_received(const struct call *c)
{
	return c->made && c->has_fd && !ends_is_copy(c) && strncmp(c->name, "accept", 6) != 0;
}

/* What a call made. What came along with one, calls on it tell of. */
static void note_made(struct ends *e, const struct call *c)
{
	struct end *end;

	if (ends_is_received(c))
		return;
	if (c->has_fd && c->serial)
		have(e, c->serial, c->fd);
	end = have(e, c->made, (int)c->result);
	end->since = c->began;
	take_kind(end, c);
	name_it(end, c->as, false);
	if (c->paired)
		note_pair(e, c);
	else if (!strncmp(c->name, "accept", 6))
		note_accepted(e, end, c);
	else if (ends_is_copy(c)) {
		end->copy_of = c->serial;
		ends_find(e, c->serial)->open++;
	}
}

/* ---- where else it is open ---- */

/* Who closes a descriptor that is under way in a message, or came to another process, ends
 * nothing. */
static void note_passed(struct ends *e, const struct call_control *control)
{
	int fd;

	for (size_t at = 0; at + sizeof(fd) <= control->data.len; at += sizeof(fd)) {
		size_t i = e->count;

		memcpy(&fd, control->data.p + at, sizeof(fd));
		while (i && e->list[i - 1].fd != fd)
			i--;
		if (i)
			ends_find(e, e->list[i - 1].serial)->open++;
	}
}

static void note_open(struct ends *e, struct end *end, const struct call *c)
{
	if (!call_ok(c))
		return;
	if (!strcmp(c->name, "close") && end->open && !--end->open) {
		end->closed_by = c->id;
		end->closed = c->began + c->duration;
	}
	for (size_t i = 0; !c->received && i < c->ncontrol; i++)
		if (c->control[i].level == SOL_SOCKET && c->control[i].type == SCM_RIGHTS)
			note_passed(e, &c->control[i]);
}

/* What a call on END says of its addresses. */
static void note_addresses(struct end *end, const struct call *c)
{
	const struct addr *named = looks_named(c);

	if (!strcmp(c->name, "connect") && named && named->sa.sa_family != AF_UNSPEC) {
		end->connects = true;
		end->connected = ends_during(c);
		learn(&end->peer, named);
	} else if (!call_ok(c)) {
		return;
	} else if (!strcmp(c->name, "bind") || !strcmp(c->name, "getsockname")) {
		end->since = *c->name == 'b' ? c->began : end->since;
		learn(&end->local, noted(c) ? noted(c) : named);
	} else if (!strcmp(c->name, "getpeername")) {
		learn(&end->peer, noted(c));
	} else if (!strcmp(c->name, "listen")) {
		end->listened = end->listens ? end->listened : c->began;
		end->listens = true;
	}
}

void ends_note(struct ends *e, const struct call *c)
{
	if (c->made)
		note_made(e, c);
	if (!c->has_fd || !c->serial)
		return;
	have(e, c->serial, c->fd);
	note_addresses(ends_find(e, c->serial), c);
	note_open(e, ends_find(e, c->serial), c);
	if (!strncmp(c->name, "accept", 6))
		ends_find(e, c->serial)->listens = true;
}

void ends_know(struct ends *e, const struct timeline_known *k)
{
	struct end *end = find_itself(e, k->serial);

	if (end && end->copy_of) {
		end = ends_find(e, k->serial);
		if (end && !end->inode)
			end->inode = k->inode;
		return;
	}
	if (!end)
		return;
	end->inode = k->inode;
	end->family = k->family;
	end->type = k->type;
	end->other = end->other ? end->other : k->other;
	end->listener = end->listener ? end->listener : k->listener;
	learn(&end->local, &k->local);
	learn(&end->peer, &k->peer);
	if (k->name && !*end->name)
		name_it(end, slice_of(k->name), false);
}

/* ---- one socket ---- */

static int compare(const void *a, const void *b)
{
	const struct end *one = *(struct end *const *)a, *two = *(struct end *const *)b;

	if (one->inode != two->inode)
		return one->inode < two->inode ? -1 : 1;
	return one->serial < two->serial ? -1 : one->serial > two->serial;
}

static void join(struct end *first, struct end *copy)
{
	copy->copy_of = first->serial;
	first->open += copy->open;
	first->closed = copy->closed;
	if (copy->connects)
		first->connected = copy->connected;
	if (copy->listens && !first->listens)
		first->listened = copy->listened;
	first->family = copy->family;
	first->type = copy->type;
	first->listens |= copy->listens;
	first->connects |= copy->connects;
	first->other = first->other ? first->other : copy->other;
	learn(&first->local, &copy->local);
	learn(&first->peer, &copy->peer);
}

void ends_join(struct ends *e)
{
	struct end **sorted = mem_zalloc(e->count + 1, sizeof(struct end *));
	size_t n = 0, first = 0;

	for (size_t i = 0; i < e->count; i++)
		if (e->list[i].inode && !e->list[i].copy_of)
			sorted[n++] = &e->list[i];
	qsort(sorted, n, sizeof(struct end *), compare);
	for (size_t i = 1; i < n; i++) {
		if (sorted[i]->inode == sorted[first]->inode)
			join(sorted[first], sorted[i]);
		else
			first = i;
	}
	free(sorted);
}
