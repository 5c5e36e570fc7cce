/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: a route of a host, beside those that links make.
 */
#include "base/text.h"
#include "lang/types.h"
#include "shell/session.h"
#include "examples.h"
#include "linked.h"

enum { HOST, TO, HOW, VIA };

static int all_bits(const struct addr *a)
{
	return a->sa.sa_family == AF_INET ? 32 : 128;
}

static int parse_ip(struct run *r, const struct arg *word, struct slice text, struct addr *a)
{
	struct endpoint ep = { .kind = ENDPOINT_INET, .host = text, .port = { "0", 1 } };

	if (text.len && addr_from_endpoint(&ep, AF_UNSPEC, a) == 1)
		return 0;
	return err_at(
		&r->err, ERR_USAGE, word->span, "'%.*s' is no address", (int)text.len, text.p);
}

/* ADDRESS/LEN, a whole ADDRESS, or default: all of the family of VIA, or where that is none of
 * IPv4. */
static int parse_to(struct run *r, const struct addr *via, struct addr *to, int *prefix)
{
	const struct arg *word = POS(r, TO);
	const char *slash = memchr(word->text.p, '/', word->text.len);
	struct slice ip = { word->text.p, slash ? (size_t)(slash - word->text.p) : word->text.len };
	int64_t bits;

	*prefix = 0;
	*to = (struct addr){ .len = sizeof(to->in), .sa.sa_family = AF_INET };
	if (via->sa.sa_family == AF_INET6)
		*to = (struct addr){ .len = sizeof(to->in6), .sa.sa_family = AF_INET6 };
	if (slice_is(word->text, "default"))
		return 0;
	if (parse_ip(r, word, ip, to) < 0)
		return -1;
	*prefix = all_bits(to);
	if (!slash)
		return 0;
	if (text_number(slice_from(word->text, ip.len + 1), 0, *prefix, &bits, &r->err) < 0)
		return err_locate(&r->err, word->span);
	*prefix = (int)bits;
	return 0;
}

static int take_away(struct run *r, const struct host *h)
{
	struct addr to;
	int prefix;

	if (POS(r, VIA)->given)
		return err_at(&r->err, ERR_USAGE, POS(r, VIA)->span, "nothing follows off");
	if (parse_to(r, &(struct addr){ 0 }, &to, &prefix) < 0)
		return -1;
	if (net_route_remove(r->session->net, h->number, &to, prefix, &r->err) < 0)
		return err_locate(&r->err, POS(r, TO)->span);
	return 0;
}

static int add(struct run *r, const struct host *h)
{
	const struct arg *word = POS(r, VIA);
	struct addr to, via;
	int prefix;

	if (!slice_is(POS(r, HOW)->text, "via") || !word->given) {
		err_at(&r->err, ERR_USAGE, POS(r, HOW)->span, "by whom?");
		return err_hint(&r->err, "route %s %.*s via ADDRESS; or off instead of via",
			h->name, (int)POS(r, TO)->text.len, POS(r, TO)->text.p);
	}
	if (parse_ip(r, word, word->text, &via) < 0 || parse_to(r, &via, &to, &prefix) < 0)
		return -1;
	if (to.sa.sa_family != via.sa.sa_family)
		return err_at(&r->err, ERR_USAGE, word->span,
			"both addresses are of IPv4, or both of IPv6");
	if (net_route_add(r->session->net, h->number, &to, prefix, &via, &r->err) < 0) {
		err_hint(&r->err, "the next router is on one of the host's own links");
		return err_locate(&r->err, word->span);
	}
	return 0;
}

static enum command_status run(struct run *r)
{
	const struct arg *name = POS(r, HOST);
	const struct host *h =
		linked_net(r, name->span) ? linked_host(r, name->text, name->span) : NULL;

	if (!h)
		return REFUSED;
	return (slice_is(POS(r, HOW)->text, "off") ? take_away(r, h) : add(r, h)) < 0 ? REFUSED
										      : DONE;
}

const struct command command_route = {
	.name = "route",
	.group = GROUP_NET,
	.params = (const struct param[]){ { "HOST", &type_ends, 0, .help = "whose route it is" },
		{ "PREFIX", &type_text, 0,
			.help = "where to: ADDRESS/BITS, an ADDRESS, or default" },
		{ "via|off", &type_text, 0, .help = "add it; or take it away" },
		{ "ADDRESS", &type_text, OPTIONAL, .help = "the next router" }, { 0 } },
	.summary = "a route of a host, beside those that its links make",
	.details =
		"Links make the routes of lines, stars and trees by themselves; this adds others, which "
		"come first, or takes them away again. on HOST routes shows them all.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_LINK, "route romeo 192.168.7.0/24 via 10.0.1.2\non romeo routes",
				NULL },
			{ 0 } },
	.see = "link, routes, on, ip-route(8)",
	.run = run,
};
