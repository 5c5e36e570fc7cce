/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flags of a call that moves data: by -f any, and those of every lab by options. Those
 * that are given are args.flags. And a buffer that is none.
 */
#ifndef COMMANDS_FLAGS_H
#define COMMANDS_FLAGS_H

#include "lang/types.h"
#include "sock/names.h"

/* An option that stands for FLAG of the call. */
#define FLAG_OPTION(word, flag, text)                                                              \
	{                                                                                          \
		.name = (word), .value = {.help = text " (" #flag ")", .min = (flag) }             \
	}
#define FLAGS_OPTION(names, text)                                                                  \
	{                                                                                          \
		.name = "-f", .value = {                                                           \
			"FLAGS",                                                                   \
			&type_constant,                                                            \
			.flags = SETS_FLAGS,                                                       \
			.help = (text),                                                            \
			.of = &(names)                                                             \
		}                                                                                  \
	}

/* A buffer that is none, of each call that moves data. */
#define NULL_OPTION                                                                                \
	{                                                                                          \
		.name = "--null", .value = {                                                       \
			"COUNT",                                                                   \
			&type_size,                                                                \
			.help = "pass NULL as the buffer, of COUNT bytes",                         \
			.min = 1,                                                                  \
			.max = (int64_t)1 << 30                                                    \
		}                                                                                  \
	}

/* Those of the calls that send, and of those that receive. */
#define SEND_FLAG_OPTIONS                                                                          \
	FLAG_OPTION("--oob", MSG_OOB, "the last byte is urgent"),                                  \
		FLAG_OPTION("--dontwait", MSG_DONTWAIT, "do not wait for room"),                   \
		FLAG_OPTION("--more", MSG_MORE, "more follows: hold back a partial segment"),      \
		FLAGS_OPTION(names_msg_send, "flags of the call: MSG_OOB, oob|dontwait")
#define RECV_FLAG_OPTIONS                                                                          \
	FLAG_OPTION("--peek", MSG_PEEK, "leave the data in the queue"),                            \
		FLAG_OPTION("--oob", MSG_OOB, "take the urgent byte"),                             \
		FLAG_OPTION("--dontwait", MSG_DONTWAIT, "do not wait for data"),                   \
		FLAG_OPTION("--waitall", MSG_WAITALL, "wait until all of MAX has come"),           \
		FLAG_OPTION("--trunc", MSG_TRUNC, "the result is a message's real length"),        \
		FLAGS_OPTION(names_msg_recv, "flags of the call: MSG_WAITALL, dontwait")

#endif
