/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Load for an echo server on a loopback port, from one thread; every byte that
 * comes back is checked, and the first wrong one ends the program with status 1.
 *
 *   load MODE PORT CONNECTIONS SECONDS
 *   pingpong  each connection sends 64 bytes when the last 64 have come back
 *   churn     so many at once: connect, 64 bytes and back, half-close, end of stream
 *   bulk      a stream on each connection, half-closed at the end, read to its end
 *   hold      connections that each echo once; waits for a line on stdin, then echoes again
 *
 * It ends with the line "COUNT SECONDS": messages, connections or bytes echoed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum {
	MESSAGE = 64,
	CHUNK = 256 * 1024,
	/* A prime, so that no lost or repeated block of a usual size goes unseen. */
	PERIOD = 65537,
	EVENTS = 256,
	STALL = 5000,  /* milliseconds without an event after which a server counts as stuck */
	PATIENCE = 30, /* seconds that a server may take beyond those asked for */
};

struct peer {
	int fd;
	size_t got;            /* of the message */
	size_t sent, received; /* of the stream */
	char message[MESSAGE];
};

struct load {
	int epoll;
	struct sockaddr_in server;
	struct peer *peers;
	size_t count;
	size_t open; /* what the loop still waits for */
	size_t done; /* messages, connections or bytes */
	size_t turn;
	double end;
	char *pattern;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	fprintf(stderr, "load: %s\n", what);
	exit(1);
}

/* Letters with a period of PERIOD; LINES also puts an end of line after every 63. */
static char *make_pattern(bool lines)
{
	char *pattern = malloc(PERIOD + CHUNK);
	unsigned int state = 1;

	if (!pattern)
		fail("no memory");
	for (size_t i = 0; i < PERIOD; i++) {
		state = state * 1103515245 + 12345;
		pattern[i] = lines && i % MESSAGE == MESSAGE - 1 ? '\n'
								 : (char)('A' + (state >> 16) % 26);
	}
	for (size_t i = PERIOD; i < PERIOD + CHUNK; i++)
		pattern[i] = pattern[i - PERIOD];
	return pattern;
}

static void watch(struct load *load, int how, struct peer *peer, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = peer };

	check(epoll_ctl(load->epoll, how, peer->fd, &event), "epoll_ctl");
}

static void dial(struct load *load, struct peer *peer)
{
	peer->fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(connect(peer->fd, (struct sockaddr *)&load->server, sizeof(load->server)), "connect");
}

/* Sends a line that differs from those before it. */
static void send_message(struct load *load, struct peer *peer)
{
	memcpy(peer->message, load->pattern + load->turn++ * 61 % PERIOD, MESSAGE - 1);
	peer->message[MESSAGE - 1] = '\n';
	peer->got = 0;
	if (send(peer->fd, peer->message, MESSAGE, MSG_NOSIGNAL) != MESSAGE)
		fail("message not sent whole");
}

/* Reads what is there; true when the message has come back whole. */
static bool take_message(struct peer *peer)
{
	char data[MESSAGE + 1];
	ssize_t n = recv(peer->fd, data, sizeof(data), 0);

	if (check((int)n, "recv") == 0)
		fail("the server ended the stream");
	if ((size_t)n > MESSAGE - peer->got || memcmp(data, peer->message + peer->got, (size_t)n))
		fail("wrong bytes came back");
	peer->got += (size_t)n;
	return peer->got == MESSAGE;
}

static void echo_once(struct load *load, struct peer *peer)
{
	send_message(load, peer);
	while (!take_message(peer))
		;
}

/* Serves events until nothing is open. */
static void loop(struct load *load, void (*serve)(struct load *, struct peer *, uint32_t, bool))
{
	struct epoll_event events[EVENTS];

	while (load->open > 0) {
		int count = epoll_wait(load->epoll, events, EVENTS, STALL);
		bool more = now() < load->end;

		if (check(count, "epoll_wait") == 0)
			fail("stuck: nothing moved for 5 seconds");
		for (int i = 0; i < count; i++)
			serve(load, events[i].data.ptr, events[i].events, more);
	}
}

static void pong(struct load *load, struct peer *peer, uint32_t events, bool more)
{
	(void)events;
	if (!take_message(peer))
		return;
	load->done++;
	if (more)
		send_message(load, peer);
	else
		load->open--;
}

static void open_all(struct load *load, uint32_t events)
{
	for (size_t i = 0; i < load->count; i++) {
		dial(load, &load->peers[i]);
		echo_once(load, &load->peers[i]);
		if (events)
			watch(load, EPOLL_CTL_ADD, &load->peers[i], events);
	}
}

static double pingpong(struct load *load, double seconds)
{
	double begin;

	open_all(load, EPOLLIN);
	begin = now();
	load->end = begin + seconds;
	load->open = load->count;
	for (size_t i = 0; i < load->count; i++)
		send_message(load, &load->peers[i]);
	loop(load, pong);
	return now() - begin;
}

static void visit(struct load *load, struct peer *peer)
{
	dial(load, peer);
	send_message(load, peer);
	watch(load, EPOLL_CTL_ADD, peer, EPOLLIN);
}

static void visited(struct load *load, struct peer *peer, uint32_t events, bool more)
{
	char data;

	(void)events;
	if (peer->got < MESSAGE) {
		if (take_message(peer))
			check(shutdown(peer->fd, SHUT_WR), "shutdown");
		return;
	}
	if (check((int)recv(peer->fd, &data, 1, 0), "recv at the end") != 0)
		fail("more came back than was sent");
	close(peer->fd);
	load->done++;
	if (more)
		visit(load, peer);
	else
		load->open--;
}

static double churn(struct load *load, double seconds)
{
	double begin = now();

	load->end = begin + seconds;
	load->open = load->count;
	for (size_t i = 0; i < load->count; i++)
		visit(load, &load->peers[i]);
	loop(load, visited);
	return now() - begin;
}

static void pour(struct load *load, struct peer *peer, bool more)
{
	ssize_t n;

	if (!more) {
		check(shutdown(peer->fd, SHUT_WR), "shutdown");
		watch(load, EPOLL_CTL_MOD, peer, EPOLLIN);
		return;
	}
	n = send(peer->fd, load->pattern + peer->sent % PERIOD, CHUNK, MSG_NOSIGNAL);
	if (n > 0)
		peer->sent += (size_t)n;
	else if (n < 0 && errno != EAGAIN)
		check(-1, "send");
}

static void drink(struct load *load, struct peer *peer)
{
	static char data[CHUNK];
	ssize_t n = recv(peer->fd, data, sizeof(data), 0);

	if (n < 0 && errno == EAGAIN)
		return;
	if (check((int)n, "recv") == 0) {
		if (peer->received != peer->sent)
			fail("the stream came back short");
		close(peer->fd);
		load->open--;
		return;
	}
	if (memcmp(data, load->pattern + peer->received % PERIOD, (size_t)n) != 0)
		fail("wrong bytes came back");
	peer->received += (size_t)n;
	load->done += (size_t)n;
}

static void stream(struct load *load, struct peer *peer, uint32_t events, bool more)
{
	if (events & EPOLLOUT)
		pour(load, peer, more);
	if (events & ~(uint32_t)EPOLLOUT)
		drink(load, peer);
}

static double bulk(struct load *load, double seconds)
{
	double begin = now();

	load->end = begin + seconds;
	load->open = load->count;
	for (size_t i = 0; i < load->count; i++) {
		dial(load, &load->peers[i]);
		check(fcntl(load->peers[i].fd, F_SETFL, O_NONBLOCK), "fcntl");
		watch(load, EPOLL_CTL_ADD, &load->peers[i], EPOLLIN | EPOLLOUT);
	}
	loop(load, stream);
	return now() - begin;
}

static double hold(struct load *load, double seconds)
{
	double begin = now();

	(void)seconds;
	open_all(load, 0);
	printf("held\n");
	fflush(stdout);
	alarm(0);
	getchar();
	alarm(PATIENCE);
	for (size_t i = 0; i < load->count; i++)
		echo_once(load, &load->peers[i]);
	load->done = 2 * load->count;
	return now() - begin;
}

static const struct {
	const char *name;
	double (*run)(struct load *load, double seconds);
} modes[] = { { "pingpong", pingpong }, { "churn", churn }, { "bulk", bulk }, { "hold", hold } };

int main(int argc, char **argv)
{
	struct load load = { .epoll = check(epoll_create1(0), "epoll_create1") };
	double seconds;

	if (argc != 5)
		fail("usage: load pingpong|churn|bulk|hold PORT CONNECTIONS SECONDS");
	load.server = loopback(atoi(argv[2]));
	load.count = strtoul(argv[3], NULL, 10);
	load.peers = calloc(load.count, sizeof(*load.peers));
	load.pattern = make_pattern(strcmp(argv[1], "bulk") == 0);
	seconds = strtod(argv[4], NULL);
	if (!load.peers)
		fail("no memory");
	alarm((unsigned int)seconds + PATIENCE);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(argv[1], modes[i].name) == 0) {
			seconds = modes[i].run(&load, seconds);
			printf("%zu %.6f\n", load.done, seconds);
			return 0;
		}
	}
	fail("no such mode");
}
