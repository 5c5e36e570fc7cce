/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that say what is looked for among all that the kernel has.
 */
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

#include "base/nearest.h"
#include "base/text.h"
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/fdtab.h"
#include "sock/names.h"
#include "sock/snapshot.h"
#include "sock/state.h"

/* if_nameindex(3) opens a descriptor. */
static void complete_interface(const struct arg_context *c, struct candidates *out)
{
	fdtab_lock(c->scope->fds);
	struct if_nameindex *all = if_nameindex();
	fdtab_unlock(c->scope->fds);

	for (struct if_nameindex *i = all; i && i->if_index; i++)
		candidates_add_name(out, i->if_name, NULL, ' ');
	if (all)
		if_freenameindex(all);
}

const struct arg_type type_interface = { .name = "INTERFACE",
	.what = "the name of a network interface; interfaces lists them",
	.complete = complete_interface };

/* ---- sockets ---- */

static const struct names *const state_names[] = { &names_tcp_state, &names_plain_state };

/* The port of a service, or -1. It is looked up in a file. */
static int port_of(struct fdtab *t, struct slice name)
{
	char word[64], room[1024];
	struct servent entry, *found = NULL;

	if (!name.len || name.len >= sizeof(word) || memchr(name.p, '\0', name.len))
		return -1;
	memcpy(word, name.p, name.len);
	word[name.len] = '\0';
	fdtab_lock(t);
	if (getservbyname_r(word, NULL, &entry, room, sizeof(room), &found) != 0)
		found = NULL;
	fdtab_unlock(t);
	return found ? ntohs((uint16_t)found->s_port) : -1;
}

static int unknown_sought(const struct arg_context *c, struct slice word, struct err *e)
{
	struct nearest near = nearest_to(word);
	int fd;

	if (!e)
		return -1;
	err_set(e, ERR_USAGE, "'%.*s' is no port, no state and no kind of socket", (int)word.len,
		word.p);
	if (c->scope && vars_get_fd(&c->scope->vars, word, &fd))
		return err_hint(e, "$%.*s.port is its port", (int)word.len, word.p);
	for (size_t n = 0; n < sizeof(state_names) / sizeof(state_names[0]); n++)
		for (size_t i = 0; i < state_names[n]->count; i++)
			nearest_offer(&near, state_names[n]->rows[i].name);
	for (size_t i = 0; i < socket_kind_count; i++)
		nearest_offer(&near, socket_kinds[i].name);
	if (!nearest_hint(&near, e))
		err_hint(e, "8080, LISTEN, TIME_WAIT, udp ...; none: this session's");
	return -1;
}

/* ESTAB, as ss(8) has it. */
static const struct name_row *find_state(struct slice word)
{
	return state_find(names_same(word, "ESTAB") ? slice_of("ESTABLISHED") : word);
}

static int parse_sought(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->row = find_state(a->text);
	a->num = SOUGHT_STATE;
	if (a->row)
		return 0;
	a->row = kind_find(a->text);
	a->num = SOUGHT_KIND;
	if (a->row)
		return 0;
	if (text_begins_number(a->text)) {
		if (!text_number(a->text, 0, UINT16_MAX, &a->num, e))
			return 0;
		return err_set(
			e, ERR_USAGE, "'%.*s' is no port: 0 to 65535", (int)a->text.len, a->text.p);
	}
	a->num = c->scope ? port_of(c->scope->fds, a->text) : 0;
	return a->num < 0 ? unknown_sought(c, a->text, e) : 0;
}

/* Those of the session's own sockets. */
static void complete_ports(struct scope *sc, struct candidates *out)
{
	struct fd_info info;
	struct snapshot look;
	char number[16];

	for (int fd = 2; (fd = fdtab_next(sc->fds, fd)) >= 0;) {
		snapshot_begin(&look, fd, NULL);
		if (!fdtab_get(sc->fds, fd, &info) || info.shell ||
			snapshot_need(&look, PART_LOCAL) < 0 || addr_port(&look.local) <= 0)
			continue;
		struct slice name = vars_name_of_fd(&sc->vars, fd);
		snprintf(number, sizeof(number), "%d", addr_port(&look.local));
		candidates_add(
			out, number, name.p ? arena_copy(out->arena, name.p, name.len) : NULL, ' ');
	}
}

static void complete_sought(const struct arg_context *c, struct candidates *out)
{
	complete_ports(c->scope, out);
	for (size_t n = 0; n < sizeof(state_names) / sizeof(state_names[0]); n++)
		for (size_t i = 0; i < state_names[n]->count; i++)
			candidates_add(out, state_names[n]->rows[i].name,
				state_names[n]->rows[i].help, ' ');
	for (size_t i = 0; i < socket_kind_count; i++)
		candidates_add(out, socket_kinds[i].name, socket_kinds[i].help, ' ');
}

const struct arg_type type_sought = { .flags = TYPE_LOOKS_UP,
	.name = "PORT|STATE",
	.what = "a port, its service's name, a state such as LISTEN or TIME_WAIT, or a kind such as udp",
	.parse = parse_sought,
	.complete = complete_sought };
