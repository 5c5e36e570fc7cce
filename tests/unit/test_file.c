/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole reads and writes: their limit, and what ends them early.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

#define LIMIT 20000000 /* ns */

static void reading_ends_at_its_maximum(void **state)
{
	struct buf b = { 0 };
	int fd = open("/dev/zero", O_RDONLY);

	(void)state;
	assert_int_equal(file_read_all(fd, &b, 100000, NULL), -1);
	assert_int_equal(errno, EFBIG);
	assert_true(b.len < 300000);
	close(fd);
	buf_free(&b);
}

static void a_limit_ends_reading(void **state)
{
	struct intr *i = *state;
	struct buf b = { 0 };
	int fd[2], endless = open("/dev/zero", O_RDONLY);

	assert_int_equal(pipe(fd), 0);
	intr_begin(i, LIMIT);
	assert_int_equal(file_read_all(fd[0], &b, FILE_DATA_MAX, i), -1);
	assert_int_equal(errno, ETIME);
	assert_int_equal(file_read_all(endless, &b, FILE_DATA_MAX, i), -1);
	assert_int_equal(errno, ETIME);
	assert_int_equal(intr_end(i, INTR_NO_LIMIT), INTR_LIMIT);
	close(endless);
	close(fd[0]);
	close(fd[1]);
	buf_free(&b);
}

static void a_user_ends_writing(void **state)
{
	struct intr *i = *state;
	int fd[2];
	size_t size = 1 << 20;
	char *bytes = calloc(1, size);

	assert_int_equal(pipe(fd), 0);
	intr_raise(i, INTR_USER, 0);
	assert_int_equal(file_write_all(fd[1], bytes, size, i), -1);
	assert_int_equal(errno, EINTR);
	assert_int_equal(intr_take(i, NULL), INTR_USER);
	close(fd[0]);
	close(fd[1]);
	free(bytes);
}

static int start(void **state)
{
	static struct intr i;

	intr_setup();
	*state = &i;
	return intr_init(&i);
}

static int stop(void **state)
{
	intr_destroy(*state);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_ends_at_its_maximum),
		cmocka_unit_test_setup_teardown(a_limit_ends_reading, start, stop),
		cmocka_unit_test_setup_teardown(a_user_ends_writing, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
