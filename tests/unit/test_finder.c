/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finders: however a stream is cut into pieces, the match ends at the same byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/finder.h"

#define BYTES(literal) ((struct slice){ literal, sizeof(literal) - 1 })

static struct finder *make(struct slice text, bool pattern)
{
	struct err e = { 0 };
	struct finder *f = pattern ? finder_pattern(text, &e) : finder_text(text);

	if (!f)
		fail_msg("%s", e.text);
	return f;
}

/* Where the match ends, in a stream that comes in pieces of SIZE; FINDER_NONE. */
static ssize_t find(struct finder *f, struct slice stream, size_t size)
{
	for (size_t at = 0; at < stream.len; at += size) {
		struct err e = { 0 };
		struct slice piece = { stream.p + at,
			stream.len - at < size ? stream.len - at : size };
		ssize_t found = finder_look(f, piece, NULL, &e);

		assert_int_not_equal(found, FINDER_FAILED);
		if (found >= 0)
			return (ssize_t)at + found;
		finder_feed(f, piece);
	}
	return FINDER_NONE;
}

struct row {
	struct slice text, stream;
	ssize_t end;
};

static void find_all(const struct row *rows, size_t count, bool pattern)
{
	for (size_t i = 0; i < count; i++)
		for (size_t size = 1; size <= rows[i].stream.len; size++) {
			struct finder *f = make(rows[i].text, pattern);

			if (find(f, rows[i].stream, size) != rows[i].end)
				fail_msg("%s in %s by %zu", rows[i].text.p, rows[i].stream.p, size);
			finder_free(f);
		}
}

static void a_text_is_found_in_pieces_of_any_size(void **state)
{
	static const struct row rows[] = {
		{ BYTES("OK"), BYTES("xOK"), 3 },
		{ BYTES("OK"), BYTES("OOK"), 3 },
		{ BYTES("OK"), BYTES("O K"), FINDER_NONE },
		{ BYTES("aab"), BYTES("aaaab"), 5 },
		{ BYTES("abab\0"), BYTES("ababab\0x"), 7 },
		{ BYTES("\r\n\r\n"), BYTES("a\r\nb\r\r\n\r\nrest"), 9 },
		{ BYTES("a"), BYTES("bab"), 2 },
		{ BYTES("aabaaaabaa"), BYTES("aabaaabaaaabaa"), 14 },
	};

	(void)state;
	find_all(rows, sizeof(rows) / sizeof(*rows), false);
}

static void an_expression_is_found_in_pieces_of_any_size(void **state)
{
	static const struct row rows[] = {
		{ BYTES("[0-9]+\n"), BYTES("x12\n3\n"), 4 },
		{ BYTES("^a.c"), BYTES("aac"), 3 },
		{ BYTES("^b"), BYTES("ab"), FINDER_NONE },
		{ BYTES("a\0+b"), BYTES("xa\0\0b"), 5 },
		{ BYTES("x|a)|b"), BYTES("cb"), 2 },
		{ BYTES("a)"), BYTES("ca)"), 3 },
		{ BYTES(".*foo"), BYTES("ab\nfoo"), 6 },
		{ BYTES("(a|ab)(c|bcd)x"), BYTES("zabcdx"), 6 },
	};

	(void)state;
	find_all(rows, sizeof(rows) / sizeof(*rows), true);
}

/* By the definition: no automaton. */
static ssize_t naive(struct slice text, struct slice stream)
{
	const char *at = memmem(stream.p, stream.len, text.p, text.len);

	return at ? at - stream.p + (ssize_t)text.len : FINDER_NONE;
}

static void random_texts_are_found_where_memmem_finds_them(void **state)
{
	unsigned seed = 5;

	(void)state;
	for (int turn = 0; turn < 20000; turn++) {
		char text[8], stream[40];
		size_t len = 1 + (size_t)rand_r(&seed) % sizeof(text);
		struct slice all = { stream, sizeof(stream) };

		for (size_t i = 0; i < len; i++)
			text[i] = (char)('a' + rand_r(&seed) % 2);
		for (size_t i = 0; i < sizeof(stream); i++)
			stream[i] = (char)('a' + rand_r(&seed) % 2);
		struct finder *f = finder_text((struct slice){ text, len });
		size_t size = 1 + (size_t)rand_r(&seed) % 9;

		assert_int_equal(find(f, all, size), naive((struct slice){ text, len }, all));
		finder_free(f);
	}
}

static void captures_are_those_of_the_match(void **state)
{
	struct finder *f = make(BYTES("([a-z]+)=([0-9]*)(x)?;"), true);
	struct slice text;

	(void)state;
	assert_int_equal(find(f, BYTES("-- port=80; more"), 5), 11);
	assert_true(finder_capture(f, 0, &text));
	assert_true(slice_is(text, "port=80;"));
	assert_true(finder_capture(f, 1, &text));
	assert_true(slice_is(text, "port"));
	assert_true(finder_capture(f, 2, &text));
	assert_true(slice_is(text, "80"));
	assert_false(finder_capture(f, 3, &text));
	finder_free(f);
	f = make(BYTES("abc"), false);
	assert_int_equal(find(f, BYTES("xabc"), 2), 4);
	assert_true(finder_capture(f, 0, &text));
	assert_true(slice_is(text, "abc"));
	assert_false(finder_capture(f, 1, &text));
	finder_free(f);
}

static void a_restart_forgets_what_came(void **state)
{
	(void)state;
	for (int pattern = 0; pattern < 2; pattern++) {
		struct finder *f = make(BYTES("ab"), pattern);
		struct err e = { 0 };

		finder_feed(f, BYTES("a"));
		assert_int_equal(finder_look(f, BYTES("b"), NULL, &e), 1);
		finder_restart(f);
		assert_int_equal(finder_look(f, BYTES("b"), NULL, &e), FINDER_NONE);
		finder_free(f);
	}
}

static void an_expression_is_looked_for_in_its_window(void **state)
{
	struct err e = { 0 };
	char *much = calloc(1, FINDER_WINDOW);

	(void)state;
	for (int more = 0; more < 2; more++) {
		struct finder *f = make(BYTES("a.*b"), true);

		finder_feed(f, BYTES("a"));
		finder_feed(f, (struct slice){ much, FINDER_WINDOW - 1 });
		if (more) {
			finder_feed(f, BYTES("\n"));
			assert_int_equal(finder_look(f, BYTES("b"), NULL, &e), FINDER_NONE);
			finder_free(f);
			f = make(BYTES("^b"), true); /* the window's start is no beginning */
			finder_feed(f, (struct slice){ much, FINDER_WINDOW });
			finder_feed(f, BYTES("b"));
		}
		assert_int_equal(finder_look(f, BYTES("b"), NULL, &e), more ? FINDER_NONE : 1);
		finder_free(f);
	}
	free(much);
}

static void what_waits_for_nothing_is_refused(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_null(finder_pattern(BYTES("x*"), &e));
	assert_non_null(strstr(e.text, "empty text"));
	assert_null(finder_pattern(BYTES("a("), &e));
	assert_string_equal(e.text, "the pattern does not compile: Unmatched ( or \\(");
}

/* What starts at each byte and fails at the end is no square here. A search of this by the library
 * alone takes hours. */
static void what_never_matches_takes_time_by_the_length_alone(void **state)
{
	struct finder *f = make(BYTES("a.*b"), true);
	struct err e = { 0 };
	size_t size = 64 * 1024;
	char *piece = malloc(size);

	(void)state;
	memset(piece, 'a', size);
	for (int i = 0; i < 32; i++) {
		assert_int_equal(
			finder_look(f, (struct slice){ piece, size }, NULL, &e), FINDER_NONE);
		finder_feed(f, (struct slice){ piece, size });
	}
	finder_free(f);
	free(piece);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_found_in_pieces_of_any_size),
		cmocka_unit_test(an_expression_is_found_in_pieces_of_any_size),
		cmocka_unit_test(random_texts_are_found_where_memmem_finds_them),
		cmocka_unit_test(captures_are_those_of_the_match),
		cmocka_unit_test(a_restart_forgets_what_came),
		cmocka_unit_test(an_expression_is_looked_for_in_its_window),
		cmocka_unit_test(what_waits_for_nothing_is_refused),
		cmocka_unit_test(what_never_matches_takes_time_by_the_length_alone),
	};

	return cmocka_run_group_tests_name("finders", tests, NULL, NULL);
}
