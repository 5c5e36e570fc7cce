/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The descriptor table: two levels, so that an entry never moves. Reading an
 * entry's counters and owner therefore needs no lock.
 */
#include "sock/fdtab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"
#include "fdtab_table.h"
#include "sock/iface.h"
#include "sock/state.h"

enum {
	SHELL_BASE = 1000,
	LIMIT_MAX = 1048576,
	FIRST = 3, /* above the standard descriptors */
};

/* The role of a number kept by fdtab_reserve on which nothing is open. */
static const char RESERVED[] = "kept for a job";

static size_t chunk_count(int limit)
{
	return ((size_t)limit + CHUNK_ENTRIES - 1) / CHUNK_ENTRIES;
}

/* Lock held. */
static struct entry *entry_make(struct fdtab *t, int fd)
{
	if (fd < 0 || fd >= t->limit)
		return NULL;
	if (!t->chunks[fd / CHUNK_ENTRIES])
		atomic_store_explicit(&t->chunks[fd / CHUNK_ENTRIES],
			mem_zalloc(CHUNK_ENTRIES, sizeof(struct entry)), memory_order_release);
	return entry_at(t, fd);
}

/* Returns the serial. */
static uint64_t note(struct fdtab *t, int fd, const char *role, uint64_t listener, bool shell)
{
	struct entry *e = entry_make(t, fd);

	if (!e)
		return 0;
	if (fd >= t->top)
		t->top = fd + 1;
	e->listener = listener;
	e->other = 0;
	e->last_peer.sa.sa_family = AF_UNSPEC;
	e->served = e->closing = false;
	atomic_store_explicit(&e->serial, fdtab_made(t) + 1, memory_order_relaxed);
	atomic_store_explicit(&e->in, 0, memory_order_relaxed);
	atomic_store_explicit(&e->out, 0, memory_order_relaxed);
	atomic_store_explicit(&e->sends, 0, memory_order_relaxed);
	atomic_store_explicit(&e->mixed, false, memory_order_relaxed);
	atomic_store_explicit(&e->type, -1, memory_order_relaxed);
	atomic_store_explicit(&e->shell, shell, memory_order_relaxed);
	atomic_store_explicit(&e->role, role, memory_order_release);
	return atomic_fetch_add_explicit(&t->serials, 1, memory_order_release) + 1;
}

static int raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0)
		return SHELL_BASE * 2;
	rlim_t want = r.rlim_max < LIMIT_MAX ? r.rlim_max : LIMIT_MAX;
	struct rlimit raised = { want, r.rlim_max };
	if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
		return (int)want;
	return r.rlim_cur < LIMIT_MAX ? (int)r.rlim_cur : LIMIT_MAX;
}

/* The kernel's table grows now: with several threads it would wait for them all, 10 ms. */
static void widen(const struct fdtab *t)
{
	close(fcntl(0, F_DUPFD_CLOEXEC, t->base));
}

/* Whatever opens a file takes the lowest number, and that must not be one which
 * others take for stdin, stdout or stderr. */
static void fill_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd < FIRST);
	if (fd >= 0)
		close(fd);
}

static void note_inherited(struct fdtab *t, int fd)
{
	struct addr peer;
	struct entry *e;

	note(t, fd, "inherited", 0, false);
	e = entry_at(t, fd);
	if (e && addr_read(getpeername, fd, &peer) == 0)
		entry_connected(t, fd, e, &peer);
}

/* Closes what the calling thread has open from 3 up, or notes it in KEEP.
 * /proc/self would name the main thread's table (proc(5)). */
static void visit_open(struct fdtab *keep)
{
	DIR *d = opendir("/proc/thread-self/fd");

	if (!d)
		return;
	const struct dirent *entry;
	while ((entry = readdir(d))) {
		int fd = atoi(entry->d_name);

		if (fd < FIRST || fd == dirfd(d))
			continue;
		if (keep)
			note_inherited(keep, fd);
		else
			close(fd);
	}
	closedir(d);
}

/* Who holds it may print an address, for which the first time a socket is opened (iface.h). */
static void init_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t how;

	pthread_mutexattr_init(&how);
	pthread_mutexattr_settype(&how, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(lock, &how);
	pthread_mutexattr_destroy(&how);
}

struct fdtab *fdtab_open(bool inherit)
{
	int limit = raise_limit();
	struct fdtab *t = mem_zalloc(1, sizeof(*t) + chunk_count(limit) * sizeof(t->chunks[0]));

	t->limit = limit;
	t->base = limit / 2 < SHELL_BASE ? limit / 2 : SHELL_BASE;
	init_lock(&t->lock);
	iface_begin(t);
	fill_standard();
	widen(t);
	if (inherit)
		visit_open(t);
	else if (close_range(FIRST, ~0U, 0) < 0)
		visit_open(NULL);
	static const char *const standard[] = { "standard input", "standard output",
		"standard error" };
	for (int fd = 0; fd < FIRST; fd++)
		note(t, fd, standard[fd], 0, true);
	return t;
}

void fdtab_free(struct fdtab *t)
{
	if (!t)
		return;
	if (t->keeper)
		close(t->keeper);
	iface_end(t);
	for (size_t i = 0; i < chunk_count(t->limit); i++)
		free(t->chunks[i]);
	for (uint32_t i = 0; i < t->nlabels; i++)
		free(t->labels[i]);
	free(t->labels);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

int fdtab_base(const struct fdtab *t)
{
	return t->base;
}

void fdtab_lock(struct fdtab *t)
{
	pthread_mutex_lock(&t->lock);
}

void fdtab_unlock(struct fdtab *t)
{
	pthread_mutex_unlock(&t->lock);
}

uint64_t fdtab_add(struct fdtab *t, int fd, const char *role, uint64_t listener)
{
	return note(t, fd, role, listener, false);
}

uint64_t fdtab_made(const struct fdtab *t)
{
	return atomic_load_explicit(&t->serials, memory_order_acquire);
}

uint64_t fdtab_serial(struct fdtab *t, int fd)
{
	struct entry *e = entry_at(t, fd);

	return e ? atomic_load_explicit(&e->serial, memory_order_relaxed) : 0;
}

int fdtab_type(struct fdtab *t, int fd)
{
	struct entry *e = entry_at(t, fd);
	bool known = e && atomic_load_explicit(&e->role, memory_order_relaxed);
	int type = known ? atomic_load_explicit(&e->type, memory_order_relaxed) : -1;

	if (type < 0) {
		type = state_type(fd);
		if (known)
			atomic_store_explicit(&e->type, type, memory_order_relaxed);
	}
	return type;
}

int fdtab_serve(struct fdtab *t, int fd)
{
	int status = 0;

	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	if (e && e->role && e->closing)
		status = -1;
	else if (e)
		e->served = true;
	fdtab_unlock(t);
	errno = status ? EBADF : errno;
	return status;
}

void fdtab_unserve(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	if (e)
		e->served = false;
	fdtab_unlock(t);
}

bool fdtab_spare(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	bool spare = !e || !e->role || !e->served;
	if (e && spare)
		e->closing = true;
	fdtab_unlock(t);
	return spare;
}

static void forget(struct entry *e)
{
	atomic_store_explicit(&e->role, NULL, memory_order_relaxed);
	atomic_store_explicit(&e->serial, 0, memory_order_relaxed);
}

/* The number is forgotten before it becomes free, for the next one to get it may
 * be another thread. close itself may wait (SO_LINGER, socket(7)), which is not
 * to be done under the lock. */
int fdtab_close(struct fdtab *t, int fd)
{
	fdtab_lock(t);
	struct entry *e = entry_at(t, fd);
	bool kept = e && e->kept;
	if (e && !kept)
		forget(e);
	fdtab_unlock(t);
	if (!kept)
		return close(fd);
	errno = EBADF;
	return -1;
}

int fdtab_take(struct fdtab *t, int fd, const char *role)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, t->base);
	int why = errno;

	close(fd);
	if (high >= 0)
		note(t, high, role, 0, true);
	errno = why;
	return high;
}

/* ---- numbers kept for jobs ---- */

/* Lock held. */
static int open_keeper(struct fdtab *t)
{
	int fd = open("/", O_PATH | O_CLOEXEC);

	if (fd >= 0)
		fd = fdtab_take(t, fd, "the shell's, for numbers kept");
	if (fd >= 0)
		t->keeper = fd;
	return fd;
}

int fdtab_reserve(struct fdtab *t)
{
	int fd = -1;

	fdtab_lock(t);
	if (t->keeper || open_keeper(t) >= 0)
		fd = fcntl(t->keeper, F_DUPFD_CLOEXEC, 0);
	if (fd >= 0) {
		note(t, fd, RESERVED, 0, true);
		entry_at(t, fd)->kept = true;
	}
	fdtab_unlock(t);
	return fd;
}

int fdtab_settle(struct fdtab *t, int fd, int reserved)
{
	struct entry *e = entry_at(t, reserved);
	int flags = fcntl(fd, F_GETFD) == FD_CLOEXEC ? O_CLOEXEC : 0;

	if (fd == reserved || !e || e->role != RESERVED)
		return fd;
	if (dup3(fd, reserved, flags) >= 0) {
		close(fd);
		return reserved;
	}
	e->kept = false;
	forget(e);
	close(reserved);
	return fd;
}

/* The copy takes the place of what was there: the number is free at no moment. */
int fdtab_vacate(struct fdtab *t, int reserved)
{
	fdtab_lock(t);
	note(t, reserved, RESERVED, 0, true);
	fdtab_unlock(t);
	return dup3(t->keeper, reserved, O_CLOEXEC) < 0 ? -1 : 0;
}

void fdtab_hand_over(struct fdtab *t, int reserved)
{
	struct entry *e = entry_at(t, reserved);

	if (e)
		e->kept = false;
}

void fdtab_release(struct fdtab *t, int reserved)
{
	const struct entry *e = entry_at(t, reserved);

	fdtab_hand_over(t, reserved);
	if (e && e->role == RESERVED)
		fdtab_close(t, reserved);
}

const char *fdtab_owner(struct fdtab *t, int fd)
{
	struct entry *e = entry_at(t, fd);

	if (!e)
		return NULL;
	const char *role = atomic_load_explicit(&e->role, memory_order_acquire);
	if (role && atomic_load_explicit(&e->kept, memory_order_relaxed))
		return RESERVED;
	return role && atomic_load_explicit(&e->shell, memory_order_relaxed) ? role : NULL;
}

void fdtab_unshare(void)
{
	if (thread_unshare_files() == 0)
		return;
	if (unshare(CLONE_FILES) == 0)
		visit_open(NULL);
}
