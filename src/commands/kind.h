/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * KIND, or FAMILY TYPE [PROTOCOL], as the arguments of socket(2): of the commands that make
 * sockets. Their first three parameters are KIND_PARAMS.
 */
#ifndef COMMANDS_KIND_H
#define COMMANDS_KIND_H

#include "lang/types.h"
#include "shell/run.h"

#define KIND_PARAMS(default_help)                                                                   \
	{ "KIND", &type_kind, OPTIONAL, .of = &names_family, .help = (default_help) },              \
		{ "TYPE", &type_type, OPTIONAL,                                                     \
			.help = "the type, when KIND is a family: SOCK_STREAM, dgram; behind raw, " \
				"packet and netlink their protocol" },                              \
	{                                                                                           \
		"PROTOCOL", &type_protocol, OPTIONAL,                                               \
			.help = "the protocol; 0, the default, lets the kernel choose"              \
	}

struct kind_triple {
	int family, type, protocol;
};

/* What the words say; FALLBACK where there are none, its IPv6 kind where SIX is given. 0,
 * or -1 with r->err. */
int kind_read(struct run *r, const struct socket_kind *fallback, const struct arg *six,
	struct kind_triple *t);

#endif
