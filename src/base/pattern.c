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
#include "pattern_check.h"

struct pattern {
	struct re_pattern_buffer compiled;
	struct pattern_shape shape;
	bool continues;
	/* pattern_exists: `.*(PATTERN)`, tried at the beginning alone; the library keeps a state
	 * of its automaton for what it has met, so that it is compiled anew now and then */
	struct buf anywhere;
	struct re_pattern_buffer quick;
	size_t searched; /* bytes, since that was compiled; 0: it is not */
};

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
	__atomic_store_n(
		&re_syntax_options, RE_SYNTAX_POSIX_EXTENDED & ~RE_DOT_NOT_NULL, __ATOMIC_RELAXED);
	compiled->fastmap = mem_alloc(UCHAR_MAX + 1);
	const char *why = re_compile_pattern(text.p, text.len, compiled);
	compiled->newline_anchor = 0; /* ^ and $ are the ends of the text, as for regcomp */
	compiled->regs_allocated = REGS_FIXED;
	uselocale(outer);
	return why;
}

struct pattern *pattern_compile(struct slice text, struct err *e)
{
	struct pattern_shape shape;

	if (pattern_check(text, &shape, e))
		return NULL;
	struct pattern *p = mem_zalloc(1, sizeof(*p));
	p->shape = shape;
	buf_adds(&p->anywhere, ".*(");
	buf_add(&p->anywhere, text.p, text.len);
	buf_addc(&p->anywhere, ')');
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
	if (p->searched)
		regfree(&p->quick);
	buf_free(&p->anywhere);
	free(p);
}

void pattern_continues(struct pattern *p, bool continues)
{
	p->continues = continues;
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

	p->compiled.not_bol = p->continues;
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
	size_t each = p->shape.repeats ? len * (1 + p->shape.length / SLOWER) : p->shape.length;

	return len > (p->shape.anchored || !each ? PATTERN_STEPS : PATTERN_STEPS / each);
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

bool pattern_exists(struct pattern *p, struct slice subject)
{
	enum { FRESH = 64 * 1024 }; /* bytes until the states met are forgotten */
	locale_t outer;
	regoff_t length = (regoff_t)subject.len;
	bool none;

	if (p->shape.stray || subject.len > INT_MAX)
		return true;
	if (p->searched > FRESH) {
		regfree(&p->quick);
		p->searched = 0;
	}
	if (!p->searched) {
		p->quick = (struct re_pattern_buffer){ 0 };
		if (compile(&p->quick, buf_slice(&p->anywhere))) {
			regfree(&p->quick);
			return true;
		}
	}
	p->searched += subject.len + 1;
	p->quick.not_bol = p->continues;
	outer = enter_c();
	none = re_match(&p->quick, subject.p, length, 0, NULL) == -1;
	uselocale(outer);
	return !none;
}
