/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a call failed: of which calls something is said, and of whose descriptor.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include "insight/reasons.h"

/* A table with one TCP socket, and the record of a call on it. */
struct fixture {
	struct reasons_scene scene;
	struct call call;
	struct buf text;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct fdtab *t = fdtab_open(true);

	fdtab_lock(t);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	uint64_t serial = fdtab_add(t, fd, "socket", 0);
	fdtab_unlock(t);
	f->scene.fds = t;
	f->call = (struct call){ .id = 7,
		.name = "recv",
		.has_fd = true,
		.fd = fd,
		.serial = serial,
		.result = -1,
		.errnum = ENOTCONN };
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	fdtab_close(f->scene.fds, f->call.fd);
	fdtab_free(f->scene.fds);
	buf_free(&f->text);
	free(f);
	return 0;
}

static void says_nothing(struct fixture *f)
{
	buf_clear(&f->text);
	buf_adds(&f->text, "before");
	assert_false(reasons_add(&f->scene, &f->call, &f->text));
	assert_string_equal(buf_cstr(&f->text), "before");
	buf_clear(&f->text);
	assert_false(reasons_json(&f->scene, &f->call, &f->text));
	assert_int_equal(f->text.len, 0);
}

static struct slice name_of(const void *context, int fd)
{
	(void)fd;
	return slice_of(context);
}

static void a_failure_has_a_reason(void **state)
{
	struct fixture *f = *state;
	char expected[64];

	snprintf(expected, sizeof(expected), "descriptor %d was never connected", f->call.fd);
	assert_true(reasons_add(&f->scene, &f->call, &f->text));
	assert_string_equal(buf_cstr(&f->text), expected);
	f->scene.name_of = name_of;
	f->scene.context = "c";
	snprintf(expected, sizeof(expected), "descriptor %d (c) was never connected", f->call.fd);
	buf_clear(&f->text);
	assert_true(reasons_add(&f->scene, &f->call, &f->text));
	assert_string_equal(buf_cstr(&f->text), expected);
}

static void what_did_not_fail_has_none(void **state)
{
	struct fixture *f = *state;

	f->call.result = 0;
	says_nothing(f);
	f->call.result = -1;
	f->call.outcome = CALL_GAVE_UP;
	says_nothing(f);
	f->call.outcome = CALL_EAI;
	says_nothing(f);
}

static void an_errno_that_says_all_has_none(void **state)
{
	struct fixture *f = *state;

	f->call.errnum = EFAULT;
	says_nothing(f);
	f->call.errnum = 0;
	says_nothing(f);
}

/* The number may be another's since. */
static void of_another_descriptor_nothing_is_told(void **state)
{
	struct fixture *f = *state;
	static const int errnums[] = { EADDRINUSE, EAGAIN, ECONNREFUSED, ECONNRESET, EINVAL,
		EISCONN, EMSGSIZE, ENOTCONN, EOPNOTSUPP, EPIPE, ETIMEDOUT, EINPROGRESS, EALREADY,
		EDESTADDRREQ, ENOTSOCK, EPROTOTYPE, EAFNOSUPPORT, EADDRNOTAVAIL };

	f->call.serial++;
	for (size_t i = 0; i < sizeof(errnums) / sizeof(errnums[0]); i++) {
		f->call.errnum = errnums[i];
		says_nothing(f);
	}
}

static void an_object_has_the_call(void **state)
{
	struct fixture *f = *state;

	f->call.job = 2;
	assert_true(reasons_json(&f->scene, &f->call, &f->text));
	assert_non_null(
		strstr(buf_cstr(&f->text), "\"type\":\"reason\",\"call\":7,\"job\":2,\"fd\":"));
	assert_non_null(
		strstr(buf_cstr(&f->text), "\"errno\":\"ENOTCONN\",\"text\":\"descriptor "));
	assert_int_equal(f->text.data[f->text.len - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_failure_has_a_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_did_not_fail_has_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_errno_that_says_all_has_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			of_another_descriptor_nothing_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_object_has_the_call, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
