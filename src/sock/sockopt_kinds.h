/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of values that rows of sockopt_*.def have, beside those of sock/sockopt.h, and what
 * their files share. Private to them.
 */
#ifndef SOCK_SOCKOPT_KINDS_H
#define SOCK_SOCKOPT_KINDS_H

#include <netinet/in.h>

#include "sock/sockopt.h"

extern const struct names names_level; /* SOL_, IPPROTO_: levels of options */

/* Plain ones: sockopt_plain.c. */
extern const struct sockopt_kind sockopt_errno;    /* an int: an errno's name, or 0 */
extern const struct sockopt_kind sockopt_unsigned; /* an unsigned int */
extern const struct sockopt_kind sockopt_group;    /* an int: a number, or a name of OF */
extern const struct sockopt_kind sockopt_ports;    /* LOW-HIGH, in one int */

/* Several numbers: sockopt_fields.c. */
extern const struct sockopt_kind sockopt_fields;  /* NAME=VALUE,...: a struct of numbers */
extern const struct sockopt_kind sockopt_list;    /* N,N,...: an array of ints */
extern const struct sockopt_kind sockopt_bits32;  /* names of OF: 32 bits that are set */
extern const struct sockopt_kind sockopt_bits256; /* 256 of them */
extern const struct sockopt_kind sockopt_groups;  /* N,N,...: bits that are set, from 1 */
extern const struct sockopt_kind sockopt_bytes;   /* hex digits, or none */

/* Interfaces and groups: sockopt_group.c, sockopt_member.c. */
extern const struct sockopt_kind sockopt_interface;     /* an index */
extern const struct sockopt_kind sockopt_interface_net; /* an index in network byte order */
extern const struct sockopt_kind sockopt_multicast_if;  /* an interface or its address */
extern const struct sockopt_kind sockopt_pktinfo6;      /* an address and an interface */
extern const struct sockopt_kind sockopt_join4;         /* struct ip_mreqn */
extern const struct sockopt_kind sockopt_join6;         /* struct ipv6_mreq */
extern const struct sockopt_kind sockopt_leave4, sockopt_leave6, sockopt_leave;
extern const struct sockopt_kind sockopt_join;      /* struct group_req, of either family */
extern const struct sockopt_kind sockopt_source4;   /* struct ip_mreq_source */
extern const struct sockopt_kind sockopt_source;    /* struct group_source_req */
extern const struct sockopt_kind sockopt_msfilter4; /* struct ip_msfilter */
extern const struct sockopt_kind sockopt_msfilter;  /* struct group_filter */
extern const struct sockopt_kind sockopt_link;      /* struct packet_mreq */

/* Programs: sockopt_filter.c. */
extern const struct sockopt_kind sockopt_filter; /* the text of tcpdump -ddd */

/* TCP's own: sockopt_tcp.c. */
extern const struct sockopt_kind sockopt_saved_syn; /* the headers of a SYN, in words */
extern const struct sockopt_kind sockopt_md5;       /* struct tcp_md5sig */
extern const struct sockopt_kind sockopt_tcp_info;  /* struct tcp_fields */
extern const struct sockopt_kind sockopt_repair;    /* an array of struct tcp_repair_opt */

/* What sockopt_fields knows a value by. */
enum field_form {
	FIELD_UNSIGNED,
	FIELD_SIGNED,
	FIELD_NET,     /* 4 bytes in network order, in hex digits */
	FIELD_ADDRESS, /* an address of IPv6, 16 bytes */
};

struct sockopt_field {
	const char *name;
	size_t offset, size; /* 1, 2, 4 or 8 bytes; or an address */
	enum field_form form;
	const struct names *names; /* or NULL */
};

struct sockopt_layout {
	const struct sockopt_field *fields;
	size_t count;
	socklen_t size;
};

/* Takes the next word off TEXT, up to a blank or the byte SEPARATOR, which goes too. */
static inline struct slice sockopt_word(struct slice *text, char separator)
{
	struct slice word;
	size_t begin = 0, end;

	while (begin < text->len && text->p[begin] == ' ')
		begin++;
	for (end = begin; end < text->len && text->p[end] != ' ' && text->p[end] != separator;)
		end++;
	word = (struct slice){ text->p + begin, end - begin };
	end += end < text->len;
	*text = (struct slice){ text->p + end, text->len - end };
	return word;
}

/* How many bytes the values of an option have, the largest where they differ. */
socklen_t sockopt_size(const struct sockopt *o);

/* Of a list of sources: says that there is room for as many as a value may have. */
void sockopt_make_room(const struct sockopt *o, struct sockopt_value *v);

/* An int in TEXT, with a size's suffix; up to UINT_MAX, for some are unsigned. */
int sockopt_parse_int(struct slice text, int *number, struct err *e);

/* 64 bits in TEXT, likewise. */
int sockopt_parse_wide(struct slice text, uint64_t *wide, struct err *e);

/* Bytes as pairs of hex digits, "none" if there are none; at most MAX of them parse. */
void sockopt_print_bytes(const char *p, size_t len, struct buf *b);
int sockopt_parse_bytes(struct slice text, size_t max, struct sockopt_value *v, struct err *e);

/* An interface by name or number; iface_print prints it. */
int sockopt_parse_interface(struct slice text, unsigned *index, struct err *e);

#endif
