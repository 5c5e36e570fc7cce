/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Byte strings, slices, arenas.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"

static void a_zeroed_buf_is_an_empty_string(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(buf_cstr(&b), "");
	assert_int_equal(buf_slice(&b).len, 0);
	buf_clear(&b);
	buf_add(&b, NULL, 0);
	assert_string_equal(buf_cstr(&b), "");
	buf_free(&b);
}

static void everything_added_is_there_in_order(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_adds(&b, "one ");
	buf_add(&b, "t\0o", 3);
	buf_addc(&b, ' ');
	buf_addf(&b, "%d%%", 3);
	assert_int_equal(b.len, 10);
	assert_memory_equal(b.data, "one t\0o 3%", 11);
	buf_free(&b);
	assert_null(b.data);
}

static void numbers_are_added_in_decimal(void **state)
{
	static const int64_t numbers[] = { 0, 7, 10, -1, 65535, INT64_MAX, INT64_MIN };
	struct buf b = { 0 }, expected = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		buf_addn(&b, numbers[i]);
		buf_addc(&b, ' ');
		buf_addf(&expected, "%lld ", (long long)numbers[i]);
	}
	assert_string_equal(buf_cstr(&b), buf_cstr(&expected));
	buf_free(&b);
	buf_free(&expected);
}

static void single_bytes_grow_past_every_capacity(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_int_equal(b.data[b.len], '\0');
		assert_true(b.len < b.cap);
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buf_free(&b);
}

/* Sanitizers end the program in place of malloc's NULL. */
static void what_there_is_no_memory_for_is_not_reserved(void **state)
{
	struct buf b = { 0 };
	char *room;

	(void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	skip();
#endif
	buf_adds(&b, "kept");
	errno = 0;
	assert_null(buf_try_reserve(&b, SIZE_MAX / 2));
	assert_int_equal(errno, ENOMEM);
	assert_null(buf_try_reserve(&b, SIZE_MAX));
	assert_string_equal(b.data, "kept");
	room = buf_try_reserve(&b, 3000000);
	assert_ptr_equal(room, b.data + 4);
	assert_string_equal(b.data, "kept");
	assert_true(b.cap > 3000004);
	buf_free(&b);
}

static void formatted_text_of_every_length_fits(void **state)
{
	(void)state;
	for (int len = 0; len < 300; len++) {
		struct buf b = { 0 };

		buf_addc(&b, '<');
		buf_addf(&b, "%*s", len, "");
		buf_addc(&b, '>');
		assert_int_equal(b.len, len + 2);
		assert_int_equal(b.data[b.len - 1], '>');
		assert_int_equal(strlen(b.data), b.len);
		buf_free(&b);
	}
}

static void reserved_room_can_be_filled_to_the_end(void **state)
{
	struct buf b = { 0 };
	char *room;

	(void)state;
	buf_adds(&b, "head");
	room = buf_reserve(&b, 1000);
	assert_ptr_equal(room, b.data + 4);
	assert_string_equal(buf_cstr(&b), "head");
	memset(room, 'x', 1000);
	b.len += 1000;
	b.data[b.len] = '\0';
	assert_int_equal(strlen(buf_cstr(&b)), 1004);
	buf_free(&b);
}

static void clearing_keeps_the_memory(void **state)
{
	struct buf b = { 0 };
	char *data;

	(void)state;
	buf_adds(&b, "text");
	data = b.data;
	buf_clear(&b);
	assert_string_equal(buf_cstr(&b), "");
	assert_ptr_equal(b.data, data);
	buf_free(&b);
}

static void slices_compare_bytes_and_not_strings(void **state)
{
	struct slice nul = { "a\0b", 3 };

	(void)state;
	assert_true(slice_is(slice_of("abc"), "abc"));
	assert_false(slice_is(slice_of("abc"), "ab"));
	assert_false(slice_is(nul, "a"));
	assert_true(slice_equal(nul, (struct slice){ "a\0b", 3 }));
	assert_false(slice_equal(nul, (struct slice){ "a\0c", 3 }));
	assert_true(slice_equal((struct slice){ NULL, 0 }, slice_of("")));
	assert_true(slice_starts(slice_of("--to=x"), "--to="));
	assert_true(slice_starts((struct slice){ NULL, 0 }, ""));
	assert_false(slice_starts(slice_of("-"), "--"));
}

static void arena_memory_is_aligned_and_apart(void **state)
{
	struct arena a = { 0 };
	char *p[1000];

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		p[i] = arena_alloc(&a, i % 97);
		assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
		memset(p[i], (int)i, i % 97);
	}
	for (size_t i = 0; i < 1000; i++) {
		for (size_t n = 0; n < i % 97; n++)
			assert_int_equal((unsigned char)p[i][n], i % 256);
	}
	arena_free(&a);
}

static void a_large_piece_has_its_place_in_an_arena(void **state)
{
	struct arena a = { 0 };
	char *small = arena_copy(&a, "a\0b", 3);
	char *large = arena_alloc(&a, 1000000);

	(void)state;
	memset(large, 'x', 1000000);
	assert_memory_equal(small, "a\0b", 4);
	assert_string_equal(arena_copy(&a, NULL, 0), "");
	arena_free(&a);
	arena_free(&a);
}

static void a_reset_arena_begins_at_the_same_address(void **state)
{
	struct arena a = { 0 };
	void *first = arena_alloc(&a, 10);

	(void)state;
	arena_reset(&a);
	for (int i = 0; i < 1000; i++)
		arena_alloc(&a, 100);
	arena_reset(&a);
	assert_ptr_equal(arena_alloc(&a, 10), first);
	arena_free(&a);
	arena_reset(&a);
}

static void a_copy_is_terminated(void **state)
{
	char *copy = mem_strndup("abcdef", 3);

	(void)state;
	assert_string_equal(copy, "abc");
	copy = mem_realloc(copy, 10);
	assert_string_equal(copy, "abc");
	free(copy);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zeroed_buf_is_an_empty_string),
		cmocka_unit_test(everything_added_is_there_in_order),
		cmocka_unit_test(numbers_are_added_in_decimal),
		cmocka_unit_test(single_bytes_grow_past_every_capacity),
		cmocka_unit_test(what_there_is_no_memory_for_is_not_reserved),
		cmocka_unit_test(formatted_text_of_every_length_fits),
		cmocka_unit_test(reserved_room_can_be_filled_to_the_end),
		cmocka_unit_test(clearing_keeps_the_memory),
		cmocka_unit_test(slices_compare_bytes_and_not_strings),
		cmocka_unit_test(arena_memory_is_aligned_and_apart),
		cmocka_unit_test(a_large_piece_has_its_place_in_an_arena),
		cmocka_unit_test(a_reset_arena_begins_at_the_same_address),
		cmocka_unit_test(a_copy_is_terminated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
