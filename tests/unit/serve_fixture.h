/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server under test: its listener, its events as text, clients of it. Includes
 * cmocka.h and what that needs.
 */
#ifndef SERVE_FIXTURE_H
#define SERVE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/intr.h"
#include "serve/server.h"

#define MS 1000000LL
/* What has to be done without waiting is done by then on a busy machine too. */
#define SOON (20000 * MS)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

struct fixture {
	struct fdtab *fds;
	struct server_config config;
	struct server *server;
	struct addr at;       /* where it is to be found */
	pthread_mutex_t lock; /* of the events */
	struct buf log;       /* "open\n", "close HOW IN OUT\n", "note TEXT\n", "end TEXT\n" */
	struct buf data[2];   /* EVENT_DATA: from the client, from the target */
	_Atomic int opened, closed, notes, ended, pieces;
	int threads_before;
};

static inline int count_entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static inline int threads_now(void)
{
	return count_entries("/proc/self/task");
}

/* Descriptors of the shell's numbers. */
static inline int held(struct fdtab *fds)
{
	int n = 0;

	for (int fd = fdtab_base(fds); fd < fdtab_base(fds) + 3000; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static inline void take_event(void *context, const struct event *e)
{
	struct fixture *f = context;

	pthread_mutex_lock(&f->lock);
	assert_true(e->at > 0);
	switch (e->kind) {
	case EVENT_START:
		buf_adds(&f->log, "start ");
		addr_format(e->address, &f->log);
		buf_adds(&f->log, "\n");
		break;
	case EVENT_OPEN:
		buf_adds(&f->log, "open\n");
		f->opened++;
		break;
	case EVENT_CLOSE:
		buf_addf(&f->log, "close %s %llu %llu\n", e->how, (unsigned long long)e->in,
			(unsigned long long)e->out);
		f->closed++;
		break;
	case EVENT_NOTE:
		buf_addf(&f->log, "note %s\n", e->how);
		f->notes++;
		break;
	case EVENT_END:
		buf_addf(&f->log, "end %s\n", e->how);
		f->ended++;
		break;
	case EVENT_FAULT:
		buf_addf(&f->log, "%s %llu %s:%llu\n", e->how, (unsigned long long)e->place->number,
			e->place->way == WAY_IN ? "in" : "out", (unsigned long long)e->place->nth);
		break;
	case EVENT_DATA:
		buf_add(&f->data[!strcmp(e->how, "from target")], e->text.p, e->text.len);
		f->pieces++;
		break;
	}
	pthread_mutex_unlock(&f->lock);
}

static inline bool log_has(struct fixture *f, const char *text)
{
	bool has;

	pthread_mutex_lock(&f->lock);
	has = strstr(buf_cstr(&f->log), text) != NULL;
	pthread_mutex_unlock(&f->lock);
	return has;
}

/* Polls CONDITION for up to five seconds. */
#define eventually(condition)                                                                      \
	do {                                                                                       \
		int64_t give_up = intr_now() + 20000 * MS;                                         \
		while (!(condition) && intr_now() < give_up)                                       \
			nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);                      \
		assert_true(condition);                                                            \
	} while (0)

static inline void *do_nothing(void *context)
{
	return context;
}

/* A sanitizer's own thread begins with the first one. */
static inline void begin_first_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, do_nothing, NULL);
	pthread_join(thread, NULL);
}

static inline int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	intr_setup();
	if (SANITIZED)
		begin_first_thread();
	f->fds = fdtab_open(false);
	pthread_mutex_init(&f->lock, NULL);
	f->config = (struct server_config){
		.fd = -1, .service = services[0], .fds = f->fds, .sink = take_event, .context = f
	};
	f->config.options.stall_after = f->config.options.reset_after = -1;
	*state = f;
	return 0;
}

static inline int with_workers(void **state)
{
	fixture_setup(state);
	((struct fixture *)*state)->config.workers = 2;
	return 0;
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/* Once with a thread for each connection, once with workers. */
#define WITH_WORKERS(test)                                                                         \
	{                                                                                          \
#test " (workers)", test, with_workers, fixture_teardown, NULL                     \
	}
#define BOTH(test) ONE(test), WITH_WORKERS(test)

static inline void stop(struct fixture *f)
{
	server_stop(f->server, 0);
	f->server = NULL;
	assert_int_equal(held(f->fds), 0);
	/* fewer: one that was joined before it began may have been counted, as proc(5) was slow */
	eventually(threads_now() <= f->threads_before);
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	if (f->server)
		server_stop(f->server, 0);
	if (f->config.fd >= 0)
		close(f->config.fd);
	fdtab_free(f->fds);
	buf_free(&f->log);
	buf_free(&f->data[0]);
	buf_free(&f->data[1]);
	pthread_mutex_destroy(&f->lock);
	free(f);
	close_range(3, ~0U, 0);
	return 0;
}

/* An address of FAMILY that the kernel is to complete. */
static inline struct addr any_address(int family)
{
	struct addr a;

	memset(&a, 0, sizeof(a));
	a.sa.sa_family = (sa_family_t)family;
	a.len = sizeof(sa_family_t);
	if (family == AF_INET) {
		a.len = sizeof(a.in);
		a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	}
	return a;
}

/* Binds (and listens); the address it got. */
static inline int bound(int family, int type, struct addr *at)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	*at = any_address(family);
	assert_int_equal(bind(fd, &at->sa, at->len), 0);
	if (type != SOCK_DGRAM)
		assert_int_equal(listen(fd, 4096), 0);
	at->len = sizeof(at->storage);
	assert_int_equal(getsockname(fd, &at->sa, &at->len), 0);
	return fd;
}

static inline void serve_on(struct fixture *f, int family, int type, const char *service)
{
	struct err e;

	f->config.fd = bound(family, type, &f->at);
	if (service)
		f->config.service = service_find(slice_of(service));
	assert_non_null(f->config.service);
	f->threads_before = threads_now();
	f->server = server_start(&f->config, &e);
	if (!f->server)
		fail_msg("%s", e.text);
}

static inline void serve(struct fixture *f, const char *service)
{
	serve_on(f, AF_INET, SOCK_STREAM, service);
}

/* What never comes fails the test. */
static inline int client_of(const struct addr *at, int type)
{
	struct timeval patience = { .tv_sec = 60 };
	int fd = socket(at->sa.sa_family, type | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (type == SOCK_DGRAM) {
		struct addr any = any_address(at->sa.sa_family);

		assert_int_equal(bind(fd, &any.sa, any.len), 0);
	}
	assert_int_equal(connect(fd, &at->sa, at->len), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static inline int client(struct fixture *f)
{
	return client_of(&f->at, SOCK_STREAM);
}

static inline void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Receives exactly TEXT, in however many pieces. */
static inline void hear(int fd, const char *text)
{
	char got[4096];
	size_t n = 0;

	while (n < strlen(text)) {
		ssize_t r = recv(fd, got + n, strlen(text) - n, 0);

		if (r <= 0)
			fail_msg("heard \"%.*s\", then %zd (%s)", (int)n, got, r, strerror(errno));
		n += (size_t)r;
	}
	assert_memory_equal(got, text, n);
}

static inline void hear_end(int fd)
{
	char c;

	assert_int_equal(recv(fd, &c, 1, 0), 0);
}

static inline void reset(int fd)
{
	struct linger hard = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(fd);
}

static inline struct server_stats stats_of(struct fixture *f)
{
	struct server_stats stats;

	server_stats(f->server, &stats);
	return stats;
}

#endif
