/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Extended regular expressions (regex(7)) over bytes. Any byte is data, NUL too,
 * in the pattern and in what is searched: both have a length. A byte is a
 * character, in the C locale, whatever the program's locale is: a pattern matches
 * the same at the prompt as in a script.
 *
 * regcomp(3) takes no length, so that a NUL ends its pattern: this goes by the GNU
 * interface beneath it, in the same dialect, but that `.` matches NUL.
 */
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/intr.h"

enum {
	PATTERN_CAPTURES = 10,   /* the whole match and nine pairs of parentheses */
	PATTERN_MAX = 4096,      /* bytes, with what {M,N} repeats written out */
	PATTERN_DEPTH = 100,     /* of parentheses */
	PATTERN_STEPS = 1 << 22, /* of a search within the program: half a second */
};

struct pattern;

/* NULL with E (ERR_USAGE, unlocated): what is wrong with it. Refused are also
 * patterns over PATTERN_MAX or PATTERN_DEPTH: the library's compiler recurses
 * at each parenthesis, and takes memory by the square of the length; and back references
 * (\1), which the library has beyond the standard, and for which it takes time without
 * bound. Freed by pattern_free. */
struct pattern *pattern_compile(struct slice text, struct err *e);
void pattern_free(struct pattern *p);

/* Whether what P is searched in from now on is the rest of a longer text: ^ then is not its
 * beginning. */
void pattern_continues(struct pattern *p, bool continues);

/* False: there is no match in SUBJECT. True: there may be one. It takes time that grows with the
 * length alone, but for an expression with a stray `)`, of which it says true. */
bool pattern_exists(struct pattern *p, struct slice subject);

/* Looks for the first, longest match in SUBJECT. 1: there is one, and CAPTURES
 * (NULL: not asked) holds what it and its parentheses matched, as offsets into
 * SUBJECT, PATTERN_NONE in start where a pair took no part. 0: there is none. -1 with E: it
 * could not be searched (over 2 GiB, out of memory, I interrupted). Not for two threads at
 * once. A search may take time by the square of the text's length, and nothing ends the
 * library's: one of more than PATTERN_STEPS is made by a process of its own, which I ends.
 * I NULL: never. */
int pattern_match(struct pattern *p, struct slice subject, struct span captures[PATTERN_CAPTURES],
	const struct intr *i, struct err *e);
#define PATTERN_NONE ((size_t)-1)

#endif
