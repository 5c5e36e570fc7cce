/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copies of records: one block, the record first and behind it all that it
 * points to. call_size and call_place go through a record alike. No switch here has
 * a default: the compiler names the places that a new kind is missing in.
 */
#include <stdalign.h>
#include <string.h>

#include "sock/call.h"

/* Every part begins where any of them may. */
union part {
	void *p;
	int64_t number;
	struct addr addr;
	struct sockopt_value value;
};

static size_t rounded(size_t size)
{
	return (size + alignof(union part) - 1) & ~(alignof(union part) - 1);
}

static size_t string_size(const char *text)
{
	return text ? rounded(strlen(text) + 1) : 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t data_limit(const struct call *c, const struct call_keep *keep)
{
	return c->received ? keep->received : keep->sent;
}

/* ---- how much ---- */

/* That of an option by its number: the others are rows of a table. */
static size_t option_size(const struct sockopt *o)
{
	return o->name ? 0 : rounded(sizeof(*o));
}

static size_t watch_size(const struct call_watch *watch, int64_t count)
{
	size_t size = rounded((size_t)count * sizeof(*watch));

	for (int64_t i = 0; i < count; i++)
		size += string_size(watch[i].label);
	return size;
}

static size_t arg_size(const struct call_arg *arg)
{
	switch (arg->kind) {
	case CALL_ADDR: return rounded(sizeof(*arg->addr));
	case CALL_STRING: return string_size(arg->text);
	case CALL_LEVEL:
	case CALL_OPTION: return option_size(arg->option);
	case CALL_VALUE: return option_size(arg->option) + rounded(sockopt_value_end(arg->value));
	case CALL_FDS: return watch_size(arg->watch, arg->num);
	case CALL_PIECE:
	case CALL_CONTROL:
	case CALL_INT:
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_NET16:
	case CALL_TYPE:
	case CALL_TIME:
	case CALL_DATA: break;
	}
	return 0;
}

static size_t note_size(const struct call_note *note)
{
	switch (note->kind) {
	case NOTE_ADDR: return rounded(sizeof(*note->addr));
	case NOTE_HOST: return string_size(note->host) + string_size(note->service);
	case NOTE_VALUE: return option_size(note->option) + rounded(sockopt_value_end(note->value));
	case NOTE_STATE: return string_size(note->state);
	case NOTE_READY: return watch_size(note->watch, note->num);
	case NOTE_FOUND:
	case NOTE_PAIR:
	case NOTE_FLAGS:
	case NOTE_CUT:
	case NOTE_OF:
	case NOTE_DISCARDED:
	case NOTE_EOF:
	case NOTE_EOF_OR_EMPTY: break;
	}
	return 0;
}

/* The pieces have their bytes one behind the other. */
static size_t data_size(const struct call *c, const struct call_keep *keep)
{
	return c->ndata * sizeof(*c->data) + rounded(least(call_length(c), data_limit(c, keep)));
}

size_t call_size(const struct call *c, const struct call_keep *keep)
{
	size_t size = rounded(sizeof(*c)) + rounded(c->cmd.len) + rounded(c->as.len) +
		      string_size(c->file) + string_size(c->canonical) +
		      rounded(c->nargs * sizeof(*c->args)) +
		      rounded(c->nnotes * sizeof(*c->notes)) + data_size(c, keep) +
		      rounded(c->ncontrol * sizeof(*c->control)) +
		      rounded(c->list_count * sizeof(*c->list));

	for (size_t i = 0; i < c->nargs; i++)
		size += arg_size(&c->args[i]);
	for (size_t i = 0; i < c->nnotes; i++)
		size += note_size(&c->notes[i]);
	for (size_t i = 0; i < c->ncontrol; i++)
		size += rounded(c->control[i].data.len);
	return size;
}

/* ---- the copy ---- */

/* Copies SIZE bytes to *AT, and moves that behind them. */
static void *put(char **at, const void *from, size_t size)
{
	char *to = *at;

	if (size)
		memcpy(to, from, size);
	*at += rounded(size);
	return to;
}

static void put_string(char **at, const char **text)
{
	if (*text)
		*text = put(at, *text, strlen(*text) + 1);
}

static void put_slice(char **at, struct slice *s)
{
	if (s->p)
		s->p = put(at, s->p, s->len);
}

static void put_option(char **at, const struct sockopt **option)
{
	if (!(*option)->name)
		*option = put(at, *option, sizeof(**option));
}

static void put_watch(char **at, const struct call_watch **watch, int64_t count)
{
	struct call_watch *copy = put(at, *watch, (size_t)count * sizeof(*copy));

	for (int64_t i = 0; i < count; i++)
		put_string(at, &copy[i].label);
	if (*watch)
		*watch = copy;
}

static void put_arg(char **at, struct call_arg *arg)
{
	switch (arg->kind) {
	case CALL_ADDR: arg->addr = put(at, arg->addr, sizeof(*arg->addr)); break;
	case CALL_STRING: put_string(at, &arg->text); break;
	case CALL_LEVEL:
	case CALL_OPTION: put_option(at, &arg->option); break;
	case CALL_VALUE:
		put_option(at, &arg->option);
		arg->value = put(at, arg->value, sockopt_value_end(arg->value));
		break;
	case CALL_FDS: put_watch(at, &arg->watch, arg->num); break;
	case CALL_PIECE:
	case CALL_CONTROL:
	case CALL_INT:
	case CALL_NAME:
	case CALL_FLAGS:
	case CALL_NET16:
	case CALL_TYPE:
	case CALL_TIME:
	case CALL_DATA: break;
	}
}

static void put_note(char **at, struct call_note *note)
{
	switch (note->kind) {
	case NOTE_ADDR: note->addr = put(at, note->addr, sizeof(*note->addr)); break;
	case NOTE_HOST:
		put_string(at, &note->host);
		put_string(at, &note->service);
		break;
	case NOTE_VALUE:
		put_option(at, &note->option);
		note->value = put(at, note->value, sockopt_value_end(note->value));
		break;
	case NOTE_STATE: put_string(at, &note->state); break;
	case NOTE_READY: put_watch(at, &note->watch, note->num); break;
	case NOTE_FOUND:
	case NOTE_PAIR:
	case NOTE_FLAGS:
	case NOTE_CUT:
	case NOTE_OF:
	case NOTE_DISCARDED:
	case NOTE_EOF:
	case NOTE_EOF_OR_EMPTY: break;
	}
}

static void put_args(char **at, struct call *c)
{
	struct call_arg *args = put(at, c->args, c->nargs * sizeof(*args));

	for (size_t i = 0; i < c->nargs; i++)
		put_arg(at, &args[i]);
	c->args = args;
}

static void put_notes(char **at, struct call *c)
{
	struct call_note *notes = put(at, c->notes, c->nnotes * sizeof(*notes));

	for (size_t i = 0; i < c->nnotes; i++)
		put_note(at, &notes[i]);
	c->notes = notes;
}

static void put_data(char **at, struct call *c, size_t limit)
{
	struct slice *pieces = put(at, c->data, c->ndata * sizeof(*pieces));
	char *bytes = *at;

	for (size_t i = 0; i < c->ndata; i++) {
		size_t kept = least(pieces[i].len, limit);

		if (kept)
			memcpy(bytes, pieces[i].p, kept);
		c->missing += pieces[i].len - kept;
		pieces[i] = (struct slice){ bytes, kept };
		bytes += kept;
		limit -= kept;
	}
	*at += rounded((size_t)(bytes - *at));
	c->data = pieces;
}

static void put_control(char **at, struct call *c)
{
	struct call_control *control = put(at, c->control, c->ncontrol * sizeof(*control));

	for (size_t i = 0; i < c->ncontrol; i++)
		put_slice(at, &control[i].data);
	c->control = control;
}

struct call *call_place(void *room, const struct call *c, const struct call_keep *keep)
{
	char *at = room;
	struct call *copy = put(&at, c, sizeof(*c));

	put_slice(&at, &copy->cmd);
	put_slice(&at, &copy->as);
	put_string(&at, &copy->file);
	put_string(&at, &copy->canonical);
	put_args(&at, copy);
	put_notes(&at, copy);
	put_data(&at, copy, data_limit(c, keep));
	put_control(&at, copy);
	if (copy->list)
		copy->list = put(&at, copy->list, copy->list_count * sizeof(*copy->list));
	return copy;
}

struct call *call_copy(struct arena *a, const struct call *c)
{
	static const struct call_keep all = { SIZE_MAX, SIZE_MAX };

	return call_place(arena_alloc(a, call_size(c, &all)), c, &all);
}
