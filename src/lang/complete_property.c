/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Properties at the point, by what the descriptor is.
 */
#include "complete_property.h"

#include <errno.h>

#include "sock/property.h"

/* Those that say most of a socket, in the order in which they are wanted. */
static const char *const first[] = { "state", "unread", "next", "unacked", "queue", "backlog",
	"peer", "local", "port", "rtt", "rto", "snd_cwnd", "total_retrans" };

enum fit {
	FITS,    /* it has a value */
	NOT_NOW, /* none at the moment: the peer of what is not connected */
	NEVER,   /* not of this kind of socket, or not in this kernel */
};

struct offer {
	struct candidates *out;
	struct slice lead;
	const char *close;
	struct snapshot *look; /* NULL: no descriptor, so everything fits */
};

static enum fit fit_of_refusal(void)
{
	switch (errno) {
	case EOPNOTSUPP:
	case EAFNOSUPPORT:
	case ENOPROTOOPT:
	case ENOTTY:
	case ENODATA: return NEVER;
	default: return NOT_NOW;
	}
}

static enum fit fit_property(struct snapshot *look, const struct property *p)
{
	struct value v;

	if (look && p->slow)
		return NOT_NOW;
	if (!look || p->get(look, p, &v) == 0)
		return FITS;
	return fit_of_refusal();
}

static enum fit fit_option(int fd, const struct sockopt *o)
{
	struct sockopt_value v;

	return sockopt_read(o, fd, &v) == 0 ? FITS : fit_of_refusal();
}

/* ---- adding ---- */

static void add(const struct offer *o, const char *name, const char *help)
{
	struct buf text = { 0 };

	buf_add(&text, o->lead.p, o->lead.len);
	buf_addf(&text, "%s%s", name, o->close);
	/* an operand ends here; behind $c.port in a word, more may follow */
	candidates_add_bare(o->out, buf_cstr(&text), help, o->lead.p[0] == '$' ? '\0' : ' ');
	buf_free(&text);
}

static void add_property(const struct offer *o, const struct property *p, const char *name)
{
	struct buf help = { 0 };

	property_describe(p, &help);
	add(o, name, arena_copy(o->out->arena, buf_cstr(&help), help.len));
	buf_free(&help);
}

/* Whether no property has the name that a field of TCP_INFO has without its tcpi_. */
static bool is_free(const char *name)
{
	for (size_t i = 0; i < property_count; i++)
		if (!strcmp(properties[i].name, name))
			return false;
	return true;
}

/* By its short name where it has one, and by the long one where more than a letter is written. */
static void add_field(const struct offer *o, const struct property *p)
{
	bool short_is_free = is_free(property_short(p));

	if (short_is_free)
		add_property(o, p, property_short(p));
	if (!short_is_free || o->out->prefix.len > o->lead.len + 1)
		add_property(o, p, p->name);
}

static void add_first(const struct offer *o)
{
	struct value v;

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		const struct property *p = property_find(slice_of(first[i]));

		if (p && o->look && p->get(o->look, p, &v) == 0)
			add_property(o, p, first[i]);
	}
}

static void add_all(const struct offer *o, enum fit fit)
{
	for (size_t i = 0; i < property_count; i++)
		if (fit_property(o->look, &properties[i]) == fit)
			add_property(o, &properties[i], properties[i].name);
	for (size_t i = 0; i < tcp_info_field_count; i++)
		if (fit_property(o->look, &tcp_info_fields[i]) == fit)
			add_field(o, &tcp_info_fields[i]);
	for (size_t i = 0; i < sockopt_count; i++) {
		const struct sockopt *row = &sockopts[i];

		if (!row->get || row->disturbs)
			continue;
		if ((o->look ? fit_option(o->look->fd, row) : FITS) == fit)
			add(o, row->name, row->summary);
	}
}

void complete_property(struct scope *sc, struct slice name, struct slice lead, const char *close,
	struct candidates *out)
{
	struct offer o = { out, lead, close, NULL };
	struct snapshot look;
	int fd;

	out->ordered = true;
	if (vars_get_fd(&sc->vars, name, &fd)) {
		snapshot_begin(&look, fd, sc->fds);
		if (snapshot_need(&look, PART_FAMILY) == 0)
			o.look = &look;
	}
	add_first(&o);
	add_all(&o, FITS);
	add_all(&o, NOT_NOW);
}
