/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of hosts: the system's own resolver reads them in the hosts file, hosts(5).
 */
#include "names.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#define HOSTS_FILE "/etc/hosts"

/* ---- what may be written ---- */

int net_name_check(struct slice name, struct err *e)
{
	bool letter = false, fits = name.len && name.len < HOST_NAME;

	for (size_t i = 0; fits && i < name.len; i++) {
		bool inside = i && i + 1 < name.len;

		letter |= isalpha((unsigned char)name.p[i]) != 0;
		fits = isalnum((unsigned char)name.p[i]) || (inside && name.p[i] == '-');
	}
	if (!fits || !letter)
		return err_set(e, ERR_NAME,
			"\"%.*s\" is no host's name: letters, digits and hyphens, %d at most",
			(int)name.len, name.p, HOST_NAME - 1);
	if (name.len == strlen("localhost") && !strncasecmp(name.p, "localhost", name.len))
		return err_set(e, ERR_NAME, "localhost is each host to itself");
	return 0;
}

static int read_ip(const char *text, struct addr *a, int *most)
{
	*a = (struct addr){ 0 };
	*most = 32;
	if (inet_pton(AF_INET, text, &a->in.sin_addr) == 1) {
		a->sa.sa_family = AF_INET;
		a->len = sizeof(a->in);
		return 0;
	}
	*most = 128;
	if (inet_pton(AF_INET6, text, &a->in6.sin6_addr) != 1)
		return -1;
	a->sa.sa_family = AF_INET6;
	a->len = sizeof(a->in6);
	return 0;
}

/* Whether an interface that others reach can have it. */
static bool is_unicast(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET) {
		uint32_t ip = ntohl(a->in.sin_addr.s_addr);

		return ip >> 24 && ip >> 24 != IN_LOOPBACKNET && ip >> 28 < 0xe;
	}
	const struct in6_addr *ip = &a->in6.sin6_addr;
	return !IN6_IS_ADDR_UNSPECIFIED(ip) && !IN6_IS_ADDR_LOOPBACK(ip) &&
	       !IN6_IS_ADDR_MULTICAST(ip) && !IN6_IS_ADDR_V4MAPPED(ip) &&
	       !IN6_IS_ADDR_LINKLOCAL(ip);
}

int net_address_parse(struct slice text, struct host_address *address, struct err *e)
{
	char ip[INET6_ADDRSTRLEN] = "";
	const char *slash = memchr(text.p, '/', text.len);
	size_t len = slash ? (size_t)(slash - text.p) : text.len;
	int64_t prefix;
	int most;

	if (len < sizeof(ip))
		memcpy(ip, text.p, len);
	if (read_ip(ip, &address->addr, &most))
		return err_set(e, ERR_USAGE, "\"%.*s\" is no ADDRESS/LEN: 10.0.1.1/24, fd00::1/64",
			(int)text.len, text.p);
	if (!slash)
		return err_set(e, ERR_USAGE, "%s lacks the length of its network: %s/%d", ip, ip,
			most == 32 ? 24 : 64);
	struct slice number = { slash + 1, text.len - len - 1 };
	if (text_number(number, 1, most, &prefix, NULL))
		return err_set(e, ERR_USAGE,
			"the length of a network is a number from 1 to %d, not \"%.*s\"", most,
			(int)number.len, number.p);
	if (!is_unicast(&address->addr))
		return err_set(
			e, ERR_USAGE, "%s is no address that others can reach a host by", ip);
	address->prefix = (int)prefix;
	address->link = -1;
	return 0;
}

/* ---- the file ---- */

/* A mount of a file of the memory, and the file. Lock held. */
static int make_mount(int *file)
{
	int fs = fsopen("tmpfs", FSOPEN_CLOEXEC), dir = -1, tree = -1, errnum;

	*file = -1;
	if (fs >= 0 && !fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		dir = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
	if (dir >= 0)
		*file = openat(dir, "hosts", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*file >= 0)
		tree = open_tree(dir, "hosts", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	errnum = errno;
	if (fs >= 0)
		close(fs);
	if (dir >= 0)
		close(dir);
	if (tree < 0 && *file >= 0)
		close(*file);
	errno = errnum;
	return tree;
}

static int mount_file(struct net *n)
{
	int file, tree = make_mount(&file), errnum;

	if (tree < 0)
		return -1;
	int status = move_mount(
		tree, "", AT_FDCWD, HOSTS_FILE, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS);
	errnum = errno;
	close(tree);
	if (status) {
		close(file);
		errno = errnum;
		return -1;
	}
	n->names = fdtab_take(n->fds, file, "the shell's, for names of hosts");
	return n->names < 0 ? -1 : 0;
}

int names_begin(struct net *n, struct err *e)
{
	fdtab_lock(n->fds);
	int status = mount_file(n), errnum = errno;
	fdtab_unlock(n->fds);
	if (!status)
		return 0;
	err_system(e, errnum, "a file of names over " HOSTS_FILE);
	return errnum == ENOENT
		       ? err_hint(e, "the system has no such file: as root, touch " HOSTS_FILE)
		       : -1;
}

void names_end(struct net *n)
{
	if (n->names < 0)
		return;
	umount2(HOSTS_FILE, MNT_DETACH);
	fdtab_close(n->fds, n->names);
	n->names = -1;
}

static void add_line(struct buf *b, const struct addr *a, const char *name)
{
	addr_format_host(a, b);
	buf_addf(b, "\t%s\n", name);
}

static void add_machine(const struct net *n, struct buf *b)
{
	char name[256];

	if (!gethostname(name, sizeof(name)) && memchr(name, '\0', sizeof(name)) && *name &&
		!net_host(n, slice_of(name)))
		buf_addf(b, "127.0.0.1\t%s\n", name);
}

int net_names(struct net *n, struct err *e)
{
	struct buf text = { 0 };

	buf_adds(&text, "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
	add_machine(n, &text);
	for (size_t i = 0; i < n->nhosts; i++)
		for (size_t j = 0; j < n->hosts[i]->naddresses; j++)
			add_line(&text, &n->hosts[i]->addresses[j].addr, n->hosts[i]->name);
	/* who reads meanwhile finds the beginning as it was */
	ssize_t written = pwrite(n->names, buf_cstr(&text), text.len, 0);
	int status =
		written < 0 || (size_t)written < text.len || ftruncate(n->names, (off_t)text.len)
			? err_system(e, written < 0 ? errno : ENOSPC, "the file of names")
			: 0;
	buf_free(&text);
	return status;
}
