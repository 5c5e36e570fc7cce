/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terminal modes, Ctrl-Z and fg, and resizing.
 */
#include "ui/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A signal handler has no other way to this. */
static struct {
	struct termios found, silent;
	struct sigaction old_stop, old_continue, old_resize;
	volatile sig_atomic_t mode;
	volatile sig_atomic_t stop, resume, resize;
} terminal;

/* All of it is async-signal-safe (signal-safety(7)). A program in the background
 * that touched the modes would be stopped by SIGTTOU; it gets them with fg. */
static void apply_mode(void)
{
	if (terminal.mode == TERMINAL_EDITED || tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	tcsetattr(STDIN_FILENO, TCSADRAIN,
		terminal.mode == TERMINAL_SILENT ? &terminal.silent : &terminal.found);
}

static void stop_here(void)
{
	struct sigaction stop, old;
	sigset_t set, before;

	stop.sa_handler = SIG_DFL;
	stop.sa_flags = 0;
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &old);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT); /* its handler runs now, and not again later */
	kill(getpid(), SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, &before); /* stopped in here */
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGTSTP, &old, NULL);
}

static void on_stop(int number)
{
	int saved = errno;

	(void)number;
	if (terminal.mode == TERMINAL_EDITED) {
		terminal.stop = 1;
		return;
	}
	if (terminal.mode == TERMINAL_SILENT && tcgetpgrp(STDIN_FILENO) == getpgrp())
		tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.found);
	stop_here();
	errno = saved;
}

static void on_continue(int number)
{
	int saved = errno;

	(void)number;
	if (terminal.mode == TERMINAL_EDITED)
		terminal.resume = 1;
	else if (terminal.mode == TERMINAL_SILENT)
		apply_mode();
	errno = saved;
}

static void on_resize(int number)
{
	(void)number;
	terminal.resize = 1;
}

static void catch (int number, void (*handler)(int), struct sigaction *old)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(number, NULL, old);
	if (old->sa_handler != SIG_IGN) /* a parent without job control wants no stop */
		sigaction(number, &action, NULL);
}

bool terminal_present(void)
{
	return isatty(STDIN_FILENO) && (isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
}

static void set_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (!strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968"))
		setlocale(LC_CTYPE, "C.UTF-8");
}

void terminal_open(void)
{
	set_locale();
	terminal.mode = TERMINAL_LENT;
	tcgetattr(STDIN_FILENO, &terminal.found);
	terminal.silent = terminal.found;
	terminal.silent.c_lflag &= ~(tcflag_t)ECHO;
	catch (SIGTSTP, on_stop, &terminal.old_stop);
	catch (SIGCONT, on_continue, &terminal.old_continue);
	catch (SIGWINCH, on_resize, &terminal.old_resize);
}

void terminal_close(void)
{
	terminal_set(TERMINAL_LENT);
	sigaction(SIGTSTP, &terminal.old_stop, NULL);
	sigaction(SIGCONT, &terminal.old_continue, NULL);
	sigaction(SIGWINCH, &terminal.old_resize, NULL);
}

void terminal_set(enum terminal_mode mode)
{
	terminal.mode = (sig_atomic_t)mode;
	apply_mode();
}

void terminal_hold_signals(bool hold, sigset_t *wait)
{
	static const int numbers[] = { SIGTSTP, SIGCONT, SIGWINCH };
	sigset_t set, before;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&set, numbers[i]);
	pthread_sigmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, &before);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigdelset(&before, numbers[i]);
	*wait = before;
}

struct terminal_events terminal_take_events(void)
{
	struct terminal_events events = { terminal.stop, terminal.resume, terminal.resize };

	terminal.stop = terminal.resume = terminal.resize = 0;
	return events;
}

void terminal_suspend(void)
{
	stop_here();
}
