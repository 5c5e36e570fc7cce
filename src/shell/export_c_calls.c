/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls in C: a table of their spellings.
 */
#include "export_c.h"
#include "sock/render.h"

static int64_t number_of(const struct call *c)
{
	const struct call_arg *arg = program_arg(c, CALL_INT);

	return arg ? arg->num : 0;
}

/* The name of a constant that every C library has; else its number. */
static void add_constant(const struct call_arg *arg, struct buf *b)
{
	static const char *const prefixes[] = { "AF_", "SOCK_", "SHUT_", "IPPROTO_", "F_", "O_",
		"htons(0x" };
	struct buf text = { 0 };
	bool known = false;

	render_arg(arg, &text);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		known |= slice_starts(buf_slice(&text), prefixes[i]);
	if (known && !slice_is(buf_slice(&text), "IPPROTO_MPTCP"))
		program_names(buf_slice(&text), "", b);
	else
		buf_addn(b, arg->num);
	buf_free(&text);
}

/* NAME(FD, and its constants and numbers, without the ) */
static void begin(struct program *p, const struct call *c, struct said *s)
{
	buf_addf(&s->call, "%s(", c->name);
	if (c->has_fd)
		buf_adds(&s->call, program_fd(p, c));
}

static void add_made(struct program *p, const struct call *c, struct said *s)
{
	const char *name;

	if (!call_ok(c))
		return;
	name = program_new(p, c, c->made, (int)c->result, false);
	c_declare(p, name, "int");
	buf_adds(&s->to, name);
}

/* Those all of whose arguments are constants and numbers. */
static bool say_simple(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, s);
	for (size_t i = 0; i < c->nargs; i++) {
		buf_adds(&s->call, i || c->has_fd ? ", " : "");
		add_constant(&c->args[i], &s->call);
	}
	buf_addc(&s->call, ')');
	if (c->made)
		add_made(p, c, s);
	return true;
}

static bool say_pair(struct program *p, const struct call *c, struct said *s)
{
	buf_adds(&s->call, "socketpair(");
	for (size_t i = 0; i < c->nargs; i++) {
		add_constant(&c->args[i], &s->call);
		buf_adds(&s->call, ", ");
	}
	buf_adds(&s->call, "pair)");
	c_declare(p, "pair[2]", "int");
	for (int i = 0; call_ok(c) && i < 2; i++) {
		const struct call_note *n = &c->notes[0];
		const char *name = program_new(
			p, c, i ? c->paired : c->made, (int)(i ? n->second : n->num), i);

		c_declare(p, name, "int");
		buf_addf(&s->after, "%s%s = pair[%d];\n", p->language->indent, name, i);
	}
	return true;
}

static bool say_accept(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, s);
	buf_adds(&s->call, ", NULL, NULL");
	program_flags(c, "", ", ", &s->call);
	buf_addc(&s->call, ')');
	add_made(p, c, s);
	return true;
}

/* bind and connect. */
static bool say_addressed(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *arg = program_arg(c, CALL_ADDR);

	begin(p, c, s);
	buf_adds(&s->call, ", ");
	if (!arg || !c_addr(p, arg->addr, s))
		return false;
	buf_addc(&s->call, ')');
	return true;
}

/* The address of an end goes to where nobody looks. */
static bool say_where(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, s);
	buf_adds(&s->call, ", (struct sockaddr *)&own, &own_len)");
	c_declare(p, "own", "struct sockaddr_storage");
	c_declare(p, "own_len", "socklen_t");
	buf_addf(&s->before, "%sown_len = sizeof(own);\n", p->language->indent);
	return true;
}

static void add_flags(const struct call *c, struct said *s)
{
	const struct call_arg *flags = program_arg(c, CALL_FLAGS);

	if (flags && flags->num)
		program_flags(c, "", ", ", &s->call);
	else
		buf_adds(&s->call, ", 0");
}

static bool say_send(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *to = program_arg(c, CALL_ADDR);
	struct slice data;

	if (!program_data(p, c, &data))
		return false;
	begin(p, c, s);
	buf_adds(&s->call, ", ");
	c_data(p, data, s);
	if (strcmp(c->name, "write"))
		add_flags(c, s);
	buf_adds(&s->call, to ? ", " : "");
	if (to && !c_addr(p, to->addr, s))
		return false;
	buf_addc(&s->call, ')');
	return true;
}

static void take_data(struct program *p, const struct call *c, size_t room, struct said *s)
{
	p->needs |= NEEDS_DATA | (call_ok(c) ? NEEDS_SHOW : 0);
	if (room > p->room)
		p->room = room;
	buf_adds(&s->to, "data");
}

static void take_sender(struct program *p, const struct call *c)
{
	c_declare(p, "peer", "struct sockaddr_storage");
	c_declare(p, "peer_len", "socklen_t");
	for (size_t i = 0; i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR && !p->job)
			p->from = c->notes[i].addr;
}

static bool say_recv(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, s);
	buf_addf(&s->call, ", data, %lld", (long long)number_of(c));
	if (strcmp(c->name, "read"))
		add_flags(c, s);
	if (!strcmp(c->name, "recvfrom")) {
		buf_adds(&s->call, ", (struct sockaddr *)&peer, &peer_len");
		buf_addf(&s->before, "%speer_len = sizeof(peer);\n", p->language->indent);
		take_sender(p, c);
	}
	buf_addc(&s->call, ')');
	take_data(p, c, (size_t)number_of(c), s);
	return true;
}

/* Where message N goes: NAME is `(struct sockaddr *)&WHERE, LENGTH`. */
static void name_message(struct program *p, int n, const char *name, struct said *s)
{
	const char *where = strchr(name, '&'), *comma = strchr(name, ',');
	struct buf line = { 0 };

	buf_addf(&line, "m%d.msg_name = ", n);
	buf_add(&line, where, (size_t)(comma - where));
	buf_addc(&line, ';');
	c_before(p, s, &line);
	line.len = 0;
	buf_addf(&line, "m%d.msg_namelen = %s;", n, comma + 2);
	c_before(p, s, &line);
	buf_free(&line);
}

/* One with control messages is beyond this. */
static bool say_message(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *to = program_arg(c, CALL_ADDR);
	struct buf line = { 0 };
	struct said name = { 0 };

	if (c->ncontrol || c->missing || (to && !c_addr(p, to->addr, &name)))
		return false;
	buf_add(&s->before, buf_cstr(&name.before), name.before.len);
	int n = ++p->addresses;
	buf_addf(&line, "struct iovec v%d[] = { ", n);
	for (size_t i = 0; i < c->ndata; i++) {
		buf_adds(&line, i ? ", { " : "{ ");
		c_string(c->data[i], &line);
		buf_addf(&line, ", %zu }", c->data[i].len);
	}
	buf_adds(&line, c->ndata ? " };" : "{ NULL, 0 } };");
	c_before(p, s, &line);
	line.len = 0;
	buf_addf(&line, "struct msghdr m%d = { .msg_iov = v%d, .msg_iovlen = %zu };", n, n,
		c->ndata);
	c_before(p, s, &line);
	if (to)
		name_message(p, n, buf_cstr(&name.call), s);
	begin(p, c, s);
	buf_addf(&s->call, ", &m%d", n);
	add_flags(c, s);
	buf_addc(&s->call, ')');
	p->needs |= NEEDS_MESSAGE;
	buf_free(&line);
	said_free(&name);
	return true;
}

static bool say_arrival(struct program *p, const struct call *c, struct said *s)
{
	int n = ++p->addresses;
	struct buf line = { 0 };

	buf_addf(&line, "struct iovec v%d = { data, %zu };", n,
		call_ok(c) && call_length(c) ? call_length(c) : 65536);
	c_before(p, s, &line);
	line.len = 0;
	buf_addf(&line,
		"struct msghdr m%d = { &peer, sizeof(peer), &v%d, 1, control, sizeof(control), 0 };",
		n, n);
	c_before(p, s, &line);
	c_declare(p, "control[1024]", "char");
	c_declare(p, "peer", "struct sockaddr_storage");
	begin(p, c, s);
	buf_addf(&s->call, ", &m%d", n);
	add_flags(c, s);
	buf_addc(&s->call, ')');
	p->needs |= NEEDS_MESSAGE;
	take_data(p, c, 0, s);
	buf_free(&line);
	return true;
}

static bool say_option(struct program *p, const struct call *c, struct said *s)
{
	const struct sockopt *o = program_arg(c, CALL_OPTION)->option;
	const struct call_arg *given = program_arg(c, CALL_VALUE);

	if (!program_option_can(o))
		return false;
	p->needs |= NEEDS_OPTIONS;
	begin(p, c, s);
	buf_adds(&s->call, ", ");
	program_option(o, "", &s->call);
	if (strcmp(c->name, "setsockopt")) {
		c_declare(p, "option[4096]", "char");
		c_declare(p, "option_len", "socklen_t");
		buf_addf(&s->before, "%soption_len = sizeof(option);\n", p->language->indent);
		buf_adds(&s->call, ", option, &option_len)");
	} else if (given->value->len == sizeof(int)) {
		buf_addf(&s->call, ", &(int){ %d }, sizeof(int))", given->value->number);
	} else {
		buf_adds(&s->call, ", ");
		c_string((struct slice){ given->value->bytes, given->value->len }, &s->call);
		buf_addf(&s->call, ", %u)", (unsigned)given->value->len);
	}
	return true;
}

static bool say_lookup(struct program *p, const struct call *c, struct said *s)
{
	const char *port = c->nargs > 1 && c->args[1].kind == CALL_STRING ? c->args[1].text : NULL;
	static const char *const members[] = { "ai_family", "ai_socktype", "ai_flags" };
	struct buf line = { 0 };

	if (!c->args[0].text)
		return false;
	buf_addf(&line, "struct addrinfo h%d = { ", ++p->addresses);
	for (size_t i = 1; i < c->nargs; i++) {
		const struct call_arg *a = &c->args[i];

		if (a->num && (a->kind == CALL_NAME || a->kind == CALL_FLAGS))
			buf_addf(&line, ".%s = %lld, ",
				members[a->kind == CALL_FLAGS ? 2 : a->names != &names_family],
				(long long)a->num);
	}
	buf_adds(&line, ".ai_protocol = 0 };");
	c_before(p, s, &line);
	buf_adds(&s->call, "getaddrinfo(");
	c_string(slice_of(c->args[0].text), &s->call);
	buf_adds(&s->call, ", ");
	if (port)
		c_string(slice_of(port), &s->call);
	else
		buf_adds(&s->call, "NULL");
	buf_addf(&s->call, ", &h%d, &found)", p->addresses);
	c_declare(p, "found", "struct addrinfo *");
	p->needs |= call_ok(c) ? NEEDS_LOOKUP : NEEDS_UNFOUND;
	buf_free(&line);
	return true;
}

static bool say_unlink(struct program *p, const struct call *c, struct said *s)
{
	(void)p;
	buf_adds(&s->call, "unlink(");
	c_string(slice_of(c->args[0].text), &s->call);
	buf_addc(&s->call, ')');
	return true;
}

static const struct {
	const char *name;
	bool (*say)(struct program *p, const struct call *c, struct said *s);
} spellings[] = {
	{ "socket", say_simple },
	{ "socketpair", say_pair },
	{ "accept", say_accept },
	{ "accept4", say_accept },
	{ "bind", say_addressed },
	{ "connect", say_addressed },
	{ "listen", say_simple },
	{ "shutdown", say_simple },
	{ "close", say_simple },
	{ "dup", say_simple },
	{ "fcntl", say_simple },
	{ "sockatmark", say_simple },
	{ "getsockname", say_where },
	{ "getpeername", say_where },
	{ "send", say_send },
	{ "sendto", say_send },
	{ "write", say_send },
	{ "sendmsg", say_message },
	{ "recvmsg", say_arrival },
	{ "recv", say_recv },
	{ "recvfrom", say_recv },
	{ "read", say_recv },
	{ "setsockopt", say_option },
	{ "getsockopt", say_option },
	{ "getaddrinfo", say_lookup },
	{ "unlink", say_unlink },
};

bool c_say(struct program *p, const struct call *c, struct said *s)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (!strcmp(spellings[i].name, c->name))
			return spellings[i].say(p, c, s);
	return false;
}
