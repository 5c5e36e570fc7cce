/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A struct sys that keeps the last record as text, for the tests of
 * sock/sys.h. Includes cmocka.h and what that needs.
 */
#ifndef SYS_FIXTURE_H
#define SYS_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sock/render.h"
#include "sock/sys.h"

struct fixture {
	struct sys sys;
	struct intr intr;
	struct buf text;   /* the last call, rendered */
	struct buf before; /* what was pending last */
	int calls;
	enum call_outcome outcome;
	size_t notes;
	bool aside;
	int64_t duration, began, limit;
};

static inline void keep_call(void *context, struct call *c)
{
	struct fixture *f = context;
	struct render_style plain = { .times = -1 };

	buf_clear(&f->text);
	render_call(c, &plain, &f->text);
	f->calls++;
	f->outcome = c->outcome;
	f->notes = c->nnotes;
	f->aside = c->aside;
	f->duration = c->duration;
	f->began = c->began;
	f->limit = c->limit;
}

static inline void keep_pending(void *context, const struct call *c, bool may_block)
{
	struct fixture *f = context;

	if (!may_block)
		return;
	buf_clear(&f->before);
	render_pending(c, &f->before);
}

/* In the thread that will make the calls. */
static inline void fixture_init(struct fixture *f, struct fdtab *fds)
{
	memset(f, 0, sizeof(*f));
	f->sys.fds = fds;
	f->sys.intr = &f->intr;
	f->sys.after = keep_call;
	f->sys.context = f;
	f->sys.before = keep_pending;
	if (intr_init(&f->intr) < 0)
		abort();
}

static inline void fixture_done(struct fixture *f)
{
	intr_destroy(&f->intr);
	buf_free(&f->text);
	buf_free(&f->before);
}

/* Set-up and tear-down of one test: a fixture with a fresh table. */
static inline int fixture_setup(void **state)
{
	struct fixture *f = malloc(sizeof(*f));

	intr_setup();
	fixture_init(f, fdtab_open(false));
	*state = f;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	struct fdtab *fds = f->sys.fds;

	fixture_done(f);
	fdtab_free(fds);
	free(f);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	return 0;
}

static inline struct addr loopback(int port)
{
	struct addr a;

	memset(&a, 0, sizeof(a));
	a.len = sizeof(a.in);
	a.in.sin_family = AF_INET;
	a.in.sin_port = htons((uint16_t)port);
	a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* A listener on a port of the kernel's choice; its address in *AT. */
static inline int make_listener(struct fixture *f, struct addr *at)
{
	struct addr any = loopback(0);
	int fd = sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(sys_bind(&f->sys, fd, &any), 0);
	assert_int_equal(sys_listen(&f->sys, fd, 128), 0);
	assert_int_equal(sys_getsockname(&f->sys, fd, at), 0);
	return fd;
}

#endif
