/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes and addresses in C.
 */
#include <stddef.h>

#include "export_c.h"

/* ---- data ---- */

/* Octal digits are three, so that what follows is not one of them; no two ? stand together. */
void c_string(struct slice data, struct buf *b)
{
	buf_addc(b, '"');
	for (size_t i = 0; i < data.len; i++) {
		unsigned char c = (unsigned char)data.p[i];

		if (c == '\n')
			buf_adds(b, "\\n");
		else if (c == '\r')
			buf_adds(b, "\\r");
		else if (c == '"' || c == '\\' || (c == '?' && i && data.p[i - 1] == '?'))
			buf_addf(b, "\\%c", c);
		else if (c < ' ' || c > '~')
			buf_addf(b, "\\%03o", c);
		else
			buf_addc(b, (char)c);
	}
	buf_addc(b, '"');
}

void c_declare(struct program *p, const char *name, const char *type)
{
	struct buf line = { 0 };

	buf_addf(&line, "static %s%s%s;\n", type, type[strlen(type) - 1] == '*' ? "" : " ", name);
	if (!memmem(buf_cstr(&p->globals), p->globals.len, line.data, line.len))
		buf_add(&p->globals, line.data, line.len);
	buf_free(&line);
}

void c_before(struct program *p, struct said *s, const struct buf *text)
{
	buf_adds(&s->before, p->language->indent);
	buf_add(&s->before, text->data, text->len);
	buf_addc(&s->before, '\n');
}

void c_data(struct program *p, struct slice data, struct said *s)
{
	size_t period = program_period(data);
	struct buf line = { 0 };

	if (!period) {
		c_string(data, &s->call);
		buf_addf(&s->call, ", %zu", data.len);
		return;
	}
	int n = ++p->addresses;
	buf_addf(&line, "static char fill%d[%zu];", n, data.len);
	c_before(p, s, &line);
	line.len = 0;
	buf_addf(&line, "for (size_t i = 0; i < sizeof(fill%d); i++)", n);
	c_before(p, s, &line);
	line.len = 0;
	buf_addf(&line, "\tfill%d[i] = ", n);
	c_string((struct slice){ data.p, period }, &line);
	buf_addf(&line, "[i %% %zu];", period);
	c_before(p, s, &line);
	buf_addf(&s->call, "fill%d, sizeof(fill%d)", n, n);
	buf_free(&line);
}

/* ---- addresses ---- */

static void add_ip(struct program *p, const struct addr *a, struct buf *line)
{
	const char *port = program_port(p, a);
	bool six = a->sa.sa_family == AF_INET6;
	struct buf host = { 0 };
	struct addr bare = *a;

	if (six)
		bare.in6.sin6_scope_id = 0;
	addr_format_host(&bare, &host);
	p->needs |= six ? NEEDS_IP6 : NEEDS_IP4;
	buf_addf(line, "struct sockaddr_in%s a%d = ip%s(\"%s\", ", six ? "6" : "", p->addresses,
		six ? "6" : "4", buf_cstr(&host));
	if (port)
		buf_adds(line, port);
	else
		buf_addn(line, addr_port(a));
	if (six)
		buf_addf(line, ", %u", a->in6.sin6_scope_id);
	buf_adds(line, ");");
	buf_free(&host);
}

static void add_unix(struct program *p, const struct addr *a, struct buf *line)
{
	size_t len = a->len - offsetof(struct sockaddr_un, sun_path);

	/* a path ends at its NUL, an abstract name at its length */
	if (len && a->un.sun_path[0])
		len = strnlen(a->un.sun_path, len);
	p->needs |= NEEDS_UNIX;
	buf_addf(line,
		"struct sockaddr_un a%d = { .sun_family = AF_UNIX, .sun_path = ", p->addresses);
	c_string((struct slice){ a->un.sun_path, len }, line);
	buf_adds(line, " };");
}

bool c_addr(struct program *p, const struct addr *a, struct said *s)
{
	struct buf line = { 0 };

	if (!a)
		return false;
	if (program_is_sender(p, a)) {
		buf_adds(&s->call, "(struct sockaddr *)&peer, peer_len");
		return true;
	}
	p->addresses++;
	switch (a->sa.sa_family) {
	case AF_INET:
	case AF_INET6: add_ip(p, a, &line); break;
	case AF_UNIX: add_unix(p, a, &line); break;
	case AF_UNSPEC:
		buf_addf(&line, "struct sockaddr a%d = { .sa_family = AF_UNSPEC };", p->addresses);
		break;
	default: return false;
	}
	c_before(p, s, &line);
	buf_addf(&s->call, "(struct sockaddr *)&a%d, ", p->addresses);
	if (a->sa.sa_family == AF_UNIX)
		buf_addn(&s->call, a->len);
	else
		buf_addf(&s->call, "sizeof(a%d)", p->addresses);
	buf_free(&line);
	return true;
}
