/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes and addresses in Python.
 */
#include <stddef.h>

#include "export_py.h"

/* ---- data ---- */

void py_bytes(struct slice data, struct buf *b)
{
	buf_adds(b, "b\"");
	for (size_t i = 0; i < data.len; i++) {
		unsigned char c = (unsigned char)data.p[i];

		if (c == '\n')
			buf_adds(b, "\\n");
		else if (c == '\r')
			buf_adds(b, "\\r");
		else if (c == '"' || c == '\\')
			buf_addf(b, "\\%c", c);
		else if (c < ' ' || c > '~')
			buf_addf(b, "\\x%02x", c);
		else
			buf_addc(b, (char)c);
	}
	buf_addc(b, '"');
}

void py_data(struct slice data, struct buf *b)
{
	size_t period = program_period(data);

	if (!period) {
		py_bytes(data, b);
		return;
	}
	py_bytes((struct slice){ data.p, period }, b);
	buf_addf(b, " * %zu", data.len / period);
	if (!(data.len % period))
		return;
	buf_adds(b, " + ");
	py_bytes((struct slice){ data.p, data.len % period }, b);
}

/* ---- addresses ---- */

static void add_port(struct program *p, const struct addr *a, struct buf *b)
{
	const char *name = program_port(p, a);

	if (name)
		buf_adds(b, name);
	else
		buf_addn(b, addr_port(a));
}

static void add_path(const struct addr *a, struct buf *b)
{
	size_t len = a->len - offsetof(struct sockaddr_un, sun_path);

	/* a path ends at its NUL, an abstract name at its length */
	if (len && a->un.sun_path[0])
		len = strnlen(a->un.sun_path, len);
	py_bytes((struct slice){ a->un.sun_path, len }, b);
}

bool py_addr(struct program *p, const struct addr *a, struct buf *b)
{
	struct buf host = { 0 };

	if (!a)
		return false;
	if (program_is_sender(p, a)) {
		buf_adds(b, "peer");
		return true;
	}
	if (a->sa.sa_family == AF_UNIX) {
		add_path(a, b);
		return true;
	}
	if (a->sa.sa_family != AF_INET && a->sa.sa_family != AF_INET6)
		return false;
	addr_format_host(a, &host);
	buf_adds(b, "(\"");
	buf_add(b, host.data, host.len);
	buf_adds(b, "\", ");
	add_port(p, a, b);
	buf_addc(b, ')');
	buf_free(&host);
	return true;
}
