/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reference for servers that wait for all connections at once: one thread,
 * level-triggered epoll, echoes 16 KiB at a time. What a client does not take is
 * kept, and nothing more is read from it until it has. Prints its port and runs
 * until it is killed.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench.h"

enum { EVENTS = 256 };

struct client {
	int fd;
	char *rest; /* not taken by the client yet, or NULL */
	size_t from, end;
};

static void watch(int epoll, int how, struct client *client, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = client };

	check(epoll_ctl(epoll, how, client->fd, &event), "epoll_ctl");
}

static void leave(struct client *client)
{
	close(client->fd);
	free(client->rest);
	free(client);
}

static void welcome(int epoll, int listener)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		exit(1);
	client->fd = check(accept4(listener, NULL, NULL, SOCK_NONBLOCK), "accept4");
	watch(epoll, EPOLL_CTL_ADD, client, EPOLLIN);
}

/* How much the client takes now; below zero if it is gone. */
static ssize_t offer(int fd, const char *data, size_t size)
{
	ssize_t n = send(fd, data, size, MSG_NOSIGNAL);

	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : n;
}

/* Keeps the END bytes of DATA from FROM on until the client takes them. */
static void keep(int epoll, struct client *client, const char *data, size_t from, size_t end)
{
	client->rest = malloc(end);
	if (!client->rest)
		exit(1);
	memcpy(client->rest, data, end);
	client->from = from;
	client->end = end;
	watch(epoll, EPOLL_CTL_MOD, client, EPOLLOUT);
}

static bool echo(int epoll, struct client *client)
{
	static char data[READ_SIZE];
	ssize_t got = read(client->fd, data, sizeof(data)), sent;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	if (got == 0)
		return false;
	sent = offer(client->fd, data, (size_t)got);
	if (sent >= 0 && sent < got)
		keep(epoll, client, data, (size_t)sent, (size_t)got);
	return sent >= 0;
}

static bool flush(int epoll, struct client *client)
{
	ssize_t sent = offer(client->fd, client->rest + client->from, client->end - client->from);

	if (sent < 0)
		return false;
	client->from += (size_t)sent;
	if (client->from == client->end) {
		free(client->rest);
		client->rest = NULL;
		watch(epoll, EPOLL_CTL_MOD, client, EPOLLIN);
	}
	return true;
}

int main(void)
{
	int epoll = check(epoll_create1(0), "epoll_create1");
	struct client listener = { .fd = listen_and_tell() };
	struct epoll_event events[EVENTS];

	watch(epoll, EPOLL_CTL_ADD, &listener, EPOLLIN);
	for (;;) {
		int count = check(epoll_wait(epoll, events, EVENTS, -1), "epoll_wait");

		for (int i = 0; i < count; i++) {
			struct client *client = events[i].data.ptr;

			if (client == &listener)
				welcome(epoll, listener.fd);
			else if (!(client->rest ? flush(epoll, client) : echo(epoll, client)))
				leave(client);
		}
	}
}
