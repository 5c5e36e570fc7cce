/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A..B, A.. and ..B: numbers, sizes or durations.
 */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "range.h"

/* A word: what stands around the range, and its two ends, of which one may be missing. */
struct range {
	struct slice before, after;
	struct slice low, high;
};

static bool is_part(char c)
{
	return text_is_name_char(c) || c == '.' || c == '-' || c == '+';
}

static struct slice part(const char *from, const char *to)
{
	return (struct slice){ from, (size_t)(to - from) };
}

/* Takes WORD apart around its first two dots; false where it has none. */
static bool take_apart(struct slice word, struct range *r)
{
	const char *end = word.p + word.len, *dots = memmem(word.p, word.len, "..", 2);
	const char *low = dots, *high = dots ? dots + 2 : end;

	if (!dots)
		return false;
	while (low > word.p && is_part(low[-1]))
		low--;
	while (high < end && is_part(*high))
		high++;
	r->before = part(word.p, low);
	r->low = part(low, dots);
	r->high = part(dots + 2, high);
	r->after = part(high, end);
	return true;
}

static bool is_all_of(struct slice s, const char *set)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(set, s.p[i]))
			return false;
	return true;
}

/* Whether it is meant as one: a path, a host or three dots are not. */
static bool is_meant(const struct range *r)
{
	if (text_begins_number(r->low) || text_begins_number(r->high))
		return true;
	return !r->low.len && !r->high.len && is_all_of(r->before, "([") &&
	       is_all_of(r->after, ")];,");
}

/* ---- the ends ---- */

enum scale { COUNT, TIME };

static int read_end(struct slice text, enum scale scale, int64_t none, int64_t *value)
{
	*value = none;
	if (!text.len)
		return 0;
	if (scale == TIME)
		return text_time(text, value, NULL);
	return text_count(text, INT64_MIN, INT64_MAX, value, NULL);
}

/* Both as counts, or both as durations. */
static int read_ends(const struct range *r, enum scale *scale, int64_t *low, int64_t *high)
{
	for (int i = COUNT; i <= TIME; i++)
		if ((r->low.len || r->high.len) &&
			!read_end(r->low, (enum scale)i, INT64_MIN, low) &&
			!read_end(r->high, (enum scale)i, INT64_MAX, high)) {
			*scale = (enum scale)i;
			return 0;
		}
	return -1;
}

static int check_word(struct slice word, struct err *e)
{
	struct range r;
	enum scale scale;
	int64_t low, high;

	if (!take_apart(word, &r) || !is_meant(&r))
		return 0;
	if (read_ends(&r, &scale, &low, &high)) {
		err_set(e, ERR_SYNTAX, "'%.*s' is no range of numbers, sizes or durations",
			(int)word.len, word.p);
		return err_hint(e, "1..4096, 1.., ..4k or 90ms..2s; quote it where it is text");
	}
	if (low > high)
		return err_set(
			e, ERR_SYNTAX, "'%.*s' ends below where it begins", (int)word.len, word.p);
	return 0;
}

/* The first word of *S, which moves behind it. */
static bool next_word(struct slice *s, struct slice *word)
{
	const char *blank = memchr(s->p, ' ', s->len);

	*word = (struct slice){ s->p, blank ? (size_t)(blank - s->p) : s->len };
	s->p += word->len + (blank != NULL);
	s->len -= word->len + (blank != NULL);
	return word->len;
}

int range_check(struct slice text, struct err *e)
{
	struct slice word;

	while (text.len) {
		next_word(&text, &word);
		if (check_word(word, e))
			return -1;
	}
	return 0;
}

/* ---- against what came ---- */

/* A number with or without a fraction, which is rounded up: what is printed in another unit
 * is no longer exact. */
static int read_count(struct slice text, int64_t *value)
{
	const char *dot = memchr(text.p, '.', text.len);
	struct slice whole = { text.p, dot ? (size_t)(dot - text.p) : text.len };

	if (!whole.len || text_number(whole, INT64_MIN, INT64_MAX - 1, value, NULL))
		return -1;
	*value += dot && !is_all_of((struct slice){ dot, text.len - whole.len }, ".0");
	return dot && !is_all_of((struct slice){ dot + 1, text.len - whole.len - 1 }, "0123456789")
		       ? -1
		       : 0;
}

/* What stands in WORD where R has its range; what closes the word need not be said. */
static bool take_middle(struct slice word, const struct range *r, struct slice *middle)
{
	size_t around = r->before.len + r->after.len;

	while (!r->after.len && word.len && strchr(");,]", word.p[word.len - 1]))
		word.len--;

	if (word.len <= around || memcmp(word.p, r->before.p, r->before.len) ||
		memcmp(word.p + word.len - r->after.len, r->after.p, r->after.len))
		return false;
	*middle = (struct slice){ word.p + r->before.len, word.len - around };
	return true;
}

/* A duration as it is printed: 2s or "500 ms". */
static int read_time(struct slice middle, int64_t *value)
{
	char joined[40];
	const char *blank = memchr(middle.p, ' ', middle.len);
	size_t len = blank ? (size_t)(blank - middle.p) : 0;

	if (!blank || middle.len > sizeof(joined))
		return text_time(middle, value, NULL);
	memcpy(joined, middle.p, len);
	memcpy(joined + len, blank + 1, middle.len - len - 1);
	return text_time((struct slice){ joined, middle.len - 1 }, value, NULL);
}

static bool is_within(struct slice word, const struct range *r)
{
	struct slice middle;
	enum scale scale;
	int64_t low, high, value;

	if (!take_middle(word, r, &middle) || read_ends(r, &scale, &low, &high))
		return false;
	if (scale == TIME ? read_time(middle, &value) : read_count(middle, &value))
		return false;
	return value >= low && value <= high;
}

/* Takes from *ACTUAL what WANTED, a word, stands for. */
static bool take_word(struct slice *actual, struct slice wanted)
{
	struct slice word, second;
	struct range r;
	bool ranges = take_apart(wanted, &r) && is_meant(&r);

	if (!next_word(actual, &word))
		return false;
	if (slice_equal(word, wanted) || (ranges && is_within(word, &r)))
		return true;
	if (!ranges || !next_word(actual, &second))
		return false;
	return is_within(part(word.p, second.p + second.len), &r);
}

bool range_words(struct slice actual, struct slice wanted)
{
	struct slice word;

	if (!wanted.len)
		return false;
	while (wanted.len) {
		next_word(&wanted, &word);
		if (!take_word(&actual, word))
			return false;
	}
	return true;
}
