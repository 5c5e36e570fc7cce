/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls that make descriptors without a name of their own, and that concern the open
 * file or the path and not the network.
 */
#include <fcntl.h>
#include <unistd.h>

#include "sock/names.h"
#include "sock/peer.h"
#include "sock/sys.h"
#include "sys_record.h"

/* Notes both ends; lock held. */
static void note_pair(struct sys *s, struct record *r, const int fds[2])
{
	r->call.made = fdtab_add(s->fds, fds[0], "pair", 0);
	r->call.paired = fdtab_add(s->fds, fds[1], "pair", 0);
	peer_paired(s->fds, fds[0], fds[1]);
}

int sys_socketpair(struct sys *s, int family, int type, int protocol, int fds[2])
{
	struct record r;

	record_begin(s, &r, "socketpair");
	record_name(&r, family, &names_family);
	record_arg(&r, CALL_TYPE, type);
	record_protocol(&r, family, protocol);
	record_start(s, &r, false);
	fdtab_lock(s->fds);
	int result = socketpair(family, type, protocol, fds);
	if (result == 0)
		note_pair(s, &r, fds);
	fdtab_unlock(s->fds);
	record_finish(s, &r, result);
	if (result == 0)
		record_note(&r, NOTE_PAIR, fds[0])->second = fds[1];
	return (int)record_send(s, &r);
}

int sys_dup(struct sys *s, int fd)
{
	struct record r;

	record_begin_fd(s, &r, "dup", fd);
	record_start(s, &r, false);
	fdtab_lock(s->fds);
	int copy = dup(fd);
	if (copy >= 0) {
		copy = record_new(s, &r, copy, "copy", 0);
		peer_copied(s->fds, copy, fd);
	}
	fdtab_unlock(s->fds);
	record_finish(s, &r, copy);
	return (int)record_send(s, &r);
}

int sys_getfl(struct sys *s, int fd)
{
	struct record r;

	record_begin_fd(s, &r, "fcntl", fd);
	record_name(&r, F_GETFL, &names_fcntl);
	record_start(s, &r, false);
	record_finish(s, &r, fcntl(fd, F_GETFL));
	if (r.call.result >= 0)
		record_note(&r, NOTE_FLAGS, r.call.result)->names = &names_file_flag;
	return (int)record_send(s, &r);
}

int sys_setfl(struct sys *s, int fd, int flags)
{
	struct record r;

	record_begin_fd(s, &r, "fcntl", fd);
	record_name(&r, F_SETFL, &names_fcntl);
	record_name(&r, flags, &names_file_flag);
	record_start(s, &r, false);
	record_finish(s, &r, fcntl(fd, F_SETFL, flags));
	return (int)record_send(s, &r);
}

int sys_unlink(struct sys *s, const char *path)
{
	struct record r;

	record_begin(s, &r, "unlink");
	record_string(&r, path);
	record_start(s, &r, false);
	record_finish(s, &r, unlink(path));
	return (int)record_send(s, &r);
}
