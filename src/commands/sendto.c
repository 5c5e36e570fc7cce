/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendto: sendto(2).
 */
#include <string.h>

#include "base/text.h"
#include "lang/types.h"
#include "examples.h"
#include "payload.h"
#include "target.h"

enum { FD, ENDPOINT, DATA };

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct addr addr;
	struct payload p;

	if (payload_read(r, POS(r, DATA), &p) == REFUSED)
		return REFUSED;
	if (!target_address(r, fd, &POS(r, ENDPOINT)->endpoint, &addr))
		sys_sendto(&r->sys, fd, p.bytes.p, p.bytes.len, p.flags, &addr);
	payload_free(r, &p);
	return r->err.kind ? REFUSED : DONE;
}

/* An endpoint by its signs; a port alone or a service has none. */
static bool has_sign(struct slice s)
{
	return s.len && (s.p[0] == '@' || memchr(s.p, ':', s.len) || memchr(s.p, '/', s.len));
}

static bool is_host(struct slice s)
{
	return s.len && (slice_is(s, "localhost") || memchr(s.p, '.', s.len));
}

/* The data before the address, as C and Python have them: quoted, and no endpoint by its
 * signs; behind it HOST:PORT without quotes, or HOST PORT. */
static bool is_turned(const struct misfit *m)
{
	const struct text_word *data = m->count > 2 ? m->words[1] : NULL, *address;

	if (!data || data->word->bare || !data->word->constant || has_sign(data->text))
		return false;
	address = m->words[2];
	return address->word->bare &&
	       (m->count > 3 ? is_host(address->text) : endpoint_is_host_port(address->text));
}

static int hint_turned(struct err *e)
{
	return err_hint(e, "the address comes first: sendto FD ENDPOINT DATA");
}

static void mend(const struct misfit *m, struct err *e)
{
	if (is_turned(m))
		hint_turned(e);
}

static int doubt(const struct misfit *m, struct err *e)
{
	if (!is_turned(m))
		return 0;
	err_at(e, ERR_USAGE, m->words[1]->word->span, "\"%.*s\" stands where the address belongs",
		(int)text_cut(m->words[1]->text.p, m->words[1]->text.len, 60), m->words[1]->text.p);
	return hint_turned(e);
}

const struct command command_sendto = {
	.name = "sendto",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "ENDPOINT", &type_endpoint, 0, .help = "where to" },
		{ "DATA", &type_data, OPTIONAL, .help = "the bytes: one datagram" }, { 0 } },
	.options = (const struct option[]){ PAYLOAD_OPTIONS, SEND_FLAG_OPTIONS, { 0 } },
	.summary = "send a datagram to an address",
	.details =
		"An unbound socket gets a port of its own with the first datagram. That the call "
		"succeeds says only that the datagram went out: if nobody listens there, a connected "
		"socket hears of it (ECONNREFUSED) with its next call, an unconnected one never.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_UDP, "sendto v 127.0.0.1 $u.port \"Hello\" = 5\nrecvfrom u = 5",
				NULL },
			{ 0 } },
	.slip = "the descriptor comes first: sendto FD HOST PORT \"text\"",
	.mend = mend,
	.doubt = doubt,
	.see = "sendto(2), udp(7), recvfrom",
	.run = run,
};
