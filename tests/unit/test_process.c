/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which processes have the other end of a connection, against the kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sock/diag.h"
#include "sock/holder.h"
#include "sock/property.h"

static struct fdtab *table;
static bool answers; /* a kernel may be built without sock_diag(7) */

static void need_an_answer(void)
{
	if (!answers)
		skip();
}

/* As the property has it: what a terminal may see, the blank as an underscore. */
static const char *own_name(pid_t pid, int fd)
{
	static char text[64];
	char name[16];

	prctl(PR_GET_NAME, name);
	for (char *c = name; *c; c++)
		if (*c == ' ')
			*c = '_';
	snprintf(text, sizeof(text), "%s/%d:%d", name, (int)pid, fd);
	return text;
}

static int read_process(int fd, struct snapshot *look, struct value *v)
{
	struct err e = { 0 };

	snapshot_begin(look, fd, table);
	errno = 0;
	if (!property_get(look, slice_of("process"), v, &e))
		return 0;
	assert_int_not_equal(e.errnum, 0);
	return e.errnum;
}

/* PID alone has the other end of FD, as OTHER. */
static void is_held_by(int fd, pid_t pid, int other)
{
	struct snapshot look;
	struct value v;

	assert_int_equal(read_process(fd, &look, &v), 0);
	assert_string_equal(v.text, own_name(pid, other));
}

static void is_refused(int fd, int why)
{
	struct snapshot look;
	struct value v;

	assert_int_equal(read_process(fd, &look, &v), why);
}

static struct addr loopback(int family)
{
	struct addr a = { .len = sizeof(a.in), .in = { .sin_family = AF_INET } };

	a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (family == AF_INET6)
		a = (struct addr){ .len = sizeof(a.in6), .in6 = { .sin6_family = AF_INET6 } };
	return a;
}

static int bound(int family, int type)
{
	struct addr a = loopback(family);
	int fd = socket(family, type, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, &a.sa, a.len), 0);
	return fd;
}

/* A socket of IPv4 connected to the port of FD. */
static int connected_to(int fd, int type)
{
	struct addr to = loopback(AF_INET), at;
	int client = socket(AF_INET, type, 0);

	assert_int_equal(addr_read(getsockname, fd, &at), 0);
	to.in.sin_port = htons((uint16_t)addr_port(&at));
	assert_int_equal(connect(client, &to.sa, to.len), 0);
	return client;
}

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

static int open_table(void **state)
{
	struct addr a = loopback(AF_INET);
	int64_t left;

	(void)state;
	table = fdtab_open(true);
	answers = diag_tcp_state(table, &a, &a, &left) >= 0 || errno == ENOENT;
	return 0;
}

static int close_table(void **state)
{
	(void)state;
	fdtab_free(table);
	return 0;
}

/* ---- whose it is ---- */

static void a_connections_ends_have_each_other(void **state)
{
	int listener = bound(AF_INET, SOCK_STREAM);

	(void)state;
	need_an_answer();
	assert_int_equal(listen(listener, 1), 0);
	int client = connected_to(listener, SOCK_STREAM);
	is_refused(client, ENOENT); /* nobody has accepted it */
	int accepted = accept(listener, NULL, NULL);
	is_held_by(client, getpid(), accepted);
	is_held_by(accepted, getpid(), client);
	close(accepted);
	is_refused(client, ENOENT);
	close_all((int[]){ client, listener }, 2);
}

static void an_end_of_ipv6_is_found_from_ipv4(void **state)
{
	int listener = bound(AF_INET6, SOCK_STREAM), udp = bound(AF_INET6, SOCK_DGRAM);

	(void)state;
	need_an_answer();
	assert_int_equal(listen(listener, 1), 0);
	int client = connected_to(listener, SOCK_STREAM), accepted = accept(listener, NULL, NULL);
	int sender = connected_to(udp, SOCK_DGRAM);
	is_held_by(client, getpid(), accepted);
	is_held_by(accepted, getpid(), client);
	is_held_by(sender, getpid(), udp);
	close_all((int[]){ client, accepted, listener, sender, udp }, 5);
}

static void datagrams_have_who_gets_them(void **state)
{
	int server = bound(AF_INET, SOCK_DGRAM), client = connected_to(server, SOCK_DGRAM);

	(void)state;
	need_an_answer();
	is_held_by(client, getpid(), server);
	is_refused(server, ENOTCONN);
	close(server);
	is_refused(client, ENOENT);
	close(client);
}

static void a_unix_pair_has_each_other(void **state)
{
	int pair[2];

	(void)state;
	need_an_answer();
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	is_held_by(pair[0], getpid(), pair[1]);
	close(pair[1]);
	is_refused(pair[0], ENOENT);
	close(pair[0]);
}

static void another_process_is_told_by_its_number(void **state)
{
	int pair[2];
	pid_t child;

	(void)state;
	need_an_answer();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		close(pair[0]);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	close(pair[1]);
	is_held_by(pair[0], child, pair[1]);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	is_refused(pair[0], ENOENT);
	close(pair[0]);
}

/* ---- what is not told ---- */

static void what_has_no_other_end_here_is_refused(void **state)
{
	int tcp = socket(AF_INET, SOCK_STREAM, 0), netlink = socket(AF_NETLINK, SOCK_RAW, 0),
	    ends[2];
	struct snapshot look;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	is_refused(tcp, ENOTCONN);
	is_refused(netlink, EOPNOTSUPP);
	is_refused(ends[0], ENOTSOCK);
	is_refused(-1, EBADF);
	snapshot_begin(&look, tcp, NULL);
	assert_int_equal(snapshot_need(&look, PART_PROCESS), -1);
	assert_int_equal(errno, EOPNOTSUPP);
	close_all((int[]){ tcp, netlink, ends[0], ends[1] }, 4);
}

static void more_than_there_is_room_for_is_said_to_be_more(void **state)
{
	int pair[2], copies[40];
	struct snapshot look;
	struct value v;

	(void)state;
	need_an_answer();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	for (int i = 0; i < 40; i++)
		copies[i] = dup(pair[1]);
	assert_int_equal(read_process(pair[0], &look, &v), 0);
	size_t len = strlen(v.text), first = strlen(own_name(getpid(), pair[1]));
	assert_in_range(len, sizeof(look.process) / 2, sizeof(look.process) - 1);
	assert_string_equal(v.text + len - 4, " ...");
	assert_memory_equal(v.text, own_name(getpid(), pair[1]), first);
	assert_int_equal(v.text[first], ' ');
	close_all(copies, 40);
	is_held_by(pair[0], getpid(), pair[1]);
	close_all(pair, 2);
}

static void a_name_is_one_word_that_a_terminal_may_see(void **state)
{
	struct holder h = { .pid = 7, .fd = 3, .name = "a b\x1b[2J\n" };
	struct buf b = { 0 };

	(void)state;
	holder_print(&h, &b);
	assert_string_equal(buf_cstr(&b), "a_b\\e[2J\\n/7:3");
	buf_free(&b);
}

/* ---- the others that say which one it is ---- */

static void the_inode_is_that_of_fstat_and_of_every_copy(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), copy = dup(fd), ends[2];
	struct snapshot look;
	struct value v, w;
	struct stat st;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fstat(fd, &st), 0);
	snapshot_begin(&look, fd, NULL);
	assert_int_equal(property_get(&look, slice_of("inode"), &v, NULL), 0);
	assert_int_equal(v.magnitude, st.st_ino);
	snapshot_begin(&look, copy, NULL);
	assert_int_equal(property_get(&look, slice_of("inode"), &w, NULL), 0);
	assert_true(value_same(&v, &w));
	snapshot_begin(&look, ends[0], NULL);
	assert_int_equal(property_get(&look, slice_of("inode"), &v, NULL), 0);
	snapshot_begin(&look, -1, NULL);
	assert_int_equal(property_get(&look, slice_of("inode"), &v, NULL), -1);
	close_all((int[]){ fd, copy, ends[0], ends[1] }, 4);
}

static void the_serial_is_the_tables(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct snapshot look;
	struct value v;

	(void)state;
	snapshot_begin(&look, fd, table);
	assert_int_equal(property_get(&look, slice_of("serial"), &v, NULL), -1);
	fdtab_lock(table);
	uint64_t serial = fdtab_add(table, fd, "socket", 0);
	fdtab_unlock(table);
	assert_int_equal(property_get(&look, slice_of("serial"), &v, NULL), 0);
	assert_int_equal(v.magnitude, serial);
	fdtab_close(table, fd);
	assert_int_equal(property_get(&look, slice_of("serial"), &v, NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connections_ends_have_each_other),
		cmocka_unit_test(an_end_of_ipv6_is_found_from_ipv4),
		cmocka_unit_test(datagrams_have_who_gets_them),
		cmocka_unit_test(a_unix_pair_has_each_other),
		cmocka_unit_test(another_process_is_told_by_its_number),
		cmocka_unit_test(what_has_no_other_end_here_is_refused),
		cmocka_unit_test(more_than_there_is_room_for_is_said_to_be_more),
		cmocka_unit_test(a_name_is_one_word_that_a_terminal_may_see),
		cmocka_unit_test(the_inode_is_that_of_fstat_and_of_every_copy),
		cmocka_unit_test(the_serial_is_the_tables),
	};

	return cmocka_run_group_tests(tests, open_table, close_table);
}
