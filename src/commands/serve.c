/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * serve: threads that serve the clients of a descriptor.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "shell/servers.h"
#include "shell/run.h"
#include "shell/session.h"
#include "lang/types.h"
#include "sock/sockopt.h"
#include "examples.h"
#include "target.h"

enum { KIND, WHAT, SERVICE, TARGET };
enum {
	WORKERS,
	MAX,
	IDLE,
	ONCE,
	QUIET,
	BANNER,
	PREFIX,
	DELAY,
	RATE,
	SPLIT,
	STALL_AFTER,
	RESET_AFTER,
	DROP,
	DUP,
	REORDER,
	SEED,
	HEX,
	IPV6
};
enum { BACKLOG = 128 };

/* ---- the descriptor ---- */

/* A server that is started again shall not fail because old connections linger
 * in TIME_WAIT (socket(7)). */
static int reuse_address(struct run *r, int fd)
{
	const struct sockopt *o = sockopt_find(slice_of("SO_REUSEADDR"), NULL);
	struct sockopt_value one;

	sockopt_parse(o, slice_of("1"), &one, NULL);
	return sys_setsockopt(&r->sys, fd, o, &one);
}

/* socket, setsockopt, bind, listen, as a user would by hand: the descriptor, or
 * -1 with the failed call as result. */
static int make_listener(struct run *r, const struct socket_kind *kind, const struct addr *addr)
{
	int family = OPT(r, IPV6)->given ? AF_INET6 : addr->sa.sa_family;
	int fd = sys_socket(&r->sys, family, kind->type, kind->protocol);

	if (fd < 0)
		return -1;
	bool stream = kind->type != SOCK_DGRAM, inet = family == AF_INET || family == AF_INET6;
	if ((!inet || !reuse_address(r, fd)) && !sys_bind(&r->sys, fd, addr) &&
		(!stream || !sys_listen(&r->sys, fd, BACKLOG)))
		return fd;
	target_drop(r, fd);
	return -1;
}

/* A kind without -6 is IPv4 everywhere: so a name is served on its IPv4 address
 * where it has one, whichever a resolver names first. */
static const struct addr *choose(const struct addr_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->addrs[i].sa.sa_family == AF_INET)
			return &list->addrs[i];
	return &list->addrs[0];
}

static int listen_at(struct run *r)
{
	const struct socket_kind *kind = target_kind(POS(r, KIND), POS(r, WHAT));
	struct addr_list list = { 0 };
	int fd = -1, family = kind->family;

	if (!target_fits(r, kind, POS(r, WHAT)))
		return -1;
	if (family == AF_INET)
		family = OPT(r, IPV6)->given ? AF_INET6 : AF_UNSPEC;
	if (!sys_resolve(&r->sys, &POS(r, WHAT)->endpoint, family, kind->type, false, &list))
		fd = make_listener(r, kind, choose(&list));
	addr_list_free(&list);
	return fd;
}

/* ---- the service ---- */

static int64_t option_or(const struct run *r, int option, int64_t otherwise)
{
	return OPT(r, option)->given ? OPT(r, option)->num : otherwise;
}

/* Their words have been read once, by their types. */
static void fill_faults(const struct run *r, struct service_options *o)
{
	if (OPT(r, DELAY)->given)
		text_times(OPT(r, DELAY)->text, &o->delay, &o->delay_to, NULL);
	if (OPT(r, DROP)->given)
		faults_parse(OPT(r, DROP)->text, &o->drop, NULL);
	if (OPT(r, DUP)->given)
		faults_parse(OPT(r, DUP)->text, &o->dup, NULL);
	if (OPT(r, REORDER)->given)
		faults_parse(OPT(r, REORDER)->text, &o->reorder, NULL);
	o->seed = (uint64_t)option_or(r, SEED, 0);
}

static void fill_config(struct run *r, struct server_config *c)
{
	struct service_options *o = &c->options;

	*c = (struct server_config){ .service = POS(r, SERVICE)->given ? POS(r, SERVICE)->row
								       : services[0],
		.workers = (int)option_or(r, WORKERS, 0),
		.max = (int)option_or(r, MAX, 0),
		.idle = option_or(r, IDLE, 0),
		.once = OPT(r, ONCE)->given,
		.quiet = OPT(r, QUIET)->given,
		.tells = !POS(r, WHAT)->row,
		.hex = OPT(r, HEX)->given };
	if (OPT(r, BANNER)->given)
		o->banner = OPT(r, BANNER)->text;
	if (OPT(r, PREFIX)->given)
		o->prefix = OPT(r, PREFIX)->text;
	fill_faults(r, o);
	o->rate = option_or(r, RATE, 0);
	o->split = option_or(r, SPLIT, 0);
	o->stall_after = option_or(r, STALL_AFTER, -1);
	o->reset_after = option_or(r, RESET_AFTER, -1);
}

/* The type of what is served, made or not; 0: no socket. */
static int type_of(struct run *r)
{
	if (POS(r, WHAT)->row)
		return target_kind(POS(r, KIND), POS(r, WHAT))->type;
	return fdtab_type(r->session->scope.fds, (int)POS(r, WHAT)->num);
}

/* Some faults are of streams, some of datagrams. */
static int check_faults(struct run *r, int type)
{
	for (int i = SPLIT; i <= REORDER; i++)
		if (OPT(r, i)->given && type && (i >= DROP) != (type == SOCK_DGRAM))
			return err_at(&r->err, ERR_USAGE, OPT(r, i)->span, "%s is a fault of %s",
				r->row->options[i].name, i >= DROP ? "datagrams" : "connections");
	return 0;
}

/* Options that change nothing for this service are a mistake to be told of. */
static int check_options(struct run *r, const struct service *service)
{
	const struct option *o = r->row->options;
	bool relay = !strcmp(service->name, r->row->params[TARGET].only);

	if (relay != POS(r, TARGET)->given)
		return err_set(&r->err, ERR_USAGE,
			relay ? "%s needs a TARGET: serve FD %s HOST PORT" : "%s takes no TARGET",
			service->name, service->name);
	for (int i = 0; o[i].name; i++)
		if (OPT(r, i)->given && o[i].value.only && strcmp(service->name, o[i].value.only))
			return err_at(&r->err, ERR_USAGE, OPT(r, i)->span, "%s is an option of %s",
				o[i].name, o[i].value.only);
	if (OPT(r, IPV6)->given &&
		(!POS(r, WHAT)->row || target_kind(POS(r, KIND), POS(r, WHAT))->family != AF_INET))
		return err_at(&r->err, ERR_USAGE, OPT(r, IPV6)->span,
			"-6 goes with HOST:PORT, and with tcp or udp");
	return check_faults(r, type_of(r));
}

/* Datagrams get no answer that would say that one target is not there: so they have one. */
static void set_targets(struct server_config *c, const struct addr_list *targets, int type)
{
	struct service_options *o = &c->options;

	o->targets = targets->addrs;
	o->target_count = targets->count;
	o->target_type = type;
	if (type != SOCK_DGRAM || !targets->count)
		return;
	o->targets = choose(targets);
	o->target_count = 1;
}

static int start(struct run *r, struct server_config *c)
{
	int type = type_of(r) == SOCK_DGRAM ? SOCK_DGRAM : SOCK_STREAM, status = 0;
	struct addr_list targets = { 0 };

	if (POS(r, TARGET)->given)
		status = sys_resolve(
			&r->sys, &POS(r, TARGET)->endpoint, AF_UNSPEC, type, false, &targets);
	set_targets(c, &targets, type);
	if (!status)
		status = servers_start(r->session, c, &r->err);
	addr_list_free(&targets);
	return status;
}

/* A number alone is a descriptor's here, where other tools take a port. */
static void no_descriptor(struct run *r, int fd)
{
	const struct arg *given = POS(r, KIND);
	struct slice kind = given->given ? given->text : slice_of("");

	err_at(&r->err, ERR_SYSTEM, POS(r, WHAT)->span, "descriptor %d is not open", fd);
	r->err.errnum = EBADF;
	if (fd > 0 && fd <= 65535)
		err_hint(&r->err, "serve %.*s%s127.0.0.1:%d makes a socket on port %d",
			(int)kind.len, kind.p, kind.len ? " " : "", fd, fd);
}

static enum command_status run(struct run *r)
{
	struct server_config config;
	bool make = POS(r, WHAT)->row;

	fill_config(r, &config);
	if (check_options(r, config.service))
		return REFUSED;
	config.fd = make ? listen_at(r) : (int)POS(r, WHAT)->num;
	if (config.fd < 0 && make)
		return DONE;
	if (start(r, &config)) {
		if (make)
			sys_close(&r->sys, config.fd);
		else if (r->err.errnum == EBADF)
			no_descriptor(r, config.fd);
		return r->err.kind ? REFUSED : DONE;
	}
	run_result(r, config.fd);
	return DONE;
}

/* SERVICE HOST:PORT or SERVICE PORT: the service stands last here. */
static bool mend_order(const struct misfit *m, int at, struct err *e)
{
	struct slice service, where;
	int64_t number;
	bool port;

	if (at + 1 >= m->count || !text_word_known(m->scope, m->words[at]) ||
		!text_word_known(m->scope, m->words[at + 1]))
		return false;
	service = m->words[at]->text;
	if (!service_find(service))
		return false;
	where = m->words[at + 1]->text;
	port = !text_number(where, 0, 65535, &number, NULL);
	err_hint(e, "the service stands behind where it is served: serve %s%.*s %.*s",
		port ? "127.0.0.1:" : "", (int)text_cut(where.p, where.len, 60), where.p,
		(int)service.len, service.p);
	return true;
}

/* HOST PORT, which is one word here. */
static void mend(const struct misfit *m, struct err *e)
{
	int at = m->count > 1 && kind_find(m->words[0]->text) ? 1 : 0;
	struct slice host, port;
	int64_t number;

	if (mend_order(m, at, e) || at + 1 >= m->count ||
		!text_word_known(m->scope, m->words[at]) ||
		!text_word_known(m->scope, m->words[at + 1]))
		return;
	host = m->words[at]->text;
	port = m->words[at + 1]->text;
	if (!text_number(port, 0, 65535, &number, NULL) && endpoint_takes_two(host, &port))
		err_hint(e, "an endpoint is one word here: %.*s:%.*s",
			(int)text_cut(host.p, host.len, 60), host.p, (int)port.len, port.p);
}

const struct command command_serve = {
	.name = "serve",
	.group = GROUP_THREADS,
	.flags = MAKES_CALL | NAMES_RESULT | SERVES,
	.calls = "socket, bind, listen",
	.params = (const struct
		param[]){ { "KIND", &type_kind, OPTIONAL,
				  .help = "with an ENDPOINT: tcp (default), udp, unix, unix-dgram, unix-seqpacket" },
		{ "FD|ENDPOINT", &type_servable, 0,
			.help = "a listener or bound datagram socket; or where to make one, as one word" },
		{ "SERVICE", &type_named_service, OPTIONAL,
			.help = "echo (default), discard, daytime, time, chargen, http, relay" },
		{ "TARGET", &type_endpoint, OPTIONAL, .only = "relay",
			.help = "where each client is joined to" },
		{ 0 } },
	.options = (const struct
		option[]){ { .name = "--workers",
				   .value = { "N", &type_number, .min = 1, .max = 64,
					   .help = "N threads over epoll serve all; else a thread for each connection" } },
		{ .name = "--max",
			.value = { "N", &type_number, .min = 1, .max = 1000000,
				.help = "connections at once; one more is accepted and closed" } },
		{ .name = "--idle",
			.value = { "TIME", &type_time,
				.help = "end a connection on which nothing moved for TIME" } },
		{ .name = "--once", .value = { .help = "end with the first connection" } },
		{ .name = "--quiet",
			.value = { .help = "no lines for clients that come and go, nor for faults" } },
		{ .name = "--banner",
			.value = { "TEXT", &type_text, .help = "send TEXT to each new client" } },
		{ .name = "--prefix",
			.value = { "TEXT", &type_text, .only = "echo",
				.help = "TEXT before each line" } },
		{ .name = "--delay",
			.value = { "TIME[..TIME]", &type_times, .only = "relay",
				.help = "hold each piece or datagram for TIME, or by chance within the range" } },
		{ .name = "--rate",
			.value = { "SIZE", &type_size, .min = 1, .only = "relay",
				.help = "SIZE bytes a second, each way" } },
		{ .name = "--split",
			.value = { "N", &type_size, .min = 1, .only = "relay",
				.help = "forward N bytes at a time" } },
		{ .name = "--stall-after",
			.value = { "N", &type_size, .only = "relay",
				.help = "forward nothing behind N bytes" } },
		{ .name = "--reset-after",
			.value = { "N", &type_size, .only = "relay",
				.help = "reset both sides after N bytes" } },
		{ .name = "--drop",
			.value = { "WHICH", &type_faults, .only = "relay",
				.help = "lose these datagrams: 3,7 or 30% or out:2" } },
		{ .name = "--dup",
			.value = { "WHICH", &type_faults, .only = "relay",
				.help = "send these datagrams twice" } },
		{ .name = "--reorder",
			.value = { "WHICH", &type_faults, .only = "relay",
				.help = "hold these until the next one has passed, or 1s" } },
		{ .name = "--seed",
			.value = { "N", &type_number, .min = 1, .max = INT64_MAX, .only = "relay",
				.help = "what chance decides is the same for the same N" } },
		{ .name = "-x",
			.value = { .help = "show what clients send as hex dumps; relay: both directions" } },
		{ .name = "-6", .value = { .help = "with HOST:PORT: on an IPv6 address" } },
		{ 0 } },
	.summary = "serve the clients of a socket in threads, and go on",
	.details =
		"With a descriptor that you have bound (and listened on), threads take over from "
		"there. With an ENDPOINT the calls that make one are made and shown, SO_REUSEADDR "
		"included; a name is served on its IPv4 address where it has one, -6 takes its IPv6 address. "
		"The result is the descriptor; it stays in the table.\n\n"
		"Each client that comes or goes is a line, above the prompt. servers counts, list --all "
		"shows the connections, stop ends a server, as closing its descriptor and quit do. A "
		"script that is to serve until Ctrl-C ends in wait.\n\n"
		"The services are those of RFC 862 (echo), 863 (discard), 864 (chargen), 867 (daytime) and "
		"868 (time), over streams and datagrams. Two that answer every datagram would do so for ever "
		"once one has a false sender: what comes from the ports 7, 9, 13, 17, 19 and 37, or from another "
		"server of datagrams here, is not answered, and that is said. There are also http, a small site for client exercises; and "
		"relay, which joins each client to TARGET and makes faults on demand. One whose target leads "
		"back to itself is refused; what this shell cannot see, a way back through another program, "
		"ends at 500 connections, the --max of a relay that is given none.\n\n"
		"A relay of datagrams gives each client address a socket of its own towards the target, as "
		"an address translator does, until nothing has come for --idle (one minute). A TARGET that "
		"is a name stands for its IPv4 address where it has one. --drop, --dup and --reorder name "
		"datagrams by number: the relay counts those of both ways together as they come; behind in: "
		"it counts those from clients, behind out: those from the target. Or they name a share. Each "
		"fault is a line, which has both numbers: dropped #3 (in:2). Chance comes from the seed and a "
		"datagram's number on its way alone, so that --seed N repeats a run; without it a seed is "
		"chosen and said. --delay within a range lets one datagram overtake another, but no piece "
		"of a connection. Up to 1 MiB is held each way; what comes then is dropped, and that is said. "
		"servers counts all of these.",
	.examples =
		(const struct example[]){
			{ NULL,
				"serve 127.0.0.1:0 echo as l\ndial 127.0.0.1 $l.port as c\nsend c \"hello\\n\"\n"
				"recv c = 6\nclose c\nstop l",
				"both ends in one shell" },
			{ EXAMPLE_LISTENER,
				"serve l --banner \"Welcome to the server\\n\" --prefix \"OK...\"",
				"a thread for each connection, on your own listener" },
			{ NULL, "serve udp 127.0.0.1:0 daytime as u", NULL },
			{ "serve udp 127.0.0.1:0 echo as u\n",
				"serve udp 127.0.0.1:0 relay 127.0.0.1:$u.port --drop 1 --dup 30% --seed 7 as r\n"
				"dial udp 127.0.0.1:$r.port as c\nsend c \"lost\"\nsend c \"comes\"\nrecv c -t 1s = 5",
				"a path that loses the first datagram and doubles some" },
			{ 0 } },
	.slip = "make a listener first: socket tcp as l; bind l PORT; listen l; or serve 127.0.0.1:PORT",
	.mend = mend,
	.see = "servers, stop, wait, list",
	.run = run,
};
