/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sock_diag's messages tell, made of bytes, and what is garbage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>

#include "sock/diag.h"
#include "sock/netlink.h"
#include "sock/state.h"

enum { ROUNDS = 20000, SEED = 22 };

struct made {
	union {
		struct nlmsghdr head;
		char bytes[512];
	};
};

static void begin(struct made *m, const void *fixed, size_t size)
{
	*m = (struct made){ .head = { .nlmsg_len = (uint32_t)NLMSG_LENGTH(size),
				    .nlmsg_type = SOCK_DIAG_BY_FAMILY } };
	memcpy(NLMSG_DATA(&m->head), fixed, size);
}

static void attribute(struct made *m, unsigned short type, const void *value, size_t size)
{
	struct rtattr *a = (struct rtattr *)(m->bytes + NLMSG_ALIGN(m->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(a), value, size);
	m->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(m->head.nlmsg_len) + RTA_SPACE(size));
}

/* The socket that M tells of. */
static struct diag_socket taken(const struct made *m, int protocol)
{
	struct diag_list l = { .protocol = protocol };
	struct diag_socket s;

	assert_int_equal(diag_take(&l, &m->head), 0);
	assert_int_equal(l.count, 1);
	s = l.sockets[0];
	diag_free(&l);
	return s;
}

static void shows(const struct addr *a, const char *text)
{
	struct buf b = { 0 };

	addr_format(a, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static struct inet_diag_msg tcp_message(int state, uint32_t inode)
{
	return (struct inet_diag_msg){ .idiag_family = AF_INET,
		.idiag_state = (__u8)state,
		.idiag_inode = inode,
		.idiag_rqueue = 5,
		.idiag_wqueue = 7,
		.id = { .idiag_sport = htons(80),
			.idiag_dport = htons(4000),
			.idiag_src = { htonl(INADDR_LOOPBACK) },
			.idiag_dst = { htonl(0x0a000001) } } };
}

static void a_connection_has_its_ends_and_its_timer(void **state)
{
	struct inet_diag_msg d = tcp_message(TCP_TIME_WAIT, 0);
	struct diag_socket s;
	struct made m;

	(void)state;
	d.idiag_timer = 3;
	d.idiag_expires = 1500;
	begin(&m, &d, sizeof(d));
	s = taken(&m, IPPROTO_TCP);
	shows(&s.local, "127.0.0.1:80");
	shows(&s.peer, "10.0.0.1:4000");
	assert_int_equal(s.left, 1500000000);
	assert_string_equal(names_find(&names_diag_timer, s.timer), "kept");
	assert_false(diag_is_queued(&s) || diag_is_orphan(&s));
}

/* What the state and the inode say of who has it, and which counts hold a FIN or a SYN. */
static void states_say_who_has_it(void **state)
{
	static const struct {
		int state, inode, unread, unacked;
		bool queued, orphan;
	} table[] = {
		{ TCP_ESTABLISHED, 9, 5, 7, false, false },
		{ TCP_ESTABLISHED, 0, 5, 7, true, false },
		{ TCP_CLOSE_WAIT, 0, 4, 7, true, false },
		{ TCP_FIN_WAIT1, 0, 5, 6, false, true },
		{ TCP_FIN_WAIT2, 0, 5, 7, false, true },
		{ TCP_FIN_WAIT2, 9, 5, 7, false, false },
		{ TCP_LAST_ACK, 0, 4, 6, false, true },
		{ TCP_SYN_SENT, 9, 5, 6, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct inet_diag_msg d = tcp_message(table[i].state, (uint32_t)table[i].inode);
		struct made m;

		begin(&m, &d, sizeof(d));
		struct diag_socket s = taken(&m, IPPROTO_TCP);
		assert_int_equal(s.unread, table[i].unread);
		assert_int_equal(s.unacked, table[i].unacked);
		assert_int_equal(diag_is_queued(&s), table[i].queued);
		assert_int_equal(diag_is_orphan(&s), table[i].orphan);
	}
}

static void others_have_states_of_their_own(void **state)
{
	struct inet_diag_msg d = tcp_message(TCP_CLOSE, 9);
	struct unix_diag_msg u = {
		.udiag_family = AF_UNIX, .udiag_type = SOCK_STREAM, .udiag_state = TCP_LISTEN
	};
	struct unix_diag_rqlen queue = { 1, 5 };
	struct unix_diag_vfs file = { .udiag_vfs_ino = 77, .udiag_vfs_dev = 8 << 20 | 1 };
	struct diag_socket s;
	struct made m;

	(void)state;
	begin(&m, &d, sizeof(d));
	assert_int_equal(taken(&m, IPPROTO_UDP).state, STATE_BOUND);
	assert_int_equal(taken(&m, IPPROTO_UDP).peer.len, 0);
	assert_int_equal(taken(&m, IPPROTO_RAW).protocol, 80); /* raw(7): the port is that */
	begin(&m, &u, sizeof(u));
	attribute(&m, UNIX_DIAG_NAME, "\0me", 3);
	attribute(&m, UNIX_DIAG_RQLEN, &queue, sizeof(queue));
	s = taken(&m, 0);
	shows(&s.local, "@me");
	assert_int_equal(s.state, TCP_LISTEN);
	assert_int_equal(s.unread, 1);
	assert_int_equal(s.unacked, 5);
	assert_int_equal(s.file, 0);
	attribute(&m, UNIX_DIAG_VFS, &file, sizeof(file));
	s = taken(&m, 0);
	assert_int_equal(s.file, 77);
	assert_int_equal(s.device, 8 << 20 | 1);
	u.udiag_state = TCP_CLOSE;
	begin(&m, &u, sizeof(u));
	assert_int_equal(taken(&m, 0).state, STATE_UNCONNECTED);
}

static void an_ipv6_listener_says_whether_it_takes_ipv4(void **state)
{
	struct inet_diag_msg d = tcp_message(TCP_LISTEN, 9);
	struct made m;

	(void)state;
	d.idiag_family = AF_INET6;
	begin(&m, &d, sizeof(d));
	assert_int_equal(taken(&m, IPPROTO_TCP).only6, ONLY6_UNTOLD);
	attribute(&m, INET_DIAG_SKV6ONLY, "\1", 1);
	assert_int_equal(taken(&m, IPPROTO_TCP).only6, ONLY6_YES);
	attribute(&m, INET_DIAG_SKV6ONLY, "", 1);
	assert_int_equal(taken(&m, IPPROTO_TCP).only6, ONLY6_NO);
}

static void what_is_cut_or_unknown_is_refused(void **state)
{
	struct inet_diag_msg d = tcp_message(TCP_ESTABLISHED, 9);
	struct unix_diag_msg u = { .udiag_family = AF_UNIX };
	char name[109] = "/";
	struct diag_list l = { .protocol = IPPROTO_TCP };
	struct made m;

	(void)state;
	begin(&m, &d, sizeof(d));
	m.head.nlmsg_len--;
	assert_int_equal(diag_take(&l, &m.head), -1);
	d.idiag_family = 200;
	begin(&m, &d, sizeof(d));
	assert_int_equal(diag_take(&l, &m.head), -1);
	begin(&m, &u, sizeof(u));
	attribute(&m, UNIX_DIAG_NAME, name, sizeof(name)); /* longer than sun_path */
	assert_int_equal(diag_take(&l, &m.head), -1);
	begin(&m, "", 0);
	assert_int_equal(diag_take(&l, &m.head), -1);
	assert_int_equal(l.count, 0);
}

/* Address sanitizer would say if it read what is not there. */
static void random_messages_end_well(void **state)
{
	static const unsigned char families[] = { AF_INET, AF_INET6, AF_UNIX, AF_PACKET, AF_NETLINK,
		AF_VSOCK };

	(void)state;
	srandom(SEED);
	for (int i = 0; i < ROUNDS; i++) {
		struct diag_list l = { .protocol = random() % 2 ? IPPROTO_TCP : IPPROTO_RAW };
		size_t len = sizeof(struct nlmsghdr) + (size_t)random() % 200;
		unsigned char *exact = malloc(len);

		for (size_t at = sizeof(struct nlmsghdr); at < len; at++)
			exact[at] = (unsigned char)(random() % 4 ? 0 : random());
		((struct nlmsghdr *)exact)->nlmsg_len = (uint32_t)len;
		if (len > sizeof(struct nlmsghdr))
			exact[sizeof(struct nlmsghdr)] =
				families[(size_t)random() % sizeof(families)];
		diag_take(&l, (struct nlmsghdr *)exact);
		diag_free(&l);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_has_its_ends_and_its_timer),
		cmocka_unit_test(states_say_who_has_it),
		cmocka_unit_test(others_have_states_of_their_own),
		cmocka_unit_test(an_ipv6_listener_says_whether_it_takes_ipv4),
		cmocka_unit_test(what_is_cut_or_unknown_is_refused),
		cmocka_unit_test(random_messages_end_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
