/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendmsg: sendmsg(2).
 */
#include <arpa/inet.h>
#include <unistd.h>

#include "base/text.h"
#include "examples.h"
#include "flags.h"
#include "lang/types.h"
#include "shell/session.h"
#include "sock/control.h"
#include "sock/state.h"
#include "target.h"

enum { FD, DATA };
enum { TO, FDS, CREDS, FROM, TTL, TOS, GSO, CONTROL, FILL, NOTHING };

/* A message being put together. */
struct builder {
	struct run *run;
	int family;
	struct call_control control[CONTROL + 1];
	size_t count;
	struct buf bytes; /* of all control messages, one behind the other */
};

/* ---- control messages ---- */

/* The bytes of TYPE at LEVEL: from words, or where K is NULL from hex. */
static int add_as(
	struct builder *m, const struct control_kind *k, int level, int type, struct slice words)
{
	struct err *e = &m->run->err;
	size_t had = m->bytes.len;

	if (k ? control_parse(k, words, &m->bytes, e) : text_hex(words, &m->bytes, e))
		return -1;
	m->control[m->count++] = (struct call_control){ level, type, { NULL, m->bytes.len - had } };
	return 0;
}

static int add(struct builder *m, int level, int type, struct slice words)
{
	return add_as(m, control_find(level, type), level, type, words);
}

/* An option that is one number, of IPv4 or of IPv6. */
static int add_number(struct builder *m, int option, int type4, int type6)
{
	bool six = m->family == AF_INET6;
	struct buf words = { 0 };

	if (!OPT(m->run, option)->given)
		return 0;
	buf_addf(&words, "%lld", (long long)OPT(m->run, option)->num);
	int status =
		add(m, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? type6 : type4, buf_slice(&words));
	buf_free(&words);
	return status ? err_locate(&m->run->err, OPT(m->run, option)->span) : 0;
}

/* The numbers of the descriptors that are named. */
static int add_fds(struct builder *m)
{
	struct slice list = OPT(m->run, FDS)->text, name;
	struct buf words = { 0 };
	int fd;

	if (!OPT(m->run, FDS)->given)
		return 0;
	while (vars_next_name(&list, &name)) {
		if (vars_get_fd(&m->run->session->scope.vars, name, &fd))
			buf_addf(&words, "%d", fd);
		else
			buf_add(&words, name.p, name.len);
		buf_addc(&words, ' ');
	}
	int status = add(m, SOL_SOCKET, SCM_RIGHTS, buf_slice(&words));
	buf_free(&words);
	return status;
}

static int add_creds(struct builder *m)
{
	struct buf words = { 0 };

	if (!OPT(m->run, CREDS)->given)
		return 0;
	buf_addf(&words, "pid %d uid %u gid %u", getpid(), getuid(), getgid());
	int status = add(m, SOL_SOCKET, SCM_CREDENTIALS, buf_slice(&words));
	buf_free(&words);
	return status;
}

static bool is_address(const char *text)
{
	struct in6_addr any;

	return inet_pton(AF_INET, text, &any) == 1 || inet_pton(AF_INET6, text, &any) == 1;
}

/* The source: an address, or the interface to leave by. */
static int add_from(struct builder *m)
{
	struct run *r = m->run;
	bool six = m->family == AF_INET6;
	struct buf words = { 0 };

	if (!OPT(r, FROM)->given)
		return 0;
	const char *text = arg_string(r, OPT(r, FROM));
	buf_addf(&words, "%s %s", is_address(text) ? "from" : "on", text);
	int status = add(m, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_PKTINFO : IP_PKTINFO,
		buf_slice(&words));
	buf_free(&words);
	return status ? err_locate(&r->err, OPT(r, FROM)->span) : 0;
}

static int add_gso(struct builder *m)
{
	enum { SEGMENT = 103 }; /* UDP_SEGMENT, udp(7) */
	struct buf words = { 0 };

	if (!OPT(m->run, GSO)->given)
		return 0;
	buf_addf(&words, "%lld", (long long)OPT(m->run, GSO)->num);
	int status = add(m, IPPROTO_UDP, SEGMENT, buf_slice(&words));
	buf_free(&words);
	return status ? err_locate(&m->run->err, OPT(m->run, GSO)->span) : 0;
}

/* NAME=WORDS, or LEVEL:TYPE=HEX. */
static int read_control(struct builder *m, struct slice text)
{
	struct err *e = &m->run->err;
	const char *equals = memchr(text.p, '=', text.len);
	struct slice name = { text.p, equals ? (size_t)(equals - text.p) : text.len };
	struct slice words = { equals ? equals + 1 : text.p + text.len,
		equals ? text.len - name.len - 1 : 0 };
	const struct control_kind *k = control_named(name);
	const char *colon = memchr(name.p, ':', name.len);
	int64_t level, type;

	if (k)
		return add(m, k->level, k->type, words);
	if (!colon ||
		text_number((struct slice){ name.p, (size_t)(colon - name.p) }, 0, INT32_MAX,
			&level, NULL) ||
		text_number((struct slice){ colon + 1, name.len - (size_t)(colon + 1 - name.p) }, 0,
			INT32_MAX, &type, NULL)) {
		err_set(e, ERR_USAGE, "'%.*s' is no control message", (int)name.len, name.p);
		return err_hint(e, "NAME=WORDS as recvmsg prints it (IP_TTL=5), or LEVEL:TYPE=HEX");
	}
	return add_as(m, NULL, (int)level, (int)type, words);
}

static int add_control(struct builder *m)
{
	const struct arg *given = OPT(m->run, CONTROL);

	if (!given->given || !read_control(m, given->text))
		return 0;
	return err_locate(&m->run->err, given->span);
}

static int build(struct builder *m)
{
	if (add_fds(m) || add_creds(m) || add_from(m) ||
		add_number(m, TTL, IP_TTL, IPV6_HOPLIMIT) ||
		add_number(m, TOS, IP_TOS, IPV6_TCLASS) || add_gso(m) || add_control(m))
		return -1;
	/* only now the bytes stay where they are */
	const char *at = buf_cstr(&m->bytes);
	for (size_t i = 0; i < m->count; i++) {
		m->control[i].data.p = at;
		at += m->control[i].data.len;
	}
	return 0;
}

/* ---- the call ---- */

/* COUNT bytes of the alphabet. */
static struct slice make_fill(struct run *r, size_t count)
{
	char *bytes = arena_alloc(r->arena, count + 1);

	for (size_t i = 0; i < count; i++)
		bytes[i] = (char)('a' + i % 26);
	return (struct slice){ bytes, count };
}

/* DATA, and behind it what --fill and --null ask for. */
static struct slice *make_pieces(struct run *r, size_t *n)
{
	size_t words = (size_t)r->args.nrest;
	struct slice *pieces = arena_alloc(r->arena, sizeof(*pieces) * (words + 2));

	for (*n = 0; *n < words; ++*n)
		pieces[*n] = r->args.rest[*n].text;
	if (OPT(r, FILL)->given)
		pieces[(*n)++] = make_fill(r, (size_t)OPT(r, FILL)->num);
	if (OPT(r, NOTHING)->given)
		pieces[(*n)++] = (struct slice){ NULL, (size_t)OPT(r, NOTHING)->num };
	return pieces;
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct builder m = { .run = r, .family = state_family(fd) };
	struct message message = { 0 };
	struct addr to;
	enum command_status status = DONE;

	if (build(&m)) {
		status = REFUSED;
	} else if (!OPT(r, TO)->given || !target_address(r, fd, &OPT(r, TO)->endpoint, &to)) {
		message.to = OPT(r, TO)->given ? &to : NULL;
		message.pieces = make_pieces(r, &message.npieces);
		message.control = m.control;
		message.ncontrol = m.count;
		sys_sendmsg(&r->sys, fd, &message, (int)r->args.flags);
	}
	buf_free(&m.bytes);
	return r->err.kind ? REFUSED : status;
}

/* a b behind --fds, of which the second is data. */
static bool is_descriptor_behind(const struct misfit *m, const struct text_word *w)
{
	const struct arg *fds = &m->args->opt[FDS];
	int fd;

	return m->scope && fds->given && w->word->span.start == fds->span.end + 1 &&
	       vars_get_fd(&m->scope->vars, w->text, &fd);
}

/* Words without quotes that would be data, where they look like what an option takes. */
static int doubt(const struct misfit *m, struct err *e)
{
	for (int i = 1; i < m->count; i++) {
		const struct text_word *w = m->words[i];
		const struct arg *fds = &m->args->opt[FDS];

		if (!w->word->bare)
			continue;
		bool to = i > 1 && !m->args->opt[TO].given && endpoint_is_host_port(w->text);
		if (!to && !is_descriptor_behind(m, w))
			continue;
		err_at(e, ERR_USAGE, w->word->span, "'%.*s' would be data; quote it if it is",
			(int)w->text.len, w->text.p);
		return to ? err_hint(e, "the address: --to %.*s", (int)w->text.len, w->text.p)
			  : err_hint(e, "several descriptors are one word: --fds %.*s,%.*s",
				    (int)fds->text.len, fds->text.p, (int)w->text.len, w->text.p);
	}
	return 0;
}

const struct command command_sendmsg = {
	.name = "sendmsg",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "DATA", &type_data, OPTIONAL | REPEATED,
			.help = "the bytes, in one or several pieces" },
		{ 0 } },
	.options = (const struct option[]){ { .name = "--to",
						    .value = { "ENDPOINT", &type_endpoint,
							    .help = "where to" } },
		{ .name = "--fds",
			.value = { "FDS", &type_fds,
				.help = "pass these descriptors: a,b (SCM_RIGHTS)" } },
		{ .name = "--creds",
			.value = { .help = "tell who sends: process, user, group (SCM_CREDENTIALS)" } },
		{ .name = "--from",
			.value = { "ADDR|IFACE", &type_text,
				.help = "the source address, or the interface to leave by "
					"(IP_PKTINFO)" } },
		{ .name = "--ttl",
			.value = { "COUNT", &type_number,
				.help = "TTL or hop limit of this datagram" } },
		{ .name = "--tos",
			.value = { "NUMBER", &type_number,
				.help = "TOS or traffic class of this datagram" } },
		{ .name = "--gso",
			.value = { "SIZE", &type_number,
				.help = "cut it into datagrams of SIZE bytes (UDP_SEGMENT)" } },
		{ .name = "--control",
			.value = { "NAME=WORDS", &type_text,
				.help = "any control message, as recvmsg prints it; or "
					"LEVEL:TYPE=HEX" } },
		{ .name = "--fill",
			.value = { "COUNT", &type_size,
				.help = "one more piece: COUNT bytes of a repeated alphabet",
				.max = (int64_t)1 << 26 } },
		NULL_OPTION, SEND_FLAG_OPTIONS, { 0 } },
	.summary = "send a message: pieces of data, and what goes along",
	.details =
		"The kernel joins the pieces: they are one datagram, or go into the stream one behind the "
		"other. What goes along is for this message alone, where an option of the socket is for "
		"all of them.\n\n"
		"With --null the last piece is a buffer that is none: EFAULT.\n\n"
		"A descriptor that is passed over a unix socket is the same open file in the receiver, "
		"under a number of its own. On a stream at least a byte of data must go with it.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR,
						      "sendmsg c \"GET /\" \" HTTP/1.0\" = 14",
						      NULL },
		{ EXAMPLE_UDP,
			"sendmsg v \"hello\" --to 127.0.0.1:$u.port --ttl 5 = 5\nrecvfrom u = 5",
			NULL },
		{ EXAMPLE_UNIX, "sendmsg b \"take this\" --fds b = 9\nrecvmsg a as got = 9", NULL },
		{ 0 } },
	.slip = "the descriptor comes first: sendmsg FD \"text\"",
	.doubt = doubt,
	.see = "sendmsg(2), cmsg(3), unix(7), recvmsg",
	.run = run,
};
