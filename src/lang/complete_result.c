/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command's call may come to: candidates behind `=`.
 */
#include <string.h>

#include "insight/explain.h"
#include "lang/command.h"
#include "lang/complete.h"
#include "lang/types.h"

/* How an error belongs to a command. */
enum belonging { NOT_ITS, ANY_CALL, LOOK_UP, ITS_OWN };

/* Whether the list of calls ("socket, connect") has one that the line is of. */
static bool is_of_one(const struct explanation_line *l, const char *calls)
{
	while (*calls) {
		if (explain_belongs(l, calls))
			return true;
		calls += strcspn(calls, ",");
		calls += strspn(calls, ", ");
	}
	return false;
}

static bool looks_up(const struct command *row)
{
	for (const struct param *p = row->params; p && p->name; p++)
		if (p->type == &type_endpoint || p->type == &type_host || p->type == &type_servable)
			return true;
	return false;
}

static enum belonging belonging(const struct command *row, const struct explanation *x)
{
	const char *calls = row->calls ? row->calls : row->name;
	enum belonging found = NOT_ITS;

	if (!strncmp(x->name, "EAI_", 4))
		return !looks_up(row) ? NOT_ITS : strstr(calls, "getaddrinfo") ? ITS_OWN : LOOK_UP;
	for (const struct explanation_line *l = x->causes; l->text; l++)
		if (is_of_one(l, calls))
			return ITS_OWN;
		else if (!l->calls)
			found = ANY_CALL;
	return found;
}

/* Of the shell, and no error of a call. */
static bool is_own_word(const char *name)
{
	return !strcmp(name, "GAVEUP") || !strcmp(name, "EOF");
}

static void add_errors(const struct command *row, enum belonging wanted, struct candidates *out)
{
	for (size_t i = 0; i < explanation_count; i++)
		if (!is_own_word(explanations[i].name) &&
			belonging(row, &explanations[i]) == wanted)
			candidates_add_bare(out, explanations[i].name, explanations[i].means, ' ');
}

static void add_every(struct candidates *out)
{
	for (size_t i = 0; i < explanation_count; i++)
		candidates_add_bare(out, explanations[i].name, explanations[i].means, ' ');
}

void complete_results(const struct command *row, struct candidates *out)
{
	if (row && !(row->flags & MAKES_CALL))
		return;
	out->ordered = true;
	candidates_add_bare(out, "ok", "it succeeds", ' ');
	if (!row || (row->flags & TAKES_TIME))
		candidates_add_bare(out, "GAVEUP", "the limit of -t passes first", ' ');
	if (row && (row->flags & MAY_END))
		candidates_add_bare(out, "EOF", "the stream ends first", ' ');
	if (!row) {
		candidates_add_bare(
			out, "0", "the end of the stream, or a call without more to tell", ' ');
		add_every(out);
		return;
	}
	candidates_add_bare(
		out, "packets", "the packets that it sends and brings, where capture is on", ' ');
	add_errors(row, ITS_OWN, out);
	if (!out->prefix.len)
		return;
	add_errors(row, LOOK_UP, out);
	add_errors(row, ANY_CALL, out);
}
