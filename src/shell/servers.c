/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers by descriptor, and their events as lines or JSON.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/intr.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "shell/servers.h"
#include "shell/session.h"

/* One server, and what its threads need to speak: copies of the settings, for the
 * session's belong to the main thread. */
struct served {
	struct served *next;
	int fd;
	struct server *server;
	struct out *out;
	_Atomic bool json, silent, timed;
	int64_t clock; /* the session's: one for calls and events */
};

/* ---- events, from any thread ---- */

static void add_peer(const struct event *e, struct buf *b)
{
	if (e->peer && e->peer->len)
		addr_format(e->peer, b);
	else
		buf_adds(b, "a client");
}

static void add_close(const struct event *e, struct buf *b)
{
	buf_addf(b, " left: %s, ", e->how);
	text_add_count(b, e->in, "byte");
	buf_addf(b, " in, %llu out, ", (unsigned long long)e->out);
	text_add_time(b, e->duration);
}

static void add_data(const struct event *e, struct buf *b)
{
	buf_addf(b, " %s, ", e->how);
	text_add_count(b, e->text.len, "byte");
}

/* Both numbers are as --drop and its like count: 3, in:2. */
static void add_fault(const struct event *e, struct buf *b)
{
	buf_addf(b, " %s #%llu (%s:%llu), ", e->how, (unsigned long long)e->place->number,
		faults_way(e->place->way), (unsigned long long)e->place->nth);
	text_add_count(b, e->text.len, "byte");
}

static void add_start(const struct event *e, struct buf *b)
{
	const struct addr *a = e->address;
	bool all = (a->sa.sa_family == AF_INET && a->in.sin_addr.s_addr == INADDR_ANY) ||
		   (a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&a->in6.sin6_addr));

	buf_adds(b, "serves ");
	addr_format(a, b);
	buf_adds(b, all ? ", all interfaces\n" : "\n");
}

static void add_line(const struct event *e, const struct served *v, struct buf *b)
{
	if (atomic_load_explicit(&v->timed, memory_order_relaxed)) {
		text_add_clock(b, v->clock + e->at);
		buf_addc(b, ' ');
	}
	buf_addf(b, "%s(%d): ", e->service, e->server);
	if (e->kind == EVENT_START) {
		add_start(e, b);
		return;
	}
	if (e->kind == EVENT_NOTE || e->kind == EVENT_END) {
		buf_addf(b, "%s\n", e->how);
		return;
	}
	add_peer(e, b);
	if (e->kind == EVENT_OPEN)
		buf_addf(b, " %s", e->how ? e->how : "connected");
	else if (e->kind == EVENT_CLOSE)
		add_close(e, b);
	else if (e->kind == EVENT_FAULT)
		add_fault(e, b);
	else
		add_data(e, b);
	if (e->fd >= 0)
		buf_addf(b, " (%d)", e->fd);
	buf_addc(b, '\n');
	if (e->kind == EVENT_DATA)
		text_add_hexdump(b, e->text.p, e->text.len, "  ");
}

static void add_object(const struct event *e, const struct served *v, struct buf *b)
{
	static const char *const names[] = { [EVENT_OPEN] = "open",
		[EVENT_CLOSE] = "close",
		[EVENT_NOTE] = "note",
		[EVENT_DATA] = "data",
		[EVENT_END] = "end",
		[EVENT_START] = "start",
		[EVENT_FAULT] = "fault" };
	struct buf text = { 0 };

	json_begin(b, "event");
	json_text(b, "event", slice_of(names[e->kind]));
	json_text(b, "service", slice_of(e->service));
	json_int(b, "server", e->server);
	if (e->fd >= 0)
		json_int(b, "fd", e->fd);
	json_seconds(b, "start", v->clock + e->at);
	if (e->kind == EVENT_START) {
		addr_format(e->address, &text);
		json_text(b, "address", buf_slice(&text));
	} else if (e->peer && e->peer->len) {
		addr_format(e->peer, &text);
		json_text(b, "peer", buf_slice(&text));
	}
	if (e->how)
		json_text(b, "how", slice_of(e->how));
	if (e->kind == EVENT_CLOSE) {
		json_int(b, "in", (int64_t)e->in);
		json_int(b, "out", (int64_t)e->out);
		json_seconds(b, "duration", e->duration);
	}
	if (e->kind == EVENT_FAULT) {
		json_int(b, "number", (int64_t)e->place->number);
		json_text(b, "way", slice_of(faults_way(e->place->way)));
		json_int(b, "nth", (int64_t)e->place->nth);
	}
	if (e->kind == EVENT_DATA || e->kind == EVENT_FAULT)
		json_bytes(b, "data", e->text.p, e->text.len);
	buf_adds(b, "}\n");
	buf_free(&text);
}

static void on_event(void *context, const struct event *e)
{
	const struct served *v = context;
	struct buf line = { 0 };

	if (atomic_load_explicit(&v->silent, memory_order_relaxed))
		return;
	if (atomic_load_explicit(&v->json, memory_order_relaxed))
		add_object(e, v, &line);
	else
		add_line(e, v, &line);
	out_write(v->out, line.data, line.len);
	buf_free(&line);
}

static void copy_settings(const struct settings *set, struct served *v)
{
	atomic_store(&v->json, set->json);
	atomic_store(&v->silent, set->quiet && !set->json);
	atomic_store(&v->timed, set->times == TIMES_ON);
}

void servers_settings(struct session *s)
{
	for (struct served *v = s->servers; v; v = v->next)
		copy_settings(&s->set, v);
}

/* ---- the list ---- */

static struct served **place_of(struct session *s, int fd)
{
	struct served **place = &s->servers;

	while (*place && (*place)->fd != fd)
		place = &(*place)->next;
	return place;
}

/* Starts it beside those that run. */
static struct server *start_beside(
	const struct session *s, struct server_config *config, struct err *e)
{
	struct server *server, **others;
	size_t count = 0;

	for (const struct served *v = s->servers; v; v = v->next)
		count++;
	others = mem_zalloc(count + 1, sizeof(struct server *));
	for (const struct served *v = s->servers; v; v = v->next)
		others[config->other_count++] = v->server;
	config->others = others;
	server = server_start(config, e);
	free(others);
	return server;
}

int servers_start(struct session *s, struct server_config *config, struct err *e)
{
	if (servers_find(s, config->fd))
		return err_set(e, ERR_USAGE, "descriptor %d has a server already; stop %d ends it",
			config->fd, config->fd);
	struct served *v = mem_zalloc(1, sizeof(*v));
	v->fd = config->fd;
	v->out = s->out;
	v->clock = s->clock;
	copy_settings(&s->set, v);
	config->fds = s->scope.fds;
	config->sink = on_event;
	config->context = v;
	v->server = start_beside(s, config, e);
	if (!v->server) {
		free(v);
		return -1;
	}
	v->next = s->servers;
	s->servers = v;
	return 0;
}

struct server *servers_find(const struct session *s, int fd)
{
	for (const struct served *v = s->servers; v; v = v->next)
		if (v->fd == fd)
			return v->server;
	return NULL;
}

int servers_next(const struct session *s, int fd)
{
	int next = -1;

	for (const struct served *v = s->servers; v; v = v->next)
		if (v->fd > fd && (next < 0 || v->fd < next))
			next = v->fd;
	return next;
}

bool servers_stop(struct session *s, int fd, int64_t drain)
{
	struct served **place = place_of(s, fd), *v = *place;

	if (!v)
		return false;
	server_stop(v->server, drain);
	*place = v->next;
	free(v);
	return true;
}

void servers_end(struct session *s)
{
	while (s->servers)
		servers_stop(s, s->servers->fd, 0);
}
