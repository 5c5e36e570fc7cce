/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The relay of datagrams: whom it joins, and its faults.
 */
#include "serve_fixture.h"

#include "serve/faults.h"

/* A relay to a socket of the test's own. */
static int relay_to(struct fixture *f, int family, struct addr *target)
{
	int fd = bound(family, SOCK_DGRAM, target);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ .tv_sec = 5 },
		sizeof(struct timeval));
	f->config.options.targets = target;
	f->config.options.target_count = 1;
	f->config.options.target_type = SOCK_DGRAM;
	serve_on(f, family, SOCK_DGRAM, "relay");
	return fd;
}

static int relay(struct fixture *f)
{
	static struct addr target;

	return relay_to(f, AF_INET, &target);
}

static int udp(struct fixture *f)
{
	return client_of(&f->at, SOCK_DGRAM);
}

/* One whole datagram; FROM (may be NULL): who sent it. */
static void hear_one(int fd, const char *text, struct addr *from)
{
	char got[2048];
	struct addr a = { .len = sizeof(a.storage) };
	ssize_t n = recvfrom(fd, got, sizeof(got), 0, &a.sa, &a.len);

	if (n != (ssize_t)strlen(text) || memcmp(got, text, strlen(text)) != 0)
		fail_msg("heard \"%.*s\" (%zd), not \"%s\"", n < 0 ? 0 : (int)n, got, n, text);
	if (from)
		*from = a;
}

static void answer(int fd, const char *text, const struct addr *to)
{
	assert_int_equal(sendto(fd, text, strlen(text), 0, &to->sa, to->len), strlen(text));
}

static bool hears_nothing(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 0;
}

static struct faults which(const char *text)
{
	struct faults f;
	struct err e;

	if (faults_parse(slice_of(text), &f, &e))
		fail_msg("%s: %s", text, e.text);
	return f;
}

/* ---- which are hit ---- */

static bool hits(const char *text, enum way way, uint64_t number, uint64_t nth)
{
	struct faults f = which(text);
	struct place place = { way, number, nth };

	return faults_hit(&f, CHANCE_DROP, 1, &place);
}

static void numbers_count_both_ways_or_one(void **state)
{
	(void)state;
	assert_true(hits("3,7", WAY_IN, 3, 1) && hits("3,7", WAY_OUT, 7, 1));
	assert_false(hits("3,7", WAY_IN, 5, 3));
	assert_true(hits("in:3", WAY_IN, 9, 3) && hits("in:3,out:1..2", WAY_OUT, 9, 2));
	assert_false(hits("in:3", WAY_OUT, 3, 3) || hits("in:3", WAY_IN, 3, 2));
	assert_false(hits("2..4", WAY_IN, 1, 1) || hits("2..4", WAY_IN, 5, 1));
	assert_true(hits("2..4", WAY_IN, 2, 1) && hits("2..4", WAY_IN, 4, 1));
	assert_true(hits("100%", WAY_OUT, 1, 1) && !hits("0%", WAY_IN, 1, 1));
	assert_true(hits("out:100%", WAY_OUT, 1, 1) && !hits("out:100%", WAY_IN, 1, 1));
}

static void a_share_is_about_that_share(void **state)
{
	int hit = 0;

	(void)state;
	for (unsigned i = 1; i <= 10000; i++)
		hit += hits("30%", WAY_IN, i, i);
	assert_in_range(hit, 2800, 3200);
}

/* Who was told a seed has these. */
static void a_seed_makes_the_same_sequence_for_ever(void **state)
{
	static const char *const sequences[] = { "xxx...xxx.xxx.xx..xx.x.x..xxxxx..x...x..",
		"xx..x.x.xxx.x.xxxxx.....xxxxxxx....xx.xx",
		"x.x.xx.xx...x..x..xx.x...xx..x.xxx.x.x.x" };
	struct faults half = which("50%");

	(void)state;
	for (int i = 0; i < 3; i++) {
		char got[41] = "";

		for (unsigned k = 0; k < 40; k++) {
			struct place place = { i == 1 ? WAY_OUT : WAY_IN, 99, k + 1 };

			got[k] = faults_hit(&half, CHANCE_DROP, i == 2 ? 2 : 1, &place) ? 'x' : '.';
		}
		assert_string_equal(got, sequences[i]);
	}
	assert_int_equal(faults_between(1, WAY_IN, 1, 10 * MS, 50 * MS), 15641579);
	for (unsigned k = 1; k < 1000; k++)
		assert_in_range(faults_between(7, WAY_OUT, k, 3, 5), 3, 5);
	assert_int_equal(faults_between(7, WAY_IN, 1, 4, 0), 4);
	assert_true(faults_between(7, WAY_IN, 1, 0, INT64_MAX) >= 0);
	assert_in_range(faults_new_seed(), 1, 999999);
}

static void what_is_no_list_is_refused(void **state)
{
	static const char *const bad[] = { "", ",", "3,", "0", "-1", "x", "5..3", "1..", "..2",
		"101%", "100.1%", "%", "1.%", "1.00001%", "1.x%", "in:", "to:3", "in:3%%", "3;4",
		"1,2,x" };
	struct faults f;
	struct err e;
	char many[200] = "1";

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (faults_parse(slice_of(bad[i]), &f, &e) != -1 || !e.text[0])
			fail_msg("'%s' was taken", bad[i]);
	for (int i = 1; i < FAULT_ITEMS; i++)
		strcat(many, ",1");
	assert_int_equal(faults_parse(slice_of(many), &f, &e), 0);
	strcat(many, ",1");
	assert_int_equal(faults_parse(slice_of(many), &f, &e), -1);
	assert_false(faults_by_chance(&f));
	f = which("3,0.5%");
	assert_true(faults_by_chance(&f));
	assert_int_equal(f.items[1].share, 5000);
}

/* ---- whom it joins ---- */

static void each_client_gets_its_own_answers(void **state)
{
	struct fixture *f = *state;
	int target = relay(f), a = udp(f), b = udp(f);
	struct addr from_a, from_b;

	say(a, "I am a");
	hear_one(target, "I am a", &from_a);
	say(b, "");
	hear_one(target, "", &from_b);
	assert_int_not_equal(from_a.in.sin_port, from_b.in.sin_port);
	answer(target, "you are b", &from_b);
	answer(target, "you are a", &from_a);
	hear_one(a, "you are a", NULL);
	hear_one(b, "you are b", NULL);
	say(a, "again");
	hear_one(target, "again", &from_b);
	assert_int_equal(from_a.in.sin_port, from_b.in.sin_port);

	eventually(stats_of(f).datagrams_out == 2);
	struct server_stats s = stats_of(f);
	assert_true(s.relays && s.datagram && s.now == 2 && s.total == 2);
	assert_true(s.datagrams_in == 3 && s.datagrams_out == 2);
	assert_true(s.in == 11 && s.out == 18);
	stop(f);
	assert_int_equal(f->closed, 2);
	assert_true(log_has(f, "close stopped 11 9\n"));
}

static void unix_datagrams_are_joined_too(void **state)
{
	struct fixture *f = *state;
	struct addr at, from;
	int target = relay_to(f, AF_UNIX, &at), a = udp(f);
	int nameless = socket(AF_UNIX, SOCK_DGRAM, 0);

	say(a, "question");
	hear_one(target, "question", &from);
	answer(target, "answer", &from);
	hear_one(a, "answer", NULL);
	assert_int_equal(sendto(nameless, "who", 3, 0, &f->at.sa, f->at.len), 3);
	hear_one(target, "who", &from);
	answer(target, "you", &from);
	eventually(log_has(f, "dropped, Destination address required: 4 out:2\n"));
	stop(f);
}

static void a_target_that_is_not_there_is_said_once(void **state)
{
	struct fixture *f = *state;
	int target = relay(f), a = udp(f);

	close(target);
	for (int i = 1; i <= 3; i++) {
		say(a, "x");
		eventually(stats_of(f).datagrams_in == (uint64_t)i);
	}
	eventually(log_has(f, "note nobody at the target for "));
	assert_int_equal(f->notes, 1);
	assert_int_equal(stats_of(f).dropped, 0);
	stop(f);
}

static void it_has_so_many_clients_and_no_more(void **state)
{
	struct fixture *f = *state;

	f->config.max = 2;
	f->config.idle = 1000 * MS;
	int target = relay(f), c[3] = { udp(f), udp(f), udp(f) };

	for (int i = 0; i < 3; i++)
		say(c[i], "x");
	say(c[2], "x");
	eventually(stats_of(f).turned_away == 2);
	assert_int_equal(stats_of(f).now, 2);
	eventually(log_has(f, "note turned away: 2 clients at most\n"));
	assert_int_equal(f->notes, 1);
	eventually(log_has(f, "close idle 1 0\n")); /* and then there is room */
	eventually(stats_of(f).now == 0);
	say(c[2], "late");
	for (int i = 0; i < 2; i++)
		hear_one(target, "x", NULL);
	hear_one(target, "late", NULL);
	stop(f);
}

/* A sender with the address of a service that answers everything. */
static void who_would_answer_for_ever_is_no_client(void **state)
{
	struct fixture *f = *state;
	int target = relay(f);

	assert_int_equal(sendto(f->config.fd, "self", 4, 0, &f->at.sa, f->at.len), 4);
	eventually(log_has(f, " is not answered: that is this server itself\n"));
	assert_true(hears_nothing(target, 1));
	assert_int_equal(stats_of(f).total, 0);
	stop(f);
}

static void a_relay_to_itself_is_refused(void **state)
{
	struct fixture *f = *state;
	struct err e;

	f->config.fd = bound(AF_INET, SOCK_DGRAM, &f->at);
	f->config.service = service_find(slice_of("relay"));
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "relay needs a target");
	f->config.options.targets = &f->at;
	f->config.options.target_count = 1;
	assert_null(server_start(&f->config, &e));
	assert_non_null(strstr(e.text, " leads back to this relay"));
	f->config.workers = 1;
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "relay needs threads of its own: no workers");
	assert_int_equal(held(f->fds), 0);
}

static void once_is_one_exchange(void **state)
{
	struct fixture *f = *state;
	struct addr from;

	f->config.once = true;
	int target = relay(f), a = udp(f);

	say(a, "q");
	say(a, "r");
	hear_one(target, "q", &from);
	hear_one(target, "r", NULL);
	answer(target, "a", &from);
	hear_one(a, "a", NULL);
	eventually(!server_running(f->server));
	eventually(log_has(f, "close finished 2 1\nend served once\n"));
	stop(f);
}

static void a_socket_that_is_shut_down_ends_it(void **state)
{
	struct fixture *f = *state;

	relay(f);
	shutdown(f->config.fd, SHUT_RDWR);
	eventually(log_has(f, "end the socket was shut down\n"));
	stop(f);
}

/* ---- faults ---- */

static void say_all(int fd, const char *letters)
{
	for (; *letters; letters++)
		assert_int_equal(send(fd, letters, 1, 0), 1);
}

static void hear_all(int fd, const char *letters)
{
	for (; *letters; letters++)
		hear_one(fd, (char[]){ *letters, 0 }, NULL);
	assert_true(hears_nothing(fd, 0));
}

static void what_is_named_is_dropped_doubled_and_swapped(void **state)
{
	struct fixture *f = *state;

	f->config.options.drop = which("2,in:9");
	f->config.options.dup = which("4");
	f->config.options.reorder = which("6..7");
	int target = relay(f), a = udp(f);

	say_all(a, "123456789");
	eventually(stats_of(f).datagrams_in == 9);
	hear_all(target, "13445768");
	assert_true(log_has(
		f, "dropped 2 in:2\nduplicated 4 in:4\nreordered 6 in:6\ndropped 9 in:9\n"));
	struct server_stats s = stats_of(f);
	assert_true(s.dropped == 2 && s.duplicated == 1 && s.reordered == 1);
	stop(f);
}

static void answers_are_hit_by_themselves(void **state)
{
	struct fixture *f = *state;
	struct addr from;

	f->config.quiet = true;
	f->config.options.drop = which("out:1");
	f->config.options.dup = which("out:2");
	int target = relay(f), a = udp(f);

	say(a, "q");
	hear_one(target, "q", &from);
	answer(target, "1", &from);
	answer(target, "2", &from);
	hear_one(a, "2", NULL);
	hear_one(a, "2", NULL);
	stop(f);
	assert_string_equal(buf_cstr(&f->log), "");
}

static void a_held_one_goes_in_the_end(void **state)
{
	struct fixture *f = *state;

	f->config.options.reorder = which("2");
	int target = relay(f), a = udp(f);

	say_all(a, "12");
	hear_all(target, "1");
	int64_t began = intr_now();
	hear_one(target, "2", NULL);
	assert_true(intr_now() - began > 500 * MS);
	assert_int_equal(stats_of(f).reordered, 0);
	stop(f);
}

static void one_client_does_not_release_anothers(void **state)
{
	struct fixture *f = *state;

	f->config.options.reorder = which("1");
	int target = relay(f), a = udp(f), b = udp(f);

	say(a, "held");
	say(b, "of another");
	hear_one(target, "of another", NULL);
	say(a, "next");
	hear_one(target, "next", NULL);
	hear_one(target, "held", NULL);
	stop(f);
}

static void heard_in_order(struct fixture *f, char *got, size_t count)
{
	int target = relay(f), a = udp(f);

	for (size_t i = 0; i < count; i++)
		say(a, (char[]){ (char)('a' + i), 0 });
	for (size_t i = 0; i < count; i++)
		assert_int_equal(recv(target, got + i, 1, 0), 1);
	got[count] = 0;
	stop(f);
	close(target);
	close(f->config.fd);
}

static void delays_are_held_side_by_side(void **state)
{
	struct fixture *f = *state;
	char got[30];
	int64_t began = intr_now();

	f->config.options.delay = 200 * MS;
	heard_in_order(f, got, 20);
	assert_string_equal(got, "abcdefghijklmnopqrst");
	assert_in_range(intr_now() - began, 200 * MS, SOON);
}

/* A range lets them overtake each other: far apart, so that a busy machine shows the same. */
static void a_range_of_delays_repeats_with_its_seed(void **state)
{
	struct fixture *f = *state;
	char first[30];

	f->config.options.delay = 0;
	f->config.options.delay_to = 2000 * MS;
	f->config.options.seed = 185; /* 171 ms and more between two */
	heard_in_order(f, first, 8);
	assert_string_equal(first, "bcegdfha");
	assert_int_equal(f->notes, 0);
}

static void without_a_seed_one_is_said(void **state)
{
	struct fixture *f = *state;
	static const char lead[] = "note chance repeats with --seed ";

	f->config.options.drop = which("50%");
	relay(f);
	eventually(log_has(f, lead));
	assert_true(atoi(buf_cstr(&f->log) + strlen(lead)) > 0);
	stop(f);
}

static void rate_is_of_each_way(void **state)
{
	struct fixture *f = *state;
	char data[1001] = "";
	int64_t began;

	f->config.options.rate = 10000;
	int target = relay(f), a = udp(f);

	memset(data, 'x', 1000);
	began = intr_now();
	for (int i = 0; i < 3; i++)
		say(a, data);
	for (int i = 0; i < 3; i++)
		hear_one(target, data, NULL);
	assert_in_range(intr_now() - began, 299 * MS, SOON);
	stop(f);
}

static void what_is_held_has_a_limit(void **state)
{
	struct fixture *f = *state;
	static char large[60000];
	int size = 4 << 20;

	f->config.options.delay = 3600000 * MS;
	int a;

	relay(f);
	a = udp(f);
	setsockopt(f->config.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	for (uint64_t i = 1; i <= 20; i++) {
		assert_int_equal(send(a, large, sizeof(large), 0), sizeof(large));
		eventually(stats_of(f).datagrams_in == i);
	}
	eventually(log_has(f, "dropped, the queue is full: 18 in:18\n"));
	eventually(stats_of(f).dropped == 3);
	for (uint64_t i = 21; i <= 520; i++) { /* those of no bytes take room, too */
		assert_int_equal(send(a, large, 0, 0), 0);
		eventually(stats_of(f).datagrams_in == i);
	}
	eventually(stats_of(f).dropped > 3);
	stop(f);
}

static void the_connections_delay_has_a_range_too(void **state)
{
	struct fixture *f = *state;
	struct addr target;
	int listener = bound(AF_INET, SOCK_STREAM, &target);

	f->config.options.targets = &target;
	f->config.options.target_count = 1;
	f->config.options.target_type = SOCK_STREAM;
	f->config.options.delay = 20 * MS;
	f->config.options.delay_to = 100 * MS;
	f->config.hex = true;
	serve(f, "relay");
	int c = client(f), d = accept(listener, NULL, NULL);
	int64_t began = intr_now();

	assert_true(log_has(f, "note chance repeats with --seed "));
	for (char i = 'a'; i <= 'm'; i++) {
		say(c, (char[]){ i, 0 });
		nanosleep(&(struct timespec){ .tv_nsec = 3 * MS }, NULL);
	}
	hear(d, "abcdefghijklm");
	assert_in_range(intr_now() - began, 20 * MS, SOON);
	stop(f);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_count_both_ways_or_one),
		cmocka_unit_test(a_share_is_about_that_share),
		cmocka_unit_test(a_seed_makes_the_same_sequence_for_ever),
		cmocka_unit_test(what_is_no_list_is_refused),
		ONE(each_client_gets_its_own_answers),
		ONE(unix_datagrams_are_joined_too),
		ONE(a_target_that_is_not_there_is_said_once),
		ONE(it_has_so_many_clients_and_no_more),
		ONE(who_would_answer_for_ever_is_no_client),
		ONE(a_relay_to_itself_is_refused),
		ONE(once_is_one_exchange),
		ONE(a_socket_that_is_shut_down_ends_it),
		ONE(what_is_named_is_dropped_doubled_and_swapped),
		ONE(answers_are_hit_by_themselves),
		ONE(a_held_one_goes_in_the_end),
		ONE(one_client_does_not_release_anothers),
		ONE(delays_are_held_side_by_side),
		ONE(a_range_of_delays_repeats_with_its_seed),
		ONE(without_a_seed_one_is_said),
		ONE(rate_is_of_each_way),
		ONE(what_is_held_has_a_limit),
		ONE(the_connections_delay_has_a_range_too),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
