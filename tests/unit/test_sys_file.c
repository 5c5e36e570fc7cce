/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendfile and splice, on real sockets and files.
 */
#include "sys_fixture.h"

#include <fcntl.h>
#include <sys/mman.h>

/* 3 and 4 are a pair of streams, 5 a file that holds "0123456789". */
static int set_up(void **state)
{
	struct fixture *f;
	int fds[2];

	fixture_setup(state);
	f = *state;
	assert_int_equal(sys_socketpair(&f->sys, AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(memfd_create("file", 0), 5);
	assert_int_equal(write(5, "0123456789", 10), 10);
	f->sys.file = "digits";
	return 0;
}

static uint64_t sent(struct fixture *f, int fd)
{
	struct fd_info info;

	assert_true(fdtab_get(f->sys.fds, fd, &info));
	return info.out;
}

static uint64_t received(struct fixture *f, int fd)
{
	struct fd_info info;

	assert_true(fdtab_get(f->sys.fds, fd, &info));
	return info.in;
}

static void sendfile_shows_the_file_and_the_part(void **state)
{
	struct fixture *f = *state;
	char got[16];

	assert_int_equal(sys_sendfile(&f->sys, 3, 5, 2, 5), 5);
	assert_string_equal(f->text.data, "sendfile(3, \"digits\", 2, 5) = 5\n");
	assert_string_equal(f->before.data, "sendfile(3, \"digits\", 2, 5)");
	assert_int_equal(read(4, got, sizeof(got)), 5);
	assert_memory_equal(got, "23456", 5);
	assert_int_equal(sent(f, 3), 5);
	assert_int_equal(sys_sendfile(&f->sys, 3, 5, 8, 100), 2);
	assert_int_equal(sys_sendfile(&f->sys, 3, 5, 20, 100), 0);
	assert_int_equal(sent(f, 3), 7);
	assert_false(f->aside);
}

static void sendfile_that_the_kernel_cannot_do_is_aside(void **state)
{
	struct fixture *f = *state;
	int refused = open("/proc/self/maps", O_RDONLY);

	assert_int_equal(sys_sendfile(&f->sys, 3, refused, 0, 5), -1);
	assert_int_equal(errno, EINVAL);
	assert_true(f->aside);
	close(4);
	assert_int_equal(sys_sendfile(&f->sys, 3, 5, 0, 5), -1);
	assert_int_equal(errno, EPIPE);
	assert_false(f->aside);
	assert_string_equal(
		f->text.data, "sendfile(3, \"digits\", 0, 5) = -1 EPIPE (Broken pipe)\n");
}

static void sendfile_ends_with_its_limit(void **state)
{
	struct fixture *f = *state;
	struct intr_limit outer;
	int64_t total = 0;
	ssize_t n;

	assert_int_equal(ftruncate(5, 64 << 20), 0);
	outer = intr_begin(&f->intr, 20 * 1000000);
	while ((n = sys_sendfile(&f->sys, 3, 5, 0, 64 << 20)) > 0)
		total += n;
	assert_int_equal(intr_end(&f->intr, outer), INTR_LIMIT);
	assert_int_equal(errno, ETIME);
	assert_int_equal(f->outcome, CALL_GAVE_UP);
	assert_true(total > 0 && total < 64 << 20);
}

static void splice_goes_through_a_pipe_of_the_shells(void **state)
{
	struct fixture *f = *state;
	int ends[2];
	char got[16];

	assert_int_equal(fdtab_pipe(f->sys.fds, ends, 1 << 20, "a pipe"), 0);
	assert_true(ends[0] >= fdtab_base(f->sys.fds) && ends[1] > ends[0]);
	assert_string_equal(fdtab_owner(f->sys.fds, ends[1]), "a pipe");
	assert_int_equal(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(write(4, "hello", 5), 5);
	assert_int_equal(sys_splice(&f->sys, 3, ends[1], 100), 5);
	assert_string_equal(f->text.data, "splice(3, NULL, \"digits\", NULL, 100) = 5\n");
	assert_int_equal(read(ends[0], got, sizeof(got)), 5);
	assert_int_equal(received(f, 3), 5);
	assert_int_equal(f->sys.got, 0);
	close(4);
	assert_int_equal(sys_splice(&f->sys, 3, ends[1], 100), 0);
	assert_true(f->aside);
	fdtab_close(f->sys.fds, ends[0]);
	fdtab_close(f->sys.fds, ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			sendfile_shows_the_file_and_the_part, set_up, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			sendfile_that_the_kernel_cannot_do_is_aside, set_up, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			sendfile_ends_with_its_limit, set_up, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			splice_goes_through_a_pipe_of_the_shells, set_up, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
