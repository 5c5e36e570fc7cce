/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of pcapng. Each has its length at both ends, and options padded to four bytes.
 */
#include "sock/pcapng.h"

#include <string.h>

enum {
	SECTION = 0x0a0d0d0a,
	INTERFACE = 1,
	PACKET = 6,
	BYTE_ORDER = 0x1a2b3c4d,
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_PROGRAM = 4,    /* of a section: shb_userappl */
	OPTION_NAME = 2,       /* of an interface: if_name */
	OPTION_RESOLUTION = 9, /* if_tsresol: a power of ten */
	LINKTYPE_ETHERNET = 1,
	LINKTYPE_RAW = 101,
};

static void add16(struct buf *b, unsigned n)
{
	uint16_t word = (uint16_t)n;

	buf_add(b, &word, sizeof(word));
}

static void add32(struct buf *b, uint32_t n)
{
	buf_add(b, &n, sizeof(n));
}

static void add_padded(struct buf *b, struct slice bytes)
{
	buf_add(b, bytes.p, bytes.len);
	buf_add(b, "\0\0\0", -bytes.len & 3);
}

static void add_option(struct buf *b, unsigned code, struct slice value)
{
	struct slice fits = { value.p, value.len < UINT16_MAX ? value.len : UINT16_MAX };

	add16(b, code);
	add16(b, (unsigned)fits.len);
	add_padded(b, fits);
}

/* Where the block begins, for end_block. */
static size_t begin_block(struct buf *b, uint32_t type)
{
	size_t start = b->len;

	add32(b, type);
	add32(b, 0);
	return start;
}

static void end_block(struct buf *b, size_t start)
{
	uint32_t len = (uint32_t)(b->len - start) + 4;

	memcpy(b->data + start + 4, &len, sizeof(len));
	add32(b, len);
}

static const struct {
	unsigned linktype;
	const char *name;
} interfaces[] = { { LINKTYPE_ETHERNET, "ethernet" }, { LINKTYPE_RAW, "ip" } };

static void add_interface(struct pcapng *f, unsigned linktype, struct slice name)
{
	size_t start = begin_block(f->b, INTERFACE);

	f->count++;
	add16(f->b, linktype);
	add16(f->b, 0);
	add32(f->b, f->snap);
	add_option(f->b, OPTION_NAME, name);
	add_option(f->b, OPTION_RESOLUTION, (struct slice){ "\x09", 1 });
	add_option(f->b, OPTION_END, (struct slice){ "", 0 });
	end_block(f->b, start);
}

/* The interface of such packets, told of before the first of them: tcpdump reads no file that has
 * two kinds. */
static uint32_t interface_of(struct pcapng *f, bool raw)
{
	if (!f->number[raw]) {
		f->number[raw] = f->count + 1;
		add_interface(f, interfaces[raw].linktype, slice_of(interfaces[raw].name));
	}
	return f->number[raw] - 1;
}

static void add_lines(struct pcapng *f, unsigned lines)
{
	struct buf name = { 0 };

	for (unsigned line = 1; line <= lines; line++) {
		buf_clear(&name);
		buf_addf(&name, "link %u", line);
		add_interface(f, LINKTYPE_ETHERNET, buf_slice(&name));
	}
	buf_free(&name);
}

void pcapng_begin(
	struct pcapng *f, struct buf *b, const char *program, uint32_t snap, unsigned lines)
{
	size_t start = begin_block(b, SECTION);

	*f = (struct pcapng){ .b = b, .snap = snap };
	add32(b, BYTE_ORDER);
	add16(b, 1);
	add16(b, 0);
	add32(b, UINT32_MAX); /* the section's length: not said */
	add32(b, UINT32_MAX);
	add_option(b, OPTION_PROGRAM, slice_of(program));
	add_option(b, OPTION_END, (struct slice){ "", 0 });
	end_block(b, start);
	add_lines(f, lines);
}

void pcapng_add(struct pcapng *f, unsigned line, enum packet_link link, int64_t date, uint32_t wire,
	struct slice bytes, struct slice comment)
{
	uint32_t interface = line ? line - 1 : interface_of(f, link != PACKET_ETHERNET);
	size_t start = begin_block(f->b, PACKET);

	add32(f->b, interface);
	add32(f->b, (uint32_t)((uint64_t)date >> 32));
	add32(f->b, (uint32_t)date);
	add32(f->b, (uint32_t)bytes.len);
	add32(f->b, wire);
	add_padded(f->b, bytes);
	if (comment.len) {
		add_option(f->b, OPTION_COMMENT, comment);
		add_option(f->b, OPTION_END, (struct slice){ "", 0 });
	}
	end_block(f->b, start);
}
