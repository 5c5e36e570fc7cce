/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stop: ends a server, or all.
 */
#include "shell/servers.h"
#include "shell/types.h"
#include "shell/run.h"

enum { FD };
enum { DRAIN };

static enum command_status run(struct run *r)
{
	int64_t drain = OPT(r, DRAIN)->given ? OPT(r, DRAIN)->num : 0;
	int fd = (int)POS(r, FD)->num;

	if (fd >= 0)
		servers_stop(r->session, fd, drain);
	else
		while ((fd = servers_next(r->session, fd)) >= 0)
			servers_stop(r->session, fd, drain);
	return DONE;
}

const struct command command_stop = {
	.name = "stop",
	.group = GROUP_THREADS,
	.params =
		(const struct param[]){
			{ "FD|all", &type_server_all, 0,
				.help = "the server's descriptor; all: every server" },
			{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--drain",
				.value = { "TIME", &type_time,
					.help = "let connections end by themselves for TIME" } },
			{ 0 } },
	.summary = "end a server: its connections and its threads",
	.details =
		"The descriptor stays open and listening; close it, serve it again, or accept by hand.",
	.examples = (const struct example
			[]){ { NULL, "serve 127.0.0.1:0 as l\nstop l --drain 10ms\nclose l", NULL },
		{ NULL, "serve 127.0.0.1:0 as l\nserve udp 127.0.0.1:0 as u\nstop all\nservers",
			NULL },
		{ 0 } },
	.see = "serve, servers, close",
	.run = run,
};
