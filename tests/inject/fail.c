/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a program and fails one of its system calls:
 *
 *     fail [-t SECONDS] CALL@THREAD:ERRNO:N[+] PROGRAM [ARG...]
 *     fail [-t SECONDS] learn PROGRAM [ARG...]
 *
 * The Nth call of that name (with a + that and all later ones) in threads of that
 * name (main: the first thread) is not made, and returns ERRNO. `learn` fails none,
 * and writes which calls are made, by whom, how often, and what they may fail with
 * (calls.def). Counting begins with the first call of the program's main function,
 * which is fcntl(1, F_GETFD): what the dynamic loader does is not the program's.
 *
 * What it found goes to descriptor 3, a line each: how often a call failed, the
 * descriptors from 3 up that were open at the end, how the program ended.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>

#include "asking.h"
#include "proc.h"

enum { VERDICT = 3, THREADS_MAX = 16, SECONDS = 20 };

struct call {
	const char *name, *errnos;
	int nr;
};

static const struct call calls[] = {
#define X(name, errnos) { #name, errnos, SYS_##name },
#include "calls.def"
#undef X
};
enum { CALLS = sizeof(calls) / sizeof(calls[0]) };

/* What is to fail; call NULL: nothing, all is counted. */
struct plan {
	const struct call *call;
	char thread[PROC_NAME];
	int error;
	long from, to;
};

struct count {
	char thread[PROC_NAME];
	long calls[CALLS];
};

struct watch {
	struct plan plan;
	pid_t pid;
	int listener;
	bool begun;
	long seen, failed;
	struct count counts[THREADS_MAX];
	int threads;
};

/* ---- what to do ---- */

static const struct call *call_named(const char *name)
{
	for (int i = 0; i < CALLS; i++)
		if (!strcmp(calls[i].name, name))
			return &calls[i];
	return NULL;
}

static const struct call *call_numbered(int nr)
{
	for (int i = 0; i < CALLS; i++)
		if (calls[i].nr == nr)
			return &calls[i];
	return NULL;
}

static int error_named(const char *name)
{
	for (int i = 1; i < 4096; i++)
		if (strerrorname_np(i) && !strcmp(strerrorname_np(i), name))
			return i;
	return 0;
}

static int parse(const char *text, struct plan *p)
{
	char call[PROC_NAME], error[PROC_NAME], more = '\0';

	if (!strcmp(text, "learn"))
		return 0;
	if (sscanf(text, "%31[^@]@%31[^:]:%31[^:]:%ld%c", call, p->thread, error, &p->from, &more) <
		4)
		return -1;
	p->call = call_named(call);
	p->error = error_named(error);
	p->to = more == '+' ? LONG_MAX : p->from;
	return p->call && p->error ? 0 : -1;
}

/* ---- the program's questions ---- */

static void say_open(pid_t pid, int fd)
{
	char target[PROC_TEXT];

	proc_fd_target(pid, fd, target);
	if (fd > STDERR_FILENO)
		dprintf(VERDICT, "left %d %s\n", fd, target);
}

static void count(struct watch *w, const struct call *c, const char *thread)
{
	int i = 0;

	while (i < w->threads && strcmp(w->counts[i].thread, thread))
		i++;
	if (i == THREADS_MAX)
		return;
	if (i == w->threads)
		strcpy(w->counts[w->threads++].thread, thread);
	w->counts[i].calls[c - calls]++;
}

static bool is_eventfd(pid_t pid, int fd)
{
	char target[PROC_TEXT];

	proc_fd_target(pid, fd, target);
	return strstr(target, "[eventfd]");
}

/* An eventfd(2) knows none of the errors of files, only that it would wait. */
static bool may_fail(const struct watch *w, const struct call *c, const struct seccomp_data *data)
{
	return (c->nr != SYS_read && c->nr != SYS_write) || !is_eventfd(w->pid, (int)data->args[0]);
}

/* Notes what happens outside the plan. */
static void notice(struct watch *w, const struct seccomp_data *data)
{
	if (data->nr == SYS_exit_group)
		proc_each(w->pid, "fd", say_open);
	if (data->nr == SYS_fcntl && data->args[0] == STDOUT_FILENO && data->args[1] == F_GETFD)
		w->begun = true;
	if (w->begun && !call_numbered(data->nr))
		dprintf(VERDICT, "unknown %d\n", data->nr);
}

/* Whether the call is to fail. */
static bool fails(struct watch *w, const struct seccomp_notif *q)
{
	const struct call *c = call_numbered(q->data.nr);
	const struct plan *p = &w->plan;
	char thread[PROC_NAME];

	notice(w, &q->data);
	if (!w->begun || !c || (p->call && p->call != c) || !may_fail(w, c, &q->data))
		return false;
	proc_thread_name(w->pid, (pid_t)q->pid, thread);
	if (!p->call)
		count(w, c, thread);
	if (!p->call || strcmp(thread, p->thread))
		return false;
	w->seen++;
	if (w->seen < p->from || w->seen > p->to)
		return false;
	w->failed++;
	return true;
}

/* close(2) fails when it has closed. The number is not to be had from here, but what
 * it stands for. */
static void release(struct watch *w, const struct seccomp_notif *q)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct seccomp_notif_addfd add = { .id = q->id,
		.flags = SECCOMP_ADDFD_FLAG_SETFD,
		.srcfd = (uint32_t)nothing,
		.newfd = (uint32_t)q->data.args[0],
		.newfd_flags = O_CLOEXEC };

	ioctl(w->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	close(nothing);
}

/* brk(2) fails by returning where the heap ends, as before. A question whose thread
 * has gone meanwhile needs no answer. */
static void answer(struct watch *w)
{
	struct seccomp_notif q = { 0 };
	struct seccomp_notif_resp a = { 0 };

	if (ioctl(w->listener, SECCOMP_IOCTL_NOTIF_RECV, &q) < 0)
		return;
	a.id = q.id;
	if (!fails(w, &q))
		a.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else if (q.data.nr == SYS_brk)
		a.val = proc_heap_end(w->pid);
	else
		a.error = -w->plan.error;
	if (a.error && q.data.nr == SYS_close)
		release(w, &q);
	ioctl(w->listener, SECCOMP_IOCTL_NOTIF_SEND, &a);
}

/* ---- a run ---- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the program has ended; false when it has not in time. */
static bool watch(struct watch *w, int64_t limit)
{
	int ended = (int)syscall(SYS_pidfd_open, w->pid, 0);
	int64_t until = now_ms() + limit;
	struct pollfd p[] = { { .fd = w->listener, .events = POLLIN },
		{ .fd = ended, .events = POLLIN } };

	for (;;) {
		int64_t left = until - now_ms();

		if (left <= 0 || poll(p, 2, (int)left) == 0)
			return false;
		if (p[0].revents & POLLIN)
			answer(w);
		else if (p[1].revents)
			return true;
		else if (p[0].revents)
			p[0].fd = -1;
	}
}

/* What a thread of a program that does not end is about. */
static void say_thread(pid_t pid, int tid)
{
	char path[PROC_PATH], name[PROC_NAME], what[PROC_TEXT];
	const struct call *c;

	proc_thread_name(pid, tid, name);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
	proc_line(path, "", what, sizeof(what));
	c = what[0] >= '0' && what[0] <= '9' ? call_numbered(atoi(what)) : NULL;
	dprintf(VERDICT, "thread %s %s\n", name, c ? c->name : what);
}

static void say_counts(const struct watch *w)
{
	for (int t = 0; t < w->threads; t++)
		for (int i = 0; i < CALLS; i++)
			if (w->counts[t].calls[i])
				dprintf(VERDICT, "call %s %s %ld %s\n", calls[i].name,
					w->counts[t].thread, w->counts[t].calls[i],
					calls[i].errnos);
}

static void report(const struct watch *w, bool ended)
{
	int status;

	if (!ended) {
		proc_each(w->pid, "task", say_thread);
		kill(-w->pid, SIGKILL);
	}
	waitpid(w->pid, &status, 0);
	say_counts(w);
	dprintf(VERDICT, "failed %ld\n", w->failed);
	if (!ended)
		dprintf(VERDICT, "hang\n");
	else if (WIFSIGNALED(status))
		dprintf(VERDICT, "signal %d\n", WTERMSIG(status));
	else
		dprintf(VERDICT, "exit %d\n", WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
	static struct watch w;
	int64_t limit = SECONDS;
	int option;

	while ((option = getopt(argc, argv, "+t:")) == 't')
		limit = atoi(optarg);
	if (option != -1 || argc - optind < 2 || parse(argv[optind], &w.plan)) {
		fprintf(stderr, "usage: fail [-t SECONDS] learn|CALL@THREAD:ERRNO:N[+] PROGRAM "
				"[ARG...]\n");
		return 2;
	}
	if (fcntl(VERDICT, F_SETFD, FD_CLOEXEC) < 0)
		die("descriptor 3");
	w.pid = asking_start(
		w.plan.call ? w.plan.call->nr : ASKS_ALWAYS, argv + optind + 1, &w.listener);
	report(&w, watch(&w, limit * 1000));
	return 0;
}
