/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of sockets and their properties, against the kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sock/property.h"
#include "sock/sockopt.h"
#include "sock/state.h"

static struct sockaddr_in loopback(in_port_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
}

static in_port_t port_of(int fd)
{
	struct sockaddr_in in;
	socklen_t len = sizeof(in);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	return in.sin_port;
}

static int bound(int type)
{
	struct sockaddr_in in = loopback(0);
	int fd = socket(AF_INET, type, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

static int connected_to(int peer, int type)
{
	struct sockaddr_in in = loopback(port_of(peer));
	int fd = socket(AF_INET, type, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

/* A connection over loopback: a listener, a client, the accepted one. */
struct connection {
	int listener, client, accepted;
};

static struct connection tcp(void)
{
	struct connection c = { .listener = bound(SOCK_STREAM) };

	assert_int_equal(listen(c.listener, 5), 0);
	c.client = connected_to(c.listener, SOCK_STREAM);
	c.accepted = accept(c.listener, NULL, NULL);
	assert_true(c.accepted >= 0);
	return c;
}

static void tcp_close(const struct connection *c)
{
	close(c->listener);
	close(c->client);
	close(c->accepted);
}

static void word_is(int fd, const char *wanted)
{
	struct buf b = { 0 };

	assert_int_equal(state_word(fd, &b), 0);
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
}

/* For a state that an acknowledgement brings, which TCP may delay. */
static void word_becomes(int fd, const char *wanted)
{
	struct buf b = { 0 };
	int tries;

	for (tries = 0; tries < 5000 && !slice_is(buf_slice(&b), wanted); tries++) {
		poll(NULL, 0, 1);
		buf_clear(&b);
		assert_int_equal(state_word(fd, &b), 0);
	}
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
}

static void kind_is(int family, int type, int protocol, const char *wanted)
{
	struct buf b = { 0 };
	int fd = socket(family, type, protocol);

	if (fd < 0) /* not for this user, or not of this kernel */
		return;
	assert_int_equal(state_kind(fd, &b), 0);
	assert_string_equal(buf_cstr(&b), wanted);
	assert_int_equal(state_family(fd), family);
	assert_int_equal(state_type(fd), type);
	buf_free(&b);
	close(fd);
}

static int read_property(int fd, const char *name, struct buf *b, struct err *e)
{
	struct snapshot s;

	snapshot_begin(&s, fd, NULL);
	return property_read(&s, slice_of(name), b, e);
}

static void property_is(int fd, const char *name, const char *wanted)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	if (read_property(fd, name, &b, &e) < 0)
		fail_msg("%s: %s", name, e.text);
	if (strcmp(buf_cstr(&b), wanted) != 0)
		fail_msg("%s is %s, not %s", name, buf_cstr(&b), wanted);
	buf_free(&b);
}

static long property_number(int fd, const char *name)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	long value;

	if (read_property(fd, name, &b, &e) < 0)
		fail_msg("%s: %s", name, e.text);
	value = strtol(buf_cstr(&b), NULL, 10);
	buf_free(&b);
	return value;
}

static struct err refused(int fd, const char *name)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	assert_int_equal(read_property(fd, name, &b, &e), -1);
	assert_int_equal(b.len, 0);
	buf_free(&b);
	return e;
}

static void a_tcp_socket_goes_through_its_states(void **state)
{
	struct connection c = tcp();
	int fresh = socket(AF_INET, SOCK_STREAM, 0);
	struct pollfd readable = { .fd = c.client, .events = POLLIN };

	(void)state;
	word_is(fresh, "CLOSE");
	word_is(c.listener, "LISTEN");
	word_is(c.client, "ESTABLISHED");
	assert_int_equal(shutdown(c.accepted, SHUT_WR), 0);
	assert_int_equal(poll(&readable, 1, 5000), 1);
	word_is(c.client, "CLOSE_WAIT");
	word_becomes(c.accepted, "FIN_WAIT2");
	close(fresh);
	tcp_close(&c);
}

static void a_udp_socket_is_unconnected_bound_or_connected(void **state)
{
	int fresh = socket(AF_INET, SOCK_DGRAM, 0), server = bound(SOCK_DGRAM);
	int client = connected_to(server, SOCK_DGRAM);

	(void)state;
	word_is(fresh, "UNCONNECTED");
	word_is(server, "BOUND");
	word_is(client, "CONNECTED");
	close(fresh);
	close(server);
	close(client);
}

static void a_unix_socket_has_the_same_words(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), pair[2];

	(void)state;
	word_is(fd, "UNCONNECTED");
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un.sun_family)), 0);
	word_is(fd, "BOUND");
	assert_int_equal(listen(fd, 1), 0);
	word_is(fd, "LISTEN");
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	word_is(pair[0], "CONNECTED");
	close(fd);
	close(pair[0]);
	close(pair[1]);
}

static void a_raw_socket_without_address_is_not_bound(void **state)
{
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	struct sockaddr_in in = loopback(0);

	(void)state;
	if (fd < 0)
		skip();
	word_is(fd, "UNCONNECTED");
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	word_is(fd, "BOUND");
	close(fd);
}

static void what_is_no_socket_has_no_state(void **state)
{
	struct buf b = { 0 };
	int file = open("/dev/null", O_RDONLY);

	(void)state;
	assert_int_equal(state_word(file, &b), -1);
	assert_int_equal(errno, ENOTSOCK);
	assert_int_equal(state_word(-1, &b), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(state_kind(file, &b), -1);
	assert_int_equal(errno, ENOTSOCK);
	assert_int_equal(state_family(file), AF_UNSPEC);
	assert_int_equal(state_type(file), 0);
	assert_int_equal(refused(-1, "state").errnum, EBADF);
	assert_int_equal(b.len, 0);
	close(file);
}

static void a_kind_is_a_word(void **state)
{
	(void)state;
	kind_is(AF_INET, SOCK_STREAM, 0, "tcp");
	kind_is(AF_INET6, SOCK_STREAM, 0, "tcp6");
	kind_is(AF_INET, SOCK_DGRAM, 0, "udp");
	kind_is(AF_INET6, SOCK_DGRAM, 0, "udp6");
	kind_is(AF_UNIX, SOCK_STREAM, 0, "unix");
	kind_is(AF_UNIX, SOCK_DGRAM, 0, "unix-dgram");
	kind_is(AF_UNIX, SOCK_SEQPACKET, 0, "unix-seqpacket");
	kind_is(AF_NETLINK, SOCK_RAW, 0, "netlink");
	kind_is(AF_NETLINK, SOCK_DGRAM, 4, "netlink");
	kind_is(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, "udplite");
	kind_is(AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, "udplite6");
	kind_is(AF_INET, SOCK_STREAM, IPPROTO_MPTCP, "mptcp");
	kind_is(AF_INET, SOCK_DGRAM, IPPROTO_ICMP, "icmp");
	kind_is(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, "icmp6");
	kind_is(AF_INET, SOCK_RAW, IPPROTO_ICMP, "raw");
	kind_is(AF_INET6, SOCK_RAW, 89, "raw6");
	kind_is(AF_PACKET, SOCK_RAW, 0, "packet");
	kind_is(AF_PACKET, SOCK_DGRAM, htons(3), "packet-dgram");
	kind_is(AF_VSOCK, SOCK_STREAM, 0, "vsock");
	kind_is(AF_VSOCK, SOCK_SEQPACKET, 0, "AF_VSOCK/SOCK_SEQPACKET");
}

static void addresses_come_whole_and_in_parts(void **state)
{
	struct connection c = tcp();
	char number[12], whole[32];

	(void)state;
	snprintf(number, sizeof(number), "%d", ntohs(port_of(c.listener)));
	snprintf(whole, sizeof(whole), "127.0.0.1:%s", number);
	property_is(c.listener, "local", whole);
	property_is(c.listener, "addr", "127.0.0.1");
	property_is(c.listener, "port", number);
	property_is(c.client, "peer", whole);
	property_is(c.client, "paddr", "127.0.0.1");
	property_is(c.client, "pport", number);
	assert_int_equal(property_number(c.client, "fd"), c.client);
	property_is(c.client, "STATE", "ESTABLISHED");
	property_is(c.client, "family", "AF_INET");
	property_is(c.client, "type", "SOCK_STREAM");
	property_is(c.client, "protocol", "IPPROTO_TCP");
	tcp_close(&c);
}

static void the_kernels_refusal_is_passed_on(void **state)
{
	int tcp_fd = socket(AF_INET, SOCK_STREAM, 0), unix_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct err e = refused(tcp_fd, "peer");
	char wanted[80];

	(void)state;
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_int_equal(e.errnum, ENOTCONN);
	snprintf(wanted, sizeof(wanted), "peer of %d: Transport endpoint is not connected", tcp_fd);
	assert_string_equal(e.text, wanted);
	assert_int_equal(refused(unix_fd, "port").errnum, EAFNOSUPPORT);
	assert_int_equal(refused(unix_fd, "rtt").errnum, EOPNOTSUPP);
	assert_int_equal(refused(tcp_fd, "queue").errnum, EINVAL);
	property_is(unix_fd, "protocol", "0");
	property_is(unix_fd, "local", "unnamed");
	property_is(unix_fd, "addr", "");
	close(tcp_fd);
	close(unix_fd);
}

static void queues_of_bytes_are_counted(void **state)
{
	struct connection c = tcp();
	struct pollfd readable = { .fd = c.accepted, .events = POLLIN };

	(void)state;
	assert_int_equal(send(c.client, "hello", 5, 0), 5);
	assert_int_equal(poll(&readable, 1, 5000), 1);
	property_is(c.accepted, "unread", "5");
	property_is(c.client, "unsent", "0");
	/* Looking took nothing. */
	property_is(c.accepted, "unread", "5");
	assert_int_equal(refused(c.listener, "unread").errnum, EINVAL);
	tcp_close(&c);
}

static void a_full_buffer_shows_as_unacked_and_unsent(void **state)
{
	struct connection c = tcp();
	static char block[65536];
	long unacked, unsent;

	(void)state;
	while (send(c.client, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	unsent = property_number(c.client, "unsent");
	unacked = property_number(c.client, "unacked");
	assert_true(unsent > 0);
	assert_true(unacked >= unsent);
	tcp_close(&c);
}

static void a_listener_tells_its_queue_and_backlog(void **state)
{
	int listener = bound(SOCK_STREAM), client;
	struct pollfd readable = { .fd = listener, .events = POLLIN };

	(void)state;
	assert_int_equal(listen(listener, 5), 0);
	property_is(listener, "backlog", "5");
	property_is(listener, "queue", "0");
	client = connected_to(listener, SOCK_STREAM);
	assert_int_equal(poll(&readable, 1, 5000), 1);
	property_is(listener, "queue", "1");
	close(client);
	close(listener);
}

static void every_field_of_tcp_info_reads_by_both_names(void **state)
{
	struct connection c = tcp();
	struct snapshot look;
	size_t i, k;

	(void)state;
	assert_int_equal(snapshot_take(&look, c.client, NULL), 0);
	for (i = 0; i < tcp_info_field_count; i++) {
		const struct property *p = &tcp_info_fields[i];
		bool taken = false;

		assert_int_equal(strncmp(p->name, "tcpi_", 5), 0);
		assert_true(p->summary[0]);
		if (p->offset + p->size > (size_t)look.tcp_len)
			continue; /* an older kernel */
		property_number(c.client, p->name);
		for (k = 0; k < property_count; k++)
			taken = taken || strcmp(properties[k].name, p->name + 5) == 0;
		if (!taken)
			property_number(c.client, p->name + 5);
	}
	tcp_close(&c);
}

static void the_fields_cover_the_whole_struct(void **state)
{
	char covered[sizeof(struct tcp_fields)] = { 0 };
	size_t i, end = offsetof(struct tcp_fields, received_ce_bytes) + sizeof(uint32_t);

	(void)state;
	for (i = 0; i < tcp_info_field_count; i++)
		memset(covered + tcp_info_fields[i].offset, 1, tcp_info_fields[i].size);
	for (i = 0; i < end; i++)
		if (!covered[i])
			fail_msg("byte %zu of struct tcp_fields is in no field", i);
}

/* Our struct is the kernel's: a field of each age where its header has it. */
#define SAME_PLACE(field)                                                                          \
	assert_int_equal(                                                                          \
		offsetof(struct tcp_fields, field), offsetof(struct tcp_info, tcpi_##field))

static void the_layout_is_the_kernels(void **state)
{
	(void)state;
	SAME_PLACE(options);
	SAME_PLACE(rto);
	SAME_PLACE(fackets);
	SAME_PLACE(rtt);
	SAME_PLACE(total_retrans);
	SAME_PLACE(bytes_received);
	SAME_PLACE(segs_in);
	SAME_PLACE(data_segs_out);
	SAME_PLACE(sndbuf_limited);
	SAME_PLACE(delivered_ce);
	SAME_PLACE(bytes_retrans);
	SAME_PLACE(reord_seen);
	SAME_PLACE(snd_wnd);
}

static void fields_have_the_values_of_getsockopt(void **state)
{
	struct connection c = tcp();
	struct tcp_info info;
	socklen_t len = sizeof(info);

	(void)state;
	assert_int_equal(getsockopt(c.client, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
	property_is(c.client, "tcpi_state", "ESTABLISHED");
	assert_int_equal(property_number(c.client, "snd_wscale"), info.tcpi_snd_wscale);
	assert_int_equal(property_number(c.client, "rcv_wscale"), info.tcpi_rcv_wscale);
	assert_int_equal(property_number(c.client, "advmss"), info.tcpi_advmss);
	assert_int_equal(property_number(c.client, "RTT"), info.tcpi_rtt);
	assert_int_equal(property_number(c.client, "segs_out"), info.tcpi_segs_out);
	assert_int_equal(property_number(c.client, "bytes_acked"), (long)info.tcpi_bytes_acked);
	tcp_close(&c);
}

static void a_field_that_the_kernel_does_not_report_says_so(void **state)
{
	struct property future = tcp_info_fields[0];
	struct connection c = tcp();
	struct snapshot look;
	struct value v;

	(void)state;
	future.offset = 4096;
	errno = 0;
	snapshot_begin(&look, c.client, NULL);
	assert_int_equal(future.get(&look, &future, &v), -1);
	assert_int_equal(errno, ENODATA);
	tcp_close(&c);
}

static void an_option_is_a_property_too(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	property_is(fd, "SO_REUSEADDR", "0");
	property_is(fd, "nodelay", "0");
	property_is(fd, "so_type", "SOCK_STREAM");
	assert_true(property_number(fd, "rcvbuf") > 0);
	close(fd);
}

/* A refused datagram leaves an error pending; poll(2) reports it and reading
 * SO_ERROR would clear it. */
static void looking_does_not_disturb(void **state)
{
	int server = bound(SOCK_DGRAM), client = connected_to(server, SOCK_DGRAM), error = 0;
	struct pollfd failed = { .fd = client };
	socklen_t len = sizeof(error);
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t i;

	(void)state;
	close(server);
	assert_int_equal(send(client, "x", 1, 0), 1);
	assert_int_equal(poll(&failed, 1, 5000), 1);
	for (i = 0; i < property_count; i++)
		(void)read_property(client, properties[i].name, &b, &e);
	for (i = 0; i < sockopt_count; i++)
		(void)read_property(client, sockopts[i].name, &b, &e);
	buf_free(&b);
	e = refused(client, "SO_ERROR");
	assert_int_equal(e.kind, ERR_NAME);
	assert_string_equal(e.text, "reading SO_ERROR has an effect, so it is no property");
	assert_int_equal(getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &len), 0);
	assert_int_equal(error, ECONNREFUSED);
	close(client);
}

static void names_not(const char *name, const char *message, const char *hint)
{
	struct err e = refused(0, name);

	assert_int_equal(e.kind, ERR_NAME);
	assert_string_equal(e.text, message);
	assert_string_equal(e.hint, hint);
}

static void an_unknown_name_gets_a_suggestion(void **state)
{
	(void)state;
	names_not("prot", "a socket has no property \"prot\"", "did you mean port?");
	names_not("unreed", "a socket has no property \"unreed\"", "did you mean unread?");
	names_not("min_rt", "a socket has no property \"min_rt\"", "did you mean tcpi_min_rtt?");
	names_not(
		"keepalve", "a socket has no property \"keepalve\"", "did you mean SO_KEEPALIVE?");
	names_not("frobnicate", "a socket has no property \"frobnicate\"", "");
	names_not("mss", "a socket has no property \"mss\"",
		"did you mean snd_mss, rcv_mss or advmss?");
	names_not("bytes", "a socket has no property \"bytes\"",
		"did you mean bytes_acked, bytes_received, notsent_bytes, bytes_sent ...?");
	names_not("mtu", "\"mtu\" could be IP_MTU or IPV6_MTU", "");
	names_not("SO_RCVBUFFORCE", "SO_RCVBUFFORCE can only be set", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tcp_socket_goes_through_its_states),
		cmocka_unit_test(a_udp_socket_is_unconnected_bound_or_connected),
		cmocka_unit_test(a_unix_socket_has_the_same_words),
		cmocka_unit_test(a_raw_socket_without_address_is_not_bound),
		cmocka_unit_test(what_is_no_socket_has_no_state),
		cmocka_unit_test(a_kind_is_a_word),
		cmocka_unit_test(addresses_come_whole_and_in_parts),
		cmocka_unit_test(the_kernels_refusal_is_passed_on),
		cmocka_unit_test(queues_of_bytes_are_counted),
		cmocka_unit_test(a_full_buffer_shows_as_unacked_and_unsent),
		cmocka_unit_test(a_listener_tells_its_queue_and_backlog),
		cmocka_unit_test(every_field_of_tcp_info_reads_by_both_names),
		cmocka_unit_test(the_fields_cover_the_whole_struct),
		cmocka_unit_test(the_layout_is_the_kernels),
		cmocka_unit_test(fields_have_the_values_of_getsockopt),
		cmocka_unit_test(a_field_that_the_kernel_does_not_report_says_so),
		cmocka_unit_test(an_option_is_a_property_too),
		cmocka_unit_test(looking_does_not_disturb),
		cmocka_unit_test(an_unknown_name_gets_a_suggestion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
