/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Network namespaces: made, entered, told apart.
 */
#include "sock/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sock/sysctl.h"

static const char role[] = "the shell's, for a host";

/* ---- which one ---- */

uint64_t netns_cookie(int fd)
{
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len) ? 0 : cookie;
}

/* That of the thread; lock held. */
static uint64_t cookie_here(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = fd < 0 ? 0 : netns_cookie(fd);

	if (fd >= 0)
		close(fd);
	return cookie;
}

int netns_here(struct fdtab *t, struct netns *ns, struct err *e)
{
	ns->fd = fdtab_open_file(t, "/proc/thread-self/ns/net", O_RDONLY, 0, role);
	if (ns->fd < 0)
		return err_system(e, errno, "a network namespace");
	fdtab_lock(t);
	ns->cookie = cookie_here();
	fdtab_unlock(t);
	if (ns->cookie)
		return 0;
	netns_close(t, ns);
	err_set(e, ERR_SYSTEM, "this kernel does not tell which network a socket is of");
	return err_hint(e, "SO_NETNS_COOKIE is there since Linux 5.14");
}

int netns_enter(const struct netns *ns, struct err *e)
{
	return setns(ns->fd, CLONE_NEWNET) ? err_system(e, errno, "entering a host, setns") : 0;
}

void netns_close(struct fdtab *t, struct netns *ns)
{
	if (ns->fd >= 0)
		fdtab_close(t, ns->fd);
	ns->fd = -1;
}

/* ---- a new one ---- */

/* Lock held. */
static int raise_loopback(void)
{
	struct ifreq q = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	int status = ioctl(fd, SIOCGIFFLAGS, &q);
	q.ifr_flags = (short)(q.ifr_flags | IFF_UP);
	if (!status)
		status = ioctl(fd, SIOCSIFFLAGS, &q);
	int errnum = errno;
	close(fd);
	errno = errnum;
	return status;
}

static int set_up_loopback(struct fdtab *t, struct err *e)
{
	fdtab_lock(t);
	int status = raise_loopback(), errnum = errno;
	fdtab_unlock(t);
	return status ? err_system(e, errnum, "the interface lo") : 0;
}

/* A kernel without IPv6 has none of these. */
static int quicken(struct fdtab *t, struct err *e)
{
	static const char *const settings[][2] = {
		{ "net.ipv6.conf.all.accept_dad", "0" },
		{ "net.ipv6.conf.default.accept_dad", "0" },
		{ "net.ipv6.conf.all.accept_ra", "0" },
		{ "net.ipv6.conf.default.accept_ra", "0" },
		{ "net.ipv6.conf.all.router_solicitations", "0" },
		{ "net.ipv6.conf.default.router_solicitations", "0" },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		struct err why = { 0 };

		if (sysctl_write(t, slice_of(settings[i][0]), slice_of(settings[i][1]), &why) &&
			why.errnum != ENOENT) {
			if (e)
				*e = why;
			return -1;
		}
	}
	return 0;
}

static int refused(int errnum, struct err *e)
{
	err_system(e, errnum, "a network namespace");
	if (errnum == EPERM)
		return err_hint(
			e, "private goes into a network of one's own, where that is allowed");
	return errnum == ENOSPC ? err_hint(e, "as root, sysctl -w user.max_net_namespaces=10000")
				: -1;
}

int netns_make(struct fdtab *t, struct netns *ns, struct err *e)
{
	struct netns here;

	ns->fd = -1;
	if (netns_here(t, &here, e))
		return -1;
	int status = unshare(CLONE_NEWNET) ? refused(errno, e) : 0;
	if (!status) {
		status = set_up_loopback(t, e) || quicken(t, e) || netns_here(t, ns, e) ? -1 : 0;
		if (netns_enter(&here, status ? NULL : e)) {
			netns_close(t, ns);
			status = -1;
		}
	}
	netns_close(t, &here);
	return status;
}
