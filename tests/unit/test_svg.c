/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures: well-formed whatever the text, valid for xmllint, and dependent on nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/svg.h"
#include "base/text.h"

/* Elements that are open, by the place of their names; every other byte is looked at. */
static void check_well_formed(const struct buf *b)
{
	const char *open[64], *p = strchr(buf_cstr(b), '\n') + 1;
	size_t depth = 0;

	assert_true(text_is_utf8(b->data, b->len));
	assert_int_equal(strlen(b->data), b->len);
	for (; *p; p++) {
		const char *end;

		assert_true((unsigned char)*p >= ' ' || *p == '\n');
		if (*p == '&')
			assert_non_null(strchr("#", p[1]));
		if (*p != '<')
			continue;
		end = strchr(p, '>');
		assert_non_null(end);
		if (p[1] == '/') {
			assert_true(depth > 0);
			depth--;
			assert_memory_equal(p + 2, open[depth], (size_t)(end - p - 2));
		} else if (end[-1] != '/') {
			assert_true(depth < 64);
			open[depth++] = p + 1;
		}
	}
	assert_int_equal(depth, 0);
}

/* With xmllint where there is one. */
static void check_valid(const struct buf *b)
{
	char name[] = "/tmp/test_svg.XXXXXX", command[100];
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, b->len), (ssize_t)b->len);
	close(fd);
	snprintf(command, sizeof(command), "! command -v xmllint >/dev/null || xmllint --noout %s",
		name);
	assert_int_equal(system(command), 0);
	unlink(name);
}

static void draw(struct buf *b, struct slice text)
{
	static const double points[] = { 0, 0, 10.5, 20.25, -3, 1e99 };

	svg_begin(b, 320, 200, text);
	svg_group(b, text);
	svg_text(b, 10, 20, SVG_BLUE | SVG_BOLD | SVG_MIDDLE, text);
	svg_line(b, 0, 0, 10, 10, SVG_RED | SVG_DASHED | SVG_ARROW);
	svg_group_end(b);
	svg_rect(b, 1, 2, 3, 4, 5, SVG_GREEN | SVG_FILLED);
	svg_polyline(b, points, 3, SVG_TEAL | SVG_THICK);
	svg_path(b, "M 0 0 C 1 1 2 2 3 3", SVG_VIOLET);
	svg_end(b);
}

static void a_picture_has_its_elements(void **state)
{
	struct buf b = { 0 };

	(void)state;
	draw(&b, slice_of("a < b"));
	check_well_formed(&b);
	check_valid(&b);
	assert_non_null(strstr(b.data, "role=\"img\""));
	assert_non_null(strstr(b.data, "<title>a &#60; b</title>"));
	assert_non_null(strstr(b.data, "prefers-color-scheme:dark"));
	assert_non_null(strstr(
		b.data, "<text x=\"10\" y=\"20\" class=\"blue bold middle\">a &#60; b</text>"));
	assert_non_null(strstr(b.data, "<line x1=\"0\" y1=\"0\" x2=\"10\" y2=\"10\" "
				       "class=\"red dashed\" marker-end=\"url(#head-red)\"/>"));
	assert_non_null(strstr(b.data, "points=\"0,0 10.5,20.25 -3,10000000\""));
	buf_free(&b);
}

static void nothing_outside_is_asked_for(void **state)
{
	struct buf b = { 0 };
	char *first;

	(void)state;
	draw(&b, slice_of(""));
	assert_null(strstr(b.data, "<script"));
	assert_null(strstr(b.data, "href"));
	assert_null(strstr(b.data, "@import"));
	assert_null(strstr(b.data, "@font-face"));
	first = strstr(b.data, "http");
	assert_memory_equal(first, "http://www.w3.org/2000/svg\"", 27);
	assert_null(strstr(first + 1, "http"));
	buf_free(&b);
}

static void any_byte_is_safe(void **state)
{
	char all[512];
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	draw(&b, (struct slice){ all, sizeof(all) });
	check_well_formed(&b);
	check_valid(&b);
	assert_non_null(strstr(b.data, "\\x00") ?: strstr(b.data, "\\0"));
	buf_clear(&b);
	draw(&b, slice_of("\xef\xbf\xbf]]>\xef\xbf\xbe</text><!-- \xe2\x80\xae '\"&amp;"));
	check_well_formed(&b);
	check_valid(&b);
	assert_null(strstr(b.data, "<!--"));
	assert_null(strstr(b.data, "\xef\xbf\xbe"));
	assert_non_null(strstr(b.data, "&#38;amp;"));
	buf_free(&b);
}

static void numbers_are_short(void **state)
{
	static const struct {
		double n;
		const char *text;
	} rows[] = { { 0, "0" }, { 1, "1" }, { -1, "-1" }, { 0.5, "0.5" }, { -0.25, "-0.25" },
		{ 1.999, "2" }, { 0.004, "0" }, { -0.004, "0" }, { 3.07, "3.07" },
		{ -1e300, "-10000000" } };
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buf_clear(&b);
		svg_number(&b, rows[i].n);
		assert_string_equal(buf_cstr(&b), rows[i].text);
	}
	buf_free(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_has_its_elements),
		cmocka_unit_test(nothing_outside_is_asked_for),
		cmocka_unit_test(any_byte_is_safe),
		cmocka_unit_test(numbers_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
