/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs whose threads come late (tests/script/late.c): by then the line that began
 * them is gone, and the session is somewhere else.
 */
#include "lang_fixture.h"

#include "shell/job.h"

static const struct front prompt_front = {
	.error = shell_error,
	.after = shell_verdict,
	.interactive = true,
};

static int setup(void **state)
{
	int status = shell_setup(state);
	struct shell *sh = *state;

	if (!status)
		sh->session.front = &prompt_front;
	return status;
}

static int teardown(void **state)
{
	struct shell *sh = *state;

	jobs_end(&sh->session);
	return shell_teardown(state);
}

/* Runs TEXT as lines typed one by one, each in memory of its own. */
static void type(struct shell *sh, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), pos = 0;
		char *line = strndup(text, len);
		struct source src = { .text = line, .len = len, .first_line = 1 };

		interp_line(&sh->session, &src, &pos);
		free(line);
		text += len + (text[len] == '\n');
	}
}

#define SOCKET "socket udp as u\nbind u 127.0.0.1:0\nconnect u $u.local\n"

static void a_job_reads_nothing_of_the_line_that_is_gone(void **state)
{
	struct shell *sh = *state;

	type(sh, SOCKET "send u 'hello\\n' &\n");
	usleep(100000);
	type(sh, "recv u\n"
		 "wait %1 = 7\n"
		 "assert $? == 7\n"
		 "send u \"one\\x21$u\" &\n"
		 "let u = 99\n"
		 "wait = 5\n");
	assert_string_equal(sh->err.text, "");
	assert_int_equal(sh->errors, 0);
}

static void what_a_job_must_bring_outlives_its_line_too(void **state)
{
	struct shell *sh = *state;

	type(sh, SOCKET "let i = 1\nlet n1 = 3\n"
			"send u abc = EDESTADDRREQ|3 & send u abc = ok &\n"
			"send u abc = 1|${n$i} & send u abcd = \"${n$i}\"1|0x4 in ..9s &\n"
			"send 99 x = EBADF &\n"
			"wait\n");
	assert_string_equal(sh->err.text, "");
	type(sh, "send u abc = EBADF|EPIPE &\nwait");
	assert_string_equal(sh->err.text, "expected EBADF|EPIPE, got 3");
}

static void a_job_has_the_settings_of_its_beginning(void **state)
{
	struct shell *sh = *state;

	type(sh, SOCKET "recv u &\n"
			"set timeout = 10ms\n"
			"sleep 100ms\n"
			"set timeout = 0\n"
			"send u x = 1\n"
			"wait %1 = 1\n");
	assert_string_equal(sh->err.text, "");
	assert_int_equal(sh->errors, 0);
}

static void what_a_job_does_is_judged_at_its_place(void **state)
{
	struct shell *sh = *state;
	struct source src = {
		.name = "f", .text = "\n\nsocket udp as u; send u x = 5 &\nwait", .first_line = 1
	};
	size_t pos = 0;

	src.len = strlen(src.text);
	while (pos < src.len)
		interp_line(&sh->session, &src, &pos);
	assert_string_equal(
		sh->err.text, "expected 5, got -1 EDESTADDRREQ (Destination address required)");
	assert_int_equal(sh->err.span.start, 26);
	assert_int_equal(sh->err.span.end, 29);
	type(sh, "send 3 --nonsense &");
	assert_string_equal(sh->err.text, "send has no option --nonsense");
	assert_int_equal(sh->err.span.start, 7);
}

static void a_block_may_end_before_the_jobs_that_it_began(void **state)
{
	struct shell *sh = *state;

	type(sh, SOCKET "repeat 5 as i { send u \"$i\" & }\nrepeat 5 { recv u 1 = 1 }\nwait");
	assert_string_equal(sh->err.text, "");
	assert_int_equal(sh->errors, 0);
}

static void keep(void *context, const char *p, size_t len, bool is_error)
{
	(void)is_error;
	buf_add(context, p, len);
}

static void type_and_end(struct shell *sh, const char *text, int id)
{
	type(sh, text);
	while (job_running(job_find(&sh->session, id)))
		usleep(1000);
}

/* The first LINE of what explain says. */
static void assert_explains(struct shell *sh, const char *line)
{
	struct buf said = { 0 };

	out_set_hook(sh->session.out, keep, &said);
	type(sh, "explain");
	out_set_hook(sh->session.out, NULL, NULL);
	assert_memory_equal(buf_cstr(&said), line, strlen(line));
	buf_free(&said);
}

#define ENDED "has ended with this, and waits for `wait %"

static void a_job_that_failed_is_explained_before_it_is_waited_for(void **state)
{
	struct shell *sh = *state;

	type_and_end(sh, "recv 57 &", 1);
	assert_explains(sh, "Job %1 " ENDED "1`: recv 57 &\nEBADF");
	type(sh, "socket udp as u");
	assert_explains(sh, "Job %1 " ENDED "1`: recv 57 &\nEBADF");
	type_and_end(sh, "getpeername u\nread 58 &", 2);
	assert_explains(sh, "Job %2 " ENDED "2`: read 58 &\nEBADF");
	type(sh, "getpeername u");
	assert_explains(sh, "ENOTCONN");
	type(sh, "wait %1");
	assert_explains(sh, "Job %2");
	type(sh, "wait\nsocket udp\nrecv u &");
	sh->errors = 0;
	type(sh, "explain");
	assert_string_equal(
		sh->err.text, "the last call did not fail; name an error: explain EADDRINUSE");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_job_reads_nothing_of_the_line_that_is_gone),
		TEST(what_a_job_must_bring_outlives_its_line_too),
		TEST(a_job_has_the_settings_of_its_beginning),
		TEST(what_a_job_does_is_judged_at_its_place),
		TEST(a_job_that_failed_is_explained_before_it_is_waited_for),
		TEST(a_block_may_end_before_the_jobs_that_it_began),
	};

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
