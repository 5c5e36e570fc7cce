/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of packets: their blocks, read back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sock/pcapng.h"

static uint32_t number_at(struct slice s, size_t at)
{
	uint32_t n;

	assert_true(at + sizeof(n) <= s.len);
	memcpy(&n, s.p + at, sizeof(n));
	return n;
}

/* Takes the next block off S, whose length stands at both its ends. */
static struct slice next_block(struct slice *s, uint32_t type)
{
	uint32_t len = number_at(*s, 4);
	struct slice block = { s->p, len };

	assert_int_equal(number_at(*s, 0), type);
	assert_int_equal(len % 4, 0);
	assert_true(len <= s->len);
	assert_int_equal(number_at(block, len - 4), len);
	*s = (struct slice){ s->p + len, s->len - len };
	return block;
}

static void test_blocks(void **state)
{
	const int64_t date = 1700000000123456789;
	struct buf b = { 0 };
	struct pcapng f;
	struct slice rest, block;

	(void)state;
	pcapng_begin(&f, &b, "sosh", 2048, 0);
	pcapng_add(&f, 0, PACKET_ETHERNET, date, 100, slice_of("hello"), slice_of("send c"));
	pcapng_add(&f, 0, PACKET_BARE, date, 4, slice_of("abcd"), slice_of(""));
	pcapng_add(&f, 0, PACKET_ETHERNET, date, 1, slice_of("x"), slice_of(""));
	rest = buf_slice(&b);
	block = next_block(&rest, 0x0a0d0d0a);
	assert_int_equal(number_at(block, 8), 0x1a2b3c4d);
	block = next_block(&rest, 1);
	assert_int_equal(number_at(block, 8), 1);
	assert_int_equal(number_at(block, 12), 2048);
	block = next_block(&rest, 6);
	assert_int_equal(number_at(block, 8), 0);
	assert_true(((int64_t)number_at(block, 12) << 32 | number_at(block, 16)) == date);
	assert_int_equal(number_at(block, 20), 5);
	assert_int_equal(number_at(block, 24), 100);
	assert_memory_equal(block.p + 28, "hello\0\0\0", 8);
	assert_int_equal(number_at(block, 36), 6 << 16 | 1);
	assert_memory_equal(block.p + 40, "send c\0\0\0\0\0\0", 12);
	block = next_block(&rest, 1);
	assert_int_equal(number_at(block, 8), 101);
	block = next_block(&rest, 6);
	assert_int_equal(number_at(block, 8), 1);
	block = next_block(&rest, 6);
	assert_int_equal(number_at(block, 8), 0);
	assert_int_equal(rest.len, 0);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_blocks) };

	return cmocka_run_group_tests_name("pcapng", tests, NULL, NULL);
}
