/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session's life.
 */
#include <stdlib.h>

#include "insight/drops.h"
#include "net/hosts.h"
#include "shell/captures.h"
#include "shell/lines.h"
#include "shell/session.h"

static void keep_call(void *ring, const struct run *r, const struct call *c)
{
	(void)r;
	ring_add(ring, c);
}

void session_init(
	struct session *s, const struct command_table *t, struct fdtab *fds, struct out *out)
{
	*s = (struct session){ .scope = { .commands = t, .fds = fds, .value = session_value },
		.out = out };
	s->set.max_shown = SHOWN_AUTO;
	s->arena = &s->line_arena;
	s->clock = intr_wall() - intr_now();
	observers_init(&s->observers);
	ring_init(&s->ring, RING_SIZE);
	observers_add(&s->observers, (struct observer){ .after = keep_call, .context = &s->ring });
}

void session_free(struct session *s)
{
	lines_free(s->lines);
	tape_free(&s->tape);
	vars_free(&s->scope.vars);
	buf_free(&s->data);
	buf_free(&s->addr);
	along_free(s->along);
	buf_free(&s->rendered);
	buf_free(&s->log);
	matched_free(&s->matched);
	buf_free(&s->unmet.expected);
	buf_free(&s->unmet.actual);
	arena_free(&s->line_arena);
	observers_free(&s->observers);
	ring_free(&s->ring);
	free(s->looks);
	turns_free(&s->turns);
	capture_free(s->capture);
	net_free(s->net);
	drops_free(s->drops);
}

void session_unmet(struct session *s, struct slice expected, struct slice actual)
{
	buf_clear(&s->unmet.expected);
	buf_add(&s->unmet.expected, expected.p, expected.len);
	buf_clear(&s->unmet.actual);
	buf_add(&s->unmet.actual, actual.p, actual.len);
}

static struct slice name_of(const void *vars, int fd)
{
	return vars_name_of_fd(vars, fd);
}

struct reasons_scene session_scene(const struct session *s, bool names)
{
	return (struct reasons_scene){ .fds = s->scope.fds,
		.ring = &s->ring,
		.name_of = names ? name_of : NULL,
		.context = &s->scope.vars };
}
