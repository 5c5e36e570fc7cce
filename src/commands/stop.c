/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stop: ends a server.
 */
#include "shell/servers.h"
#include "shell/types.h"
#include "shell/run.h"

enum { FD };
enum { DRAIN };

static enum command_status run(struct run *r)
{
	servers_stop(
		r->session, (int)POS(r, FD)->num, OPT(r, DRAIN)->given ? OPT(r, DRAIN)->num : 0);
	return DONE;
}

const struct command command_stop = {
	.name = "stop",
	.group = GROUP_THREADS,
	.params =
		(const struct param[]){
			{ "FD", &type_server, 0, .help = "the server's descriptor" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--drain",
				.value = { "TIME", &type_time,
					.help = "let connections end by themselves for TIME" } },
			{ 0 } },
	.summary = "end a server: its connections and its threads",
	.details =
		"The descriptor stays open and listening; close it, serve it again, or accept by hand.",
	.examples =
		(const struct example[]){
			{ NULL, "serve 127.0.0.1:0 as l\nstop l --drain 10ms\nclose l", NULL },
			{ 0 } },
	.see = "serve, servers, close",
	.run = run,
};
