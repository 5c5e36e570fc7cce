/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reference for servers with a thread per connection: echoes, 16 KiB at a
 * time. It prints its port and runs until it is killed.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "bench.h"

enum { STACK = 64 * 1024 };

static bool write_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t n = send(fd, data, size, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		size -= (size_t)n;
	}
	return true;
}

static void *echo(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char data[READ_SIZE];

	for (;;) {
		ssize_t n = read(fd, data, sizeof(data));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || !write_all(fd, data, (size_t)n))
			break;
	}
	close(fd);
	return NULL;
}

int main(void)
{
	int listener = listen_and_tell();
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (;;) {
		int fd = check(accept(listener, NULL, NULL), "accept");
		pthread_t thread;

		if (pthread_create(&thread, &attr, echo, (void *)(intptr_t)fd) != 0)
			close(fd);
	}
}
