/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectations: what `= RESULT in TIME` says, against what came back.
 */
#include "lang_fixture.h"

#include <stdio.h>

#undef results_check /* cmocka has a macro of this name */
#include "lang/results.h"
#include "shell/judge.h"

/* What a call brought whose result is printed as WORDS; ERROR has room for its name. */
static struct came what_came(const char *words, bool ok, char error[40])
{
	struct came came = { .ok = ok, .error = "", .words = slice_of(words) };
	char *end;

	came.result = strtoll(words, &end, 10);
	came.returned = end > words;
	if (!ok && sscanf(came.returned ? end : words, "%39s", error) == 1)
		came.error = error;
	return came;
}

/* Whether the expectation is seen to hold before there are words. */
static bool holds_at_once(const struct expectation *x, const char *words, bool ok)
{
	char error[40];
	struct came came = what_came(words, ok, error);

	came.words = (struct slice){ "", 0 };
	return results_hold(x, &came);
}

/* Judges the expectation of TEXT ("recv 3 = 5") against a result made up here. */
static int judge(struct shell *sh, const char *text, const char *words, bool ok, int64_t ns)
{
	struct line line;
	struct run r;
	size_t pos = 0;
	int status;

	assert_int_equal(lex_line(text, strlen(text), &pos, scope_assigns, &sh->session.scope,
				 &sh->arena, &line, &sh->err),
		LEX_OK);
	run_init(&r, &sh->session);
	r.parsed = &line.commands[0];
	r.result = (struct last){ .any = true, .ok = ok, .duration = ns, .error = "" };
	buf_adds(&r.words, words);
	err_clear(&sh->err);
	status = judge_run(&r, &sh->err);
	run_free(&r);
	if (holds_at_once(&line.commands[0].expect, words, ok))
		assert_int_equal(status, ns ? status : 0);
	return status;
}

struct row {
	const char *expectation, *words;
	bool holds;
};

static void judge_all(struct shell *sh, const struct row *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf text = { 0 };
		const char *words = table[i].words;
		bool ok = strncmp(words, "-1", 2) && words[0] != 'E' && words[0] != 'G';
		int status;

		buf_addf(&text, "recv 3 = %s", table[i].expectation);
		status = judge(sh, text.data, words, ok, 0);
		if (status != (table[i].holds ? 0 : -1))
			print_message("%s | %s\n", table[i].expectation, words);
		assert_int_equal(status, table[i].holds ? 0 : -1);
		buf_free(&text);
	}
}

static void as_many_words_as_matter_are_compared_from_the_first_on(void **state)
{
	static const struct row table[] = {
		{ "3", "3", true },
		{ "3", "30", false },
		{ "30", "3", false },
		{ "3", "3 (127.0.0.1:80)", true },
		{ "3 (127.0.0.1:80)", "3 (127.0.0.1:80)", true },
		{ "3 (127.0.0.1:8)", "3 (127.0.0.1:80)", false },
		{ "0 (end of", "0 (end of stream)", true },
		{ "0   (end  of", "0 (end of stream)", true },
		{ "0 (end of stream) now", "0 (end of stream)", false },
		{ "(end", "0 (end of stream)", false },
		{ "\"0 (end of stream)\"", "0 (end of stream)", true },
		{ "0 \"(end of\"", "0 (end of stream)", true },
		{ "GAVEUP", "GAVEUP (after 500 ms; still SYN_SENT)", true },
		{ "EAI_NONAME", "EAI_NONAME (Name or service not known)", true },
	};

	judge_all(*state, table, COUNT(table));
}

static void the_minus_one_may_be_left_out(void **state)
{
	static const struct row table[] = {
		{ "-1", "-1 ECONNREFUSED (Connection refused)", true },
		{ "-1 ECONNREFUSED", "-1 ECONNREFUSED (Connection refused)", true },
		{ "ECONNREFUSED", "-1 ECONNREFUSED (Connection refused)", true },
		{ "ECONNREFUSED (Connection", "-1 ECONNREFUSED (Connection refused)", true },
		{ "ECONN", "-1 ECONNREFUSED (Connection refused)", false },
		{ "-1 EBADF", "-1 ECONNREFUSED (Connection refused)", false },
		{ "-1", "-10", false },
	};

	judge_all(*state, table, COUNT(table));
}

static void sizes_and_hex_are_numbers(void **state)
{
	static const struct row table[] = {
		{ "1M", "1048576", true },
		{ "1M", "1", false },
		{ "64k (end", "65536 (end of stream)", true },
		{ "3|2k", "2048", true },
		{ "0x10", "16", true },
		{ "+7", "7", true },
		{ "007", "7", true },
		{ "-0x1", "-1 EBADF (Bad file descriptor)", true },
		{ "1x", "1x", true },
		{ "k", "0", false },
	};

	judge_all(*state, table, COUNT(table));
}

static void a_number_or_a_name_alone_is_judged_without_words(void **state)
{
	static const struct row table[] = {
		{ "3", "3 (127.0.0.1:80)", true },
		{ "7|3", "3", true },
		{ "1k", "1024", true },
		{ "ok", "3", true },
		{ "EBADF", "-1 EBADF (Bad file descriptor)", true },
		{ "-1 EBADF", "-1 EBADF (Bad file descriptor)", true },
		{ "-1", "-1 EBADF (Bad file descriptor)", true },
		{ "GAVEUP", "GAVEUP (after 500 ms)", true },
		{ "EAI_NONAME", "EAI_NONAME (Name or service not known)", true },
		{ "-1 EAI_NONAME", "EAI_NONAME (Name or service not known)", false },
		{ "-1", "EAI_NONAME (Name or service not known)", false },
		{ "30", "3", false },
		{ "ok", "-1 EBADF (Bad file descriptor)", false },
		{ "$n", "3", false },
	};
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table); i++) {
		struct buf text = { 0 };
		struct line line;
		size_t pos = 0;

		buf_addf(&text, "recv 3 = %s", table[i].expectation);
		assert_int_equal(lex_line(text.data, text.len, &pos, scope_assigns,
					 &sh->session.scope, &sh->arena, &line, &sh->err),
			LEX_OK);
		if (holds_at_once(&line.commands[0].expect, table[i].words,
			    table[i].words[0] == '3' || table[i].words[0] == '1') != table[i].holds)
			fail_msg("%s | %s", table[i].expectation, table[i].words);
		buf_free(&text);
	}
}

static void one_of_several_alternatives_will_do(void **state)
{
	static const struct row table[] = {
		{ "3|5", "5", true },
		{ "3|5", "3", true },
		{ "3|5", "4", false },
		{ "3 | 5", "5", true },
		{ "3 |5", "3", true },
		{ "EAGAIN|0 (end|7", "0 (end of stream)", true },
		{ "EAGAIN|0 (end|7", "7", true },
		{ "EAGAIN|0 (end|7", "0 (other)", false },
		{ "\"3|5\"", "5", false },
		{ "\"3|5\"", "3|5", true },
		{ "$n|9", "9", true },
		{ "9|$n", "42", true },
		{ "9|${n}1", "421", true },
		{ "9|$n", "43", false },
		{ "$bars", "3", false },
	};
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("n"), slice_of("42"));
	vars_set(&sh->session.scope.vars, slice_of("bars"), slice_of("3|4"));
	judge_all(sh, table, COUNT(table));
}

static void a_range_stands_in_place_of_a_number(void **state)
{
	static const struct row table[] = {
		{ "1..4096", "1", true },
		{ "1..4096", "4096 (127.0.0.1:80)", true },
		{ "1..4096", "4097", false },
		{ "1..4096", "0", false },
		{ "-1..1", "-1 EBADF (Bad file descriptor)", true },
		{ "1k..2k", "1024", true },
		{ "1k..2k", "1000", false },
		{ "5..", "5", true },
		{ "5..", "4", false },
		{ "..5", "0", true },
		{ "..5", "6", false },
		{ "5..5", "5", true },
		{ "7|1..5", "3", true },
		{ "1..5|7", "7", true },
		{ "1..5|7", "6", false },
		{ "0 (1..5)", "0 (5)", true },
		{ "0 (1..5)", "0 (6)", false },
		{ "0 (1..5)", "0 5", false },
		{ "0 (1..5", "0 (5)", true },
		{ "0 (1..5", "0 (6)", false },
		{ "0 (2..3 addresses)", "0 (2 addresses)", true },
		{ "0 (2..3 addresses)", "0 (2 address)", false },
		{ "0 (127.0.0.1:1024..)", "0 (127.0.0.1:40000)", true },
		{ "0 (127.0.0.1:1024..)", "0 (127.0.0.2:40000)", false },
		{ "0 (127.0.0.1:..1023)", "0 (127.0.0.1:40000)", false },
		{ "0 (1s..3s)", "0 (2s)", true },
		{ "0 (1s..3s)", "0 (500ms)", false },
		{ "GAVEUP (after 90ms..2s)", "GAVEUP (after 3 s)", false },
		{ "GAVEUP (after 99..101 ms)", "GAVEUP (after 100.5 ms)", true },
		{ "GAVEUP (after 99..100 ms)", "GAVEUP (after 100.5 ms)", false },
		{ "\"1..5\"", "3", false },
		{ "\"1..5\"", "1..5", true },
		{ "${n}..50", "42", true },
		{ "${n}..50", "41", false },
	};
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("n"), slice_of("42"));
	judge_all(sh, table, COUNT(table));
}

/* Judges `recv 3 = EXPECTATION` where WORDS and DATA came. */
static int judge_data(
	struct shell *sh, const char *expectation, const char *words, struct slice data)
{
	struct buf text = { 0 };
	struct line line;
	struct run r;
	size_t pos = 0;
	int status;

	buf_addf(&text, "recv 3 = %s", expectation);
	assert_int_equal(lex_line(text.data, text.len, &pos, scope_assigns, &sh->session.scope,
				 &sh->arena, &line, &sh->err),
		LEX_OK);
	assert_int_equal(results_check(&line.commands[0].expect, &sh->err), 0);
	struct source src = { .text = text.data, .len = text.len };
	sh->session.source = &src;
	run_init(&r, &sh->session);
	r.parsed = &line.commands[0];
	r.result = (struct last){ .any = true, .ok = words[0] != '-', .error = "" };
	r.received = true;
	buf_adds(&r.words, words);
	buf_clear(&sh->session.data);
	buf_add(&sh->session.data, data.p, data.len);
	err_clear(&sh->err);
	status = judge_run(&r, &sh->err);
	run_free(&r);
	sh->session.source = NULL;
	buf_free(&text);
	return status;
}

static void quoted_words_behind_the_first_are_the_bytes_that_came(void **state)
{
	static const struct {
		const char *expectation, *words, *data;
		bool holds;
	} table[] = {
		{ "5 \"Hello\"", "5", "Hello", true },
		{ "5 'Hello'", "5", "Hello", true },
		{ "5 \"Hello\"", "5", "Helpo", false },
		{ "5 \"Hell\"", "5", "Hello", false },
		{ "5 \"Hello \"", "5", "Hello", false },
		{ "5 \"Hello\"", "6", "Hello", false },
		{ "ok \"Hello\"", "5", "Hello", true },
		{ "1..9 \"Hello\"", "5", "Hello", true },
		{ "6..9 \"Hello\"", "5", "Hello", false },
		{ "5 $greeting", "5", "Hello", true },
		{ "5 \"$greeting\"", "5", "Hallo", false },
		{ "5 \"a|b..\"", "5", "a|b..", true },
		{ "5 \"Hallo\"|5 \"Hello\"", "5", "Hello", true },
		{ "5 \"Hallo\"|0", "0 (end of stream)", "", true },
		{ "5 \"Hello\" (127.0.0.1:4000..5000)", "5 (127.0.0.1:4321)", "Hello", true },
		{ "5 \"Hello\" (127.0.0.1:4000)", "5 (127.0.0.1:4321)", "Hello", false },
		{ "0 \"\"", "0 (end of stream)", "", true },
		{ "0 \"(end of\"", "0 (end of stream)", "", true },
		{ "0 \"x\"", "0 (end of stream)", "", false },
		{ "-1 \"EBADF\"", "-1 EBADF (Bad file descriptor)", "", true },
	};
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("greeting"), slice_of("Hello"));
	for (size_t i = 0; i < COUNT(table); i++) {
		int status = judge_data(
			sh, table[i].expectation, table[i].words, slice_of(table[i].data));

		if (status != (table[i].holds ? 0 : -1))
			fail_msg("%s | %s %s", table[i].expectation, table[i].words, table[i].data);
	}
}

static void the_first_byte_that_differs_stands_above_a_caret(void **state)
{
	static const struct {
		const char *expectation, *came, *below;
	} table[] = {
		{ "5 \"Hello\"", "Helpo",
			"  expected \"Hello\"\n  came     \"Helpo\"\n               ^ byte 3: 6c expected, 70 came\n" },
		{ "5 \"Hello\"", "Hell",
			"  expected \"Hello\"\n  came     \"Hell\"\n                ^ byte 4: 6f expected, the end came\n" },
		{ "5 \"\\0001\"", "",
			"  expected \"\\0001\"\n  came     \"\"\n            ^ byte 0: 00 expected, the end came\n" },
		{ "5 \"\\0\\r2\"", "\0",
			"  expected \"\\0\\r2\"\n  came     \"\"\n            ^ byte 0: 00 expected, the end came\n" },
		{ "5 \"0123456789abcdefghijkX0123456789abcdefghijk\"",
			"0123456789abcdefghijkY0123456789abcdefghijk",
			"  expected ...\"56789abcdefghijkX0123456789abcde\"...\n"
			"  came     ...\"56789abcdefghijkY0123456789abcde\"...\n"
			"                               ^ byte 21: 58 expected, 59 came\n" },
	};
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table); i++) {
		judge_data(sh, table[i].expectation, "5", slice_of(table[i].came));
		assert_string_equal(sh->err.below, table[i].below);
	}
	sh->session.set.view = VIEW_HEX;
	judge_data(sh, "5 \"ab\"", "5", slice_of("ac"));
	assert_string_equal(sh->err.below,
		"  expected 61 62\n  came     61 63\n              ^ byte 1: 62 expected, 63 came\n");
}

static void ok_is_any_call_that_did_not_fail(void **state)
{
	static const struct row table[] = {
		{ "ok", "7", true },
		{ "ok", "0 (end of stream)", true },
		{ "ok", "-1 EBADF (Bad file descriptor)", false },
		{ "ok", "GAVEUP (after 1 s)", false },
		{ "ok|EBADF", "-1 EBADF (Bad file descriptor)", true },
	};

	judge_all(*state, table, COUNT(table));
}

static void a_duration_has_bounds(void **state)
{
	static const struct {
		const char *text;
		int64_t ns;
		const char *says; /* NULL: it holds */
	} table[] = {
		{ "recv 3 = 2 in 90ms..150ms", 100000000, NULL },
		{ "recv 3 = 2 in 90ms..150ms", 90000000, NULL },
		{ "recv 3 = 2 in 90ms..150ms", 150000000, NULL },
		{ "recv 3 = 2 in 90ms..150ms", 89000000,
			"it took 89 ms, expected 90 ms or more and 150 ms or less" },
		{ "recv 3 = 2 in 90ms..150ms", 151000000, "it took 151 ms" },
		{ "recv 3 = 2 in 90ms..", 5000000000, NULL },
		{ "recv 3 = 2 in 90ms..", 5, "it took 5 ns, expected 90 ms or more" },
		{ "recv 3 = 2 in ..1s", 5, NULL },
		{ "recv 3 = 2 in 1s", 2000000000, "it took 2 s, expected 1 s or less" },
		{ "recv 3 = 3 in 1s", 5, "expected 3, got 2" },
	};
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table); i++) {
		int status = judge(sh, table[i].text, "2", true, table[i].ns);

		assert_int_equal(status, table[i].says ? -1 : 0);
		if (!table[i].says)
			continue;
		if (!strstr(sh->err.text, table[i].says))
			print_message("%s\n", sh->err.text);
		assert_non_null(strstr(sh->err.text, table[i].says));
		assert_int_equal(sh->err.kind, ERR_EXPECT);
		assert_int_equal(sh->err.span.start, 7);
	}
}

static void what_was_expected_and_what_came_are_both_named(void **state)
{
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("n"), slice_of("42"));
	assert_int_equal(judge(sh, "recv 3 = $n|EBADF", "7", true, 0), -1);
	assert_string_equal(sh->err.text, "expected 42|EBADF, got 7");
	assert_true(sh->err.located);
	assert_int_equal(sh->err.span.start, 7);
	assert_int_equal(sh->err.span.end, 17);
	assert_int_equal(judge(sh, "recv 3 = 1|$nobody", "7", true, 0), -1);
	assert_int_equal(sh->err.kind, ERR_NAME);
	assert_int_equal(judge(sh, "recv 3 = 7|$nobody", "7", true, 0), 0);
}

static void names_of_no_error_are_found_before_anything_runs(void **state)
{
	static const struct {
		const char *text, *says, *hint;
	} table[] = {
		{ "recv 3 = ECONREFUSED", "'ECONREFUSED' is no error",
			"did you mean ECONNREFUSED?" },
		{ "recv 3 = -1 ECONREFUSED", "'ECONREFUSED' is no error", "ECONNREFUSED" },
		{ "recv 3 = 5|EAGIAN", "'EAGIAN' is no error", "did you mean EAGAIN?" },
		{ "resolve x = EAI_NONAM", "'EAI_NONAM' is no error", "did you mean EAI_NONAME?" },
		{ "recv 3 = 3|", "an alternative of the expected result is empty", "" },
		{ "recv 3 = |", "an alternative of the expected result is empty", "" },
		{ "recv 3 = 5..1", "'5..1' ends below where it begins", "" },
		{ "recv 3 = 3|2s..1s", "'2s..1s' ends below", "" },
		{ "recv 3 = 5..1 \"x\"", "'5..1' ends below", "" },
		{ "recv 3 = ..", "'..' is no range of numbers", "quote it where it is text" },
		{ "recv 3 = 0 (..)", "'(..)' is no range", "" },
		{ "recv 3 = 1..x", "'1..x' is no range", "" },
		{ "recv 3 = 1..5ms", "'1..5ms' is no range", "" },
	};
	static const char *const good[] = { "recv 3 = EAGAIN|EWOULDBLOCK", "recv 3 = EAI_NONAME",
		"recv 3 = GAVEUP", "recv 3 = ok", "recv 3 = 0 (ESTABLISHED)", "recv 3 = $x|EFOO",
		"recv 3 = 0 (../a)", "recv 3 = a..b", "recv 3 = \"5..1\"", "recv 3 = 0 \"..\"" };
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table) + COUNT(good); i++) {
		bool bad = i < COUNT(table);
		const char *text = bad ? table[i].text : good[i - COUNT(table)];
		struct line line;
		size_t pos = 0;
		int status;

		assert_int_equal(lex_line(text, strlen(text), &pos, scope_assigns,
					 &sh->session.scope, &sh->arena, &line, &sh->err),
			LEX_OK);
		err_clear(&sh->err);
		status = results_check(&line.commands[0].expect, &sh->err);
		if (status != (bad ? -1 : 0))
			print_message("%s\n", text);
		assert_int_equal(status, bad ? -1 : 0);
		if (bad) {
			assert_non_null(strstr(sh->err.text, table[i].says));
			assert_non_null(strstr(sh->err.hint, table[i].hint));
		}
	}
}

static void an_expected_failure_is_a_success(void **state)
{
	struct shell *sh = *state;

	assert_int_equal(shell_run(sh, "recv 99 = EBADF\nsocket tcp = ok"), 0);
	assert_int_equal(sh->errors, 0);
	assert_int_equal(shell_run(sh, "recv 99 = 5\nsocket tcp"), 1);
	assert_int_equal(sh->errors, 1);
	assert_string_equal(sh->calls.data, "recv(99, 65536) = -1 EBADF (Bad file descriptor)\n");
	assert_int_equal(shell_run(sh, "print x = 3"), 2);
	assert_non_null(strstr(sh->err.text, "print makes no call"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, shell_setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(as_many_words_as_matter_are_compared_from_the_first_on),
		TEST(the_minus_one_may_be_left_out),
		TEST(sizes_and_hex_are_numbers),
		TEST(a_number_or_a_name_alone_is_judged_without_words),
		TEST(one_of_several_alternatives_will_do),
		TEST(a_range_stands_in_place_of_a_number),
		TEST(quoted_words_behind_the_first_are_the_bytes_that_came),
		TEST(the_first_byte_that_differs_stands_above_a_caret),
		TEST(ok_is_any_call_that_did_not_fail),
		TEST(a_duration_has_bounds),
		TEST(what_was_expected_and_what_came_are_both_named),
		TEST(names_of_no_error_are_found_before_anything_runs),
		TEST(an_expected_failure_is_a_success),
	};

	return cmocka_run_group_tests_name("expectations", tests, NULL, NULL);
}
