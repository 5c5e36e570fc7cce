/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Setting and getting socket options.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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
	struct sockopt_value became; /* not cleared: it is large */

	memcpy(&became, v, sockopt_value_end(v));
	begin_option(s, &r, "setsockopt", fd, o);
	struct call_arg *given = record_arg(&r, CALL_VALUE, 0);
	given->option = o;
	given->value = v;
	record_start(s, &r, false);
	record_finish(s, &r, sockopt_write(o, fd, &became));
	if (r.call.result == 0 &&
		(memcmp(became.bytes, v->bytes, v->len) != 0 || became_other(s, fd, o, v, &became)))
		record_note_value(&r, o, &became);
	return (int)record_send(s, &r);
}

static int ask(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	return sockopt_asks(o) ? sockopt_ask(o, fd, v) : sockopt_read(o, fd, v);
}

/* The number that a descriptor would get, the table's lock held; -1: none would. */
static int next_number(void)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd;
}

/* Reads an option by which a descriptor may come, as an option by number may be one. It is the
 * user's, however much of its number the value has. */
static int ask_for_descriptor(struct sys *s, struct record *r, int fd, const struct sockopt *o,
	struct sockopt_value *v, int *came)
{
	fdtab_lock(s->fds);
	int next = next_number(), status = ask(o, fd, v), why = errno;

	if (next >= 0 && fcntl(next, F_GETFD) >= 0) {
		*came = record_new(s, r, next, "received", 0);
		if (v->len == sizeof(*came))
			memcpy(v->bytes, came, sizeof(*came));
	}
	fdtab_unlock(s->fds);
	errno = why;
	return status;
}

int sys_getsockopt(
	struct sys *s, int fd, const struct sockopt *o, struct sockopt_value *v, int *came)
{
	struct record r;
	bool plain = o->kind != &sockopt_raw && o->kind != &sockopt_arrival;

	*came = -1;
	begin_option(s, &r, "getsockopt", fd, o);
	record_start(s, &r, false);
	record_finish(s, &r, plain ? ask(o, fd, v) : ask_for_descriptor(s, &r, fd, o, v, came));
	if (r.call.result == 0)
		record_note_value(&r, o, v);
	return (int)record_send(s, &r);
}
