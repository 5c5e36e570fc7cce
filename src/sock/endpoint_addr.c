/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses of endpoints that need no look-up.
 */
#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "addr_link.h"
#include "base/text.h"
#include "endpoint_host.h"
#include "sock/addr.h"
#include "sock/iface.h"

enum { PATH_AT = offsetof(struct sockaddr_un, sun_path) };

static int make_un(const struct endpoint *ep, struct addr *a)
{
	size_t at = ep->kind == ENDPOINT_ABSTRACT;

	a->un.sun_family = AF_UNIX;
	memcpy(a->un.sun_path + at, ep->host.p, ep->host.len);
	/* No bytes of path at all: bind(2) then picks an abstract name (unix(7)). */
	if (ep->kind == ENDPOINT_PATH && !ep->host.len)
		a->len = PATH_AT;
	else
		a->len = (socklen_t)(PATH_AT + 1 + ep->host.len);
	return 1;
}

/* As long as any address is, and all zero: connect(2). */
static int make_none(struct addr *a)
{
	a->sa.sa_family = AF_UNSPEC;
	a->len = sizeof(a->sa);
	return 1;
}

static int make_in(struct in_addr host, uint16_t port, struct addr *a)
{
	a->in.sin_family = AF_INET;
	a->in.sin_addr = host;
	a->in.sin_port = htons(port);
	a->len = sizeof(a->in);
	return 1;
}

static int make_in6(const struct in6_addr *host, uint32_t scope, uint16_t port, struct addr *a)
{
	a->in6.sin6_family = AF_INET6;
	a->in6.sin6_addr = *host;
	a->in6.sin6_scope_id = scope;
	a->in6.sin6_port = htons(port);
	a->len = sizeof(a->in6);
	return 1;
}

/* 0 when the system knows no such interface. */
static uint32_t scope_of(struct slice zone)
{
	int64_t number;

	if (host_is_digits(zone))
		return text_number(zone, 0, UINT32_MAX, &number, NULL) < 0 ? 0 : (uint32_t)number;
	return iface_index(zone);
}

static int make_numeric(struct slice host, uint16_t port, struct addr *a)
{
	struct in6_addr in6;
	struct in_addr in;
	struct slice zone;
	uint32_t scope = 0;

	if (host_v4(host, &in))
		return make_in(in, port, a);
	if (!host_v6(host, &in6, &zone))
		return 0;
	if (zone.len) {
		scope = scope_of(zone);
		if (!scope)
			return 0;
	}
	return make_in6(&in6, scope, port, a);
}

/* As it was parsed. */
static int take_numeric(const struct endpoint *ep, struct addr *a)
{
	if (ep->numeric.family == AF_INET) {
		a->in = ep->numeric.in;
		a->len = sizeof(a->in);
	} else {
		a->in6 = ep->numeric.in6;
		a->len = sizeof(a->in6);
	}
	return 1;
}

int addr_from_endpoint(const struct endpoint *ep, int family, struct addr *a)
{
	struct in_addr in = { htonl(ep->any ? INADDR_ANY : INADDR_LOOPBACK) };
	int64_t port;

	memset(a, 0, sizeof(*a));
	if (ep->numeric.family)
		return take_numeric(ep, a);
	if (ep->kind == ENDPOINT_NONE)
		return make_none(a);
	if (ep->kind == ENDPOINT_PATH || ep->kind == ENDPOINT_ABSTRACT)
		return make_un(ep, a);
	if (ep->kind != ENDPOINT_INET)
		return link_make(ep, a);
	if (!host_is_digits(ep->port) || text_number(ep->port, 0, PORT_HIGHEST, &port, NULL) < 0)
		return 0;
	if (ep->host.len && !ep->any)
		return make_numeric(ep->host, (uint16_t)port, a);
	if (family == AF_INET6)
		return make_in6(ep->any ? &in6addr_any : &in6addr_loopback, 0, (uint16_t)port, a);
	return make_in(in, (uint16_t)port, a);
}
