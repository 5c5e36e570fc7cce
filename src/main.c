/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: options, one session, the front end that fits, an exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "commands/commands.h"
#include "shell/captures.h"
#include "shell/interp.h"
#include "shell/job.h"
#include "shell/record.h"
#include "shell/samples.h"
#include "shell/servers.h"
#include "sock/private.h"
#include "ui/grade.h"
#include "ui/lesson.h"
#include "ui/options.h"
#include "ui/repl.h"
#include "ui/screen.h"
#include "ui/script.h"
#include "ui/show.h"
#include "ui/suite.h"
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

static bool is_test(const struct invocation *inv)
{
	return inv->tap || inv->junit;
}

/* How many texts are run, or checked: of the files, or that of -c. */
static int count_texts(const struct invocation *inv)
{
	return inv->check_only && !inv->ncommands && inv->nargs ? inv->nargs : 1;
}

static void run_texts(struct session *s, const struct invocation *inv, const struct buf *texts)
{
	for (int i = 0; i < count_texts(inv); i++)
		interp_text(
			s, inv->ncommands ? "<command>" : inv->args[i], &texts[i], inv->check_only);
}

static void run(struct session *s, const struct invocation *inv, const struct buf *texts)
{
	struct report *report = NULL;

	s->script_args = inv->args;
	s->script_argc = inv->nargs;
	s->stdin_is_data = !options_read_input(inv);
	s->front = &script_front;
	screen_watch(s);
	if (is_test(inv))
		report = report_begin(s, inv);
	if (inv->inherit)
		list_inherited(s);
	if (inv->lesson && !inv->check_only)
		lesson_run(s, inv->file, &texts[0], inv->place);
	else if (!options_read_input(inv))
		run_texts(s, inv, texts);
	else if (inv->file || inv->check_only || report || !terminal_present())
		script_stream(s, STDIN_FILENO, "<stdin>", inv->check_only);
	else {
		s->front = &repl_front;
		repl_run(s, s->set.quiet ? "" : BANNER);
	}
	if (!report)
		return;
	jobs_end(s); /* they print, too */
	servers_end(s);
	report_end(s, report);
}

static void refuse(struct session *s, const struct err *e)
{
	struct buf line = { 0 };

	if (s->set.json)
		show_error_object(s, e);
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

/* A test that cannot begin has failed. */
static void fail_test(struct session *s, const struct invocation *inv, const struct err *e)
{
	struct report *report = report_begin(s, inv);

	s->status = STATUS_USAGE;
	s->front->error(s, e);
	report_end(s, report);
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
	if (out_report(s->out))
		session_fail(s, STATUS_FAILED);
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
	record_stop(s);
	jobs_end(s);
	servers_end(s);
	samples_end(s);
	captures_off(s);
	report_output(s);
	if (!signal) /* one that came while a reader was waited for */
		signal = fatal_signal(s);
	status = s->status;
	intr_destroy(&s->intr);
	if (out_close(s->out) && errno == EPIPE)
		signal = SIGPIPE;
	session_free(s);
	fdtab_free(s->scope.fds);
	if (signal)
		die_of(signal);
	return status;
}

/* The text that is run as a whole: of a file, which must be read before
 * fdtab_open closes what `sosh <(...)` hands down, or of -c. */
static int load(const struct invocation *inv, struct buf *texts, struct err *e)
{
	for (int i = 0; i < inv->ncommands; i++)
		buf_addf(&texts[0], "%s%s", i ? "\n" : "", inv->commands[i]);
	if (inv->ncommands || inv->grade || options_read_input(inv) || inv->help || inv->version)
		return 0;
	for (int i = 0; i < count_texts(inv); i++)
		if (script_load(i ? inv->args[i] : inv->file, &texts[i], e)) {
			options_hint_file(inv, e);
			return -1;
		}
	return 0;
}

/* What -h and -V ask for, or the session. */
static void do_asked(struct session *s, const struct invocation *inv, const struct buf *texts)
{
	if (inv->help)
		help(s);
	else if (inv->version)
		out_write(s->out, VERSION, strlen(VERSION));
	else if (inv->grade)
		grade_run(s, inv);
	else
		run(s, inv, texts);
}

/* What must be done while there is one thread. */
static int prepare(struct session *s, const struct invocation *inv, struct err *e)
{
	if (inv->help || inv->version)
		return 0;
	if (inv->private && private_enter(slice_of(inv->private), e))
		return -1;
	s->private = inv->private != NULL;
	return 0;
}

/* As a process of this one's has ended, whose wait(2) gave STATUS. */
static int end_as(int status)
{
	if (WIFSIGNALED(status))
		die_of(WTERMSIG(status));
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	struct session s;
	struct invocation inv;
	struct buf *texts;
	struct err e = { 0 };
	int bad, status = STATUS_OK;

	mark_closed_output();
	session_init(&s, &commands_table, NULL, NULL);
	bad = options_parse(argc, argv, &s.set, &inv, &e);
	if (!bad && inv.grade)
		bad = grade_begin(&inv, &s.scope, &e);
	if (!bad && (is_test(&inv) || inv.grade) && suite_fork(&inv, &s.set, &status)) {
		grade_end(&inv);
		return status;
	}
	texts = mem_zalloc((size_t)count_texts(&inv), sizeof(*texts));
	if (!bad)
		bad = load(&inv, texts, &e);
	if (!bad)
		bad = lesson_fork(&inv, &status, &e);
	if (bad > 0)
		return end_as(status);
	if (!bad)
		bad = prepare(&s, &inv, &e);
	intr_setup();
	s.scope.fds = fdtab_open(inv.inherit);
	s.out = out_open();
	if (intr_init(&s.intr) && !bad)
		bad = err_system(&e, errno, "timer_create");
	intr_catch_signals(&s.intr);
	if (bad && is_test(&inv) && e.kind != ERR_USAGE)
		fail_test(&s, &inv, &e);
	else if (bad)
		refuse(&s, &e);
	else
		do_asked(&s, &inv, texts);
	for (int i = 0; i < count_texts(&inv); i++)
		buf_free(&texts[i]);
	free(texts);
	grade_end(&inv);
	return finish(&s);
}
