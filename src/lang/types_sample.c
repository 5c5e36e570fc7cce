/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is followed: a descriptor, and its fields.
 */
#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/property.h"

static int parse_sampled(const struct arg_context *c, struct arg *a, struct err *e)
{
	a->num = -1;
	return a->bare && slice_is(a->text, "off") ? 0 : type_fd_look.parse(c, a, e);
}

static void complete_sampled(const struct arg_context *c, struct candidates *out)
{
	type_fd_look.complete(c, out);
	candidates_add_bare(out, "off", "ends all", ' ');
}

const struct arg_type type_sampled = { .flags = TYPE_LOOKS_UP | TYPE_OF_NAMES,
	.name = "FD|off",
	.what = "a descriptor, or the word off",
	.parse = parse_sampled,
	.complete = complete_sampled };

static int parse_field(const struct arg_context *c, struct arg *a, struct err *e)
{
	struct snapshot none;
	struct value v;

	(void)c;
	if ((a->bare && slice_is(a->text, "off")) || property_exists(a->text))
		return 0;
	snapshot_begin(&none, -1, NULL);
	return property_get(&none, a->text, &v, e);
}

static void complete_field(const struct arg_context *c, struct candidates *out)
{
	(void)c;
	for (size_t i = 0; i < tcp_info_field_count; i++)
		candidates_add(
			out, property_short(&tcp_info_fields[i]), tcp_info_fields[i].summary, ' ');
	for (size_t i = 0; i < property_count; i++)
		if (!properties[i].slow)
			candidates_add(out, properties[i].name, properties[i].summary, ' ');
}

const struct arg_type type_field = { .name = "FIELD",
	.what = "what a descriptor has: cwnd, rtt, unread (help properties lists them)",
	.parse = parse_field,
	.complete = complete_field };
