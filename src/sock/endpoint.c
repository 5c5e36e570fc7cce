/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endpoints: what a user writes where an address belongs.
 */
#include "sock/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "addr_link.h"
#include "endpoint_host.h"

enum {
	/* Linux takes 108 bytes without a NUL, other systems do not: unix(7). */
	PATH_LONGEST = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1,
	SHOWN_MAX = 80, /* bytes of a wrong word in a message */
};

static struct slice skip(struct slice s, size_t n)
{
	return (struct slice){ s.p + n, s.len - n };
}

/* The part of S that a message shows, for "%.*s". */
static int shown(struct slice s)
{
	return (int)text_cut(s.p, s.len, SHOWN_MAX);
}

/* ---- numeric hosts and ports ---- */

bool host_v4(struct slice s, struct in_addr *in)
{
	char text[INET_ADDRSTRLEN];

	if (s.len >= sizeof(text) || memchr(s.p, '\0', s.len))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	return inet_pton(AF_INET, text, in) == 1;
}

bool host_v6(struct slice s, struct in6_addr *in6, struct slice *zone)
{
	const char *percent = memchr(s.p, '%', s.len);
	char text[INET6_ADDRSTRLEN];

	*zone = (struct slice){ "", 0 };
	if (percent) {
		*zone = skip(s, (size_t)(percent - s.p) + 1);
		s.len = (size_t)(percent - s.p);
		if (!zone->len || zone->len >= IF_NAMESIZE)
			return false;
	}
	if (s.len >= sizeof(text) || memchr(s.p, '\0', s.len))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	return inet_pton(AF_INET6, text, in6) == 1;
}

static bool is_v6(struct slice s)
{
	struct in6_addr in6;
	struct slice zone;

	return host_v6(s, &in6, &zone);
}

bool host_is_digits(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.len > 0;
}

/* ---- parsing ---- */

bool endpoint_is_plain_path(struct slice s)
{
	return slice_starts(s, "/") || slice_starts(s, "./") || slice_starts(s, "../");
}

static bool is_path(struct slice word)
{
	return endpoint_is_plain_path(word) || slice_starts(word, "unix:");
}

/* The address of no family: as it is written, and as it is printed. */
static bool is_none(struct slice word)
{
	return slice_is(word, "none") || slice_is(word, "AF_UNSPEC");
}

static int parse_path(struct slice word, struct endpoint *ep, struct err *e)
{
	if (slice_starts(word, "unix:"))
		word = skip(word, strlen("unix:"));
	if (memchr(word.p, '\0', word.len)) {
		err_set(e, ERR_USAGE, "a path cannot hold a NUL byte");
		return err_hint(e, "an abstract name can: @NAME");
	}
	if (word.len > PATH_LONGEST)
		return err_set(e, ERR_USAGE,
			"the path has %zu bytes; a socket's path has at most %d and a NUL (unix(7))",
			word.len, PATH_LONGEST);
	ep->kind = ENDPOINT_PATH;
	ep->host = word;
	return 0;
}

static int parse_abstract(struct slice word, struct endpoint *ep, struct err *e)
{
	word = skip(word, 1);
	if (word.len > PATH_LONGEST)
		return err_set(e, ERR_USAGE,
			"the abstract name has %zu bytes; it can have at most %d (unix(7))",
			word.len, PATH_LONGEST);
	ep->kind = ENDPOINT_ABSTRACT;
	ep->host = word;
	return 0;
}

/* Of an endpoint whose port is a number; whether its host is one too. */
static void note_numeric(struct endpoint *ep, in_port_t port)
{
	struct slice zone;

	if (host_v4(ep->host, &ep->numeric.in.sin_addr)) {
		ep->numeric.in.sin_family = AF_INET;
		ep->numeric.in.sin_port = htons(port);
	} else if (host_v6(ep->host, &ep->numeric.in6.sin6_addr, &zone) && !zone.len) {
		ep->numeric.in6.sin6_family = AF_INET6;
		ep->numeric.in6.sin6_port = htons(port);
	}
}

static int parse_port(struct slice port, struct endpoint *ep, struct err *e)
{
	bool negative = slice_starts(port, "-") && host_is_digits(skip(port, 1));
	int64_t number = 0;

	if (memchr(port.p, '\0', port.len))
		return err_set(e, ERR_USAGE, "a port cannot hold a NUL byte");
	if (negative ||
		(host_is_digits(port) && text_number(port, 0, PORT_HIGHEST, &number, e) < 0))
		return err_set(e, ERR_USAGE, "port %.*s is out of range 0..%d", shown(port), port.p,
			PORT_HIGHEST);
	ep->port = port;
	if (host_is_digits(port))
		note_numeric(ep, (in_port_t)number);
	return 0;
}

static int refuse_no_host(struct slice port, struct err *e)
{
	err_set(e, ERR_USAGE, "\":%.*s\" names no host, which other tools read as all interfaces",
		shown(port), port.p);
	return err_hint(e, "write *:%.*s for all interfaces, localhost:%.*s for loopback",
		shown(port), port.p, shown(port), port.p);
}

/* What sockets' files are called. */
static bool ends_as_path(struct slice s)
{
	static const char *const ends[] = { ".sock", ".socket", ".s" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t len = strlen(ends[i]);

		if (s.len > len && !memcmp(s.p + s.len - len, ends[i], len))
			return true;
	}
	return false;
}

static int refuse_no_port(struct slice host, struct err *e)
{
	err_set(e, ERR_USAGE, "a port is missing after \"%.*s\"", shown(host), host.p);
	if (ends_as_path(host))
		return err_hint(e, "a path begins with / or ./: ./%.*s", shown(host), host.p);
	return err_hint(e, "write HOST PORT or HOST:PORT: %.*s 80", shown(host), host.p);
}

static int set_inet(struct slice host, struct slice port, struct endpoint *ep, struct err *e)
{
	if (!port.len)
		return refuse_no_port(host, e);
	if (memchr(host.p, '\0', host.len))
		return err_set(e, ERR_USAGE, "a host cannot hold a NUL byte");
	ep->kind = ENDPOINT_INET;
	ep->any = slice_is(host, "*");
	ep->host = host;
	return parse_port(port, ep, e);
}

/* What is between brackets goes to HOST, what follows them to *AFTER. */
static int open_brackets(struct slice word, struct slice *host, struct slice *after, struct err *e)
{
	const char *close = memchr(word.p, ']', word.len);

	if (!close)
		return err_set(e, ERR_USAGE, "\"[\" without \"]\"");
	*after = skip(word, (size_t)(close - word.p) + 1);
	*host = (struct slice){ word.p + 1, (size_t)(close - word.p) - 1 };
	if (!is_v6(*host))
		return err_set(
			e, ERR_USAGE, "\"%.*s\" is not an IPv6 address", shown(*host), host->p);
	return 0;
}

static int parse_brackets(struct slice word, struct endpoint *ep, struct err *e)
{
	struct slice host = { NULL, 0 }, after = { NULL, 0 };

	if (open_brackets(word, &host, &after, e) < 0)
		return -1;
	if (!after.len || slice_is(after, ":"))
		return refuse_no_port((struct slice){ word.p, host.len + 2 }, e);
	if (after.p[0] != ':')
		return err_set(e, ERR_USAGE, "after \"]\" comes :PORT, not \"%.*s\"", shown(after),
			after.p);
	return set_inet(host, skip(after, 1), ep, e);
}

/* Services have no dots in their names (RFC 6335), and none is called so. */
static bool is_host(struct slice word)
{
	return slice_is(word, "*") || slice_is(word, "localhost") || memchr(word.p, '.', word.len);
}

static int parse_lone(struct slice word, struct endpoint *ep, struct err *e)
{
	if (is_host(word))
		return set_inet(word, (struct slice){ "", 0 }, ep, e);
	return set_inet((struct slice){ "", 0 }, word, ep, e);
}

bool endpoint_of_url(struct slice word, struct slice *host, struct slice *port)
{
	const char *scheme = memmem(word.p, word.len, "://", 3), *end, *colon;

	if (!scheme)
		return false;
	*port = (struct slice){ word.p, (size_t)(scheme - word.p) };
	*host = skip(word, port->len + 3);
	end = memchr(host->p, '/', host->len);
	if (end)
		host->len = (size_t)(end - host->p);
	colon = memrchr(host->p, ':', host->len);
	if (colon && !memchr(colon, ']', host->len - (size_t)(colon - host->p))) {
		*port = skip(*host, (size_t)(colon - host->p) + 1);
		host->len = (size_t)(colon - host->p);
	}
	return host->len && port->len;
}

static int refuse_url(struct slice word, struct slice host, struct slice port, struct err *e)
{
	err_set(e, ERR_USAGE, "\"%.*s\" is a URL; sockets know hosts and ports", shown(word),
		word.p);
	return err_hint(e, "write %.*s:%.*s", shown(host), host.p, shown(port), port.p);
}

static int refuse_colons(struct slice word, struct slice host, struct err *e)
{
	err_set(e, ERR_USAGE, "\"%.*s\" has several colons: an IPv6 address needs brackets",
		shown(word), word.p);
	if (is_v6(host))
		return err_hint(e, "write [%.*s]%.*s", (int)host.len, host.p,
			shown(skip(word, host.len)), word.p + host.len);
	if (is_v6(word))
		return err_hint(e, "write [%.*s]:PORT", (int)word.len, word.p);
	return err_hint(e, "write [::1]:80");
}

/* An abstract name as C has it. */
static int refuse_nul(struct slice word, struct err *e)
{
	struct slice name = skip(word, 1);

	err_set(e, ERR_USAGE, "an endpoint does not begin with a NUL byte");
	return err_hint(e, "an abstract name is written @%.*s", shown(name), name.p);
}

int endpoint_parse(struct slice word, struct endpoint *ep, struct err *e)
{
	struct slice host, port;
	const char *colon;

	*ep = (struct endpoint){ .host = { "", 0 }, .port = { "", 0 } };
	if (!word.len)
		return err_set(e, ERR_USAGE, "the endpoint is empty");
	if (is_none(word)) {
		ep->kind = ENDPOINT_NONE;
		return 0;
	}
	if (link_is(word))
		return link_parse(word, ep, e);
	if (is_path(word))
		return parse_path(word, ep, e);
	if (word.p[0] == '@')
		return parse_abstract(word, ep, e);
	if (word.p[0] == '\0')
		return refuse_nul(word, e);
	if (word.p[0] == '[')
		return parse_brackets(word, ep, e);
	if (endpoint_of_url(word, &host, &port))
		return refuse_url(word, host, port, e);
	colon = memrchr(word.p, ':', word.len);
	if (!colon)
		return parse_lone(word, ep, e);
	host = (struct slice){ word.p, (size_t)(colon - word.p) };
	port = skip(word, host.len + 1);
	if (memchr(host.p, ':', host.len))
		return refuse_colons(word, host, e);
	if (!host.len)
		return refuse_no_host(port, e);
	return set_inet(host, port, ep, e);
}

int endpoint_parse_two(struct slice host, struct slice port, struct endpoint *ep, struct err *e)
{
	struct slice after = { "", 0 };

	*ep = (struct endpoint){ .host = { "", 0 }, .port = { "", 0 } };
	if (!host.len)
		return refuse_no_host(port, e);
	if (host.p[0] == '[' && open_brackets(host, &host, &after, e) < 0)
		return -1;
	if (after.len || (memchr(host.p, ':', host.len) && !is_v6(host)))
		return err_set(e, ERR_USAGE, "\"%.*s\" is not a host", shown(host), host.p);
	return set_inet(host, port, ep, e);
}

bool endpoint_is_host_port(struct slice word)
{
	const char *colon = word.len ? memrchr(word.p, ':', word.len) : NULL;
	struct endpoint ep;

	return colon && colon > word.p && !endpoint_parse(word, &ep, NULL) &&
	       ep.kind == ENDPOINT_INET && host_is_digits(ep.port);
}

/* Service names: letters, digits and "-" (RFC 6335), in use also "_", "." and "+". */
static bool may_be_port(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!text_is_name((struct slice){ s.p + i, 1 }) && !strchr("0123456789-.+", s.p[i]))
			return false;
	return s.len > 0;
}

bool endpoint_takes_two(struct slice word, const struct slice *next)
{
	const char *colon;

	if (!next || !word.len || is_path(word) || word.p[0] == '@' || host_is_digits(word) ||
		slice_is(word, "AF_UNSPEC"))
		return false;
	if (word.p[0] == '[')
		return word.p[word.len - 1] == ']' && may_be_port(*next);
	colon = memchr(word.p, ':', word.len);
	return (!colon || is_v6(word)) && may_be_port(*next);
}
