/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses of AF_NETLINK, AF_PACKET and AF_VSOCK.
 */
#include "addr_link.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sock/iface.h"
#include "sock/names.h"

enum {
	LL_ADDR_AT = offsetof(struct sockaddr_ll, sll_addr),
	LL_ADDR_MAX = sizeof(((struct sockaddr_ll *)NULL)->sll_addr),
	SHOWN_MAX = 80, /* bytes of a wrong word in a message */
};

static const struct name_row cid_rows[] = {
	{ (int)VMADDR_CID_ANY, "any", "whichever this machine has" },
	{ VMADDR_CID_HYPERVISOR, "hypervisor", NULL },
	{ VMADDR_CID_LOCAL, "local", "this machine" },
	{ VMADDR_CID_HOST, "host", "the host of this virtual machine" },
};
static const struct names cids = { "a CID", "", cid_rows, 4, false, 0 };

static const struct name_row packet_type_rows[] = {
	{ PACKET_HOST, "PACKET_HOST", "to this machine" },
	{ PACKET_BROADCAST, "PACKET_BROADCAST", "to all" },
	{ PACKET_MULTICAST, "PACKET_MULTICAST", "to a group" },
	{ PACKET_OTHERHOST, "PACKET_OTHERHOST", "to another machine" },
	{ PACKET_OUTGOING, "PACKET_OUTGOING", "from this machine" },
	{ PACKET_LOOPBACK, "PACKET_LOOPBACK", NULL },
};
static const struct names packet_types = { "a type of packet", "PACKET_", packet_type_rows, 6,
	false, 0 };

static const struct prefix {
	const char *text;
	enum endpoint_kind kind;
} prefixes[] = {
	{ "netlink:", ENDPOINT_NETLINK },
	{ "packet:", ENDPOINT_PACKET },
	{ "vsock:", ENDPOINT_VSOCK },
};

static const struct prefix *prefix_of(struct slice word)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (slice_starts(word, prefixes[i].text))
			return &prefixes[i];
	return NULL;
}

bool link_is(struct slice word)
{
	return prefix_of(word) != NULL;
}

static int shown(struct slice s)
{
	return (int)text_cut(s.p, s.len, SHOWN_MAX);
}

static struct slice skip(struct slice s, size_t n)
{
	return (struct slice){ s.p + n, s.len - n };
}

/* What stands before the first C of *REST, which becomes what is behind it; all of it where
 * there is none. */
static struct slice cut(struct slice *rest, char c)
{
	const char *at = rest->len ? memchr(rest->p, c, rest->len) : NULL;
	struct slice first = *rest;

	if (at)
		first.len = (size_t)(at - rest->p);
	*rest = at ? skip(*rest, first.len + 1) : (struct slice){ "", 0 };
	return first;
}

/* ---- numbers ---- */

static int number(struct slice s, const char *what, uint32_t *value, struct err *e)
{
	int64_t n;

	if (text_number(s, 0, UINT32_MAX, &n, NULL) < 0)
		return err_set(
			e, ERR_USAGE, "\"%.*s\" is no %s: 0..4294967295", shown(s), s.p, what);
	*value = (uint32_t)n;
	return 0;
}

/* A number or, for all ones, the word any. */
static int number_or_any(struct slice s, const char *what, uint32_t *value, struct err *e)
{
	if (!names_same(s, "any"))
		return number(s, what, value, e);
	*value = UINT32_MAX;
	return 0;
}

static void add_number_or_any(uint32_t value, struct buf *b)
{
	if (value == UINT32_MAX)
		buf_adds(b, "any");
	else
		buf_addf(b, "%u", value);
}

/* ---- netlink ---- */

static int read_netlink(const struct endpoint *ep, struct sockaddr_nl *nl, struct err *e)
{
	uint32_t groups = 0;

	*nl = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
	if (number(ep->host, "port of netlink", &nl->nl_pid, e) < 0 ||
		(ep->port.len && number(ep->port, "mask of groups", &groups, e) < 0))
		return -1;
	nl->nl_groups = groups;
	return 0;
}

static void add_netlink(const struct sockaddr_nl *nl, struct buf *b)
{
	buf_addf(b, "netlink:%u", nl->nl_pid);
	if (nl->nl_groups)
		buf_addf(b, ":0x%x", nl->nl_groups);
}

/* ---- vsock ---- */

static int read_vsock(const struct endpoint *ep, struct sockaddr_vm *vm, struct err *e)
{
	long cid;

	*vm = (struct sockaddr_vm){ .svm_family = AF_VSOCK };
	if (!ep->port.len)
		return err_set(e, ERR_USAGE, "a port is missing: vsock:CID:PORT");
	if (text_number(ep->host, 0, UINT32_MAX, &(int64_t){ 0 }, NULL) == 0)
		return number(ep->host, "CID", &vm->svm_cid, e) < 0
			       ? -1
			       : number_or_any(ep->port, "port of vsock", &vm->svm_port, e);
	if (names_parse(&cids, ep->host, &cid, e) < 0)
		return -1;
	vm->svm_cid = (uint32_t)cid;
	return number_or_any(ep->port, "port of vsock", &vm->svm_port, e);
}

static void add_cid(const struct sockaddr_vm *vm, struct buf *b)
{
	const char *name = names_find(&cids, (int)vm->svm_cid);

	if (name)
		buf_adds(b, name);
	else
		buf_addf(b, "%u", vm->svm_cid);
}

static void add_vsock(const struct sockaddr_vm *vm, struct buf *b)
{
	buf_adds(b, "vsock:");
	add_cid(vm, b);
	buf_addc(b, ':');
	add_number_or_any(vm->svm_port, b);
}

/* ---- packet ---- */

/* Pairs of hex digits with colons between them. */
static int read_mac(struct slice s, struct sockaddr_ll *ll, struct err *e)
{
	struct slice all = s;

	while (s.len) {
		struct slice pair = cut(&s, ':');
		struct buf byte = { 0 };
		bool good = pair.len == 2 && ll->sll_halen < LL_ADDR_MAX &&
			    text_hex(pair, &byte, NULL) == 0 && byte.len == 1;

		if (good)
			ll->sll_addr[ll->sll_halen++] = (unsigned char)byte.data[0];
		buf_free(&byte);
		if (!good)
			return err_set(e, ERR_USAGE,
				"\"%.*s\" is no link address: at most 8 pairs of hex digits, with "
				"colons",
				shown(all), all.p);
	}
	return 0;
}

/* All but the interface. */
static int read_packet(const struct endpoint *ep, struct sockaddr_ll *ll, struct err *e)
{
	struct slice type = ep->port, proto = cut(&type, '/'), mac = proto;
	long value = 0;

	*ll = (struct sockaddr_ll){ .sll_family = AF_PACKET };
	proto = cut(&mac, ':');
	if (proto.len && names_parse(&names_ether, proto, &value, e) < 0)
		return -1;
	if (value < 0 || value > UINT16_MAX)
		return err_set(e, ERR_USAGE, "protocol %.*s is out of range 0..65535", shown(proto),
			proto.p);
	ll->sll_protocol = htons((uint16_t)value);
	value = PACKET_HOST;
	if (type.len && names_parse(&packet_types, type, &value, e) < 0)
		return -1;
	ll->sll_pkttype = (unsigned char)value;
	return read_mac(mac, ll, e);
}

/* 0 is every interface. False when the system knows no such name. */
static bool read_interface(struct slice s, int *index)
{
	int64_t value;

	*index = 0;
	if (slice_is(s, "*"))
		return true;
	*index = (int)iface_index(s);
	if (!*index && text_number(s, 0, INT32_MAX, &value, NULL) == 0) {
		*index = (int)value;
		return true;
	}
	return *index > 0;
}

static void add_interface(const struct sockaddr_ll *ll, struct buf *b)
{
	char name[IF_NAMESIZE];

	if (!ll->sll_ifindex)
		buf_addc(b, '*');
	else if (iface_name((unsigned int)ll->sll_ifindex, name))
		text_add_quoted(b, name, strlen(name));
	else
		buf_addf(b, "%d", ll->sll_ifindex);
}

static void add_packet(const struct sockaddr_ll *ll, struct buf *b)
{
	const char *proto = names_find(&names_ether, ntohs(ll->sll_protocol));

	buf_adds(b, "packet:");
	add_interface(ll, b);
	if (proto)
		buf_addf(b, ":%s", proto);
	else if (ll->sll_protocol || ll->sll_halen || ll->sll_pkttype)
		buf_addf(b, ":0x%04x", ntohs(ll->sll_protocol));
	for (int i = 0; i < ll->sll_halen; i++)
		buf_addf(b, ":%02x", ll->sll_addr[i]);
	if (ll->sll_pkttype) {
		buf_addc(b, '/');
		names_print(&packet_types, ll->sll_pkttype, b);
	}
}

/* ---- any of them ---- */

static int check_packet(const struct endpoint *ep, struct err *e)
{
	struct sockaddr_ll ll;

	if (!ep->host.len || ep->host.len >= IF_NAMESIZE)
		return err_set(e, ERR_USAGE,
			"\"%.*s\" is no interface's name: packet:IFACE[:PROTO[:MAC]]",
			shown(ep->host), ep->host.p);
	return read_packet(ep, &ll, e);
}

/* packet's last part, /TYPE, may follow the interface at once. */
static void split(struct slice word, struct endpoint *ep)
{
	const char *slash = ep->kind == ENDPOINT_PACKET ? memchr(word.p, '/', word.len) : NULL;
	const char *colon = memchr(word.p, ':', word.len);
	struct slice rest = word;

	if (slash && (!colon || slash < colon)) {
		ep->host = (struct slice){ word.p, (size_t)(slash - word.p) };
		ep->port = skip(word, ep->host.len);
		return;
	}
	ep->host = cut(&rest, ':');
	ep->port = rest;
}

int link_parse(struct slice word, struct endpoint *ep, struct err *e)
{
	const struct prefix *prefix = prefix_of(word);
	struct sockaddr_nl nl;
	struct sockaddr_vm vm;

	if (memchr(word.p, '\0', word.len))
		return err_set(e, ERR_USAGE, "an address of %.*s cannot hold a NUL byte",
			(int)strlen(prefix->text) - 1, prefix->text);
	ep->kind = prefix->kind;
	split(skip(word, strlen(prefix->text)), ep);
	switch (ep->kind) {
	case ENDPOINT_NETLINK: return read_netlink(ep, &nl, e);
	case ENDPOINT_VSOCK: return read_vsock(ep, &vm, e);
	default: return check_packet(ep, e);
	}
}

int link_make(const struct endpoint *ep, struct addr *a)
{
	switch (ep->kind) {
	case ENDPOINT_NETLINK: a->len = sizeof(a->nl); return !read_netlink(ep, &a->nl, NULL);
	case ENDPOINT_VSOCK: a->len = sizeof(a->vm); return !read_vsock(ep, &a->vm, NULL);
	default:
		a->len = sizeof(a->ll);
		return !read_packet(ep, &a->ll, NULL) &&
		       read_interface(ep->host, &a->ll.sll_ifindex);
	}
}

static bool is_whole(const struct addr *a)
{
	switch (a->sa.sa_family) {
	case AF_NETLINK: return a->len >= sizeof(a->nl);
	case AF_VSOCK: return a->len >= sizeof(a->vm);
	case AF_PACKET: return a->len >= LL_ADDR_AT && a->ll.sll_halen <= LL_ADDR_MAX;
	default: return false;
	}
}

bool link_format(const struct addr *a, struct buf *b)
{
	if (!is_whole(a))
		return false;
	switch (a->sa.sa_family) {
	case AF_NETLINK: add_netlink(&a->nl, b); break;
	case AF_VSOCK: add_vsock(&a->vm, b); break;
	default: add_packet(&a->ll, b);
	}
	return true;
}

bool link_format_host(const struct addr *a, struct buf *b)
{
	if (!is_whole(a))
		return false;
	switch (a->sa.sa_family) {
	case AF_NETLINK: buf_addf(b, "%u", a->nl.nl_pid); break;
	case AF_VSOCK: add_cid(&a->vm, b); break;
	default: add_interface(&a->ll, b);
	}
	return true;
}
