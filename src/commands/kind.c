/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * KIND, or FAMILY TYPE [PROTOCOL].
 */
#include <arpa/inet.h>

#include "kind.h"

enum { KIND, TYPE, PROTOCOL };

static int refuse(struct run *r, const struct arg *a, const char *what)
{
	return err_at(&r->err, ERR_USAGE, a->span, "'%.*s' %s", (int)a->text.len, a->text.p, what);
}

/* The C form: FAMILY TYPE [PROTOCOL]. */
static int read_triple(struct run *r, struct kind_triple *t)
{
	const struct arg *type = POS(r, TYPE);

	if (POS(r, KIND)->num < 0)
		return refuse(r, POS(r, KIND), "is no family");
	if (type->row && (type->text.p[0] < '0' || type->text.p[0] > '9'))
		return refuse(r, type, "is no socket type");
	t->family = (int)POS(r, KIND)->num;
	t->type = (int)type->num;
	t->protocol = POS(r, PROTOCOL)->given ? (int)POS(r, PROTOCOL)->num : 0;
	return 0;
}

/* A kind, whose protocol the second word may be. */
static int read_kind(struct run *r, const struct socket_kind *kind, struct kind_triple *t)
{
	bool given = POS(r, TYPE)->given;

	if (kind->needs && !given) {
		err_at(&r->err, ERR_USAGE, POS(r, KIND)->span, "%s needs a protocol", kind->name);
		return err_hint(&r->err, "socket %s icmp, or its number", kind->name);
	}
	t->family = kind->family;
	t->type = kind->type;
	t->protocol = given ? (int)POS(r, TYPE)->num : kind->protocol;
	return 0;
}

static const struct socket_kind *with_six(
	struct run *r, const struct socket_kind *kind, const struct arg *six)
{
	const struct socket_kind *other = kind->family == AF_INET6 ? kind : kind_six(kind);

	if (!six || !six->given)
		return kind;
	if (!other)
		err_at(&r->err, ERR_USAGE, six->span,
			"-6 goes with tcp, udp and the other kinds of IP, and without -4");
	return other;
}

static int read_words(struct run *r, const struct socket_kind *fallback, const struct arg *six,
	struct kind_triple *t)
{
	const struct arg *word = POS(r, KIND), *type = POS(r, TYPE);
	const struct socket_kind *kind = word->given ? word->row : fallback;

	if (POS(r, PROTOCOL)->given || (type->given && !type->row))
		return read_triple(r, t);
	if (!kind) {
		err_at(&r->err, ERR_USAGE, word->span, "a family needs a type");
		return err_hint(
			&r->err, "socket %.*s SOCK_STREAM", (int)word->text.len, word->text.p);
	}
	kind = with_six(r, kind, six);
	return kind ? read_kind(r, kind, t) : -1;
}

int kind_read(struct run *r, const struct socket_kind *fallback, const struct arg *six,
	struct kind_triple *t)
{
	if (read_words(r, fallback, six, t))
		return -1;
	if (t->family == AF_PACKET)
		t->protocol = htons((uint16_t)t->protocol);
	return 0;
}
