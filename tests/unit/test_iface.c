/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interfaces by name and by index.
 */
#include "sys_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "sock/iface.h"

static void a_name_and_its_index_are_each_others(void **state)
{
	char name[IF_NAMESIZE];
	unsigned lo = iface_index(slice_of("lo"));

	(void)state;
	assert_int_equal(lo, if_nametoindex("lo"));
	assert_true(lo > 0);
	assert_string_equal(iface_name(lo, name), "lo");
}

static void what_is_no_interface_has_no_index_and_no_name(void **state)
{
	char name[IF_NAMESIZE];

	(void)state;
	assert_int_equal(iface_index(slice_of("")), 0);
	assert_int_equal(iface_index(slice_of("nosuch0")), 0);
	assert_int_equal(iface_index(slice_of("a-name-that-is-too-long")), 0);
	assert_int_equal(iface_index((struct slice){ "lo\0x", 4 }), 0);
	assert_null(iface_name(0, name));
	assert_null(iface_name(INT32_MAX, name));
	assert_null(iface_name(UINT32_MAX, name));
}

static void one_without_a_name_prints_as_its_number(void **state)
{
	struct buf b = { 0 };

	(void)state;
	iface_print(iface_index(slice_of("lo")), &b);
	buf_addc(&b, ' ');
	iface_print(UINT32_MAX, &b);
	assert_string_equal(buf_cstr(&b), "lo 4294967295");
	buf_free(&b);
}

/* With no number left below the shell's, whatever opens a descriptor fails. */
static void asking_takes_no_number(void **state)
{
	struct rlimit was, none;
	unsigned lo = if_nametoindex("lo");
	char name[IF_NAMESIZE];

	(void)state;
	assert_int_equal(iface_index(slice_of("lo")), lo);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	none = was;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	const char *found = iface_name(lo, name);
	unsigned index = iface_index(slice_of("lo"));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_non_null(found);
	assert_string_equal(found, "lo");
	assert_int_equal(index, lo);
}

static void the_socket_is_the_shells_and_goes_with_its_table(void **state)
{
	struct fixture *f = *state;
	struct fdtab *t = f->sys.fds;
	int fd = fdtab_base(t);

	assert_false(fcntl(fd, F_GETFD) >= 0);
	fdtab_lock(t);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 3);
	assert_true(iface_index(slice_of("lo")));
	assert_true(iface_index(slice_of("lo")));
	fdtab_unlock(t);
	assert_int_equal(sys_socket(&f->sys, AF_INET, SOCK_STREAM, 0), 4);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_string_equal(fdtab_owner(t, fd), "the shell's, for names of interfaces");
	assert_int_equal(fdtab_next(t, fd), -1);
	iface_end(t);
	assert_false(fcntl(fd, F_GETFD) >= 0);
	assert_true(iface_index(slice_of("lo")));
	assert_false(fcntl(fd, F_GETFD) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_its_index_are_each_others),
		cmocka_unit_test(what_is_no_interface_has_no_index_and_no_name),
		cmocka_unit_test(one_without_a_name_prints_as_its_number),
		cmocka_unit_test_setup_teardown(
			a_name_and_its_index_are_each_others, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_interface_has_no_index_and_no_name,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			one_without_a_name_prints_as_its_number, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			asking_takes_no_number, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(the_socket_is_the_shells_and_goes_with_its_table,
			fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
