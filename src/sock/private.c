/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entering a network of one's own. Linux only.
 */
#include "sock/private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "sock/iface.h"
#include "sock/sysctl.h"

enum { MTU_LEAST = 68, MTU_MOST = 65536 }; /* of IPv4, RFC 791; of the interface lo */

/* ---- why not ---- */

/* The number in a file of /proc/sys, or -1. */
static int64_t setting(const char *name)
{
	struct buf text = { 0 };
	int64_t number = -1;

	if (!sysctl_read(NULL, slice_of(name), &text, NULL) &&
		text_number(buf_slice(&text), 0, INT64_MAX, &number, NULL))
		number = -1;
	buf_free(&text);
	return number;
}

/* What forbids it: settings of some kernels and systems, each with its own name. */
static const struct {
	const char *name;
	int64_t forbids;
	const char *remedy;
} bans[] = {
	{ "kernel.unprivileged_userns_clone", 0, "1" },
	{ "user.max_user_namespaces", 0, "10000" },
	{ "user.max_net_namespaces", 0, "10000" },
	{ "user.max_mnt_namespaces", 0, "10000" },
	{ "kernel.apparmor_restrict_unprivileged_userns", 1, "0" },
};

static int forbidden(int errnum, const char *what, struct err *e)
{
	err_system(e, errnum, what);
	for (size_t i = 0; i < sizeof(bans) / sizeof(*bans); i++)
		if (setting(bans[i].name) == bans[i].forbids)
			return err_hint(e, "this system forbids it: as root, sysctl -w %s=%s",
				bans[i].name, bans[i].remedy);
	if (errnum == EINVAL)
		return err_hint(e, "it must come first: this program has several threads by now");
	return err_hint(e,
		"a container may forbid it: docker run --security-opt seccomp=unconfined, "
		"or as root");
}

/* ---- the namespaces ---- */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), status;

	if (fd < 0)
		return -1;
	status = file_write_all(fd, text, strlen(text), NULL);
	close(fd);
	return status;
}

/* setgroups(2) is given up first, or the kernel takes no map of groups: user_namespaces(7). */
static int map_ids(uid_t uid, gid_t gid, struct err *e)
{
	char users[32], groups[32];

	snprintf(users, sizeof(users), "0 %u 1\n", (unsigned)uid);
	snprintf(groups, sizeof(groups), "0 %u 1\n", (unsigned)gid);
	if (write_file("/proc/self/setgroups", "deny") < 0 && errno != ENOENT)
		return forbidden(errno, "/proc/self/setgroups", e);
	if (write_file("/proc/self/uid_map", users) < 0)
		return forbidden(errno, "/proc/self/uid_map", e);
	if (write_file("/proc/self/gid_map", groups) < 0)
		return forbidden(errno, "/proc/self/gid_map", e);
	return 0;
}

/* What is mounted here is not mounted elsewhere, mount_namespaces(7): a hosts file, say. */
static int keep_mounts(struct err *e)
{
	return mount("none", "/", "none", MS_REC | MS_SLAVE, "")
		       ? forbidden(errno, "mounts of its own", e)
		       : 0;
}

/* Root needs no user namespace where there is none to be had. */
static int enter(struct err *e)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) == 0)
		return map_ids(uid, gid, e) || keep_mounts(e) ? -1 : 0;
	if (uid == 0 && errno != EINVAL && unshare(CLONE_NEWNET | CLONE_NEWNS) == 0)
		return keep_mounts(e);
	return forbidden(errno, "a network of its own", e);
}

static int set_up_loopback(int64_t mtu, struct err *e)
{
	struct ifreq q = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), status;

	if (fd < 0)
		return err_system(e, errno, "socket");
	status = ioctl(fd, SIOCGIFFLAGS, &q);
	q.ifr_flags = (short)(q.ifr_flags | IFF_UP);
	if (!status)
		status = ioctl(fd, SIOCSIFFLAGS, &q);
	q.ifr_mtu = (int)mtu;
	if (!status && mtu)
		status = ioctl(fd, SIOCSIFMTU, &q);
	if (status)
		forbidden(errno, "the interface lo", e);
	close(fd);
	return status ? -1 : 0;
}

/* ---- what is asked for ---- */

/* Takes the next part off SPEC. */
static struct slice next_part(struct slice *spec)
{
	const char *comma = memchr(spec->p, ',', spec->len);
	struct slice part = { spec->p, comma ? (size_t)(comma - spec->p) : spec->len };

	spec->p += part.len + (comma != NULL);
	spec->len -= part.len + (comma != NULL);
	return part;
}

static int read_mtu(struct slice part, int64_t *mtu, struct err *e)
{
	static const char lead[] = "mtu:";
	struct slice number = { part.p + strlen(lead), part.len - strlen(lead) };

	if (!text_number(number, MTU_LEAST, MTU_MOST, mtu, NULL))
		return 0;
	return err_set(e, ERR_USAGE, "mtu is a number from %d to %d, not \"%.*s\"", MTU_LEAST,
		MTU_MOST, (int)number.len, number.p);
}

/* Checks all parts; the MTU of the last that has one. */
static int check(struct slice spec, int64_t *mtu, struct err *e)
{
	while (spec.len) {
		struct slice part = next_part(&spec);

		if (slice_starts(part, "mtu:")) {
			if (read_mtu(part, mtu, e))
				return -1;
		} else if (!memchr(part.p, '=', part.len)) {
			err_set(e, ERR_USAGE, "\"%.*s\" is neither mtu:BYTES nor SYSCTL=VALUE",
				(int)part.len, part.p);
			return err_hint(e, "mtu:1500,net.ipv4.tcp_ecn=1");
		}
	}
	return 0;
}

static int set_all(struct slice spec, struct err *e)
{
	while (spec.len) {
		struct slice part = next_part(&spec);
		const char *sign = memchr(part.p, '=', part.len);

		if (sign &&
			sysctl_write(NULL, (struct slice){ part.p, (size_t)(sign - part.p) },
				(struct slice){ sign + 1, (size_t)(part.p + part.len - sign - 1) },
				e))
			return -1;
	}
	return 0;
}

int private_enter(struct slice spec, struct err *e)
{
	int64_t mtu = 0;

	if (check(spec, &mtu, e) || enter(e))
		return -1;
	iface_renew();
	if (set_up_loopback(mtu, e))
		return -1;
	return set_all(spec, e);
}

int private_adapt(struct slice spec, struct err *e)
{
	int64_t mtu = 0;

	if (check(spec, &mtu, e) || (mtu && set_up_loopback(mtu, e)))
		return -1;
	return set_all(spec, e);
}

bool private_may(int capability)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &head, data) == 0 &&
	       data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}
