/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running lines: what goes on and what ends, at the prompt and in files.
 */
#include "lang_fixture.h"

#include <sys/socket.h>

#include "serve/service.h"
#include "shell/job.h"

/* Nothing that is printed is to be seen among the results of the tests. */
static void swallow(void *context, const char *p, size_t len, bool is_error)
{
	(void)p;
	(void)is_error;
	*(size_t *)context += len;
}

static const struct front prompt_front = {
	.error = shell_error,
	.after = shell_verdict,
	.interactive = true,
};

/* Runs one line as if it had been typed. */
static enum interp_flow type(struct shell *sh, const char *text)
{
	struct source src = { .text = text, .len = strlen(text), .first_line = 1 };
	size_t pos = 0;

	sh->session.front = &prompt_front;
	sh->session.scope.prefixes = true;
	buf_clear(&sh->calls);
	sh->errors = 0;
	err_clear(&sh->err);
	return interp_line(&sh->session, &src, &pos);
}

/* A file that holds TEXT; its name replaces PATH, a template of mkstemp(3). */
static void make_file(char *path, const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void the_prompt_goes_on_after_a_failure(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(type(sh, "recv 99"), FLOW_GO);
	assert_int_equal(sh->errors, 0);
	assert_int_equal(type(sh, "recv 99 = 5"), FLOW_GO);
	assert_int_equal(sh->errors, 1);
	assert_int_equal(type(sh, "xyzzy"), FLOW_GO);
	assert_int_equal(type(sh, "quit"), FLOW_STOP);
	assert_true(sh->session.quitting);
}

static void unique_prefixes_will_do_at_the_prompt(void **state)
{
	struct shell *sh = *state;

	type(sh, "socket tcp as c");
	assert_int_equal(type(sh, "getsockn c"), FLOW_GO);
	assert_string_equal(sh->calls.data, "getsockname(3) = 0 (0.0.0.0:0)\n");
	type(sh, "get c SO_TYPE");
	assert_string_equal(sh->err.text, "'get' may be getsockname, getpeername, getsockopt");
	type(sh, "send 99 x");
	assert_int_equal(sh->errors, 0);
	assert_int_equal(shell_run(sh, "getsockn 3"), 2);
}

static void an_equals_sign_assigns_behind_a_prefix_too(void **state)
{
	struct shell *sh = *state;

	type(sh, "socket tcp as c");
	type(sh, "setso c SO_REUSEADDR = 1");
	assert_int_equal(sh->errors, 0);
	assert_string_equal(sh->calls.data, "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 1) = 0\n");
}

static void an_open_quote_waits_for_more(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(type(sh, "send 3 \"abc"), FLOW_MORE);
	assert_int_equal(type(sh, "send 3 { abc"), FLOW_MORE);
	assert_int_equal(sh->errors, 0);
	assert_int_equal(sh->calls.len, 0);
}

static void a_sourced_file_ends_at_its_first_failure_and_the_prompt_goes_on(void **state)
{
	char path[] = "/tmp/sosh-test.XXXXXX";
	struct buf line = { 0 };
	struct shell *sh = *state;

	make_file(path, "recv 98\nrecv 99\n");
	buf_addf(&line, "source %s", path);
	type(sh, line.data);
	assert_string_equal(sh->calls.data, "recv(98, 65536) = -1 EBADF (Bad file descriptor)\n");
	assert_int_equal(sh->errors, 1);
	assert_non_null(strstr(sh->err.text, "recv(98, 65536) = -1 EBADF"));
	assert_false(sh->session.quitting);
	assert_int_equal(type(sh, "recv 97"), FLOW_GO);
	sh->session.set.keep = 1;
	type(sh, line.data);
	assert_non_null(strstr(sh->calls.data, "recv(99"));
	unlink(path);
	buf_free(&line);
}

static void a_file_is_checked_whole_before_anything_runs(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(shell_run(sh, "socket tcp\nxyzzy\nrecv\nsend 3 \"\\q\"\n"), 2);
	assert_int_equal(sh->errors, 3);
	assert_int_equal(sh->calls.len, 0);
	assert_int_equal(shell_run(sh, "socket tcp\nsend 3 \"open"), 2);
	assert_int_equal(sh->errors, 1);
	assert_int_equal(sh->calls.len, 0);
}

static void escapes_in_single_quotes_get_a_hint_at_the_prompt(void **state)
{
	struct shell *sh = *state;
	size_t printed = 0;

	out_set_hook(sh->session.out, swallow, &printed);
	type(sh, "send 99 \"a\\n\"");
	type(sh, "send 99 'a'");
	type(sh, "let a = '\\\\n'; send 99 $a");
	out_flush(sh->session.out);
	assert_int_equal(printed, 0);
	type(sh, "send 99 'a\\n'");
	out_flush(sh->session.out);
	assert_true(printed > 0);
	out_set_hook(sh->session.out, NULL, NULL);
}

/* ---- what a front end hears ---- */

static struct buf heard;

static void hear_before(struct session *s, const struct parsed *p)
{
	buf_addf(&heard, "%.*s\n", (int)(p->span.end - p->span.start),
		s->source->text + p->span.start);
}

static void hear_after(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	static const char *const names[] = { "held", "failed", "unmet", "refused", "stopped" };

	(void)s;
	(void)p;
	buf_addf(&heard, "  %s%s%s\n", names[v], e ? ": " : "", e ? e->text : "");
}

static void hear_comment(struct session *s, struct slice text)
{
	(void)s;
	buf_addf(&heard, "%.*s\n", (int)text.len, text.p);
}

static const struct front listener = {
	.error = shell_error, .before = hear_before, .after = hear_after, .comment = hear_comment
};

static void assert_heard(struct shell *sh, const char *script, const char *what)
{
	sh->session.front = &listener;
	buf_clear(&heard);
	shell_run(sh, script);
	assert_string_equal(buf_cstr(&heard), what);
	buf_free(&heard);
}

static void the_front_end_hears_of_each_command_and_of_its_verdict(void **state)
{
	struct shell *sh = *state;

	sh->session.set.keep = 1;
	assert_heard(sh, "# one\nlet a = 1 # two\n", "# one\n# two\nlet a = 1\n  held\n");
	assert_heard(sh, "recv 99 = EBADF; recv 99; recv 99 = 5",
		"recv 99 = EBADF\n  held\n"
		"recv 99\n  failed: recv(99, 65536) = -1 EBADF (Bad file descriptor)\n"
		"recv 99 = 5\n  unmet: expected 5, got -1 EBADF (Bad file descriptor)\n");
	assert_heard(sh, "print $nothing", "print $nothing\n  refused: no variable 'nothing'\n");
	assert_heard(sh, "let b = 0; send b x",
		"let b = 0\n  held\n"
		"send b x\n  refused: descriptor 0 is standard input\n");
	sh->session.set.keep = 0;
	assert_heard(sh, "repeat 2 {\n# in\nrecv 99 = EBADF; recv 99 = 1\n}\nlet a = 2\n",
		"repeat 2 {\n# in\nrecv 99 = EBADF; recv 99 = 1\n}\n# in\nrecv 99 = EBADF\n  held\n"
		"recv 99 = 1\n  unmet: expected 1, got -1 EBADF (Bad file descriptor)\n  stopped\n");
}

static void the_verdict_on_a_job_comes_when_it_is_waited_for(void **state)
{
	struct shell *sh = *state;

	assert_heard(sh, "recv 99 = EBADF &\nlet a = 1\nwait",
		"recv 99 = EBADF &\nlet a = 1\n  held\nwait\n  held\n  held\n");
	assert_heard(sh, "recv 99 &\nwait",
		"recv 99 &\nwait\n"
		"  failed: recv(99, 65536) = -1 EBADF (Bad file descriptor)\n  stopped\n");
	jobs_end(&sh->session);
}

/* ---- a command that returns two descriptors ---- */

static enum command_status run_pair(struct run *r)
{
	fdtab_lock(r->sys.fds);
	int status = socketpair(AF_UNIX, SOCK_STREAM, 0, r->fds);
	if (!status) {
		fdtab_add(r->sys.fds, r->fds[0], "a pair", 0);
		fdtab_add(r->sys.fds, r->fds[1], "a pair", 0);
	}
	fdtab_unlock(r->sys.fds);
	run_result(r, status);
	return DONE;
}

static const struct command command_pair = {
	.name = "pair", .flags = MAKES_CALL | NAMES_RESULT, .descriptors = 2, .run = run_pair
};

static void as_names_each_of_the_descriptors(void **state)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{ "pair as a", "pair returns 2 descriptors, and as gives 1 name" },
		{ "pair as a,b,c", "pair returns 2 descriptors, and as gives 3 names" },
		{ "pair as a,", "'' is not a name" },
		{ "pair as ,a", "'' is not a name" },
		{ "pair as \"\"", "'' is not a name" },
		{ "pair as a,fd", "'fd' is reserved" },
		{ "send 99 x as a,b", "send returns no descriptor to name" },
		{ "accept 99 as a,b", "accept returns 1 descriptor, and as gives 2 names" },
		{ "repeat 1 { } as a,b", "repeat has one number to name, not 2" },
	};
	const struct command **rows = calloc(commands_table.count + 1, sizeof(*rows));
	struct command_table table = commands_table;
	struct shell *sh = *state;

	memcpy(rows, table.rows, table.count * sizeof(*rows));
	rows[table.count++] = &command_pair;
	table.rows = rows;
	sh->session.scope.commands = &table;
	assert_int_equal(shell_run(sh, "pair as a,b; let i = 1; pair as c$i,\"d$i\"\n"
				       "send a abc = 3; recv b = 3; send d1 x = 1; recv c1 = 1\n"
				       "assert $b == 4; assert $c1 == 5; assert $d1 == 6; pair"),
		0);
	assert_string_equal(sh->err.text, "");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(shell_run(sh, wrong[i].text), 2);
		assert_string_equal(sh->err.text, wrong[i].says);
	}
	sh->session.scope.commands = &commands_table;
	free(rows);
}

static void rows_are_such_as_jobs_and_blocks_can_keep(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];

		if (row->descriptors)
			assert_true(row->flags & NAMES_RESULT);
		if (row->descriptors && row->descriptors != DESCRIPTORS_MANY) {
			assert_in_range(row->descriptors, 2, RUN_DESCRIPTORS);
			assert_false(row->flags & MAY_BE_JOB);
		}
		for (const struct option *o = row->options; o && o->name; o++)
			assert_true(!o->value.only || service_find(slice_of(o->value.only)));
		for (const struct param *p = row->params; p && p->name; p++)
			if ((p->flags & OPTIONAL) && (p->type->flags & TYPE_LOOKS_UP))
				for (const struct param *next = p + 1; next->name; next++)
					assert_true(next->flags & OPTIONAL);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, shell_setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_prompt_goes_on_after_a_failure),
		TEST(unique_prefixes_will_do_at_the_prompt),
		TEST(an_equals_sign_assigns_behind_a_prefix_too),
		TEST(an_open_quote_waits_for_more),
		TEST(a_sourced_file_ends_at_its_first_failure_and_the_prompt_goes_on),
		TEST(a_file_is_checked_whole_before_anything_runs),
		TEST(the_front_end_hears_of_each_command_and_of_its_verdict),
		TEST(the_verdict_on_a_job_comes_when_it_is_waited_for),
		TEST(as_names_each_of_the_descriptors),
		TEST(rows_are_such_as_jobs_and_blocks_can_keep),
		TEST(escapes_in_single_quotes_get_a_hint_at_the_prompt),
	};

	return cmocka_run_group_tests_name("interpreter", tests, NULL, NULL);
}
