/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a command of the system's shell.
 */
#include "shell.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui/terminal.h"

/* Handlers become the default by exec(2); what is ignored would stay ignored. */
static int spawn_shell(const char *text, pid_t *pid)
{
	char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char[]){ "--" }, (char *)text, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, ignored;
	int error;

	sigemptyset(&none);
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &ignored);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(pid, "/bin/sh", &files, &how, argv, environ);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Waits for PID, but no longer than until this program is to end. The terminal's
 * Ctrl-\ is for the command alone, as with system(3). */
static int wait_for(pid_t pid, struct intr *intr)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, quit;
	int status = 0;

	sigaction(SIGQUIT, &ignore, &quit);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR || intr_pending(intr) == INTR_TERM) {
			status = 0;
			break;
		}
		if (intr_pending(intr) == INTR_USER)
			intr_take(intr, NULL);
	}
	sigaction(SIGQUIT, &quit, NULL);
	return status;
}

static void add_ending(int status, struct buf *b)
{
	if (WIFEXITED(status) && WEXITSTATUS(status))
		buf_addf(b, "exit status %d\n", WEXITSTATUS(status));
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
		buf_addc(b, '\n'); /* behind the terminal's ^C */
	else if (WIFSIGNALED(status))
		buf_addf(b, "killed by SIG%s\n", sigabbrev_np(WTERMSIG(status)));
}

void shell_run(struct session *s, const char *text)
{
	struct buf ending = { 0 };
	struct err e = { 0 };
	pid_t pid;
	int error;

	out_flush(s->out);
	terminal_set(TERMINAL_LENT);
	error = spawn_shell(text, &pid);
	if (error) {
		err_system(&e, error, "/bin/sh");
		s->front->error(s, &e);
	} else {
		add_ending(wait_for(pid, &s->intr), &ending);
	}
	terminal_set(TERMINAL_LENT); /* whatever the command has left */
	terminal_set(TERMINAL_SILENT);
	out_write(s->out, buf_cstr(&ending), ending.len);
	buf_free(&ending);
}
