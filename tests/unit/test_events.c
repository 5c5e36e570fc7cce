/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events to wait for: words that parse, print and parse again; and the calls that wait.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "sock/events.h"

static uint32_t parsed(const struct names *n, const char *text)
{
	uint32_t events = 0;

	if (events_parse(n, slice_of(text), &events, NULL))
		fail_msg("%s is refused", text);
	return events;
}

static void words_are_read_in_all_their_spellings(void **state)
{
	(void)state;
	assert_int_equal(parsed(&names_poll, "in"), POLLIN);
	assert_int_equal(parsed(&names_poll, "in,pri"), POLLIN | POLLPRI);
	assert_int_equal(parsed(&names_poll, "POLLIN|POLLOUT"), POLLIN | POLLOUT);
	assert_int_equal(parsed(&names_poll, "0x5"), POLLIN | POLLOUT);
	assert_int_equal(parsed(&names_epoll, "in,et"), EPOLLIN | EPOLLET);
	assert_int_equal(parsed(&names_select, "pri,in"), POLLPRI | POLLIN);
}

static void what_is_no_event_is_refused(void **state)
{
	static const char *const words[] = { "", "in,", ",in", "et", "in pri", "input" };
	uint32_t events;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		err_clear(&e);
		if (!events_parse(&names_poll, slice_of(words[i]), &events, &e))
			fail_msg("\"%s\" is taken", words[i]);
		assert_non_null(strstr(e.text, "is not an event of poll"));
	}
	assert_int_equal(events_parse(&names_select, slice_of("hup"), &events, NULL), -1);
}

/* Every set of events prints as words that are that set. */
static void what_is_printed_parses_again(void **state)
{
	static const struct names *const tables[] = { &names_poll, &names_select, &names_epoll };
	struct buf b = { 0 };

	(void)state;
	for (size_t t = 0; t < 3; t++)
		for (uint32_t low = 0; low < 1u << 14; low++) {
			uint32_t events = low;

			if (tables[t] == &names_epoll)
				events |=
					low
					<< 18; /* ET, ONESHOT and their kin are the highest bits */
			buf_clear(&b);
			events_print(tables[t], events, &b);
			if (parsed(tables[t], buf_cstr(&b)) != events)
				fail_msg("%x prints as %s", events, buf_cstr(&b));
		}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_in_all_their_spellings),
		cmocka_unit_test(what_is_no_event_is_refused),
		cmocka_unit_test(what_is_printed_parses_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
