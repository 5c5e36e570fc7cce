/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Growing byte strings, and slices of bytes that someone else owns.
 *
 * A zero-initialised struct buf is an empty string. Bytes may be NUL; a
 * terminating NUL that does not count in len is kept whenever data is not NULL.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *data;
	size_t len, cap;
};

/* LEN bytes at P, borrowed: valid as long as its owner says. */
struct slice {
	const char *p;
	size_t len;
};

void buf_free(struct buf *b);

/* Empties B and keeps its memory. */
void buf_clear(struct buf *b);

/* Each gets what the other has. */
void buf_swap(struct buf *a, struct buf *b);

/* Room for EXTRA more bytes at data + len (plus the NUL); returns data + len.
 * Who fills it adds to len and writes the NUL. */
char *buf_reserve(struct buf *b, size_t extra);

/* The same for sizes that data decides: returns NULL with ENOMEM, and leaves B as it is,
 * where that would take the last memory. (All else here ends the program then:
 * base/mem.h.) */
char *buf_try_reserve(struct buf *b, size_t extra);

void buf_add(struct buf *b, const void *p, size_t len);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addn(struct buf *b, int64_t n); /* in decimal */
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The contents as a C string, "" when empty. Valid until B changes. */
const char *buf_cstr(const struct buf *b);

static inline struct slice buf_slice(const struct buf *b)
{
	return (struct slice){ buf_cstr(b), b->len };
}

struct slice slice_of(const char *text);
static inline bool slice_is(struct slice s, const char *text)
{
	size_t len = strlen(text);

	return s.len == len && (!len || !memcmp(s.p, text, len));
}
bool slice_equal(struct slice a, struct slice b);
bool slice_starts(struct slice s, const char *prefix);

/* S without its first AT bytes, which it has. */
static inline struct slice slice_from(struct slice s, size_t at)
{
	return (struct slice){ s.p + at, s.len - at };
}

#endif
