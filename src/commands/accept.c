/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * accept: accept4(2).
 */
#include "shell/session.h"
#include "lang/types.h"
#include "examples.h"

enum { FD };
enum { NONBLOCK, FLAGS };

static enum command_status run(struct run *r)
{
	int flags = OPT(r, NONBLOCK)->given ? SOCK_NONBLOCK : 0;
	struct addr peer;

	if (OPT(r, FLAGS)->given)
		flags |= (int)OPT(r, FLAGS)->num;
	sys_accept(&r->sys, (int)POS(r, FD)->num, flags, &peer);
	return DONE;
}

const struct command command_accept = {
	.name = "accept",
	.group = GROUP_SOCKET,
	.flags = MAKES_CALL | NAMES_RESULT | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the listener" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--nonblock",
				.value = { .help = "set O_NONBLOCK on the new socket" } },
			{ .name = "-f",
				.value = { "FLAGS", &type_constant,
					.help = "flags of accept4: SOCK_NONBLOCK, nonblock|cloexec",
					.of = &names_type_flag } },
			{ 0 } },
	.summary = "take the next connection from a listener",
	.details =
		"Waits until there is one. The result is a new descriptor for this connection, and "
		"the peer's address; the listener goes on listening. The handshake does not wait for "
		"accept: the kernel has answered the client before.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LISTENER "socket tcp as c\nconnect c 127.0.0.1 $l.port\n",
				"accept l as s\nsend s \"Welcome\\n\"", NULL },
			{ EXAMPLE_LISTENER, "accept l -t 50ms = GAVEUP", "nobody comes" }, { 0 } },
	.slip = "make a listener first: socket tcp as l; bind l PORT; listen l; accept l",
	.see = "accept(2), listen",
	.run = run,
};
