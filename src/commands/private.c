/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * private: unshare(2), a network of the script's own.
 */
#include "sock/private.h"
#include "insight/capture.h"
#include "lang/types.h"
#include "shell/session.h"

enum { SPEC };

/* What was made before stays in the machine's network. */
static int check_first(struct run *r)
{
	struct fd_info info;

	if (capture_is_on(r->session->capture))
		return err_set(&r->err, ERR_USAGE,
			"private comes before capture on: the packets are the machine's network's");
	for (int fd = 2; (fd = fdtab_next(r->sys.fds, fd)) >= 0;)
		if (fdtab_get(r->sys.fds, fd, &info) && !info.shell)
			return err_set(&r->err, ERR_USAGE,
				"private comes first: %d is a descriptor of the machine's network",
				fd);
	return 0;
}

static enum command_status run(struct run *r)
{
	const struct arg *spec = POS(r, SPEC);

	struct slice text = spec->given ? spec->text : slice_of("");
	bool inside = r->session->private;

	if (inside ? private_adapt(text, &r->err)
		   : check_first(r) || private_enter(text, &r->err)) {
		err_locate(&r->err, spec->given ? spec->span : r->parsed->span);
		return REFUSED;
	}
	r->session->private = true;
	return DONE;
}

const struct command command_private = {
	.name = "private",
	.group = GROUP_SHELL,
	.params =
		(const struct param[]){
			{ "SPEC", &type_text, OPTIONAL,
				.help = "mtu:BYTES and NAME=VALUE of sysctl, with a "
					"comma between two" },
			{ 0 } },
	.summary = "go into a network of one's own",
	.details =
		"As a script's first command, what sosh --private is on the command line: a user and a "
		"network namespace in which there is a loopback interface alone. A fixed port is never "
		"taken, ports below 1024, raw and packet sockets need no privilege, the settings of "
		"sysctl are this network's, and nothing leaves. It ends with the shell. Where a system "
		"does not allow it, the message says which of its settings forbids it. In such a network "
		"already, it does what SPEC says and no more.",
	.see = "sysctl, unshare(2), network_namespaces(7)",
	.run = run,
};
