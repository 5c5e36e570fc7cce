/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * servers: the servers that run, with their counters.
 */
#include "base/text.h"
#include "shell/emit.h"
#include "shell/servers.h"
#include "shell/session.h"
#include "sock/property.h"

static const struct column columns[] = { { "fd", COLUMN_NUMBER }, { "service", 0 },
	{ "endpoint", 0 }, { "model", 0 }, { "now", COLUMN_NUMBER }, { "peak", COLUMN_NUMBER },
	{ "total", COLUMN_NUMBER }, { "turned away", COLUMN_NUMBER }, { "in", COLUMN_NUMBER },
	{ "out", COLUMN_NUMBER }, { 0 } };

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
}

static enum command_status run(struct run *r)
{
	struct table t = { .columns = columns };

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
	.summary = "the servers: connections now, at peak and in all, and bytes",
	.details = "turned away are clients beyond --max. list --all shows each connection.",
	.examples =
		(const struct example[]){
			{ NULL, "serve 127.0.0.1:0 chargen as l\nservers", NULL }, { 0 } },
	.see = "serve, stop, list",
	.run = run,
};
