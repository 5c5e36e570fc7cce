/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The type of a descriptor to wait for, with the events: a:in,pri.
 */
#include <poll.h>
#include <string.h>

#include "lang/complete.h"
#include "lang/types.h"
#include "sock/events.h"

/* A without what stands from its colon on, which is *EVENTS (NULL p: nothing). */
static struct arg without_events(const struct arg *a, struct slice *events)
{
	struct arg fd = *a;
	const char *colon = memchr(a->text.p, ':', a->text.len);

	*events = (struct slice){ 0 };
	if (!colon)
		return fd;
	fd.text.len = (size_t)(colon - a->text.p);
	*events = (struct slice){ colon + 1, a->text.len - fd.text.len - 1 };
	return fd;
}

static int parse_watch(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct slice events;
	struct arg fd = without_events(a, &events);

	if (type_fd_look.parse(c, &fd, e))
		return -1;
	a->num = fd.num;
	a->events = POLLIN;
	return events.p ? events_parse(c->param->of, events, &a->events, e) : 0;
}

/* The events behind those that are written. */
static void complete_events(const struct names *n, struct slice written, struct candidates *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < n->count; i++) {
		if (n->offered && !(n->offered & n->rows[i].value))
			continue;
		buf_clear(&text);
		buf_add(&text, written.p, written.len);
		events_print(n, (uint32_t)n->rows[i].value, &text);
		candidates_add(out, buf_cstr(&text), n->rows[i].help, ' ');
	}
	buf_free(&text);
}

static void complete_watch(const struct arg_context *c, struct candidates *out)
{
	size_t len = out->prefix.len;

	while (len && out->prefix.p[len - 1] != ',' && out->prefix.p[len - 1] != ':')
		len--;
	if (len)
		complete_events(c->param->of, (struct slice){ out->prefix.p, len }, out);
	else
		type_fd_look.complete(c, out);
}

const struct arg_type type_watch = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES,
	.name = "FD:EVENTS",
	.what = "a descriptor, and the events to wait for behind a colon: a, a:in, a:in,pri",
	.parse = parse_watch,
	.complete = complete_watch };
