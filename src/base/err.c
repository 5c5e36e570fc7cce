/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors in a fixed-size struct.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Formats into TEXT of SIZE bytes by way of WORK, another SIZE bytes: the
 * arguments may point into TEXT, so that an error can be wrapped in words. */
static void format_text(char *text, char *work, size_t size, const char *format, va_list ap)
{
	int n = vsnprintf(work, size, format, ap);
	size_t len = n < 0 ? 0 : (size_t)n;

	if (len >= size) {
		len = text_cut(work, size - 1, size - sizeof("..."));
		memcpy(work + len, "...", sizeof("..."));
		len += 3;
	}
	memcpy(text, work, len);
	text[len] = '\0';
}

static void fill(struct err *e, enum err_kind kind, const char *format, va_list ap)
{
	char work[sizeof(e->text)];

	if (!e)
		return;
	format_text(e->text, work, sizeof(work), format, ap);
	e->kind = kind;
	e->errnum = 0;
	e->located = false;
	e->suggests = false;
	e->span = (struct span){ 0, 0 };
	e->hint[0] = '\0';
}

int err_set(struct err *e, enum err_kind kind, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(e, kind, format, ap);
	va_end(ap);
	return -1;
}

int err_at(struct err *e, enum err_kind kind, struct span where, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(e, kind, format, ap);
	va_end(ap);
	return err_locate(e, where);
}

int err_system(struct err *e, int errnum, const char *what)
{
	char space[64];

	if (!e)
		return -1;
	err_set(e, ERR_SYSTEM, "%s: %s", what, strerror_r(errnum, space, sizeof(space)));
	e->errnum = errnum;
	return -1;
}

int err_hint(struct err *e, const char *format, ...)
{
	char work[sizeof(e->hint)];
	va_list ap;

	if (!e)
		return -1;
	e->suggests = false;
	va_start(ap, format);
	format_text(e->hint, work, sizeof(work), format, ap);
	va_end(ap);
	return -1;
}

int err_locate(struct err *e, struct span where)
{
	if (e && !e->located) {
		e->located = true;
		e->span = where;
	}
	return -1;
}
