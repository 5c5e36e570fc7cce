/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the main thread is.
 */
#include "shell/hosts.h"

#include "base/nearest.h"
#include "net/hosts.h"
#include "shell/session.h"

int hosts_begin(struct session *s, struct err *e)
{
	if (s->net)
		return 0;
	if (!s->private) {
		err_set(e, ERR_USAGE, "hosts are in a network of one's own");
		return err_hint(
			e, "private goes there: a script's first command, or sosh --private");
	}
	s->scope.net = s->net = net_new(s->scope.fds, e);
	return s->net ? 0 : -1;
}

int hosts_find(const struct session *s, struct slice name, unsigned *host, struct err *e)
{
	const struct host *h = s->net ? net_host(s->net, name) : NULL;
	struct nearest near = nearest_to(name);

	*host = h ? h->number : 0;
	if (h || slice_is(name, "-"))
		return 0;
	err_set(e, ERR_NAME, "no host '%.*s'", (int)name.len, name.p);
	if (!s->net)
		return err_hint(e, "host NAME makes one");
	for (size_t i = 0; i < s->net->nhosts; i++)
		nearest_offer(&near, s->net->hosts[i]->name);
	nearest_hint(&near, e);
	return -1;
}

int hosts_enter(struct session *s, unsigned host, struct err *e)
{
	if (host == s->host)
		return 0;
	if (net_enter(s->net, host, e))
		return -1;
	s->host = host;
	return 0;
}

const char *hosts_here(const struct session *s)
{
	return s->host ? net_host_at(s->net, s->host)->name : NULL;
}
