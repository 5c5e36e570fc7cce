/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Properties by name: those of the tables, and every socket option that can be read.
 */
#include "sock/property.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "sock/kind.h"

enum { SHOWN_MAX = 60 }; /* bytes of a name in a message */

static const char tcp_prefix[] = "tcpi_";

const char *property_short(const struct property *p)
{
	return slice_starts(slice_of(p->name), tcp_prefix) ? p->name + strlen(tcp_prefix) : p->name;
}

/* What C calls snd_ and everybody else, ss(8) too, by these names. Others are ambiguous: mss. */
static const struct property *find_sending(struct slice name)
{
	static const char *const full[] = { "snd_cwnd", "snd_ssthresh" };

	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++)
		if (names_same(name, full[i] + strlen("snd_")))
			return property_find(slice_of(full[i]));
	return NULL;
}

const struct property *property_find(struct slice name)
{
	size_t i;

	for (i = 0; i < property_count; i++)
		if (names_same(name, properties[i].name))
			return &properties[i];
	for (i = 0; i < tcp_info_field_count; i++)
		if (names_same(name, tcp_info_fields[i].name) ||
			names_same(name, property_short(&tcp_info_fields[i])))
			return &tcp_info_fields[i];
	return find_sending(name);
}

static bool is_readable(const struct sockopt *o)
{
	return o->get && !o->disturbs;
}

bool property_exists(struct slice name)
{
	const struct sockopt *o;

	if (property_find(name))
		return true;
	o = sockopt_find(name, NULL);
	return o && is_readable(o);
}

/* ---- a name that is none ---- */

static void offer(struct nearest *near)
{
	size_t i;

	for (i = 0; i < property_count; i++)
		nearest_offer(near, properties[i].name);
	for (i = 0; i < tcp_info_field_count; i++) {
		nearest_offer(near, tcp_info_fields[i].name);
		nearest_offer_as(
			near, property_short(&tcp_info_fields[i]), tcp_info_fields[i].name);
	}
	sockopt_offer(near);
}

/* The names that PART is a part of, for who does not know which there are: mss. */
struct holders {
	struct slice part;
	const char *names[4];
	size_t count, kept;
};

static void hold(struct holders *h, const char *name)
{
	if (!memmem(name, strlen(name), h->part.p, h->part.len))
		return;
	if (h->kept < sizeof(h->names) / sizeof(h->names[0]))
		h->names[h->kept++] = name;
	h->count++;
}

static void hint_holders(struct slice part, struct err *e)
{
	struct holders h = { .part = part };
	char list[160];
	size_t i;
	int used = 0;

	for (i = 0; i < property_count; i++)
		hold(&h, properties[i].name);
	for (i = 0; i < tcp_info_field_count; i++)
		hold(&h, property_short(&tcp_info_fields[i]));
	if (!h.kept || part.len < 3)
		return;
	for (i = 0; i < h.kept; i++)
		used += snprintf(list + used, sizeof(list) - (size_t)used, "%s%s",
			i == 0                                 ? ""
			: i + 1 == h.kept && h.kept == h.count ? " or "
							       : ", ",
			h.names[i]);
	err_hint(e, "did you mean %s%s?", list, h.kept < h.count ? " ..." : "");
	e->suggests = true;
}

/* E holds what sockopt_find said, which stays when several options match. */
static int unknown(struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (!e)
		return -1;
	offer(&near);
	if (near.distance > 0) {
		err_set(e, ERR_NAME, "a socket has no property \"%.*s\"",
			(int)text_cut(name.p, name.len, SHOWN_MAX), name.p);
		if (!nearest_hint(&near, e))
			hint_holders(name, e);
	}
	e->kind = ERR_NAME;
	return -1;
}

/* ---- reading ---- */

static int refused(const char *name, int fd, struct err *e)
{
	int errnum = errno;
	char what[SHOWN_MAX];

	snprintf(what, sizeof(what), "%s of %d", name, fd);
	return err_system(e, errnum, what);
}

static int get_property(
	struct snapshot *s, const struct property *p, struct value *v, struct err *e)
{
	if (p->get(s, p, v) == 0)
		return 0;
	if (errno != ENODATA)
		return refused(p->name, s->fd, e);
	err_set(e, ERR_SYSTEM, "%s: this kernel does not report it", p->name);
	if (e)
		e->errnum = ENODATA;
	return -1;
}

static int get_option(struct snapshot *s, const struct sockopt *o, struct value *v, struct err *e)
{
	struct sockopt_value raw;

	if (!o->get)
		return err_set(e, ERR_NAME, "%s can only be set", o->name);
	if (o->disturbs) {
		err_set(e, ERR_NAME, "reading %s has an effect, so it is no property", o->name);
		return err_hint(e, "the getsockopt command reads it");
	}
	errno = ENODATA;
	if (s->sealed || sockopt_read(o, s->fd, &raw) < 0)
		return refused(o->name, s->fd, e);
	value_option(v, o, &raw);
	return 0;
}

int property_get(struct snapshot *s, struct slice name, struct value *v, struct err *e)
{
	const struct property *p = property_find(name);
	const struct sockopt *o;

	if (p)
		return get_property(s, p, v, e);
	o = sockopt_find(name, e);
	return o ? get_option(s, o, v, e) : unknown(name, e);
}

int property_read(struct snapshot *s, struct slice name, struct buf *b, struct err *e)
{
	struct value v;

	if (property_get(s, name, &v, e))
		return -1;
	value_print(&v, b);
	return 0;
}
