/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands that send have in common: where the bytes come from.
 */
#ifndef COMMANDS_PAYLOAD_H
#define COMMANDS_PAYLOAD_H

#include "flags.h"
#include "shell/session.h"

/* The first options of each of them, in this order. */
enum { PAYLOAD_HEX, PAYLOAD_FILE, PAYLOAD_FILL, PAYLOAD_LINE, PAYLOAD_NULL, PAYLOAD_OPTIONS_END };
#define PAYLOAD_OPTIONS                                                                            \
	{ .name = "--hex",                                                                         \
		.value = { "HEX", &type_hex, .help = "send these bytes, given in hex" } },         \
		{ .name = "--file",                                                                \
			.value = { "FILE", &type_file,                                             \
				.help = "send what FILE holds; - is standard input" } },           \
		{ .name = "--fill",                                                                \
			.value = { "COUNT", &type_size,                                            \
				.help = "send COUNT bytes of a repeated alphabet",                 \
				.max = (int64_t)1 << 30 } },                                       \
		{ .name = "--line",                                                                \
			.value = { .help = "append CR LF, as text protocols want it" } },          \
	{                                                                                          \
		.name = "--null", .value = {                                                       \
			"COUNT",                                                                   \
			&type_size,                                                                \
			.help = "pass NULL as the buffer, of COUNT bytes",                         \
			.min = 1,                                                                  \
			.max = (int64_t)1 << 30                                                    \
		}                                                                                  \
	}

/* The bytes to send: borrowed from the arguments, or owned. */
struct payload {
	struct slice bytes;
	struct buf owned;
	int flags;
	int file;  /* being read, or -1 */
	bool more; /* of it */
};

/* Fills P from DATA (a parameter's value) and the options: exactly one source.
 * REFUSED with the run's error; else payload_free it. */
enum command_status payload_read(struct run *r, const struct arg *data, struct payload *p);

/* The same, but of a file only a piece; as long as there are more, payload_next puts
 * the next one, which may be empty, in its place. */
enum command_status payload_begin(struct run *r, const struct arg *data, struct payload *p);
enum command_status payload_next(struct run *r, struct payload *p);
void payload_free(struct run *r, struct payload *p);

#endif
