/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Socket options, against the kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/sockopt.h"

enum { SOCKETS = 6 };

/* One of each kind that options are for; -1 where this machine has none. */
struct sockets {
	int fds[SOCKETS];
};

static int connected_udp(int family)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_addr = IN6ADDR_LOOPBACK_INIT
	};
	int fd = socket(family, SOCK_DGRAM, 0), r;

	if (family == AF_INET)
		r = connect(fd, (struct sockaddr *)&in, sizeof(in));
	else
		r = connect(fd, (struct sockaddr *)&in6, sizeof(in6));
	if (r == 0)
		return fd;
	close(fd);
	return -1;
}

static struct sockets open_sockets(void)
{
	struct sockets s;

	s.fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	s.fds[1] = socket(AF_INET6, SOCK_STREAM, 0);
	s.fds[2] = connected_udp(AF_INET);
	s.fds[3] = connected_udp(AF_INET6);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s.fds + 4), 0);
	return s;
}

static void close_sockets(const struct sockets *s)
{
	size_t i;

	for (i = 0; i < SOCKETS; i++)
		if (s->fds[i] >= 0)
			close(s->fds[i]);
}

static bool lacks_ipv6(const struct sockets *s, const struct sockopt *o)
{
	return o->level == IPPROTO_IPV6 && (s->fds[1] < 0 || s->fds[3] < 0);
}

static const struct sockopt *option(const char *name)
{
	struct err e = { 0 };
	const struct sockopt *o = sockopt_find(slice_of(name), &e);

	if (!o)
		fail_msg("%s", e.text);
	return o;
}

static void every_row_is_whole_and_its_name_unique(void **state)
{
	size_t i, k;

	(void)state;
	assert_true(sockopt_count >= 30);
	for (i = 0; i < sockopt_count; i++) {
		const struct sockopt *o = &sockopts[i];

		assert_ptr_equal(option(o->name), o);
		assert_true(o->get || o->set);
		assert_true((o->type == SOCKOPT_NAME) == (o->names != NULL));
		assert_true(o->values[0] && o->summary[0]);
		assert_true(o->summary[strlen(o->summary) - 1] != '.');
		for (k = 0; k < i; k++)
			assert_false(
				o->level == sockopts[k].level && o->option == sockopts[k].option);
	}
}

static bool reads(const struct sockets *s, const struct sockopt *o)
{
	struct sockopt_value v, again;
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < SOCKETS; i++) {
		if (sockopt_read(o, s->fds[i], &v) < 0)
			continue;
		sockopt_print(o, &v, &b);
		if (o->type != SOCKOPT_UCRED && sockopt_parse(o, buf_slice(&b), &again, &e) < 0)
			fail_msg("%s: %s", o->name, e.text);
		buf_free(&b);
		return true;
	}
	return false;
}

static void every_readable_option_is_read_and_what_it_prints_parses(void **state)
{
	struct sockets s = open_sockets();
	size_t i;

	(void)state;
	for (i = 0; i < sockopt_count; i++)
		if (sockopts[i].get && !lacks_ipv6(&s, &sockopts[i]) && !reads(&s, &sockopts[i]))
			fail_msg("%s cannot be read: %s", sockopts[i].name, strerror(errno));
	close_sockets(&s);
}

/* What to set, and what reads back, when that is not the same. */
static const struct {
	const char *name, *text, *back;
} settings[] = {
	{ "SO_BINDTODEVICE", "lo", NULL },
	{ "SO_BINDTOIFINDEX", "1", NULL },
	{ "SO_BROADCAST", "on", "1" },
	{ "SO_DONTROUTE", "1", NULL },
	{ "SO_INCOMING_CPU", "0", NULL },
	{ "SO_KEEPALIVE", "on", "1" },
	{ "SO_LINGER", "5s", NULL },
	{ "SO_MAX_PACING_RATE", "1M", "1048576" },
	{ "SO_NO_CHECK", "1", NULL },
	{ "SO_OOBINLINE", "1", NULL },
	{ "SO_PASSCRED", "1", NULL },
	{ "SO_PASSSEC", "1", NULL },
	{ "SO_PEEK_OFF", "3", NULL },
	{ "SO_PRIORITY", "6", NULL },
	{ "SO_RCVBUF", "8k", "16384" },
	{ "SO_RCVLOWAT", "7", NULL },
	{ "SO_RCVTIMEO", "2s", NULL },
	{ "SO_REUSEADDR", "1", NULL },
	{ "SO_REUSEPORT", "1", NULL },
	{ "SO_RXQ_OVFL", "1", NULL },
	{ "SO_SELECT_ERR_QUEUE", "1", NULL },
	{ "SO_SNDBUF", "8192", "16384" },
	{ "SO_SNDTIMEO", "1.5s", "1500ms" },
	{ "SO_TIMESTAMP", "1", NULL },
	{ "SO_TIMESTAMPNS", "1", NULL },
	{ "SO_ZEROCOPY", "1", NULL },
	{ "TCP_CONGESTION", "reno", NULL },
	{ "TCP_CORK", "1", NULL },
	{ "TCP_DEFER_ACCEPT", "1", NULL },
	{ "TCP_FASTOPEN_CONNECT", "1", NULL },
	{ "TCP_FASTOPEN_NO_COOKIE", "1", NULL },
	{ "TCP_INQ", "1", NULL },
	{ "TCP_KEEPCNT", "3", NULL },
	{ "TCP_KEEPIDLE", "60", NULL },
	{ "TCP_KEEPINTVL", "10", NULL },
	{ "TCP_LINGER2", "-1", NULL },
	{ "TCP_NODELAY", "1", NULL },
	{ "TCP_NOTSENT_LOWAT", "16k", "16384" },
	{ "TCP_QUICKACK", "off", "0" },
	{ "TCP_SAVE_SYN", "1", NULL },
	{ "TCP_SYNCNT", "2", NULL },
	{ "TCP_THIN_LINEAR_TIMEOUTS", "1", NULL },
	{ "TCP_USER_TIMEOUT", "30000", NULL },
	{ "TCP_WINDOW_CLAMP", "65536", NULL },
	{ "UDP_CORK", "1", NULL },
	{ "UDP_GRO", "1", NULL },
	{ "UDP_SEGMENT", "1200", NULL },
	{ "IP_BIND_ADDRESS_NO_PORT", "1", NULL },
	{ "IP_FREEBIND", "1", NULL },
	{ "IP_MINTTL", "200", NULL },
	{ "IP_MTU_DISCOVER", "do", "IP_PMTUDISC_DO" },
	{ "IP_MULTICAST_ALL", "0", NULL },
	{ "IP_MULTICAST_LOOP", "0", NULL },
	{ "IP_MULTICAST_TTL", "9", NULL },
	{ "IP_PKTINFO", "1", NULL },
	{ "IP_RECVERR", "1", NULL },
	{ "IP_RECVORIGDSTADDR", "1", NULL },
	{ "IP_RECVTOS", "1", NULL },
	{ "IP_RECVTTL", "1", NULL },
	{ "IP_TOS", "0x10", "16" },
	{ "IP_TTL", "9", NULL },
	{ "IPV6_AUTOFLOWLABEL", "0", NULL },
	{ "IPV6_DONTFRAG", "1", NULL },
	{ "IPV6_FREEBIND", "1", NULL },
	{ "IPV6_MINHOPCOUNT", "200", NULL },
	{ "IPV6_MTU_DISCOVER", "IP_PMTUDISC_PROBE", NULL },
	{ "IPV6_MULTICAST_ALL", "0", NULL },
	{ "IPV6_MULTICAST_HOPS", "9", NULL },
	{ "IPV6_MULTICAST_IF", "1", NULL },
	{ "IPV6_MULTICAST_LOOP", "0", NULL },
	{ "IPV6_RECVERR", "1", NULL },
	{ "IPV6_RECVHOPLIMIT", "1", NULL },
	{ "IPV6_RECVPKTINFO", "1", NULL },
	{ "IPV6_RECVTCLASS", "1", NULL },
	{ "IPV6_TCLASS", "16", NULL },
	{ "IPV6_UNICAST_HOPS", "9", NULL },
	{ "IPV6_V6ONLY", "1", NULL },
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

/* These need privilege, or a socket in another state than fresh. */
static const char *const not_set[] = { "SO_BUSY_POLL", "SO_MARK", "SO_RCVBUFFORCE",
	"SO_SNDBUFFORCE", "IP_TRANSPARENT", "IPV6_TRANSPARENT", "IPV6_MTU", "TCP_FASTOPEN",
	"TCP_MAXSEG" };

static void sets(const struct sockets *s, size_t row)
{
	const struct sockopt *o = option(settings[row].name);
	const char *back = settings[row].back ? settings[row].back : settings[row].text;
	struct sockopt_value v;
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t i;

	if (sockopt_parse(o, slice_of(settings[row].text), &v, &e) < 0)
		fail_msg("%s", e.text);
	for (i = 0; i < SOCKETS; i++)
		if (setsockopt(s->fds[i], o->level, o->option, v.bytes, v.len) == 0)
			break;
	if (i == SOCKETS)
		fail_msg("%s cannot be set: %s", o->name, strerror(errno));
	assert_int_equal(sockopt_read(o, s->fds[i], &v), 0);
	sockopt_print(o, &v, &b);
	if (!slice_is(buf_slice(&b), back))
		fail_msg("%s reads %s, not %s", o->name, buf_cstr(&b), back);
	buf_free(&b);
}

static void every_unprivileged_option_is_set_and_read_back(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < SETTINGS; i++) {
		struct sockets s = open_sockets();

		if (!lacks_ipv6(&s, option(settings[i].name)))
			sets(&s, i);
		close_sockets(&s);
	}
}

static bool is_covered(const struct sockopt *o)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].name, o->name) == 0)
			return true;
	for (i = 0; i < sizeof(not_set) / sizeof(not_set[0]); i++)
		if (strcmp(not_set[i], o->name) == 0)
			return true;
	return false;
}

static void no_settable_option_is_forgotten_here(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sockopt_count; i++)
		if (sockopts[i].set && !is_covered(&sockopts[i]))
			fail_msg("%s is not set in this test", sockopts[i].name);
}

static void an_option_is_found_by_any_spelling(void **state)
{
	(void)state;
	assert_string_equal(option("SO_REUSEADDR")->name, "SO_REUSEADDR");
	assert_string_equal(option("so_reuseaddr")->name, "SO_REUSEADDR");
	assert_string_equal(option("reuseaddr")->name, "SO_REUSEADDR");
	assert_string_equal(option("NoDelay")->name, "TCP_NODELAY");
	assert_string_equal(option("ttl")->name, "IP_TTL");
	assert_string_equal(option("v6only")->name, "IPV6_V6ONLY");
	assert_string_equal(option("sndbuf")->name, "SO_SNDBUF");
}

static void not_found(const char *name, const char *message, const char *hint)
{
	struct err e = { 0 };

	assert_null(sockopt_find(slice_of(name), &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, message);
	assert_string_equal(e.hint, hint);
}

static void a_name_that_is_none_gets_a_suggestion(void **state)
{
	(void)state;
	not_found("SO_REUSEADR", "\"SO_REUSEADR\" is not a socket option",
		"did you mean SO_REUSEADDR?");
	not_found("nodlay", "\"nodlay\" is not a socket option", "did you mean TCP_NODELAY?");
	not_found("frobnicate", "\"frobnicate\" is not a socket option", "");
	not_found("", "\"\" is not a socket option", "");
}

static void a_short_name_of_several_is_refused(void **state)
{
	(void)state;
	not_found("mtu", "\"mtu\" could be IP_MTU or IPV6_MTU", "");
	not_found("cork", "\"cork\" could be TCP_CORK or UDP_CORK", "");
}

static void parses_to(const char *name, const char *text, const char *printed)
{
	const struct sockopt *o = option(name);
	struct sockopt_value v;
	struct buf b = { 0 };
	struct err e = { 0 };

	if (sockopt_parse(o, slice_of(text), &v, &e) < 0)
		fail_msg("%s", e.text);
	sockopt_print(o, &v, &b);
	assert_string_equal(buf_cstr(&b), printed);
	buf_free(&b);
}

static void refused(const char *name, const char *text, const char *message)
{
	struct sockopt_value v;
	struct err e = { 0 };

	assert_int_equal(sockopt_parse(option(name), slice_of(text), &v, &e), -1);
	assert_string_equal(e.text, message);
}

static void numbers_take_suffixes_and_are_not_judged(void **state)
{
	(void)state;
	parses_to("SO_RCVBUF", "4k", "4096");
	parses_to("SO_RCVBUF", "-5", "-5");
	parses_to("SO_RCVBUF", "0x10", "16");
	parses_to("SO_MARK", "0xffffffff", "-1");
	parses_to("SO_REUSEADDR", "7", "7");
	parses_to("SO_REUSEADDR", "ON", "1");
	parses_to("TCP_NODELAY", "yes", "1");
	parses_to("TCP_NODELAY", "false", "0");
	refused("SO_RCVBUF", "abc", "SO_RCVBUF takes BYTES, not \"abc\" (not a number)");
}

static void what_counts_time_takes_times(void **state)
{
	(void)state;
	parses_to("TCP_KEEPIDLE", "2m", "120");
	parses_to("TCP_KEEPIDLE", "30", "30");
	parses_to("TCP_KEEPINTVL", "5s", "5");
	parses_to("TCP_DEFER_ACCEPT", "1m", "60");
	parses_to("TCP_LINGER2", "-1", "-1");
	parses_to("TCP_USER_TIMEOUT", "1.5s", "1500");
	parses_to("SO_BUSY_POLL", "50us", "50");
	refused("TCP_KEEPIDLE", "1500ms",
		"TCP_KEEPIDLE takes SECONDS, not \"1500ms\" (it counts in whole seconds)");
	refused("TCP_USER_TIMEOUT", "1us",
		"TCP_USER_TIMEOUT takes MILLISECONDS, not \"1us\" (it counts in whole milliseconds)");
	refused("TCP_KEEPIDLE", "1M",
		"TCP_KEEPIDLE takes SECONDS, not \"1M\" (not a time: a number and one of"
		" ns us ms s m h)");
}

static void linger_is_off_or_whole_seconds(void **state)
{
	(void)state;
	parses_to("SO_LINGER", "off", "off");
	parses_to("SO_LINGER", "0s", "0s");
	parses_to("SO_LINGER", "0", "0s");
	parses_to("SO_LINGER", "5", "5s");
	parses_to("SO_LINGER", "1m", "60s");
	refused("SO_LINGER", "1500ms",
		"SO_LINGER takes off|SECONDS, not \"1500ms\" (it counts in whole seconds)");
}

static void times_are_exact_and_never_become_for_ever(void **state)
{
	struct sockopt_value v;
	struct err e = { 0 };

	(void)state;
	parses_to("SO_RCVTIMEO", "0", "0");
	parses_to("SO_RCVTIMEO", "2s", "2s");
	parses_to("SO_RCVTIMEO", "1234567us", "1234567us");
	parses_to("SO_RCVTIMEO", "1500ms", "1500ms");
	parses_to("SO_RCVTIMEO", "100ns", "1us");
	parses_to("SO_RCVTIMEO", "1h", "3600s");
	assert_int_equal(sockopt_parse(option("SO_RCVTIMEO"), slice_of("2"), &v, &e), -1);
	assert_string_equal(e.hint, "for seconds write 2s");
}

static void strings_keep_their_bytes(void **state)
{
	struct sockopt_value v;
	struct err e = { 0 };
	char longest[257];

	(void)state;
	parses_to("TCP_CONGESTION", "cubic", "cubic");
	parses_to("SO_BINDTODEVICE", "", "");
	memset(longest, 'x', sizeof(longest));
	assert_int_equal(
		sockopt_parse(option("TCP_CONGESTION"), (struct slice){ longest, 256 }, &v, &e), 0);
	assert_int_equal(v.len, 256);
	assert_int_equal(
		sockopt_parse(option("TCP_CONGESTION"), (struct slice){ longest, 257 }, &v, &e),
		-1);
}

static void credentials_are_read_only_and_tell_the_peer(void **state)
{
	struct sockets s = open_sockets();
	struct buf b = { 0 };
	struct sockopt_value v;
	char wanted[80];

	(void)state;
	refused("SO_PEERCRED", "pid=1", "SO_PEERCRED can only be read");
	assert_int_equal(sockopt_read(option("SO_PEERCRED"), s.fds[4], &v), 0);
	sockopt_print(option("SO_PEERCRED"), &v, &b);
	snprintf(wanted, sizeof(wanted), "pid=%d,uid=%d,gid=%d", (int)getpid(), (int)getuid(),
		(int)getgid());
	assert_string_equal(buf_cstr(&b), wanted);
	buf_free(&b);
	close_sockets(&s);
}

static void an_error_prints_by_name(void **state)
{
	(void)state;
	parses_to("SO_ERROR", "ECONNREFUSED", "ECONNREFUSED");
	parses_to("SO_ERROR", "0", "0");
	parses_to("SO_ERROR", "524", "524");
	assert_true(option("SO_ERROR")->disturbs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole_and_its_name_unique),
		cmocka_unit_test(every_readable_option_is_read_and_what_it_prints_parses),
		cmocka_unit_test(every_unprivileged_option_is_set_and_read_back),
		cmocka_unit_test(no_settable_option_is_forgotten_here),
		cmocka_unit_test(an_option_is_found_by_any_spelling),
		cmocka_unit_test(a_name_that_is_none_gets_a_suggestion),
		cmocka_unit_test(a_short_name_of_several_is_refused),
		cmocka_unit_test(numbers_take_suffixes_and_are_not_judged),
		cmocka_unit_test(linger_is_off_or_whole_seconds),
		cmocka_unit_test(what_counts_time_takes_times),
		cmocka_unit_test(times_are_exact_and_never_become_for_ever),
		cmocka_unit_test(strings_keep_their_bytes),
		cmocka_unit_test(credentials_are_read_only_and_tell_the_peer),
		cmocka_unit_test(an_error_prints_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
