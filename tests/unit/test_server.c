/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers: both models, over TCP unless said otherwise, with clients that are
 * polite and clients that are not.
 */
#include "serve_fixture.h"

static void what_is_sent_comes_back(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f);

	say(c, "hello");
	hear(c, "hello");
	say(c, "world");
	hear(c, "world");
	close(c);
	eventually(log_has(f, "close end of stream 10 10\n"));
	assert_true(log_has(f, "open\n"));
	eventually(stats_of(f).now == 0); /* it is counted out after that */
	struct server_stats s = stats_of(f);
	assert_int_equal(s.peak, 1);
	assert_int_equal(s.total, 1);
	assert_int_equal(s.in, 10);
	assert_int_equal(s.out, 10);
	stop(f);
}

static void what_came_before_the_end_is_echoed_before_the_close(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f);
	static char sent[300000], got[300000];
	size_t n = 0, to = 0;

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)(i * 7 % 251);
	while (n < sizeof(got)) {
		struct pollfd p = { c, (short)(POLLIN | (to < sizeof(sent) ? POLLOUT : 0)), 0 };

		poll(&p, 1, -1);
		if (p.revents & POLLOUT) {
			ssize_t r = send(c, sent + to, sizeof(sent) - to, MSG_DONTWAIT);

			to += r > 0 ? (size_t)r : 0;
			if (to == sizeof(sent))
				shutdown(c, SHUT_WR);
		}
		if (p.revents & POLLIN) {
			ssize_t r = recv(c, got + n, sizeof(got) - n, MSG_DONTWAIT);

			assert_true(r > 0);
			n += (size_t)r;
		}
	}
	hear_end(c);
	assert_memory_equal(sent, got, sizeof(got));
	close(c);
	eventually(log_has(f, "close end of stream 300000 300000\n"));
	stop(f);
}

static void stopping_ends_idle_connections_at_once(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f), d = client(f);

	say(c, "x");
	hear(c, "x");
	int64_t began = intr_now();
	eventually(stats_of(f).now == 2);
	stop(f);
	assert_true(intr_now() - began < SOON);
	hear_end(c);
	hear_end(d);
	assert_true(log_has(f, "close stopped 1 1\n"));
	assert_int_equal(f->closed, 2);
	assert_int_equal(f->ended, 0);
}

static void *fill_up(void *address)
{
	static const char junk[65536];
	int fd = client_of(address, SOCK_STREAM);
	char back[65536];

	for (;;) {
		ssize_t n = send(fd, junk, sizeof(junk), MSG_NOSIGNAL | MSG_DONTWAIT);
		ssize_t m = recv(fd, back, sizeof(back), n < 0 ? 0 : MSG_DONTWAIT);

		if (m == 0 || (m < 0 && errno != EAGAIN))
			break;
	}
	close(fd);
	return NULL;
}

static void stopping_in_the_middle_of_load_waits_for_nobody(void **state)
{
	struct fixture *f = *state;
	pthread_t clients[8];

	serve(f, NULL);
	f->threads_before += 8;
	for (int i = 0; i < 8; i++)
		pthread_create(&clients[i], NULL, fill_up, &f->at);
	eventually(stats_of(f).in > 1000000 && stats_of(f).now == 8);
	int64_t began = intr_now();
	server_stop(f->server, 0);
	f->server = NULL;
	assert_true(intr_now() - began < SOON);
	for (int i = 0; i < 8; i++)
		pthread_join(clients[i], NULL);
	assert_int_equal(held(f->fds), 0);
	assert_int_equal(f->closed, 8);
}

static void a_thousand_clients_may_leave_at_once(void **state)
{
	enum { N = 1000 };
	struct fixture *f = *state;
	static int c[N];

	serve(f, NULL);
	for (int i = 0; i < N; i++) {
		c[i] = client(f);
		say(c[i], "x");
	}
	for (int i = 0; i < N; i++)
		hear(c[i], "x");
	assert_int_equal(stats_of(f).now, N);
	if (!f->config.workers)
		assert_true(threads_now() >= N);
	for (int i = 0; i < N; i++)
		i % 2 ? reset(c[i]) : (void)close(c[i]);
	eventually(stats_of(f).now == 0);
	assert_int_equal(stats_of(f).peak, N);
	assert_int_equal(stats_of(f).in, N);
	assert_int_equal(stats_of(f).out, N);
	int d = client(f);
	say(d, "still here");
	hear(d, "still here");
	stop(f);
	assert_int_equal(f->closed, N + 1);
}

static void stopping_a_thousand_idle_clients_waits_for_nobody(void **state)
{
	enum { N = 900 };
	struct fixture *f = *state;

	serve(f, NULL);
	for (int i = 0; i < N; i++)
		client(f);
	eventually(stats_of(f).now == N);
	int64_t began = intr_now();
	server_stop(f->server, 0);
	f->server = NULL;
	assert_true(intr_now() - began < SOON);
	assert_int_equal(f->closed, N);
	assert_int_equal(held(f->fds), 0);
}

static void a_reset_ends_one_connection_only(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f), d = client(f);

	say(c, "abc");
	hear(c, "abc");
	reset(c);
	eventually(log_has(f, "close reset 3 3\n"));
	say(d, "d");
	hear(d, "d");
	stop(f);
}

static void what_the_user_set_on_the_listener_stays_and_does_no_harm(void **state)
{
	struct fixture *f = *state;
	struct timeval soon = { .tv_usec = 20000 }, got;
	struct linger slow = { 1, 30 };
	socklen_t len = sizeof(got);

	f->config.fd = bound(AF_INET, SOCK_STREAM, &f->at);
	setsockopt(f->config.fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	setsockopt(f->config.fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof(soon));
	setsockopt(f->config.fd, SOL_SOCKET, SO_LINGER, &slow, sizeof(slow));
	int flags = fcntl(f->config.fd, F_GETFL);
	struct err e;
	f->server = server_start(&f->config, &e);
	assert_non_null(f->server);
	int c = client(f);
	nanosleep(&(struct timespec){ .tv_nsec = 60 * MS }, NULL);
	say(c, "late");
	hear(c, "late");
	pthread_t rude;
	pthread_create(&rude, NULL, fill_up, &f->at);
	eventually(stats_of(f).in > 100000);
	int64_t began = intr_now();
	server_stop(f->server, 0);
	f->server = NULL;
	assert_true(intr_now() - began < SOON);
	pthread_join(rude, NULL);
	assert_int_equal(fcntl(f->config.fd, F_GETFL), flags);
	getsockopt(f->config.fd, SOL_SOCKET, SO_RCVTIMEO, &got, &len);
	assert_int_equal(got.tv_usec, soon.tv_usec);
}

static void a_listener_that_is_shut_down_ends_the_server(void **state)
{
	struct fixture *f = *state;

	serve(f, NULL);
	int c = client(f);
	say(c, "x");
	hear(c, "x");
	shutdown(f->config.fd, SHUT_RDWR);
	say(c, "still served");
	hear(c, "still served");
	assert_true(server_running(f->server));
	close(c);
	eventually(!server_running(f->server));
	assert_true(log_has(f, "end the listener is gone\n"));
	stop(f);
}

struct seen {
	int count, threads[4];
	uint64_t in;
	int ports[4];
};

static void see(void *context, const struct connection_info *c)
{
	struct seen *s = context;

	s->threads[s->count] = c->thread;
	s->ports[s->count++] = addr_port(&c->peer);
	s->in += c->in;
	assert_true(c->age > 0);
	assert_true(c->fd >= 1000);
}

static void each_connection_can_be_looked_at(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { 0 };
	struct addr own = { .len = sizeof(own.storage) };

	serve(f, NULL);
	int c = client(f), d = client(f);
	say(c, "four");
	hear(c, "four");
	say(d, "d");
	hear(d, "d");
	getsockname(d, &own.sa, &own.len);
	server_each(f->server, see, &seen);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.in, 5);
	assert_int_equal(seen.ports[0], addr_port(&own));
	assert_true(seen.threads[0] > 0 && seen.threads[1] > 0);
	assert_int_not_equal(seen.threads[0], seen.threads[1]);
	assert_int_not_equal(seen.threads[0], getpid());
	stop(f);
}

static void a_quiet_server_still_says_what_is_wrong(void **state)
{
	struct fixture *f = *state;

	f->config.quiet = true;
	f->config.max = 1;
	serve(f, NULL);
	int c = client(f);
	say(c, "x");
	hear(c, "x");
	hear_end(client(f));
	eventually(f->notes == 1);
	stop(f);
	assert_int_equal(f->opened + f->closed, 0);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fixture *f = *state;
	struct err e;

	f->config.fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "descriptor 3 does not listen");
	close(f->config.fd);
	f->config.fd = bound(AF_INET, SOCK_DGRAM, &f->at);
	f->config.service = service_find(slice_of("http"));
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "http does not work with datagrams");
	close(f->config.fd);
	f->config.fd = bound(AF_INET, SOCK_STREAM, &f->at);
	f->config.service = service_find(slice_of("relay"));
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "relay needs a target");
	f->config.options.targets = &f->at;
	f->config.options.target_count = 1;
	f->config.workers = 1;
	assert_null(server_start(&f->config, &e));
	assert_string_equal(e.text, "relay needs threads of its own: no workers");
	close(f->config.fd);
	f->config.fd = 77;
	assert_null(server_start(&f->config, &e));
	assert_int_equal(e.errnum, EBADF);
	assert_int_equal(held(f->fds), 0);
}

/* ---- all at once ---- */

struct rude {
	struct fixture *f;
	_Atomic bool enough;
	unsigned seed;
};

static void *be_rude(void *context)
{
	struct rude *r = context;
	unsigned seed = __atomic_add_fetch(&r->seed, 1, __ATOMIC_RELAXED);
	char text[200];

	memset(text, 'x', sizeof(text));
	while (!atomic_load(&r->enough)) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(fd, &r->f->at.sa, r->f->at.len) == 0)
			for (int i = rand_r(&seed) % 6; i >= 0; i--) {
				send(fd, text, sizeof(text), MSG_NOSIGNAL);
				if (i % 2)
					recv(fd, text, sizeof(text), 0);
			}
		rand_r(&seed) % 3 ? (void)close(fd) : reset(fd);
	}
	return NULL;
}

static void count_one(void *context, const struct connection_info *c)
{
	*(uint64_t *)context += c->in;
}

static void everything_at_once(void **state)
{
	enum { CLIENTS = 6, ROUNDS = 12 };
	struct fixture *f = *state;
	struct rude r = { .f = f };
	pthread_t clients[CLIENTS];
	uint64_t total = 0;
	struct err e;

	f->config.max = 5;
	serve(f, NULL);
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, be_rude, &r);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < 40; i++) {
			uint64_t in = 0;

			server_each(f->server, count_one, &in);
			assert_true(stats_of(f).peak <= 5);
			nanosleep(&(struct timespec){ .tv_nsec = MS }, NULL);
		}
		total += stats_of(f).total;
		server_stop(f->server, round % 3 * 5 * MS);
		assert_int_equal(held(f->fds), 0);
		f->config.workers = f->config.workers ? round % 3 + 1 : 0;
		f->server = server_start(&f->config, &e);
		if (!f->server)
			fail_msg("%s", e.text);
	}
	atomic_store(&r.enough, true);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	stop(f);
	assert_true(total > ROUNDS);
	assert_int_equal(f->opened, f->closed);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_sent_comes_back),
		BOTH(what_came_before_the_end_is_echoed_before_the_close),
		BOTH(stopping_ends_idle_connections_at_once),
		BOTH(stopping_in_the_middle_of_load_waits_for_nobody),
		BOTH(a_thousand_clients_may_leave_at_once),
		BOTH(stopping_a_thousand_idle_clients_waits_for_nobody),
		BOTH(a_reset_ends_one_connection_only),
		BOTH(what_the_user_set_on_the_listener_stays_and_does_no_harm),
		BOTH(a_listener_that_is_shut_down_ends_the_server),
		BOTH(each_connection_can_be_looked_at),
		BOTH(a_quiet_server_still_says_what_is_wrong),
		ONE(what_does_not_fit_is_refused),
		BOTH(everything_at_once),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
