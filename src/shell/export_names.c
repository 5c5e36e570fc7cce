/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and data of a program: what its calls are put together from.
 */
#include <stdio.h>

#include "base/text.h"
#include "export_program.h"
#include "sock/render.h"

/* ---- names ---- */

struct variable *program_find(struct program *p, uint64_t serial)
{
	for (size_t i = p->nvariables; serial && i--;)
		if (p->variables[i].serial == serial)
			return &p->variables[i];
	return NULL;
}

static const char *in_arena(struct program *p, const struct buf *text)
{
	return arena_copy(&p->x->arena, buf_cstr(text), text->len);
}

static const char *number(struct program *p, int fd)
{
	struct buf text = { 0 };

	buf_addn(&text, fd);
	const char *copy = in_arena(p, &text);
	buf_free(&text);
	return copy;
}

const char *program_fd(struct program *p, const struct call *c)
{
	const struct variable *v = program_find(p, c->serial);

	return v ? v->name : program_number(p, c->fd);
}

/* By the calls so far, for a record of the call alone has only the serial of its first one. */
const char *program_number(struct program *p, int fd)
{
	const struct variable *v = NULL;

	for (size_t i = 0; i < p->x->ncalls; i++) {
		const struct call *c = p->x->calls[i]->call;

		if ((size_t)(p->x->calls[i]->step - p->x->steps) > p->at)
			continue;
		if (c->made && c->result == fd && call_ok(c) && program_find(p, c->made))
			v = program_find(p, c->made);
		for (size_t n = 0; c->paired && n < c->nnotes; n++)
			if (c->notes[n].kind == NOTE_PAIR &&
				(c->notes[n].num == fd || c->notes[n].second == fd))
				v = program_find(p, c->notes[n].num == fd ? c->made : c->paired);
	}
	return v ? v->name : number(p, fd);
}

static bool is_taken(const struct program *p, struct slice name)
{
	for (size_t i = 0; p->language->reserved[i]; i++)
		if (slice_is(name, p->language->reserved[i]))
			return true;
	for (size_t i = 0; i < p->nvariables; i++)
		if (p->variables[i].open && slice_is(name, p->variables[i].name))
			return true;
	return false;
}

static const char *choose_name(struct program *p, struct slice wish)
{
	struct buf name = { 0 };

	buf_add(&name, wish.p, wish.len);
	for (int i = 2; is_taken(p, buf_slice(&name)); i++) {
		name.len = wish.len;
		buf_addf(&name, "_%d", i);
	}
	const char *chosen = in_arena(p, &name);
	buf_free(&name);
	return chosen;
}

const char *program_new(
	struct program *p, const struct call *c, uint64_t serial, int fd, bool second)
{
	struct slice list = c->as, name = { NULL, 0 };
	struct variable *v = &p->variables[p->nvariables];
	char plain[24];

	if (vars_next_name(&list, &name) && second)
		vars_next_name(&list, &name);
	if (!name.p || !name.len)
		name = (struct slice){ plain, (size_t)snprintf(plain, sizeof(plain), "fd%d", fd) };
	*v = (struct variable){ .serial = serial, .name = choose_name(p, name), .open = true };
	p->nvariables++;
	return v->name;
}

/* ---- pieces of calls ---- */

const struct call_arg *program_arg(const struct call *c, enum call_arg_kind kind)
{
	for (size_t i = 0; i < c->nargs; i++)
		if (c->args[i].kind == kind)
			return &c->args[i];
	return NULL;
}

void program_names(struct slice names, const char *prefix, struct buf *b)
{
	bool begins = true;

	for (size_t i = 0; i < names.len; i++) {
		if (begins && text_is_name_start(names.p[i]))
			buf_adds(b, prefix);
		begins = names.p[i] == '|';
		buf_adds(b, begins ? " " : "");
		buf_addc(b, names.p[i]);
		buf_adds(b, begins ? " " : "");
	}
}

void program_flags(const struct call *c, const char *prefix, const char *before, struct buf *b)
{
	const struct call_arg *flags = program_arg(c, CALL_FLAGS);
	struct buf names = { 0 };

	if (!flags || !flags->num)
		return;
	render_arg(flags, &names);
	buf_adds(b, before);
	program_names(buf_slice(&names), prefix, b);
	buf_free(&names);
}

bool program_data(struct program *p, const struct call *c, struct slice *data)
{
	struct buf room = { 0 };

	if (c->missing)
		return false;
	*data = call_bytes(c, &room);
	data->p = arena_copy(&p->x->arena, data->p ? data->p : "", data->len);
	buf_free(&room);
	return true;
}

size_t program_period(struct slice data)
{
	enum { LONG = 200, PERIOD_MAX = 128 };

	for (size_t n = 1; data.len > LONG && n <= PERIOD_MAX; n++)
		if (!memcmp(data.p, data.p + n, data.len - n))
			return n;
	return 0;
}

const char *program_port_name(struct program *p, const struct chosen_port *port)
{
	const struct variable *v = program_find(p, port->serial);
	struct buf name = { 0 };

	buf_addf(&name, "%s_%s", v ? v->name : "fd", port->peer ? "peer_port" : "port");
	const char *copy = in_arena(p, &name);
	buf_free(&name);
	return copy;
}

const char *program_port(struct program *p, const struct addr *a)
{
	struct chosen_port *port = chosen_find(&p->ports, addr_port(a), p->at);

	return port && program_find(p, port->serial) ? program_port_name(p, port) : NULL;
}

/* Those that C and every Python 3 have by name. */
static bool has_option(const char *name)
{
	static const char known[] =
		" SO_BROADCAST SO_DEBUG SO_DONTROUTE SO_ERROR SO_KEEPALIVE SO_LINGER SO_OOBINLINE "
		"SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT "
		"SO_SNDTIMEO SO_TYPE SO_ACCEPTCONN SO_MARK SO_PASSCRED SO_PRIORITY TCP_CORK "
		"TCP_DEFER_ACCEPT TCP_FASTOPEN TCP_INFO TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL "
		"TCP_LINGER2 TCP_MAXSEG TCP_NODELAY TCP_QUICKACK TCP_SYNCNT TCP_USER_TIMEOUT "
		"TCP_WINDOW_CLAMP IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP IP_HDRINCL IP_MULTICAST_IF "
		"IP_MULTICAST_LOOP IP_MULTICAST_TTL IP_TOS IP_TTL IPV6_JOIN_GROUP IPV6_LEAVE_GROUP "
		"IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_TCLASS "
		"IPV6_UNICAST_HOPS IPV6_V6ONLY ";
	size_t len = name ? strlen(name) : 0;
	const char *at = name ? strstr(known, name) : NULL;

	return at && at[-1] == ' ' && at[len] == ' ';
}

bool program_option_can(const struct sockopt *o)
{
	/* its bytes are addresses of this process */
	return !o->name || strncmp(o->name, "SO_ATTACH_", strlen("SO_ATTACH_")) != 0;
}

void program_option(const struct sockopt *o, const char *prefix, struct buf *b)
{
	static const struct {
		int level;
		const char *name;
	} levels[] = { { SOL_SOCKET, "SOL_SOCKET" }, { IPPROTO_IP, "IPPROTO_IP" },
		{ IPPROTO_IPV6, "IPPROTO_IPV6" }, { IPPROTO_TCP, "IPPROTO_TCP" } };
	const char *level = NULL;

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (levels[i].level == o->level)
			level = levels[i].name;
	if (level)
		buf_addf(b, "%s%s, ", prefix, level);
	else
		buf_addf(b, "%d, ", o->level);
	if (level && has_option(o->name))
		buf_addf(b, "%s%s", prefix, o->name);
	else
		buf_addn(b, o->option);
}

bool program_is_sender(const struct program *p, const struct addr *a)
{
	return p->from && p->from->len == a->len && !memcmp(&p->from->storage, &a->storage, a->len);
}
