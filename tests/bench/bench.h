/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the programs of the bench for servers share.
 */
#ifndef BENCH_H
#define BENCH_H

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { READ_SIZE = 16384 };

/* Ends the program when a call failed. */
static inline int check(int result, const char *call)
{
	if (result < 0) {
		perror(call);
		exit(1);
	}
	return result;
}

static inline struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((in_port_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* Listens on a free port of the loopback interface, and prints the port. */
static inline int listen_and_tell(void)
{
	struct sockaddr_in addr = loopback(0);
	socklen_t len = sizeof(addr);
	int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");

	check(bind(fd, (struct sockaddr *)&addr, len), "bind");
	check(listen(fd, SOMAXCONN), "listen");
	check(getsockname(fd, (struct sockaddr *)&addr, &len), "getsockname");
	printf("%d\n", ntohs(addr.sin_port));
	fflush(stdout);
	return fd;
}

#endif
