/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: options, one session, the front end that fits, an exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "commands/commands.h"
#include "shell/captures.h"
#include "shell/interp.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "sock/private.h"
#include "ui/options.h"
#include "ui/repl.h"
#include "ui/screen.h"
#include "ui/script.h"
#include "ui/terminal.h"

static const char VERSION[] = "sosh " SOSH_VERSION "\n";
static const char BANNER[] =
	"sosh " SOSH_VERSION ", the socket shell. Try: help, dial localhost 80, Tab; "
	"Ctrl-D leaves.\n";

/* A closed standard output is to fail as one: else the next file opened would
 * take its number, and /dev/null hide the loss. */
static void mark_closed_output(void)
{
	int fd;

	if (fcntl(STDOUT_FILENO, F_GETFD) >= 0)
		return;
	fd = open("/dev/null", O_RDONLY);
	if (fd >= 0 && fd != STDOUT_FILENO && dup2(fd, STDOUT_FILENO) >= 0)
		close(fd);
}

/* ---- running ---- */

static void list_inherited(struct session *s)
{
	struct fd_info info;
	struct buf line = { 0 };

	for (int fd = -1; (fd = fdtab_next(s->scope.fds, fd)) >= 0;) {
		char path[64], target[PATH_MAX];
		ssize_t len;

		if (!fdtab_get(s->scope.fds, fd, &info) || info.shell)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target));
		buf_addf(&line, "sosh: descriptor %d is inherited: ", fd);
		text_add_clean(&line, target, len > 0 ? (size_t)len : 0);
		buf_addc(&line, '\n');
	}
	out_error(s->out, buf_cstr(&line), line.len);
	buf_free(&line);
}

static bool reads_input(const struct invocation *inv)
{
	return !inv->ncommands && (!inv->file || !strcmp(inv->file, "-"));
}

static void run(struct session *s, const struct invocation *inv, const struct buf *text)
{
	s->script_args = inv->args;
	s->script_argc = inv->nargs;
	s->stdin_is_data = !reads_input(inv);
	s->front = &script_front;
	screen_watch(s);
	if (inv->inherit)
		list_inherited(s);
	if (inv->ncommands)
		interp_text(s, "<command>", text, inv->check_only);
	else if (!reads_input(inv))
		interp_text(s, inv->file, text, inv->check_only);
	else if (inv->file || inv->check_only || !terminal_present())
		script_stream(s, STDIN_FILENO, "<stdin>", inv->check_only);
	else {
		s->front = &repl_front;
		repl_run(s, s->set.quiet ? "" : BANNER);
	}
}

static void refuse(struct session *s, const struct err *e)
{
	struct buf line = { 0 };

	buf_adds(&line, "sosh: ");
	text_add_clean(&line, e->text, strlen(e->text));
	if (e->hint[0]) {
		buf_adds(&line, "\n  hint: ");
		text_add_clean(&line, e->hint, strlen(e->hint));
	}
	if (e->kind == ERR_USAGE)
		buf_adds(&line, "\nTry 'sosh --help'.");
	buf_addc(&line, '\n');
	out_error(s->out, line.data, line.len);
	buf_free(&line);
	s->status = STATUS_USAGE;
}

static void help(struct session *s)
{
	struct buf text = { 0 };

	options_help(&text);
	out_write(s->out, text.data, text.len);
	buf_free(&text);
}

/* ---- ending ---- */

/* The signal that the program is to die of, or 0. */
static int fatal_signal(struct session *s)
{
	int signal = 0;
	enum intr_cause cause = intr_take(&s->intr, &signal);

	if (cause == INTR_USER || s->status == STATUS_INTERRUPTED)
		return SIGINT;
	return cause == INTR_TERM ? signal : 0;
}

static void report_output(struct session *s)
{
	struct buf line = { 0 };
	int error;

	out_flush(s->out);
	error = out_failed(s->out);
	if (!error || error == EPIPE || error == EINTR)
		return;
	buf_addf(&line, "sosh: standard output: %s\n", strerror(error));
	out_error(s->out, line.data, line.len);
	buf_free(&line);
	if (!s->status)
		s->status = STATUS_FAILED;
}

/* Dies of SIGNAL, so that a calling shell sees what happened. */
static void die_of(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	sigaction(signal, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signal);
}

static int finish(struct session *s)
{
	int signal = fatal_signal(s), status;

	if (signal)
		out_hurry(s->out);
	jobs_end(s);
	servers_end(s);
	captures_off(s);
	report_output(s);
	if (!signal) /* one that came while a reader was waited for */
		signal = fatal_signal(s);
	status = s->status;
	intr_destroy(&s->intr);
	if (out_close(s->out) && errno == EPIPE)
		signal = SIGPIPE;
	fdtab_free(s->scope.fds);
	session_free(s);
	if (signal)
		die_of(signal);
	return status;
}

/* The text that is run as a whole: of a file, which must be read before
 * fdtab_open closes what `sosh <(...)` hands down, or of -c. */
static int load(const struct invocation *inv, struct buf *text, struct err *e)
{
	if (inv->help || inv->version)
		return 0;
	for (int i = 0; i < inv->ncommands; i++)
		buf_addf(text, "%s%s", i ? "\n" : "", inv->commands[i]);
	if (!inv->ncommands && !reads_input(inv))
		return script_load(inv->file, text, e);
	return 0;
}

int main(int argc, char **argv)
{
	struct session s;
	struct invocation inv;
	struct buf text = { 0 };
	struct err e = { 0 };
	int bad;

	mark_closed_output();
	session_init(&s, &commands_table, NULL, NULL);
	bad = options_parse(argc, argv, &s.set, &inv, &e);
	if (!bad) {
		bad = load(&inv, &text, &e);
		if (bad)
			options_hint_file(&inv, &e);
	}
	if (!bad && inv.private && !inv.help && !inv.version) {
		bad = private_enter(slice_of(inv.private), &e);
		s.private = !bad;
	}
	intr_setup();
	s.scope.fds = fdtab_open(inv.inherit);
	s.out = out_open();
	if (intr_init(&s.intr) && !bad)
		bad = err_system(&e, errno, "timer_create");
	intr_catch_signals(&s.intr);
	if (bad)
		refuse(&s, &e);
	else if (inv.help)
		help(&s);
	else if (inv.version)
		out_write(s.out, VERSION, strlen(VERSION));
	else
		run(&s, &inv, &text);
	buf_free(&text);
	return finish(&s);
}
