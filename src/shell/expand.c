/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values of variables: the user's, the automatic ones, properties.
 */
#include "base/clock.h"
#include "base/text.h"
#include "shell/session.h"
#include "sock/property.h"

static int add_value(struct slice value, struct slice name, struct buf *b, struct err *e)
{
	if (!buf_try_reserve(b, value.len))
		return err_set(e, ERR_SYSTEM, "no memory for the %zu bytes of $%.*s", value.len,
			(int)name.len, name.p);
	buf_add(b, value.p, value.len);
	return 0;
}

static int add_arg(const struct session *s, int n, struct buf *b, struct err *e)
{
	if (n >= s->script_argc)
		return err_set(e, ERR_NAME, "there is no argument $%d", n);
	buf_adds(b, s->script_args[n]);
	return 0;
}

static int add_capture(const struct session *s, int n, struct buf *b, struct err *e)
{
	if (n >= s->matched.count)
		return err_set(e, ERR_NAME, "no pattern has captured $m%d", n);
	buf_add(b, s->matched.captures[n].data, s->matched.captures[n].len);
	return 0;
}

static int add_variable(const struct session *s, struct slice name, struct buf *b, struct err *e)
{
	struct slice value = vars_get(&s->scope.vars, name);

	if (!value.p) {
		err_set(e, ERR_NAME, "no variable '%.*s'", (int)name.len, name.p);
		if (vars_check_name(name, NULL))
			return err_hint(e, "\\$ in double quotes is a dollar sign");
		return err_hint(e,
			"let %.*s = VALUE sets it; \\$ in double quotes is a dollar sign",
			(int)name.len, name.p);
	}
	return add_value(value, name, b, e);
}

/* As a duration that reads back: milliseconds. */
static void add_time(int64_t ns, struct buf *b)
{
	buf_addf(b, "%lld.%06lldms", (long long)(ns / MILLISECOND), (long long)(ns % MILLISECOND));
}

_Static_assert(AUTOMATIC_DROPS - AUTOMATIC_FROM + 1 == ALONG_COUNT, "the same, in one order");

static int add_plain(const struct session *s, struct slice name, struct buf *b, struct err *e)
{
	const struct last *last = &s->last;
	int digit;

	switch (automatic_find(name, &digit)) {
	case AUTOMATIC_RESULT:
		buf_addn(b, last->outcome == CALL_GAVE_UP ? -1 : last->result);
		break;
	case AUTOMATIC_ERRNO: buf_adds(b, last->error ? last->error : ""); break;
	case AUTOMATIC_TIME: add_time(last->duration, b); break;
	case AUTOMATIC_DATA: return add_value(buf_slice(&s->data), name, b, e);
	case AUTOMATIC_ADDR: buf_add(b, s->addr.data, s->addr.len); break;
	case AUTOMATIC_FROM:
	case AUTOMATIC_TTL:
	case AUTOMATIC_DST:
	case AUTOMATIC_IFNAME:
	case AUTOMATIC_STAMP:
	case AUTOMATIC_DROPS:
		buf_adds(b, buf_cstr(&s->along[automatic_find(name, &digit) - AUTOMATIC_FROM]));
		break;
	case AUTOMATIC_ARG_COUNT: buf_addn(b, s->script_argc > 0 ? s->script_argc - 1 : 0); break;
	case AUTOMATIC_ARGS:
		for (int i = 1; i < s->script_argc; i++)
			buf_addf(b, "%s%s", i > 1 ? " " : "", s->script_args[i]);
		break;
	case AUTOMATIC_ARG: return add_arg(s, digit, b, e);
	case AUTOMATIC_CAPTURE: return add_capture(s, digit, b, e);
	case AUTOMATIC_COUNT: return add_variable(s, name, b, e);
	}
	return 0;
}

int session_descriptor(
	struct scope *sc, struct slice name, struct slice property, int *fd, struct err *e)
{
	struct buf holder = { 0 };
	int64_t number;
	int status = add_plain(session_of(sc), name, &holder, e);

	if (!status && text_number(buf_slice(&holder), -1, INT32_MAX, &number, e)) {
		err_set(e, ERR_NAME, "'%.*s' holds no descriptor, so it has no .%.*s",
			(int)name.len, name.p, (int)property.len, property.p);
		status = err_hint(e, "${%.*s}.%.*s keeps the dot as text", (int)name.len, name.p,
			(int)property.len, property.p);
	}
	buf_free(&holder);
	if (!status)
		*fd = (int)number;
	return status;
}

int session_value(
	struct scope *sc, struct slice name, struct slice property, struct buf *b, struct err *e)
{
	struct snapshot look;
	int fd;

	if (!property.len)
		return add_plain(session_of(sc), name, b, e);
	if (session_descriptor(sc, name, property, &fd, e))
		return -1;
	snapshot_begin(&look, fd, sc->fds);
	return property_read(&look, property, b, e);
}
