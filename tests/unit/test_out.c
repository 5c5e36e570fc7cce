/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output: order, wholeness, promptness, and what happens when it fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intr.h"
#include "base/out.h"

/* The runner's own stdout and stderr, while a test has other plans for 1 and 2. */
struct saved {
	int out, err;
};

static int save(void **state)
{
	static struct saved s;

	fflush(NULL);
	s.out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
	s.err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 100);
	*state = &s;
	return s.out < 0 || s.err < 0;
}

static int restore(void **state)
{
	struct saved *s = *state;

	dup2(s->out, STDOUT_FILENO);
	dup2(s->err, STDERR_FILENO);
	close(s->out);
	close(s->err);
	return 0;
}

static int temporary_file(void)
{
	char name[] = "/tmp/sosh-test-XXXXXX";
	int fd = mkostemp(name, O_APPEND);

	assert_true(fd >= 0);
	unlink(name);
	return fd;
}

/* Makes FD the stdout, and also keeps it. */
static struct out *open_on(int fd)
{
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	return out_open();
}

static void put(struct out *o, const char *text)
{
	out_write(o, text, strlen(text));
}

static void complain(struct out *o, const char *text)
{
	out_error(o, text, strlen(text));
}

/* Compares, and closes the file. */
static void expect_file(int fd, const char *text)
{
	char got[256] = "";

	assert_true(pread(fd, got, sizeof(got) - 1, 0) >= 0);
	assert_string_equal(got, text);
	close(fd);
}

/* ---- buffering ---- */

static void what_is_buffered_arrives_without_a_flush(void **state)
{
	struct pollfd p = { .events = POLLIN };
	struct out *o;
	int ends[2];
	char got[16];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	o = open_on(ends[1]);
	p.fd = ends[0];
	for (int n = 0; n < 3; n++) {
		put(o, "one ");
		put(o, "two");
		assert_int_equal(poll(&p, 1, 10000), 1);
		assert_int_equal(read(ends[0], got, sizeof(got)), 7);
		assert_memory_equal(got, "one two", 7);
	}
	assert_int_equal(out_close(o), 0);
	close(ends[0]);
	close(ends[1]);
}

static void stderr_comes_after_what_was_written_before_it(void **state)
{
	int fd = temporary_file();
	struct out *o = open_on(fd);

	(void)state;
	dup2(fd, STDERR_FILENO);
	put(o, "1 ");
	complain(o, "2 ");
	put(o, "3 ");
	out_flush(o);
	put(o, "4");
	assert_int_equal(out_close(o), 0);
	expect_file(fd, "1 2 3 4");
}

static void a_full_buffer_is_written_at_once(void **state)
{
	static char text[65536];
	int fd = temporary_file();
	struct out *o = open_on(fd);
	struct stat st;

	(void)state;
	memset(text, 'x', sizeof(text));
	for (int n = 0; n < 65; n++)
		out_write(o, text, 1024);
	fstat(fd, &st);
	assert_true(st.st_size >= 64512);
	out_write(o, text, sizeof(text));
	fstat(fd, &st);
	assert_int_equal(st.st_size, 65 * 1024 + 65536);
	assert_int_equal(out_close(o), 0);
	close(fd);
}

static void a_terminal_is_written_at_once(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	char got[16] = "";
	struct out *o;

	(void)state;
	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	o = open_on(slave);
	assert_true(out_is_tty(o));
	put(o, "now");
	fcntl(master, F_SETFL, O_NONBLOCK);
	assert_int_equal(read(master, got, sizeof(got)), 3);
	assert_int_equal(out_close(o), 0);
	close(slave);
	close(master);
}

/* ---- trouble ---- */

static void *drain(void *arg)
{
	int *fd = arg;
	char chunk[3000];
	size_t total = 0;
	ssize_t n;

	while ((n = read(*fd, chunk, sizeof(chunk))) > 0)
		total += (size_t)n;
	return (void *)total;
}

/* The master's end of a terminal that is stdout: *SLAVE is the other. */
static int open_terminal(int *slave)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(master >= 0);
	assert_int_equal(grantpt(master) | unlockpt(master), 0);
	*slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(*slave >= 0);
	return master;
}

static void expect_screen(int master, const char *text)
{
	char got[256] = "";
	size_t len = strlen(text);

	for (size_t have = 0; have < len;) {
		ssize_t n = read(master, got + have, len - have);

		assert_true(n > 0);
		have += (size_t)n;
	}
	assert_string_equal(got, text);
}

static void status(struct out *o, const char *text)
{
	out_status(o, text, strlen(text));
}

#define ERASED "\r\033[K"

static void a_status_makes_way_for_all_else(void **state)
{
	int slave, master = open_terminal(&slave), transcript = temporary_file();
	struct out *o = open_on(slave);

	(void)state;
	dup2(slave, STDERR_FILENO);
	out_transcript(o, transcript);
	status(o, "10 %");
	status(o, "20 %");
	put(o, "a line\n");
	put(o, "and more\n");
	expect_screen(master, "10 %" ERASED "20 %" ERASED "a line\r\nand more\r\n");
	status(o, "30 %");
	complain(o, "no\n");
	status(o, "40 %");
	status(o, "");
	status(o, "");
	put(o, "end\n");
	expect_screen(master, "30 %" ERASED "no\r\n40 %" ERASED "end\r\n");
	out_close(o);
	expect_file(transcript, "a line\nand more\nno\nend\n");
	close(slave);
	close(master);
}

static void no_hook(void *context, const char *p, size_t len, bool is_error)
{
	(void)context;
	(void)p;
	(void)len;
	(void)is_error;
}

static void a_status_is_for_a_terminal_that_nobody_else_has(void **state)
{
	int slave, master = open_terminal(&slave), file = temporary_file();
	struct out *o = open_on(file);

	(void)state;
	status(o, "10 %");
	out_close(o);
	expect_file(file, "");
	o = open_on(slave);
	out_set_hook(o, no_hook, NULL);
	status(o, "20 %");
	out_set_hook(o, NULL, NULL);
	put(o, "end\n");
	expect_screen(master, "end\r\n");
	out_close(o);
	close(slave);
	close(master);
}

static void a_full_pipe_that_does_not_block_loses_nothing(void **state)
{
	char line[100];
	struct out *o;
	pthread_t reader;
	void *total;
	int ends[2];

	(void)state;
	memset(line, 'x', sizeof(line));
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	fcntl(ends[0], F_SETFL, 0);
	fcntl(ends[1], F_SETPIPE_SZ, 4096);
	o = open_on(ends[1]);
	close(ends[1]);
	assert_int_equal(pthread_create(&reader, NULL, drain, &ends[0]), 0);
	for (int n = 0; n < 10000; n++)
		out_write(o, line, sizeof(line));
	assert_int_equal(out_close(o), 0);
	restore(state);
	save(state);
	pthread_join(reader, &total);
	assert_int_equal((size_t)total, 1000000);
	close(ends[0]);
}

static void after_a_failed_write_nothing_more_is_written(void **state)
{
	int full = open("/dev/full", O_WRONLY), fd = temporary_file();
	struct out *o = open_on(full);

	(void)state;
	put(o, "lost");
	assert_int_equal(out_failed(o), 0);
	out_flush(o);
	assert_int_equal(out_failed(o), ENOSPC);
	dup2(fd, STDOUT_FILENO);
	put(o, "there is a hole before this");
	errno = 0;
	assert_int_equal(out_close(o), -1);
	assert_int_equal(errno, ENOSPC);
	expect_file(fd, "");
	close(full);
}

static void a_reader_that_has_gone_is_epipe(void **state)
{
	struct out *o;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	o = open_on(ends[1]);
	close(ends[0]);
	put(o, "x");
	out_flush(o);
	assert_int_equal(out_failed(o), EPIPE);
	assert_int_equal(out_close(o), -1);
	close(ends[1]);
}

/* ---- threads ---- */

static void *write_lines(void *arg)
{
	struct out *o = arg;

	for (int n = 0; n < 2000; n++)
		put(o, "abcdefghijklmnopqrstuvwxyz\n");
	return NULL;
}

static void threads_never_interleave(void **state)
{
	int fd = temporary_file();
	struct out *o = open_on(fd);
	pthread_t threads[4];
	FILE *lines;
	char line[64];
	int count = 0;

	(void)state;
	for (int n = 0; n < 4; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, write_lines, o), 0);
	for (int n = 0; n < 4; n++)
		pthread_join(threads[n], NULL);
	assert_int_equal(out_close(o), 0);
	lseek(fd, 0, SEEK_SET);
	lines = fdopen(fd, "r");
	for (; fgets(line, sizeof(line), lines); count++)
		assert_string_equal(line, "abcdefghijklmnopqrstuvwxyz\n");
	assert_int_equal(count, 8000);
	fclose(lines);
}

/* ---- transcript and hook ---- */

static void a_transcript_holds_what_was_typed_and_shown(void **state)
{
	int shown = temporary_file(), kept = temporary_file();
	struct out *o = open_on(shown);

	(void)state;
	dup2(shown, STDERR_FILENO);
	out_transcript(o, dup(kept));
	assert_true(out_has_transcript(o));
	out_transcribe(o, "> send\n", 7);
	put(o, "send(3)\n");
	complain(o, "error\n");
	out_write_raw(o, "raw\n", 4);
	out_show(o, "shown\n", 6);
	out_transcript(o, -1);
	assert_false(out_has_transcript(o));
	put(o, "after\n");
	out_close(o);
	expect_file(shown, "send(3)\nerror\nraw\nshown\nafter\n");
	expect_file(kept, "> send\nsend(3)\nerror\n");
}

static void a_transcript_that_fails_says_so_once(void **state)
{
	int fd = temporary_file(), errors = temporary_file(), full = open("/dev/full", O_WRONLY);
	struct out *o = open_on(fd);

	(void)state;
	dup2(errors, STDERR_FILENO);
	assert_int_equal(out_transcript(o, full), -1);
	put(o, "x");
	assert_false(out_has_transcript(o));
	put(o, "y");
	assert_int_equal(out_transcript(o, -1), full);
	assert_int_equal(close(full), 0);
	assert_int_equal(out_close(o), 0);
	expect_file(fd, "xy");
	expect_file(errors, "sosh: the transcript: No space left on device\n");
}

static void collect(void *context, const char *p, size_t len, bool is_error)
{
	buf_adds(context, is_error ? "E" : "O");
	buf_add(context, p, len);
}

static void a_hook_gets_the_text_instead(void **state)
{
	int shown = temporary_file(), kept = temporary_file();
	struct out *o = open_on(shown);
	struct buf got = { 0 };

	(void)state;
	dup2(shown, STDERR_FILENO);
	out_transcript(o, dup(kept));
	out_set_hook(o, collect, &got);
	put(o, "1");
	complain(o, "2");
	out_write_raw(o, "3", 1);
	out_set_hook(o, NULL, NULL);
	put(o, "4");
	assert_int_equal(out_close(o), 0);
	assert_string_equal(buf_cstr(&got), "O1E2");
	expect_file(shown, "34");
	expect_file(kept, "124");
	buf_free(&got);
}

struct slow {
	_Atomic int entered, left;
};

static void linger(void *context, const char *p, size_t len, bool is_error)
{
	struct slow *s = context;

	(void)p;
	(void)len;
	(void)is_error;
	atomic_store(&s->entered, 1);
	poll(NULL, 0, 50);
	atomic_store(&s->left, 1);
}

static void a_hook_is_over_when_it_has_been_unset(void **state)
{
	int fd = temporary_file();
	struct out *o = open_on(fd);
	struct slow slow = { 0 };
	pthread_t thread;

	(void)state;
	out_set_hook(o, linger, &slow);
	assert_int_equal(pthread_create(&thread, NULL, write_lines, o), 0);
	while (!atomic_load(&slow.entered))
		sched_yield();
	out_set_hook(o, NULL, NULL);
	assert_int_equal(atomic_load(&slow.left), 1);
	pthread_join(thread, NULL);
	out_close(o);
	close(fd);
}

#define ON_OWN_OUTPUT(test) cmocka_unit_test_setup_teardown(test, save, restore)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ON_OWN_OUTPUT(what_is_buffered_arrives_without_a_flush),
		ON_OWN_OUTPUT(stderr_comes_after_what_was_written_before_it),
		ON_OWN_OUTPUT(a_full_buffer_is_written_at_once),
		ON_OWN_OUTPUT(a_terminal_is_written_at_once),
		ON_OWN_OUTPUT(a_status_makes_way_for_all_else),
		ON_OWN_OUTPUT(a_status_is_for_a_terminal_that_nobody_else_has),
		ON_OWN_OUTPUT(a_full_pipe_that_does_not_block_loses_nothing),
		ON_OWN_OUTPUT(after_a_failed_write_nothing_more_is_written),
		ON_OWN_OUTPUT(a_reader_that_has_gone_is_epipe),
		ON_OWN_OUTPUT(threads_never_interleave),
		ON_OWN_OUTPUT(a_transcript_holds_what_was_typed_and_shown),
		ON_OWN_OUTPUT(a_transcript_that_fails_says_so_once),
		ON_OWN_OUTPUT(a_hook_gets_the_text_instead),
		ON_OWN_OUTPUT(a_hook_is_over_when_it_has_been_unset),
	};

	intr_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
