/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Extended regular expressions that would cost too much.
 */
#include "pattern_check.h"

#include <string.h>

/* A walk over a pattern that adds up how long it is with its repetitions written out. */
struct scan {
	const char *p, *end;
	int depth;
	bool repeats;                     /* *, +, {M,} */
	bool branches;                    /* | */
	bool stray;                       /* a ) that closes nothing: a byte like others */
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
		s->repeats |= s->p < s->end && *s->p == '}';
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
		s->stray = true;
		add_part(s, 1);
	}
}

static int too_long(struct err *e)
{
	return err_set(e, ERR_USAGE,
		"a pattern has at most %d bytes, with what {M,N} repeats written out", PATTERN_MAX);
}

/* The library takes them, and then time that grows exponentially. */
static int no_back_reference(char digit, struct err *e)
{
	err_set(e, ERR_USAGE, "\\%c: an extended regular expression has no back references", digit);
	return err_hint(e, "match both with parentheses, and then compare $m1 and $m2");
}

int pattern_check(struct slice text, struct pattern_shape *to, struct err *e)
{
	struct scan s = { .p = text.p, .end = text.p + text.len };

	if (text.len > PATTERN_MAX)
		return too_long(e);
	while (s.p < s.end) {
		switch (*s.p) {
		case '\\':
			if (s.p + 1 < s.end && s.p[1] >= '1' && s.p[1] <= '9')
				return no_back_reference(s.p[1], e);
			skip_escape(&s);
			break;
		case '[': skip_brackets(&s); break;
		case '{': repeat(&s); break;
		case ')': close_group(&s); break;
		case '(':
			if (!open_group(&s))
				return err_set(e, ERR_USAGE,
					"parentheses in a pattern nest at most %d deep",
					PATTERN_DEPTH);
			break;
		default:
			s.repeats |= *s.p == '*' || *s.p == '+';
			s.branches |= *s.p == '|';
			s.p++;
			add_part(&s, 1);
		}
		if (s.before[s.depth] + s.last[s.depth] > PATTERN_MAX)
			return too_long(e);
	}
	to->length = s.before[0] + s.last[0];
	to->repeats = s.repeats;
	to->stray = s.stray;
	to->anchored = text.len && *text.p == '^' && !s.branches;
	return 0;
}
