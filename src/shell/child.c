/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program, two pipes, and what comes through them.
 */
#include "shell/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "shell/session.h"

enum {
	OUT,
	ERR,
	STREAMS,
	PIECE = 64 * 1024,
};
#define PATIENCE SECOND /* of one that was told to end */

struct child {
	struct session *session;
	pid_t pid;
	int from[STREAMS]; /* its output, and -1 where that is over */
	int to[STREAMS];   /* the other ends */
	int64_t due;       /* when it is killed, or 0 */
	struct buf begun;  /* with --json: the beginning of a line */
};

static void close_end(struct child *c, int *end)
{
	if (*end >= 0)
		fdtab_close(c->session->scope.fds, *end);
	*end = -1;
}

static int make_pipes(struct child *c, struct err *e)
{
	for (int i = 0; i < STREAMS; i++) {
		int ends[2];

		if (fdtab_pipe(c->session->scope.fds, ends, PIECE, "a program's output"))
			return err_system(e, errno, "a pipe");
		c->from[i] = ends[0];
		c->to[i] = ends[1];
	}
	return 0;
}

/* Handlers become the default by exec(2); what is ignored would stay ignored. */
int child_spawn(const char *path, const char *const *argv, const char *const *envp,
	posix_spawn_file_actions_t *files, pid_t *pid)
{
	posix_spawnattr_t how;
	sigset_t none, ignored;
	int error;

	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawn_file_actions_addclosefrom_np(files, 3);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &ignored);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(pid, path, files, &how, (char *const *)argv, (char *const *)envp);
	posix_spawnattr_destroy(&how);
	return error;
}

static int spawn(struct child *c, const char *const *argv, const char *const *envp)
{
	posix_spawn_file_actions_t files;
	int error;

	posix_spawn_file_actions_init(&files);
	if (!c->session->stdin_is_data)
		posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, c->to[OUT], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, c->to[ERR], STDERR_FILENO);
	error = child_spawn(argv[0], argv, envp, &files, &c->pid);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Objects are lines, and a server's event may come between two pieces of one. */
static void pass_lines(struct child *c, const char *piece, size_t n)
{
	const char *newline = memrchr(piece, '\n', n);
	size_t whole = newline ? (size_t)(newline - piece) + 1 : 0;

	buf_add(&c->begun, piece, whole);
	if (whole) {
		out_write(c->session->out, c->begun.data, c->begun.len);
		buf_clear(&c->begun);
	}
	buf_add(&c->begun, piece + whole, n - whole);
}

static void pass_on(struct child *c, int stream)
{
	char piece[4096];
	ssize_t n = read(c->from[stream], piece, sizeof(piece));

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		close_end(c, &c->from[stream]);
	else if (n > 0 && stream == OUT && c->session->set.json)
		pass_lines(c, piece, (size_t)n);
	else if (n > 0 && stream == OUT)
		out_write(c->session->out, piece, (size_t)n);
	else if (n > 0)
		out_error(c->session->out, piece, (size_t)n);
}

/* What interrupts the session ends the program: if need be, in time. */
static void end_if_asked(struct child *c)
{
	enum intr_cause why = intr_pending(&c->session->intr);

	if (!why && !out_failed(c->session->out))
		return;
	if (!c->due) {
		kill(c->pid, why == INTR_USER ? SIGINT : SIGTERM);
		c->due = intr_now() + PATIENCE;
	} else if (intr_now() >= c->due) {
		kill(c->pid, SIGKILL);
	}
}

static void listen_to(struct child *c)
{
	while (c->from[OUT] >= 0 || c->from[ERR] >= 0) {
		struct pollfd p[STREAMS];

		for (int i = 0; i < STREAMS; i++)
			p[i] = (struct pollfd){ .fd = c->from[i], .events = POLLIN };
		int ready = poll(p, STREAMS, c->due ? 50 : -1);
		for (int i = 0; ready > 0 && i < STREAMS; i++)
			if (p[i].revents)
				pass_on(c, i);
		end_if_asked(c);
	}
}

static int await_end(const struct child *c)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

int child_run(struct session *s, const char *const *argv, const char *const *envp, int *status,
	struct err *e)
{
	struct child c = { .session = s, .from = { -1, -1 }, .to = { -1, -1 } };
	int failed = make_pipes(&c, e);

	if (!failed) {
		int error = spawn(&c, argv, envp);

		failed = error ? err_system(e, error, argv[0]) : 0;
	}
	for (int i = 0; i < STREAMS; i++)
		close_end(&c, &c.to[i]);
	if (!failed) {
		listen_to(&c);
		out_write(s->out, buf_cstr(&c.begun), c.begun.len);
		*status = await_end(&c);
	}
	for (int i = 0; i < STREAMS; i++)
		close_end(&c, &c.from[i]);
	buf_free(&c.begun);
	return failed;
}
