/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packets to their lines; bytes that are no packets; what packets are to those before them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "sock/flows.h"
#include "sock/fragments.h"

/* ---- one packet ---- */

static const struct sample {
	enum packet_link link;
	const char *hex, *line;
} samples[] = {
	{ PACKET_IP,
		"4500003c00010000400600000a0000010a00000200040005000003e800000000a002ffd7000000000204ffd70402080a000000010000000001030307",
		"10.0.0.1:4 > 10.0.0.2:5: S 1000:1000(0) win 65495 <mss 65495,sackOK,TS val 1 ecr 0,nop,wscale 7>" },
	{ PACKET_ETHERNET,
		"00000000000000000000000008004500002d00010000400600000a0000010a000002000400050000000100000002501802000000000068656c6c6f",
		"10.0.0.1:4 > 10.0.0.2:5: P. 1:6(5) ack 2 win 512" },
	{ PACKET_ETHERNET,
		"0000000000000000000000008100000708004500002100010000401100000a0000010a00000200040005000d000068656c6c6f",
		"10.0.0.1:4 > 10.0.0.2:5: udp (5)" },
	{ PACKET_IP,
		"4500003c00010000400600000a0000010a000002000400050000000100000002a010000900000000010105120000000a000000140000001e00000028",
		"10.0.0.1:4 > 10.0.0.2:5: . 1:1(0) ack 2 win 9 <nop,nop,sack 10:20 30:40>" },
	{ PACKET_IP,
		"4500003500010000400600000a0000010a00000200040005000000010000000080020009000000002206deadbeef01012202010178",
		"10.0.0.1:4 > 10.0.0.2:5: S 1:2(1) win 9 <FO deadbeef,nop,nop,FO,nop,nop>" },
	{ PACKET_IP,
		"4500003000010000400600000a0000010a0000020004000500000001000000007002000900000000fe06f98901020100",
		"10.0.0.1:4 > 10.0.0.2:5: S 1:1(0) win 9 <FOEXP 0102,nop,eol>" },
	{ PACKET_IP,
		"4500004800010000400600000a0000010a000002000400050000000100000000d0020009000000001312000000000000000000000000000000001e0400011d0401014d0401020101",
		"10.0.0.1:4 > 10.0.0.2:5: S 1:1(0) win 9 <md5,mptcp capable,ao,option 77 0102,nop,nop>" },
	{ PACKET_IP,
		"4503002800010000400600000a0000010a00000200040005000000010000000250ff000900000007",
		"10.0.0.1:4 > 10.0.0.2:5: [ce] FSRP.UEW 1:1(0) ack 2 win 9 urg 7" },
	{ PACKET_IP,
		"4500002800010000400600000a0000010a0000020004000500000001000000025000000900000000",
		"10.0.0.1:4 > 10.0.0.2:5: - 1:1(0) win 9" },
	{ PACKET_IP,
		"4500002c00010000400600000a0000010a000002000400050000000100000002600200090000000002280101",
		"10.0.0.1:4 > 10.0.0.2:5: S 1:1(0) win 9 <...>" },
	{ PACKET_IP,
		"4700003000010000400600000a0000010a00000207070400000000000004000500000001000000025004000000000000",
		"10.0.0.1:4 > 10.0.0.2:5: R 1:1(0) win 0" },
	{ PACKET_IP,
		"4500002c00012000401100000a0000010a00000200040005006c000000000000000000000000000000000000",
		"10.0.0.1:4 > 10.0.0.2:5: udp (100) fragment at 0, more follow" },
	{ PACKET_IP,
		"4500002c00010003401100000a0000010a000002000000000000000000000000000000000000000000000000",
		"10.0.0.1 > 10.0.0.2: udp (24) fragment at 24, the last" },
	{ PACKET_IP,
		"4500003d00010000400100000a0000010a00000203030000000000004500002100010000401100000a0000020a00000100040005000d000068656c6c6f",
		"10.0.0.1 > 10.0.0.2: icmp port unreachable [10.0.0.2:4 > 10.0.0.1:5: udp (5)]" },
	{ PACKET_IP,
		"4500003800010000400100000a0000010a00000203040000000005784500005a00010000400600000a0000020a0000010004000500000001",
		"10.0.0.1 > 10.0.0.2: icmp fragmentation needed mtu 1400 [10.0.0.2:4 > 10.0.0.1:5: tcp (70)]" },
	{ PACKET_IP, "4500001f00010000400100000a0000010a0000020800000000070001616263",
		"10.0.0.1 > 10.0.0.2: icmp echo request id 7 seq 1 (3)" },
	{ PACKET_IP, "4500001f00010000400100000a0000010a0000022a01000000000000616263",
		"10.0.0.1 > 10.0.0.2: icmp type 42 code 1 (3)" },
	/* UDP-Lite, of which the checksum covers the header */
	{ PACKET_IP, "4500002100010000408800000a0000010a000002000400050008000068656c6c6f",
		"10.0.0.1:4 > 10.0.0.2:5: udp (5)" },
	{ PACKET_IP, "4500001c00010000400200000a0000010a0000020000000000000000",
		"10.0.0.1 > 10.0.0.2: igmp (8)" },
	{ PACKET_IP, "4500001c0001000040c800000a0000010a0000020000000000000000",
		"10.0.0.1 > 10.0.0.2: protocol 200 (8)" },
	{ PACKET_ETHERNET,
		"00000000000000000000000086dd60000000000d1140fe800000000000000000000000000001fe80000000000000000000000000000200040005000d000068656c6c6f",
		"[fe80::1]:4 > [fe80::2]:5: udp (5)" },
	{ PACKET_IP,
		"60000000001d0040fe800000000000000000000000000001fe8000000000000000000000000000023c00010400000000110001040000000000040005000d000068656c6c6f",
		"[fe80::1]:4 > [fe80::2]:5: udp (5)" },
	{ PACKET_IP,
		"6000000000242c40fe800000000000000000000000000001fe800000000000000000000000000002110000010000000900040005001c00000000000000000000000000000000000000000000",
		"[fe80::1]:4 > [fe80::2]:5: udp (20) fragment at 0, more follow" },
	{ PACKET_IP,
		"60000000003d3a40fe800000000000000000000000000001fe800000000000000000000000000002010400000000000060000000000d1140fe800000000000000000000000000002fe80000000000000000000000000000100040005000d000068656c6c6f",
		"fe80::1 > fe80::2: icmp6 port unreachable [[fe80::2]:4 > [fe80::1]:5: udp (5)]" },
	{ PACKET_IP,
		"60000000003d3a40fe800000000000000000000000000001fe800000000000000000000000000002020000000000050060000000000d1140fe800000000000000000000000000002fe80000000000000000000000000000100040005000d000068656c6c6f",
		"fe80::1 > fe80::2: icmp6 packet too big mtu 1280 [[fe80::2]:4 > [fe80::1]:5: udp (5)]" },
	{ PACKET_IP,
		"6000000000183a40fe800000000000000000000000000001fe8000000000000000000000000000028700000000000000fe800000000000000000000000000002",
		"fe80::1 > fe80::2: icmp6 who-has fe80::2" },
	{ PACKET_ETHERNET,
		"000000000000000000000000080600010800060400010200000000010a0000010000000000000a000002",
		"arp who-has 10.0.0.2 tell 10.0.0.1" },
	{ PACKET_ETHERNET,
		"000000000000000000000000080600010800060400020200000000010a0000010000000000000a000002",
		"arp 10.0.0.1 is-at 02:00:00:00:00:01" },
	{ PACKET_ETHERNET,
		"000000000000000000000000900000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		"loopback (46)" },
	{ PACKET_ETHERNET,
		"000000000000000000000000123400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		"ethertype 0x1234 (46)" },
	{ PACKET_IP, "4500002800010000400600000a0000010a00000200040005000000010000",
		"10.0.0.1:4 > 10.0.0.2:5: tcp (20); cut off" },
	{ PACKET_IP, "450000280001000040060000", "ip (0); cut off" },
	{ PACKET_IP,
		"4100002800010000400600000a0000010a0000020004000500000001000000025002000900000000",
		"ip (0); its header's length is wrong" },
	{ PACKET_IP, "4500001c00010000401100000a0000010a0000020004000500030000",
		"10.0.0.1:4 > 10.0.0.2:5: udp (0); its length is wrong" },
};
enum { SAMPLES = sizeof(samples) / sizeof(*samples) };

static void test_lines(void **state)
{
	struct buf bytes = { 0 }, line = { 0 };
	struct packet p;

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		buf_clear(&bytes);
		buf_clear(&line);
		assert_int_equal(text_hex(slice_of(samples[i].hex), &bytes, NULL), 0);
		packet_decode(&p, samples[i].link, 0, buf_slice(&bytes));
		packet_line(&p, &line);
		assert_string_equal(buf_cstr(&line), samples[i].line);
	}
	buf_free(&bytes);
	buf_free(&line);
}

static void test_without_a_link(void **state)
{
	struct buf bytes = { 0 }, line = { 0 };
	struct packet p;

	(void)state;
	text_hex(slice_of(samples[0].hex), &bytes, NULL);
	packet_decode(&p, PACKET_BARE, 0x0800, buf_slice(&bytes));
	packet_line(&p, &line);
	assert_string_equal(buf_cstr(&line), samples[0].line);
	buf_free(&bytes);
	buf_free(&line);
}

/* Numbers that are the same in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

/* The bytes are in memory of their very size, so that a sanitizer sees what goes beyond. */
static void decode_copy(enum packet_link link, const char *p, size_t len, struct buf *line)
{
	char *copy = malloc(len ? len : 1);
	struct packet packet;

	memcpy(copy, p, len);
	packet_decode(&packet, link, 0x0800, (struct slice){ copy, len });
	buf_clear(line);
	packet_line(&packet, line);
	assert_true(packet.payload.len <= len);
	free(copy);
}

static void test_cut_anywhere(void **state)
{
	struct buf bytes = { 0 }, line = { 0 };

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		buf_clear(&bytes);
		text_hex(slice_of(samples[i].hex), &bytes, NULL);
		for (size_t len = 0; len <= bytes.len; len++)
			decode_copy(samples[i].link, bytes.data, len, &line);
		assert_string_equal(buf_cstr(&line), samples[i].line);
	}
	buf_free(&bytes);
	buf_free(&line);
}

static void test_hostile_bytes(void **state)
{
	struct buf bytes = { 0 }, line = { 0 };
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		const struct sample *one = &samples[next_random(&seed) % SAMPLES];

		buf_clear(&bytes);
		text_hex(slice_of(one->hex), &bytes, NULL);
		for (uint32_t n = 1 + next_random(&seed) % 6; n; n--)
			bytes.data[next_random(&seed) % bytes.len] = (char)next_random(&seed);
		decode_copy((enum packet_link)(next_random(&seed) % 3), bytes.data,
			bytes.len - next_random(&seed) % bytes.len, &line);
	}
	buf_free(&bytes);
	buf_free(&line);
}

/* ---- those before it ---- */

struct scene {
	struct flows *flows;
	struct buf text;
};

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	s->flows = calloc(1, sizeof(*s->flows));
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	free(s->flows);
	buf_free(&s->text);
	free(s);
	return 0;
}

enum { WINDOW = 9 };

/* Of port 1 to port 2, or with BACK the other way: its line. */
static const char *pass(struct scene *s, bool back, unsigned flags, uint32_t seq, uint32_t length,
	uint32_t ack, uint16_t win)
{
	struct packet p = { .kind = PACKET_TCP,
		.has_ends = true,
		.has_ports = true,
		.from.port = back ? 2 : 1,
		.to.port = back ? 1 : 2,
		.length = length,
		.tcp = { .seq = seq, .ack = ack, .flags = (uint16_t)flags, .win = win } };

	flows_note(s->flows, &p);
	buf_clear(&s->text);
	packet_print(&p, NULL, NULL, &s->text);
	return buf_cstr(&s->text);
}

static void shake_hands(struct scene *s)
{
	assert_string_equal(pass(s, false, PACKET_SYN, 1000, 0, 0, WINDOW), "S 0:0(0) win 9");
	assert_string_equal(pass(s, true, PACKET_SYN | PACKET_ACK, 0xffffffff, 0, 1001, WINDOW),
		"S. 0:0(0) ack 1 win 9");
	assert_string_equal(pass(s, false, PACKET_ACK, 1001, 0, 0, WINDOW), ". 1:1(0) ack 1 win 9");
}

static void test_relative_numbers(void **state)
{
	struct scene *s = *state;

	shake_hands(s);
	assert_string_equal(pass(s, true, PACKET_ACK, 0, 5, 1001, WINDOW), ". 1:6(5) ack 1 win 9");
	assert_string_equal(pass(s, false, PACKET_FIN | PACKET_ACK, 1001, 0, 5, WINDOW),
		"F. 1:1(0) ack 6 win 9");
	/* the same ports, another connection */
	assert_string_equal(pass(s, false, PACKET_SYN, 7000, 0, 0, WINDOW), "S 0:0(0) win 9");
	assert_string_equal(
		pass(s, true, PACKET_RST | PACKET_ACK, 0, 0, 7001, 0), "R. 0:0(0) ack 1 win 0");
}

static void test_no_syn_seen(void **state)
{
	struct scene *s = *state;

	assert_string_equal(
		pass(s, false, PACKET_ACK, 1001, 5, 77, WINDOW), ". 1001:1006(5) ack 77 win 9");
}

static void test_retransmissions(void **state)
{
	struct scene *s = *state;

	pass(s, false, PACKET_SYN, 1000, 0, 0, WINDOW);
	assert_string_equal(
		pass(s, false, PACKET_SYN, 1000, 0, 0, WINDOW), "S 0:0(0) win 9; retransmission");
	pass(s, true, PACKET_SYN | PACKET_ACK, 0, 0, 1001, WINDOW);
	pass(s, false, PACKET_ACK, 1001, 5, 1, WINDOW);
	pass(s, false, PACKET_ACK, 1006, 5, 1, WINDOW);
	assert_string_equal(pass(s, false, PACKET_ACK, 1001, 5, 1, WINDOW),
		". 1:6(5) ack 1 win 9; retransmission");
	pass(s, false, PACKET_FIN | PACKET_ACK, 1011, 0, 1, WINDOW);
	assert_string_equal(pass(s, false, PACKET_FIN | PACKET_ACK, 1011, 0, 1, WINDOW),
		"F. 11:11(0) ack 1 win 9; retransmission");
}

static void test_acks(void **state)
{
	struct scene *s = *state;

	shake_hands(s);
	pass(s, false, PACKET_ACK, 1001, 5, 0, WINDOW);
	assert_string_equal(pass(s, true, PACKET_ACK, 0, 0, 1001, WINDOW), ". 1:1(0) ack 1 win 9");
	assert_string_equal(pass(s, true, PACKET_ACK, 0, 0, 1001, WINDOW),
		". 1:1(0) ack 1 win 9; duplicate ACK");
	assert_string_equal(pass(s, true, PACKET_ACK, 0, 0, 1006, WINDOW), ". 1:1(0) ack 6 win 9");
	/* nothing is on the way: no duplicate */
	assert_string_equal(pass(s, true, PACKET_ACK, 0, 0, 1006, WINDOW), ". 1:1(0) ack 6 win 9");
	assert_string_equal(
		pass(s, true, PACKET_ACK, 0, 0, 1006, 0), ". 1:1(0) ack 6 win 0; window update");
	assert_string_equal(pass(s, false, PACKET_ACK, 1005, 0, 0, WINDOW),
		". 5:5(0) ack 1 win 9; window probe");
	pass(s, true, PACKET_ACK, 0, 0, 1006, WINDOW);
	assert_string_equal(
		pass(s, false, PACKET_ACK, 1005, 0, 0, WINDOW), ". 5:5(0) ack 1 win 9; keepalive");
}

/* A byte that nobody has is no probe. */
static void test_single_bytes(void **state)
{
	struct scene *s = *state;

	shake_hands(s);
	pass(s, false, PACKET_ACK, 1001, 1, 0, WINDOW);
	assert_string_equal(pass(s, false, PACKET_ACK, 1001, 1, 0, WINDOW),
		". 1:2(1) ack 1 win 9; retransmission");
	pass(s, true, PACKET_ACK, 0, 0, 1002, WINDOW);
	assert_string_equal(
		pass(s, false, PACKET_ACK, 1001, 1, 0, WINDOW), ". 1:2(1) ack 1 win 9; keepalive");
}

static void test_to_itself(void **state)
{
	struct scene *s = *state;
	struct packet p = { .kind = PACKET_TCP,
		.has_ends = true,
		.has_ports = true,
		.from.port = 1,
		.to.port = 1,
		.tcp = { .seq = 1000, .flags = PACKET_SYN, .win = WINDOW } };

	flows_note(s->flows, &p);
	packet_print(&p, NULL, NULL, &s->text);
	assert_string_equal(buf_cstr(&s->text), "S 0:0(0) win 9");
}

static void test_bounded(void **state)
{
	struct scene *s = *state;
	struct packet p = { .kind = PACKET_TCP, .has_ends = true, .has_ports = true };

	for (uint32_t i = 0; i < 200000; i++) {
		p.from.port = (uint16_t)i;
		p.to.port = (uint16_t)(i >> 8);
		flows_note(s->flows, &p);
	}
	shake_hands(s);
}

/* ---- fragments ---- */

enum { UDP = 17, TCP = 6 };

/* Of the datagram ID of PROTOCOL, at OFFSET: the port of its first fragment, where it is known. */
static unsigned port_of(
	struct fragments *f, bool v6, int protocol, uint32_t id, uint32_t offset, uint16_t port)
{
	struct packet p = { .kind = PACKET_UDP,
		.has_ends = true,
		.has_ports = port,
		.fragment = true,
		.protocol = protocol,
		.offset = offset,
		.id = id,
		.from = { .v6 = v6, .port = port },
		.to.v6 = v6 };

	fragments_note(f, &p);
	return p.has_ports ? p.from.port : 0;
}

static void test_fragments(void **state)
{
	struct fragments f = { 0 };

	(void)state;
	assert_int_equal(port_of(&f, false, UDP, 1, 8, 0), 0);
	assert_int_equal(port_of(&f, false, UDP, 1, 0, 5), 5);
	assert_int_equal(port_of(&f, false, UDP, 1, 8, 0), 5);
	assert_int_equal(port_of(&f, false, UDP, 2, 8, 0), 0);
	assert_int_equal(port_of(&f, false, TCP, 1, 8, 0), 0);
	assert_int_equal(port_of(&f, true, UDP, 1, 8, 0), 0);
	/* what follows in IPv6 may have another header first */
	assert_int_equal(port_of(&f, true, UDP, 1, 0, 6), 6);
	assert_int_equal(port_of(&f, true, TCP, 1, 8, 0), 6);
	/* the number comes again; many others */
	assert_int_equal(port_of(&f, false, UDP, 1, 0, 7), 7);
	for (uint32_t id = 2; id < FRAGMENTS; id++)
		port_of(&f, false, UDP, id, 0, 9);
	assert_int_equal(port_of(&f, false, UDP, 1, 8, 0), 7);
	port_of(&f, false, UDP, FRAGMENTS, 0, 9);
	assert_int_equal(port_of(&f, false, UDP, 1, 8, 0), 0);
	assert_int_equal(port_of(&f, false, UDP, FRAGMENTS, 8, 0), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_without_a_link),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_hostile_bytes),
		cmocka_unit_test_setup_teardown(test_relative_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_syn_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_retransmissions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_acks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_single_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_to_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bounded, set_up, tear_down),
		cmocka_unit_test(test_fragments),
	};

	return cmocka_run_group_tests_name("packet", tests, NULL, NULL);
}
