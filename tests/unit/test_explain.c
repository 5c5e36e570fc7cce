/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The explanations: complete, tidy, and found by name and number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "insight/explain.h"
#include "sock/names.h"

/* The ERRORS sections of these pages, without what they name for other systems. */
static const struct {
	const char *page, *names;
} pages[] = {
	{ "socket(2)", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT" },
	{ "bind(2)", "EACCES EADDRINUSE EBADF EINVAL ENOTSOCK EADDRNOTAVAIL EFAULT ELOOP "
		     "ENAMETOOLONG ENOENT ENOMEM ENOTDIR EROFS" },
	{ "listen(2)", "EADDRINUSE EBADF ENOTSOCK EOPNOTSUPP" },
	{ "accept(2)", "EAGAIN EWOULDBLOCK EBADF ECONNABORTED EFAULT EINTR EINVAL EMFILE ENFILE "
		       "ENOBUFS ENOMEM ENOTSOCK EOPNOTSUPP EPERM EPROTO ENETDOWN ENOPROTOOPT "
		       "EHOSTDOWN ENONET EHOSTUNREACH ENETUNREACH ESOCKTNOSUPPORT "
		       "EPROTONOSUPPORT ETIMEDOUT" },
	{ "connect(2)", "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF "
			"ECONNREFUSED EFAULT EINPROGRESS EINTR EISCONN ENETUNREACH ENOTSOCK "
			"EPROTOTYPE ETIMEDOUT" },
	{ "send(2)", "EACCES EAGAIN EWOULDBLOCK EALREADY EBADF ECONNRESET EDESTADDRREQ EFAULT "
		     "EINTR EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK EOPNOTSUPP "
		     "EPIPE" },
	{ "recv(2)", "EAGAIN EWOULDBLOCK EBADF ECONNREFUSED EFAULT EINTR EINVAL ENOMEM ENOTCONN "
		     "ENOTSOCK" },
	{ "shutdown(2)", "EBADF EINVAL ENOTCONN ENOTSOCK" },
	{ "close(2)", "EBADF EINTR EIO ENOSPC EDQUOT" },
	{ "getsockopt(2)", "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK" },
	{ "getpeername(2)", "EBADF EFAULT EINVAL ENOBUFS ENOTCONN ENOTSOCK" },
	{ "ip(7)", "EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EALREADY ECONNABORTED EHOSTUNREACH "
		   "EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOENT ENOPROTOOPT EOPNOTSUPP EPERM "
		   "EPIPE ESOCKTNOSUPPORT" },
	{ "ipv6(7)", "ENODEV" },
	{ "tcp(7)", "EAFNOSUPPORT EPIPE ETIMEDOUT" },
	{ "udp(7)", "ECONNREFUSED" },
	{ "unix(7)", "EADDRINUSE EBADF ECONNREFUSED ECONNRESET EFAULT EINVAL EISCONN ENFILE "
		     "ENOENT ENOMEM ENOTCONN EOPNOTSUPP EPERM EPIPE EPROTONOSUPPORT EPROTOTYPE "
		     "ESOCKTNOSUPPORT ESRCH ETOOMANYREFS" },
	{ "packet(7)", "EADDRNOTAVAIL EFAULT EINVAL EMSGSIZE ENETDOWN ENOBUFS ENODEV ENOENT "
		       "ENOTCONN ENXIO EPERM" },
	{ "getaddrinfo(3)", "EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY "
			    "EAI_NODATA EAI_NONAME EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM" },
	{ "getnameinfo(3)", "EAI_OVERFLOW" },
};

static const struct explanation *find(const char *what)
{
	return explain_find(slice_of(what));
}

static void every_errno_of_the_man_pages_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		char names[512], *next = names;

		snprintf(names, sizeof(names), "%s", pages[i].names);
		for (const char *name; (name = strsep(&next, " ")) != NULL;)
			if (find(name) == NULL)
				fail_msg("%s: %s is not explained", pages[i].page, name);
	}
}

static void every_eai_code_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < names_eai.count; i++)
		if (find(names_eai.rows[i].name) == NULL)
			fail_msg("%s is not explained", names_eai.rows[i].name);
	assert_non_null(find("GAVEUP"));
}

/* Lines of a length that fits a terminal, no empty one, none ending in a full stop. */
static void check_lines(const char *name, const char *text)
{
	assert_non_null(text);
	for (const char *line = text;; line++) {
		size_t len = strcspn(line, "\n");

		if (len == 0 || len > 100 || line[len - 1] == '.' || line[len - 1] == ' ')
			fail_msg("%s: line \"%.*s\"", name, (int)len, line);
		line += len;
		if (*line == '\0')
			return;
	}
}

static void every_row_has_all_its_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < explanation_count; i++) {
		const struct explanation *row = &explanations[i];

		assert_non_null(row->means);
		if (row->means[0] == '\0' || row->means[strlen(row->means) - 1] != '.' ||
			strchr(row->means, '\n') != NULL)
			fail_msg("%s: \"%s\" is not a sentence", row->name, row->means);
		check_lines(row->name, row->causes);
		check_lines(row->name, row->remedy);
	}
}

static void every_row_has_a_known_name_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < explanation_count; i++) {
		const char *name = explanations[i].name;
		struct err e;
		long code;
		int errnum;

		assert_ptr_equal(find(name), &explanations[i]);
		if (strcmp(name, "GAVEUP") == 0)
			continue;
		if (strncmp(name, "EAI_", 4) == 0)
			assert_int_equal(names_parse(&names_eai, slice_of(name), &code, &e), 0);
		else
			assert_int_equal(names_errno_parse(slice_of(name), &errnum, &e), 0);
	}
}

static void a_name_is_found_in_any_case(void **state)
{
	(void)state;
	assert_string_equal(find("econnrefused")->name, "ECONNREFUSED");
	assert_string_equal(find("eai_NoName")->name, "EAI_NONAME");
	assert_string_equal(find("gaveup")->name, "GAVEUP");
	assert_string_equal(find("EWOULDBLOCK")->name, "EAGAIN");
	assert_string_equal(find("ENOTSUP")->name, "EOPNOTSUPP");
}

static void a_number_is_found(void **state)
{
	char number[16];

	(void)state;
	for (size_t i = 0; i < explanation_count; i++) {
		struct err e;
		int errnum;

		if (names_errno_parse(slice_of(explanations[i].name), &errnum, &e) != 0)
			continue;
		snprintf(number, sizeof(number), "%d", errnum);
		assert_ptr_equal(find(number), &explanations[i]);
	}
	snprintf(number, sizeof(number), "%d", ECONNREFUSED);
	assert_string_equal(find(number)->name, "ECONNREFUSED");
}

static void what_is_none_is_not_found(void **state)
{
	(void)state;
	assert_null(find(""));
	assert_null(find("ECONN"));
	assert_null(find("ECONNREFUSEDX"));
	assert_null(find("99999"));
	assert_null(find("0"));
	assert_null(find("hello"));
	assert_null(explain_find((struct slice){ NULL, 0 }));
	assert_null(explain_find((struct slice){ "EIO\0EIO", 7 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_errno_of_the_man_pages_is_explained),
		cmocka_unit_test(every_eai_code_is_explained),
		cmocka_unit_test(every_row_has_all_its_texts),
		cmocka_unit_test(every_row_has_a_known_name_of_its_own),
		cmocka_unit_test(a_name_is_found_in_any_case),
		cmocka_unit_test(a_number_is_found),
		cmocka_unit_test(what_is_none_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
