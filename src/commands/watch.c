/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words that say what to wait for.
 */
#include "watch.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "lang/scope.h"
#include "sock/fdtab.h"

enum { LEAST_TIME = 10 }; /* of a time in milliseconds; less is a descriptor that was closed */

struct call_watch watch_of(struct run *r, const struct arg *a)
{
	const char *colon = memchr(a->text.p, ':', a->text.len);
	size_t len = colon ? (size_t)(colon - a->text.p) : a->text.len;

	return (struct call_watch){ (int)a->num, a->events, arena_copy(r->arena, a->text.p, len) };
}

struct call_watch *watch_rest(struct run *r)
{
	size_t count = (size_t)r->args.nrest;
	struct call_watch *watch = arena_alloc(r->arena, count * sizeof(*watch));

	for (size_t i = 0; i < count; i++)
		watch[i] = watch_of(r, &r->args.rest[i]);
	return watch;
}

static bool read_event(const struct misfit *m, int i, const struct names *n, uint32_t *events)
{
	const struct text_word *w = m->words[i];

	return text_word_known(m->scope, w) && !text_begins_number(w->text) &&
	       !events_parse(n, w->text, events, NULL);
}

static int hint_time(struct slice time, const char *unit, struct err *e)
{
	return time.p[0] == '-' ? err_hint(e, "without -t it waits for ever")
				: err_hint(e, "a time limit is an option: -t %.*s%s", (int)time.len,
					  time.p, unit);
}

static bool all_known(const struct misfit *m)
{
	for (int i = 0; i < m->count; i++)
		if (!text_word_known(m->scope, m->words[i]))
			return false;
	return m->count > 1;
}

void watch_mend(const struct misfit *m, int first, const struct names *n, struct err *e)
{
	struct buf line = { 0 };
	uint32_t events, more;
	int64_t time;
	int i = first + 1;

	while (i < m->count && !read_event(m, i, n, &events))
		i++;
	if (i >= m->count && all_known(m) &&
		!text_time(m->words[m->count - 1]->text, &time, NULL)) {
		hint_time(m->words[m->count - 1]->text, "", e);
		return;
	}
	if (i >= m->count || !text_word_known(m->scope, m->words[i - 1]) ||
		memchr(m->words[i - 1]->text.p, ':', m->words[i - 1]->text.len))
		return;
	buf_add(&line, m->words[i - 1]->text.p, m->words[i - 1]->text.len);
	buf_addc(&line, ':');
	while (++i < m->count && read_event(m, i, n, &more))
		events |= more;
	events_print(n, events, &line);
	err_hint(e, "the events stand behind a colon: %s", buf_cstr(&line));
	buf_free(&line);
}

int watch_doubt(const struct misfit *m, const struct arg *timeout, struct err *e)
{
	const struct text_word *last = m->words[m->count - 1];
	struct fd_info info;
	int64_t number;

	if (!m->scope || !all_known(m) || timeout->given || text_begins_number(m->words[0]->text) ||
		text_number(last->text, INT_MIN, INT_MAX, &number, NULL) ||
		(number >= 0 && number < LEAST_TIME) ||
		fdtab_get(m->scope->fds, (int)number, &info))
		return 0;
	err_at(e, ERR_USAGE, last->word->span,
		"descriptor %d is not open; write %d:in if you mean it", (int)number, (int)number);
	return hint_time(last->text, "ms", e);
}

int64_t watch_begin(struct run *r, const struct arg *option, struct intr_limit *outer)
{
	*outer = intr_begin(r->sys.intr, option->given ? 0 : r->set->timeout);
	return option->given ? option->num : -1;
}

void watch_end(struct run *r, struct intr_limit outer)
{
	intr_end(r->sys.intr, outer);
}
