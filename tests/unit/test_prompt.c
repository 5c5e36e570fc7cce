/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the prompt is made of, without a terminal: typed text cut into lines,
 * rules of the history, carets below errors, lists and quoting of completions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/history.h"
#include "ui/input.h"
#include "ui/matches.h"
#include "ui/show.h"
#include "ui/resize.h"

/* ---- resizing ---- */

static void rows_are(const char *before, size_t width, size_t rows)
{
	assert_int_equal(resize_rows(slice_of("sosh> "), slice_of(before), width), rows);
}

static void rows_above_the_cursor_are_counted(void **state)
{
	(void)state;
	rows_are("", 80, 0);
	rows_are("abc", 10, 0);
	rows_are("abcd", 10, 1); /* at the edge is at the beginning of the next */
	rows_are("abcdefghijabcdefghij", 10, 2);
	rows_are("", 4, 1);
	rows_are("abc", 1, 9);
	rows_are("abc", 0, 9);
	rows_are("a\001c", 10, 1); /* ^A */
	rows_are("a\tc", 9, 1);
	rows_are("\t", 9, 0);
	rows_are("\xff\xff\xff", 10, 0);
	rows_are("\xff\xff\xff\xff", 10, 1);
	rows_are("\u00e4\u00f6\u00fc", 10, 0);
	rows_are("\u6c34\u6c34", 10, 1);
	rows_are("a\u6c34\u6c34a", 10, 1); /* the second finds no room at the edge */
	rows_are("a\u6c34\u6c34aaaaaaa", 10, 1);
	rows_are("a\u6c34\u6c34aaaaaaaa", 10, 2);
}

/* ---- input ---- */

static void next_is(struct input *in, bool final, const char *text)
{
	struct slice line;

	assert_true(input_next(in, final, &line));
	assert_int_equal(line.len, strlen(text));
	assert_memory_equal(line.p, text, line.len);
}

static void a_paste_is_cut_into_lines(void **state)
{
	struct input in = { 0 };
	struct slice line;

	(void)state;
	input_add(&in, "one; uno\ntwo\n\nthree");
	next_is(&in, false, "one; uno");
	next_is(&in, false, "two");
	next_is(&in, false, "");
	next_is(&in, false, "three");
	assert_false(input_next(&in, false, &line));
	assert_false(input_open(&in));
	input_free(&in);
}

static void an_open_quote_goes_on_in_the_next_line(void **state)
{
	struct input in = { 0 };
	struct slice line;

	(void)state;
	input_add(&in, "first\nprint \"a");
	next_is(&in, false, "first");
	assert_false(input_next(&in, false, &line));
	assert_true(input_open(&in));
	input_add(&in, "b\" x = y");
	next_is(&in, false, "print \"a\nb\" x = y");
	assert_false(input_open(&in));
	input_add(&in, "'open");
	assert_false(input_next(&in, false, &line));
	next_is(&in, true, "'open");
	input_add(&in, "{ block");
	input_drop(&in);
	assert_false(input_open(&in));
	input_free(&in);
}

static void a_shell_command_is_one_line_whatever_its_quotes(void **state)
{
	struct input in = { 0 };

	(void)state;
	input_add(&in, "  !echo \"it's\nprint x");
	next_is(&in, false, "  !echo \"it's");
	next_is(&in, false, "print x");
	input_free(&in);
}

static void what_the_lexer_refuses_is_a_line(void **state)
{
	struct input in = { 0 };

	(void)state;
	input_add(&in, "print \"\\q\"\nlet x = 1 in 5");
	next_is(&in, false, "print \"\\q\"");
	next_is(&in, false, "let x = 1 in 5");
	input_free(&in);
}

/* ---- history ---- */

static void what_the_history_wants(void **state)
{
	(void)state;
	assert_true(history_wants("a", NULL));
	assert_true(history_wants("a", "b"));
	assert_false(history_wants("a", "a"));
	assert_false(history_wants(" a", "b"));
	assert_false(history_wants("", NULL));
	assert_false(history_wants("\t \n", NULL));
}

/* ---- carets ---- */

static void caret_is(const char *text, size_t start, size_t end, const char *expected)
{
	struct source src = { .text = text, .len = strlen(text), .first_line = 1 };
	struct buf b = { 0 };

	show_caret(&src, (struct span){ start, end }, 80, &b);
	assert_string_equal(buf_cstr(&b), expected);
	buf_free(&b);
}

static void a_caret_stands_below_the_word(void **state)
{
	(void)state;
	caret_is("one two three", 4, 7, "  one two three\n      ^~~\n");
	caret_is("one", 3, 3, "  one\n     ^\n");
	caret_is("a\nbc de\nf", 5, 7, "  bc de\n     ^~\n");
	caret_is("a\tb", 2, 3, "  a b\n    ^\n");
	caret_is("\"ä漢\" b", 8, 9, "  \"ä漢\" b\n        ^\n");
	caret_is("\x1b b", 2, 3, "  \\e b\n     ^\n");
	caret_is("\"open\nmore", 0, 10, "  \"open\n  ^~~~~\n");
	caret_is("", 0, 0, "  \n  ^\n");
}

static void of_a_long_line_the_part_around_the_word_is_shown(void **state)
{
	struct buf line = { 0 }, shown = { 0 };
	struct source src = { .first_line = 1 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_adds(&line, "ä ");
	memcpy(line.data + 1500, "WORD", 4);
	src.text = line.data;
	src.len = line.len;
	show_caret(&src, (struct span){ 1500, 1504 }, 0, &shown);
	assert_in_range(shown.len, 100, 300);
	buf_clear(&shown);
	show_caret(&src, (struct span){ 1500, 1504 }, 60, &shown);
	assert_true(text_width(shown.data, strcspn(shown.data, "\n")) <= 60);
	assert_non_null(strstr(shown.data, "WORD"));
	assert_non_null(strstr(shown.data, " ^~~~\n"));
	buf_free(&line);
	buf_free(&shown);
}

static void positions_count_lines_and_characters(void **state)
{
	static const char text[] = "one\näö x\n";
	struct source src = { .text = text, .len = strlen(text), .first_line = 7 };
	size_t line, column;

	(void)state;
	show_position(&src, 0, &line, &column);
	assert_int_equal(line, 7);
	assert_int_equal(column, 1);
	show_position(&src, 9, &line, &column);
	assert_int_equal(line, 8);
	assert_int_equal(column, 4);
	show_position(&src, 1000, &line, &column);
	assert_int_equal(line, 9);
	assert_int_equal(column, 1);
}

/* ---- completions ---- */

static void match_is(struct completion *c, const char *line, size_t i, const char *expected)
{
	char **matches = matches_make(line, strlen(line), c);

	assert_non_null(matches);
	assert_string_equal(matches[i], expected);
	for (size_t k = 0; matches[k]; k++)
		free(matches[k]);
	free(matches);
}

static void completions_are_quoted_as_they_must_be(void **state)
{
	struct arena arena = { 0 };
	struct completion c = { .span = { 7, 8 },
		.candidates = { .arena = &arena, .prefix = slice_of("") } };

	(void)state;
	assert_null(matches_make("source a", 8, &c));
	c.candidates.prefix = slice_of("a");
	candidates_add_name(&c.candidates, "a file", NULL, ' ');
	match_is(&c, "source a", 0, "source 'a file'");
	c.quote = '"';
	match_is(&c, "source \"a", 0, "source \"a file\"");
	c.candidates.items[0].suffix = '\0';
	match_is(&c, "source \"a", 0, "source \"a file");
	c.quote = '\0';
	c.candidates.items[0].suffix = ' ';
	candidates_add_name(&c.candidates, "a fold", NULL, ' ');
	match_is(&c, "source a", 0, "source 'a f");
	match_is(&c, "source a", 2, "source 'a fold'");
	candidates_add_name(&c.candidates, "ab", NULL, ' ');
	match_is(&c, "source a", 0, "source a");
	arena_free(&arena);
}

static void what_is_no_name_stands_as_it_is(void **state)
{
	struct arena arena = { 0 };
	struct completion c = { .span = { 7, 8 },
		.candidates = { .arena = &arena, .prefix = slice_of("") } };

	(void)state;
	candidates_add_bare(&c.candidates, "--all", NULL, ' ');
	match_is(&c, "recv c -", 0, "recv c --all");
	candidates_add_bare(&c.candidates, "--alx", NULL, ' ');
	match_is(&c, "recv c -", 0, "recv c --al");
	candidates_add_name(&c.candidates, "--al b", NULL, ' ');
	match_is(&c, "recv c -", 0, "recv c --al");
	match_is(&c, "recv c -", 3, "recv c '--al b'");
	c.operands = true;
	match_is(&c, "recv c -", 3, "recv c '--al b'");
	candidates_add_name(&c.candidates, "--alb", NULL, ' ');
	match_is(&c, "recv c -", 4, "recv c --alb");
	arena_free(&arena);
}

static void a_quote_that_is_closed_behind_the_point_is_not_closed_again(void **state)
{
	struct arena arena = { 0 };
	struct completion c = { .span = { 5, 7 },
		.quote = '"',
		.candidates = { .arena = &arena, .prefix = slice_of("t") } };
	char **matches = NULL;

	(void)state;
	candidates_add(&c.candidates, "tcp", NULL, ' ');
	matches = matches_make("dial \"t\" 80", 7, &c);
	assert_string_equal(matches[0], "dial \"tcp");
	free(matches[0]);
	free(matches);
	match_is(&c, "dial \"t", 0, "dial \"tcp\"");
	arena_free(&arena);
}

static void lists_have_columns_or_descriptions_and_an_end(void **state)
{
	struct arena arena = { 0 };
	struct candidates c = { .arena = &arena, .prefix = slice_of("") };
	struct buf b = { 0 };

	(void)state;
	candidates_add(&c, "one", NULL, ' ');
	candidates_add(&c, "three", NULL, ' ');
	candidates_add(&c, "two", NULL, ' ');
	matches_list(&c, 20, &b);
	assert_string_equal(b.data, "one    two\nthree\n");
	buf_clear(&b);
	c.items[0].help = "the first of all numbers";
	matches_list(&c, 20, &b);
	assert_string_equal(b.data, "one    the...\nthree\ntwo\n");
	buf_clear(&b);
	c.items[0].help = "a\x1b[31m\nb";
	matches_list(&c, 40, &b);
	assert_string_equal(b.data, "one    a\\e[31m\\nb\nthree\ntwo\n");
	buf_clear(&b);
	for (int i = 0; i < 200; i++)
		candidates_add(&c, "more", NULL, ' ');
	matches_list(&c, 80, &b);
	assert_non_null(strstr(b.data, "... 103 more\n"));
	buf_free(&b);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_above_the_cursor_are_counted),
		cmocka_unit_test(a_paste_is_cut_into_lines),
		cmocka_unit_test(an_open_quote_goes_on_in_the_next_line),
		cmocka_unit_test(a_shell_command_is_one_line_whatever_its_quotes),
		cmocka_unit_test(what_the_lexer_refuses_is_a_line),
		cmocka_unit_test(what_the_history_wants),
		cmocka_unit_test(a_caret_stands_below_the_word),
		cmocka_unit_test(of_a_long_line_the_part_around_the_word_is_shown),
		cmocka_unit_test(positions_count_lines_and_characters),
		cmocka_unit_test(completions_are_quoted_as_they_must_be),
		cmocka_unit_test(what_is_no_name_stands_as_it_is),
		cmocka_unit_test(a_quote_that_is_closed_behind_the_point_is_not_closed_again),
		cmocka_unit_test(lists_have_columns_or_descriptions_and_an_end),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
