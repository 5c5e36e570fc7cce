/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tap's ring that is filled as fast as it is read.
 */
#include <linux/if_packet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sock/tap.h"

enum { MANY = 2 * TAP_FRAMES }; /* that come at least, so that a loop without a bound ends too */

struct traffic {
	struct tap tap;
	size_t passed;
};

static void fill(struct tap *t, unsigned frame)
{
	((struct tpacket2_hdr *)(void *)(t->ring + (size_t)frame * TAP_FRAME))->tp_status =
		TP_STATUS_USER;
}

/* The frame before this one has a packet again. */
static void pass(void *context, const struct tapped *one)
{
	struct traffic *all = context;

	(void)one;
	if (all->passed++ < MANY)
		fill(&all->tap, (all->tap.next + TAP_FRAMES - 1) % TAP_FRAMES);
}

static void test_one_ring_at_most(void **state)
{
	struct traffic all = { .tap.fd = 0 };

	(void)state;
	all.tap.ring = calloc(TAP_FRAMES, TAP_FRAME);
	for (unsigned i = 0; i < TAP_FRAMES; i++)
		fill(&all.tap, i);
	assert_int_equal(tap_read(&all.tap, pass, &all), TAP_FRAMES);
	assert_int_equal(all.passed, TAP_FRAMES);
	free(all.tap.ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_one_ring_at_most) };

	return cmocka_run_group_tests_name("tap", tests, NULL, NULL);
}
