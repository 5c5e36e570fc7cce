/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calls: the calls made before, from the session's ring.
 */
#include "digits.h"
#include "examples.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/session.h"
#include "sock/render.h"

enum { COUNT };
enum { OF, ALL };

#define SHOWN 20

/* A descriptor: by its serial, for its number may have been another's. */
struct descriptor {
	int fd;
	uint64_t serial; /* 0: it was never in the table */
};

/* One that is closed is the last that had the number. */
static struct descriptor find_descriptor(const struct session *s, int fd)
{
	uint64_t serial = fdtab_serial(s->scope.fds, fd);

	return (struct descriptor){ fd, serial ? serial : ring_serial(&s->ring, fd) };
}

static bool is_of(const struct call *c, const struct descriptor *d)
{
	if (!d)
		return true;
	if (d->serial)
		return c->serial == d->serial || c->made == d->serial || c->paired == d->serial;
	return c->has_fd && c->fd == d->fd;
}

static void add_line(const struct call *c, struct buf *b)
{
	if (c->id)
		buf_addf(b, "%5llu  ", (unsigned long long)c->id);
	else
		buf_addf(b, "%5s  ", "");
	if (c->job)
		buf_addf(b, "[%%%d] ", c->job);
	render_line(c, b);
	buf_addc(b, '\n');
}

/* Which calls are asked for. */
struct wish {
	size_t count;                /* the last ones */
	bool aside;                  /* the steps on the way too */
	const struct descriptor *of; /* or NULL: all */
};

static bool is_wished(const struct call *c, const struct wish *w)
{
	return (!c->aside || w->aside) && is_of(c, w->of);
}

static void add_calls(const struct ring *ring, const struct wish *wish, struct buf *b)
{
	struct ring_walk w;
	const struct call *c;
	size_t all = 0, seen = 0;

	ring_walk(&w, ring);
	while ((c = ring_next(&w)))
		all += is_wished(c, wish);
	if (all <= wish->count && ring->dropped)
		buf_addf(b, "the %llu calls before are not kept\n",
			(unsigned long long)ring->dropped);
	ring_walk(&w, ring);
	while ((c = ring_next(&w)))
		if (is_wished(c, wish) && seen++ + wish->count >= all)
			add_line(c, b);
}

static enum command_status run(struct run *r)
{
	struct session *s = r->session;
	struct wish wish = {
		.count = POS(r, COUNT)->given ? (size_t)POS(r, COUNT)->num : SHOWN,
		.aside = OPT(r, ALL)->given,
	};
	struct descriptor d;
	struct buf text = { 0 };

	observers_pause(&s->observers);
	if (OPT(r, OF)->given) {
		d = find_descriptor(s, (int)OPT(r, OF)->num);
		wish.of = &d;
	}
	add_calls(&s->ring, &wish, &text);
	observers_resume(&s->observers);
	emit_text(r, buf_slice(&text));
	buf_free(&text);
	return DONE;
}

const struct command command_calls = {
	.name = "calls",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "COUNT", &type_number, OPTIONAL, .min = 1, .max = 1000000,
				.help = "the last COUNT calls (" DIGITS(SHOWN) ")" },
			{ 0 } },
	.options = (const struct option[]){ { .name = "--of",
						    .value = { "FD", &type_fd_look,
							    .help = "those of one descriptor" } },
		{ .name = "--all",
			.value = { .help = "also the steps on the way, which are not shown" } },
		{ 0 } },
	.summary = "the calls made before, with their results",
	.details =
		"Each is the line that showed it, or would have without -q, behind its number, which is "
		"the id that --json gives it. Jobs' calls stand among the others, in the order in which "
		"they completed. With --of those of FD alone, beginning with the one that made it; another "
		"descriptor that had its number before does not count. With --all also the steps on the "
		"way, which have no number: names looked up for another call, and what talk sent and "
		"received.\n\n"
		"The last 16 MiB of calls are kept. What was sent is kept whole, but of a file and of what "
		"was received only the first 4 KiB.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\nrecv s\n",
						      "calls 2", NULL },
		{ EXAMPLE_PAIR "send c \"hello\"\nrecv s\n", "calls --of s",
			"how s came to be, and what happened to it" },
		{ 0 } },
	.see = "explain, history, log",
	.run = run,
};
