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
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "insight/explain.h"
#include "insight/states.h"
#include "sock/names.h"
#include "sock/state.h"

/* The ERRORS sections of these pages, without what they name for other systems; behind CALL
 * the calls of this program that the page is about. Below, what those calls return
 * beyond their pages. */
#define SEND                                                                                       \
	"EACCES EAGAIN EWOULDBLOCK EALREADY EBADF ECONNRESET EFAULT EINTR EINVAL EMSGSIZE "        \
	"ENOBUFS ENOMEM ENOTCONN ENOTSOCK EOPNOTSUPP EPIPE "
#define SEND_MORE                                                                                  \
	"ECONNREFUSED EHOSTUNREACH ENETUNREACH ENETDOWN EPERM ETIMEDOUT EPROTO EPROTOTYPE "        \
	"ENOENT EAFNOSUPPORT ENODEV GAVEUP "

static const struct {
	const char *page, *names, *calls;
} pages[] = {
	{ "socket(2)", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT",
		"socket" },
	{ "bind(2)",
		"EACCES EADDRINUSE EBADF EINVAL ENOTSOCK EADDRNOTAVAIL EFAULT ELOOP "
		"ENAMETOOLONG ENOENT ENOMEM ENOTDIR EROFS",
		"bind" },
	{ "listen(2)", "EADDRINUSE EBADF ENOTSOCK EOPNOTSUPP", "listen" },
	{ "accept(2)",
		"EAGAIN EWOULDBLOCK EBADF ECONNABORTED EFAULT EINTR EINVAL EMFILE ENFILE "
		"ENOBUFS ENOMEM ENOTSOCK EOPNOTSUPP EPERM EPROTO ENETDOWN ENOPROTOOPT "
		"EHOSTDOWN ENONET EHOSTUNREACH ENETUNREACH ESOCKTNOSUPPORT "
		"EPROTONOSUPPORT ETIMEDOUT",
		"accept accept4" },
	{ "connect(2)",
		"EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF "
		"ECONNREFUSED EFAULT EINPROGRESS EINTR EISCONN ENETUNREACH ENOTSOCK "
		"EPROTOTYPE ETIMEDOUT",
		"connect" },
	{ "send(2), without an address", SEND "EDESTADDRREQ", "send" },
	{ "send(2), with an address", SEND "EISCONN", "sendto" },
	{ "recv(2)",
		"EAGAIN EWOULDBLOCK EBADF ECONNREFUSED EFAULT EINTR EINVAL ENOMEM ENOTCONN "
		"ENOTSOCK",
		"recv recvfrom" },
	{ "sendmsg(2)", SEND "EDESTADDRREQ EISCONN", "sendmsg" },
	{ "recvmsg(2)",
		"EAGAIN EWOULDBLOCK EBADF ECONNREFUSED EFAULT EINTR EINVAL ENOMEM ENOTCONN "
		"ENOTSOCK",
		"recvmsg" },
	{ "read(2)", "EAGAIN EWOULDBLOCK EBADF EFAULT EINTR EINVAL EIO EISDIR", "read" },
	{ "write(2)",
		"EAGAIN EWOULDBLOCK EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC "
		"EPERM EPIPE",
		"write" },
	{ "sendfile(2)", "EAGAIN EBADF EFAULT EINVAL EIO ENOMEM EOVERFLOW ESPIPE", "sendfile" },
	{ "splice(2)", "EAGAIN EBADF EINVAL ENOMEM ESPIPE", "splice" },
	{ "sockatmark(3)", "EBADF EINVAL", "sockatmark" },
	{ "shutdown(2)", "EBADF EINVAL ENOTCONN ENOTSOCK", "shutdown" },
	{ "close(2)", "EBADF EINTR EIO ENOSPC EDQUOT", "close" },
	{ "getsockopt(2)", "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK", "getsockopt setsockopt" },
	{ "getsockname(2)", "EBADF EFAULT EINVAL ENOBUFS ENOTSOCK", "getsockname" },
	{ "getpeername(2)", "EBADF EFAULT EINVAL ENOBUFS ENOTCONN ENOTSOCK", "getpeername" },
	{ "getaddrinfo(3)",
		"EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY "
		"EAI_NODATA EAI_NONAME EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM",
		"getaddrinfo" },
	{ "getnameinfo(3)",
		"EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NONAME EAI_OVERFLOW "
		"EAI_SYSTEM",
		"getnameinfo" },
	{ "poll(2)", "EFAULT EINTR EINVAL ENOMEM", "poll" },
	{ "select(2)", "EBADF EINTR EINVAL ENOMEM", "select" },
	{ "epoll_create1(2)", "EINVAL EMFILE ENFILE ENOMEM", "epoll_create1" },
	{ "epoll_ctl(2)", "EBADF EEXIST EINVAL ELOOP ENOENT ENOMEM ENOSPC EPERM", "epoll_ctl" },
	{ "epoll_wait(2)", "EBADF EFAULT EINTR EINVAL", "epoll_wait" },
	{ "ip(7)",
		"EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EALREADY ECONNABORTED EHOSTUNREACH "
		"EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOENT ENOPROTOOPT EOPNOTSUPP EPERM "
		"EPIPE ESOCKTNOSUPPORT",
		"" },
	{ "ipv6(7)", "ENODEV", "bind connect sendto setsockopt" },
	{ "tcp(7)", "EAFNOSUPPORT EPIPE ETIMEDOUT", "" },
	{ "udp(7)", "ECONNREFUSED", "send recv" },
	{ "unix(7)",
		"EADDRINUSE EBADF ECONNREFUSED ECONNRESET EFAULT EINVAL EISCONN ENFILE "
		"ENOENT ENOMEM ENOTCONN EOPNOTSUPP EPERM EPIPE EPROTONOSUPPORT EPROTOTYPE "
		"ESOCKTNOSUPPORT ESRCH ETOOMANYREFS",
		"" },
	{ "packet(7)",
		"EADDRNOTAVAIL EFAULT EINVAL EMSGSIZE ENETDOWN ENOBUFS ENODEV ENOENT "
		"ENOTCONN ENXIO EPERM",
		"" },

	{ "socketpair(2)", "EAFNOSUPPORT EFAULT EMFILE ENFILE EOPNOTSUPP EPROTONOSUPPORT",
		"socketpair" },
	{ "dup(2)", "EBADF EMFILE ENOMEM", "dup" },
	{ "fcntl(2), F_GETFL and F_SETFL", "EBADF EPERM", "fcntl" },
	{ "unlink(2)",
		"EACCES EBUSY EFAULT EIO EISDIR ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EPERM "
		"EROFS",
		"unlink" },
	{ "if_nametoindex(3)", "ENODEV", "if_nametoindex" },
	{ "beyond socket(2)", "EPERM ESOCKTNOSUPPORT ENODEV ENOPROTOOPT", "socket" },
	{ "beyond bind(2)", "ENODEV EDQUOT EIO ENOSPC EAFNOSUPPORT", "bind" },
	{ "beyond listen(2)", "EINVAL", "listen" },
	{ "beyond accept(2)", "GAVEUP", "accept accept4" },
	{ "beyond connect(2)",
		"ECONNRESET EHOSTUNREACH EHOSTDOWN ENETDOWN EINVAL ENODEV ENOENT ENOTDIR ELOOP "
		"ENAMETOOLONG ENOPROTOOPT EPROTO GAVEUP",
		"connect" },
	{ "beyond send(2)", SEND_MORE, "send sendto sendmsg sendfile" },
	{ "what is passed along, unix(7)", "ETOOMANYREFS ESRCH EPERM EBADF", "sendmsg" },
	{ "beyond sockatmark(3)", "ENOTTY", "sockatmark" },
	{ "beyond recv(2)",
		"ECONNRESET ECONNABORTED EHOSTUNREACH ENETUNREACH ENETDOWN EOPNOTSUPP ENOBUFS "
		"EPROTO ETIMEDOUT GAVEUP",
		"recv recvfrom splice" },
	{ "beyond getsockopt(2)", "ENODATA ENOTCONN EOPNOTSUPP ERANGE", "getsockopt" },
	{ "beyond setsockopt(2)",
		"EADDRINUSE EADDRNOTAVAIL EDOM EEXIST ENOBUFS ENODEV ENOENT EOPNOTSUPP EPERM",
		"setsockopt" },
	{ "the limit of a wait", "GAVEUP", "getaddrinfo getnameinfo wait" },
};

static const struct explanation *find(const char *what)
{
	return explain_find(slice_of(what));
}

/* Calls FN with each of the blank-separated WORDS. */
static void each_word(const char *words, void (*fn)(const char *word, size_t page), size_t page)
{
	char copy[512], *next = copy;

	snprintf(copy, sizeof(copy), "%s", words);
	for (const char *word; (word = strsep(&next, " ")) != NULL;)
		if (*word != '\0')
			fn(word, page);
}

static void check_name(const char *name, size_t page)
{
	if (find(name) == NULL)
		fail_msg("%s: %s is not explained", pages[page].page, name);
}

static void every_errno_of_the_man_pages_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		each_word(pages[i].names, check_name, i);
}

static bool has_cause(const char *name, const char *call)
{
	for (const struct explanation_line *l = find(name)->causes; l->text != NULL; l++)
		if (l->calls == NULL || explain_belongs(l, call))
			return true;
	return false;
}

static void check_call(const char *call, size_t page)
{
	char names[512], *next = names;

	snprintf(names, sizeof(names), "%s", pages[page].names);
	for (const char *name; (name = strsep(&next, " ")) != NULL;)
		if (*name != '\0' && !has_cause(name, call))
			fail_msg("%s: %s has no cause in %s", pages[page].page, name, call);
}

static void every_call_has_a_cause_for_each_errno_of_its_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		each_word(pages[i].calls, check_call, i);
}

static void every_eai_code_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < names_eai.count; i++)
		if (find(names_eai.rows[i].name) == NULL)
			fail_msg("%s is not explained", names_eai.rows[i].name);
	assert_non_null(find("GAVEUP"));
}

/* The calls that a line may name. */
static const char *const calls[] = { "socket", "bind", "listen", "accept", "connect", "send",
	"sendto", "sendmsg", "recv", "read", "write", "sockatmark", "shutdown", "close",
	"getsockopt", "setsockopt", "getsockname", "getpeername", "getaddrinfo", "getnameinfo",
	"wait", "poll", "select", "epoll_create1", "epoll_ctl", "epoll_wait", "socketpair", "dup",
	"fcntl", "unlink", "if_nametoindex", "sendfile", "splice" };

static void check_names_calls(const char *name, const char *list)
{
	while (*list != '\0') {
		size_t len = strcspn(list, ","), i = 0;

		while (i < sizeof(calls) / sizeof(calls[0]) &&
			(strlen(calls[i]) != len || strncmp(calls[i], list, len) != 0))
			i++;
		if (i == sizeof(calls) / sizeof(calls[0]))
			fail_msg("%s: \"%s\" names no call", name, list);
		list += len + strspn(list + len, ", ");
	}
}

/* Lines of a length that fits a terminal, at least one, none empty, none ending in a full
 * stop, and no call in the text where it stands beside it. */
static void check_lines(const char *name, const struct explanation_line *lines)
{
	assert_non_null(lines->text);
	for (const struct explanation_line *l = lines; l->text != NULL; l++) {
		size_t len = strlen(l->text);

		if (l->calls != NULL)
			check_names_calls(name, l->calls);
		if (len == 0 || len + (l->calls != NULL ? strlen(l->calls) + 2 : 0) > 104 ||
			l->text[len - 1] == '.' || l->text[len - 1] == ' ' ||
			strchr(l->text, '\n') != NULL)
			fail_msg("%s: line \"%s\"", name, l->text);
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
		check_lines(row->name, row->remedies);
	}
}

/* "connect(2), tcp(7)". */
static void check_man(const char *name, const char *man)
{
	const char *p = man;

	while (*p != '\0') {
		size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (len == 0 || p[len] != '(' || p[len + 1] < '1' || p[len + 1] > '7' ||
			p[len + 2] != ')' ||
			(p[len + 3] != '\0' && strncmp(p + len + 3, ", ", 2) != 0))
			fail_msg("%s: manual pages \"%s\"", name, man);
		p += len + 3;
		p += strspn(p, ", ");
	}
	if (p == man)
		fail_msg("%s has no manual page", name);
}

static void every_row_names_its_manual_pages(void **state)
{
	(void)state;
	for (size_t i = 0; i < explanation_count; i++)
		check_man(explanations[i].name, explanations[i].man);
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
		if (strcmp(name, "GAVEUP") == 0 || strcmp(name, "EOF") == 0)
			continue;
		if (strncmp(name, "EAI_", 4) == 0)
			assert_int_equal(names_parse(&names_eai, slice_of(name), &code, &e), 0);
		else
			assert_int_equal(names_errno_parse(slice_of(name), &errnum, &e), 0);
	}
}

static const struct explanation sample = { "EIO", "It failed.", "close(2)",
	(const struct explanation_line[]){ { "bind", "in bind" }, { NULL, "anywhere" },
		{ "connect, send", "on the way" }, { 0 } },
	(const struct explanation_line[]){ { "accept", "go on" }, { NULL, "give up" }, { 0 } } };

static void written(const char *call, const char *text)
{
	struct buf b = { 0 };

	explain_write(&sample, call, slice_of(""), &b);
	assert_string_equal(b.data, text);
	buf_free(&b);
}

#define HEAD     "EIO (errno 5, \"Input/output error\")\nIt failed.\n"
#define MAN      "Manual pages: close(2)\n"
#define REMEDIES "What to try:\n  - give up\n" MAN

static void the_causes_of_the_failed_call_come_first(void **state)
{
	(void)state;
	written(NULL, HEAD "What causes it:\n  - bind: in bind\n  - anywhere\n"
			   "  - connect, send: on the way\n"
			   "What to try:\n  - accept: go on\n  - give up\n" MAN);
	written("sendto", HEAD "What causes it, in sendto:\n  - on the way\n  - anywhere\n"
			       "In other calls:\n  - bind: in bind\n" REMEDIES);
	written("listen", HEAD "What causes it, in listen:\n  - anywhere\nIn other calls:\n"
			       "  - bind: in bind\n  - connect, send: on the way\n" REMEDIES);
}

static void what_is_found_here_comes_before_the_causes(void **state)
{
	struct buf b = { 0 };

	(void)state;
	explain_write(&sample, "bind", slice_of("Here:\n  - so\n"), &b);
	assert_memory_equal(b.data, HEAD "Here:\n  - so\nWhat causes it, in bind:\n",
		strlen(HEAD "Here:\n  - so\nWhat causes it, in bind:\n"));
	buf_free(&b);
}

static void a_remedy_of_another_call_is_none(void **state)
{
	(void)state;
	written("accept", HEAD "What causes it, in accept:\n  - anywhere\nIn other calls:\n"
			       "  - bind: in bind\n  - connect, send: on the way\n"
			       "What to try:\n  - go on\n  - give up\n" MAN);
}

static void a_name_stands_for_the_calls_that_begin_with_it(void **state)
{
	static const struct explanation_line line = { "connect, send", "x" };

	(void)state;
	assert_true(explain_belongs(&line, "connect"));
	assert_true(explain_belongs(&line, "send"));
	assert_true(explain_belongs(&line, "sendto"));
	assert_false(explain_belongs(&line, "sen"));
	assert_false(explain_belongs(&line, "recv"));
	assert_true(explain_belongs(&line, "write"));
	assert_false(explain_belongs(&line, "read"));
	assert_false(explain_belongs(&(struct explanation_line){ NULL, "x" }, "send"));
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

static void a_text_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(explain_name_of(slice_of("connection Refused"), false), "ECONNREFUSED");
	assert_string_equal(
		explain_name_of(slice_of("name or service not known"), false), "EAI_NONAME");
	assert_null(explain_name_of(slice_of("connection"), false));
	assert_non_null(explain_name_of(slice_of("CONNECTION"), true));
	assert_null(explain_name_of(slice_of("conn"), true));
	assert_null(explain_name_of(slice_of(""), true));
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

static void check_text(const char *lines)
{
	while (lines && *lines) {
		size_t len = strcspn(lines, "\n");

		if (!len || len > 104 || lines[len - 1] == '.' || lines[len - 1] == ' ')
			fail_msg("state's line \"%s\"", lines);
		lines += len + (lines[len] == '\n');
	}
}

/* TIME_WAIT has no descriptor. */
static void every_state_of_a_descriptor_has_a_page(void **state)
{
	static const struct names *const all[] = { &names_tcp_state, &names_plain_state };

	(void)state;
	for (size_t n = 0; n < 2; n++)
		for (size_t i = 0; i < all[n]->count; i++) {
			int number = (int)all[n]->rows[i].value;
			const struct state_page *page = states_find(number, SOCK_STREAM);

			if (number == TCP_TIME_WAIT)
				continue;
			if (!page)
				fail_msg("%s has no page", all[n]->rows[i].name);
			assert_non_null(page->here);
			check_text(page->here);
			check_text(page->there);
		}
	assert_non_null(states_find(STATE_OVER, SOCK_STREAM));
	assert_null(states_find(-1, SOCK_STREAM));
	check_text(states_find(STATE_UNIX_LISTEN, SOCK_STREAM)->here);
	check_text(states_find(STATE_UNIX_LISTEN, SOCK_SEQPACKET)->here);
	check_text(states_find(STATE_UNIX_LISTEN, SOCK_STREAM)->there);
	assert_ptr_not_equal(
		states_find(STATE_BOUND, SOCK_STREAM), states_find(STATE_BOUND, SOCK_DGRAM));
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
		cmocka_unit_test(every_call_has_a_cause_for_each_errno_of_its_page),
		cmocka_unit_test(the_causes_of_the_failed_call_come_first),
		cmocka_unit_test(what_is_found_here_comes_before_the_causes),
		cmocka_unit_test(a_remedy_of_another_call_is_none),
		cmocka_unit_test(a_name_stands_for_the_calls_that_begin_with_it),
		cmocka_unit_test(every_eai_code_is_explained),
		cmocka_unit_test(every_row_has_all_its_texts),
		cmocka_unit_test(every_row_names_its_manual_pages),
		cmocka_unit_test(every_row_has_a_known_name_of_its_own),
		cmocka_unit_test(a_name_is_found_in_any_case),
		cmocka_unit_test(a_text_has_a_name),
		cmocka_unit_test(a_number_is_found),
		cmocka_unit_test(every_state_of_a_descriptor_has_a_page),
		cmocka_unit_test(what_is_none_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
