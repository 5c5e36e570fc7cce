/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options by name, and by number.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "sockopt_kinds.h"

enum { SHOWN_MAX = 60 }; /* bytes of a wrong word in a message */

/* ---- finding ---- */

const char *sockopt_short(const struct sockopt *o)
{
	return strchr(o->name, '_') + 1;
}

bool sockopt_needs_value(const struct sockopt *o)
{
	return o->values[0] != '[';
}

void sockopt_offer(struct nearest *near)
{
	for (size_t i = 0; i < sockopt_count; i++) {
		nearest_offer(near, sockopts[i].name);
		nearest_offer_as(near, sockopt_short(&sockopts[i]), sockopts[i].name);
	}
}

bool sockopt_needs_level(const struct sockopt *o)
{
	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level != o->level && !strcmp(sockopts[i].name, o->name))
			return true;
	return false;
}

/* The name, with its level in front where it needs that. */
static void add_written(const struct sockopt *o, struct buf *b)
{
	buf_addf(b, "%s%s%s", sockopt_needs_level(o) ? o->level_name : "",
		sockopt_needs_level(o) ? ":" : "", o->name);
}

/* Whether NAME is a spelling of O's: *WHOLE, its full one. */
static bool is_named(const struct sockopt *o, struct slice name, bool *whole)
{
	*whole = names_same(name, o->name);
	return *whole || names_same(name, sockopt_short(o));
}

static const struct sockopt *ambiguous(struct slice name, bool whole, struct err *e)
{
	struct buf list = { 0 };
	bool is_whole;

	if (!e)
		return NULL;
	for (size_t i = 0; i < sockopt_count; i++)
		if (is_named(&sockopts[i], name, &is_whole) && is_whole == whole) {
			buf_adds(&list, list.len ? " or " : "");
			add_written(&sockopts[i], &list);
		}
	err_set(e, ERR_USAGE, "\"%.*s\" could be %s", (int)name.len, name.p, buf_cstr(&list));
	buf_free(&list);
	return NULL;
}

static const struct sockopt *unknown(struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (!e)
		return NULL;
	sockopt_offer(&near);
	err_set(e, ERR_USAGE, "\"%.*s\" is not a socket option",
		(int)text_cut(name.p, name.len, SHOWN_MAX), name.p);
	nearest_hint(&near, e);
	return NULL;
}

/* ---- LEVEL:NAME and LEVEL:NUMBER ---- */

/* The part before the first colon, which TEXT then begins behind. */
static bool split(struct slice *text, struct slice *before)
{
	const char *colon = text->len ? memchr(text->p, ':', text->len) : NULL;

	if (!colon)
		return false;
	*before = (struct slice){ text->p, (size_t)(colon - text->p) };
	*text = (struct slice){ colon + 1, text->len - before->len - 1 };
	return true;
}

static const struct sockopt *find_in(long level, struct slice name)
{
	bool whole;

	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level == level && is_named(&sockopts[i], name, &whole))
			return &sockopts[i];
	return NULL;
}

static const struct sockopt *find_at_level(struct slice name, struct err *e)
{
	const struct sockopt *o;
	struct slice level;
	long number;

	if (!split(&name, &level) || names_parse(&names_level, level, &number, e))
		return NULL;
	o = find_in(number, name);
	return o ? o : unknown(name, e);
}

const struct sockopt *sockopt_find(struct slice name, struct err *e)
{
	const struct sockopt *found = NULL;
	size_t matches[2] = { 0 };

	if (name.len && memchr(name.p, ':', name.len))
		return find_at_level(name, e);
	for (size_t i = 0; i < sockopt_count; i++) {
		bool whole;

		if (!is_named(&sockopts[i], name, &whole))
			continue;
		if (!matches[whole]++ && (whole || !matches[true]))
			found = &sockopts[i];
	}
	if (matches[true] > 1 || (!matches[true] && matches[false] > 1))
		return ambiguous(name, matches[true] > 1, e);
	return found ? found : unknown(name, e);
}

bool sockopt_hint_level(struct slice level, struct slice name, struct err *e)
{
	const struct sockopt *o;
	int64_t option;
	long number;

	if (names_parse(&names_level, level, &number, NULL))
		return false;
	o = find_in(number, name);
	if (!o && text_number(name, INT_MIN, INT_MAX, &option, NULL))
		return false;
	if (o && !sockopt_needs_level(o))
		err_hint(e, "leave the level out, or write it with a colon: %s, %s:%s", o->name,
			o->level_name, o->name);
	else
		err_hint(e, "level and option are one word: %.*s:%.*s", (int)level.len, level.p,
			(int)name.len, name.p);
	return true;
}

/* ---- any option ---- */

static int by_number(struct slice level, struct slice number, struct sockopt *room, struct err *e)
{
	long level_number;
	int64_t option;
	const struct sockopt *row;

	if (names_parse(&names_level, level, &level_number, e))
		return -1;
	row = find_in(level_number, number);
	if (row)
		option = row->option;
	else if (text_number(number, INT_MIN, INT_MAX, &option, NULL))
		return unknown(number, e) ? 0 : -1;
	*room = (struct sockopt){ .level = (int)level_number,
		.option = (int)option,
		.kind = &sockopt_raw,
		.get = true,
		.set = true,
		.disturbs = true,
		.values = "HEX",
		.summary = "an option by its number" };
	return 0;
}

const struct sockopt *sockopt_written(
	struct slice word, struct sockopt *room, struct sockopt_value *v, struct err *e)
{
	const struct sockopt *row = NULL;
	struct slice level, number, hex = word;

	v->len = 0;
	if (!split(&hex, &level))
		return sockopt_find(word, e);
	if (!split(&hex, &number)) {
		row = sockopt_find(word, NULL);
		return row ? row : by_number(level, hex, room, e) ? NULL : room;
	}
	if (by_number(level, number, room, e))
		return NULL;
	if (hex.len && !sockopt_parse(room, hex, v, e))
		return room;
	if (!hex.len)
		err_set(e, ERR_USAGE, "no bytes stand behind the second colon");
	return NULL;
}

void sockopt_print_level(const struct sockopt *o, struct buf *b)
{
	if (o->level_name)
		buf_adds(b, o->level_name);
	else
		names_print(&names_level, o->level, b);
}

void sockopt_print_name(const struct sockopt *o, struct buf *b)
{
	if (o->name) {
		buf_adds(b, o->name);
		return;
	}
	for (size_t i = 0; i < sockopt_count; i++)
		if (sockopts[i].level == o->level && sockopts[i].option == o->option) {
			buf_adds(b, sockopts[i].name);
			return;
		}
	buf_addf(b, "%d", o->option);
}
