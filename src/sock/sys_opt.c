/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Setting and getting socket options.
 */
#include "sock/sockopt.h"
#include "sock/sys.h"
#include "sys_record.h"

static void begin_option(
	const struct sys *s, struct record *r, const char *name, int fd, const struct sockopt *o)
{
	record_begin_fd(s, r, name, fd);
	record_arg(r, CALL_LEVEL, o->level)->option = o;
	record_arg(r, CALL_OPTION, o->option)->option = o;
}

/* Reads what the kernel made of V into BECAME; false if that prints the same. */
static bool became_other(struct sys *s, int fd, const struct sockopt *o,
	const struct sockopt_value *v, struct sockopt_value *became)
{
	struct buf was = { 0 }, is = { 0 };

	if (o->kind->became) {
		fdtab_lock(s->fds);
		bool chosen = o->kind->became(o, v, became);
		fdtab_unlock(s->fds);
		return chosen;
	}
	if (!o->get || o->disturbs || sockopt_read(o, fd, became) < 0)
		return false;
	sockopt_print(o, v, &was);
	sockopt_print(o, became, &is);
	bool same = slice_equal(buf_slice(&was), buf_slice(&is));
	buf_free(&was);
	buf_free(&is);
	return !same;
}

int sys_setsockopt(struct sys *s, int fd, const struct sockopt *o, const struct sockopt_value *v)
{
	struct record r;
	struct sockopt_value became;

	begin_option(s, &r, "setsockopt", fd, o);
	struct call_arg *given = record_arg(&r, CALL_VALUE, 0);
	given->option = o;
	given->value = v;
	record_start(s, &r, false);
	record_finish(s, &r, sockopt_write(o, fd, v));
	if (r.call.result == 0 && became_other(s, fd, o, v, &became))
		record_note_value(&r, o, &became);
	return (int)record_send(s, &r);
}

int sys_getsockopt(struct sys *s, int fd, const struct sockopt *o, struct sockopt_value *v)
{
	struct record r;

	begin_option(s, &r, "getsockopt", fd, o);
	record_start(s, &r, false);
	record_finish(s, &r, sockopt_read(o, fd, v));
	if (r.call.result == 0)
		record_note_value(&r, o, v);
	return (int)record_send(s, &r);
}
