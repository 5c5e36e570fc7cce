/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A descriptor in words: what state it is in, how it came there, what may come next.
 */
#include <netinet/tcp.h>
#include <string.h>

#include "insight/explain.h"
#include "insight/states.h"
#include "reason.h"
#include "sock/render.h"
#include "sock/state.h"

/* ---- what it is ---- */

/* The row of its state, or NULL: no socket. */
static const struct name_row *row_of(struct reason *r)
{
	struct buf word = { 0 };
	struct value v;
	const struct name_row *row = NULL;

	if (state_get(&r->now, &v) == 0) {
		value_print(&v, &word);
		row = state_find(buf_slice(&word));
	}
	buf_free(&word);
	return row;
}

/* The page of what may come next: a connection that is over is CLOSE too, and AF_UNIX listens in
 * its own way. */
static const struct state_page *page_of(struct reason *r)
{
	const struct name_row *row = row_of(r);
	struct addr peer;

	if (!row)
		return NULL;
	int state = (int)row->value;
	if (state == TCP_CLOSE && reason_peer(r, &peer))
		state = STATE_OVER;
	else if (state == TCP_LISTEN && reason_has(r, PART_FAMILY) && r->now.family == AF_UNIX)
		state = STATE_UNIX_LISTEN;
	return states_find(state, r->now.type);
}

static void add_line_of(struct reason *r, const char *name, const struct addr *a)
{
	buf_addf(r->text, "  %s ", name);
	reason_add_addr(r, a);
	buf_addc(r->text, '\n');
}

static void add_ends(struct reason *r)
{
	int other = fdtab_other(r->scene->fds, r->now.fd);
	struct addr peer;

	if (reason_has(r, PART_LOCAL) && r->now.local.len > sizeof(r->now.local.sa.sa_family) &&
		addr_port(&r->now.local) != 0)
		add_line_of(r, "local", &r->now.local);
	if (reason_has(r, PART_PEER))
		add_line_of(r, "peer", &r->now.peer);
	else if (reason_peer(r, &peer))
		add_line_of(r, "peer, before:", &peer);
	if (reason_has(r, PART_HELD)) {
		buf_adds(r->text, "  ");
		state_note(&r->now, r->text);
		buf_addc(r->text, '\n');
	}
	if (other >= 0) {
		buf_adds(r->text, "  the other end is ");
		reason_add_fd(r, other);
		buf_addc(r->text, '\n');
	}
	if (reason_has(r, PART_ACCEPTS))
		buf_addf(r->text, "  accept queue %u of %u\n", (unsigned)r->now.queue,
			(unsigned)r->now.backlog);
}

static void add_head(struct reason *r)
{
	const struct name_row *row = row_of(r);

	if (!row) {
		reason_add_target(r, r->now.fd);
		buf_adds(r->text, ": no socket\n");
		return;
	}
	reason_add_fd(r, r->now.fd);
	buf_adds(r->text, ": ");
	reason_add_kind(r);
	buf_addf(r->text, ", %s\n", row->name);
	if (row->help)
		buf_addf(r->text, "  %s\n", row->help);
	add_ends(r);
}

/* ---- how it came there ---- */

enum { STEPS = 8 };

struct steps {
	uint64_t serial, other;
	size_t count, seen;
	struct buf *text; /* NULL: they are counted */
};

static bool is_step(const struct steps *s, const struct call *c)
{
	static const char *const own[] = { "bind", "connect", "listen", "shutdown", NULL };

	if (c->made == s->serial || c->paired == s->serial)
		return true;
	if (!c->has_fd || (c->serial != s->serial && (!s->other || c->serial != s->other)))
		return false;
	if (c->serial == s->other)
		return !strcmp(c->name, "shutdown") || !strcmp(c->name, "close");
	for (const char *const *name = own; *name; name++)
		if (!strcmp(*name, c->name))
			return true;
	return false;
}

static void add_step(void *context, const struct call *c)
{
	struct steps *s = context;

	if (!is_step(s, c))
		return;
	if (!s->text) {
		s->count++;
	} else if (s->seen++ + STEPS >= s->count) {
		buf_addf(s->text, "  %llu: ", (unsigned long long)c->id);
		render_line(c, s->text);
		buf_addc(s->text, '\n');
	}
}

static void add_steps(struct reason *r)
{
	struct fd_info info = { 0 };

	fdtab_get(r->scene->fds, r->now.fd, &info);
	struct steps s = { .serial = info.serial, .other = info.other };

	if (!s.serial)
		return;
	reason_past(r, add_step, &s);
	if (!s.count)
		return;
	buf_adds(r->text,
		s.count > STEPS ? "How it came there, the last calls:\n" : "How it came there:\n");
	s.text = r->text;
	reason_past(r, add_step, &s);
}

/* ---- what may come next ---- */

static void add_lines(struct reason *r, const char *head, const char *lines)
{
	buf_addf(r->text, "%s:\n", head);
	while (*lines) {
		size_t len = strcspn(lines, "\n");

		buf_adds(r->text, "  - ");
		buf_add(r->text, lines, len);
		buf_addc(r->text, '\n');
		lines += len + (lines[len] == '\n');
	}
}

void explain_descriptor(const struct reasons_scene *scene, int fd, struct buf *b)
{
	struct call none = { .id = UINT64_MAX, .name = "" };
	struct reason r = { .scene = scene, .call = &none, .text = b };
	const struct state_page *page;
	struct fd_info info;

	if (!fdtab_get(scene->fds, fd, &info)) {
		none.has_fd = true;
		none.fd = fd;
		reason_ebadf(&r);
		buf_addc(b, '\n');
		return;
	}
	snapshot_begin(&r.now, fd, scene->fds);
	add_head(&r);
	add_steps(&r);
	page = page_of(&r);
	if (page)
		add_lines(&r, "What this end may do", page->here);
	if (page && page->there)
		add_lines(&r,
			page->state == TCP_LISTEN || page->state == STATE_BOUND
				? "What others may do"
				: "What the other end may do",
			page->there);
}
