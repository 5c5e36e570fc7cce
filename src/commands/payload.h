/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands that send have in common: where the bytes come from.
 */
#ifndef COMMANDS_PAYLOAD_H
#define COMMANDS_PAYLOAD_H

#include "flags.h"
#include "shell/session.h"

/* The first options of each of them, in this order. */
enum {
	PAYLOAD_HEX,
	PAYLOAD_FILE,
	PAYLOAD_OFFSET,
	PAYLOAD_COUNT,
	PAYLOAD_FILL,
	PAYLOAD_LINE,
	PAYLOAD_NULL,
	PAYLOAD_OPTIONS_END
};
#define PAYLOAD_OPTIONS                                                                            \
	{ .name = "--hex",                                                                         \
		.value = { "HEX", &type_hex, .help = "send these bytes, given in hex" } },         \
		{ .name = "--file",                                                                \
			.value = { "FILE", &type_file,                                             \
				.help = "send what FILE holds; - is standard input" } },           \
		{ .name = "--offset",                                                              \
			.value = { "OFFSET", &type_size, .help = "of the file: from this byte on", \
				.max = INT64_MAX } },                                              \
		{ .name = "--count",                                                               \
			.value = { "COUNT", &type_size,                                            \
				.help = "of the file: at most COUNT bytes", .max = INT64_MAX } },  \
		{ .name = "--fill",                                                                \
			.value = { "COUNT", &type_size,                                            \
				.help = "send COUNT bytes of a repeated alphabet",                 \
				.max = (int64_t)1 << 30 } },                                       \
		{ .name = "--line",                                                                \
			.value = { .help = "append CR LF, as text protocols want it" } },          \
		NULL_OPTION

/* The bytes to send: borrowed from the arguments, or owned. */
struct payload {
	struct slice bytes;
	struct buf owned;
	int flags;
	int file;     /* being read, or -1 */
	int64_t from; /* where in it the bytes begin */
	int64_t left; /* bytes of it that are to be sent at most, and are not read yet */
	bool more;    /* may be read of it */
};

/* Finds exactly one source in DATA (a parameter's value) and the options, and opens the
 * file, of which nothing is read. REFUSED with the run's error; else payload_free P. */
enum command_status payload_open(struct run *r, const struct arg *data, struct payload *p);

/* Fills P, which was opened, with all of it; or WHOLE false, but of a file only with a
 * piece: as long as there are more, payload_next puts the next one, which may be empty, in its
 * place. REFUSED with the run's error, and P is freed. */
enum command_status payload_fill(
	struct run *r, const struct arg *data, bool whole, struct payload *p);
enum command_status payload_next(struct run *r, struct payload *p);

/* payload_open, and payload_fill with all of it. */
enum command_status payload_read(struct run *r, const struct arg *data, struct payload *p);
void payload_free(struct run *r, struct payload *p);

#endif
