/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames made by hand, of which some are to be dropped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "insight/drops.h"

enum { LINK = 2, ISN = 70000, ETHER = 14, IP = 20, TCP = 20, FIN = 1, SYN = 2, PSH = 8, ACK = 16 };

static void put32(unsigned char *at, uint32_t n)
{
	for (int i = 3; i >= 0; i--, n >>= 8)
		at[i] = (unsigned char)n;
}

/* A segment of LEN bytes from 10.0.1.1:4000 to 10.0.1.2:7. */
static bool segment(struct drops *d, unsigned from, unsigned flags, uint32_t seq, size_t len)
{
	unsigned char frame[1514] = { 0 }, *ip = frame + ETHER, *tcp = ip + IP;
	size_t total = IP + TCP + len;

	frame[12] = 8;
	ip[0] = 0x45;
	ip[2] = (unsigned char)(total >> 8);
	ip[3] = (unsigned char)total;
	ip[8] = 64;
	ip[9] = 6;
	put32(ip + 12, 0x0a000101);
	put32(ip + 16, 0x0a000102);
	put32(tcp, 4000 << 16 | 7);
	put32(tcp + 4, seq);
	tcp[12] = TCP / 4 << 4;
	tcp[13] = (unsigned char)flags;
	return drops_ask(d, LINK, from, (struct slice){ (char *)frame, ETHER + total });
}

static void drops_the_segment_of_a_number_once(void **state)
{
	struct drops *d = drops_new();

	(void)state;
	assert_false(segment(d, 0, SYN, ISN, 0));
	assert_false(segment(d, 0, PSH | ACK, ISN + 1, 1000));
	drops_add(d, LINK, DROPS_EITHER, slice_of("P. 1001:2001(1000)"));
	assert_false(segment(d, 0, PSH | ACK, ISN + 1, 1000));
	assert_int_equal(drops_wait(d, LINK, 0), 1);
	assert_true(segment(d, 0, PSH | ACK, ISN + 1001, 1000));
	assert_int_equal(drops_wait(d, LINK, 0), 0);
	assert_false(segment(d, 0, PSH | ACK, ISN + 1001, 1000));
	drops_free(d);
}

static void each_pattern_is_for_one_frame(void **state)
{
	struct drops *d = drops_new();

	(void)state;
	drops_add(d, LINK, DROPS_EITHER, slice_of("S"));
	drops_add(d, LINK, DROPS_EITHER, slice_of("F."));
	drops_add(d, LINK, DROPS_EITHER, slice_of("S"));
	assert_true(segment(d, 0, SYN, ISN, 0));
	assert_true(segment(d, 0, SYN, ISN, 0));
	assert_false(segment(d, 0, SYN, ISN, 0));
	assert_true(segment(d, 0, FIN | ACK, ISN + 1, 0));
	drops_free(d);
}

static void another_way_and_another_link_are_left_alone(void **state)
{
	struct drops *d = drops_new();

	(void)state;
	drops_add(d, LINK, 1, slice_of("S"));
	drops_add(d, LINK + 1, DROPS_EITHER, slice_of("S"));
	assert_false(segment(d, 0, SYN, ISN, 0));
	assert_true(segment(d, 1, SYN, ISN, 0));
	assert_int_equal(drops_wait(d, LINK + 1, 0), 1);
	drops_forget(d, LINK + 1, DROPS_EITHER);
	assert_int_equal(drops_wait(d, LINK + 1, 0), 0);
	drops_free(d);
}

static void the_ends_may_be_named(void **state)
{
	struct drops *d = drops_new();

	(void)state;
	drops_add(d, LINK, DROPS_EITHER, slice_of("10.0.1.1:4000 > 10.0.1.2:8: S"));
	drops_add(d, LINK, DROPS_EITHER, slice_of("10.0.1.1:4000 > 10.0.1.2:7: ."));
	assert_false(segment(d, 0, SYN, ISN, 0));
	assert_true(segment(d, 0, ACK, ISN + 1, 0));
	drops_free(d);
}

static void frames_that_are_none_are_left_alone(void **state)
{
	static const char bytes[60] = { 0 };
	struct drops *d = drops_new();

	(void)state;
	drops_add(d, LINK, DROPS_EITHER, slice_of("S"));
	for (size_t len = 0; len <= sizeof(bytes); len++)
		assert_false(drops_ask(d, LINK, 0, (struct slice){ bytes, len }));
	drops_forget(d, LINK, DROPS_EITHER);
	for (size_t len = 0; len <= sizeof(bytes); len++)
		assert_false(drops_ask(d, LINK, 0, (struct slice){ bytes, len }));
	drops_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drops_the_segment_of_a_number_once),
		cmocka_unit_test(each_pattern_is_for_one_frame),
		cmocka_unit_test(another_way_and_another_link_are_left_alone),
		cmocka_unit_test(the_ends_may_be_named),
		cmocka_unit_test(frames_that_are_none_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
