/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * talk: a conversation. Without a terminal to edit lines at, standard input is
 * copied to the socket, and the socket to standard output.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "shell/session.h"
#include "shell/dialogue.h"
#include "lang/types.h"
#include "examples.h"

enum { FD };
enum { CRLF, IDLE };
enum { BLOCK = 64 * 1024 };

struct pipes {
	struct dialogue dialogue;
	bool waiting;   /* what came last has not been written to its end */
	size_t written; /* how much of it has */
	size_t at_once; /* how much a write may have and not block */
	bool person;    /* standard input is a terminal */
	char block[BLOCK];
};

/* What poll(2) says may be written to a pipe is PIPE_BUF bytes at least (pipe(7)). */
static size_t size_at_once(void)
{
	struct stat st;

	return !fstat(STDOUT_FILENO, &st) && S_ISREG(st.st_mode) ? BLOCK : PIPE_BUF;
}

static void write_some(struct pipes *p)
{
	struct slice all = buf_slice(&p->dialogue.conversation.in);
	struct slice some = { all.p + p->written, all.len - p->written };

	if (some.len > p->at_once)
		some.len = p->at_once;
	p->written += some.len;
	p->waiting = p->written < all.len;
	incoming_add(&p->dialogue.incoming, some, p->dialogue.conversation.messages && !p->waiting);
}

/* REFUSED with the run's error when standard input cannot be read. */
static enum command_status read_some(struct pipes *p)
{
	ssize_t n = read(STDIN_FILENO, p->block, sizeof(p->block));

	if (n > 0)
		conversation_add(&p->dialogue.conversation, p->block, (size_t)n);
	else if (n == 0)
		conversation_close(&p->dialogue.conversation);
	else if (errno != EINTR && errno != EAGAIN)
		return (enum command_status)err_system(
			&p->dialogue.run->err, errno, "standard input");
	return DONE;
}

static bool wants_input(const struct conversation *c)
{
	return !c->closed && !c->out_ended && !conversation_wants_to_send(c);
}

/* One wait, and what became possible by it. A descriptor of which nothing is
 * wanted is left out: poll reports errors of any that it is given. */
static enum command_status step(struct pipes *p)
{
	struct dialogue *d = &p->dialogue;
	struct pollfd fds[] = {
		{ .fd = wants_input(&d->conversation) ? STDIN_FILENO : -1, .events = POLLIN },
		dialogue_events(d, p->waiting ? POLLOUT : POLLIN | POLLOUT),
		{ .fd = p->waiting ? STDOUT_FILENO : -1, .events = POLLOUT },
	};

	if (poll(fds, 3, dialogue_wait(d)) < 0)
		return DONE;
	incoming_show(&d->incoming, false);
	if (fds[2].revents)
		write_some(p);
	if (dialogue_turn(d, &fds[1])) {
		p->waiting = true;
		p->written = 0;
	}
	return fds[0].revents ? read_some(p) : DONE;
}

static bool ended(const struct pipes *p)
{
	const struct conversation *c = &p->dialogue.conversation;

	return dialogue_stopped(&p->dialogue) ||
	       (c->in_ended && !p->waiting && (c->out_ended || p->person));
}

/* When time is up, what has come is still written, as far as there is room for it. */
static void write_rest(struct pipes *p)
{
	struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (p->waiting && poll(&fd, 1, 0) > 0 && !out_failed(p->dialogue.run->out))
		write_some(p);
}

static enum command_status converse(struct pipes *p)
{
	enum command_status status = DONE;

	out_flush(p->dialogue.run->out);
	while (status == DONE && !ended(p))
		status = step(p);
	write_rest(p);
	dialogue_end(&p->dialogue);
	return status;
}

static int64_t idle_time(const struct run *r)
{
	return OPT(r, IDLE)->given ? OPT(r, IDLE)->num : 0;
}

/* Where the peer's bytes go as they are, no line of ours comes between them. */
static enum command_status talk_by_pipes(struct run *r)
{
	struct pipes *p = mem_zalloc(1, sizeof(*p));
	const struct settings *set = r->set;
	struct settings alone = *set;
	enum command_status status;

	p->at_once = size_at_once();
	p->person = isatty(STDIN_FILENO);
	dialogue_open(&p->dialogue, r, (int)POS(r, FD)->num, OPT(r, CRLF)->given, idle_time(r));
	r->sys.file = "-";
	alone.quiet |= p->dialogue.incoming.form == INCOMING_EXACT;
	r->set = &alone;
	status = converse(p);
	r->set = set;
	dialogue_free(&p->dialogue);
	free(p);
	return status;
}

static enum command_status run(struct run *r)
{
	const struct session *s = r->session;

	if (s->front->converse)
		return s->front->converse(
			r, (int)POS(r, FD)->num, OPT(r, CRLF)->given, idle_time(r));
	if (s->stdin_is_data)
		return talk_by_pipes(r);
	err_set(&r->err, ERR_USAGE, "standard input is where the commands come from");
	err_hint(&r->err, "it is free with sosh -c COMMANDS or sosh FILE");
	return REFUSED;
}

const struct command command_talk = {
	.name = "talk",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | TAKES_LINES,
	.calls = "recv, send, shutdown",
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" }, { 0 } },
	.options = (const struct
		option[]){ { .name = "--crlf",
				   .value = { .help = "end lines with CR LF, as text protocols want it" } },
		{ .name = "--idle",
			.value = { "TIME", &type_time,
				.help = "end when nothing has come for TIME behind the end of what is sent" } },
		{ 0 } },
	.summary = "type and read, or copy standard input and output: telnet and netcat",
	.details =
		"At the prompt, what is typed is sent line by line; what arrives is shown above it, "
		"each line behind \"< \". Ctrl-D on an empty line ends what is sent (a half-close: "
		"shutdown), and what arrives is shown until the peer ends its side too. Ctrl-C returns to the "
		"prompt; so does the peer's end of stream. The descriptor stays open.\n\n"
		"Elsewhere it copies standard input to the socket and the socket to standard output, "
		"byte for byte, and prints nothing else. The end of the input ends what is sent; talk is "
		"over when both directions have ended, or when a person types the input and the peer has "
		"ended. Input that the script itself comes from cannot be copied.\n\n"
		"Messages (datagrams, seqpacket) are lines: each line is sent as one, line feed included, "
		"and one that arrives is a line. Datagrams have no end of stream: Ctrl-D returns to the "
		"prompt, and a script ends talk with -t or --idle.\n\n"
		"The result is that of the call that ended it: 0 at the end of the stream or with --idle, GAVEUP with -t, "
		"or the first call that failed. The calls that move the bytes are not shown.",
	.examples = (const struct example[]){ { EXAMPLE_PAIR "send s \"hello\\n\"\nclose s\n",
						      "talk c = 0", NULL },
		{ EXAMPLE_UDP "connect v 127.0.0.1 $u.port\nsendto v 127.0.0.1 $u.port \"Hello\"\n",
			"talk u -t 50ms = GAVEUP", "what arrives within a time" },
		{ 0 } },
	.slip = "talk takes a descriptor; dial HOST PORT as c makes one",
	.see = "dial, send, recv, shutdown",
	.run = run,
};
