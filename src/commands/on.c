/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * on: which host commands run on. `on NAME COMMAND` is no command of its own but that one's
 * beginning (lang/lex.h); here are those that follow, or those in a block.
 */
#include "lang/types.h"
#include "shell/hosts.h"
#include "shell/session.h"
#include "block.h"

enum { NAME, BLOCK };

static enum command_status run_block(struct run *r, unsigned host)
{
	struct session *s = r->session;
	struct program *p = block_read(r, POS(r, BLOCK));
	unsigned outer = s->host;
	enum interp_flow flow = FLOW_STOP;

	if (!p)
		return REFUSED;
	if (!hosts_enter(s, host, &r->err)) {
		s->depth++;
		flow = program_run(s, p);
		s->depth--;
		hosts_enter(s, outer, NULL);
	}
	program_free(p);
	if (r->err.kind)
		return REFUSED;
	return flow == FLOW_GO || block_goes_on(s) ? DONE : STOPPED;
}

static enum command_status run(struct run *r)
{
	const struct arg *name = POS(r, NAME);
	unsigned host;

	if (hosts_find(r->session, name->text, &host, &r->err)) {
		err_locate(&r->err, name->span);
		return REFUSED;
	}
	if (POS(r, BLOCK)->given)
		return run_block(r, host);
	return hosts_enter(r->session, host, &r->err) ? REFUSED : DONE;
}

const struct command command_on = {
	.name = "on",
	.group = GROUP_NET,
	.params = (const struct param[]){ { "NAME", &type_on, 0,
						  .help = "a host; - is where the shell began" },
		{ "{ BLOCK }", &type_block, OPTIONAL,
			.help = "the commands; a single one needs no braces" },
		{ 0 } },
	.summary = "run commands on another host",
	.details =
		"on NAME COMMAND runs the command there, with all that belongs to it: as, = RESULT, &. "
		"on NAME { BLOCK } runs several. on NAME alone is for all commands from then on, and the "
		"prompt shows it; on - goes back. A socket is of the host that it was made on, and a command "
		"that names it runs there by itself: only those that make one need on. Jobs, servers and "
		"programs stay on the host that they were started on.\n\n"
		"At the prompt on NAME !COMMAND runs a command of the system's shell there: ping, curl, "
		"iperf3, a server of one's own. The names of hosts resolve in it.",
	.examples = (const struct example[]){ { "private\nhost juliet\n",
						      "on juliet serve 127.0.0.1:7 echo\n"
						      "on juliet dial 127.0.0.1 7 as c\n"
						      "dial 127.0.0.1 7 as d = ECONNREFUSED\n"
						      "send c \"x\" = 1",
						      "the port is that of the host" },
		{ 0 } },
	.see = "host, private, network_namespaces(7)",
	.run = run,
};
