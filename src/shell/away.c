/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There and back again.
 */
#include "away.h"

#include "net/hosts.h"
#include "shell/hosts.h"
#include "shell/session.h"

static int move(struct run *r, unsigned host, struct err *e)
{
	struct session *s = r->session;
	unsigned from = s->host;

	if (host == from)
		return 0;
	if (hosts_enter(s, host, e))
		return -1;
	r->from = r->away ? r->from : from;
	r->away = true;
	return 0;
}

int away_go(struct run *r, const struct word *on, struct err *e)
{
	struct session *s = r->session;
	struct slice name;
	unsigned host;

	if (scope_expand(&s->scope, on, r->arena, &name, e) || hosts_find(s, name, &host, e) ||
		move(r, host, e))
		return err_locate(e, on->span);
	return 0;
}

int away_follow(struct run *r, struct err *e)
{
	const struct param *p = r->row->params;

	for (int i = 0; p && p[i].name; i++) {
		const struct arg *a = POS(r, i);
		int host;

		if (!a->given || !p[i].type || !(p[i].type->flags & TYPE_OF_NAMES))
			continue;
		host = net_host_of(r->session->net, (int)a->num);
		if (host >= 0)
			return move(r, (unsigned)host, e);
	}
	return 0;
}

void away_end(struct run *r, struct session *s)
{
	hosts_enter(s, r->from, NULL);
	r->away = false;
}
