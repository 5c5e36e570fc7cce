/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages: what is printed parses, for every row; and what is cut or unknown
 * is shown as it came.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>

#include "sock/control.h"

/* Words that a row of a form can have. */
static const struct {
	enum control_form form;
	const char *words;
} samples[] = {
	{ CONTROL_INT, "64" },
	{ CONTROL_INT, "-1" },
	{ CONTROL_INT, "2147483647" },
	{ CONTROL_BYTE, "0" },
	{ CONTROL_BYTE, "255" },
	{ CONTROL_U16, "65535" },
	{ CONTROL_U64, "9223372036854775807" },
	{ CONTROL_FDS, "4" },
	{ CONTROL_FDS, "4 5 -1 1000" },
	{ CONTROL_CREDS, "pid 1 uid 4294967295 gid 0" },
	{ CONTROL_TIMEVAL, "1764465011.000001" },
	{ CONTROL_TIMESPEC, "1764465011.000000001" },
	{ CONTROL_STAMPS, "software 1764465011.100000000" },
	{ CONTROL_STAMPS, "software 1.000000001 hardware 2.999999999" },
	{ CONTROL_PKTINFO, "to 10.0.0.1 on 4000000 from 10.0.0.2" },
	{ CONTROL_PKTINFO, "to 10.0.0.1" },
	{ CONTROL_PKTINFO, "from 10.0.0.1" },
	{ CONTROL_PKTINFO, "to 10.0.0.1 from 0.0.0.0" },
	{ CONTROL_PKTINFO, "on lo" },
	{ CONTROL_PKTINFO6, "to 2001:db8::1 on lo" },
	{ CONTROL_PKTINFO6, "on 4000000" },
	{ CONTROL_SOCKADDR, "10.0.0.1:80" },
	{ CONTROL_SOCKADDR, "[2001:db8::1]:65535" },
	{ CONTROL_BYTES, "00 ff 10" },
	{ CONTROL_FLOW, "label 0x12345 class 255" },
	{ CONTROL_FLOW, "label 0x0 class 0" },
	{ CONTROL_AUXDATA, "status 4294967295 len 98 snaplen 98 mac 0 net 14 vlan 0 tpid 65535" },
	{ CONTROL_MTUINFO, "to [2001:db8::1]:80 mtu 1280" },
};
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

static void what_is_printed_parses(void **state)
{
	(void)state;
	for (size_t i = 0; i < control_kind_count; i++) {
		const struct control_kind *k = &control_kinds[i];
		int tried = 0;

		for (size_t j = 0; j < SAMPLES; j++) {
			struct buf bytes = { 0 }, words = { 0 }, again = { 0 };
			struct err e = { 0 };

			if (samples[j].form != k->form)
				continue;
			if (control_parse(k, slice_of(samples[j].words), &bytes, &e))
				fail_msg("%s: %s: %s", k->name, samples[j].words, e.text);
			control_print_value(k, buf_slice(&bytes), &words);
			assert_string_equal(buf_cstr(&words), samples[j].words);
			assert_int_equal(control_parse(k, buf_slice(&words), &again, &e), 0);
			assert_int_equal(again.len, bytes.len);
			assert_memory_equal(again.data, bytes.data, bytes.len);
			buf_free(&bytes);
			buf_free(&words);
			buf_free(&again);
			tried++;
		}
		assert_true(tried > 0 || k->form == CONTROL_ERROR);
		assert_ptr_equal(control_find(k->level, k->type), k);
		assert_ptr_equal(control_named(slice_of(k->name)), k);
	}
}

static void refused(const char *name, const char *words)
{
	struct buf bytes = { 0 };
	struct err e = { 0 };

	if (control_parse(control_named(slice_of(name)), slice_of(words), &bytes, &e) == 0)
		fail_msg("%s=%s is taken", name, words);
	assert_true(e.text[0] != '\0');
	buf_free(&bytes);
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	refused("IP_TTL", "");
	refused("IP_TTL", "x");
	refused("IP_TTL", "1 2");
	refused("IP_TOS", "256");
	refused("UDP_SEGMENT", "65536");
	refused("SCM_RIGHTS", "3 x");
	refused("SCM_CREDENTIALS", "pid");
	refused("SCM_CREDENTIALS", "who 1");
	refused("IPV6_FLOWINFO", "label 0x100000");
	refused("IPV6_FLOWINFO", "label");
	refused("IPV6_FLOWINFO", "flow 1");
	refused("IPV6_PATHMTU", "to 10.0.0.1:80");
	refused("SO_TIMESTAMP", "1.0000001");
	refused("SO_TIMESTAMPNS", "1.x");
	refused("SO_TIMESTAMPING", "soft 1.0");
	refused("IP_PKTINFO", "via 10.0.0.1");
	refused("IP_PKTINFO", "to ::1");
	refused("IP_PKTINFO", "on no-such-interface");
	refused("IP_RETOPTS", "0g");
	refused("IP_RECVERR", "ICMP port unreachable");
}

static void shown(int level, int type, const void *p, size_t len, const char *text)
{
	struct call_control c = { level, type, { p, len } };
	struct buf b = { 0 };

	control_print(&c, &b);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void what_is_unknown_or_cut_is_shown_as_it_came(void **state)
{
	static const unsigned char bytes[64] = { 1, 2, 3, 0xff };

	(void)state;
	shown(1, 99, bytes, 4, "1:99 01 02 03 ff");
	shown(1, 99, bytes, 0, "1:99");
	shown(SOL_SOCKET, SCM_CREDENTIALS, bytes, 4, "SCM_CREDENTIALS cut 01 02 03 ff");
	shown(SOL_SOCKET, SCM_CREDENTIALS, bytes, 0, "SCM_CREDENTIALS cut");
	shown(SOL_SOCKET, SCM_RIGHTS, bytes, 3, "SCM_RIGHTS cut 01 02 03");
	shown(SOL_SOCKET, SCM_RIGHTS, bytes, 0, "SCM_RIGHTS");
	shown(IPPROTO_IP, IP_RECVERR, bytes, 2, "IP_RECVERR cut 01 02");
	shown(IPPROTO_IP, IP_TTL, bytes, 1, "IP_TTL 1");
	/* every row, with every length: nothing is read beyond the end */
	for (size_t i = 0; i < control_kind_count; i++)
		for (size_t len = 0; len <= sizeof(bytes); len++) {
			struct buf exact = { 0 }, b = { 0 };
			struct buf along[ALONG_COUNT] = { 0 };
			struct call_control c = { control_kinds[i].level, control_kinds[i].type,
				{ NULL, len } };

			buf_add(&exact, bytes, len);
			c.data.p = buf_cstr(&exact);
			control_print(&c, &b);
			control_along(&c, along);
			assert_true(b.len > 0);
			for (int j = 0; j < ALONG_COUNT; j++)
				buf_free(&along[j]);
			buf_free(&exact);
			buf_free(&b);
		}
}

struct report {
	struct sock_extended_err e;
	struct sockaddr_in from;
};

static void said(uint8_t origin, uint8_t type, uint8_t code, uint32_t info, uint32_t data,
	const char *host, const char *text)
{
	struct report r;
	struct buf along[ALONG_COUNT] = { 0 };

	memset(&r, 0, sizeof(r));
	r.e.ee_errno = 90; /* EMSGSIZE */
	r.e.ee_origin = origin;
	r.e.ee_type = type;
	r.e.ee_code = code;
	r.e.ee_info = info;
	r.e.ee_data = data;
	if (host) {
		r.from.sin_family = AF_INET;
		r.from.sin_addr.s_addr = htonl(0x0a010002);
	}
	shown(IPPROTO_IP, IP_RECVERR, &r, sizeof(r), text);
	struct call_control c = { IPPROTO_IP, IP_RECVERR, { (const char *)&r, sizeof(r) } };
	control_along(&c, along);
	assert_string_equal(buf_cstr(&along[ALONG_FROM]), host ? host : "");
	buf_free(&along[ALONG_FROM]);
}

static void errors_are_words(void **state)
{
	(void)state;
	said(SO_EE_ORIGIN_ICMP, 11, 0, 0, 0, "10.1.0.2", "ICMP time exceeded from 10.1.0.2");
	said(SO_EE_ORIGIN_ICMP, 3, 3, 0, 0, "10.1.0.2", "ICMP port unreachable from 10.1.0.2");
	said(SO_EE_ORIGIN_ICMP, 3, 4, 1400, 0, "10.1.0.2",
		"ICMP fragmentation needed, MTU 1400 from 10.1.0.2");
	said(SO_EE_ORIGIN_ICMP, 3, 77, 0, 0, NULL, "ICMP type 3 code 77");
	said(SO_EE_ORIGIN_ICMP6, 1, 4, 0, 0, NULL, "ICMPv6 port unreachable");
	said(SO_EE_ORIGIN_ICMP6, 2, 0, 1280, 0, NULL, "ICMPv6 packet too big, MTU 1280");
	said(SO_EE_ORIGIN_ICMP6, 3, 0, 0, 0, NULL, "ICMPv6 time exceeded");
	said(SO_EE_ORIGIN_LOCAL, 0, 0, 1500, 0, NULL, "local error EMSGSIZE, MTU 1500");
	said(SO_EE_ORIGIN_ZEROCOPY, 0, 1, 0, 3, NULL, "sends 0..3 copied");
	said(SO_EE_ORIGIN_ZEROCOPY, 0, 0, 7, 7, NULL, "send 7 not copied");
	said(SO_EE_ORIGIN_TIMESTAMPING, 0, 0, 0, 2, NULL, "time stamp: send 2 sent");
	said(SO_EE_ORIGIN_TIMESTAMPING, 0, 0, 2, 5, NULL, "time stamp: send 5 acknowledged");
	said(99, 1, 2, 0, 0, NULL, "error of origin 99, type 1 code 2");
}

static void the_first_stamp_is_the_variable(void **state)
{
	struct timespec t[3] = { { 5, 1 }, { 0, 0 }, { 6, 2 } };
	struct call_control c = { SOL_SOCKET, SO_TIMESTAMPING, { (const char *)t, sizeof(t) } };
	struct buf along[ALONG_COUNT] = { 0 };

	(void)state;
	control_along(&c, along);
	assert_string_equal(buf_cstr(&along[ALONG_STAMP]), "5.000000001s");
	buf_free(&along[ALONG_STAMP]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_parses),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(what_is_unknown_or_cut_is_shown_as_it_came),
		cmocka_unit_test(errors_are_words),
		cmocka_unit_test(the_first_stamp_is_the_variable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
