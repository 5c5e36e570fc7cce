/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what rtnetlink tells, and cells of it.
 */
#include "rtnl_read.h"

#include <errno.h>
#include <stdio.h>

#include "sock/fdtab.h"

struct wish {
	unsigned what;
	const struct addr *to;
	struct rtnl *found;
	struct err *err;
	int status;
};

static void fulfil(void *context)
{
	struct wish *w = context;

	w->status = rtnl_read(w->found, w->what | RTNL_LINKS, w->err);
	if (!w->status && w->to)
		w->status = rtnl_read_route(w->found, w->to, w->err);
}

int read_rtnl(struct run *r, unsigned what, const struct addr *to, struct rtnl *found)
{
	struct wish w = { what, to, found, &r->err, -1 };

	*found = (struct rtnl){ 0 };
	if (fdtab_aside(fulfil, &w) < 0)
		err_system(&r->err, errno, "a thread to ask in");
	if (w.status < 0)
		rtnl_free(found);
	return w.status;
}

void table_link(struct table *t, const struct rtnl *found, unsigned index)
{
	const struct rtnl_link *l = rtnl_link(found, index);
	char number[16];

	snprintf(number, sizeof(number), "%u", index);
	if (index)
		table_text(t, slice_of(l ? l->name : number));
	else
		table_empty(t);
}

void table_name(struct table *t, const struct names *n, long value)
{
	struct buf b = { 0 };

	names_print(n, value, &b);
	table_text(t, buf_slice(&b));
	buf_free(&b);
}
