/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recv(2) and send(2), with and without an address.
 *
 * The C library's are points where a thread may be cancelled, which costs two more
 * functions a call, out of the cache each time the kernel has run through it, and two
 * atomic operations. No thread here is ever cancelled. Sanitizers know the library's
 * calls alone.
 */
#ifndef SOCK_IO_H
#define SOCK_IO_H

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IO_BY_LIBRARY
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(SYS_recvfrom)
#define IO_BY_LIBRARY
#endif

static inline ssize_t io_recvfrom(
	int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *len)
{
#ifdef IO_BY_LIBRARY
	return recvfrom(fd, data, size, flags, from, len);
#else
	return syscall(SYS_recvfrom, fd, data, size, flags, from, len);
#endif
}

static inline ssize_t io_sendto(
	int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t len)
{
#ifdef IO_BY_LIBRARY
	return sendto(fd, data, size, flags, to, len);
#else
	return syscall(SYS_sendto, fd, data, size, flags, to, len);
#endif
}

static inline ssize_t io_recv(int fd, void *data, size_t size, int flags)
{
	return io_recvfrom(fd, data, size, flags, NULL, NULL);
}

static inline ssize_t io_send(int fd, const void *data, size_t size, int flags)
{
	return io_sendto(fd, data, size, flags, NULL, 0);
}

#endif
