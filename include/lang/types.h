/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters. Each is a row that parses, completes, describes.
 */
#ifndef LANG_TYPES_H
#define LANG_TYPES_H

#include "lang/args.h"
#include "sock/kind.h"

extern const struct arg_type type_fd;        /* num: a descriptor to act on */
extern const struct arg_type type_fd_look;   /* num: one to look at, 0-2 and the shell's too */
extern const struct arg_type type_fds;       /* text: descriptors, a comma between two */
extern const struct arg_type type_fd_all;    /* num, or -1 with text "all" */
extern const struct arg_type type_watch;     /* num and events, in names of param.of */
extern const struct arg_type type_name;      /* text: a variable's name */
extern const struct arg_type type_text;      /* text */
extern const struct arg_type type_data;      /* text: bytes to send */
extern const struct arg_type type_hex;       /* text: hex digits */
extern const struct arg_type type_number;    /* num in min..max */
extern const struct arg_type type_backlog;   /* num in min..max, of listen(2) */
extern const struct arg_type type_size;      /* num: bytes */
extern const struct arg_type type_time;      /* num: nanoseconds */
extern const struct arg_type type_times;     /* text: TIME or TIME..TIME */
extern const struct arg_type type_faults;    /* text: as serve/faults.h */
extern const struct arg_type type_endpoint;  /* endpoint: one or two words */
extern const struct arg_type type_host;      /* text */
extern const struct arg_type type_service;   /* text: a port or a service name */
extern const struct arg_type type_constant;  /* num: of the struct names in param.of */
extern const struct arg_type type_switch;    /* num: 1 or 0 */
extern const struct arg_type type_kind;      /* row: struct socket_kind, or a family */
extern const struct arg_type type_type;      /* num: a socket type and its flags; or, behind a
						kind, row: the names that it is a protocol of */
extern const struct arg_type type_protocol;  /* num: a protocol of the family before it */
extern const struct arg_type type_sockopt;   /* row: struct sockopt */
extern const struct arg_type type_optvalue;  /* text, for the sockopt before it */
extern const struct arg_type type_optabout;  /* text, what the sockopt before it is asked about */
extern const struct arg_type type_file;      /* text: a path */
extern const struct arg_type type_topic;     /* text: a command, a type, a topic */
extern const struct arg_type type_explained; /* num: a descriptor; or -1, and an error's text */
extern const struct arg_type type_sampled;   /* num: a descriptor to look at, or -1: the word off */
extern const struct arg_type type_field;     /* text: the name of a property; or off */
extern const struct arg_type type_operand;   /* text: a value, or NAME.PROPERTY */
extern const struct arg_type type_operator;  /* num: enum operator */

extern const struct arg_type type_servable;      /* num: a descriptor; or text with an endpoint */
extern const struct arg_type type_named_service; /* row: struct service */
extern const struct arg_type type_until;         /* text: the RESULT, behind the word until */
extern const struct arg_type type_block;         /* text: what stands between the braces */

extern const struct arg_type type_on;        /* text: the name of a host, or - */
extern const struct arg_type type_address;   /* text: an address with the length of its network */
extern const struct arg_type type_ends;      /* text: a host, a switch, or A>B */
extern const struct arg_type type_rate;      /* num: bits a second */
extern const struct arg_type type_frames;    /* text: as line_some_parse has it (net/line.h) */
extern const struct arg_type type_interface; /* text: the name of a network interface */
extern const struct arg_type type_sought;    /* num: a port, or one of enum sought */

enum sought {
	SOUGHT_STATE = -1, /* row: struct name_row, of state_row */
	SOUGHT_KIND = -2,  /* row: struct socket_kind */
};

/* Candidates of an endpoint that is one word: HOST:PORT, never HOST PORT. */
void complete_endpoint_word(struct candidates *out);

enum operator{ OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_MATCH, OP_NO_MATCH };

#endif
