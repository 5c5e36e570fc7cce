/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Setting and getting socket options.
 */
#include "sock/sockopt.h"
#include "sock/sys.h"
#include "sys_record.h"

static void begin_option(
	const struct sys *s, struct call *c, const char *name, int fd, const struct sockopt *o)
{
	record_begin_fd(s, c, name, fd);
	record_text(c, CALL_TEXT, o->level_name);
	record_text(c, CALL_TEXT, o->name);
}

/* Prints what the kernel made of the value into IS; false if that is WAS. */
static bool became_other(int fd, const struct sockopt *o, const struct buf *was, struct buf *is)
{
	struct sockopt_value v;

	if (!o->get || o->disturbs || sockopt_read(o, fd, &v) < 0)
		return false;
	sockopt_print(o, &v, is);
	return !slice_equal(buf_slice(was), buf_slice(is));
}

int sys_setsockopt(struct sys *s, int fd, const struct sockopt *o, const struct sockopt_value *v)
{
	struct call c;
	struct buf given = { 0 }, became = { 0 };

	begin_option(s, &c, "setsockopt", fd, o);
	sockopt_print(o, v, &given);
	record_text(&c, CALL_TEXT, buf_cstr(&given));
	record_start(s, &c);
	record_finish(s, &c, setsockopt(fd, o->level, o->option, v->bytes, v->len));
	if (c.result == 0 && became_other(fd, o, &given, &became))
		record_note_text(&c, buf_cstr(&became));
	int r = (int)record_send(s, &c);
	buf_free(&given);
	buf_free(&became);
	return r;
}

int sys_getsockopt(struct sys *s, int fd, const struct sockopt *o, struct sockopt_value *v)
{
	struct call c;
	struct buf value = { 0 };

	begin_option(s, &c, "getsockopt", fd, o);
	record_start(s, &c);
	record_finish(s, &c, sockopt_read(o, fd, v));
	if (c.result == 0) {
		sockopt_print(o, v, &value);
		record_note_text(&c, buf_cstr(&value));
	}
	int r = (int)record_send(s, &c);
	buf_free(&value);
	return r;
}
