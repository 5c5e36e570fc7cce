/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands that receive have in common: options, and where the bytes go.
 */
#ifndef COMMANDS_RECEIVE_H
#define COMMANDS_RECEIVE_H

#include "digits.h"
#include "flags.h"
#include "shell/session.h"

/* The first options of each, in this order. */
enum { RECEIVE_HEX, RECEIVE_TO, RECEIVE_DECODE, RECEIVE_NULL, RECEIVE_OPTIONS_END };
#define RECEIVE_OPTIONS                                                                            \
	{ .name = "-x", .value = { .help = "show the data as a hex dump" } },                      \
		{ .name = "--to",                                                                  \
			.value = { "FILE", &type_file, .help = "write the data to FILE" } },       \
		{ .name = "--decode",                                                              \
			.value = { .help = "show the packet that a raw or packet socket got" } },  \
		NULL_OPTION

/* MAX, a parameter of most, and what it is where it is not given. */
#define RECEIVE_BYTES 65536
#define RECEIVE_MAX                                                                                \
	{                                                                                          \
		"MAX", &type_size, OPTIONAL,                                                       \
			.max = (int64_t)1 << 30,                                                   \
			.help = "how many bytes at most (" DIGITS(RECEIVE_BYTES) ")"               \
	}

struct receive {
	size_t max;
	bool null; /* there is no buffer */
	int flags;
	int fd;
	int file; /* -1: none */
};

/* Reads the options, opens the file of --to. MAX is that of a command with one buffer, or
 * NULL. REFUSED with the run's error; else receive_end it. */
enum command_status receive_begin(struct run *r, const struct arg *max, struct receive *in);

/* Room for in->max bytes behind the first KEEP bytes of the run's data, which are all
 * that it holds then. NULL with the run's error, and the data as it was, where there
 * is no memory, or where KEEP is as much as is ever kept (1 GiB). */
char *receive_room(struct run *r, const struct receive *in, size_t keep);

/* Takes note of what came behind the first KEEP bytes (r->sys.got), and writes it
 * to the file. -1 with the run's error when that fails. */
int receive_got(struct run *r, const struct receive *in, size_t keep);
/* The buffer that is passed to the call: ROOM, or NULL with --null. */
static inline char *receive_buffer(const struct receive *in, char *room)
{
	return in->null ? NULL : room;
}

void receive_end(struct run *r, struct receive *in);

#endif
