/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of socket options that are one number, one time or one text.
 */
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "sockopt_kinds.h"

enum {
	NS_PER_US = 1000,
	US_PER_MS = 1000,
	US_PER_S = 1000000,
	COUNT_MAX = INT32_MAX, /* of seconds, and of microseconds: their sum is printed */
	PORT_BITS = 16,
	PORT_MAX = 65535,
	STRING_MAX = 256,
};

int sockopt_parse_int(struct slice text, int *number, struct err *e)
{
	int64_t n;

	if (text_count(text, INT_MIN, UINT_MAX, &n, e))
		return -1;
	*number = (int)(uint32_t)n;
	return 0;
}

/* ---- numbers ---- */

/* A bare number of UNIT, or a time. */
static int parse_count(struct slice text, enum unit unit, int *count, struct err *e)
{
	int64_t number, ns;

	if (text_number(text, INT_MIN, INT_MAX, &number, NULL)) {
		if (text_time(text, &ns, e))
			return -1;
		number = ns / unit_ns(unit);
		if (ns % unit_ns(unit) || number > INT_MAX)
			return err_set(e, ERR_USAGE, "it counts in whole %s", unit_name(unit));
	}
	*count = (int)number;
	return 0;
}

static int parse_int(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	enum unit unit = sockopt_unit(o);

	return unit_ns(unit) ? parse_count(text, unit, &v->number, e)
			     : sockopt_parse_int(text, &v->number, e);
}

static void print_int(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	buf_addf(b, "%d", v->number);
}

static void print_unsigned(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	buf_addf(b, "%u", (unsigned)v->number);
}

static int parse_bool(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	bool on;

	(void)o;
	if (text_bool(text, &on, NULL))
		return sockopt_parse_int(text, &v->number, e);
	v->number = on;
	return 0;
}

int sockopt_parse_wide(struct slice text, uint64_t *wide, struct err *e)
{
	int64_t number;
	size_t i;

	if (!text_count(text, 0, INT64_MAX, &number, NULL)) {
		*wide = (uint64_t)number;
		return 0;
	}
	*wide = 0;
	for (i = 0; i < text.len && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		if (__builtin_mul_overflow(*wide, 10, wide) ||
			__builtin_add_overflow(*wide, (uint64_t)(text.p[i] - '0'), wide))
			break;
	if (text.len && i == text.len)
		return 0;
	return err_set(e, ERR_USAGE, "not a number of 0..%" PRIu64, UINT64_MAX);
}

static int parse_wide(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	(void)o;
	return sockopt_parse_wide(text, &v->wide, e);
}

static void print_wide(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	buf_addf(b, "%" PRIu64, v->wide);
}

static int parse_ports(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	struct slice low = sockopt_word(&text, '-');
	int64_t first, last;

	(void)o;
	if (text_number(low, 0, PORT_MAX, &first, e) || text_number(text, 0, PORT_MAX, &last, e))
		return -1;
	v->number = (int)((uint32_t)last << PORT_BITS | (uint32_t)first);
	return 0;
}

static void print_ports(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	uint32_t both = (uint32_t)v->number;

	(void)o;
	buf_addf(b, "%u-%u", both & PORT_MAX, both >> PORT_BITS);
}

const struct sockopt_kind sockopt_int = { parse_int, print_int, sizeof(int), false, NULL };
const struct sockopt_kind sockopt_bool = { parse_bool, print_int, sizeof(int), false, NULL };
const struct sockopt_kind sockopt_unsigned = { parse_int, print_unsigned, sizeof(int), false,
	NULL };
const struct sockopt_kind sockopt_wide = { parse_wide, print_wide, sizeof(uint64_t), false, NULL };
const struct sockopt_kind sockopt_arrival = { NULL, print_int, sizeof(int), false, NULL };
const struct sockopt_kind sockopt_ports = { parse_ports, print_ports, sizeof(int), false, NULL };

/* ---- names ---- */

static int parse_name(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	long value;

	if (names_parse(o->of, text, &value, e) < 0)
		return -1;
	v->number = (int)value;
	return 0;
}

/* Flags are a mask: the top bit is no sign. */
static void print_name(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	const struct names *names = o->of;

	names_print(names, names->flags ? (long)(uint32_t)v->number : v->number, b);
}

static int parse_group(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	return sockopt_parse_int(text, &v->number, NULL) ? parse_name(o, text, v, e) : 0;
}

static int parse_errno(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	(void)o;
	return names_errno_parse(text, &v->number, e);
}

static void print_errno(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	const char *name = names_errno(v->number);

	if (name)
		buf_adds(b, name);
	else
		print_int(o, v, b);
}

const struct sockopt_kind sockopt_name = { parse_name, print_name, sizeof(int), false, NULL };
const struct sockopt_kind sockopt_group = { parse_group, print_unsigned, sizeof(int), false, NULL };
const struct sockopt_kind sockopt_errno = { parse_errno, print_errno, sizeof(int), false, NULL };

/* ---- times ---- */

static int parse_linger(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	(void)o;
	if (names_same(text, "off"))
		return 0;
	v->linger.l_onoff = 1;
	return parse_count(text, UNIT_S, &v->linger.l_linger, e);
}

static void print_linger(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	if (v->linger.l_onoff)
		buf_addf(b, "%ds", v->linger.l_linger);
	else
		buf_adds(b, "off");
}

/* Rounds up: 0 microseconds would mean for ever. */
static int parse_timeval(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	int64_t ns, us;

	(void)o;
	if (text_time(text, &ns, e) < 0)
		return -1;
	us = ns / NS_PER_US + (ns % NS_PER_US != 0);
	v->time.tv_sec = us / US_PER_S;
	v->time.tv_usec = us % US_PER_S;
	return 0;
}

/* Exact, in the largest unit that needs no fraction. */
static void print_timeval(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	const struct timeval *t = &v->time;
	bool fits = t->tv_sec > -COUNT_MAX && t->tv_sec < COUNT_MAX && t->tv_usec > -COUNT_MAX &&
		    t->tv_usec < COUNT_MAX;

	(void)o;
	if (!t->tv_sec && !t->tv_usec)
		buf_addc(b, '0');
	else if (!t->tv_usec || !fits) /* no kernel has set what does not */
		buf_addf(b, "%jds", (intmax_t)t->tv_sec);
	else if (t->tv_usec % US_PER_MS == 0)
		buf_addf(b, "%jdms",
			(intmax_t)t->tv_sec * US_PER_MS + (intmax_t)t->tv_usec / US_PER_MS);
	else
		buf_addf(b, "%jdus", (intmax_t)t->tv_sec * US_PER_S + (intmax_t)t->tv_usec);
}

const struct sockopt_kind sockopt_linger = { parse_linger, print_linger, sizeof(struct linger),
	false, NULL };
const struct sockopt_kind sockopt_timeval = { parse_timeval, print_timeval, sizeof(struct timeval),
	false, NULL };

/* ---- text ---- */

static int parse_string(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	(void)o;
	if (text.len > STRING_MAX)
		return err_set(e, ERR_USAGE, "longer than %d bytes", STRING_MAX);
	memcpy(v->bytes, text.p, text.len);
	v->len = (socklen_t)text.len;
	return 0;
}

static void print_string(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	(void)o;
	text_add_clean(b, v->bytes, strnlen(v->bytes, v->len));
}

const struct sockopt_kind sockopt_string = { parse_string, print_string, STRING_MAX, false, NULL };
