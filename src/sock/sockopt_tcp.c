/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of options that TCP alone has: the SYN that was saved, keys of MD5 signatures, the
 * options of a connection under repair, TCP_INFO.
 */
#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sock/addr.h"
#include "sock/iface.h"
#include "sock/property.h"
#include "sockopt_kinds.h"
#include "sockopt_names.h"

/* ---- a saved SYN ---- */

enum {
	OPT_END,
	OPT_NOP,
	OPT_MSS,
	OPT_WSCALE,
	OPT_SACK_OK,
	OPT_TIMESTAMP = 8,
	OPT_FASTOPEN = 34,
	WORD = 4, /* bytes that a header's length counts in */
	NIBBLE = 4,
};

static uint32_t number_at(const unsigned char *p, size_t len)
{
	uint32_t n = 0;

	while (len--)
		n = n << 8 | *p++;
	return n;
}

static void add_option(const unsigned char *p, size_t len, struct buf *b)
{
	switch (p[0]) {
	case OPT_MSS: buf_addf(b, "mss %u", number_at(p + 2, len - 2)); break;
	case OPT_WSCALE: buf_addf(b, "wscale %u", number_at(p + 2, len - 2)); break;
	case OPT_SACK_OK: buf_adds(b, "sackOK"); break;
	case OPT_TIMESTAMP:
		buf_addf(b, "timestamp %u", len < 6 ? 0 : number_at(p + 2, WORD));
		break;
	case OPT_FASTOPEN:
		buf_adds(b, "fastopen ");
		sockopt_print_bytes((const char *)p + 2, len - 2, b);
		break;
	default:
		buf_addf(b, "option %u ", p[0]);
		sockopt_print_bytes((const char *)p + 2, len - 2, b);
	}
}

/* The lengths in the options are the peer's, and believed as far as there are bytes. */
static void add_options(const unsigned char *p, size_t len, struct buf *b)
{
	const char *separator = ", options ";

	while (len && p[0] != OPT_END) {
		size_t n = p[0] == OPT_NOP ? 1 : len > 1 ? p[1] : 0;

		if (n > len || (n < 2 && p[0] != OPT_NOP))
			break;
		if (p[0] != OPT_NOP) {
			buf_adds(b, separator);
			add_option(p, n, b);
			separator = " ";
		}
		p += n;
		len -= n;
	}
}

/* What the IP header at P says; returns its length, 0 if it is none. */
static size_t read_ip(
	const unsigned char *p, size_t len, struct addr *from, struct addr *to, struct buf *b)
{
	if (len >= sizeof(struct iphdr) && p[0] >> NIBBLE == 4) {
		*from = *to = (struct addr){ .len = sizeof(from->in), .in.sin_family = AF_INET };
		memcpy(&from->in.sin_addr, p + offsetof(struct iphdr, saddr),
			sizeof(struct in_addr));
		memcpy(&to->in.sin_addr, p + offsetof(struct iphdr, daddr), sizeof(struct in_addr));
		buf_addf(b, "ttl %u, tos %u", p[8], p[1]);
		return (size_t)(p[0] & 0xf) * WORD;
	}
	if (len >= sizeof(struct ip6_hdr) && p[0] >> NIBBLE == 6) {
		*from = *to =
			(struct addr){ .len = sizeof(from->in6), .in6.sin6_family = AF_INET6 };
		memcpy(&from->in6.sin6_addr, p + offsetof(struct ip6_hdr, ip6_src),
			sizeof(struct in6_addr));
		memcpy(&to->in6.sin6_addr, p + offsetof(struct ip6_hdr, ip6_dst),
			sizeof(struct in6_addr));
		buf_addf(b, "hop limit %u", p[7]);
		return sizeof(struct ip6_hdr);
	}
	return 0;
}

static void set_port(struct addr *a, const unsigned char *p)
{
	memcpy(a->sa.sa_family == AF_INET ? &a->in.sin_port : &a->in6.sin6_port, p,
		sizeof(in_port_t));
}

/* Source > destination, and what both headers say; bytes, where they are none. */
static void print_saved_syn(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	const unsigned char *p = (const unsigned char *)v->bytes, *tcp;
	struct buf ip = { 0 };
	struct addr from, to;
	size_t head = read_ip(p, v->len, &from, &to, &ip), left;

	(void)o;
	tcp = p + head;
	left = v->len - (head < v->len ? head : v->len);
	if (!head || left < sizeof(struct tcphdr)) {
		sockopt_print_bytes(v->bytes, v->len, b);
		buf_free(&ip);
		return;
	}
	set_port(&from, tcp);
	set_port(&to, tcp + sizeof(in_port_t));
	addr_format(&from, b);
	buf_adds(b, " > ");
	addr_format(&to, b);
	buf_addf(b, ", %s, seq %u, window %u", buf_cstr(&ip), number_at(tcp + 4, WORD),
		number_at(tcp + 14, 2));
	head = (size_t)(tcp[12] >> NIBBLE) * WORD;
	if (head > sizeof(struct tcphdr) && head <= left)
		add_options(tcp + sizeof(struct tcphdr), head - sizeof(struct tcphdr), b);
	buf_free(&ip);
}

const struct sockopt_kind sockopt_saved_syn = { NULL, print_saved_syn, SOCKOPT_VALUE_MAX, false,
	NULL };

/* ---- keys of signatures ---- */

static const char hex_mark[] = "0x";

/* HOST[/PREFIX][%INTERFACE] */
static int parse_peer(struct slice text, struct tcp_md5sig *m, struct err *e)
{
	struct slice host = sockopt_word(&text, '/');
	struct endpoint ep = { .kind = ENDPOINT_INET, .port = { "0", 1 } };
	struct addr a;
	int64_t prefix;
	unsigned index = 0;

	if (host.len && memchr(host.p, '%', host.len)) {
		text = host;
		host = sockopt_word(&text, '%');
	} else if (text.len) {
		struct slice bits = sockopt_word(&text, '%');

		if (text_number(bits, 0, 128, &prefix, e))
			return -1;
		m->tcpm_flags |= TCP_MD5SIG_FLAG_PREFIX;
		m->tcpm_prefixlen = (uint8_t)prefix;
	}
	if (text.len && sockopt_parse_interface(text, &index, e))
		return -1;
	m->tcpm_flags |= index ? TCP_MD5SIG_FLAG_IFINDEX : 0;
	m->tcpm_ifindex = (int)index;
	ep.host = host;
	if (!host.len || !addr_from_endpoint(&ep, AF_UNSPEC, &a))
		return err_set(e, ERR_USAGE, "the peer is no address");
	memcpy(&m->tcpm_addr, &a.storage, a.len);
	return 0;
}

static int parse_key(struct slice text, struct tcp_md5sig *m, struct err *e)
{
	struct sockopt_value bytes;

	if (slice_starts(text, hex_mark)) {
		text = (struct slice){ text.p + strlen(hex_mark), text.len - strlen(hex_mark) };
		if (sockopt_parse_bytes(text, sizeof(m->tcpm_key), &bytes, e))
			return -1;
		text = (struct slice){ bytes.bytes, bytes.len };
	}
	if (text.len > sizeof(m->tcpm_key))
		return err_set(
			e, ERR_USAGE, "the key is longer than %zu bytes", sizeof(m->tcpm_key));
	m->tcpm_keylen = (uint16_t)text.len;
	if (text.len)
		memcpy(m->tcpm_key, text.p, text.len);
	return 0;
}

/* PEER [KEY]: without a key the peer's is taken away. */
static int parse_md5(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct tcp_md5sig m = { 0 };
	struct slice peer = sockopt_word(&text, ' ');

	(void)o;
	if (parse_peer(peer, &m, e) || parse_key(text, &m, e))
		return -1;
	memcpy(v->bytes, &m, sizeof(m));
	return 0;
}

/* Whether the key can stand as it is, and would not be taken for hex digits. */
static bool is_plain(const uint8_t *key, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (key[i] <= ' ' || key[i] > '~')
			return false;
	return len < strlen(hex_mark) || memcmp(key, hex_mark, strlen(hex_mark));
}

static void print_md5(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct tcp_md5sig m;
	struct addr a = { .len = sizeof(a.in6) };
	size_t len;

	(void)o;
	memcpy(&m, v->bytes, sizeof(m));
	memcpy(&a.storage, &m.tcpm_addr, sizeof(m.tcpm_addr));
	if (a.sa.sa_family == AF_INET)
		a.len = sizeof(a.in);
	addr_format_host(&a, b);
	if (m.tcpm_flags & TCP_MD5SIG_FLAG_PREFIX)
		buf_addf(b, "/%u", m.tcpm_prefixlen);
	if (m.tcpm_flags & TCP_MD5SIG_FLAG_IFINDEX) {
		buf_addc(b, '%');
		iface_print((unsigned)m.tcpm_ifindex, b);
	}
	len = m.tcpm_keylen < sizeof(m.tcpm_key) ? m.tcpm_keylen : sizeof(m.tcpm_key);
	if (!len)
		return;
	buf_addc(b, ' ');
	if (is_plain(m.tcpm_key, len)) {
		buf_add(b, (const char *)m.tcpm_key, len);
	} else {
		buf_adds(b, hex_mark);
		sockopt_print_bytes((const char *)m.tcpm_key, len, b);
	}
}

const struct sockopt_kind sockopt_md5 = { parse_md5, print_md5, sizeof(struct tcp_md5sig), true,
	NULL };

/* ---- options of a connection under repair ---- */

/* NAME[=VALUE],... */
static int parse_repair(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct tcp_repair_opt option;

	(void)o;
	for (v->len = 0; text.len; v->len += sizeof(option)) {
		struct slice value = sockopt_word(&text, ','), name = sockopt_word(&value, '=');
		int number = 0, code = 0;
		long named;

		if (v->len == SOCKOPT_VALUE_MAX)
			return err_set(e, ERR_USAGE, "too many");
		if (!names_parse(&names_tcp_option, name, &named, e))
			code = (int)named;
		else if (sockopt_parse_int(name, &code, NULL))
			return -1;
		if (value.len && sockopt_parse_int(value, &number, e))
			return -1;
		option = (struct tcp_repair_opt){ (uint32_t)code, (uint32_t)number };
		memcpy(v->bytes + v->len, &option, sizeof(option));
	}
	return 0;
}

static void print_repair(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct tcp_repair_opt option;

	(void)o;
	for (size_t at = 0; at + sizeof(option) <= v->len; at += sizeof(option)) {
		memcpy(&option, v->bytes + at, sizeof(option));
		buf_adds(b, at ? "," : "");
		names_print(&names_tcp_option, option.opt_code, b);
		buf_addf(b, "=%u", option.opt_val);
	}
}

const struct sockopt_kind sockopt_repair = { parse_repair, print_repair, SOCKOPT_VALUE_MAX, true,
	NULL };

/* ---- TCP_INFO ---- */

static void print_info(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	struct tcp_fields t = { 0 };
	size_t len = v->len < sizeof(t) ? v->len : sizeof(t);

	(void)o;
	memcpy(&t, v->bytes, len);
	tcp_info_print(&t, len, b);
}

const struct sockopt_kind sockopt_tcp_info = { NULL, print_info, sizeof(struct tcp_fields), false,
	NULL };
