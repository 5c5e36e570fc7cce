/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records made by hand, with room for what they point to. Includes what cmocka.h needs.
 */
#ifndef CALL_FIXTURE_H
#define CALL_FIXTURE_H

#include "sys_fixture.h"

struct sample {
	struct call call;
	struct call_arg args[6];
	struct call_note notes[5];
	struct slice data[3];
};

/* Clears the bytes of C that are no field's, which only gcc can; elsewhere the test
 * that compares bytes is skipped. */
static inline void clear_padding(struct call *c)
{
#ifdef __has_builtin
#if __has_builtin(__builtin_clear_padding)
	__builtin_clear_padding(c);
	return;
#endif
#endif
	(void)c;
	skip();
}

/* Whether all fields of A and B are alike. */
static inline bool same_fields(struct call *a, struct call *b)
{
	clear_padding(a);
	clear_padding(b);
	return !memcmp(a, b, sizeof(*a));
}

static inline void sample_init(struct sample *s, const char *name)
{
	memset(s, 0, sizeof(*s));
	s->call.name = name;
	s->call.args = s->args;
	s->call.notes = s->notes;
	s->call.data = s->data;
}

static inline void sample_on(struct sample *s, const char *name, int fd)
{
	sample_init(s, name);
	s->call.has_fd = true;
	s->call.fd = fd;
}

static inline void sample_arg(struct sample *s, struct call_arg a)
{
	s->args[s->call.nargs++] = a;
}

static inline void sample_note(struct sample *s, struct call_note n)
{
	s->notes[s->call.nnotes++] = n;
}

static inline void sample_piece(struct sample *s, const char *data, size_t len)
{
	s->data[s->call.ndata++] = (struct slice){ data, len };
	s->call.result += (int64_t)len;
}

/* A send or recv on 3 that moved the bytes; flags are its third argument. */
static inline void sample_data(
	struct sample *s, const char *name, const char *data, size_t len, bool received)
{
	int64_t size = received ? 65536 : (int64_t)len;

	sample_on(s, name, 3);
	sample_piece(s, data, len);
	s->call.received = received;
	sample_arg(s, (struct call_arg){ .kind = CALL_DATA });
	sample_arg(s, (struct call_arg){ .kind = CALL_INT, .num = size });
	sample_arg(s, (struct call_arg){ .kind = CALL_FLAGS, .names = &names_msg });
}

static inline void sample_lookup(struct sample *s, const char *host, const char *service)
{
	sample_init(s, "getaddrinfo");
	sample_arg(s, (struct call_arg){ .kind = CALL_STRING, .text = host });
	if (service)
		sample_arg(s, (struct call_arg){ .kind = CALL_STRING, .text = service });
}

static inline void sample_fail(struct sample *s, int errnum)
{
	s->call.result = -1;
	s->call.errnum = errnum;
	if (s->call.received)
		s->call.ndata = 0;
}

#endif
