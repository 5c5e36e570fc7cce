/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls in Python: a table of their spellings.
 */
#include <fcntl.h>

#include "base/text.h"
#include "export_py.h"
#include "sock/render.h"

static void add_int(const struct call *c, struct buf *b)
{
	const struct call_arg *arg = program_arg(c, CALL_INT);

	buf_addn(b, arg ? arg->num : 0);
}

/* AF_, SOCK_ and IPPROTO_, as many as the call has. */
static bool add_kind(const struct call *c, struct buf *b)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < c->nargs; i++) {
		if (c->args[i].kind == CALL_NET16)
			return false;
		text.len = 0;
		render_arg(&c->args[i], &text);
		buf_adds(b, i ? ", " : "");
		program_names(buf_slice(&text), "socket.", b);
	}
	buf_free(&text);
	return true;
}

/* FD.NAME( */
static void begin(struct program *p, const struct call *c, const char *name, struct said *s)
{
	buf_addf(&s->call, "%s.%s(", program_fd(p, c), name);
}

static bool say_socket(struct program *p, const struct call *c, struct said *s)
{
	buf_adds(&s->call, "socket.socket(");
	if (!add_kind(c, &s->call))
		return false;
	buf_addc(&s->call, ')');
	if (call_ok(c))
		buf_adds(&s->to, program_new(p, c, c->made, (int)c->result, false));
	return true;
}

static bool say_pair(struct program *p, const struct call *c, struct said *s)
{
	buf_adds(&s->call, "socket.socketpair(");
	if (!add_kind(c, &s->call) || !call_ok(c) || !c->nnotes)
		return false;
	buf_addc(&s->call, ')');
	buf_adds(&s->to, program_new(p, c, c->made, (int)c->notes[0].num, false));
	buf_addf(&s->to, ", %s", program_new(p, c, c->paired, (int)c->notes[0].second, true));
	return true;
}

static bool say_accept(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, "accept", s);
	buf_addc(&s->call, ')');
	if (call_ok(c)) {
		const char *name = program_new(p, c, c->made, (int)c->result, false);

		buf_addf(&s->to, "%s, peer", name);
		p->from = NULL;
	}
	return !program_arg(c, CALL_FLAGS) || !program_arg(c, CALL_FLAGS)->num;
}

/* bind and connect. */
static bool say_addressed(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *arg = program_arg(c, CALL_ADDR);

	begin(p, c, c->name, s);
	if (!arg || !py_addr(p, arg->addr, &s->call))
		return false;
	buf_addc(&s->call, ')');
	return true;
}

/* Calls without an argument, or with a number or a name. */
static bool say_simple(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, c->name, s);
	if (program_arg(c, CALL_INT))
		add_int(c, &s->call);
	else if (c->nargs)
		add_kind(c, &s->call);
	buf_addc(&s->call, ')');
	return true;
}

/* Where the socket is, told. */
static bool say_where(struct program *p, const struct call *c, struct said *s)
{
	buf_adds(&s->call, call_ok(c) ? "print(" : "");
	begin(p, c, c->name, s);
	buf_adds(&s->call, call_ok(c) ? "))" : ")");
	return true;
}

static bool say_send(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *to = program_arg(c, CALL_ADDR);
	struct slice data;

	if (!program_data(p, c, &data) || (!c->ndata && data.len))
		return false;
	begin(p, c, to ? "sendto" : "send", s);
	py_data(data, &s->call);
	program_flags(c, "socket.", ", ", &s->call);
	buf_adds(&s->call, to ? ", " : "");
	if (to && !py_addr(p, to->addr, &s->call))
		return false;
	buf_addc(&s->call, ')');
	return true;
}

static bool say_recv(struct program *p, const struct call *c, struct said *s)
{
	bool from = !strcmp(c->name, "recvfrom");

	begin(p, c, c->name, s);
	add_int(c, &s->call);
	program_flags(c, "socket.", ", ", &s->call);
	buf_addc(&s->call, ')');
	buf_adds(&s->to, from ? "data, peer" : "data");
	for (size_t i = 0; from && i < c->nnotes; i++)
		if (c->notes[i].kind == NOTE_ADDR && !p->job)
			p->from = c->notes[i].addr;
	if (call_ok(c))
		p->needs |= NEEDS_DATA;
	return true;
}

static bool say_read(struct program *p, const struct call *c, struct said *s)
{
	struct slice data;

	p->needs |= NEEDS_FILES;
	buf_addf(&s->call, "os.%s(%s.fileno(), ", c->name, program_fd(p, c));
	if (!strcmp(c->name, "read"))
		add_int(c, &s->call);
	else if (program_data(p, c, &data))
		py_data(data, &s->call);
	else
		return false;
	buf_addc(&s->call, ')');
	if (!strcmp(c->name, "read")) {
		buf_adds(&s->to, "data");
		p->needs |= NEEDS_DATA;
	}
	return true;
}

/* Its control messages go to a list, as they come. */
static bool say_arrival(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, "recvmsg", s);
	buf_addf(&s->call, "%zu, 1024", call_ok(c) && call_length(c) ? call_length(c) : 65536);
	program_flags(c, "socket.", ", ", &s->call);
	buf_addc(&s->call, ')');
	buf_adds(&s->to, "data, control, flags, peer");
	return true;
}

/* One with control messages is beyond this. */
static bool say_message(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *to = program_arg(c, CALL_ADDR);

	if (c->ncontrol || c->missing)
		return false;
	begin(p, c, c->name, s);
	buf_addc(&s->call, '[');
	for (size_t i = 0; i < c->ndata; i++) {
		buf_adds(&s->call, i ? ", " : "");
		py_data(c->data[i], &s->call);
	}
	buf_adds(&s->call, "], []");
	program_flags(c, "socket.", ", ", &s->call);
	if (to) {
		const struct call_arg *flags = program_arg(c, CALL_FLAGS);

		buf_adds(&s->call, flags && flags->num ? ", " : ", 0, ");
		if (!py_addr(p, to->addr, &s->call))
			return false;
	}
	buf_addc(&s->call, ')');
	return true;
}

static bool say_option(struct program *p, const struct call *c, struct said *s)
{
	const struct call_arg *option = program_arg(c, CALL_OPTION);
	const struct call_arg *given = program_arg(c, CALL_VALUE);
	bool sets = !strcmp(c->name, "setsockopt");

	if (!program_option_can(option->option))
		return false;
	buf_adds(&s->call, sets || !call_ok(c) ? "" : "print(");
	begin(p, c, c->name, s);
	program_option(option->option, "socket.", &s->call);
	if (sets && given->value->len == sizeof(int)) {
		buf_addf(&s->call, ", %d", given->value->number);
	} else if (sets) {
		buf_adds(&s->call, ", ");
		py_bytes((struct slice){ given->value->bytes, given->value->len }, &s->call);
	} else if (c->nnotes && c->notes[0].kind == NOTE_VALUE &&
		   c->notes[0].value->len != sizeof(int)) {
		buf_addf(&s->call, ", %u", (unsigned)c->notes[0].value->len);
	}
	buf_adds(&s->call, sets || !call_ok(c) ? ")" : "))");
	return true;
}

static bool say_lookup(struct program *p, const struct call *c, struct said *s)
{
	struct buf text = { 0 };
	const char *port = c->nargs > 1 && c->args[1].kind == CALL_STRING ? c->args[1].text : NULL;

	(void)p;
	if (!c->args[0].text)
		return false;
	buf_adds(&s->call, "socket.getaddrinfo(\"");
	buf_adds(&s->call, c->args[0].text);
	buf_adds(&s->call, port ? "\", \"" : "\", None");
	buf_adds(&s->call, port ? port : "");
	buf_adds(&s->call, port ? "\"" : "");
	for (size_t i = 1; i < c->nargs; i++) {
		static const char *const words[] = { "family", "type", "flags" };
		int which = c->args[i].kind == CALL_FLAGS       ? 2
			    : c->args[i].kind != CALL_NAME      ? -1
			    : c->args[i].names == &names_family ? 0
								: 1;

		text.len = 0;
		if (which < 0 || !render_arg(&c->args[i], &text))
			continue;
		buf_addf(&s->call, ", %s=", words[which]);
		program_names(buf_slice(&text), "socket.", &s->call);
	}
	buf_addc(&s->call, ')');
	buf_adds(&s->to, "found");
	buf_free(&text);
	return true;
}

static bool say_dup(struct program *p, const struct call *c, struct said *s)
{
	begin(p, c, "dup", s);
	buf_addc(&s->call, ')');
	if (call_ok(c))
		buf_adds(&s->to, program_new(p, c, c->made, (int)c->result, false));
	return true;
}

static bool say_fcntl(struct program *p, const struct call *c, struct said *s)
{
	if (c->nargs < 2 || c->args[0].num != F_SETFL)
		return false;
	begin(p, c, "setblocking", s);
	buf_adds(&s->call, c->args[1].num & O_NONBLOCK ? "False)" : "True)");
	return true;
}

static bool say_unlink(struct program *p, const struct call *c, struct said *s)
{
	p->needs |= NEEDS_FILES;
	buf_adds(&s->call, "os.unlink(");
	py_bytes(slice_of(c->args[0].text), &s->call);
	buf_addc(&s->call, ')');
	return true;
}

static const struct {
	const char *name;
	bool (*say)(struct program *p, const struct call *c, struct said *s);
} spellings[] = {
	{ "socket", say_socket },
	{ "socketpair", say_pair },
	{ "accept", say_accept },
	{ "accept4", say_accept },
	{ "bind", say_addressed },
	{ "connect", say_addressed },
	{ "listen", say_simple },
	{ "shutdown", say_simple },
	{ "close", say_simple },
	{ "getsockname", say_where },
	{ "getpeername", say_where },
	{ "send", say_send },
	{ "sendto", say_send },
	{ "sendmsg", say_message },
	{ "recvmsg", say_arrival },
	{ "recv", say_recv },
	{ "recvfrom", say_recv },
	{ "read", say_read },
	{ "write", say_read },
	{ "setsockopt", say_option },
	{ "getsockopt", say_option },
	{ "getaddrinfo", say_lookup },
	{ "dup", say_dup },
	{ "fcntl", say_fcntl },
	{ "unlink", say_unlink },
};

bool py_say(struct program *p, const struct call *c, struct said *s)
{
	/* a number that never was a socket is no object */
	if (c->has_fd && !text_is_name(slice_of(program_fd(p, c))))
		return false;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (!strcmp(spellings[i].name, c->name))
			return spellings[i].say(p, c, s);
	return false;
}
