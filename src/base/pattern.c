/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Extended regular expressions over bytes.
 */
#include "base/pattern.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

struct pattern {
	struct re_pattern_buffer compiled;
	size_t length; /* with its repetitions written out */
	bool repeats;  /* something as often as it comes */
	bool anchored; /* it is tried at one place */
};

/* ---- what would cost too much ---- */

/* A walk over a pattern that adds up how long it is with its repetitions written out. */
struct scan {
	const char *p, *end;
	int depth;
	bool repeats;                     /* *, +, {M,} */
	bool branches;                    /* | */
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

static int check(struct slice text, struct pattern *to, struct err *e)
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
	to->anchored = text.len && *text.p == '^' && !s.branches;
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
	struct pattern shape = { .length = 0 };

	if (check(text, &shape, e))
		return NULL;
	struct pattern *p = mem_zalloc(1, sizeof(*p));
	*p = shape;
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

/* ---- searching ---- */

enum { INTERNAL_ERROR = -2 };

/* What a search brings: where the match begins, or -1, or INTERNAL_ERROR. */
struct outcome {
	regoff_t at;
	struct span captures[PATTERN_CAPTURES];
};

/* FOUND has room for all parentheses of the pattern, as the library asks; NULL: not wanted. */
static void search(
	struct pattern *p, struct slice subject, struct re_registers *found, struct outcome *out)
{
	locale_t outer = enter_c();
	regoff_t length = (regoff_t)subject.len;

	out->at = re_search(&p->compiled, subject.p, length, 0, length, found);
	uselocale(outer);
	for (size_t i = 0; i < PATTERN_CAPTURES; i++) {
		bool took_part =
			found && out->at >= 0 && i < found->num_regs && found->start[i] >= 0;

		out->captures[i].start = took_part ? (size_t)found->start[i] : PATTERN_NONE;
		out->captures[i].end = took_part ? (size_t)found->end[i] : PATTERN_NONE;
	}
}

/* Until CHILD has ended, or I is interrupted: then it is ended, and -1 with errno. */
static int await(pid_t child, const struct intr *i)
{
	int why = 0;

	while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
		if (why || intr_pending(i) == INTR_NO)
			continue;
		why = intr_errno(i, EINTR);
		kill(child, SIGKILL);
	}
	errno = why;
	return why ? -1 : 0;
}

/* The child has no descriptors: it keeps no connection open. */
static void work(struct pattern *p, struct slice subject, struct re_registers *found,
	struct outcome *out, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_range(0, ~0U, 0);
	if (getppid() == parent)
		search(p, subject, found, out);
	_exit(0);
}

/* In a process of its own, for that can be ended. 0, or -1 with errno. */
static int search_aside(struct pattern *p, struct slice subject, struct re_registers *found,
	struct outcome *out, const struct intr *i)
{
	pid_t self = getpid();
	struct outcome *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return -1;
	shared->at = INTERNAL_ERROR;
	pid_t child = fork();
	if (child == 0)
		work(p, subject, found, shared, self);
	int status = child < 0 ? -1 : await(child, i);
	int why = errno;
	*out = *shared;
	munmap(shared, sizeof(*shared));
	errno = why;
	return status;
}

/* The library tries each place of the text, one after the other, and what repeats there may go
 * on to the end. */
static bool may_take_long(const struct pattern *p, size_t len)
{
	enum { SLOWER = 128 }; /* bytes of a pattern that make a step as long again */
	size_t each = p->repeats ? len * (1 + p->length / SLOWER) : p->length;

	return len > (p->anchored || !each ? PATTERN_STEPS : PATTERN_STEPS / each);
}

static int search_somewhere(struct pattern *p, struct slice subject, struct re_registers *found,
	struct outcome *out, const struct intr *i)
{
	if (i && may_take_long(p, subject.len))
		return search_aside(p, subject, found, out, i);
	search(p, subject, found, out);
	return 0;
}

int pattern_match(struct pattern *p, struct slice subject, struct span captures[PATTERN_CAPTURES],
	const struct intr *i, struct err *e)
{
	size_t count = p->compiled.re_nsub + 1;
	struct outcome out;
	char what[64];

	if (subject.len > INT_MAX)
		return err_set(e, ERR_USAGE, "a text of 2 GiB or more cannot be searched");
	regoff_t *ends = mem_alloc(sizeof(*ends) * count * 2);
	struct re_registers found = { (__re_size_t)count, ends, ends + count };
	int status = search_somewhere(p, subject, captures ? &found : NULL, &out, i);
	free(ends);
	if (status) {
		snprintf(what, sizeof(what), "looking for a pattern in %zu bytes", subject.len);
		return err_system(e, errno, what);
	}
	if (out.at == INTERNAL_ERROR)
		return err_set(e, ERR_USAGE, "out of memory for matching a pattern");
	if (captures)
		memcpy(captures, out.captures, sizeof(out.captures));
	return out.at >= 0;
}
