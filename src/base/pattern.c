/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Extended regular expressions over bytes.
 */
#include "base/pattern.h"

#include <limits.h>
#include <locale.h>
#include <regex.h>
#include <stdlib.h>

#include "base/mem.h"

struct pattern {
	struct re_pattern_buffer compiled;
};

/* ---- what would cost too much ---- */

/* A walk over a pattern that adds up how long it is with its repetitions written out. */
struct scan {
	const char *p, *end;
	int depth;
	size_t before[PATTERN_DEPTH + 1]; /* a group's length without its last part */
	size_t last[PATTERN_DEPTH + 1];   /* of the part that a {M,N} would repeat */
};

static size_t capped(size_t length)
{
	return length > PATTERN_MAX ? PATTERN_MAX + 1 : length;
}

static void add_part(struct scan *s, size_t length)
{
	s->before[s->depth] = capped(s->before[s->depth] + s->last[s->depth]);
	s->last[s->depth] = capped(length);
}

/* A backslash takes the next byte's meaning, not inside brackets. */
static void skip_escape(struct scan *s)
{
	s->p += s->p + 1 < s->end ? 2 : 1;
	add_part(s, 2);
}

/* [: :], [. .] and [= =] hold what may look like the end. P is behind the `[`. */
static const char *skip_class(const char *p, const char *end)
{
	char kind = *p;

	for (p++; p + 1 < end; p++)
		if (p[0] == kind && p[1] == ']')
			return p + 2;
	return end;
}

static void skip_brackets(struct scan *s)
{
	const char *start = s->p++;

	if (s->p < s->end && *s->p == '^')
		s->p++;
	if (s->p < s->end && *s->p == ']')
		s->p++;
	while (s->p < s->end && *s->p != ']') {
		bool class = *s->p == '[' && s->p + 1 < s->end && memchr(":.=", s->p[1], 3);

		s->p = class ? skip_class(s->p + 1, s->end) : s->p + 1;
	}
	if (s->p < s->end)
		s->p++;
	add_part(s, (size_t)(s->p - start));
}

static size_t read_count(struct scan *s)
{
	size_t count = 0;

	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++)
		count = capped(count * 10 + (size_t)(*s->p - '0'));
	return count;
}

/* {M}, {M,} or {M,N}; a brace that begins none of them is for the compiler to judge. */
static void repeat(struct scan *s)
{
	const char *brace = s->p++;
	size_t least = read_count(s), most = least;

	if (s->p < s->end && *s->p == ',') {
		s->p++;
		most = read_count(s);
	}
	if (s->p == s->end || *s->p != '}') {
		s->p = brace + 1;
		add_part(s, 1);
		return;
	}
	s->p++;
	if (most < least + 1)
		most = least + 1;
	s->last[s->depth] = capped(s->last[s->depth] * most);
}

static bool open_group(struct scan *s)
{
	add_part(s, 0);
	s->p++;
	if (s->depth == PATTERN_DEPTH)
		return false;
	s->depth++;
	s->before[s->depth] = s->last[s->depth] = 0;
	return true;
}

static void close_group(struct scan *s)
{
	size_t length = s->before[s->depth] + s->last[s->depth] + 2;

	s->p++;
	if (s->depth) {
		s->depth--;
		s->last[s->depth] = capped(length);
	} else {
		add_part(s, 1);
	}
}

static int too_long(struct err *e)
{
	return err_set(e, ERR_USAGE,
		"a pattern has at most %d bytes, with what {M,N} repeats written out", PATTERN_MAX);
}

static int check(struct slice text, struct err *e)
{
	struct scan s = { text.p, text.p + text.len, 0, { 0 }, { 0 } };

	if (text.len > PATTERN_MAX)
		return too_long(e);
	while (s.p < s.end) {
		switch (*s.p) {
		case '\\': skip_escape(&s); break;
		case '[': skip_brackets(&s); break;
		case '{': repeat(&s); break;
		case ')': close_group(&s); break;
		case '(':
			if (!open_group(&s))
				return err_set(e, ERR_USAGE,
					"parentheses in a pattern nest at most %d deep",
					PATTERN_DEPTH);
			break;
		default: s.p++; add_part(&s, 1);
		}
		if (s.before[s.depth] + s.last[s.depth] > PATTERN_MAX)
			return too_long(e);
	}
	return 0;
}

/* ---- in the C locale ---- */

/* newlocale(3) gives "C" without asking a file, and without allocating. */
static locale_t enter_c(void)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	return uselocale(c);
}

static const char *compile(struct re_pattern_buffer *compiled, struct slice text)
{
	locale_t outer = enter_c();

	/* the library's only way to be told, and here always the same: no thread sees another */
	re_syntax_options = RE_SYNTAX_POSIX_EXTENDED & ~RE_DOT_NOT_NULL;
	compiled->fastmap = mem_alloc(UCHAR_MAX + 1);
	const char *why = re_compile_pattern(text.p, text.len, compiled);
	compiled->newline_anchor = 0; /* ^ and $ are the ends of the text, as for regcomp */
	compiled->regs_allocated = REGS_FIXED;
	uselocale(outer);
	return why;
}

struct pattern *pattern_compile(struct slice text, struct err *e)
{
	if (check(text, e))
		return NULL;
	struct pattern *p = mem_zalloc(1, sizeof(*p));
	const char *why = compile(&p->compiled, text);
	if (!why)
		return p;
	err_set(e, ERR_USAGE, "the pattern does not compile: %s", why);
	pattern_free(p);
	return NULL;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	regfree(&p->compiled);
	free(p);
}

/* The library asks for room for all parentheses of the pattern. */
static regoff_t search(
	struct pattern *p, struct slice subject, struct re_registers *found, bool wanted)
{
	locale_t outer = enter_c();
	regoff_t length = (regoff_t)subject.len;
	regoff_t at = re_search(&p->compiled, subject.p, length, 0, length, wanted ? found : NULL);

	uselocale(outer);
	return at;
}

int pattern_match(struct pattern *p, struct slice subject, struct span captures[PATTERN_CAPTURES],
	struct err *e)
{
	enum { INTERNAL_ERROR = -2 };
	size_t count = p->compiled.re_nsub + 1;

	if (subject.len > INT_MAX)
		return err_set(e, ERR_USAGE, "a text of 2 GiB or more cannot be searched");
	regoff_t *ends = mem_alloc(sizeof(*ends) * count * 2);
	struct re_registers found = { (__re_size_t)count, ends, ends + count };
	regoff_t at = search(p, subject, &found, captures != NULL);
	for (size_t i = 0; captures && i < PATTERN_CAPTURES; i++) {
		bool took_part = at >= 0 && i < count && found.start[i] >= 0;

		captures[i].start = took_part ? (size_t)found.start[i] : PATTERN_NONE;
		captures[i].end = took_part ? (size_t)found.end[i] : PATTERN_NONE;
	}
	free(ends);
	if (at == INTERNAL_ERROR)
		return err_set(e, ERR_USAGE, "out of memory for matching a pattern");
	return at >= 0;
}
