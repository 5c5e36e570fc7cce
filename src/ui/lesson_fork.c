/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The processes of a lesson, one after the other.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui/lesson.h"
#include "ui/terminal.h"

/* This one ends with the one that waits for it. */
static void become(pid_t parent, const sigset_t *mask)
{
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (getppid() != parent)
		raise(SIGHUP);
}

/* Until PID has ended. What the terminal sends comes to both, and is for the lesson: this one stops
 * when that one has, which has a terminal to give back. What asks this one to end is passed on. */
static int wait_for(pid_t pid, const sigset_t *held)
{
	int status = 0;

	for (;;) {
		pid_t found = waitpid(pid, &status, WNOHANG | WUNTRACED);

		if (found > 0 && WIFSTOPPED(status))
			kill(getpid(), SIGSTOP);
		else if (found)
			break;
		int number = sigwaitinfo(held, NULL);
		if (number == SIGTERM || number == SIGHUP)
			kill(pid, number);
	}
	return status;
}

static struct lesson_place *make_place(void)
{
	void *p = mmap(NULL, sizeof(struct lesson_place), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int lesson_fork(struct invocation *inv, int *status, struct err *e)
{
	static const int numbers[] = { SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP };
	sigset_t held, mask;
	pid_t pid, parent = getpid();

	if (!inv->lesson || inv->check_only || !terminal_present())
		return 0;
	inv->place = make_place();
	if (!inv->place)
		return err_system(e, errno, "mmap");
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaddset(&held, numbers[i]);
	sigprocmask(SIG_BLOCK, &held, &mask);
	do {
		inv->place->again = false;
		pid = fork();
		if (pid < 0)
			return err_system(e, errno, "fork");
		if (!pid) {
			become(parent, &mask);
			return 0;
		}
		*status = wait_for(pid, &held);
	} while (WIFEXITED(*status) && inv->place->again);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	munmap(inv->place, sizeof(*inv->place));
	return 1;
}
