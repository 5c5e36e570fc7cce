/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables: the table of names, and what words expand to.
 */
#include "lang_fixture.h"

#include <stdio.h>

/* ---- names ---- */

static void names_are_letters_digits_and_underscores(void **state)
{
	static const char *const good[] = { "c", "_", "a1", "A_b", "m", "m10", "mx", "E", "Ex",
		"everything", "EFOO", "all2", "gaveup", "in" };
	static const char *const bad[] = { "", "1", "1a", "a-b", "a.b", "a b", "\xc3\xa4", "$a",
		"?", "#" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_int_equal(vars_check_name(slice_of(good[i]), &e), 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(vars_check_name(slice_of(bad[i]), &e), -1);
		assert_int_equal(e.kind, ERR_NAME);
		assert_non_null(strstr(e.text, "is not a name"));
	}
}

static void reserved_names_are_refused(void **state)
{
	static const char *const reserved[] = { "all", "fd", "ok", "as", "GAVEUP", "errno", "data",
		"time", "addr", "m0", "m9", "ECONNREFUSED", "EAGAIN", "EWOULDBLOCK", "EINTR" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(reserved); i++) {
		if (!vars_check_name(slice_of(reserved[i]), &e))
			print_message("%s\n", reserved[i]);
		assert_int_equal(vars_check_name(slice_of(reserved[i]), &e), -1);
		assert_int_equal(e.kind, ERR_NAME);
		assert_non_null(strstr(e.text, "is reserved"));
	}
}

/* ---- the table ---- */

static void a_name_holds_what_was_set_last(void **state)
{
	struct vars v = { 0 };

	(void)state;
	assert_null(vars_get(&v, slice_of("a")).p);
	vars_set(&v, slice_of("a"), slice_of("1"));
	vars_set(&v, slice_of("a"), (struct slice){ "x\0y", 3 });
	assert_int_equal(vars_get(&v, slice_of("a")).len, 3);
	vars_set(&v, slice_of("a"), slice_of(""));
	assert_non_null(vars_get(&v, slice_of("a")).p);
	assert_int_equal(vars_get(&v, slice_of("a")).len, 0);
	vars_set_number(&v, slice_of("n"), -7);
	assert_true(slice_is(vars_get(&v, slice_of("n")), "-7"));
	vars_free(&v);
}

static void what_was_written_bare_is_noted_until_it_is_set_again(void **state)
{
	struct vars v = { 0 };

	(void)state;
	assert_false(vars_is_written(&v, slice_of("a")));
	vars_set(&v, slice_of("a"), slice_of("007"));
	assert_false(vars_is_written(&v, slice_of("a")));
	vars_mark_written(&v, slice_of("a"));
	assert_true(vars_is_written(&v, slice_of("a")));
	vars_set(&v, slice_of("a"), slice_of("007"));
	assert_false(vars_is_written(&v, slice_of("a")));
	vars_set_number(&v, slice_of("a"), 7);
	assert_true(vars_is_written(&v, slice_of("a")));
	vars_free(&v);
}

static void a_value_may_be_set_to_a_part_of_itself(void **state)
{
	struct vars v = { 0 };
	struct slice old;

	(void)state;
	vars_set(&v, slice_of("a"), slice_of("127.0.0.1:80"));
	old = vars_get(&v, slice_of("a"));
	vars_set(&v, slice_of("a"), (struct slice){ old.p + 10, 2 });
	assert_true(slice_is(vars_get(&v, slice_of("a")), "80"));
	vars_free(&v);
}

static void numbers_that_fit_an_int_are_descriptors(void **state)
{
	static const struct {
		const char *value;
		bool is_fd;
		int fd;
	} table[] = {
		{ "3", true, 3 },
		{ "-1", true, -1 },
		{ "2147483647", true, 2147483647 },
		{ "2147483648", false, 0 },
		{ "", false, 0 },
		{ "x", false, 0 },
		{ "3x", false, 0 },
		{ " 3", false, 0 },
		{ "+3", false, 0 },
		{ "99999999999999999999", false, 0 },
	};
	struct vars v = { 0 };
	int fd;

	(void)state;
	assert_false(vars_get_fd(&v, slice_of("a"), &fd));
	for (size_t i = 0; i < COUNT(table); i++) {
		vars_set(&v, slice_of("a"), slice_of(table[i].value));
		assert_int_equal(vars_get_fd(&v, slice_of("a"), &fd), table[i].is_fd);
		if (table[i].is_fd)
			assert_int_equal(fd, table[i].fd);
	}
	vars_free(&v);
}

static void a_descriptors_name_is_the_one_set_last(void **state)
{
	struct vars v = { 0 };

	(void)state;
	assert_null(vars_name_of_fd(&v, 3).p);
	vars_name_fd(&v, slice_of("b"), 3);
	vars_name_fd(&v, slice_of("a"), 3);
	assert_true(slice_is(vars_name_of_fd(&v, 3), "a"));
	vars_name_fd(&v, slice_of("b"), 3);
	assert_true(slice_is(vars_name_of_fd(&v, 3), "b"));
	vars_name_fd(&v, slice_of("b"), 4);
	assert_true(slice_is(vars_name_of_fd(&v, 3), "a"));
	vars_free(&v);
}

static void count_in_order(void *context, struct slice name, struct slice value)
{
	int *count = context;
	char wanted[8];

	snprintf(wanted, sizeof(wanted), "v%05d", *count);
	assert_true(slice_is(name, wanted));
	assert_true(slice_is(value, wanted + 1));
	++*count;
}

static void thousands_of_names_come_in_their_order(void **state)
{
	struct vars v = { 0 };
	int count = 0;

	(void)state;
	for (int i = 4999; i >= 0; i--) {
		char name[16];

		snprintf(name, sizeof(name), "v%05d", i);
		vars_set(&v, slice_of(name), slice_of(name + 1));
	}
	vars_each(&v, count_in_order, &count);
	assert_int_equal(count, 5000);
	vars_free(&v);
}

/* ---- expansion ---- */

static void assert_expands(struct shell *sh, const char *text, const char *value)
{
	int n;
	struct buf line = { 0 };
	struct text_word *words;

	buf_addf(&line, "print %s", text);
	words = shell_words(sh, line.data, &n);
	assert_int_equal(n, 2);
	if (!slice_is(words[1].text, value))
		print_message("%s: %.*s\n", text, (int)words[1].text.len, words[1].text.p);
	assert_true(slice_is(words[1].text, value));
	buf_free(&line);
}

static int expand(struct shell *sh, const char *name, const char *property)
{
	struct buf b = { 0 };
	int status =
		session_value(&sh->session.scope, slice_of(name), slice_of(property), &b, &sh->err);

	buf_free(&b);
	return status;
}

static void values_are_never_split_or_read_again(void **state)
{
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("a"), slice_of("x y; $b \"#"));
	vars_set(&sh->session.scope.vars, slice_of("i"), slice_of("7"));
	assert_expands(sh, "$a", "x y; $b \"#");
	assert_expands(sh, "\"<$a>\"", "<x y; $b \"#>");
	assert_expands(sh, "'$a'", "$a");
	assert_expands(sh, "c${i}th", "c7th");
	assert_expands(sh, "\"\\$i$\"", "$i$");
}

static void automatic_variables_tell_of_the_last_call(void **state)
{
	struct shell *sh = *state;

	assert_expands(sh, "<$?,$errno,$data>", "<0,,>");
	assert_int_equal(shell_run(sh, "recv 99 = EBADF"), 0);
	assert_expands(sh, "$?,$errno", "-1,EBADF");
	assert_int_equal(shell_run(sh, "socket tcp as c"), 0);
	assert_expands(sh, "$?,$errno,$c", "3,,3");
	sh->session.last.duration = 1234567;
	assert_expands(sh, "$time", "1.234567ms");
	assert_int_equal(shell_run(sh, "resolve 127.0.0.1 80"), 0);
	assert_expands(sh, "$addr", "127.0.0.1:80");
	assert_int_equal(shell_run(sh, "resolve ::1"), 0);
	assert_expands(sh, "$addr", "::1");
}

static void script_arguments_are_numbered(void **state)
{
	static const char *const args[] = { "script", "one", "two words" };
	struct shell *sh = *state;

	assert_expands(sh, "$#", "0");
	sh->session.script_args = args;
	sh->session.script_argc = 3;
	assert_expands(sh, "$0-$1-$2-$#", "script-one-two words-2");
	assert_int_equal(expand(sh, "3", ""), -1);
	assert_non_null(strstr(sh->err.text, "no argument $3"));
}

static void captures_belong_to_the_last_pattern_that_matched(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(expand(sh, "m0", ""), -1);
	assert_non_null(strstr(sh->err.text, "no pattern has captured $m0"));
	assert_int_equal(shell_run(sh, "assert \"HTTP/1.1 404 No\" ~ \"/([0-9.]+) ([0-9]+)\""), 0);
	assert_expands(sh, "$m0,$m1,$m2", "/1.1 404,1.1,404");
	assert_int_equal(shell_run(sh, "assert abc ~ x"), 1);
	assert_expands(sh, "$m2", "404");
	assert_int_equal(shell_run(sh, "assert abc ~ b"), 0);
	assert_expands(sh, "$m0", "b");
	assert_int_equal(expand(sh, "m2", ""), -1);
}

static void properties_are_read_from_the_kernel_at_that_moment(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(shell_run(sh, "socket tcp as l; bind l 0"), 0);
	assert_expands(sh, "$l.fd", "3");
	assert_expands(sh, "$l.addr", "127.0.0.1");
	assert_expands(sh, "${l.so_type}", "SOCK_STREAM");
	assert_expands(sh, "${l}.port", "3.port");
	assert_expands(sh, "$l.state", "CLOSE");
	assert_int_equal(shell_run(sh, "listen l"), 0);
	assert_expands(sh, "$l.state", "LISTEN");
}

static void what_has_no_value_is_an_error(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(expand(sh, "nobody", ""), -1);
	assert_int_equal(sh->err.kind, ERR_NAME);
	assert_non_null(strstr(sh->err.text, "no variable 'nobody'"));
	vars_set(&sh->session.scope.vars, slice_of("h"), slice_of("www"));
	assert_int_equal(expand(sh, "h", "example"), -1);
	assert_non_null(strstr(sh->err.text, "'h' holds no descriptor"));
	assert_non_null(strstr(sh->err.hint, "${h}.example"));
	vars_set(&sh->session.scope.vars, slice_of("c"), slice_of("3"));
	assert_int_equal(expand(sh, "c", "prot"), -1);
	assert_non_null(strstr(sh->err.hint, "did you mean port?"));
	assert_int_equal(expand(sh, "c", "state"), -1);
}

static void as_sets_a_name_only_when_the_call_succeeds(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(shell_run(sh, "accept 99 as c = EBADF"), 0);
	assert_int_equal(expand(sh, "c", ""), -1);
	assert_int_equal(shell_run(sh, "let i = 1; socket tcp as c$i; socket tcp as c2"), 0);
	assert_expands(sh, "$c1$c2", "34");
	assert_int_equal(shell_run(sh, "close c1; send c1 x = EBADF; socket udp as c2"), 0);
	assert_expands(sh, "$c1$c2", "33");
	assert_int_equal(shell_run(sh, "socket tcp as ok"), 2);
	assert_non_null(strstr(sh->err.text, "'ok' is reserved"));
	assert_int_equal(shell_run(sh, "close 3 as c"), 2);
	assert_non_null(strstr(sh->err.text, "close returns no descriptor"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, shell_setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_letters_digits_and_underscores),
		cmocka_unit_test(reserved_names_are_refused),
		cmocka_unit_test(a_name_holds_what_was_set_last),
		cmocka_unit_test(what_was_written_bare_is_noted_until_it_is_set_again),
		cmocka_unit_test(a_value_may_be_set_to_a_part_of_itself),
		cmocka_unit_test(numbers_that_fit_an_int_are_descriptors),
		cmocka_unit_test(a_descriptors_name_is_the_one_set_last),
		cmocka_unit_test(thousands_of_names_come_in_their_order),
		TEST(values_are_never_split_or_read_again),
		TEST(automatic_variables_tell_of_the_last_call),
		TEST(script_arguments_are_numbered),
		TEST(captures_belong_to_the_last_pattern_that_matched),
		TEST(properties_are_read_from_the_kernel_at_that_moment),
		TEST(what_has_no_value_is_an_error),
		TEST(as_sets_a_name_only_when_the_call_succeeds),
	};

	return cmocka_run_group_tests_name("variables", tests, NULL, NULL);
}
