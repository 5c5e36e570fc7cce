/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three processes: the keeper, which waits to be told; the first one of the program's namespace,
 * which reaps and at whose end the kernel ends all others in it; and the program.
 */
#include "shell/tested.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "shell/session.h"

enum {
	NICE = 10, /* many of it are to leave the shell some time */
	CPU_SECONDS = 20,
	PROCESSES = 64,
	FILE_BYTES = 16 << 20,
	MEMORY = 512 << 20,
	END_PATIENCE = 5000, /* ms, of the keeper's end */
};

/* ---- in the program's processes ---- */

static void limit(__rlimit_resource_t resource, rlim_t most)
{
	const struct rlimit both = { most, most };

	setrlimit(resource, &both);
}

static _Noreturn void become_program(const char *command, int output)
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	close_range(3, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setpriority(PRIO_PROCESS, 0, NICE);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_FSIZE, FILE_BYTES);
	limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NPROC, PROCESSES);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

/* The first process of the namespace: what is left there ends with it. */
static _Noreturn void reap(const struct tested *t)
{
	pid_t program, ended;
	int status = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	program = fork();
	if (!program)
		become_program(t->command, t->output);
	do
		ended = waitpid(-1, &status, 0);
	while (ended != program && (ended > 0 || errno == EINTR));
	_exit(write(t->answers, &status, sizeof(status)) < 0);
}

/* Starts it when told to, ends it when told to or when nobody is there to tell. */
static _Noreturn void keep(const struct tested *t, pid_t parent)
{
	char word;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0); /* the terminal's Ctrl-C is the shell's */
	if (getppid() != parent || read(t->orders, &word, 1) != 1 || unshare(CLONE_NEWPID))
		_exit(1);
	if (!fork())
		reap(t);
	_exit(read(t->orders, &word, 1) < 0); /* and the first process of the namespace with it */
}

/* ---- in the shell ---- */

/* Of each pair the keeper has the end that is named so. */
struct ends {
	int orders[2], answers[2];
};

static int make_files(struct session *s, struct tested *t, struct ends *ends)
{
	static const char role[] = "the program that is tested";
	struct fdtab *fds = s->scope.fds;

	fdtab_lock(fds);
	t->output = memfd_create("output", MFD_CLOEXEC);
	if (t->output >= 0)
		t->output = fdtab_take(fds, t->output, role);
	fdtab_unlock(fds);
	return t->output < 0 || fdtab_pipe(fds, ends->orders, 1, role) ||
			       fdtab_pipe(fds, ends->answers, 1, role)
		       ? -1
		       : 0;
}

int tested_begin(struct session *s, const char *command, struct err *e)
{
	struct tested *t = s->tested = mem_zalloc(1, sizeof(*t));
	pid_t parent = getpid();
	struct ends ends;

	t->command = command;
	if (make_files(s, t, &ends))
		return err_system(e, errno, "the program's output");
	fcntl(t->output, F_SETFL, O_APPEND);
	t->keeper = fork();
	if (!t->keeper) {
		t->orders = ends.orders[0];
		t->answers = ends.answers[1];
		close(ends.orders[1]);
		close(ends.answers[0]);
		keep(t, parent);
	}
	fdtab_close(s->scope.fds, ends.orders[0]);
	fdtab_close(s->scope.fds, ends.answers[1]);
	t->orders = ends.orders[1];
	t->answers = ends.answers[0];
	return t->keeper < 0 ? err_system(e, errno, "a process for the program") : 0;
}

int tested_start(struct tested *t, struct err *e)
{
	if (t->state != TESTED_WAITS)
		return err_set(e, ERR_USAGE, "the program was started already");
	t->state = TESTED_RUNS;
	return write(t->orders, "s", 1) < 0 ? err_system(e, errno, "the program's keeper") : 0;
}

bool tested_wait(struct tested *t, int64_t ns, const struct intr *i)
{
	struct pollfd p = { .fd = t->answers, .events = POLLIN };
	int64_t due = intr_now() + ns;
	int ready = 0;

	while (t->state == TESTED_RUNS && !ready) {
		int64_t left = due - intr_now();

		ready = poll(&p, 1, left > 0 ? (int)((left + MILLISECOND - 1) / MILLISECOND) : 0);
		if (left <= 0 || intr_pending(i))
			break;
		ready = ready > 0;
	}
	if (ready > 0 && t->state == TESTED_RUNS &&
		read(t->answers, &t->status, sizeof(t->status)) == sizeof(t->status))
		t->state = TESTED_ENDED;
	else if (ready > 0 && t->state == TESTED_RUNS)
		t->state =
			TESTED_KILLED; /* the keeper is gone: the system refused it a namespace */
	return t->state != TESTED_RUNS;
}

void tested_end(struct session *s)
{
	struct tested *t = s->tested;
	char word;
	struct pollfd p = { .fd = t->answers, .events = POLLIN };

	tested_wait(t, 0, NULL);
	if (t->state == TESTED_RUNS)
		t->state = TESTED_KILLED;
	fdtab_close(s->scope.fds, t->orders);
	t->orders = -1;
	while (poll(&p, 1, END_PATIENCE) > 0 && read(t->answers, &word, 1) > 0)
		; /* until its last process has gone */
	if (t->keeper > 0) {
		kill(t->keeper, SIGKILL);
		waitpid(t->keeper, NULL, 0);
	}
	t->keeper = -1;
}

void tested_add_state(const struct tested *t, struct buf *b)
{
	if (t->state == TESTED_WAITS)
		buf_adds(b, "it was not started");
	else if (t->state == TESTED_RUNS)
		buf_adds(b, "it runs");
	else if (t->state == TESTED_KILLED)
		buf_adds(b, "it ran until it was ended");
	else if (WIFSIGNALED(t->status))
		buf_addf(b, "it was killed by SIG%s", sigabbrev_np(WTERMSIG(t->status)));
	else
		buf_addf(b, "it ended with status %d", WEXITSTATUS(t->status));
}

void tested_add_output(const struct tested *t, size_t max, struct buf *b)
{
	off_t end = lseek(t->output, 0, SEEK_END), from = end > (off_t)max ? end - (off_t)max : 0;
	char *room = buf_reserve(b, max);
	ssize_t n = pread(t->output, room, max, from);

	b->len += n > 0 ? (size_t)n : 0;
	b->data[b->len] = '\0';
}

void tested_free(struct session *s)
{
	struct tested *t = s->tested;

	if (!t)
		return;
	if (t->answers > 0)
		fdtab_close(s->scope.fds, t->answers);
	if (t->output > 0)
		fdtab_close(s->scope.fds, t->output);
	free(t);
	s->tested = NULL;
}
