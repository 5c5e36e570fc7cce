/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options: parsed, printed, read and set by their kinds.
 */
#include <errno.h>
#include <linux/filter.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sockopt_kinds.h"

enum {
	SHOWN_MAX = 60, /* bytes of a wrong word in a message */
	HEAD = 64,      /* bytes of a value that are cleared: the members of the union, and more */
};

socklen_t sockopt_size(const struct sockopt *o)
{
	if (o->kind == &sockopt_fields)
		return ((const struct sockopt_layout *)o->of)->size;
	return o->kind->size;
}

size_t sockopt_value_end(const struct sockopt_value *v)
{
	return offsetof(struct sockopt_value, bytes) + (v->len < HEAD ? HEAD : v->len);
}

enum unit sockopt_unit(const struct sockopt *o)
{
	static const struct {
		const char *values;
		enum unit unit;
	} rows[] = { { "BYTES", UNIT_BYTES }, { "MICROSECONDS", UNIT_US },
		{ "MILLISECONDS", UNIT_MS }, { "SECONDS", UNIT_S } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(o->values, rows[i].values))
			return rows[i].unit;
	return UNIT_NONE;
}

/* ---- text ---- */

static int wrong(const struct sockopt *o, struct slice text, const struct err *why, struct err *e)
{
	struct buf name = { 0 };

	sockopt_print_name(o, &name);
	err_set(e, ERR_USAGE, "%s takes %s, not \"%.*s\" (%s)", buf_cstr(&name), o->values,
		(int)text_cut(text.p, text.len, SHOWN_MAX), text.p, why->text);
	buf_free(&name);
	return why->hint[0] ? err_hint(e, "%s", why->hint) : -1;
}

int sockopt_parse(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct err why = { 0 };

	v->len = sockopt_size(o);
	memset(v->bytes, 0, v->len < HEAD ? HEAD : v->len);
	if (!o->kind->parse)
		return err_set(e, ERR_USAGE, "%s can only be read", o->name);
	if (!o->kind->parse(o, text, v, e ? &why : NULL))
		return 0;
	return e ? wrong(o, text, &why, e) : -1;
}

void sockopt_print(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	o->kind->print(o, v, b);
}

/* ---- the calls ---- */

static bool is_program(const struct sockopt *o)
{
	return o->level == SOL_SOCKET && o->option == SO_ATTACH_FILTER;
}

/* A program goes by its address. */
int sockopt_write(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	struct sock_fprog program = {
		.len = (unsigned short)(v->len / sizeof(struct sock_filter)),
		.filter = (struct sock_filter *)v->bytes,
	};

	if (o->kind == &sockopt_filter)
		return setsockopt(fd, o->level, o->option, &program, sizeof(program));
	return setsockopt(fd, o->level, o->option, v->bytes, v->len);
}

/* Of programs the kernel is told how many instructions there is room for, not bytes. */
static int read_program(int fd, struct sockopt_value *v)
{
	v->len /= sizeof(struct sock_filter);
	int status = getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, v->bytes, &v->len);
	v->len = status ? 0 : v->len * (socklen_t)sizeof(struct sock_filter);
	return status;
}

/* Some options return how much there would be. */
static int read_at_most(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	socklen_t room = v->len;
	int status = getsockopt(fd, o->level, o->option, v->bytes, &v->len);

	if (v->len > room)
		v->len = room;
	return status;
}

bool sockopt_asks(const struct sockopt *o)
{
	return o->kind == &sockopt_msfilter || o->kind == &sockopt_msfilter4;
}

int sockopt_ask(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	if (sockopt_asks(o))
		sockopt_make_room(o, v);
	return is_program(o) ? read_program(fd, v) : read_at_most(o, fd, v);
}

int sockopt_read(const struct sockopt *o, int fd, struct sockopt_value *v)
{
	if (o->kind != &sockopt_raw) {
		v->len = sockopt_size(o);
		memset(v->bytes, 0, HEAD);
	}
	return sockopt_ask(o, fd, v);
}

/* ---- which options a socket has ---- */

bool sockopt_looks(const struct sockopt *o)
{
	return o->get && !o->disturbs;
}

/* One that waits for something, a connection or a value, fits all the same. */
static bool kernel_has(const struct sockopt *o, int fd)
{
	struct sockopt_value v;

	v.len = 0;
	return !sockopt_read(o, fd, &v) || (errno != ENOPROTOOPT && errno != EOPNOTSUPP);
}

bool sockopt_fits(const struct sockopt *o, int fd)
{
	if (sockopt_looks(o))
		return kernel_has(o, fd);
	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level == o->level && sockopt_looks(&sockopts[i]) &&
			kernel_has(&sockopts[i], fd))
			return true;
	return false;
}
