/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to texts: variables, automatic variables, properties.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lang/session.h"
#include "sock/state.h"

static void add_result(struct session *s, struct buf *b)
{
	buf_addf(b, "%lld", (long long)(s->last.outcome == CALL_GAVE_UP ? -1 : s->last.result));
}

static void add_error(struct session *s, struct buf *b)
{
	buf_adds(b, s->last.error ? s->last.error : "");
}

/* As a duration that reads back: milliseconds. */
static void add_time(struct session *s, struct buf *b)
{
	buf_addf(b, "%lld.%06lldms", (long long)(s->last.duration / 1000000),
		(long long)(s->last.duration % 1000000));
}

static void add_data(struct session *s, struct buf *b)
{
	buf_add(b, s->data.data, s->data.len);
}

static void add_addr(struct session *s, struct buf *b)
{
	buf_add(b, s->addr.data, s->addr.len);
}

static void add_arg_count(struct session *s, struct buf *b)
{
	buf_addf(b, "%d", s->script_argc > 0 ? s->script_argc - 1 : 0);
}

const struct automatic automatic_variables[] = {
	{ "?", "the result of the last call", add_result },
	{ "errno", "the name of its error, empty if there was none", add_error },
	{ "time", "how long it took: 42.613000ms", add_time },
	{ "data", "the bytes that were received last", add_data },
	{ "addr", "the first address of the last resolve, the sender of the last recvfrom",
		add_addr },
	{ "#", "the number of the script's arguments", add_arg_count },
	{ "0", "the script's name; $1 $2 ... are its arguments", NULL },
	{ "m0", "what the last assert ~ matched; $m1 $m2 ... what its parentheses did", NULL },
	{ NULL, NULL, NULL },
};

static bool expand_automatic(struct session *s, struct slice name, struct buf *b)
{
	for (const struct automatic *a = automatic_variables; a->name; a++)
		if (a->add && slice_is(name, a->name)) {
			a->add(s, b);
			return true;
		}
	return false;
}

static int expand_arg(struct session *s, int n, struct buf *b, struct err *e)
{
	if (n >= s->script_argc)
		return err_set(e, ERR_NAME, "there is no argument $%d", n);
	buf_adds(b, s->script_args[n]);
	return 0;
}

static int expand_capture(struct session *s, int n, struct buf *b, struct err *e)
{
	if (n >= s->ncaptures)
		return err_set(e, ERR_NAME, "no pattern has captured $m%d", n);
	buf_add(b, s->captures[n].data, s->captures[n].len);
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int expand_plain(struct session *s, struct slice name, struct buf *b, struct err *e)
{
	if (is_digit(name.p[0]))
		return expand_arg(s, name.p[0] - '0', b, e);
	if (name.len == 2 && name.p[0] == 'm' && is_digit(name.p[1]))
		return expand_capture(s, name.p[1] - '0', b, e);
	if (expand_automatic(s, name, b))
		return 0;
	struct slice value = vars_get(&s->vars, name);
	if (!value.p) {
		err_set(e, ERR_NAME, "no variable '%.*s'", (int)name.len, name.p);
		return err_hint(e,
			"let %.*s = VALUE sets it; \\$ in double quotes is a dollar sign",
			(int)name.len, name.p);
	}
	buf_add(b, value.p, value.len);
	return 0;
}

int session_expand(
	struct session *s, struct slice name, struct slice property, struct buf *b, struct err *e)
{
	if (!property.len)
		return expand_plain(s, name, b, e);
	struct buf holder = { 0 };
	int64_t fd = -1;
	int status = expand_plain(s, name, &holder, e);
	if (!status && text_number(buf_slice(&holder), -1, INT32_MAX, &fd, e)) {
		err_set(e, ERR_NAME, "'%.*s' holds no descriptor, so it has no .%.*s",
			(int)name.len, name.p, (int)property.len, property.p);
		status = err_hint(e, "${%.*s}.%.*s keeps the dot as text", (int)name.len, name.p,
			(int)property.len, property.p);
	}
	buf_free(&holder);
	return status ? status : state_read((int)fd, property, b, e);
}

int session_expand_word(
	struct session *s, const struct word *w, struct arena *a, struct slice *text, struct err *e)
{
	if (w->constant) {
		*text = w->text;
		return 0;
	}
	struct buf value = { 0 };
	int status = 0;
	for (const struct piece *p = w->pieces; p && !status; p = p->next) {
		if (p->kind != PIECE_VAR)
			buf_add(&value, p->text.p, p->text.len);
		else if (session_expand(s, p->text, p->property, &value, e))
			status = err_locate(e, p->span);
	}
	*text = (struct slice){ arena_copy(a, buf_cstr(&value), value.len), value.len };
	buf_free(&value);
	return status;
}
