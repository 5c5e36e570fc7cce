/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recv: recv(2), once, until the end of the stream, or until a text has come.
 */
#include <errno.h>
#include <string.h>

#include "lang/types.h"
#include "sock/state.h"
#include "examples.h"
#include "funnel.h"
#include "receive.h"
#include "total.h"

enum { FD, MAX };
enum { ALL = RECEIVE_OPTIONS_END, UNTIL, IDLE };

static enum command_status run_once(struct run *r, int fd, const struct receive *in)
{
	char *room = receive_room(r, in, 0);

	if (!room)
		return REFUSED;
	sys_recv(&r->sys, fd, receive_buffer(in, room), in->max, in->flags);
	return receive_got(r, in, 0) ? REFUSED : DONE;
}

/* ---- --all ---- */

/* How far it is. */
struct all {
	size_t kept; /* bytes of the run's data */
	int64_t total;
	bool much;          /* the last call has filled its room */
	bool splices;       /* more is to go by the pipe, if much comes */
	struct funnel pipe; /* once it was needed */
	bool failed;        /* what has come could not be kept: the run's error */
};

/* Nothing else is asked for than that the bytes go to the file. */
static bool may_splice(const struct run *r, int fd, const struct receive *in)
{
	return in->file >= 0 && !in->flags && !POS(r, MAX)->given && state_type(fd) == SOCK_STREAM;
}

static ssize_t by_splice(struct run *r, int fd, const struct receive *in, struct all *a)
{
	ssize_t n = sys_splice(&r->sys, fd, a->pipe.ends[1], FUNNEL_SIZE);

	buf_clear(r->data);
	if (n > 0 && funnel_drain(&a->pipe, in->file, (size_t)n, r->sys.intr)) {
		err_system(&r->err, errno, r->sys.file);
		a->failed = true;
	}
	return n;
}

static ssize_t by_recv(struct run *r, int fd, const struct receive *in, struct all *a)
{
	char *room = receive_room(r, in, a->kept);
	ssize_t n;

	a->failed = !room;
	if (!room)
		return -1;
	n = sys_recv(&r->sys, fd, room, in->max, in->flags);
	a->failed = receive_got(r, in, a->kept);
	a->much = n == (ssize_t)in->max;
	if (in->file < 0)
		a->kept = r->data->len;
	return n;
}

/* A stream of which much comes goes by splice; how it ends recv tells, and what is in
 * splice's way (urgent data) it takes. */
static ssize_t receive_more(struct run *r, int fd, const struct receive *in, struct all *a)
{
	if (a->much && a->splices && a->pipe.ends[0] < 0)
		a->splices = !funnel_open(&a->pipe, r->sys.fds);
	if (a->much && a->splices) {
		ssize_t n = by_splice(r, fd, in, a);

		if (n > 0 || (n < 0 && errno != EINVAL))
			return n;
		a->splices = n == 0;
	}
	return by_recv(r, fd, in, a);
}

/* With a file the data is not kept as well: it may be larger than memory. */
static enum command_status run_all(struct run *r, int fd, const struct receive *in)
{
	struct all a = { .splices = may_splice(r, fd, in), .pipe = FUNNEL_NONE };
	struct intr_limit outer;
	bool idle;
	ssize_t n;

	do {
		outer = intr_begin(r->sys.intr, OPT(r, IDLE)->given ? OPT(r, IDLE)->num : 0);
		n = receive_more(r, fd, in, &a);
		idle = intr_end(r->sys.intr, outer) == INTR_LIMIT && run_goes_on(r);
		a.total += n > 0 ? n : 0;
	} while (n > 0 && !idle && !a.failed && run_goes_on(r));
	funnel_close(&a.pipe, r->sys.fds);
	if (a.failed)
		return REFUSED;
	total_result(r, a.total, n >= 0 || idle);
	return DONE;
}

/* ---- --until ---- */

/* The bytes that the text is looked for in: the last ones taken, which may hold its
 * beginning, and those that come. */
struct search {
	struct slice text;
	size_t kept;  /* bytes of the run's data that were taken */
	size_t found; /* bytes up to the end of the text, or 0 */
};

static void look_for_text(const struct run *r, struct search *s)
{
	size_t from = s->kept < s->text.len ? 0 : s->kept - s->text.len + 1;
	const char *data = r->data->data;
	const char *at = memmem(data + from, r->data->len - from, s->text.p, s->text.len);

	s->found = at ? (size_t)(at - data) + s->text.len : 0;
}

/* Peeks at what is there, so that nothing behind the text is taken. A message cannot
 * be taken in part: it is all in the queue, and taken whole. */
static ssize_t peek(
	struct run *r, int fd, const struct receive *in, const struct search *s, char *room)
{
	ssize_t n;

	r->looking = true;
	n = sys_recv(&r->sys, fd, room, in->max, in->flags | MSG_PEEK);
	r->looking = false;
	r->data->len = s->kept + r->sys.got;
	return n;
}

static ssize_t take(struct run *r, int fd, const struct receive *in, struct search *s, char *room)
{
	bool stream = state_type(fd) == SOCK_STREAM;
	size_t wanted = s->found ? s->found - s->kept : r->data->len - s->kept;

	return sys_recv(&r->sys, fd, room, stream ? wanted : in->max, in->flags);
}

/* With a file only what may be the text's beginning is kept. */
static void keep(struct run *r, const struct receive *in, struct search *s)
{
	size_t tail = s->text.len - 1, drop = 0;

	if (in->file >= 0 && r->data->len > tail)
		drop = r->data->len - tail;
	if (drop)
		memmove(r->data->data, r->data->data + drop, tail + 1);
	s->kept = r->data->len -= drop;
}

static enum command_status run_until(struct run *r, int fd, const struct receive *in)
{
	struct search s = { .text = OPT(r, UNTIL)->text };
	int64_t total = 0;

	do {
		char *room = receive_room(r, in, s.kept);

		if (!room)
			return REFUSED;
		ssize_t n = peek(r, fd, in, &s, room);
		if (n <= 0)
			return DONE;
		look_for_text(r, &s);
		n = take(r, fd, in, &s, room);
		if (receive_got(r, in, s.kept))
			return REFUSED;
		if (n <= 0)
			return DONE;
		total += n;
		if (s.found && r->data->len >= s.found) {
			run_result(r, total);
			return DONE;
		}
		keep(r, in, &s);
	} while (run_goes_on(r));
	total_gave_up(r);
	return DONE;
}

/* ---- the command ---- */

static int check(struct run *r)
{
	bool again = OPT(r, ALL)->given || OPT(r, UNTIL)->given;

	if (OPT(r, ALL)->given && OPT(r, UNTIL)->given)
		return err_set(&r->err, ERR_USAGE, "--all and --until end at different places");
	if (OPT(r, UNTIL)->given && !OPT(r, UNTIL)->text.len)
		return err_at(&r->err, ERR_USAGE, OPT(r, UNTIL)->span,
			"--until waits for a text, and this one is empty");
	if (again && (r->args.flags & MSG_PEEK))
		return err_set(&r->err, ERR_USAGE,
			"%s would look at the same bytes for ever with --peek",
			OPT(r, ALL)->given ? "--all" : "--until");
	if (again && OPT(r, RECEIVE_NULL)->given)
		return err_at(&r->err, ERR_USAGE, OPT(r, RECEIVE_NULL)->span,
			"--null makes one call: no --all, no --until");
	if (OPT(r, IDLE)->given && !OPT(r, ALL)->given)
		return err_at(&r->err, ERR_USAGE, OPT(r, IDLE)->span, "--idle belongs to --all");
	return 0;
}

static enum command_status run(struct run *r)
{
	int fd = (int)POS(r, FD)->num;
	struct receive in;
	enum command_status status;

	if (check(r) || receive_begin(r, POS(r, MAX), &in) == REFUSED)
		return REFUSED;
	if (OPT(r, ALL)->given)
		status = run_all(r, fd, &in);
	else if (OPT(r, UNTIL)->given)
		status = run_until(r, fd, &in);
	else
		status = run_once(r, fd, &in);
	receive_end(r, &in);
	return status;
}

const struct command command_recv = {
	.name = "recv",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, RECEIVE_MAX,
		{ 0 } },
	.options = (const struct option[]){ RECEIVE_OPTIONS,
		{ .name = "--all",
			.value = { .help = "repeat the call until the end of the stream" } },
		{ .name = "--until",
			.value = { "TEXT", &type_data,
				.help = "repeat it until TEXT has come, and take nothing behind it" } },
		{ .name = "--idle",
			.value = { "TIME", &type_time,
				.help = "with --all: end when nothing has come for TIME" } },
		RECV_FLAG_OPTIONS, { 0 } },
	.summary = "receive bytes: what is there, MAX at most",
	.details =
		"Waits until there is something, then returns what there is: one recv may bring part "
		"of what the peer sent with one call, or of several. 0 is the end of the stream: the peer "
		"has closed its side. $data holds the bytes.\n\n"
		"With --all each call is shown, $data holds everything, and the result is the total. On a "
		"connection that the peer keeps open it waits for ever: give it -t, or --idle. Where -t "
		"ends it the result is what had come, or GAVEUP where nothing had. With --to FILE, and "
		"without MAX and flags, what of a stream comes faster than recv takes it goes to the "
		"file by splice(2), of up to 1 MiB, through a pipe and not through the shell.\n\n"
		"With --until what is there is peeked at (MSG_PEEK), and then taken up to the end "
		"of TEXT, or all of it where TEXT is not in it yet; so what follows TEXT is there "
		"for the next recv. The result is the total; at the end of the stream before TEXT "
		"has come it is 0, and where -t ends it GAVEUP; $data holds what came. "
		"A datagram is taken whole.\n\n"
		"With --decode what a raw or a packet socket got stands below the call as capture shows "
		"packets.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send s \"hello\\n\"\n",
						      "recv c = 6\nprint $data", NULL },
		{ EXAMPLE_PAIR "send s \"hello\\n\"\nclose s\n", "recv c --all = 6", NULL },
		{ EXAMPLE_PAIR "sendall s --fill 1M &\n",
			"recv c --all --to /dev/null --idle 1s = ok",
			"a file of any size; recv first, then splice(2)" },
		{ EXAMPLE_PAIR "send s \"hello\\n\"\n", "recv c 2 --peek = 2\nrecv c -x = 6",
			NULL },
		{ EXAMPLE_PAIR "send s \"one\\ntwo\"\n", "recv c --until \"\\n\" = 4\nrecv c = 3",
			"a line, whatever else has come" },
		{ 0 } },
	.slip = "the descriptor comes first: recv FD [MAX]",
	.see = "recv(2), splice(2), recvfrom, sendall",
	.run = run,
};
