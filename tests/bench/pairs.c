/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the script of tests/bench/run does, as a plain C program: N pairs of a
 * 64-byte send and recv over one loopback connection, or sendto and recvfrom
 * between two sockets, received bytes to stdout: `pairs N stream|datagram`.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { SIZE = 64, OUTPUT = 1 << 16 };

static const char data[SIZE + 1] =
	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";

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

/* Two sockets of datagrams; *TO is the address of B. */
static void make_sockets(int *a, int *b, struct sockaddr_in *to)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(*to);

	*a = socket(AF_INET, SOCK_DGRAM, 0);
	*b = socket(AF_INET, SOCK_DGRAM, 0);
	check(bind(*a, (struct sockaddr *)&any, sizeof(any)), "bind");
	check(bind(*b, (struct sockaddr *)&any, sizeof(any)), "bind");
	check(getsockname(*b, (struct sockaddr *)to, &len), "getsockname");
}

static void streams(long pairs)
{
	char received[SIZE];
	int a, b;

	make_connection(&a, &b);
	for (long i = 0; i < pairs; i++) {
		ssize_t n;

		check((int)send(a, data, SIZE, 0), "send");
		n = recv(b, received, SIZE, 0);
		check((int)n, "recv");
		fwrite(received, 1, (size_t)n, stdout);
	}
}

static void datagrams(long pairs)
{
	char received[SIZE];
	struct sockaddr_in to, from;
	int a, b;

	make_sockets(&a, &b, &to);
	for (long i = 0; i < pairs; i++) {
		socklen_t len = sizeof(from);
		ssize_t n;

		check((int)sendto(a, data, SIZE, 0, (struct sockaddr *)&to, sizeof(to)), "sendto");
		n = recvfrom(b, received, SIZE, 0, (struct sockaddr *)&from, &len);
		check((int)n, "recvfrom");
		fwrite(received, 1, (size_t)n, stdout);
	}
}

int main(int argc, char **argv)
{
	static char output[OUTPUT];
	long pairs = argc > 1 ? strtol(argv[1], NULL, 10) : 0;

	setvbuf(stdout, output, _IOFBF, sizeof(output));
	if (argc > 2 && !strcmp(argv[2], "datagram"))
		datagrams(pairs);
	else
		streams(pairs);
	return fflush(stdout) ? 1 : 0;
}
