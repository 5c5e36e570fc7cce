/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a command of the system's shell.
 */
#include "shell.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/child.h"
#include "shell/hosts.h"
#include "ui/terminal.h"

static int spawn(const char *path, const char *const *argv, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	int error;

	posix_spawn_file_actions_init(&files);
	error = child_spawn(path, argv, (const char *const *)environ, &files, pid);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Waits for PID, but no longer than until this program is to end. The terminal's
 * Ctrl-\ is for the command alone, as with system(3); with Ctrl-Z this program stops when the
 * command has, which may have to give the terminal back. */
static int wait_for(pid_t pid, struct intr *intr)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, quit, stop;
	int status = 0;
	pid_t found;

	sigaction(SIGQUIT, &ignore, &quit);
	sigaction(SIGTSTP, &ignore, &stop);
	while ((found = waitpid(pid, &status, WUNTRACED)) < 0 || WIFSTOPPED(status)) {
		if (found > 0) {
			kill(getpid(), SIGSTOP);
			continue;
		}
		if (errno != EINTR || intr_pending(intr) == INTR_TERM) {
			status = 0;
			break;
		}
		if (intr_pending(intr) == INTR_USER)
			intr_take(intr, NULL);
	}
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGTSTP, &stop, NULL);
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

void shell_start(struct session *s, const char *path, char *const argv[])
{
	struct buf ending = { 0 };
	struct err e = { 0 };
	pid_t pid;
	int error;

	out_flush(s->out);
	terminal_set(TERMINAL_LENT);
	error = spawn(path, (const char *const *)argv, &pid);
	if (error) {
		err_system(&e, error, path);
		s->front->error(s, &e);
	} else {
		add_ending(wait_for(pid, &s->intr), &ending);
	}
	terminal_set(TERMINAL_LENT); /* whatever the command has left */
	terminal_set(TERMINAL_SILENT);
	out_write(s->out, buf_cstr(&ending), ending.len);
	buf_free(&ending);
}

void shell_run(struct session *s, const char *text)
{
	char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char[]){ "--" }, (char *)text, NULL };

	shell_start(s, "/bin/sh", argv);
}

void shell_run_on(struct session *s, struct slice name, const char *text)
{
	unsigned before = s->host, host = before;
	struct err e = { 0 };

	if ((name.p && hosts_find(s, name, &host, &e)) || hosts_enter(s, host, &e)) {
		s->front->error(s, &e);
		return;
	}
	shell_run(s, text);
	hosts_enter(s, before, NULL);
}

const char *shell_command(const char *line, struct slice *host)
{
	static const char blank[] = " \t";
	const char *at = line + strspn(line, blank);

	*host = (struct slice){ NULL, 0 };
	if (!strncmp(at, "on", 2) && at[2] && strchr(blank, at[2])) {
		at += 2 + strspn(at + 2, blank);
		*host = (struct slice){ at, strcspn(at, " \t\n") };
		at += host->len + strspn(at + host->len, blank);
	}
	return *at == '!' ? at + 1 : NULL;
}

void shell_lesson(struct session *s, const char *path)
{
	char *argv[] = { (char[]){ "sosh" }, (char[]){ "--lesson" }, (char[]){ "--" }, (char *)path,
		NULL };

	shell_start(s, "/proc/self/exe", argv);
}
