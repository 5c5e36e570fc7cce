/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the script of tests/bench/run does, as a plain C program: N pairs of a
 * 64-byte send and recv over one loopback connection, received bytes to stdout.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { SIZE = 64, OUTPUT = 1 << 16 };

static void check(int result, const char *call)
{
	if (result < 0) {
		perror(call);
		exit(1);
	}
}

/* A connection of this process with itself: *A is connected, *B accepted. */
static void make_connection(int *a, int *b)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(addr);
	int l = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	check(bind(l, (struct sockaddr *)&addr, len), "bind");
	check(getsockname(l, (struct sockaddr *)&addr, &len), "getsockname");
	check(listen(l, 128), "listen");
	*a = socket(AF_INET, SOCK_STREAM, 0);
	check(connect(*a, (struct sockaddr *)&addr, len), "connect");
	*b = accept(l, NULL, NULL);
	check(*b, "accept");
	check(setsockopt(*a, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)), "setsockopt");
}

int main(int argc, char **argv)
{
	static const char data[SIZE + 1] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";
	static char output[OUTPUT], received[SIZE];
	long pairs = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	int a, b;

	setvbuf(stdout, output, _IOFBF, sizeof(output));
	make_connection(&a, &b);
	for (long i = 0; i < pairs; i++) {
		ssize_t n;

		check((int)send(a, data, SIZE, 0), "send");
		n = recv(b, received, SIZE, 0);
		check((int)n, "recv");
		fwrite(received, 1, (size_t)n, stdout);
	}
	return fflush(stdout) ? 1 : 0;
}
