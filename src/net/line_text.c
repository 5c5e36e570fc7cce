/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a line does, as text.
 */
#include "net/line.h"

#include <inttypes.h>

#include "base/text.h"

#define MOST_RATE 1000000000000 /* 1 tbit */

/* As of tc(8); the first is the smallest. */
static const struct {
	const char *name;
	int64_t bits;
} rates[] = { { "bit", 1 }, { "kbit", 1000 }, { "mbit", 1000000 }, { "gbit", 1000000000 },
	{ "tbit", 1000000000000 } };

enum { RATES = sizeof(rates) / sizeof(*rates) };

static bool is_digit(struct slice s, size_t at)
{
	return at < s.len && s.p[at] >= '0' && s.p[at] <= '9';
}

/* DIGITS[.DIGITS], with what follows them in *REST. False: no number. */
static bool read_decimal(struct slice s, double *value, struct slice *rest)
{
	size_t at = 0, digits = 0;
	double place = 1;

	for (*value = 0; is_digit(s, at); at++, digits++)
		*value = *value * 10 + (s.p[at] - '0');
	if (digits && at < s.len && s.p[at] == '.' && is_digit(s, at + 1))
		for (at++; is_digit(s, at); at++)
			*value += (s.p[at] - '0') * (place /= 10);
	*rest = slice_from(s, at);
	return digits;
}

static int parse_share(struct slice text, struct line_some *some, struct err *e)
{
	struct slice rest;
	double percent;

	if (!read_decimal(text, &percent, &rest) || !slice_is(rest, "%"))
		return err_set(e, ERR_USAGE, "no share: as 3%% or 0.1%%");
	if (percent > 100)
		return err_set(e, ERR_USAGE, "more than all");
	*some = (struct line_some){ .share = percent / 100 };
	return 0;
}

static int parse_numbers(struct slice text, struct line_some *some, struct err *e)
{
	struct line_some found = { 0 };
	int64_t number;

	for (size_t end; found.count < LINE_LOSSES; text = slice_from(text, end + 1)) {
		const char *comma = memchr(text.p, ',', text.len);

		end = comma ? (size_t)(comma - text.p) : text.len;
		if (text_number((struct slice){ text.p, end }, 1, INT64_MAX, &number, e))
			return -1;
		found.numbers[found.count++] = (uint64_t)number;
		if (!comma) {
			*some = found;
			return 0;
		}
	}
	return err_set(e, ERR_USAGE, "more than %d numbers", LINE_LOSSES);
}

int line_some_parse(struct slice text, struct line_some *some, struct err *e)
{
	if (text.len && text.p[text.len - 1] == '%')
		return parse_share(text, some, e);
	if (parse_numbers(text, some, e))
		return err_hint(e, "a share of the frames (3%%), or the numbers of some (3,7), "
				   "counted from 1");
	return 0;
}

static bool is_unit(struct slice s, const char *name)
{
	size_t i = 0;

	while (i < s.len && name[i] && text_lower(s.p[i]) == name[i])
		i++;
	return i == s.len && !name[i];
}

int line_rate_parse(struct slice text, int64_t *rate, struct err *e)
{
	struct slice unit;
	double value;

	if (!read_decimal(text, &value, &unit))
		return err_set(e, ERR_USAGE, "no rate: bits a second, as 10mbit or 64kbit");
	for (size_t i = 0; i < RATES; i++) {
		double bits = value * (double)rates[i].bits;

		if (!is_unit(unit, rates[i].name))
			continue;
		if (bits < 1 || bits > MOST_RATE)
			return err_set(e, ERR_USAGE, "out of range 1bit..1tbit");
		*rate = (int64_t)(bits + 0.5);
		return 0;
	}
	err_set(e, ERR_USAGE, "a rate has a unit: bit, kbit, mbit, gbit");
	return err_hint(e, "10mbit are ten million bits a second");
}

/* ---- print ---- */

const char *line_fate_name(enum line_fate fate)
{
	static const char *const names[LINE_FATES] = {
		[LINE_CARRIED] = "carried",
		[LINE_LOST] = "lost",
		[LINE_FULL] = "full",
		[LINE_CUT] = "cut",
		[LINE_DROPPED] = "dropped",
	};

	return names[fate];
}

/* VALUE by the largest unit that gives a whole number of it. */
static void add_rate(struct buf *b, int64_t rate)
{
	size_t unit = RATES - 1;

	while (unit && rate % rates[unit].bits)
		unit--;
	buf_addf(b, "%" PRId64 "%s", rate / rates[unit].bits, rates[unit].name);
}

static void add_size(struct buf *b, int64_t size)
{
	static const char *const units[] = { "", "k", "M", "G" };
	size_t unit = 0;

	for (; unit < 3 && size % 1024 == 0; unit++)
		size /= 1024;
	buf_addf(b, "%" PRId64 "%s", size, units[unit]);
}

/* A percentage without zeros at its end, in any locale. */
static void add_share(struct buf *b, double share)
{
	uint64_t parts = (uint64_t)(share * 1e9 + 0.5), part = parts % 10000000;
	int places = 7;

	buf_addf(b, "%" PRIu64, parts / 10000000);
	for (; part && part % 10 == 0; places--)
		part /= 10;
	if (part)
		buf_addf(b, ".%0*" PRIu64, places, part);
	buf_addc(b, '%');
}

static void add_name(struct buf *b, const char *name)
{
	buf_addf(b, "%s%s ", b->len ? " " : "", name);
}

static void add_some(struct buf *b, const char *name, const struct line_some *some)
{
	if (!some->count && some->share <= 0)
		return;
	add_name(b, name);
	if (!some->count)
		add_share(b, some->share);
	for (unsigned i = 0; i < some->count; i++)
		buf_addf(b, "%s%" PRIu64, i ? "," : "", some->numbers[i]);
}

void line_print(const struct line_spec *spec, struct buf *b)
{
	struct buf text = { 0 };

	if (spec->delay_max) {
		add_name(&text, "delay");
		text_add_time_exact(&text, spec->delay_min);
		if (spec->delay_max != spec->delay_min) {
			buf_adds(&text, "..");
			text_add_time_exact(&text, spec->delay_max);
		}
	}
	if (spec->rate) {
		add_name(&text, "rate");
		add_rate(&text, spec->rate);
	}
	if (spec->queue) {
		add_name(&text, "queue");
		add_size(&text, spec->queue);
	}
	add_some(&text, "loss", &spec->loss);
	add_some(&text, "dup", &spec->dup);
	add_some(&text, "reorder", &spec->reorder);
	add_some(&text, "corrupt", &spec->corrupt);
	buf_add(b, text.data, text.len);
	buf_free(&text);
}
