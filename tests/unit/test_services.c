/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Services: each over each kind of socket that it is for.
 */
#include "serve_fixture.h"

#include <ctype.h>

/* All that comes until the end, as a string; the caller frees it. */
static char *hear_all(int fd)
{
	struct buf b = { 0 };
	char part[4096];
	ssize_t n;

	while ((n = recv(fd, part, sizeof(part), 0)) > 0)
		buf_add(&b, part, (size_t)n);
	assert_int_equal(n, 0);
	buf_addc(&b, '\0');
	return b.data;
}

/* One record or datagram. */
static void hear_record(int fd, const char *text)
{
	char got[2048];
	ssize_t n = recv(fd, got, sizeof(got), 0);

	assert_int_equal(n, strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

static bool hears_nothing(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 30) == 0;
}

static void every_service_can_be_found_by_name(void **state)
{
	(void)state;
	assert_string_equal(services[0]->name, "echo");
	for (size_t i = 0; services[i]; i++) {
		assert_ptr_equal(service_find(slice_of(services[i]->name)), services[i]);
		assert_non_null(services[i]->summary);
	}
	assert_null(service_find(slice_of("ech")));
	assert_null(service_find(slice_of("")));
}

/* ---- echo and discard ---- */

static void echo_puts_a_prefix_before_each_line(void **state)
{
	struct fixture *f = *state;

	f->config.options.banner = slice_of("Welcome to the server\n");
	f->config.options.prefix = slice_of("OK...");
	serve(f, "echo");
	int c = client(f);
	hear(c, "Welcome to the server\n");
	say(c, "one\ntwo\nthr");
	hear(c, "OK...one\nOK...two\nOK...thr");
	say(c, "ee\n\n");
	hear(c, "ee\nOK...\n");
	close(c);
	stop(f);
}

static void echo_keeps_the_records_of_seqpacket(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_UNIX, SOCK_SEQPACKET, "echo");
	int c = client_of(&f->at, SOCK_SEQPACKET);
	static char large[150000], back[200000];
	char none;

	say(c, "one");
	say(c, "three");
	hear_record(c, "one");
	hear_record(c, "three");
	assert_int_equal(send(c, "", 0, 0), 0);
	say(c, "after an empty one");
	assert_int_equal(recv(c, &none, 1, 0), 0);
	hear_record(c, "after an empty one");
	memset(large, 'x', sizeof(large));
	assert_int_equal(send(c, large, sizeof(large), 0), sizeof(large));
	assert_int_equal(recv(c, back, sizeof(back), 0), sizeof(large));
	shutdown(c, SHUT_WR);
	hear_end(c);
	eventually(log_has(f, "close end of stream"));
	close(c);
	stop(f);
}

static void echo_serves_unix_streams(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_UNIX, SOCK_STREAM, "echo");
	int c = client(f), d = client(f);
	say(d, "d");
	hear(d, "d");
	say(c, "local");
	hear(c, "local");
	shutdown(c, SHUT_WR);
	hear_end(c);
	stop(f);
	hear_end(d);
}

static void echo_answers_datagrams_of_any_length(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_INET, SOCK_DGRAM, "echo");
	int c = client_of(&f->at, SOCK_DGRAM), d = client_of(&f->at, SOCK_DGRAM);
	static char large[60000], back[65536];

	say(c, "from c");
	say(d, "from d");
	hear_record(d, "from d");
	hear_record(c, "from c");
	assert_int_equal(send(c, "", 0, 0), 0);
	assert_int_equal(recv(c, back, sizeof(back), 0), 0);
	memset(large, 'x', sizeof(large));
	assert_int_equal(send(c, large, sizeof(large), 0), sizeof(large));
	assert_int_equal(recv(c, back, sizeof(back), 0), sizeof(large));
	struct server_stats s = stats_of(f);
	assert_true(s.datagram);
	assert_int_equal(s.total, 4);
	assert_int_equal(s.in, 12 + sizeof(large));
	eventually(stats_of(f).out == 12 + sizeof(large));
	assert_int_equal(s.now, 0);
	stop(f);
}

static void echo_answers_unix_datagrams_of_the_named(void **state)
{
	struct fixture *f = *state;

	f->config.options.prefix = slice_of("> ");
	serve_on(f, AF_UNIX, SOCK_DGRAM, "echo");
	int c = client_of(&f->at, SOCK_DGRAM);
	int nameless = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_int_equal(sendto(nameless, "x", 1, 0, &f->at.sa, f->at.len), 1);
	say(c, "half a line");
	hear_record(c, "> half a line");
	say(c, "another");
	hear_record(c, "> another");
	assert_true(hears_nothing(nameless));
	stop(f);
}

static void echo_does_not_answer_who_would_answer_again(void **state)
{
	struct fixture *f = *state;
	struct addr low;

	serve_on(f, AF_INET, SOCK_DGRAM, "echo");
	int c = socket(AF_INET, SOCK_DGRAM, 0);

	low = any_address(AF_INET);
	low.in.sin_port = htons(19);
	if (bind(c, &low.sa, low.len) == 0) {
		assert_int_equal(connect(c, &f->at.sa, f->at.len), 0);
		say(c, "loop");
		say(c, "again");
		assert_true(hears_nothing(c));
		assert_true(log_has(f, ":19 is not answered: its port is that of chargen\n"));
		assert_int_equal(f->notes, 1); /* once for a sender */
	}
	sendto(f->config.fd, "self", 4, 0, &f->at.sa, f->at.len);
	nanosleep(&(struct timespec){ .tv_nsec = 20 * MS }, NULL);
	eventually(log_has(f, " is not answered: that is this server itself\n"));
	assert_true(stats_of(f).total <= 3);
	stop(f);
}

static void datagrams_once_ends_after_one(void **state)
{
	struct fixture *f = *state;

	f->config.once = true;
	serve_on(f, AF_INET, SOCK_DGRAM, "echo");
	int c = client_of(&f->at, SOCK_DGRAM);
	say(c, "only");
	hear_record(c, "only");
	eventually(!server_running(f->server));
	assert_true(log_has(f, "end served once\n"));
	say(c, "too late");
	assert_true(hears_nothing(c));
	stop(f);
}

static void a_datagram_socket_that_is_shut_down_ends_the_server(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_INET, SOCK_DGRAM, "echo");
	shutdown(f->config.fd, SHUT_RDWR);
	eventually(!server_running(f->server));
	assert_true(log_has(f, "end the socket was shut down\n"));
	stop(f);
}

static void discard_reads_all_and_says_nothing(void **state)
{
	struct fixture *f = *state;

	serve(f, "discard");
	int c = client(f);
	say(c, "into the void");
	shutdown(c, SHUT_WR);
	hear_end(c);
	eventually(log_has(f, "close end of stream 13 0\n"));
	stop(f);
}

static void discard_takes_datagrams(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_INET, SOCK_DGRAM, "discard");
	int c = client_of(&f->at, SOCK_DGRAM);
	say(c, "into the void");
	eventually(stats_of(f).in == 13);
	assert_true(hears_nothing(c));
	stop(f);
}

/* ---- daytime, time, chargen ---- */

static void check_daytime(const char *text)
{
	struct tm parts = { 0 }, local;
	time_t now = time(NULL);
	const char *end = strptime(text, "%a %b %d %H:%M:%S %Y", &parts);

	assert_non_null(end);
	assert_string_equal(end, "\r\n");
	localtime_r(&now, &local);
	assert_true(timegm(&local) - timegm(&parts) <= 2);
}

static void daytime_says_the_time_and_ends(void **state)
{
	struct fixture *f = *state;

	serve(f, "daytime");
	int c = client(f);
	char *text = hear_all(c);
	check_daytime(text);
	free(text);
	close(c);
	eventually(log_has(f, "close finished 0 26\n"));
	stop(f);
}

static void daytime_ends_although_the_client_stays(void **state)
{
	struct fixture *f = *state;

	serve(f, "daytime");
	int c = client(f);
	say(c, "what time is it?");
	free(hear_all(c));
	eventually(log_has(f, "close finished"));
	stop(f);
}

static void daytime_answers_a_datagram(void **state)
{
	struct fixture *f = *state;

	serve_on(f, AF_INET, SOCK_DGRAM, "daytime");
	int c = client_of(&f->at, SOCK_DGRAM);
	char text[64] = "";

	say(c, "?");
	assert_int_equal(recv(c, text, sizeof(text) - 1, 0), 26);
	check_daytime(text);
	stop(f);
}

static void check_time(const unsigned char *b)
{
	uint32_t seconds = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];

	assert_true((uint32_t)time(NULL) + 2208988800U - seconds <= 2);
}

static void time_says_four_bytes_and_ends(void **state)
{
	struct fixture *f = *state;
	unsigned char b[8];

	serve(f, "time");
	int c = client(f);
	assert_int_equal(recv(c, b, sizeof(b), MSG_WAITALL), 4);
	check_time(b);
	stop(f);
}

static void time_answers_a_datagram(void **state)
{
	struct fixture *f = *state;
	unsigned char b[8];

	serve_on(f, AF_INET, SOCK_DGRAM, "time");
	int c = client_of(&f->at, SOCK_DGRAM);
	assert_int_equal(send(c, "", 0, 0), 0);
	assert_int_equal(recv(c, b, sizeof(b), 0), 4);
	check_time(b);
	stop(f);
}

/* Line N of the pattern, as RFC 864 shows it. */
static void check_pattern(const char *got, size_t len, size_t at)
{
	for (size_t i = 0; i < len; i++, at++) {
		size_t line = at / 74, column = at % 74;
		char want = column == 72   ? '\r'
			    : column == 73 ? '\n'
					   : (char)(' ' + (line + column) % 95);

		if (got[i] != want)
			fail_msg("byte %zu is %d, not %d", at, got[i], want);
	}
}

static void chargen_sends_a_pattern_without_end(void **state)
{
	struct fixture *f = *state;
	static char got[100000];

	serve(f, "chargen");
	int c = client(f);
	say(c, "ignored");
	assert_int_equal(recv(c, got, sizeof(got), MSG_WAITALL), sizeof(got));
	check_pattern(got, sizeof(got), 0);
	eventually(stats_of(f).in == 7);
	shutdown(c, SHUT_WR);
	while (recv(c, got, sizeof(got), 0) > 0)
		;
	eventually(log_has(f, "close end of stream 7 "));
	int d = client(f);
	eventually(stats_of(f).now == 1);
	stop(f);
	close(d);
}

static void chargen_answers_a_datagram_with_one(void **state)
{
	struct fixture *f = *state;
	char got[2048];
	int different = 0;
	ssize_t before = -1;

	serve_on(f, AF_INET, SOCK_DGRAM, "chargen");
	int c = client_of(&f->at, SOCK_DGRAM);

	for (int i = 0; i < 20; i++) {
		say(c, "x");
		ssize_t n = recv(c, got, sizeof(got), 0);
		assert_in_range(n, 0, 512);
		for (ssize_t k = 0; k < n; k++)
			assert_true(isprint(got[k]) || got[k] == '\r' || got[k] == '\n');
		different += n != before;
		before = n;
	}
	assert_true(different > 10);
	assert_true(hears_nothing(c));
	stop(f);
}

/* ---- http ---- */

/* Sends REQUEST and its end; the answer. */
static char *ask(struct fixture *f, const char *request)
{
	int c = client(f);
	char *answer;

	say(c, request);
	shutdown(c, SHUT_WR);
	answer = hear_all(c);
	close(c);
	return answer;
}

static int occurrences(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void http_shows_the_request(void **state)
{
	struct fixture *f = *state;

	serve(f, "http");
	char *a = ask(f, "GET /?q=<b> HTTP/1.1\r\nHost: localhost\r\nX-Thing: \x01\r\n\r\n");
	char *body = strstr(a, "\r\n\r\n") + 4;
	char length[64];

	assert_int_equal(strncmp(a, "HTTP/1.1 200 OK\r\n", 17), 0);
	snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n", strlen(body));
	assert_non_null(strstr(a, length));
	assert_non_null(strstr(a, "\r\nContent-Type: text/html; charset=utf-8\r\n"));
	assert_null(strstr(a, "\r\nConnection: "));
	assert_non_null(strstr(body, "GET /?q=&lt;b&gt; HTTP/1.1\n"));
	assert_non_null(strstr(body, "X-Thing: \\x01\n"));
	struct tm parts;
	assert_non_null(
		strptime(strstr(a, "\r\nDate: "), "\r\nDate: %a, %d %b %Y %T GMT\r\n", &parts));
	assert_true(labs((long)(timegm(&parts) - time(NULL))) <= 2);
	free(a);
	stop(f);
}

static void http_takes_requests_in_pieces_and_in_a_row(void **state)
{
	static const char request[] = "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n";
	struct fixture *f = *state;

	serve(f, "http");
	int c = client(f);

	for (size_t i = 0; i < strlen(request); i++)
		assert_int_equal(send(c, request + i, 1, 0), 1);
	say(c, request);
	say(c, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /none HTTP/1.1\nhost:h\n\n");
	say(c, "GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\nGET / HTTP/1.1\r\n");
	char *a = hear_all(c);
	assert_int_equal(occurrences(a, "HTTP/1.1 200 OK\r\n"), 4);
	assert_int_equal(occurrences(a, "<h1>It works</h1>"), 3);
	assert_int_equal(occurrences(a, "HTTP/1.1 404 Not Found\r\n"), 1);
	assert_int_equal(occurrences(a, "\r\nConnection: close\r\n"), 1);
	free(a);
	close(c);
	eventually(log_has(f, "close finished"));
	stop(f);
}

static void http_says_what_is_wrong(void **state)
{
	static const struct {
		const char *request, *status;
	} rows[] = {
		{ "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
			"405 Method Not Allowed" },
		{ "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", "405 Method Not Allowed" },
		{ "GET /favicon.ico HTTP/1.1\r\nHost: h\r\n\r\n", "404 Not Found" },
		{ "GET / HTTP/1.1\r\n\r\n", "400 Bad Request" },
		{ "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request" },
		{ "GET / HTTP/1.1\r\nHost: h\r\nBad : x\r\n\r\n", "400 Bad Request" },
		{ "GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n", "400 Bad Request" },
		{ "GET /\r\n\r\n", "400 Bad Request" },
		{ "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "400 Bad Request" },
		{ "hello\r\n\r\n", "400 Bad Request" },
		{ "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "200 OK" },
		{ "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", "200 OK" },
		{ "GET / HTTP/1.0\r\n\r\n", "200 OK" },
	};
	struct fixture *f = *state;

	serve(f, "http");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *a = ask(f, rows[i].request);
		char line[64];

		snprintf(line, sizeof(line), "HTTP/1.1 %s\r\n", rows[i].status);
		if (strncmp(a, line, strlen(line)))
			fail_msg("%s: %.60s", rows[i].request, a);
		assert_int_equal(occurrences(a, "HTTP/1.1 4") + occurrences(a, "HTTP/1.1 2"),
			1 + occurrences(strstr(a, "<pre>"), "HTTP/1.1 "));
		assert_int_equal(strstr(a, "wants one line Host") != NULL,
			slice_starts(slice_of(rows[i].request), "GET / HTTP/1.1") &&
				occurrences(rows[i].request, "Host:") != 1);
		if (rows[i].status[2] == '5')
			assert_non_null(strstr(a, "\r\nAllow: GET, HEAD\r\n"));
		free(a);
	}
	stop(f);
}

static void http_1_0_ends_unless_it_is_asked_to_stay(void **state)
{
	struct fixture *f = *state;

	serve(f, "http");
	int c = client(f);
	say(c, "GET / HTTP/1.0\r\n\r\n");
	char *a = hear_all(c);
	assert_non_null(strstr(a, "\r\nConnection: close\r\n"));
	free(a);
	a = ask(f, "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
		   "HEAD / HTTP/1.0\r\n\r\n");
	assert_int_equal(occurrences(a, "HTTP/1.1 200 OK\r\n"), 2);
	assert_int_equal(occurrences(a, "\r\nConnection: keep-alive\r\n"), 1);
	free(a);
	stop(f);
}

static void http_limits_the_header(void **state)
{
	struct fixture *f = *state;
	static char much[30000];

	serve(f, "http");
	int c = client(f);
	memset(much, 'x', sizeof(much));
	memcpy(much, "GET / HTTP/1.1\r\nX: ", 19);
	assert_int_equal(send(c, much, sizeof(much), 0), sizeof(much));
	char *a = hear_all(c);
	assert_int_equal(strncmp(a, "HTTP/1.1 431 ", 13), 0);
	free(a);
	stop(f);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_service_can_be_found_by_name),
		BOTH(echo_puts_a_prefix_before_each_line),
		BOTH(echo_keeps_the_records_of_seqpacket),
		BOTH(echo_serves_unix_streams),
		BOTH(echo_answers_datagrams_of_any_length),
		BOTH(echo_answers_unix_datagrams_of_the_named),
		BOTH(echo_does_not_answer_who_would_answer_again),
		BOTH(datagrams_once_ends_after_one),
		BOTH(a_datagram_socket_that_is_shut_down_ends_the_server),
		BOTH(discard_reads_all_and_says_nothing),
		BOTH(discard_takes_datagrams),
		BOTH(daytime_says_the_time_and_ends),
		BOTH(daytime_ends_although_the_client_stays),
		BOTH(daytime_answers_a_datagram),
		BOTH(time_says_four_bytes_and_ends),
		BOTH(time_answers_a_datagram),
		BOTH(chargen_sends_a_pattern_without_end),
		BOTH(chargen_answers_a_datagram_with_one),
		BOTH(http_shows_the_request),
		BOTH(http_takes_requests_in_pieces_and_in_a_row),
		BOTH(http_says_what_is_wrong),
		BOTH(http_1_0_ends_unless_it_is_asked_to_stay),
		BOTH(http_limits_the_header),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
