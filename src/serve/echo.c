/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * echo (RFC 862): what comes goes back; with a prefix before each line.
 */
#include "serve/service.h"

/* t->at: whether a line has begun, and so its prefix was sent. */
static void add_prefixed(struct client *t, const char *p, size_t len)
{
	while (len) {
		const char *end = memchr(p, '\n', len);
		size_t part = end ? (size_t)(end - p) + 1 : len;

		if (!t->at)
			buf_add(&t->out, t->options->prefix.p, t->options->prefix.len);
		buf_add(&t->out, p, part);
		t->at = !end;
		p += part;
		len -= part;
	}
}

/* Of what is to be sent, no less. */
static size_t prefixed_length(const struct client *t, struct slice in)
{
	size_t lines = 1, sum;

	for (size_t i = 0; i < in.len; i++)
		lines += in.p[i] == '\n';
	if (__builtin_mul_overflow(lines, t->options->prefix.len, &sum) ||
		__builtin_add_overflow(sum, in.len, &sum))
		return SIZE_MAX;
	return sum;
}

static struct slice data(struct client *t, struct slice in)
{
	if (!t->options->prefix.len)
		return in;
	t->short_of = !buf_try_reserve(&t->out, prefixed_length(t, in));
	if (t->short_of)
		return (struct slice){ 0 };
	add_prefixed(t, in.p, in.len);
	return buf_slice(&t->out);
}

static struct slice answer(struct client *t, struct slice in)
{
	t->at = 0;
	return data(t, in);
}

const struct service service_echo = {
	.name = "echo",
	.summary = "sends back what comes (RFC 862)",
	.data = data,
	.answer = answer,
};
