/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ICMP and ICMPv6, with what they quote. RFC 792, 4443, 4861.
 */
#include <netinet/in.h>
#include <string.h>

#include "packet_parts.h"

enum { ICMP_HEADER = 8 };

enum content { PLAIN, QUOTES, ECHO, MTU, TARGET };

static const struct icmp_row {
	bool v6;
	int type, code; /* code -1: any */
	enum content content;
	const char *text;
} rows[] = {
	{ false, 0, -1, ECHO, "echo reply" },
	{ false, 3, 0, QUOTES, "network unreachable" },
	{ false, 3, 1, QUOTES, "host unreachable" },
	{ false, 3, 2, QUOTES, "protocol unreachable" },
	{ false, 3, 3, QUOTES, "port unreachable" },
	{ false, 3, 4, MTU, "fragmentation needed" },
	{ false, 3, 9, QUOTES, "network prohibited" },
	{ false, 3, 10, QUOTES, "host prohibited" },
	{ false, 3, 13, QUOTES, "communication prohibited" },
	{ false, 3, -1, QUOTES, "unreachable" },
	{ false, 4, -1, QUOTES, "source quench" },
	{ false, 5, -1, QUOTES, "redirect" },
	{ false, 8, -1, ECHO, "echo request" },
	{ false, 11, 0, QUOTES, "time exceeded" },
	{ false, 11, 1, QUOTES, "reassembly time exceeded" },
	{ false, 12, -1, QUOTES, "parameter problem" },
	{ true, 1, 0, QUOTES, "no route" },
	{ true, 1, 1, QUOTES, "communication prohibited" },
	{ true, 1, 3, QUOTES, "address unreachable" },
	{ true, 1, 4, QUOTES, "port unreachable" },
	{ true, 1, -1, QUOTES, "unreachable" },
	{ true, 2, -1, MTU, "packet too big" },
	{ true, 3, 0, QUOTES, "time exceeded" },
	{ true, 3, 1, QUOTES, "reassembly time exceeded" },
	{ true, 4, -1, QUOTES, "parameter problem" },
	{ true, 128, -1, ECHO, "echo request" },
	{ true, 129, -1, ECHO, "echo reply" },
	{ true, 130, -1, PLAIN, "listener query" },
	{ true, 131, -1, PLAIN, "listener report" },
	{ true, 132, -1, PLAIN, "listener done" },
	{ true, 133, -1, PLAIN, "router solicitation" },
	{ true, 134, -1, PLAIN, "router advertisement" },
	{ true, 135, -1, TARGET, "who-has" },
	{ true, 136, -1, TARGET, "neighbor" },
	{ true, 143, -1, PLAIN, "listener report v2" },
};

static const struct icmp_row *find_row(const struct packet *p)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].v6 == (p->kind == PACKET_ICMP6) && rows[i].type == p->type &&
			(rows[i].code < 0 || rows[i].code == p->code))
			return &rows[i];
	return NULL;
}

/* The id is the port of whoever asks. */
static uint16_t *echo_id(struct packet *p)
{
	bool reply = p->type == (p->kind == PACKET_ICMP ? 0 : 129);

	return reply ? &p->to.port : &p->from.port;
}

void decode_icmp(struct packet *p, struct slice s, uint32_t length)
{
	const struct icmp_row *row;

	if (!has_bytes(p, s, ICMP_HEADER))
		return;
	p->kind = p->protocol == IPPROTO_ICMP ? PACKET_ICMP : PACKET_ICMP6;
	p->type = (int)read8(s, 0);
	p->code = (int)read8(s, 1);
	p->rest = read32(s, 4);
	p->body = p->payload = behind(s, ICMP_HEADER);
	p->length = length > ICMP_HEADER ? length - ICMP_HEADER : 0;
	row = find_row(p);
	if (row && row->content == ECHO)
		*echo_id(p) = (uint16_t)(p->rest >> 16);
}

bool packet_quotes(const struct packet *p, struct packet *quoted)
{
	const struct icmp_row *row = NULL;

	if (p->kind == PACKET_ICMP || p->kind == PACKET_ICMP6)
		row = find_row(p);
	if (!row || (row->content != QUOTES && row->content != MTU))
		return false;
	packet_decode(quoted, PACKET_IP, 0, p->body);
	return quoted->has_ends;
}

/* No quote is within a quote: an error is not answered by another. */
static void add_quote(const struct packet *p, packet_names *names, void *context, struct buf *b)
{
	struct packet quoted;

	if (!packet_quotes(p, &quoted))
		return;
	buf_adds(b, " [");
	(names ? names : packet_ends_print)(context, &quoted, b);
	buf_adds(b, ": ");
	if (quoted.kind == PACKET_ICMP || quoted.kind == PACKET_ICMP6) {
		const struct icmp_row *row = find_row(&quoted);

		buf_addf(b, "icmp%s", quoted.kind == PACKET_ICMP ? "" : "6");
		buf_addf(b, " %s", row ? row->text : "");
	} else {
		quoted.cut = false;
		quoted.bad = NULL;
		quoted.ecn = 0;
		packet_print(&quoted, NULL, NULL, b);
	}
	buf_addc(b, ']');
}

static void add_target(const struct packet *p, struct buf *b)
{
	struct packet_end target = { .v6 = true };

	if (p->body.len < sizeof(target.addr))
		return;
	memcpy(target.addr, p->body.p, sizeof(target.addr));
	buf_addc(b, ' ');
	packet_end_print(&target, false, b);
}

void print_icmp(const struct packet *p, packet_names *quoted, void *context, struct buf *b)
{
	const struct icmp_row *row = find_row(p);

	buf_adds(b, p->kind == PACKET_ICMP ? "icmp " : "icmp6 ");
	if (!row) {
		buf_addf(b, "type %d code %d (%u)", p->type, p->code, p->length);
		return;
	}
	buf_adds(b, row->text);
	switch (row->content) {
	case PLAIN: break;
	case MTU:
		buf_addf(b, " mtu %u", p->kind == PACKET_ICMP ? p->rest & 0xffff : p->rest);
		add_quote(p, quoted, context, b);
		break;
	case QUOTES: add_quote(p, quoted, context, b); break;
	case ECHO:
		buf_addf(b, " id %u seq %u (%u)", p->rest >> 16, p->rest & 0xffff, p->length);
		break;
	case TARGET: add_target(p, b); break;
	}
}
