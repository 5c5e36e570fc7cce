/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain form of a record, for sock/ring.c.
 */
#ifndef SOCK_RING_PLAIN_H
#define SOCK_RING_PLAIN_H

#include "sock/ring.h"

/* A call that returned, all of whose arguments are numbers, but for one address that an
 * argument or its note may have. That, its command's text and its data follow the
 * arguments. */
struct plain {
	const char *name;
	uint64_t id, serial;
	int64_t result, began, duration;
	size_t cmd, data, missing;
	int fd, errnum, job;
	bool has_fd, has_data, received, has_note, aside;
	unsigned char nargs, kinds[RING_PLAIN_ARGS];
	unsigned char addr_len; /* 0: it has no address */
	enum call_note_kind note;
	int64_t note_num;
	struct {
		int64_t num;
		const struct names *names;
	} args[];
};

/* Whether C has nothing beside its arguments that a struct plain has not. */
bool plain_is_simple(const struct call *c);

/* Whether C, which is simple, has a plain form; how many bytes that takes with KEPT of its
 * data, and that form made at P. */
bool plain_fits(const struct call *c);
size_t plain_size(const struct call *c, size_t kept);
void plain_pack(struct plain *p, const struct call *c, size_t kept);

const char *plain_data(const struct plain *p);

/* Whether C, which is simple, differs from P in its times, its id and its data alone. */
bool plain_is_like(const struct plain *p, const struct call *c);

/* The record, in W. */
const struct call *plain_unpack(struct ring_walk *w, const struct plain *p);

#endif
