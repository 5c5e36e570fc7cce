/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, sizes, durations and hex digits as people write them.
 */
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int digit_of(char c, unsigned int base)
{
	int value = c >= '0' && c <= '9' ? c - '0' : -1;

	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		value = (c | 0x20) - 'a' + 10;
	return value >= 0 && (unsigned int)value < base ? value : -1;
}

/* Reads digits at S.p[*AT] on. Returns how many there were; a value too large
 * for 64 bits becomes UINT64_MAX. */
static size_t read_digits(struct slice s, size_t *at, unsigned int base, uint64_t *value)
{
	size_t start = *at;
	int digit;

	for (*value = 0; *at < s.len && (digit = digit_of(s.p[*at], base)) >= 0; ++*at) {
		if (__builtin_mul_overflow(*value, base, value) ||
			__builtin_add_overflow(*value, (uint64_t)digit, value))
			*value = UINT64_MAX;
	}
	return *at - start;
}

static int out_of_range(int64_t min, int64_t max, struct err *e)
{
	return err_set(e, ERR_USAGE, "out of range %" PRId64 "..%" PRId64, min, max);
}

bool text_begins_number(struct slice s)
{
	size_t i = s.len > 1 && s.p[0] == '-';

	return i < s.len && s.p[i] >= '0' && s.p[i] <= '9';
}

int text_number(struct slice s, int64_t min, int64_t max, int64_t *value, struct err *e)
{
	bool negative = s.len && s.p[0] == '-';
	size_t at = s.len && (s.p[0] == '-' || s.p[0] == '+');
	unsigned int base = 10;
	uint64_t magnitude;
	int64_t result;

	if (s.len - at > 2 && s.p[at] == '0' && (s.p[at + 1] | 0x20) == 'x') {
		base = 16;
		at += 2;
	}
	if (!read_digits(s, &at, base, &magnitude) || at < s.len)
		return err_set(e, ERR_USAGE, "not a number");
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return out_of_range(min, max, e);
	result = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	if (result < min || result > max)
		return out_of_range(min, max, e);
	*value = result;
	return 0;
}

int text_size(struct slice s, int64_t max, int64_t *bytes, struct err *e)
{
	static const char suffixes[] = "kMG";
	unsigned int shift = 0;
	const char *suffix;
	uint64_t count;
	size_t at = 0;

	if (s.len > 2 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x')
		return text_number(s, 0, max, bytes, e);
	if (!read_digits(s, &at, 10, &count))
		return err_set(e, ERR_USAGE, "not a number of bytes");
	if (at < s.len) {
		suffix = memchr(suffixes, s.p[at] == 'K' ? 'k' : s.p[at], sizeof(suffixes) - 1);
		if (!suffix || at + 1 < s.len)
			return err_set(e, ERR_USAGE,
				"not a number of bytes; k, M or G may follow the digits");
		shift = 10 * (unsigned int)(suffix - suffixes + 1);
	}
	if (max < 0 || count > (uint64_t)max >> shift)
		return out_of_range(0, max, e);
	*bytes = (int64_t)(count << shift);
	return 0;
}

int text_count(struct slice s, int64_t min, int64_t max, int64_t *value, struct err *e)
{
	int64_t size = 0;

	if (text_size(s, INT64_MAX, &size, NULL))
		return text_number(s, min, max, value, e);
	if (size < min || size > max)
		return out_of_range(min, max, e);
	*value = size;
	return 0;
}

/* ---- switches ---- */

/* Whether S is WORD, which is in small letters, in any case. */
static bool is_word(struct slice s, const char *word)
{
	for (size_t i = 0; i < s.len; i++)
		if (!word[i] || text_lower(s.p[i]) != word[i])
			return false;
	return s.len && !word[s.len];
}

int text_bool(struct slice s, bool *on, struct err *e)
{
	static const char *const words[][2] = { { "off", "on" }, { "no", "yes" },
		{ "false", "true" }, { "0", "1" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (int value = 0; value < 2; value++)
			if (is_word(s, words[i][value])) {
				*on = value;
				return 0;
			}
	return err_set(e, ERR_USAGE, "neither on nor off");
}

/* ---- durations ---- */

static const struct unit {
	const char *name;
	uint64_t ns;
} units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000 * 1000 },
	{ "s", 1000 * 1000 * 1000 },
	{ "m", 60ULL * 1000 * 1000 * 1000 },
	{ "h", 3600ULL * 1000 * 1000 * 1000 },
};
#define UNIT_COUNT   (sizeof(units) / sizeof(units[0]))
#define LARGEST_SHOW 3 /* text_add_time goes no further than seconds */

static const struct unit *unit_named(struct slice name)
{
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		if (slice_is(name, units[i].name))
			return &units[i];
	}
	return NULL;
}

static int no_unit(struct slice s, size_t digits, struct err *e)
{
	char names[UNIT_COUNT * 4 + 1] = "";
	int used = 0;

	for (size_t i = 0; i < UNIT_COUNT; i++)
		used += snprintf(names + used, sizeof(names) - (size_t)used, " %s", units[i].name);
	if (digits == s.len)
		err_set(e, ERR_USAGE, "a time needs a unit, one of%s", names);
	else
		err_set(e, ERR_USAGE, "not a time: a number and one of%s", names);
	if (digits == s.len && digits > 2 && digits < 8 && !memchr(s.p, '.', digits))
		return err_hint(
			e, "for milliseconds, as poll(2) has them, write %.*sms", (int)digits, s.p);
	return err_hint(e, "for seconds write %.*ss", (int)(digits < 20 ? digits : 20), s.p);
}

/* WHOLE times 0.DIGITS, rounded down once: from the last digit to the first,
 * because a quotient of a rounded quotient is the rounded quotient of both. */
static uint64_t fraction_of(struct slice digits, uint64_t whole)
{
	uint64_t sum = 0;

	for (size_t i = digits.len; i > 0; i--)
		sum = (whole * (uint64_t)(digits.p[i - 1] - '0') + sum) / 10;
	return sum;
}

int text_time(struct slice s, int64_t *ns, struct err *e)
{
	struct slice fraction = { s.p, 0 };
	const struct unit *unit;
	uint64_t count, ignored, total;
	size_t at = 0, digits = read_digits(s, &at, 10, &count);

	if (at < s.len && s.p[at] == '.') {
		fraction.p = s.p + ++at;
		fraction.len = read_digits(s, &at, 10, &ignored);
		digits += fraction.len;
	}
	if (!digits)
		return err_set(e, ERR_USAGE, "not a time");
	unit = unit_named((struct slice){ s.p + at, s.len - at });
	if (!unit && at == s.len && !count && !fraction.len)
		unit = &units[0];
	if (!unit)
		return no_unit(s, at, e);
	if (__builtin_mul_overflow(count, unit->ns, &total) ||
		__builtin_add_overflow(total, fraction_of(fraction, unit->ns), &total) ||
		total > INT64_MAX)
		return err_set(e, ERR_USAGE, "the time is too long");
	*ns = (int64_t)total;
	return 0;
}

int text_times(struct slice s, int64_t *from, int64_t *to, struct err *e)
{
	const char *dots = s.len ? memmem(s.p, s.len, "..", 2) : NULL;
	struct slice low = { s.p, dots ? (size_t)(dots - s.p) : s.len };

	if (text_time(low, from, e))
		return -1;
	*to = *from;
	if (dots && text_time((struct slice){ dots + 2, s.len - low.len - 2 }, to, e))
		return -1;
	return *to < *from ? err_set(e, ERR_USAGE, "the range ends before it begins") : 0;
}

static uint64_t rounded(uint64_t ns, uint64_t step)
{
	return (ns + step / 2) / step;
}

void text_add_time(struct buf *b, int64_t ns)
{
	uint64_t time = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	uint64_t steps, per_unit = 100; /* two decimals */
	const struct unit *unit = units;

	while (unit < units + LARGEST_SHOW && rounded(time, unit->ns) >= 1000)
		unit++;
	while (per_unit > 1 && (per_unit > unit->ns || rounded(time, unit->ns / per_unit) >= 1000))
		per_unit /= 10;
	steps = rounded(time, unit->ns / per_unit);
	while (per_unit > 1 && steps % 10 == 0) {
		steps /= 10;
		per_unit /= 10;
	}
	buf_addf(b, "%s%" PRIu64, ns < 0 ? "-" : "", steps / per_unit);
	if (per_unit > 1)
		buf_addf(b, ".%0*" PRIu64, per_unit == 10 ? 1 : 2, steps % per_unit);
	buf_addf(b, " %s", unit->name);
}

void text_add_time_exact(struct buf *b, int64_t ns)
{
	const struct unit *unit = &units[UNIT_COUNT - 1];

	while (unit > units && (uint64_t)ns % unit->ns)
		unit--;
	if (ns)
		buf_addf(b, "%" PRIu64 "%s", (uint64_t)ns / unit->ns, unit->name);
	else
		buf_addc(b, '0');
}

void text_add_count(struct buf *b, uint64_t n, const char *one)
{
	size_t len = strlen(one);

	buf_addf(b, "%" PRIu64 " %s", n, one);
	if (n != 1)
		buf_adds(b, len && one[len - 1] == 's' ? "es" : "s");
}

void text_add_clock(struct buf *b, int64_t date)
{
	time_t seconds = (time_t)(date / 1000000000);
	struct tm parts;

	localtime_r(&seconds, &parts);
	buf_addf(b, "%02d:%02d:%02d.%06d", parts.tm_hour, parts.tm_min, parts.tm_sec,
		(int)(date % 1000000000 / 1000));
}

/* ---- hex digits ---- */

static bool is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':';
}

static int bad_hex(struct slice s, size_t at, struct err *e)
{
	if (at == s.len || is_separator(s.p[at]))
		return err_set(e, ERR_USAGE, "hex digits come in pairs, two for each byte");
	return err_set(e, ERR_USAGE, "not a hex digit: %.*s",
		(int)text_cut(s.p + at, s.len - at, 4), s.p + at);
}

int text_hex(struct slice s, struct buf *bytes, struct err *e)
{
	size_t before = bytes->len;
	size_t at = 0;

	while (at < s.len) {
		uint64_t value;
		struct slice pair = { s.p, s.len - at < 2 ? s.len : at + 2 };

		if (is_separator(s.p[at])) {
			at++;
			continue;
		}
		if (read_digits(pair, &at, 16, &value) != 2) {
			bytes->len = before;
			if (bytes->data)
				bytes->data[before] = '\0';
			return bad_hex(s, at, e);
		}
		buf_addc(bytes, (char)value);
	}
	return 0;
}
