/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors that the shell makes for itself.
 */
#include "sock/fdtab.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/thread.h"

/* What CALL makes is moved up; the lock is taken for both. */
static int make_own(struct fdtab *t, int call(int), int flags, const char *role)
{
	int fd;

	fdtab_lock(t);
	fd = call(flags);
	if (fd >= 0)
		fd = fdtab_take(t, fd, role);
	fdtab_unlock(t);
	return fd;
}

static int make_eventfd(int flags)
{
	return eventfd(0, flags);
}

int fdtab_eventfd(struct fdtab *t, const char *role)
{
	return make_own(t, make_eventfd, EFD_NONBLOCK, role);
}

int fdtab_epoll(struct fdtab *t, const char *role)
{
	return make_own(t, epoll_create1, 0, role);
}

int fdtab_pipe(struct fdtab *t, int ends[2], int size, const char *role)
{
	int made;

	fdtab_lock(t);
	made = pipe2(ends, O_CLOEXEC);
	if (made == 0) {
		ends[0] = fdtab_take(t, ends[0], role);
		ends[1] = fdtab_take(t, ends[1], role);
	}
	fdtab_unlock(t);
	if (made == 0 && ends[0] >= 0 && ends[1] >= 0) {
		fcntl(ends[1], F_SETPIPE_SZ, size);
		return 0;
	}
	for (int i = 0; made == 0 && i < 2; i++)
		if (ends[i] >= 0)
			fdtab_close(t, ends[i]);
	return -1;
}

/* A FIFO waits for its other end (fifo(7)), a terminal for its carrier. */
static bool open_may_wait(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

int fdtab_open_file(struct fdtab *t, const char *path, int flags, int mode, const char *role)
{
	bool locked = !open_may_wait(path);

	if (locked)
		fdtab_lock(t);
	int fd = open(path, flags | O_CLOEXEC, mode);
	if (fd >= 0) {
		if (!locked)
			fdtab_lock(t);
		locked = true;
		fd = fdtab_take(t, fd, role);
	}
	if (locked)
		fdtab_unlock(t);
	return fd;
}

struct errand {
	void (*work)(void *context);
	void *context;
};

static void *run_errand(void *arg)
{
	const struct errand *errand = arg;

	fdtab_unshare();
	errand->work(errand->context);
	return NULL;
}

int fdtab_aside(void (*work)(void *context), void *context)
{
	struct errand errand = { work, context };
	pthread_t thread;

	if (thread_start(&thread, 0, run_errand, &errand) < 0)
		return -1;
	pthread_join(thread, NULL);
	return 0;
}
