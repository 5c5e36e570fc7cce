/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Growing byte strings and borrowed slices.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_CAPACITY 64
#define STEP           ((size_t)1 << 20) /* of data, where there is no memory to double */

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

void buf_swap(struct buf *a, struct buf *b)
{
	const struct buf was = *a;

	*a = *b;
	*b = was;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

/* What EXTRA bytes more and the NUL take. A sum that overflows asks for more than
 * there is. */
static size_t needed(const struct buf *b, size_t extra)
{
	return extra < SIZE_MAX - b->len ? b->len + extra + 1 : SIZE_MAX;
}

/* At least doubles, so that adding is amortised constant time. */
static size_t roomy(const struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : FIRST_CAPACITY;

	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? SIZE_MAX : cap * 2;
	return cap;
}

static void take(struct buf *b, char *data, size_t cap)
{
	b->data = data;
	b->cap = cap;
	b->data[b->len] = '\0';
}

static __attribute__((noinline)) void grow(struct buf *b, size_t extra)
{
	size_t cap = roomy(b, needed(b, extra));

	take(b, mem_realloc(b->data, cap), cap);
}

static inline char *room(struct buf *b, size_t extra)
{
	if (b->cap - b->len <= extra)
		grow(b, extra);
	return b->data + b->len;
}

char *buf_reserve(struct buf *b, size_t extra)
{
	return room(b, extra);
}

char *buf_try_reserve(struct buf *b, size_t extra)
{
	size_t need = needed(b, extra), cap = roomy(b, need);
	char *data;

	if (b->cap >= need)
		return b->data + b->len;
	data = mem_try_realloc(b->data, cap);
	if (!data && need + STEP > need) {
		cap = need + STEP;
		data = mem_try_realloc(b->data, cap);
	}
	if (!data)
		return NULL;
	take(b, data, cap);
	return b->data + b->len;
}

void buf_add(struct buf *b, const void *p, size_t len)
{
	if (!len)
		return;
	memcpy(room(b, len), p, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addc(struct buf *b, char c)
{
	*room(b, 1) = c;
	b->data[++b->len] = '\0';
}

void buf_addn(struct buf *b, int64_t n)
{
	char digits[20]; /* of 2^63, and a sign */
	char *first = digits + sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do
		*--first = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		*--first = '-';
	buf_add(b, first, (size_t)(digits + sizeof(digits) - first));
}

void buf_addf(struct buf *b, const char *format, ...)
{
	size_t space;
	va_list ap;
	int n;

	room(b, 0);
	space = b->cap - b->len;
	va_start(ap, format);
	n = vsnprintf(b->data + b->len, space, format, ap);
	va_end(ap);
	if (n > 0 && (size_t)n >= space) {
		room(b, (size_t)n);
		va_start(ap, format);
		n = vsnprintf(b->data + b->len, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	if (n > 0)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
}

const char *buf_cstr(const struct buf *b)
{
	return b->data ? b->data : "";
}

struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

bool slice_starts(struct slice s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && (!len || !memcmp(s.p, prefix, len));
}
