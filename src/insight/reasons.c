/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which function looks for the reason of which errno, and what they share.
 */
#include "insight/reasons.h"

#include <errno.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "insight/looks.h"
#include "reason.h"
#include "sock/names.h"
#include "sock/property.h"
#include "sock/state.h"

static const struct {
	int errnum;
	reason_fn *look;
} reasons[] = {
	{ EACCES, reason_eacces },
	{ EADDRINUSE, reason_eaddrinuse },
	{ EADDRNOTAVAIL, reason_eaddrnotavail },
	{ EAFNOSUPPORT, reason_eafnosupport },
	{ EAGAIN, reason_eagain },
	{ EALREADY, reason_ealready },
	{ EBADF, reason_ebadf },
	{ ECONNREFUSED, reason_econnrefused },
	{ ECONNRESET, reason_econnreset },
	{ EDESTADDRREQ, reason_edestaddrreq },
	{ EFBIG, reason_efbig },
	{ EHOSTUNREACH, reason_enetunreach },
	{ EINPROGRESS, reason_einprogress },
	{ EINVAL, reason_einval },
	{ EISCONN, reason_eisconn },
	{ ELOOP, reason_path },
	{ EMFILE, reason_emfile },
	{ EMSGSIZE, reason_emsgsize },
	{ ENETUNREACH, reason_enetunreach },
	{ ENODEV, reason_enodev },
	{ ENOENT, reason_path },
	{ ENOPROTOOPT, reason_enoprotoopt },
	{ ENOTCONN, reason_enotconn },
	{ ENOTDIR, reason_path },
	{ ENOTSOCK, reason_enotsock },
	{ EOPNOTSUPP, reason_eopnotsupp },
	{ ENXIO, reason_enxio },
	{ EPERM, reason_eperm },
	{ EPIPE, reason_epipe },
	{ EPROTONOSUPPORT, reason_eprotonosupport },
	{ EPROTOTYPE, reason_eprototype },
	{ ESOCKTNOSUPPORT, reason_eprotonosupport },
	{ ESRCH, reason_esrch },
	{ ETIMEDOUT, reason_etimedout },
};

/* ---- what is looked at ---- */

bool reason_is(const struct reason *r, const char *names)
{
	size_t len = strlen(r->call->name);

	for (const char *p = names; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word == len && !memcmp(p, r->call->name, len))
			return true;
		p += word;
	}
	return false;
}

bool reason_has(struct reason *r, enum snapshot_part part)
{
	return r->now.fd >= 0 && snapshot_need(&r->now, part) == 0;
}

int reason_tcp_state(struct reason *r)
{
	return r->now.fd < 0 ? -1 : snapshot_tcp_state(&r->now);
}

bool reason_peer(struct reason *r, struct addr *peer)
{
	if (reason_has(r, PART_PEER)) {
		*peer = r->now.peer;
		return true;
	}
	return r->now.fd >= 0 && fdtab_last_peer(r->scene->fds, r->now.fd, peer);
}

const char *reason_option(struct reason *r, const char *name, struct buf *room)
{
	const struct sockopt *o = sockopt_find(slice_of(name), NULL);
	struct sockopt_value v;

	buf_clear(room);
	if (o && r->now.fd >= 0 && sockopt_read(o, r->now.fd, &v) == 0)
		sockopt_print(o, &v, room);
	return buf_cstr(room);
}

bool reason_option_is(struct reason *r, const char *name, const char *value)
{
	struct buf room = { 0 };
	bool same = !strcmp(reason_option(r, name, &room), value);

	buf_free(&room);
	return same;
}

const struct call_arg *reason_arg(const struct reason *r, enum call_arg_kind kind)
{
	for (size_t i = 0; i < r->call->nargs; i++)
		if (r->call->args[i].kind == kind)
			return &r->call->args[i];
	return NULL;
}

bool reason_flag(const struct reason *r, long flag)
{
	const struct call_arg *a = reason_arg(r, CALL_FLAGS);

	return a && a->num & flag;
}

/* ---- words ---- */

void reason_add_cmd(const struct reason *r, const struct past *p)
{
	enum { CMD_MAX = 40 };

	if (p->cmd.len && p->cmd.len <= CMD_MAX)
		buf_addf(r->text, " by `%s`", buf_cstr(&p->cmd));
}

void reason_add_number(const struct reason *r, int fd)
{
	struct slice name = { NULL, 0 };

	buf_addn(r->text, fd);
	if (r->scene->name_of)
		name = r->scene->name_of(r->scene->context, fd);
	if (!name.p)
		return;
	buf_adds(r->text, " (");
	buf_add(r->text, name.p, name.len);
	buf_addc(r->text, ')');
}

void reason_add_fd(const struct reason *r, int fd)
{
	struct fd_info info = { 0 };

	if (fdtab_get(r->scene->fds, fd, &info) && info.shell) {
		buf_addf(r->text, "this shell's descriptor %d (%s)", fd, info.role);
		return;
	}
	buf_adds(r->text, "descriptor ");
	reason_add_number(r, fd);
}

void reason_add_addr(const struct reason *r, const struct addr *a)
{
	addr_format(a, r->text);
}

void reason_add_host(const struct reason *r, const struct addr *a)
{
	addr_format_host(a, r->text);
}

void reason_add_state(struct reason *r)
{
	struct value v;

	if (r->now.fd >= 0 && state_get(&r->now, &v) == 0)
		value_print(&v, r->text);
}

void reason_add_kind(struct reason *r)
{
	if (r->now.fd >= 0)
		state_kind_of(&r->now, r->text);
}

/* ---- the table ---- */

static reason_fn *find(const struct call *c)
{
	if (c->outcome != CALL_RETURNED || call_ok(c))
		return NULL;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].errnum == c->errnum)
			return reasons[i].look;
	return NULL;
}

bool reasons_add(const struct reasons_scene *s, const struct call *c, struct buf *b)
{
	reason_fn *look = find(c);
	struct reason r = { .scene = s, .call = c, .text = b };
	size_t start = b->len;

	if (!look)
		return false;
	r.named = looks_named(c);
	snapshot_begin(&r.now, -1, s->fds);
	if (c->has_fd && fdtab_serial(s->fds, c->fd) == c->serial)
		r.now.fd = c->fd;
	look(&r);
	return b->len > start;
}

bool reasons_json(const struct reasons_scene *s, const struct call *c, struct buf *b)
{
	struct buf text = { 0 };
	bool known = reasons_add(s, c, &text);

	if (known) {
		json_begin(b, "reason");
		json_int(b, "call", (int64_t)c->id);
		if (c->job)
			json_int(b, "job", c->job);
		if (c->has_fd)
			json_int(b, "fd", c->fd);
		json_key(b, "errno");
		json_string(b, names_errno(c->errnum), strlen(names_errno(c->errnum)));
		json_key(b, "text");
		json_string(b, text.data, text.len);
		buf_adds(b, "}\n");
	}
	buf_free(&text);
	return known;
}
