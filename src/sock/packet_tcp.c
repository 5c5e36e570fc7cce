/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TCP, in the notation of packetdrill. Options: RFC 9293, 7323, 2018, 7413, 2385, 5925, 8684.
 */
#include "packet_parts.h"

enum { TCP_HEADER = 20 };

enum {
	OPTION_END,
	OPTION_NOP,
	OPTION_MSS,
	OPTION_WSCALE,
	OPTION_SACK_OK,
	OPTION_SACK,
	OPTION_TIMESTAMPS = 8,
	OPTION_MD5 = 19,
	OPTION_AO = 29,
	OPTION_MPTCP = 30,
	OPTION_FASTOPEN = 34,
	OPTION_EXPERIMENT = 254,
	FASTOPEN_MAGIC = 0xf989,
};

void decode_tcp(struct packet *p, struct slice s, uint32_t length)
{
	uint32_t header;

	if (s.len >= 4) { /* of a quoted packet there may be eight bytes */
		p->has_ports = true;
		p->from.port = (uint16_t)read16(s, 0);
		p->to.port = (uint16_t)read16(s, 2);
	}
	if (!has_bytes(p, s, TCP_HEADER))
		return;
	p->kind = PACKET_TCP;
	p->tcp.seq = read32(s, 4);
	p->tcp.ack = read32(s, 8);
	header = (read8(s, 12) >> 4) * 4;
	p->tcp.flags = (uint16_t)read8(s, 13);
	p->tcp.win = (uint16_t)read16(s, 14);
	p->tcp.urgent = (uint16_t)read16(s, 18);
	if (header < TCP_HEADER || header > length) {
		p->bad = "its header's length is wrong";
		header = TCP_HEADER;
	}
	p->cut |= s.len < header;
	p->tcp.options = behind(first_of(s, header), TCP_HEADER);
	p->length = length > header ? length - header : 0;
	p->payload = behind(s, header);
}

/* ---- options ---- */

static void add_sack(const struct packet *p, struct slice value, struct buf *b)
{
	buf_adds(b, "sack");
	for (; value.len >= 8; value = behind(value, 8))
		buf_addf(b, " %u:%u", read32(value, 0) - p->tcp.ack_base,
			read32(value, 4) - p->tcp.ack_base);
}

static void add_hex(struct slice value, struct buf *b)
{
	for (size_t i = 0; i < value.len; i++)
		buf_addf(b, "%s%02x", i ? "" : " ", read8(value, i));
}

static const char *const mptcp_names[] = { "capable", "join", "dss", "add_addr", "remove_addr",
	"prio", "fail", "fastclose", "tcprst" };

static void add_mptcp(struct slice value, struct buf *b)
{
	unsigned subtype = value.len ? read8(value, 0) >> 4 : 15;

	if (subtype < sizeof(mptcp_names) / sizeof(*mptcp_names))
		buf_addf(b, "mptcp %s", mptcp_names[subtype]);
	else
		buf_addf(b, "mptcp %u", subtype);
}

/* The shared option of experiments is told by its magic number. */
static void add_experiment(struct slice value, struct buf *b)
{
	if (value.len >= 2 && read16(value, 0) == FASTOPEN_MAGIC) {
		buf_adds(b, "FOEXP");
		add_hex(behind(value, 2), b);
	} else {
		buf_adds(b, "exp");
		add_hex(value, b);
	}
}

static void add_named(struct slice value, int kind, struct buf *b)
{
	switch (kind) {
	case OPTION_MD5: buf_adds(b, "md5"); break;
	case OPTION_AO: buf_adds(b, "ao"); break;
	case OPTION_MPTCP: add_mptcp(value, b); break;
	case OPTION_EXPERIMENT: add_experiment(value, b); break;
	case OPTION_FASTOPEN:
		buf_adds(b, "FO");
		add_hex(value, b);
		break;
	default: buf_addf(b, "option %d", kind); add_hex(value, b);
	}
}

static void add_option(const struct packet *p, int kind, struct slice value, struct buf *b)
{
	if (kind == OPTION_MSS && value.len == 2)
		buf_addf(b, "mss %u", read16(value, 0));
	else if (kind == OPTION_WSCALE && value.len == 1)
		buf_addf(b, "wscale %u", read8(value, 0));
	else if (kind == OPTION_SACK_OK && !value.len)
		buf_adds(b, "sackOK");
	else if (kind == OPTION_SACK && value.len && value.len % 8 == 0)
		add_sack(p, value, b);
	else if (kind == OPTION_TIMESTAMPS && value.len == 8)
		buf_addf(b, "TS val %u ecr %u", read32(value, 0), read32(value, 4));
	else
		add_named(value, kind, b);
}

/* How many bytes the option that S begins with has, or 0: it is cut off or malformed. */
static size_t option_length(struct slice s)
{
	size_t len;

	if (read8(s, 0) <= OPTION_NOP)
		return 1;
	len = s.len > 1 ? read8(s, 1) : 0;
	return len >= 2 && len <= s.len ? len : 0;
}

bool packet_has_sack(const struct packet *p)
{
	struct slice s = p->tcp.options;
	size_t len;

	while (s.len && (len = option_length(s))) {
		if (read8(s, 0) == OPTION_SACK)
			return true;
		s = behind(s, len);
	}
	return false;
}

static void add_options(const struct packet *p, struct buf *b)
{
	struct slice s = p->tcp.options;

	for (const char *lead = " <"; s.len; lead = ",") {
		size_t len = option_length(s);
		int kind = (int)read8(s, 0);

		buf_adds(b, lead);
		if (!len)
			buf_adds(b, "...");
		else if (kind <= OPTION_NOP)
			buf_adds(b, kind == OPTION_NOP ? "nop" : "eol");
		else
			add_option(p, kind, behind(first_of(s, len), 2), b);
		s = len && kind != OPTION_END ? behind(s, len) : (struct slice){ s.p, 0 };
	}
	if (p->tcp.options.len)
		buf_addc(b, '>');
}

/* ---- the line ---- */

/* In the order of packetdrill and tcpdump. */
static const struct {
	unsigned flag;
	char letter;
} letters[] = {
	{ PACKET_FIN, 'F' },
	{ PACKET_SYN, 'S' },
	{ PACKET_RST, 'R' },
	{ PACKET_PSH, 'P' },
	{ PACKET_ACK, '.' },
	{ PACKET_URG, 'U' },
	{ PACKET_ECE, 'E' },
	{ PACKET_CWR, 'W' },
};

void packet_flags(const struct packet *p, struct buf *b)
{
	if (!(p->tcp.flags & 0xff))
		buf_addc(b, '-');
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (p->tcp.flags & letters[i].flag)
			buf_addc(b, letters[i].letter);
}

void print_tcp(const struct packet *p, struct buf *b)
{
	const struct packet_tcp *t = &p->tcp;
	uint32_t seq = t->seq - t->seq_base;

	packet_flags(p, b);
	buf_addf(b, " %u:%u(%u)", seq, seq + p->length, p->length);
	if (t->flags & PACKET_ACK)
		buf_addf(b, " ack %u", t->ack - t->ack_base);
	buf_addf(b, " win %u", t->win);
	if (t->flags & PACKET_URG)
		buf_addf(b, " urg %u", t->urgent);
	add_options(p, b);
}
