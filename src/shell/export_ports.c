/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which ports of a session the kernel chose, from the records of its calls.
 */
#include "export_ports.h"

#include <stdio.h>

enum { LOWEST = 1024 };

/* The address that came along with C, or NULL. */
static const struct addr *told_of(const struct call *c)
{
	for (size_t i = 0; call_ok(c) && i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR)
			return c->notes[i].addr;
	return NULL;
}

/* That a bind asked for, of any call else 0. */
static int asked_for(const struct call *c)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == CALL_ADDR && c->args[i].addr && !strcmp(c->name, "bind"))
			return addr_port(c->args[i].addr);
	return 0;
}

/* The name that stands for the descriptor SERIAL: given by the call that made it. */
static struct slice name_of(const struct export *x, uint64_t serial)
{
	for (size_t i = 0; i < x->ncalls; i++) {
		const struct call *c = x->calls[i]->call;
		const char *comma = c->as.p ? memchr(c->as.p, ',', c->as.len) : NULL;

		if (c->made == serial && c->as.p)
			return (struct slice){ c->as.p,
				comma ? (size_t)(comma - c->as.p) : c->as.len };
		if (c->paired == serial && comma)
			return slice_from(c->as, (size_t)(comma - c->as.p) + 1);
	}
	return (struct slice){ NULL, 0 };
}

/* The number of the descriptor SERIAL, which C made, took or was made on. */
static int number_of(const struct call *c, uint64_t serial)
{
	return c->made == serial ? (int)c->result : c->fd;
}

static bool is_given(const struct call *c, struct slice name)
{
	return name.p && c->as.p && slice_equal(c->as, name);
}

/* The first step behind which P's name tells it no more. */
static size_t closed_after(const struct export *x, const struct chosen_port *p)
{
	for (size_t i = 0; i < x->ncalls; i++) {
		const struct call *c = x->calls[i]->call;
		size_t at = (size_t)(x->calls[i]->step - x->steps);

		if (at >= p->step && call_ok(c) && c->serial == p->serial &&
			!strcmp(c->name, "close"))
			return at;
		if (at >= p->step && is_given(c, p->name) && c->made != p->serial)
			return at;
	}
	return SIZE_MAX;
}

static void learn(struct export *x, struct chosen_ports *p, const struct exported_call *made)
{
	const struct call *c = made->call;
	const struct addr *a = told_of(c);
	int port = a ? addr_port(a) : -1;
	bool peer = c->made || !strcmp(c->name, "getpeername");
	struct chosen_port *new = &p->items[p->count];
	uint64_t serial = c->made ? c->made : c->serial;

	if (port < LOWEST || !serial || c->received || (asked_for(c) > 0 && !peer))
		return;
	*new = (struct chosen_port){ .port = port,
		.peer = peer,
		.serial = serial,
		.fd = number_of(c, serial),
		.name = name_of(x, serial),
		.from = c,
		.step = (size_t)(made->step - x->steps) };
	new->closed = closed_after(x, new);
	p->count++;
}

struct chosen_ports chosen_ports(struct export *x)
{
	struct chosen_ports p = {
		arena_alloc(&x->arena, sizeof(struct chosen_port) * (x->ncalls + 1)), 0
	};

	for (size_t i = 0; i < x->ncalls; i++)
		learn(x, &p, x->calls[i]);
	return p;
}

struct chosen_port *chosen_find(const struct chosen_ports *p, int port, size_t at)
{
	struct chosen_port *found = NULL;

	for (size_t i = 0; i < p->count; i++) {
		struct chosen_port *one = &p->items[i];

		/* the descriptor's own rather than what another saw of it, and one that is there */
		if (one->port == port && one->step < at &&
			(!found || (found->closed < at && one->closed >= at) ||
				(found->peer && !one->peer)))
			found = one;
	}
	return found;
}

bool chosen_in(const struct chosen_ports *p, struct slice data)
{
	char digits[16];

	for (size_t i = 0; i < p->count; i++) {
		int len = snprintf(digits, sizeof(digits), "%d", p->items[i].port);

		if (memmem(data.p, data.len, digits, (size_t)len))
			return true;
	}
	return false;
}
