/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output: how many system calls it takes, and what its thread leaves alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/out.h"

enum { SIZE = 200000 };

/* The calls that the output makes, in place of libc's. */
static int writes, polls;
static size_t largest;

ssize_t write(int fd, const void *p, size_t len)
{
	writes++;
	largest = len > largest ? len : largest;
	return syscall(SYS_write, fd, p, len);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	struct timespec t = { .tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L };

	polls++;
	return (int)syscall(SYS_ppoll, fds, count, timeout < 0 ? NULL : &t, NULL, 0);
}

/* Writes SIZE bytes at once and SIZE more by lines to what stands at descriptor 1. */
static void write_much(int fd)
{
	static char text[SIZE];
	int standard = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
	struct out *o;

	fflush(NULL);
	memset(text, 'x', sizeof(text));
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	o = out_open();
	writes = polls = 0;
	largest = 0;
	out_write(o, text, SIZE);
	for (int at = 0; at < SIZE; at += 100)
		out_write(o, text + at, 100);
	assert_int_equal(out_close(o), 0);
	dup2(standard, STDOUT_FILENO);
	close(standard);
}

static int temporary_file(void)
{
	char name[] = "/tmp/sosh-test-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	return fd;
}

static void a_file_is_written_whole(void **state)
{
	int fd = temporary_file();
	struct stat st;

	(void)state;
	write_much(fd);
	assert_int_equal(largest, SIZE);
	assert_int_equal(polls, 0);
	fstat(fd, &st);
	assert_int_equal(st.st_size, 2 * SIZE);
	close(fd);
}

static void what_has_no_reader_is_not_waited_for(void **state)
{
	int fd = open("/dev/null", O_WRONLY);

	(void)state;
	write_much(fd);
	assert_int_equal(largest, SIZE);
	assert_int_equal(polls, 0);
	close(fd);
}

/* A writer that blocked in write(2) could not be ended. */
static void a_pipe_gets_pieces_that_never_block(void **state)
{
	FILE *reader = popen("cat >/dev/null", "w");

	(void)state;
	assert_non_null(reader);
	write_much(fileno(reader));
	assert_int_equal(largest, PIPE_BUF);
	assert_true(polls >= writes);
	assert_int_equal(pclose(reader), 0);
}

/* In how many of this process's threads FD is open. */
static int tables_with(int fd)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	char path[300];
	struct stat st;
	int count = 0;

	assert_non_null(tasks);
	while ((task = readdir(tasks))) {
		snprintf(path, sizeof(path), "/proc/self/task/%s/fd/%d", task->d_name, fd);
		count += task->d_name[0] != '.' && lstat(path, &st) == 0;
	}
	closedir(tasks);
	return count;
}

/* Where no table is shared, looking a descriptor up takes no atomic count. */
static void the_thread_that_flushes_shares_no_descriptors(void **state)
{
	int standard = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100), ends[2];
	struct out *o;
	char byte;

	(void)state;
	fflush(NULL);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	o = out_open();
	out_write(o, "x", 1);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	dup2(standard, STDOUT_FILENO);
	assert_int_equal(tables_with(STDOUT_FILENO), tables_with(ends[0]) + 1);
	assert_int_equal(out_close(o), 0);
	close(standard);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_whole),
		cmocka_unit_test(what_has_no_reader_is_not_waited_for),
		cmocka_unit_test(a_pipe_gets_pieces_that_never_block),
		cmocka_unit_test(the_thread_that_flushes_shares_no_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
