/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a call is that sends, seen from another thread, and whether close waits for it; whether
 * any call waits.
 */
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sock/state.h"

bool state_lingers(int fd)
{
	struct linger l;
	socklen_t len = sizeof(l);

	return !getsockopt(fd, SOL_SOCKET, SO_LINGER, &l, &len) && l.l_onoff && l.l_linger;
}

bool state_is_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && flags & O_NONBLOCK;
}

/* What is acknowledged, and what is not yet: tcp(7), SIOCOUTQ. */
int64_t state_given(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	int queued;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) ||
		len < offsetof(struct tcp_info, tcpi_bytes_received) ||
		ioctl(fd, SIOCOUTQ, &queued) < 0)
		return -1;
	return (int64_t)info.tcpi_bytes_acked + queued;
}
