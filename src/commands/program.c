/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * program: starts the program that a script grades.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "base/clock.h"
#include "base/text.h"
#include "lang/types.h"
#include "shell/session.h"
#include "shell/tested.h"
#include "sock/diag.h"
#include "sock/state.h"

enum { CLIENT, END };

#define STEP (5 * MILLISECOND) /* between two looks */

/* A look at all sockets of this network. */
struct look {
	struct diag_list list;
	struct err err;
	int status;
};

static void read_all(void *context)
{
	struct look *l = context;

	l->status = diag_read(&l->list, &l->err);
}

/* Whether a peer may begin with S. */
static bool waits_for_peers(const struct diag_socket *s)
{
	return s->state == TCP_LISTEN || (s->type == SOCK_DGRAM && s->local.len && !s->peer.len);
}

/* How many such sockets there are, or -1 with E. */
static int count_waiting(struct err *e)
{
	struct look l = { 0 };
	int count = 0;

	if (fdtab_aside(read_all, &l) < 0)
		return err_system(e, errno, "a thread to ask in");
	for (size_t i = 0; i < l.list.count; i++)
		count += waits_for_peers(&l.list.sockets[i]);
	if (l.status)
		*e = l.err;
	diag_free(&l.list);
	return l.status ? -1 : count;
}

static int fail(struct run *r, struct tested *t, const char *what)
{
	struct buf how = { 0 };

	tested_add_state(t, &how);
	err_set(&r->err, ERR_EXPECT, "the program %s: %s", what, buf_cstr(&how));
	buf_free(&how);
	return -1;
}

/* Until the program has one more than there were BEFORE. */
static int await_ready(struct run *r, struct tested *t, int before)
{
	for (;;) {
		int now = count_waiting(&r->err);

		if (now < 0)
			return -1;
		if (now > before)
			return 0;
		if (tested_wait(t, STEP, r->sys.intr) || intr_pending(r->sys.intr))
			return fail(r, t, "waits for nobody");
	}
}

static int start(struct run *r, struct tested *t)
{
	bool client = OPT(r, CLIENT)->given;
	int before = client ? 0 : count_waiting(&r->err);

	if (before < 0 || tested_start(t, &r->err))
		return -1;
	return client ? 0 : await_ready(r, t, before);
}

/* Until it has ended by itself, and well. */
static int await_end(struct run *r, struct tested *t)
{
	if (!tested_wait(t, intr_left(r->sys.intr), r->sys.intr) || t->state != TESTED_ENDED ||
		t->status)
		return fail(r, t, "has not ended well");
	return 0;
}

static enum command_status run(struct run *r)
{
	struct tested *t = r->session->tested;

	if (!t) {
		err_set(&r->err, ERR_USAGE, "there is no program to test");
		err_hint(&r->err, "sosh --grade SCRIPT --program COMMAND");
		return REFUSED;
	}
	return (OPT(r, END)->given ? await_end(r, t) : start(r, t)) ? REFUSED : DONE;
}

const struct command command_program = {
	.name = "program",
	.group = GROUP_CHECK,
	.flags = IS_CHECK | TAKES_TIME,
	.options =
		(const struct option[]){
			{ "--client", { .help = "do not wait until it is ready: it is a client" } },
			{ "--end", { .help = "wait until it has ended; status 0 is expected" } },
			{ 0 } },
	.summary = "start the program that is graded",
	.details =
		"In a script of sosh --grade SCRIPT --program COMMAND: starts COMMAND, a text for sh(1), in the "
		"network of the script, and waits until a socket of it listens, or takes datagrams. It has no "
		"input, 20 s of processor time, 512 MiB, 64 processes and files of 16 MiB; what it "
		"prints is kept. Without -t the wait is as long as others: 2 s, if sosh was given no -t. "
		"At the end of the script the program ends, and with it all that it has started.",
	.see = "dial, retry, within",
	.run = run,
};
