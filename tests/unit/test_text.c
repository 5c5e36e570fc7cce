/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Escapes, numbers with units, renderings of hostile bytes, error texts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>

#include "base/text.h"

typedef void render(struct buf *b, const char *p, size_t len);

static void expect_render(render *r, const char *p, size_t len, const char *text)
{
	struct buf b = { 0 };

	r(&b, p, len);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

/* ---- escapes ---- */

static void expect_escape(const char *text, const char *bytes, size_t len)
{
	struct buf b = { 0 };
	struct err e;

	assert_int_equal(text_unescape(text, strlen(text), &b, &e), strlen(text));
	assert_int_equal(b.len, len);
	assert_memory_equal(b.data, bytes, len);
	buf_free(&b);
}

#define ESCAPE_ROWS(X)                                                                             \
	X(backslash_n_is_a_newline, "\\n", '\n')                                                   \
	X(backslash_r_is_a_carriage_return, "\\r", '\r')                                           \
	X(backslash_t_is_a_tab, "\\t", '\t')                                                       \
	X(backslash_0_is_a_nul, "\\0", '\0')                                                       \
	X(backslash_e_is_an_escape, "\\e", 27)                                                     \
	X(backslash_a_is_a_bell, "\\a", 7)                                                         \
	X(backslash_b_is_a_backspace, "\\b", 8)                                                    \
	X(backslash_f_is_a_form_feed, "\\f", 12)                                                   \
	X(backslash_v_is_a_vertical_tab, "\\v", 11)                                                \
	X(two_backslashes_are_one, "\\\\", 92)                                                     \
	X(backslash_quote_is_a_quote, "\\\"", 34)                                                  \
	X(backslash_apostrophe_is_an_apostrophe, "\\'", 39)                                        \
	X(backslash_dollar_is_a_dollar, "\\$", 36)

#define ESCAPE_TEST(name, text, value)                                                             \
	static void name(void **state)                                                             \
	{                                                                                          \
		(void)state;                                                                       \
		expect_escape(text, (const char[]){ value }, 1);                                   \
	}
#define ESCAPE_ENTRY(name, text, value) cmocka_unit_test(name),
#define ESCAPE_COUNT(name, text, value) +1

ESCAPE_ROWS(ESCAPE_TEST)

static void every_escape_row_has_a_test(void **state)
{
	(void)state;
	assert_int_equal(text_escape_count, 0 ESCAPE_ROWS(ESCAPE_COUNT));
}

static void numeric_escapes_are_bytes(void **state)
{
	(void)state;
	expect_escape("\\x00", "", 1);
	expect_escape("\\xfF", "\xff", 1);
	expect_escape("\\1", "\1", 1);
	expect_escape("\\12", "\12", 1);
	expect_escape("\\377", "\377", 1);
	expect_escape("\\000", "", 1);
}

static void unicode_escapes_are_utf8(void **state)
{
	(void)state;
	expect_escape("\\u{0}", "", 1);
	expect_escape("\\u{7f}", "\x7f", 1);
	expect_escape("\\u{80}", "\xc2\x80", 2);
	expect_escape("\\u{7FF}", "\xdf\xbf", 2);
	expect_escape("\\u{20ac}", "\xe2\x82\xac", 3);
	expect_escape("\\u{0010FFFF}", "\xf4\x8f\xbf\xbf", 4);
}

static void an_escape_ends_where_it_must(void **state)
{
	struct buf b = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(text_unescape("\\x4142", 6, &b, &e), 4);
	assert_int_equal(text_unescape("\\1018", 5, &b, &e), 4);
	assert_int_equal(text_unescape("\\18", 3, &b, &e), 2);
	assert_string_equal(buf_cstr(&b), "AA\1");
	buf_free(&b);
}

static void a_wrong_escape_is_an_error(void **state)
{
	static const char *const wrong[] = { "\\q", "\\8", "\\xg0", "\\x0g", "\\400", "\\u41",
		"\\u{}", "\\u{g}", "\\u{41", "\\u{D800}", "\\u{110000}", "\\u{000000041}", "\\\xff",
		"\\\u20ac", "\\ ", "\\N" };
	struct buf b = { 0 };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		/* A quote follows, as in a word, so that nothing is unfinished. */
		char text[32];
		int len = snprintf(text, sizeof(text), "%s\"", wrong[i]);

		assert_int_equal(text_unescape(text, (size_t)len, &b, &e), -1);
		assert_int_equal(e.kind, ERR_SYNTAX);
		assert_false(e.located);
		assert_int_equal(b.len, 0);
	}
	text_unescape("\\q", 2, &b, &e);
	assert_string_equal(e.text, "unknown escape \\q");
	assert_non_null(strstr(e.hint, " \\n \\r "));
}

static void an_unfinished_escape_asks_for_more(void **state)
{
	static const char *const cut[] = { "\\", "\\x", "\\x4", "\\u", "\\u{", "\\u{20AC" };
	struct buf b = { 0 };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		assert_int_equal(text_unescape(cut[i], strlen(cut[i]), &b, &e), 0);
	assert_int_equal(b.len, 0);
}

/* ---- untrusted bytes ---- */

static void quoted_text_is_the_inside_of_a_c_string(void **state)
{
	(void)state;
	expect_render(text_add_quoted, "GET /\r\n", 7, "GET /\\r\\n");
	expect_render(text_add_quoted, "\"\\'$", 4, "\\\"\\\\'$");
	expect_render(text_add_quoted,
		"\0a\0"
		"7\0",
		5, "\\0a\\0007\\0");
	expect_render(text_add_quoted, "\1\x7f\xff\xc3", 4, "\\x01\\x7f\\xff\\xc3");
	expect_render(
		text_add_quoted, "gr\u00fc\u00df \U0001F600", 11, "gr\u00fc\u00df \U0001F600");
	expect_render(text_add_quoted, NULL, 0, "");
}

static void what_steers_a_terminal_never_passes(void **state)
{
	(void)state;
	expect_render(text_add_clean, "\033[2J\xc2\x9b\u061c", 8, "\\e[2J\\u{9B}\\u{61C}");
	expect_render(text_add_clean, "\u200e\u200f\u2028\u2029", 12,
		"\\u{200E}\\u{200F}\\u{2028}\\u{2029}");
	expect_render(text_add_clean, "\u202a\u202e\u2066\u2069", 12,
		"\\u{202A}\\u{202E}\\u{2066}\\u{2069}");
	expect_render(text_add_clean, "\u200d\u2030\u2065\u206a", 12, "\u200d\u2030\u2065\u206a");
	expect_render(text_add_clean, "\"\\", 2, "\"\\");
}

/* Decodes what text_add_quoted wrote and compares. */
static void expect_round_trip(const char *p, size_t len)
{
	struct buf quoted = { 0 }, back = { 0 };
	struct err e;

	text_add_quoted(&quoted, p, len);
	assert_true(text_is_utf8(buf_cstr(&quoted), quoted.len));
	for (size_t at = 0; at < quoted.len;) {
		int n = 1;

		if (quoted.data[at] == '\\')
			n = text_unescape(quoted.data + at, quoted.len - at, &back, &e);
		else
			buf_addc(&back, quoted.data[at]);
		assert_true(n > 0);
		at += (size_t)n;
	}
	assert_int_equal(back.len, len);
	assert_memory_equal(buf_cstr(&back), p, len);
	buf_free(&quoted);
	buf_free(&back);
}

static void quoted_bytes_read_back_as_themselves(void **state)
{
	static const char pool[] = "\0"
				   "07\\\"\x80\xc2\xe2\x80\xae\xf0\x9f\x98\xff\n";

	(void)state;
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)random() % 12;
		char *p = malloc(len + 1);

		for (size_t i = 0; i < len; i++)
			p[i] = round % 2 ? (char)random() : pool[(size_t)random() % sizeof(pool)];
		p = realloc(p, len ? len : 1); /* no spare byte for a read too far */
		expect_round_trip(p, len);
		free(p);
	}
}

static void block(struct buf *b, const char *p, size_t len)
{
	text_add_block(b, p, len, "| ");
}

static void no_line_of_a_block_lacks_its_prefix(void **state)
{
	(void)state;
	expect_render(block, "", 0, "");
	expect_render(block, "a", 1, "| a\n");
	expect_render(block, "a\r\nb\n", 5, "| a\n| b\n");
	expect_render(block, "\n\n", 2, "| \n| \n");
	expect_render(block, "a\r", 2, "| a\\r\n");
	expect_render(block, "\r\r\n\tx", 5, "| \\r\n| \tx\n");
	expect_render(block, "a\u2028b\vc\033", 8, "| a\\u{2028}b\\vc\\e\n");
}

static void dump(struct buf *b, const char *p, size_t len)
{
	text_add_hexdump(b, p, len, "");
}

static void a_hexdump_looks_like_the_tool(void **state)
{
	char zeros[116] = { 0 };

	(void)state;
	memcpy(zeros + 100, "hello, world\n\x80\xff\x7f", 16);
	expect_render(dump, "", 0, "");
	expect_render(dump, "AB\n", 3,
		"00000000  41 42 0a                                          |AB.|\n"
		"00000003\n");
	expect_render(dump, "0123456789abcdef\xff", 17,
		"00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
		"00000010  ff                                                |.|\n"
		"00000011\n");
	expect_render(dump, zeros, sizeof(zeros),
		"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
		"*\n"
		"00000060  00 00 00 00 68 65 6c 6c  6f 2c 20 77 6f 72 6c 64  |....hello, world|\n"
		"00000070  0a 80 ff 7f                                       |....|\n"
		"00000074\n");
	expect_render(dump, zeros, 64,
		"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
		"*\n"
		"00000040\n");
}

static void a_short_last_line_is_never_a_repeat(void **state)
{
	char zeros[40] = { 0 };

	(void)state;
	expect_render(dump, zeros, sizeof(zeros),
		"00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
		"*\n"
		"00000020  00 00 00 00 00 00 00 00                           |........|\n"
		"00000028\n");
}

static void a_cut_keeps_characters_whole(void **state)
{
	(void)state;
	assert_int_equal(text_cut("abc", 3, 5), 3);
	assert_int_equal(text_cut("abc", 3, 2), 2);
	assert_int_equal(text_cut("a\u20acb", 5, 3), 1);
	assert_int_equal(text_cut("a\u20acb", 5, 4), 4);
	assert_int_equal(text_cut("\U0001F600", 4, 3), 0);
	assert_int_equal(text_cut("\xff\x80\x80\x80\x80", 5, 3), 3);
	assert_int_equal(text_cut("abc", 3, 0), 0);
}

static void utf8_is_valid_only_in_its_shortest_form(void **state)
{
	static const char *const valid[] = { "", "a", "\xc2\x80", "\u07ff", "\u0800", "\ud7ff",
		"\ue000", "\uffff", "\U00010000", "\U0010FFFF" };
	static const char *const invalid[] = { "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf",
		"\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3",
		"\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
		assert_true(text_is_utf8(valid[i], strlen(valid[i])));
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_false(text_is_utf8(invalid[i], strlen(invalid[i])));
}

/* ---- names and errors ---- */

static void names_are_those_of_c(void **state)
{
	(void)state;
	assert_true(text_is_name(slice_of("_a1")));
	assert_false(text_is_name(slice_of("")));
	assert_false(text_is_name(slice_of("1a")));
	assert_false(text_is_name(slice_of("a-b")));
	assert_false(text_is_name(slice_of("\u00e4")));
}

static void an_error_wraps_itself_and_stays_in_bounds(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(err_system(&e, ENOENT, "lab.sosh"), -1);
	assert_string_equal(e.text, "lab.sosh: No such file or directory");
	assert_int_equal(e.errnum, ENOENT);
	err_at(&e, ERR_NAME, (struct span){ 3, 5 }, "in source: %s", e.text);
	assert_string_equal(e.text, "in source: lab.sosh: No such file or directory");
	err_locate(&e, (struct span){ 8, 9 });
	assert_int_equal(e.span.start, 3);
	char zeros[1001];
	memset(zeros, '0', 1000);
	zeros[1000] = '\0';
	err_set(&e, ERR_USAGE, "%s", zeros + 1000 - 319);
	assert_int_equal(strlen(e.text), 319);
	err_set(&e, ERR_USAGE, "%s\u20ac\u20ac", zeros + 1000 - 315);
	assert_int_equal(strlen(e.text), 318);
	assert_string_equal(e.text + 313, "00...");
	err_hint(&e, "%s", zeros);
	assert_int_equal(strlen(e.hint), 199);
	err_set(&e, ERR_USAGE, "%s%c%d%%%zu %lld %u \\%o %X|%.*s|%ld", "a", 'b', -3, (size_t)4,
		-5LL, 6U, 511U, 0xabcU, 3, "x\0y", LONG_MIN);
	assert_string_equal(e.text, "ab-3%4 -5 6 \\777 ABC|x\\0y|-9223372036854775808");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ESCAPE_ROWS(ESCAPE_ENTRY) /* one for each row of text_escapes */
		cmocka_unit_test(every_escape_row_has_a_test),
		cmocka_unit_test(numeric_escapes_are_bytes),
		cmocka_unit_test(unicode_escapes_are_utf8),
		cmocka_unit_test(an_escape_ends_where_it_must),
		cmocka_unit_test(a_wrong_escape_is_an_error),
		cmocka_unit_test(an_unfinished_escape_asks_for_more),
		cmocka_unit_test(quoted_text_is_the_inside_of_a_c_string),
		cmocka_unit_test(what_steers_a_terminal_never_passes),
		cmocka_unit_test(quoted_bytes_read_back_as_themselves),
		cmocka_unit_test(no_line_of_a_block_lacks_its_prefix),
		cmocka_unit_test(a_hexdump_looks_like_the_tool),
		cmocka_unit_test(a_short_last_line_is_never_a_repeat),
		cmocka_unit_test(a_cut_keeps_characters_whole),
		cmocka_unit_test(utf8_is_valid_only_in_its_shortest_form),
		cmocka_unit_test(names_are_those_of_c),
		cmocka_unit_test(an_error_wraps_itself_and_stays_in_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
