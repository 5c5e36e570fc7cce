/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several scripts as tests. Each runs in a process of its own, with a pipe in place of its
 * standard output; what comes through is passed on for the file whose turn it is, and kept for the
 * others as far as there is room: then they wait.
 */
#include "ui/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "manner.h"
#include "shell/emit.h"
#include "shell/interp.h"

enum {
	BLOCK = 64 * 1024,
	ROOM = 1 << 20, /* bytes kept of a file whose turn it is not */
	AHEAD = 4,      /* times as many files as run at once are begun before their turn */
};

/* This process is that of file NUMBER: its input is empty, its output PIPE, and it ends with the
 * one that it reports to, PARENT. */
static void become(struct invocation *inv, int number, int pipe, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(pipe, STDOUT_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		raise(SIGTERM);
	inv->file = inv->args[number];
	inv->args += number;
	inv->nargs = 1;
	inv->nested = true;
}

static void close_all(const struct suite *s)
{
	for (int i = 0; i < s->started; i++) {
		if (s->children[i].pipe >= 0)
			close(s->children[i].pipe);
		if (s->children[i].end >= 0)
			close(s->children[i].end);
	}
}

/* What has begun of C ends. Returns -1 with errno as it was. */
static int give_up(const struct child *c)
{
	int why = errno;

	close(c->pipe);
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	errno = why;
	return -1;
}

/* Returns 0 in the child, else 1, or -1 with errno. */
static int start(struct suite *s, struct invocation *inv)
{
	struct child *c = &s->children[s->started];
	pid_t parent = getpid();
	int pipes[2];

	*c = (struct child){ .file = inv->args[s->started], .pipe = -1, .end = -1 };
	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	c->pid = fork();
	if (!c->pid) {
		close_all(s);
		become(inv, s->started, pipes[1], parent);
		close(pipes[0]);
		close(pipes[1]);
		return 0;
	}
	close(pipes[1]);
	c->pipe = pipes[0];
	fcntl(c->pipe, F_SETFL, O_NONBLOCK);
	c->end = c->pid < 0 ? -1 : pidfd_open(c->pid, 0);
	if (c->end < 0)
		return give_up(c);
	s->started++;
	return 1;
}

/* ---- telling ---- */

static void write_text(const struct suite *s, struct buf *b)
{
	out_write(s->out, buf_cstr(b), b->len);
	buf_free(b);
}

static void pass_on(struct suite *s, struct child *c)
{
	struct slice left = buf_slice(&c->text);
	struct buf b = { 0 };

	while (left.len) {
		const char *newline = memchr(left.p, '\n', left.len);
		size_t n = newline ? (size_t)(newline - left.p) + 1 : left.len;

		if (!c->open_line)
			buf_adds(&b, s->manner->indent);
		buf_add(&b, left.p, n);
		c->open_line = !newline;
		left = slice_from(left, n);
	}
	write_text(s, &b);
	buf_clear(&c->text);
}

static void begin_turn(const struct suite *s)
{
	struct buf b = { 0 };

	if (s->turn == s->count || !s->manner->begin_turn)
		return;
	s->manner->begin_turn(s, &b);
	write_text(s, &b);
}

static void end_turn(struct suite *s)
{
	struct child *c = &s->children[s->turn];
	bool ok = WIFEXITED(c->status) && !WEXITSTATUS(c->status);
	struct buf b = { 0 };

	pass_on(s, c);
	s->manner->end_turn(s, c, ok, &b);
	write_text(s, &b);
	s->failed += !ok;
	if (!ok && !s->status)
		s->status = WIFEXITED(c->status) ? WEXITSTATUS(c->status) : STATUS_FAILED;
	buf_free(&c->text);
	s->turn++;
	begin_turn(s);
}

/* ---- waiting ---- */

static void read_some(struct child *c)
{
	char *room = buf_reserve(&c->text, BLOCK);
	ssize_t n = read(c->pipe, room, BLOCK);

	if (n > 0) {
		c->text.len += (size_t)n;
		c->told = true;
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(c->pipe);
	c->pipe = -1;
}

/* It has ended: what it printed is in the pipe. Another process may hold that open. */
static void reap(struct child *c)
{
	waitpid(c->pid, &c->status, 0);
	close(c->end);
	c->end = -1;
	while (c->pipe >= 0) {
		size_t before = c->text.len;

		read_some(c);
		if (c->pipe >= 0 && c->text.len == before) {
			close(c->pipe);
			c->pipe = -1;
		}
	}
}

/* Those whose pipe or end something comes from; -1 with errno. */
static int wait_some(struct suite *s)
{
	struct pollfd *polls = mem_zalloc((size_t)s->started * 2, sizeof(*polls));
	int result;

	for (int i = s->turn; i < s->started; i++) {
		const struct child *c = &s->children[i];
		bool room = i == s->turn || c->text.len < ROOM;

		polls[2 * i] = (struct pollfd){ room ? c->pipe : -1, POLLIN, 0 };
		polls[2 * i + 1] = (struct pollfd){ c->end, POLLIN, 0 };
	}
	for (int i = 0; i < s->turn; i++)
		polls[2 * i].fd = polls[2 * i + 1].fd = -1;
	result = poll(polls, (nfds_t)s->started * 2, -1);
	for (int i = s->turn; i < s->started && result > 0; i++) {
		if (polls[2 * i].revents)
			read_some(&s->children[i]);
		if (polls[2 * i + 1].revents)
			reap(&s->children[i]);
	}
	free(polls);
	return result;
}

static bool may_start(const struct suite *s)
{
	int running = 0;

	for (int i = s->turn; i < s->started; i++)
		running += s->children[i].end >= 0;
	return s->started < s->count && running < s->inv->at_once &&
	       s->started - s->turn < s->inv->at_once * AHEAD;
}

/* Returns 0 in a child; 1 when all have had their turn, or nobody reads; or -1 with errno. */
static int run_all(struct suite *s, struct invocation *inv)
{
	while (s->turn < s->count) {
		struct child *c = &s->children[s->turn];
		int status = 1;

		while (may_start(s) && status > 0)
			status = start(s, inv);
		if (status <= 0)
			return status;
		if (wait_some(s) < 0 && errno != EINTR)
			return -1;
		pass_on(s, c);
		if (out_failed(s->out))
			return 1;
		while (s->turn < s->started && c->end < 0) {
			end_turn(s);
			c++;
		}
	}
	return 1;
}

static void begin_all(const struct suite *s)
{
	struct buf b = { 0 };

	s->manner->begin(s, &b);
	write_text(s, &b);
	begin_turn(s);
}

static void end_all(struct suite *s, int64_t took)
{
	struct buf b = { 0 };

	s->manner->end(s, took, &b);
	write_text(s, &b);
}

static void fail_all(struct suite *s, int errnum)
{
	struct buf b = { 0 };

	buf_adds(&b, "sosh: a process for a file: ");
	buf_adds(&b, strerrordesc_np(errnum));
	buf_addc(&b, '\n');
	out_error(s->out, b.data, b.len);
	buf_clear(&b);
	buf_adds(&b, s->manner->bail);
	write_text(s, &b);
	close_all(s);
	s->status = STATUS_FAILED;
}

static void free_children(struct suite *s)
{
	for (int i = 0; i < s->started; i++)
		buf_free(&s->children[i].text);
	free(s->children);
}

static const struct manner *manner_of(const struct invocation *inv)
{
	if (inv->grade)
		return &manner_grade;
	return inv->tap ? &manner_tap : &manner_junit;
}

bool suite_fork(struct invocation *inv, const struct settings *set, int *status)
{
	struct suite s = {
		.inv = inv, .manner = manner_of(inv), .json = set->json, .count = inv->nargs
	};
	int64_t began = intr_now();
	int done;

	if (inv->ncommands || (inv->nargs < 2 && !inv->grade))
		return false;
	s.out = out_open();
	out_direct(s.out);
	s.colour = emit_colour_on(s.out, set);
	s.children = mem_zalloc((size_t)s.count, sizeof(*s.children));
	begin_all(&s);
	done = run_all(&s, inv);
	if (!done) { /* the rest of the program is the file's */
		free_children(&s);
		out_forget(s.out);
		return false;
	}
	if (done > 0)
		end_all(&s, intr_now() - began);
	else
		fail_all(&s, errno);
	free_children(&s);
	out_report(s.out);
	*status = out_close(s.out) && !s.status ? STATUS_FAILED : s.status;
	return true;
}
