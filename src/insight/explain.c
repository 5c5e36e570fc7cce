/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds an explanation and writes it.
 */
#include "insight/explain.h"

#include <netdb.h>
#include <string.h>

#include "base/text.h"
#include "sock/names.h"

enum { ERRNO_END = 134 }; /* behind the last one */

static const struct explanation *find_name(struct slice name)
{
	for (size_t i = 0; i < explanation_count; i++)
		if (names_same(name, explanations[i].name))
			return &explanations[i];
	return NULL;
}

const struct explanation *explain_find(struct slice what)
{
	const struct explanation *row = find_name(what);
	int errnum;

	if (row || names_errno_parse(what, &errnum, NULL))
		return row;
	const char *name = names_errno(errnum);
	return name ? find_name(slice_of(name)) : NULL;
}

/* Whether TEXT is S, or with BEGINS has it as its first word. */
static bool is_text(struct slice s, const char *text, bool begins)
{
	struct slice all = slice_of(text ? text : "");

	if (begins && all.len > s.len && all.p[s.len] == ' ')
		all.len = s.len;
	if (!s.len || all.len != s.len)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (text_lower(s.p[i]) != text_lower(all.p[i]))
			return false;
	return true;
}

const char *explain_name_of(struct slice s, bool begins)
{
	for (int i = 1; i < ERRNO_END; i++)
		if (is_text(s, names_errno_text(i), begins))
			return names_errno(i);
	for (size_t i = 0; i < names_eai.count; i++)
		if (is_text(s, gai_strerror((int)names_eai.rows[i].value), begins))
			return names_eai.rows[i].name;
	return NULL;
}

/* A call that another one's causes are causes of. */
static const char *kin_of(const char *call)
{
	if (!strcmp(call, "read") || !strcmp(call, "splice"))
		return "recv";
	return !strcmp(call, "write") ? "send" : "";
}

bool explain_belongs(const struct explanation_line *l, const char *call)
{
	const char *name = l->calls;

	while (name && *name) {
		size_t len = strcspn(name, ",");

		if (!strncmp(call, name, len) ||
			slice_is((struct slice){ name, len }, kin_of(call)))
			return true;
		name += len + strspn(name + len, ", ");
	}
	return false;
}

/* ---- writing ---- */

static void add_line(const struct explanation_line *l, bool with_calls, struct buf *b)
{
	buf_adds(b, "  - ");
	if (with_calls && l->calls)
		buf_addf(b, "%s: ", l->calls);
	buf_addf(b, "%s\n", l->text);
}

static void add_all(const char *head, const struct explanation_line *lines, struct buf *b)
{
	buf_addf(b, "%s:\n", head);
	for (const struct explanation_line *l = lines; l->text; l++)
		add_line(l, true, b);
}

static bool has_own(const struct explanation_line *lines, const char *call)
{
	for (const struct explanation_line *l = lines; l->text; l++)
		if (!l->calls || explain_belongs(l, call))
			return true;
	return false;
}

/* What helps where CALL failed; all where no call is known, or nothing is said of it. */
static void add_remedies(const struct explanation_line *lines, const char *call, struct buf *b)
{
	if (!call || !has_own(lines, call)) {
		add_all("What to try", lines, b);
		return;
	}
	buf_adds(b, "What to try:\n");
	for (const struct explanation_line *l = lines; l->text; l++)
		if (!l->calls || explain_belongs(l, call))
			add_line(l, false, b);
}

/* What belongs to CALL, then what belongs to any call, then the rest. */
static void add_causes(const struct explanation_line *lines, const char *call, struct buf *b)
{
	const struct explanation_line *l;
	bool rest = false;

	buf_addf(b, "What causes it, in %s:\n", call);
	for (l = lines; l->text; l++)
		if (explain_belongs(l, call))
			add_line(l, false, b);
	for (l = lines; l->text; l++)
		if (!l->calls)
			add_line(l, false, b);
	for (l = lines; l->text; l++) {
		if (!l->calls || explain_belongs(l, call))
			continue;
		buf_adds(b, rest ? "" : "In other calls:\n");
		rest = true;
		add_line(l, true, b);
	}
}

void explain_write(const struct explanation *x, const char *call, struct slice here, struct buf *b)
{
	int errnum;

	buf_adds(b, x->name);
	if (!names_errno_parse(slice_of(x->name), &errnum, NULL))
		buf_addf(b, " (errno %d, \"%s\")", errnum, names_errno_text(errnum));
	buf_addf(b, "\n%s\n", x->means);
	buf_add(b, here.p, here.len);
	if (call && has_own(x->causes, call))
		add_causes(x->causes, call, b);
	else
		add_all("What causes it", x->causes, b);
	add_remedies(x->remedies, call, b);
	buf_addf(b, "Manual pages: %s\n", x->man);
}
