/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chargen (RFC 864): lines of a rotating pattern, as fast as the client reads.
 */
#include "serve/service.h"

enum {
	FIRST = ' ',
	COUNT = '~' - ' ' + 1, /* printable characters, and so lines until it begins anew */
	WIDTH = 72,
	LINE = WIDTH + 2,
	DATAGRAM_MAX = 512,
};

static void add_lines(struct buf *b, size_t first, size_t count)
{
	char line[LINE];

	for (size_t i = first; i < first + count; i++) {
		for (size_t k = 0; k < WIDTH; k++)
			line[k] = (char)(FIRST + (i + k) % COUNT);
		line[WIDTH] = '\r';
		line[WIDTH + 1] = '\n';
		buf_add(b, line, LINE);
	}
}

/* One turn of the pattern, made once and sent again and again. */
static struct slice fill(struct client *t)
{
	if (!t->in.len)
		add_lines(&t->in, 0, COUNT);
	return buf_slice(&t->in);
}

/* "Between 0 and 512" characters, by chance: a generator of its own will do. Each
 * thread begins elsewhere in it, lest two that take turns say everything twice. */
static size_t some_length(struct client *t)
{
	if (!t->at)
		t->at = (uintptr_t)t;
	t->at = t->at * 6364136223846793005U + 1442695040888963407U;
	return (t->at >> 33) % (DATAGRAM_MAX + 1);
}

static struct slice answer(struct client *t, struct slice in)
{
	size_t len = some_length(t);

	(void)in;
	add_lines(&t->out, t->at % COUNT, DATAGRAM_MAX / LINE + 1);
	return (struct slice){ t->out.data, len };
}

const struct service service_chargen = {
	.name = "chargen",
	.summary = "sends lines of a pattern without end (RFC 864)",
	.fill = fill,
	.answer = answer,
};
