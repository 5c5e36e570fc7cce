/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket addresses, printed. The syntax of endpoints is in endpoint.c.
 */
#include "sock/addr.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sock/iface.h"
#include "sock/names.h"
#include "addr_link.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path) };

static void add_in6(const struct sockaddr_in6 *in6, struct buf *b)
{
	char text[INET6_ADDRSTRLEN];

	buf_adds(b, inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text)));
	if (!in6->sin6_scope_id)
		return;
	buf_addc(b, '%');
	iface_print(in6->sin6_scope_id, b);
}

static void add_in(const struct in_addr *in, struct buf *b)
{
	const unsigned char *part = (const unsigned char *)in;

	for (int i = 0; i < 4; i++) {
		if (i)
			buf_addc(b, '.');
		buf_addn(b, part[i]);
	}
}

static void add_port(const struct addr *a, struct buf *b)
{
	buf_addc(b, ':');
	buf_addn(b, addr_port(a));
}

static bool is_unnamed(const struct addr *a)
{
	return !a->len || (a->sa.sa_family == AF_UNIX && a->len <= PATH_AT);
}

/* The bytes of a path or abstract name, the abstract name's leading NUL included. */
static struct slice un_name(const struct addr *a)
{
	struct slice name = { a->un.sun_path, a->len - PATH_AT };

	if (name.len > sizeof(a->un.sun_path))
		name.len = sizeof(a->un.sun_path);
	if (name.p[0])
		name.len = strnlen(name.p, name.len);
	return name;
}

static void add_un(const struct addr *a, struct buf *b)
{
	struct slice name = un_name(a);

	if (!name.p[0]) {
		buf_addc(b, '@');
		name = (struct slice){ name.p + 1, name.len - 1 };
	} else if (!endpoint_is_plain_path(name)) {
		buf_adds(b, "unix:");
	}
	text_add_quoted(b, name.p, name.len);
}

static void add_other(const struct addr *a, struct buf *b)
{
	socklen_t i, at = offsetof(struct sockaddr, sa_data);

	names_print(&names_family, a->sa.sa_family, b);
	for (i = at; i < a->len && i < sizeof(a->storage); i++)
		buf_addf(b, "%s%02x", i == at ? ":" : "", ((const unsigned char *)&a->storage)[i]);
}

int addr_read(addr_call *call, int fd, struct addr *a)
{
	int r;

	a->len = sizeof(a->storage);
	r = call(fd, &a->sa, &a->len);
	if (r < 0)
		a->len = 0;
	return r;
}

void addr_format(const struct addr *a, struct buf *b)
{
	if (is_unnamed(a)) {
		buf_adds(b, "unnamed");
		return;
	}
	switch (a->sa.sa_family) {
	case AF_INET:
		add_in(&a->in.sin_addr, b);
		add_port(a, b);
		break;
	case AF_INET6:
		buf_addc(b, '[');
		add_in6(&a->in6, b);
		buf_addc(b, ']');
		add_port(a, b);
		break;
	case AF_UNIX: add_un(a, b); break;
	case AF_UNSPEC: buf_adds(b, "AF_UNSPEC"); break;
	default:
		if (!link_format(a, b))
			add_other(a, b);
	}
}

void addr_format_host(const struct addr *a, struct buf *b)
{
	struct slice name;

	if (is_unnamed(a))
		return;
	switch (a->sa.sa_family) {
	case AF_INET: add_in(&a->in.sin_addr, b); break;
	case AF_INET6: add_in6(&a->in6, b); break;
	case AF_UNIX:
		name = un_name(a);
		buf_add(b, name.p[0] ? name.p : "@", 1);
		buf_add(b, name.p + 1, name.len - 1);
		break;
	default:
		if (!link_format_host(a, b))
			add_other(a, b);
	}
}

int addr_port(const struct addr *a)
{
	if (!a->len)
		return -1;
	switch (a->sa.sa_family) {
	case AF_INET: return ntohs(a->in.sin_port);
	case AF_INET6: return ntohs(a->in6.sin6_port);
	default: return -1;
	}
}

bool addr_is_any(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET)
		return a->in.sin_addr.s_addr == htonl(INADDR_ANY);
	return a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&a->in6.sin6_addr);
}
