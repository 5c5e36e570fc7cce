/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sysctl: settings of the network, sysctl(8).
 */
#include "sock/sysctl.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/session.h"

enum { NAME, VALUE };

static enum command_status show(struct run *r)
{
	struct buf text = { 0 };
	int bad = sysctl_read(r->sys.fds, POS(r, NAME)->text, &text, &r->err);

	if (bad)
		err_locate(&r->err, POS(r, NAME)->span);
	else
		emit_value(r, buf_slice(&text));
	buf_free(&text);
	return bad ? REFUSED : DONE;
}

static enum command_status run(struct run *r)
{
	if (!POS(r, VALUE)->given)
		return show(r);
	if (!r->session->private) {
		err_at(&r->err, ERR_USAGE, r->parsed->span, "this would change the whole machine");
		err_hint(&r->err,
			"sosh --private, or private as the first command, has settings of its own");
		return REFUSED;
	}
	if (!sysctl_write(r->sys.fds, POS(r, NAME)->text, POS(r, VALUE)->text, &r->err))
		return DONE;
	err_locate(&r->err, POS(r, NAME)->span);
	return REFUSED;
}

const struct command command_sysctl = {
	.name = "sysctl",
	.group = GROUP_OPTIONS,
	.assigns = 1,
	.params =
		(const struct param[]){
			{ "NAME", &type_text, 0,
				.help = "which: net.ipv4.tcp_ecn, net/ipv4/tcp_ecn" },
			{ "VALUE", &type_text, OPTIONAL,
				.help = "its new value, of several numbers in quotes" },
			{ 0 } },
	.summary = "show or change a setting of the network",
	.details =
		"Without VALUE it prints the setting, of the network that the shell is in. It is changed in "
		"a network of one's own alone, where nobody else is: see private.",
	.examples = (const struct example[]){ { NULL, "sysctl net.core.somaxconn",
						      "what cuts the backlog of listen" },
		{ 0 } },
	.see = "private, sysctl(8), tcp(7), ip(7)",
	.run = run,
};
