/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking up names. The program's own getaddrinfo stands in for the library's,
 * so that a lookup fails, takes its time or opens files as a test wants.
 */
#include "sys_fixture.h"

#include <fcntl.h>
#include <netdb.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t slow_may_end, slow_has_ended;
static _Atomic int opened; /* the number that the lookup got for a file */

static struct addrinfo *make_result(const char *digits, int port, struct addrinfo *next)
{
	struct addrinfo *ai = calloc(1, sizeof(*ai));
	struct sockaddr_in *in = calloc(1, sizeof(*in));

	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, digits, &in->sin_addr);
	ai->ai_addr = (struct sockaddr *)in;
	ai->ai_addrlen = sizeof(*in);
	ai->ai_next = next;
	return ai;
}

void freeaddrinfo(struct addrinfo *ai)
{
	while (ai) {
		struct addrinfo *next = ai->ai_next;

		free(ai->ai_addr);
		free(ai->ai_canonname);
		free(ai);
		ai = next;
	}
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
	struct addrinfo **result)
{
	int port = service ? atoi(service) : 0;

	(void)hints;
	if (host && strcmp(host, "missing") == 0)
		return EAI_NONAME;
	if (host && strcmp(host, "system") == 0) {
		errno = EMFILE;
		return EAI_SYSTEM;
	}
	if (host && strcmp(host, "slow") == 0) {
		while (sem_wait(&slow_may_end) < 0)
			;
	}
	opened = open("/dev/null", O_RDONLY);
	*result = make_result("10.0.0.2", port, NULL);
	*result = make_result("10.0.0.1", port, *result);
	*result = make_result("10.0.0.1", port, *result);
	(*result)->ai_canonname = strdup("the.host.example");
	if (host && strcmp(host, "slow") == 0)
		sem_post(&slow_has_ended);
	return 0;
}

static void a_lookup_gives_each_address_once(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "host", .service = "80" };

	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.canonical, "the.host.example");
	assert_string_equal(buf_cstr(&f->text), "getaddrinfo(\"host\", \"80\") = 0 (2 addresses)\n"
						"  canonical name: the.host.example\n"
						"  10.0.0.1:80\n"
						"  10.0.0.2:80\n");
	assert_string_equal(buf_cstr(&f->before), "getaddrinfo(\"host\", \"80\")");
	addr_list_free(&list);
}

static void hints_follow_as_arguments(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .service = "80", .family = AF_INET6 };

	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), 0);
	addr_list_free(&list);
	assert_string_equal(buf_cstr(&f->before), "getaddrinfo(NULL, \"80\", AF_INET6)");
	what = (struct lookup){ .host = "h", .family = AF_INET, .type = SOCK_DGRAM };
	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), 0);
	addr_list_free(&list);
	assert_string_equal(buf_cstr(&f->before), "getaddrinfo(\"h\", NULL, AF_INET, SOCK_DGRAM)");
}

static void a_failure_is_its_code(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "missing" };

	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), EAI_NONAME);
	assert_int_equal(f->outcome, CALL_EAI);
	assert_null(list.addrs);
	assert_string_equal(buf_cstr(&f->text),
		"getaddrinfo(\"missing\") = EAI_NONAME (Name or service not known)\n");
	what.host = "system";
	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), EAI_SYSTEM);
	assert_string_equal(
		buf_cstr(&f->text), "getaddrinfo(\"system\") = EAI_SYSTEM (Too many open files)\n");
}

static void a_lookup_takes_no_number_from_the_user(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "host" };

	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), 0);
	addr_list_free(&list);
	assert_int_equal(opened, 3);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
}

static void let_slow_end(void)
{
	sem_post(&slow_may_end);
	while (sem_wait(&slow_has_ended) < 0)
		;
}

static void a_limit_abandons_a_lookup(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "slow" };

	intr_begin(&f->intr, 20000000);
	assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), -1);
	assert_int_equal(errno, ETIME);
	assert_int_equal(f->outcome, CALL_GAVE_UP);
	assert_int_equal(intr_end(&f->intr, INTR_NO_LIMIT), INTR_LIMIT);
	assert_null(list.addrs);
	let_slow_end();
}

static void ctrl_c_abandons_a_lookup_again_and_again(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "slow", .service = "80" };

	for (int i = 0; i < 100; i++) {
		intr_raise(&f->intr, INTR_USER, 0);
		assert_int_equal(sys_getaddrinfo(&f->sys, &what, &list), -1);
		assert_int_equal(errno, EINTR);
		assert_int_equal(intr_take(&f->intr, NULL), INTR_USER);
		let_slow_end();
	}
	assert_string_equal(buf_cstr(&f->text),
		"getaddrinfo(\"slow\", \"80\") = -1 EINTR (Interrupted system call)\n");
}

static void an_interruption_may_meet_the_answer(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct lookup what = { .host = "host" };

	for (int i = 0; i < 500; i++) {
		intr_raise(&f->intr, INTR_USER, 0);
		int r = sys_getaddrinfo(&f->sys, &what, &list);
		assert_true(r == 0 || (r == -1 && errno == EINTR));
		addr_list_free(&list);
		assert_int_equal(intr_take(&f->intr, NULL), INTR_USER);
	}
}

static struct endpoint endpoint_of(const char *text)
{
	struct endpoint ep;
	struct err e = { 0 };

	assert_int_equal(endpoint_parse(slice_of(text), &ep, &e), 0);
	return ep;
}

static void a_numeric_endpoint_needs_no_call(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct endpoint ep = endpoint_of("127.0.0.1:80");

	assert_int_equal(sys_resolve(&f->sys, &ep, AF_INET, SOCK_STREAM, true, &list), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(addr_port(&list.addrs[0]), 80);
	assert_int_equal(f->calls, 0);
	addr_list_free(&list);
}

static void a_named_endpoint_is_looked_up_and_shown_on_request(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct endpoint ep = endpoint_of("host:80");

	assert_int_equal(sys_resolve(&f->sys, &ep, AF_INET, SOCK_STREAM, false, &list), 0);
	assert_int_equal(list.count, 2);
	assert_true(f->aside);
	addr_list_free(&list);
	assert_int_equal(sys_resolve(&f->sys, &ep, AF_INET, SOCK_STREAM, true, &list), 0);
	assert_int_equal(f->calls, 2);
	assert_false(f->aside);
	addr_list_free(&list);
}

static void an_endpoint_that_is_not_found_is_always_shown(void **state)
{
	struct fixture *f = *state;
	struct addr_list list;
	struct endpoint ep = endpoint_of("missing:80");

	assert_int_equal(sys_resolve(&f->sys, &ep, AF_INET, SOCK_STREAM, false, &list), EAI_NONAME);
	assert_int_equal(f->calls, 1);
	assert_false(f->aside);
	assert_string_equal(buf_cstr(&f->text), "getaddrinfo(\"missing\", \"80\", AF_INET, "
						"SOCK_STREAM) = EAI_NONAME (Name or service "
						"not known)\n");
}

static void the_reverse_gives_a_name(void **state)
{
	struct fixture *f = *state;
	char host[NI_MAXHOST], service[NI_MAXSERV];
	struct addr a = loopback(12345);

	assert_int_equal(sys_getnameinfo(&f->sys, &a, NI_NAMEREQD, host, service), 0);
	assert_string_equal(service, "12345");
	char expected[NI_MAXHOST + 100];
	snprintf(expected, sizeof(expected),
		"getnameinfo(127.0.0.1:12345, NI_NAMEREQD) = 0 (%s:12345)\n", host);
	assert_string_equal(buf_cstr(&f->text), expected);
}

#define IN_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FIXTURE(a_lookup_gives_each_address_once),
		IN_FIXTURE(hints_follow_as_arguments),
		IN_FIXTURE(a_failure_is_its_code),
		IN_FIXTURE(a_lookup_takes_no_number_from_the_user),
		IN_FIXTURE(a_limit_abandons_a_lookup),
		IN_FIXTURE(ctrl_c_abandons_a_lookup_again_and_again),
		IN_FIXTURE(an_interruption_may_meet_the_answer),
		IN_FIXTURE(a_numeric_endpoint_needs_no_call),
		IN_FIXTURE(a_named_endpoint_is_looked_up_and_shown_on_request),
		IN_FIXTURE(an_endpoint_that_is_not_found_is_always_shown),
		IN_FIXTURE(the_reverse_gives_a_name),
	};

	sem_init(&slow_may_end, 0, 0);
	sem_init(&slow_has_ended, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
