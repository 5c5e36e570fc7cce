/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * servers: the servers that run, with their counters.
 */
#include <string.h>

#include "base/text.h"
#include "shell/emit.h"
#include "shell/servers.h"
#include "shell/session.h"
#include "sock/property.h"

enum { DATAGRAMS = 5, FAULTS = 10 + DATAGRAMS }; /* figures; a column, as place */

static const struct column columns[] = {
	{ "fd", COLUMN_NUMBER, "the descriptor served" },
	{ "service", 0, "its name" },
	{ "endpoint", 0, "where it serves" },
	{ "model", 0, "threads, N workers, or ended" },
	{ "now", COLUMN_NUMBER, "connections open" },
	{ "peak", COLUMN_NUMBER, "the most at once" },
	{ "total", COLUMN_NUMBER, "of all that there were" },
	{ "turned away", COLUMN_NUMBER, "for want of room" },
	{ "in", COLUMN_NUMBER, "bytes received" },
	{ "out", COLUMN_NUMBER, "bytes sent" },
	{ "datagrams in", COLUMN_NUMBER | COLUMN_OBJECTS, "datagrams received" },
	{ "datagrams out", COLUMN_NUMBER | COLUMN_OBJECTS, "datagrams sent" },
	{ "dropped", COLUMN_NUMBER | COLUMN_OBJECTS, "datagrams that a relay has dropped" },
	{ "duplicated", COLUMN_NUMBER | COLUMN_OBJECTS, "sent twice" },
	{ "reordered", COLUMN_NUMBER | COLUMN_OBJECTS, "held back behind others" },
	{ "faults", COLUMN_LINES, NULL },
	{ 0 },
};

static void add_endpoint(struct table *t, int fd)
{
	struct buf text = { 0 };
	struct snapshot look;

	snapshot_begin(&look, fd, NULL);
	if (property_read(&look, slice_of("local"), &text, NULL))
		table_empty(t);
	else
		table_text(t, buf_slice(&text));
	buf_free(&text);
}

static void add_model(struct table *t, const struct server_stats *stats)
{
	struct buf text = { 0 };

	if (!stats->running)
		buf_adds(&text, "ended");
	else if (stats->workers)
		text_add_count(&text, (uint64_t)stats->workers, "worker");
	else
		buf_adds(&text, stats->datagram ? "a thread" : "threads");
	table_text(t, buf_slice(&text));
	buf_free(&text);
}

/* Objects have a member for each figure; a line has them in words, at its end. */
static void add_datagrams(struct table *t, const struct server_stats *stats)
{
	const uint64_t figures[DATAGRAMS] = { stats->datagrams_in, stats->datagrams_out,
		stats->dropped, stats->duplicated, stats->reordered };
	static const char *const words[DATAGRAMS] = { "datagrams in", "out", "dropped",
		"duplicated", "reordered" };
	struct buf text = { 0 };

	for (int i = 0; i < DATAGRAMS; i++) {
		if (stats->relays)
			table_number(t, (int64_t)figures[i]);
		else
			table_empty(t);
		buf_addf(&text, "%s%llu %s", i ? ", " : "", (unsigned long long)figures[i],
			words[i]);
	}
	if (stats->relays)
		table_text(t, buf_slice(&text));
	else if (t->columns[FAULTS].name)
		table_empty(t);
	buf_free(&text);
}

static void add_row(struct run *r, struct table *t, int fd)
{
	struct server_stats stats;

	server_stats(servers_find(r->session, fd), &stats);
	table_number(t, fd);
	table_text(t, slice_of(stats.service));
	add_endpoint(t, fd);
	add_model(t, &stats);
	table_number(t, stats.now);
	table_number(t, stats.peak);
	table_number(t, (int64_t)stats.total);
	table_number(t, (int64_t)stats.turned_away);
	table_number(t, (int64_t)stats.in);
	table_number(t, (int64_t)stats.out);
	add_datagrams(t, &stats);
}

static bool any_relays(const struct run *r)
{
	struct server_stats stats = { 0 };

	for (int fd = -1; !stats.relays && (fd = servers_next(r->session, fd)) >= 0;)
		server_stats(servers_find(r->session, fd), &stats);
	return stats.relays;
}

static enum command_status run(struct run *r)
{
	struct column shown[sizeof(columns) / sizeof(columns[0])];
	struct table t = { .columns = shown };

	memcpy(shown, columns, sizeof(columns));
	if (!any_relays(r))
		shown[FAULTS].name = NULL;
	for (int fd = -1; (fd = servers_next(r->session, fd)) >= 0;)
		add_row(r, &t, fd);
	if (!t.count && !r->session->set.json)
		emit_text(r, slice_of("no servers; serve starts one\n"));
	emit_table(r, &t, true);
	return DONE;
}

const struct command command_servers = {
	.name = "servers",
	.group = GROUP_THREADS,
	.rows = ROWS_OF(columns),
	.summary = "the servers: connections now, at peak and in all, and bytes",
	.details =
		"turned away are clients beyond --max. list --all shows each connection. Of a relay of "
		"datagrams, connections are client addresses, and the faults are counted: in are datagrams "
		"that came from clients, out those that were sent to them.",
	.examples =
		(const struct example[]){
			{ NULL, "serve 127.0.0.1:0 chargen as l\nservers", NULL }, { 0 } },
	.see = "serve, stop, list",
	.run = run,
};
