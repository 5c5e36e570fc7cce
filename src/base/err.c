/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors in a fixed-size struct.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Text that is being made, and what goes into it. printf(3) is not enough: to it a `%.*s`
 * ends at a NUL byte, and words hold those. */
struct making {
	char *text;
	size_t len, size; /* LEN may be SIZE: then it was too long */
	va_list ap;
};

static void add(struct making *m, const char *p, size_t len)
{
	for (size_t i = 0; i < len && m->len < m->size; i++) {
		if (!p[i])
			m->text[m->len++] = '\\';
		if (m->len < m->size)
			m->text[m->len++] = p[i] ? p[i] : '0';
	}
}

/* An integer, with or without `z`, `l` or `ll`. Returns what is behind it. */
static const char *add_number(struct making *m, const char *format)
{
	char digits[32];
	bool as_size = *format == 'z', as_long = *format == 'l',
	     longest = as_long && format[1] == 'l';
	long long n;

	format += as_size + as_long + longest;
	if (as_size)
		n = (long long)va_arg(m->ap, size_t);
	else if (longest)
		n = va_arg(m->ap, long long);
	else if (as_long)
		n = va_arg(m->ap, long);
	else
		n = *format == 'd' ? va_arg(m->ap, int) : (long long)va_arg(m->ap, unsigned int);
	snprintf(digits, sizeof(digits),
		*format == 'd'   ? "%lld"
		: *format == 'o' ? "%llo"
		: *format == 'X' ? "%llX"
				 : "%llu",
		n);
	add(m, digits, strlen(digits));
	return format + 1;
}

/* The conversion at FORMAT, behind its `%`: of those that errors use. Returns what is
 * behind it. */
static const char *add_conversion(struct making *m, const char *format)
{
	const char *s;
	char one;
	int len;

	switch (*format) {
	case 's':
		s = va_arg(m->ap, const char *);
		add(m, s, strnlen(s, m->size));
		return format + 1;
	case '.': /* .*s */
		len = va_arg(m->ap, int);
		add(m, va_arg(m->ap, const char *), (size_t)len);
		return format + 3;
	case 'c':
		one = (char)va_arg(m->ap, int);
		add(m, &one, 1);
		return format + 1;
	case '%': add(m, "%", 1); return format + 1;
	default: return add_number(m, format);
	}
}

/* Formats into TEXT of SIZE bytes by way of WORK, another SIZE bytes: the
 * arguments may point into TEXT, so that an error can be wrapped in words. */
static void format_text(char *text, char *work, size_t size, const char *format, va_list ap)
{
	struct making m = { .text = work, .size = size };

	va_copy(m.ap, ap);
	while (*format) {
		size_t plain = strcspn(format, "%");

		add(&m, format, plain);
		format += plain;
		if (*format)
			format = add_conversion(&m, format + 1);
	}
	va_end(m.ap);
	if (m.len == size) {
		m.len = text_cut(work, size - 1, size - sizeof("..."));
		memcpy(work + m.len, "...", sizeof("..."));
		m.len += 3;
	}
	memcpy(text, work, m.len);
	text[m.len] = '\0';
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
	e->hint[0] = e->below[0] = '\0';
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

int err_below(struct err *e, const char *lines, size_t len)
{
	if (!e)
		return -1;
	while (len >= sizeof(e->below)) {
		const char *before = len > 1 ? memrchr(lines, '\n', len - 1) : NULL;

		len = before ? (size_t)(before - lines) + 1 : 0;
	}
	memcpy(e->below, lines, len);
	e->below[len] = '\0';
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
