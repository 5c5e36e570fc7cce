/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stats: what a descriptor has sent and received, and with what around it on the wire.
 */
#include <inttypes.h>
#include <netinet/tcp.h>

#include "base/text.h"
#include "insight/stats.h"
#include "lang/types.h"
#include "shell/captures.h"
#include "shell/session.h"
#include "shell/sheet.h"
#include "sock/state.h"
#include "examples.h"
#include "opened.h"

enum { FD };

#define NUMBER  COLUMN_NUMBER
#define OBJECTS COLUMN_OBJECTS
#define LINES   COLUMN_LINES

static const struct column fields[] = { { "property", 0, NULL }, { "value", 0, NULL },
	{ "meaning", 0, NULL }, { 0 } };

static const struct column call_columns[] = { { "call", 0, "its name" }, { "way", 0, "out or in" },
	{ "calls", NUMBER, "how many" }, { "failed", NUMBER, "how many of them failed" },
	{ "bytes", NUMBER, "that they moved" },
	{ "average", NUMBER, "bytes of one that did not fail" }, { 0 } };

/* What is unknown is a word to people, and null to programs. */
static const struct column wire_columns[] = {
	{ "way", 0, "out or in" },
	{ "by", 0, "counters or capture: what tells of it" },
	{ "payload", NUMBER, "bytes of data" },
	{ "packets", NUMBER, "how many" },
	{ "with data", NUMBER | LINES, NULL },
	{ "with_data", NUMBER | OBJECTS, "those with data" },
	{ "again", NUMBER | LINES, NULL },
	{ "again", NUMBER | OBJECTS, "segments that were sent again" },
	{ "header", NUMBER | LINES, NULL },
	{ "header", NUMBER | OBJECTS, "bytes of headers of each, null where they differ" },
	{ "headers", NUMBER, "bytes of all headers" },
	{ "on the wire", NUMBER | LINES, NULL },
	{ "wire", NUMBER | OBJECTS, "bytes of all of it" },
	{ "efficiency", NUMBER | LINES, NULL },
	{ "efficiency", NUMBER | OBJECTS, "payload for a byte on the wire" },
	{ 0 },
};

static const struct column one_columns[] = {
	{ "fd", NUMBER, NULL },
	{ "name", 0, "the variable that holds the number" },
	{ "kind", 0, "tcp, udp, unix, epoll and so on" },
	{ "sent", NUMBER, "bytes that calls of this shell have sent on it" },
	{ "received", NUMBER, "and have received" },
	{ "note", 0, "why nothing is known of the wire" },
	{ "lost", OBJECTS, "yes: some of the packets captured were lost, or are not kept" },
	{ "forgotten", OBJECTS, "yes: the first calls are not remembered, and not counted" },
	{ 0 },
};

static const struct column sum_columns[] = {
	{ "forgotten", OBJECTS, "yes: the first calls are not remembered, and not counted" },
	{ 0 },
};

static const struct column all_columns[] = {
	{ "fd", NUMBER, NULL },
	{ "name", 0, "the variable that holds the number" },
	{ "kind", 0, "tcp, udp, unix, epoll and so on" },
	{ "sent", NUMBER, "bytes that calls of this shell have sent on it" },
	{ "received", NUMBER, "and have received" },
	{ "wire out", NUMBER | LINES, NULL },
	{ "wire out", NUMBER | OBJECTS, "bytes on the wire, sent" },
	{ "eff. out", NUMBER | LINES, NULL },
	{ "efficiency_out", NUMBER | OBJECTS, "payload for one of them" },
	{ "wire in", NUMBER | LINES, NULL },
	{ "wire in", NUMBER | OBJECTS, "and received" },
	{ "eff. in", NUMBER | LINES, NULL },
	{ "efficiency_in", NUMBER | OBJECTS, "likewise" },
	{ 0 },
};

/* ---- cells ---- */

static void add_cell(struct table *t, struct buf *b)
{
	table_text(t, buf_slice(b));
	buf_clear(b);
}

/* For people, then for programs. */
static void add_known(struct table *t, bool known, uint64_t n)
{
	if (known)
		table_number(t, (int64_t)n);
	else
		table_text(t, slice_of("unknown"));
	if (known)
		table_number(t, (int64_t)n);
	else
		table_empty(t);
}

/* Payload per byte on the wire; there is none of nothing. */
static void add_efficiency(struct table *t, const struct stats_wire *w)
{
	double share = w->wire ? (double)w->payload / (double)w->wire : 0;
	struct buf b = { 0 };

	if (w->wire)
		buf_addf(&b, "%.1f %%", share * 100);
	else if (w->why)
		buf_adds(&b, w->why == STATS_NO_WIRE ? "no wire" : "unknown");
	add_cell(t, &b);
	if (w->wire)
		buf_addf(&b, "%.4f", share);
	add_cell(t, &b);
	buf_free(&b);
}

/* ---- calls ---- */

static void add_call(struct table *t, const struct stats_call *c, struct buf *b)
{
	uint64_t moved = c->calls - c->failed;

	buf_adds(b, c->name);
	buf_adds(b, c->looked ? " (looked only)" : "");
	add_cell(t, b);
	table_text(t, slice_of(c->way == STATS_OUT ? "out" : "in"));
	table_number(t, (int64_t)c->calls);
	table_number(t, (int64_t)c->failed);
	table_number(t, (int64_t)c->bytes);
	if (moved)
		buf_addf(b, "%.*f", c->bytes % moved ? 1 : 0, (double)c->bytes / (double)moved);
	add_cell(t, b);
}

static void add_calls(struct sheet *s, const struct stats_calls *calls)
{
	struct table t = { .columns = call_columns };
	struct buf b = { 0 };

	for (size_t i = 0; i < calls->count; i++)
		add_call(&t, &calls->list[i], &b);
	buf_free(&b);
	sheet_table(s, &t, "calls");
	sheet_mark(s, "forgotten", calls->forgotten);
	if (calls->forgotten)
		sheet_say(s, slice_of("of the last calls: the first ones are not remembered\n"));
}

static void count_calls(struct run *r, struct stats_calls *calls, uint64_t serial)
{
	observers_pause(r->observers);
	stats_count(calls, &r->session->ring, serial);
	observers_resume(r->observers);
}

/* ---- the wire ---- */

static void add_wire(struct table *t, enum stats_way way, const struct stats_wire *w)
{
	table_text(t, slice_of(way == STATS_OUT ? "out" : "in"));
	table_text(t, slice_of(w->captured ? "capture" : "counters"));
	table_number(t, (int64_t)w->payload);
	table_number(t, (int64_t)w->packets);
	for (int i = 0; i < 2; i++)
		table_number(t, (int64_t)w->with_data);
	add_known(t, w->tells_again, w->again);
	for (int i = 0; i < 2; i++) {
		if (w->header)
			table_number(t, w->header);
		else
			table_text(t, slice_of(i ? "" : "differs"));
	}
	table_number(t, (int64_t)w->headers);
	for (int i = 0; i < 2; i++)
		table_number(t, (int64_t)w->wire);
	add_efficiency(t, w);
}

static void say_how(struct sheet *s, struct snapshot *look, const struct stats_wire *w)
{
	struct buf b = { 0 };

	if (look->type == SOCK_DGRAM)
		buf_addf(&b,
			"counters: %u bytes of IP and UDP headers for each datagram, computed; "
			"what fragments have beside that, and the link's header, are not in it\n",
			w->header);
	else
		buf_addf(&b,
			"counters: of the kernel; %u bytes of headers for each segment, computed: "
			"IP, 20 of TCP%s. More options (the SYN's, SACK's), the link's header, a SYN-ACK of "
			"this end, and what came in twice are not in it\n",
			w->header,
			look->tcp.options & TCPI_OPT_TIMESTAMPS ? ", 12 of its timestamps" : "");
	sheet_say(s, buf_slice(&b));
	buf_free(&b);
}

static bool is_lossy(const struct capture *c)
{
	return c->dropped || c->tap.lost;
}

static void say_captured(struct sheet *s, const struct capture *c)
{
	sheet_say(s, slice_of("capture: real bytes of the packets captured, the link's header "
			      "included; what went by before capture on is not in it\n"));
	if (is_lossy(c))
		sheet_say(s, slice_of("some of the packets were lost or are not kept any more\n"));
}

/* Whether there are any. */
static bool find_captured(struct run *r, struct stats_wire *wires, struct snapshot *look)
{
	struct capture *c = r->session->capture;
	bool found = false;

	if (!c)
		return false;
	if (capture_is_on(c))
		captures_since(r->session);
	observers_pause(r->observers);
	found = stats_captured(wires, look, c);
	observers_resume(r->observers);
	return found;
}

static void add_wires(struct run *r, struct sheet *s, struct snapshot *look,
	const struct fd_info *info, const struct stats_calls *calls)
{
	struct stats_wire computed[STATS_WAYS], seen[STATS_WAYS];
	struct table t = { .columns = wire_columns };
	bool captured = find_captured(r, seen, look);
	enum stats_why why = STATS_KNOWN;

	stats_wire(computed, look, info, calls);
	for (int way = 0; way < STATS_WAYS; way++) {
		if (!computed[way].why)
			add_wire(&t, (enum stats_way)way, &computed[way]);
		else
			why = computed[way].why;
		if (captured)
			add_wire(&t, (enum stats_way)way, &seen[way]);
	}
	sheet_text(s, "note", slice_of(why ? stats_why_text(why) : ""), "");
	sheet_table(s, &t, "wire");
	sheet_mark(s, "lost", captured && is_lossy(r->session->capture));
	if (!computed[STATS_OUT].why)
		say_how(s, look, &computed[STATS_OUT]);
	if (captured)
		say_captured(s, r->session->capture);
}

/* ---- one, and all ---- */

static void add_number(struct sheet *s, const char *name, uint64_t n, const char *meaning)
{
	struct buf b = { 0 }, shown = { 0 };

	buf_addf(&b, "%" PRIu64, n);
	text_add_count(&shown, n, "byte");
	sheet_number(s, name, buf_slice(&shown), buf_slice(&b), meaning);
	buf_free(&b);
	buf_free(&shown);
}

static void add_identity(
	struct run *r, struct sheet *s, struct snapshot *look, const struct fd_info *info)
{
	struct slice name = vars_name_of_fd(&r->session->scope.vars, info->fd);
	struct buf b = { 0 };

	buf_addn(&b, info->fd);
	sheet_number(s, "fd", buf_slice(&b), buf_slice(&b), "the descriptor's number");
	buf_clear(&b);
	sheet_text(s, "name", name.p ? name : slice_of(""), "the variable that holds the number");
	if (state_kind_of(look, &b))
		buf_clear(&b);
	sheet_text(s, "kind", buf_slice(&b), "");
	add_number(s, "sent", info->out, "by calls of this shell on this descriptor");
	add_number(s, "received", info->in, "likewise");
	buf_free(&b);
}

static void show_one(struct run *r, int fd)
{
	struct fd_info info = { .fd = fd, .role = "" };
	struct stats_calls calls = { 0 };
	struct snapshot look;
	struct sheet s;

	fdtab_get(r->session->scope.fds, fd, &info);
	snapshot_begin(&look, fd, r->session->scope.fds);
	if (info.serial)
		count_calls(r, &calls, info.serial);
	sheet_begin(&s, r);
	sheet_part(&s, fields, NULL);
	add_identity(r, &s, &look, &info);
	add_wires(r, &s, &look, &info, &calls);
	add_calls(&s, &calls);
	sheet_end(&s);
}

static void add_row(struct run *r, struct table *t, const struct fd_info *info)
{
	struct slice name = vars_name_of_fd(&r->session->scope.vars, info->fd);
	struct stats_wire wires[STATS_WAYS];
	struct stats_calls calls = { 0 };
	struct snapshot look;
	struct buf kind = { 0 };

	snapshot_begin(&look, info->fd, r->session->scope.fds);
	if (!state_kind_of(&look, &kind) && look.type == SOCK_DGRAM)
		count_calls(r, &calls, info->serial);
	stats_wire(wires, &look, info, &calls);
	table_number(t, info->fd);
	table_text(t, name.p ? name : slice_of(""));
	add_cell(t, &kind);
	table_number(t, (int64_t)info->out);
	table_number(t, (int64_t)info->in);
	for (int way = 0; way < STATS_WAYS; way++) {
		add_known(t, !wires[way].why, wires[way].wire);
		add_efficiency(t, &wires[way]);
	}
	buf_free(&kind);
}

static void show_all(struct run *r)
{
	struct fdtab *fds = r->session->scope.fds;
	struct table t = { .columns = all_columns };
	struct stats_calls calls = { 0 };
	struct fd_info info;
	struct sheet s;

	sheet_begin(&s, r);
	for (int fd = -1; (fd = fdtab_next(fds, fd)) >= 0;)
		if (fdtab_get(fds, fd, &info) && !info.shell)
			add_row(r, &t, &info);
	if (!t.count)
		sheet_say(&s, slice_of("no descriptors; socket makes one\n"));
	sheet_table(&s, &t, "descriptors");
	count_calls(r, &calls, 0);
	add_calls(&s, &calls);
	sheet_end(&s);
}

static enum command_status run(struct run *r)
{
	if (!POS(r, FD)->given)
		show_all(r);
	else if (opened(r, POS(r, FD)))
		show_one(r, (int)POS(r, FD)->num);
	else
		return REFUSED;
	return DONE;
}

const struct command command_stats = {
	.name = "stats",
	.group = GROUP_OPTIONS,
	.params = (const struct param[]){ { "FD", &type_fd_look, OPTIONAL,
						  .help = "of this one; none: of all" },
		{ 0 } },
	.rows = (const struct row_part[]){ { NULL, one_columns, NULL },
		{ "wire", wire_columns, NULL }, { "calls", call_columns, NULL },
		{ NULL, sum_columns, NULL }, { "descriptors", all_columns, NULL },
		{ "calls", call_columns, NULL }, { 0 } },
	.summary = "bytes, calls, and how many bytes on the wire carried them",
	.details =
		"Of a descriptor: the bytes that calls of this shell have moved; each way the payload, the "
		"packets that had it, what was sent again, the headers, and all of it on the wire; "
		"efficiency is payload per byte on the wire. Then its calls: how many, how many of them "
		"failed, their bytes, and the average of those that did not fail.\n\n"
		"Of TCP the kernel counts segments and bytes; headers are computed: 20 bytes of IP (40 of "
		"IPv6), 20 of TCP, 12 of timestamps where both ends have them. Payload is counted once; "
		"what was sent again is known of this end alone. Of UDP each call is a datagram, with 8 "
		"bytes of header and IP's. AF_UNIX has no wire. With capture on there are also the real "
		"bytes of the packets that were captured, the link's header included.\n\n"
		"What the kernel does not tell is unknown: it clears its counters when a connection is "
		"dissolved, or refused. It counts the SYN-ACK of a listener on no socket.\n\n"
		"Without FD: of each descriptor, and all calls of the session, also on descriptors that "
		"were closed. Data that servers and other processes move is not in it, but where "
		"segments are counted. This counts nothing by itself, and costs nothing but when it runs.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send c \"hello\"\nrecv s\n",
						      "stats c", NULL },
		{ EXAMPLE_UDP, "sendto v $u.local \"hi\"\nstats v", "30 bytes carry two" },
		{ EXAMPLE_PAIR, "stats", "all of them" }, { 0 } },
	.see = "list, info, capture, calls, tcp(7)",
	.run = run,
};
