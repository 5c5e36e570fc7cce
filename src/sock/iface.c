/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interfaces by name and by index.
 */
#include "sock/iface.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

/* Of the process, as its interfaces are: who prints an address has nothing but the address. */
static _Atomic(struct fdtab *) table;
static _Atomic int asked_by = -1;

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : fd;
}

/* Whoever prints may hold the table's lock already. */
static int open_lasting(struct fdtab *t)
{
	fdtab_lock(t);
	int fd = atomic_load(&asked_by);
	if (fd < 0)
		fd = open_socket();
	if (fd >= 0 && atomic_load(&asked_by) < 0) {
		fd = fdtab_take(t, fd, "the shell's, for names of interfaces");
		atomic_store(&asked_by, fd);
	}
	fdtab_unlock(t);
	return fd;
}

static int ask(unsigned long what, struct ifreq *q)
{
	struct fdtab *t = atomic_load(&table);
	int fd = atomic_load(&asked_by);

	if (t)
		return ioctl(fd < 0 ? open_lasting(t) : fd, what, q);
	fd = open_socket();
	int status = ioctl(fd, what, q);
	if (fd >= 0)
		close(fd);
	return status;
}

void iface_begin(struct fdtab *t)
{
	atomic_store(&table, t);
}

void iface_renew(void)
{
	struct fdtab *t = atomic_load(&table);
	int fd = atomic_exchange(&asked_by, -1);

	if (t && fd >= 0)
		fdtab_close(t, fd);
}

void iface_end(const struct fdtab *t)
{
	int fd = atomic_load(&asked_by);

	if (atomic_load(&table) != t)
		return;
	if (fd >= 0)
		close(fd);
	atomic_store(&asked_by, -1);
	atomic_store(&table, NULL);
}

const char *iface_name(unsigned index, char name[IF_NAMESIZE])
{
	struct ifreq q = { .ifr_ifindex = (int)index };

	if (!index || ask(SIOCGIFNAME, &q) < 0)
		return NULL;
	memcpy(name, q.ifr_name, IF_NAMESIZE);
	name[IF_NAMESIZE - 1] = '\0';
	return name;
}

unsigned iface_index(struct slice name)
{
	struct ifreq q = { .ifr_ifindex = 0 };

	if (!name.len || name.len >= IF_NAMESIZE || memchr(name.p, '\0', name.len))
		return 0;
	memcpy(q.ifr_name, name.p, name.len);
	return ask(SIOCGIFINDEX, &q) < 0 ? 0 : (unsigned)q.ifr_ifindex;
}

void iface_print(unsigned index, struct buf *b)
{
	char room[IF_NAMESIZE];
	const char *name = iface_name(index, room);
	int64_t number;

	if (name && text_number(slice_of(name), INT64_MIN, INT64_MAX, &number, NULL))
		text_add_clean(b, name, strlen(name));
	else
		buf_addf(b, "%u", index);
}
