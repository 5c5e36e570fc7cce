/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that say where: endpoints, hosts, services.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "lang/complete.h"
#include "lang/types.h"
#include "sock/state.h"

static int parse_endpoint(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	return endpoint_parse(a->text, &a->endpoint, e);
}

static int parse_host_port(struct slice host, struct slice port, struct arg *a, struct err *e)
{
	return endpoint_parse_two(host, port, &a->endpoint, e);
}

static void complete_host(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	candidates_add(out, "localhost", "this machine", ' ');
	candidates_add(out, "127.0.0.1", "IPv4 loopback", ' ');
	candidates_add(out, "::1", "IPv6 loopback", ' ');
}

static int parse_service(const struct arg_context *c, struct arg *a, struct err *e)
{
	int64_t port;

	(void)c;
	if (text_begins_number(a->text) && text_number(a->text, 0, 65535, &port, e)) {
		err_set(e, ERR_USAGE, "port %.*s is out of range 0..65535", (int)a->text.len,
			a->text.p);
		return -1;
	}
	if (!a->text.len || memchr(a->text.p, 0, a->text.len))
		return err_set(e, ERR_USAGE, "a service is not empty and holds no NUL byte");
	return 0;
}

/* The commonest services, each behind LEAD; any of services(5) will do. */
static void add_services(struct candidates *out, struct slice lead)
{
	static const char *const common[] = { "echo", "discard", "daytime", "chargen", "time",
		"ftp", "ssh", "telnet", "smtp", "domain", "http", "pop3", "imap2", "https", NULL };

	for (const char *const *name = common; *name; name++) {
		struct buf text = { 0 };

		buf_add(&text, lead.p, lead.len);
		buf_adds(&text, *name);
		candidates_add(out, buf_cstr(&text), NULL, ' ');
		buf_free(&text);
	}
}

static void complete_service(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	add_services(out, (struct slice){ "", 0 });
}

/* Of an endpoint's one word what stands behind the host's colon, or the path. */
static bool complete_rest(struct candidates *out)
{
	static const char lead[] = "unix:";
	struct slice prefix = out->prefix;
	const char *colon = prefix.len ? memrchr(prefix.p, ':', prefix.len) : NULL;

	out->files_at = slice_starts(prefix, lead) ? sizeof(lead) - 1 : 0;
	out->files = out->files_at || slice_starts(prefix, "/") || slice_starts(prefix, ".");
	if (out->files || !colon)
		return out->files;
	size_t host = (size_t)(colon - prefix.p);
	if (!host || (memchr(prefix.p, ':', host) && prefix.p[host - 1] != ']'))
		return false; /* an address of IPv6, as far as it goes */
	add_services(out, (struct slice){ prefix.p, host + 1 });
	return true;
}

void complete_endpoint_word(struct candidates *out)
{
	if (complete_rest(out))
		return;
	candidates_add(out, "localhost:", "this machine", 0);
	candidates_add(out, "127.0.0.1:", "IPv4 loopback", 0);
	candidates_add(out, "[::1]:", "IPv6 loopback", 0);
	candidates_add(out, "*:", "all interfaces", 0);
	candidates_add(out, "unix:", "a path of AF_UNIX", 0);
	candidates_add(out, "@", "an abstract name of AF_UNIX", 0);
}

/* Where the descriptor before it is of a family whose addresses have a prefix. */
static bool complete_link(const struct arg_context *c, struct candidates *out)
{
	const struct arg *fd = c->args ? &c->args->pos[0] : NULL;

	switch (fd && fd->given && !fd->row ? state_family((int)fd->num) : AF_UNSPEC) {
	case AF_NETLINK: candidates_add(out, "netlink:0", "the kernel", 0); return true;
	case AF_PACKET:
		candidates_add(out, "packet:lo", "an interface", 0);
		candidates_add(out, "packet:*", "all interfaces", 0);
		return true;
	case AF_VSOCK:
		candidates_add(out, "vsock:local:", "this machine", 0);
		candidates_add(out, "vsock:host:", "the host of this virtual machine", 0);
		candidates_add(out, "vsock:any:", "whichever this machine has", 0);
		return true;
	default: return false;
	}
}

static void complete_endpoint(const struct arg_context *c, struct candidates *out)
{
	if (c->one_word) {
		complete_endpoint_word(out);
		return;
	}
	if (complete_link(c, out) || complete_rest(out))
		return;
	complete_host(c, out);
	candidates_add(out, "*", "all interfaces", ' ');
	candidates_add(out, "unix:", "a path of AF_UNIX", 0);
	candidates_add(out, "@", "an abstract name of AF_UNIX", 0);
}

static const struct param param_port = { "PORT", &type_service, 0, .help = "a port or service" };

static const struct two_words host_port = { endpoint_takes_two, parse_host_port, &param_port };

const struct arg_type type_endpoint = { .two = &host_port,
	.name = "ENDPOINT",
	.what = "HOST PORT, HOST:PORT, [V6]:PORT, a lone PORT (loopback), *:PORT (all interfaces), /path, "
		"unix:path or @abstract, netlink:PID, packet:IFACE:PROTO, vsock:CID:PORT, or none",
	.parse = parse_endpoint,
	.complete = complete_endpoint };

static int parse_host(const struct arg_context *c, struct arg *a, struct err *e)
{
	(void)c;
	if (!a->text.len || memchr(a->text.p, 0, a->text.len))
		return err_set(e, ERR_USAGE, "a host is not empty and holds no NUL byte");
	return 0;
}

const struct arg_type type_host = { .name = "HOST",
	.what = "a host name or a numeric address",
	.parse = parse_host,
	.complete = complete_host };

const struct arg_type type_service = { .name = "SERVICE",
	.what = "a port number or the name of a service",
	.parse = parse_service,
	.complete = complete_service };
