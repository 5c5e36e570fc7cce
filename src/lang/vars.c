/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables in an open hash table.
 */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "base/text.h"
#include "lang/vars.h"
#include "sock/names.h"

struct var {
	struct buf value;
	bool written; /* as it stands, without quotes */
	bool named;   /* by `as`: a name of the descriptor, not any number */
	bool is_fd;   /* the value is a number that fits an int */
	int fd;
	size_t order; /* of being set */
	uint32_t hash;
	size_t name_len;
	char name[];
};

static uint32_t hash_name(struct slice name)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)name.p[i]) * 16777619u;
	return h;
}

/* The slot of NAME: where it is, or where it would go. */
static size_t find_slot(const struct vars *v, struct slice name, uint32_t hash)
{
	size_t i = hash & (v->slot_count - 1);

	for (const struct var *var; (var = v->slots[i]); i = (i + 1) & (v->slot_count - 1))
		if (var->hash == hash && var->name_len == name.len &&
			!memcmp(var->name, name.p, name.len))
			break;
	return i;
}

static struct var *find(const struct vars *v, struct slice name)
{
	return v->slot_count ? v->slots[find_slot(v, name, hash_name(name))] : NULL;
}

static void grow(struct vars *v)
{
	struct vars bigger = { .slot_count = v->slot_count ? v->slot_count * 2 : 32 };

	bigger.slots = mem_zalloc(bigger.slot_count, sizeof(struct var *));
	bigger.count = v->count;
	for (size_t i = 0; i < v->slot_count; i++) {
		struct var *var = v->slots[i];

		if (var)
			bigger.slots[find_slot(&bigger, (struct slice){ var->name, var->name_len },
				var->hash)] = var;
	}
	free(v->slots);
	*v = bigger;
}

void vars_free(struct vars *v)
{
	for (size_t i = 0; i < v->slot_count; i++) {
		if (v->slots[i])
			buf_free(&v->slots[i]->value);
		free(v->slots[i]);
	}
	free(v->slots);
	*v = (struct vars){ 0 };
}

const struct automatic_name automatic_names[AUTOMATIC_COUNT] = {
	[AUTOMATIC_RESULT] = { "?", "the result of the last call" },
	[AUTOMATIC_ERRNO] = { "errno", "the name of its error, empty if there was none" },
	[AUTOMATIC_TIME] = { "time", "how long it took: 42.613000ms" },
	[AUTOMATIC_DATA] = { "data", "the bytes that were received last" },
	[AUTOMATIC_ADDR] = { "addr",
		"the first address of the last resolve, the sender of the last recvfrom" },
	[AUTOMATIC_FROM] = { "from",
		"the sender of the last recvmsg; of an error in its queue, the host that reports it" },
	[AUTOMATIC_TTL] = { "ttl", "its TTL or hop limit (IP_RECVTTL, IPV6_RECVHOPLIMIT)" },
	[AUTOMATIC_DST] = { "dst", "the address that it was sent to (IP_PKTINFO)" },
	[AUTOMATIC_IFNAME] = { "ifname", "the interface that it came by (IP_PKTINFO)" },
	[AUTOMATIC_STAMP] = { "stamp",
		"when it came, since the epoch: 1764465011.5s (SO_TIMESTAMPNS)" },
	[AUTOMATIC_DROPS] = { "drops",
		"messages that the socket had no room for so far (SO_RXQ_OVFL)" },
	[AUTOMATIC_ARG_COUNT] = { "#", "the number of the script's arguments" },
	[AUTOMATIC_ARGS] = { "@", "the script's arguments, a blank between two" },
	[AUTOMATIC_ARG] = { "0", "the script's name; $1 $2 ... are its arguments" },
	[AUTOMATIC_CAPTURE] = { "m0",
		"what the last assert ~ matched; $m1 $m2 ... what its parentheses did" },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

enum automatic automatic_find(struct slice name, int *digit)
{
	*digit = name.len && is_digit(name.p[name.len - 1]) ? name.p[name.len - 1] - '0' : -1;
	if (name.len == 1 && *digit >= 0)
		return AUTOMATIC_ARG;
	if (name.len == 2 && name.p[0] == 'm' && *digit >= 0)
		return AUTOMATIC_CAPTURE;
	for (int i = 0; i < AUTOMATIC_ARG; i++)
		if (name.len && name.p[0] == automatic_names[i].name[0] &&
			slice_is(name, automatic_names[i].name))
			return (enum automatic)i;
	return AUTOMATIC_COUNT;
}

int vars_check_name(struct slice name, struct err *e)
{
	static const char *const reserved[] = { "all", "fd", "ok", "as", "GAVEUP" };
	int errnum, digit;

	if (!text_is_name(name)) {
		err_set(e, ERR_NAME, "'%.*s' is not a name", (int)name.len, name.p);
		return err_hint(e,
			"a name begins with a letter or _, and goes on with letters, digits and _");
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (slice_is(name, reserved[i]))
			return err_set(e, ERR_NAME, "'%s' is reserved", reserved[i]);
	if (name.p[0] == 'm' && automatic_find(name, &digit) != AUTOMATIC_COUNT) {
		err_set(e, ERR_NAME, "'%.*s' is reserved", (int)name.len, name.p);
		return err_hint(e, "m0 ... m9 hold what assert ~ matched");
	}
	if (automatic_find(name, &digit) != AUTOMATIC_COUNT ||
		(name.p[0] == 'E' && !names_errno_parse(name, &errnum, NULL)))
		return err_set(e, ERR_NAME, "'%.*s' is reserved", (int)name.len, name.p);
	return 0;
}

bool vars_next_name(struct slice *list, struct slice *name)
{
	const char *comma;

	if (!list->p)
		return false;
	comma = memchr(list->p, ',', list->len);
	*name = *list;
	if (!comma) {
		*list = (struct slice){ NULL, 0 };
		return true;
	}
	name->len = (size_t)(comma - list->p);
	*list = (struct slice){ comma + 1, list->len - name->len - 1 };
	return true;
}

static void note_fd(struct var *var)
{
	const char *p = buf_cstr(&var->value);
	char *end;
	long number = strtol(p, &end, 10);

	var->is_fd = var->value.len && *end == '\0' && end == p + var->value.len && *p != ' ' &&
		     *p != '+' && number >= INT_MIN && number <= INT_MAX;
	var->fd = var->is_fd ? (int)number : -1;
}

int vars_set(struct vars *v, struct slice name, struct slice value)
{
	struct var *var = find(v, name);
	struct buf copy = { 0 }; /* VALUE may point into the variable's own old value */

	if (!buf_try_reserve(&copy, value.len))
		return -1;
	buf_add(&copy, value.p, value.len);
	if (!var) {
		if (v->count * 2 >= v->slot_count)
			grow(v);
		uint32_t hash = hash_name(name);
		var = mem_zalloc(1, sizeof(*var) + name.len + 1);
		memcpy(var->name, name.p, name.len);
		var->name_len = name.len;
		var->hash = hash;
		v->slots[find_slot(v, name, hash)] = var;
		v->count++;
	}
	buf_free(&var->value);
	var->value = copy;
	var->order = ++v->sets;
	var->named = var->written = false;
	note_fd(var);
	return 0;
}

void vars_set_number(struct vars *v, struct slice name, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	vars_set(v, name, slice_of(text));
	vars_mark_written(v, name);
}

void vars_mark_written(struct vars *v, struct slice name)
{
	find(v, name)->written = true;
}

bool vars_is_written(const struct vars *v, struct slice name)
{
	const struct var *var = find(v, name);

	return var && var->written;
}

void vars_name_fd(struct vars *v, struct slice name, int fd)
{
	vars_set_number(v, name, fd);
	find(v, name)->named = true;
}

struct slice vars_get(const struct vars *v, struct slice name)
{
	const struct var *var = find(v, name);

	return var ? buf_slice(&var->value) : (struct slice){ NULL, 0 };
}

bool vars_get_fd(const struct vars *v, struct slice name, int *fd)
{
	const struct var *var = find(v, name);

	if (var)
		*fd = var->fd;
	return var && var->is_fd;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct var *const *)a)->name, (*(const struct var *const *)b)->name);
}

void vars_each(const struct vars *v,
	void (*fn)(void *context, struct slice name, struct slice value), void *context)
{
	const struct var **sorted = mem_zalloc(v->count + 1, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < v->slot_count; i++)
		if (v->slots[i])
			sorted[n++] = v->slots[i];
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < n; i++)
		fn(context, (struct slice){ sorted[i]->name, sorted[i]->name_len },
			buf_slice(&sorted[i]->value));
	free(sorted);
}

static void offer(void *context, struct slice name, struct slice value)
{
	(void)value;
	nearest_offer(context, name.p);
}

int vars_hint(const struct vars *v, struct slice wrong, struct err *e)
{
	struct nearest near = nearest_to(wrong);

	if (e)
		vars_each(v, offer, &near);
	nearest_hint(&near, e);
	return -1;
}

struct slice vars_name_of_fd(const struct vars *v, int fd)
{
	const struct var *best = NULL;

	for (size_t i = 0; i < v->slot_count; i++) {
		const struct var *var = v->slots[i];

		if (var && var->named && var->fd == fd && (!best || var->order > best->order))
			best = var;
	}
	return best ? (struct slice){ best->name, best->name_len } : (struct slice){ NULL, 0 };
}

void vars_names_of_fds(const struct vars *v, struct slice *names, size_t count)
{
	const struct var **best = mem_zalloc(count + 1, sizeof(*best));

	for (size_t i = 0; i < v->slot_count; i++) {
		const struct var *var = v->slots[i];

		if (!var || !var->named || var->fd < 0 || (size_t)var->fd >= count)
			continue;
		if (!best[var->fd] || var->order > best[var->fd]->order)
			best[var->fd] = var;
	}
	for (size_t fd = 0; fd < count; fd++)
		names[fd] = best[fd] ? (struct slice){ best[fd]->name, best[fd]->name_len }
				     : (struct slice){ NULL, 0 };
	free(best);
}
