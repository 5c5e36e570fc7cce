/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Patterns: any byte is data, in every locale, and what would cost too much is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/pattern.h"

#define BYTES(literal) ((struct slice){ literal, sizeof(literal) - 1 })

static struct pattern *compiled(struct slice text)
{
	struct err e = { 0 };
	struct pattern *p = pattern_compile(text, &e);

	if (!p)
		fail_msg("%s: %s", text.p, e.text);
	return p;
}

static int matches(struct slice text, struct slice subject)
{
	struct err e = { 0 };
	struct pattern *p = compiled(text);
	int result = pattern_match(p, subject, NULL, NULL, &e);

	pattern_free(p);
	return result;
}

static void refused(struct slice text, const char *message)
{
	struct err e = { 0 };

	assert_null(pattern_compile(text, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, message);
}

static void a_pattern_matches_anywhere_unless_it_is_anchored(void **state)
{
	(void)state;
	assert_int_equal(matches(BYTES("ell"), BYTES("hello")), 1);
	assert_int_equal(matches(BYTES("^ell"), BYTES("hello")), 0);
	assert_int_equal(matches(BYTES("^h.*o$"), BYTES("hello")), 1);
	assert_int_equal(matches(BYTES("l{2}|x+"), BYTES("hello")), 1);
	assert_int_equal(matches(BYTES(""), BYTES("")), 1);
	assert_int_equal(matches(BYTES("[[:digit:]]"), BYTES("hello")), 0);
	assert_int_equal(matches(BYTES("\\(x\\)"), BYTES("f(x)")), 1);
}

static void the_ends_are_those_of_the_text_not_of_its_lines(void **state)
{
	(void)state;
	assert_int_equal(matches(BYTES("^b"), BYTES("a\nb")), 0);
	assert_int_equal(matches(BYTES("a$"), BYTES("a\nb")), 0);
	assert_int_equal(matches(BYTES("a.b"), BYTES("a\nb")), 1);
	assert_int_equal(matches(BYTES("a[^x]b"), BYTES("a\nb")), 1);
}

static void nul_is_a_byte_in_both(void **state)
{
	(void)state;
	assert_int_equal(matches(BYTES("^\0ZZZ"), BYTES("hello")), 0);
	assert_int_equal(matches(BYTES("^\0ZZZ"), BYTES("\0ZZZ")), 1);
	assert_int_equal(matches(BYTES("a\0b"), BYTES("xa\0bx")), 1);
	assert_int_equal(matches(BYTES("a\0b"), BYTES("xa\0cx")), 0);
	assert_int_equal(matches(BYTES("a.b"), BYTES("a\0b")), 1);
	assert_int_equal(matches(BYTES("^.{3}$"), BYTES("\0\0\0")), 1);
	assert_int_equal(matches(BYTES("[\0]"), BYTES("abc")), 0);
	assert_int_equal(matches(BYTES("[^\0]"), BYTES("\0\0")), 0);
	assert_int_equal(matches(BYTES("c$"), BYTES("ab\0c")), 1);
}

static void every_byte_matches_itself_and_a_dot(void **state)
{
	char byte, pattern[3];
	int value;

	(void)state;
	for (value = 0; value < 256; value++) {
		byte = (char)value;
		memcpy(pattern, (char[]){ '[', byte, ']' }, sizeof(pattern));
		assert_int_equal(matches(BYTES("^.$"), (struct slice){ &byte, 1 }), 1);
		/* `[^]` has no end, `[[]` is one */
		if (byte != '^' && byte != ']')
			assert_int_equal(
				matches((struct slice){ pattern, 3 }, (struct slice){ &byte, 1 }),
				1);
	}
	assert_int_equal(matches(BYTES("[\x80-\xff]"), BYTES("abc\x7f")), 0);
	assert_int_equal(matches(BYTES("[\x80-\xff]"), BYTES("\xc3")), 1);
}

static void captures_are_offsets(void **state)
{
	struct pattern *p = compiled(BYTES("(b)(x)?(c.)"));
	struct span c[PATTERN_CAPTURES];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(pattern_match(p, BYTES("a\0bc\0d"), c, NULL, &e), 1);
	assert_int_equal(c[0].start, 2);
	assert_int_equal(c[0].end, 5);
	assert_int_equal(c[1].start, 2);
	assert_int_equal(c[2].start, PATTERN_NONE);
	assert_int_equal(c[3].start, 3);
	assert_int_equal(c[3].end, 5);
	assert_int_equal(c[4].start, PATTERN_NONE);
	assert_int_equal(pattern_match(p, BYTES("none"), c, NULL, &e), 0);
	assert_int_equal(c[0].start, PATTERN_NONE);
	pattern_free(p);
}

static void more_parentheses_than_captures_do_no_harm(void **state)
{
	struct pattern *p = compiled(BYTES("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)"));
	struct span c[PATTERN_CAPTURES];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(pattern_match(p, BYTES("abcdefghijkl"), c, NULL, &e), 1);
	assert_int_equal(c[9].start, 8);
	pattern_free(p);
}

static void the_locale_makes_no_difference(void **state)
{
	struct pattern *p;
	struct err e = { 0 };
	struct span c[PATTERN_CAPTURES];

	(void)state;
	if (!setlocale(LC_ALL, "C.UTF-8"))
		skip();
	assert_int_equal(matches(BYTES("^.$"), BYTES("\xc3\xa9")), 0);
	assert_int_equal(matches(BYTES("^..$"), BYTES("\xc3\xa9")), 1);
	assert_int_equal(matches(BYTES("[[:alpha:]]"), BYTES("\xc3\xa9")), 0);
	assert_int_equal(matches(BYTES("^\xff.$"), BYTES("\xff\xfe")), 1);
	p = compiled(BYTES("(.)$"));
	setlocale(LC_ALL, "C");
	assert_int_equal(pattern_match(p, BYTES("\xc3\xa9"), c, NULL, &e), 1);
	assert_int_equal(c[1].start, 1);
	pattern_free(p);
}

static void the_callers_locale_stays(void **state)
{
	locale_t own;

	(void)state;
	own = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
	if (!own)
		skip();
	uselocale(own);
	assert_int_equal(matches(BYTES("a"), BYTES("a")), 1);
	assert_ptr_equal(uselocale((locale_t)0), own);
	uselocale(LC_GLOBAL_LOCALE);
	freelocale(own);
}

static struct slice repeated(struct buf *b, const char *text, int times)
{
	for (int i = 0; i < times; i++)
		buf_adds(b, text);
	return buf_slice(b);
}

static const char too_long[] =
	"a pattern has at most 4096 bytes, with what {M,N} repeats written out";
static const char too_deep[] = "parentheses in a pattern nest at most 100 deep";

static void what_is_too_long_or_too_deep_is_refused(void **state)
{
	struct buf b = { 0 };

	(void)state;
	refused(repeated(&b, "(", 20000), too_long);
	buf_clear(&b);
	refused(repeated(&b, "a|", 20000), too_long);
	buf_clear(&b);
	refused(repeated(&b, "(", 101), too_deep);
	buf_clear(&b);
	repeated(&b, "(", 100);
	assert_int_equal(matches(repeated(&b, ")*", 100), BYTES("x")), 1);
	buf_clear(&b);
	assert_int_equal(matches(repeated(&b, "a|", 2047), BYTES("x")), 1);
	buf_clear(&b);
	/* none of these opens a group */
	assert_int_equal(matches(repeated(&b, "\\(", 101), BYTES("x")), 0);
	buf_clear(&b);
	assert_int_equal(matches(repeated(&b, "[(]", 101), BYTES("x")), 0);
	buf_free(&b);
}

static void repetitions_count_as_often_as_they_repeat(void **state)
{
	(void)state;
	refused(BYTES("(a?{100}){100}"), too_long);
	refused(BYTES("((a?){100}){100}"), too_long);
	refused(BYTES("a{5000}"), too_long);
	refused(BYTES("(ab|[[:digit:]x]{1000})"), too_long);
	refused(BYTES("a{2,4000}b{200}"), too_long);
	assert_int_equal(matches(BYTES("^a{1000}$"), BYTES("a")), 0);
	assert_int_equal(matches(BYTES("([0-9]{1,3}\\.){3}[0-9]{1,3}"), BYTES("127.0.0.1")), 1);
	assert_int_equal(matches(BYTES("[]{5000}]"), BYTES("{")), 1);
	assert_int_equal(matches(BYTES("[[:alpha:]{9999}]"), BYTES("{")), 1);
	assert_int_equal(matches(BYTES("a\\{9999\\}"), BYTES("a{9999}")), 1);
}

static void a_wrong_pattern_is_an_error_that_says_why(void **state)
{
	(void)state;
	refused(BYTES("("), "the pattern does not compile: Unmatched ( or \\(");
	refused(BYTES("[a"), "the pattern does not compile: Unmatched [, [^, [:, [., or [=");
	refused(BYTES("*a"), "the pattern does not compile: Invalid preceding regular expression");
	refused(BYTES("a{2,1}"), "the pattern does not compile: Invalid content of \\{\\}");
	refused(BYTES("\\"), "the pattern does not compile: Trailing backslash");
	assert_int_equal(matches(BYTES("a)"), BYTES("a)")), 1);
}

/* The walk before the compiler must end at the pattern's end, whatever stands there. */
static void no_ending_reads_past_the_end(void **state)
{
	static const char *const endings[] = { "[", "[^", "[]", "[[", "[[:", "[[:a", "[[:a:", "{",
		"a{", "a{1", "a{1,", "a{1,2", "\\", "(", "()", "|" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t len = strlen(endings[i]);
		char *exact = malloc(len);

		memcpy(exact, endings[i], len);
		pattern_free(pattern_compile((struct slice){ exact, len }, &e));
		free(exact);
	}
}

static void a_back_reference_is_refused(void **state)
{
	(void)state;
	refused(BYTES("(a*)\\1"), "\\1: an extended regular expression has no back references");
	refused(BYTES("(a*)(b)[x]\\9"),
		"\\9: an extended regular expression has no back references");
	assert_int_equal(matches(BYTES("a[\\1]"), BYTES("a1")), 1);
	assert_int_equal(matches(BYTES("\\\\1"), BYTES("\\1")), 1);
}

enum { LONG = 1 << 20 };

/* LONG bytes, all the same; freed by the caller. */
static char *long_text(char byte)
{
	char *text = malloc(LONG);

	assert_non_null(text);
	memset(text, byte, LONG);
	return text;
}

static void a_long_text_is_searched_as_a_short_one(void **state)
{
	struct pattern *p = compiled(BYTES("(b)(c)?a$"));
	struct span c[PATTERN_CAPTURES];
	char *text = long_text('a');
	struct err e = { 0 };
	struct intr i;

	(void)state;
	assert_int_equal(intr_init(&i), 0);
	assert_int_equal(pattern_match(p, (struct slice){ text, LONG }, c, &i, &e), 0);
	text[LONG - 2] = 'b';
	assert_int_equal(pattern_match(p, (struct slice){ text, LONG }, NULL, &i, &e), 1);
	assert_int_equal(pattern_match(p, (struct slice){ text, LONG }, c, &i, &e), 1);
	assert_int_equal(c[0].start, LONG - 2);
	assert_int_equal(c[0].end, LONG);
	assert_int_equal(c[1].start, LONG - 2);
	assert_int_equal(c[2].start, PATTERN_NONE);
	assert_int_equal(c[9].start, PATTERN_NONE);
	pattern_free(p);
	free(text);
	intr_destroy(&i);
}

/* From each byte to the end: days. */
/* What takes no time is searched here, and no child was there to be waited for. */
static void a_short_search_makes_no_process(void **state)
{
	static const char *const quick[] = { "^x*y", "yz", "x{3}y", "[xy]z" };
	char *text = long_text('x');
	struct intr i;

	(void)state;
	assert_int_equal(intr_init(&i), 0);
	intr_raise(&i, INTR_USER, 0);
	for (size_t n = 0; n < sizeof(quick) / sizeof(*quick); n++) {
		struct pattern *p = compiled((struct slice){ quick[n], strlen(quick[n]) });
		struct err e = { 0 };

		assert_int_equal(
			pattern_match(p, (struct slice){ text, LONG / 4 }, NULL, &i, &e), 0);
		pattern_free(p);
	}
	struct pattern *p = compiled(BYTES("x+y"));
	struct err e = { 0 };
	assert_int_equal(pattern_match(p, (struct slice){ text, 2048 }, NULL, &i, &e), 0);
	assert_int_equal(pattern_match(p, (struct slice){ text, 4096 }, NULL, &i, &e), -1);
	assert_int_equal(e.errnum, EINTR);
	pattern_free(p);
	free(text);
	intr_destroy(&i);
}

static void a_search_without_end_is_ended(void **state)
{
	struct pattern *p = compiled(BYTES("(x+x+)+y"));
	char *text = long_text('x');
	struct err e = { 0 };
	struct intr i;

	(void)state;
	assert_int_equal(intr_init(&i), 0);
	struct intr_limit outer = intr_begin(&i, 50 * MILLISECOND);
	assert_int_equal(pattern_match(p, (struct slice){ text, LONG }, NULL, &i, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_int_equal(e.errnum, ETIME);
	assert_string_equal(e.text, "looking for a pattern in 1048576 bytes: Timer expired");
	assert_int_equal(intr_end(&i, outer), INTR_LIMIT);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	pattern_free(p);
	free(text);
	intr_destroy(&i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_matches_anywhere_unless_it_is_anchored),
		cmocka_unit_test(the_ends_are_those_of_the_text_not_of_its_lines),
		cmocka_unit_test(nul_is_a_byte_in_both),
		cmocka_unit_test(every_byte_matches_itself_and_a_dot),
		cmocka_unit_test(captures_are_offsets),
		cmocka_unit_test(more_parentheses_than_captures_do_no_harm),
		cmocka_unit_test(the_locale_makes_no_difference),
		cmocka_unit_test(the_callers_locale_stays),
		cmocka_unit_test(what_is_too_long_or_too_deep_is_refused),
		cmocka_unit_test(repetitions_count_as_often_as_they_repeat),
		cmocka_unit_test(a_wrong_pattern_is_an_error_that_says_why),
		cmocka_unit_test(a_back_reference_is_refused),
		cmocka_unit_test(a_long_text_is_searched_as_a_short_one),
		cmocka_unit_test(a_short_search_makes_no_process),
		cmocka_unit_test(a_search_without_end_is_ended),
		cmocka_unit_test(no_ending_reads_past_the_end),
	};

	intr_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
