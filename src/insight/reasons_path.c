/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths and abstract names: what is there, and who.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "machine.h"
#include "sock/sysctl.h"

/* The path that the call names, as it stands; false: none. */
static bool path_of(const struct reason *r, struct buf *path)
{
	const struct addr *a = r->named;
	const struct call_arg *text = reason_is(r, "unlink") ? reason_arg(r, CALL_STRING) : NULL;
	size_t len = a ? a->len : 0;

	if (text && text->text) {
		buf_adds(path, text->text);
	} else if (len > offsetof(struct sockaddr_un, sun_path) && a->sa.sa_family == AF_UNIX &&
		   a->un.sun_path[0]) {
		len -= offsetof(struct sockaddr_un, sun_path);
		buf_add(path, a->un.sun_path, strnlen(a->un.sun_path, len));
	}
	return path->len;
}

/* HEAD, the first LEN bytes of PATH, TAIL. */
static void add_path(
	const struct reason *r, const char *head, const char *path, size_t len, const char *tail)
{
	buf_adds(r->text, head);
	text_add_clean(r->text, path, len);
	buf_adds(r->text, tail);
}

/* What is wrong with the directory that the first LEN bytes of PATH name; false: nothing. */
static bool add_directory(const struct reason *r, char *path, size_t len)
{
	char behind = path[len];
	struct stat st;

	path[len] = '\0';
	int status = stat(path, &st), why = errno;

	if (status < 0 && why == ENOENT)
		add_path(r, "there is no directory ", path, len, "");
	else if (status < 0 && why == ELOOP)
		add_path(r, "", path, len, " is a symbolic link that leads back to itself");
	else if (!status && !S_ISDIR(st.st_mode))
		add_path(r, "", path, len, " is no directory");
	else if (!status && access(path, X_OK) < 0)
		add_path(r, "this user may not search ", path, len, "");
	else
		status = -2;
	path[len] = behind;
	return status != -2;
}

static size_t folder_of(const struct buf *path)
{
	const char *slash = memrchr(path->data, '/', path->len);

	return slash ? (size_t)(slash - path->data) : 0;
}

/* The file itself; all directories above it are there. */
static void add_file(const struct reason *r, struct buf *path)
{
	size_t folder = folder_of(path);
	bool makes = reason_is(r, "bind unlink");
	struct stat st;

	if (makes) {
		char *dir = folder ? path->data : NULL, behind = path->data[folder];

		path->data[folder] = folder ? '\0' : behind;
		bool may = !access(dir ? dir : *path->data == '/' ? "/" : ".", W_OK);
		path->data[folder] = behind;
		if (!may) {
			add_path(r, "this user may not write to the directory ",
				folder ? path->data : ".", folder ? folder : 1, "");
			return;
		}
	}
	if (reason_is(r, "bind"))
		return;
	if (lstat(path->data, &st) < 0)
		add_path(r, "there is no file ", path->data, path->len, "");
	else if (stat(path->data, &st) < 0)
		add_path(r, "", path->data, path->len, " is a symbolic link that leads nowhere");
	else if (!makes && access(path->data, W_OK) < 0)
		add_path(r, "this user may not write to ", path->data, path->len, "");
}

void reason_path(struct reason *r)
{
	struct buf path = { 0 };
	bool found = false;

	if (!path_of(r, &path)) {
		buf_free(&path);
		return;
	}
	for (size_t i = 1; i < path.len && !found; i++)
		if (path.data[i] == '/')
			found = add_directory(r, path.data, i);
	if (!found)
		add_file(r, &path);
	buf_free(&path);
}

/* ---- who is there ---- */

static void add_name(const struct reason *r)
{
	reason_add_addr(r, r->named);
}

static void add_nobody(const struct reason *r, bool file)
{
	struct buf path = { 0 };
	struct stat st = { 0 };

	if (!file) {
		buf_adds(r->text, "no socket here is bound to ");
		add_name(r);
	} else if (path_of(r, &path) && stat(path.data, &st) == 0) {
		add_name(r);
		buf_adds(r->text,
			S_ISSOCK(st.st_mode)
				? " is there, but no socket of this network namespace is bound to it"
				: " is no socket, but another kind of file");
	}
	buf_free(&path);
}

/* Why it does not take what is sent there. */
static void add_unfit(struct reason *r, const struct diag_socket *s)
{
	if (reason_has(r, PART_TYPE) && r->now.type != s->type) {
		buf_adds(r->text, ", and is ");
		names_print(&names_type, s->type, r->text);
	} else if (s->type != SOCK_DGRAM) {
		buf_adds(r->text, s->state == TCP_LISTEN ? " by now" : ", but does not listen");
	}
}

void reason_add_unix(struct reason *r)
{
	struct machine m;

	if (!r->named || r->named->sa.sa_family != AF_UNIX || !machine_read(&m, r))
		return;
	const struct diag_socket *s = machine_named(&m, r->named);
	if (!s && !m.unsure && machine_tells(&m, "unix")) {
		add_nobody(r, r->named->un.sun_path[0]);
	} else if (s) {
		machine_add_who(&m, r, s);
		buf_adds(r->text, s->state == TCP_LISTEN ? " listens on " : " is bound to ");
		add_name(r);
		if (!reason_is(r, "bind"))
			add_unfit(r, s);
	}
	machine_free(&m);
}

void reason_eprototype(struct reason *r)
{
	struct machine m;

	if (!r->named || !reason_has(r, PART_TYPE) || !machine_read(&m, r))
		return;
	const struct diag_socket *s = machine_named(&m, r->named);
	if (s && s->type != r->now.type) {
		reason_add_fd(r, r->now.fd);
		buf_adds(r->text, " is ");
		names_print(&names_type, r->now.type, r->text);
		buf_adds(r->text, "; ");
		machine_add_who(&m, r, s);
		buf_adds(r->text, " at ");
		add_name(r);
		buf_adds(r->text, " is ");
		names_print(&names_type, s->type, r->text);
	}
	machine_free(&m);
}

/* ---- EACCES ---- */

static void add_privileged(struct reason *r)
{
	struct buf first = { 0 };
	int64_t limit;

	if (!sysctl_read(
		    r->scene->fds, slice_of("net.ipv4.ip_unprivileged_port_start"), &first, NULL) &&
		!text_number(buf_slice(&first), 0, UINT16_MAX + 1, &limit, NULL) &&
		addr_port(r->named) < limit)
		buf_addf(r->text,
			"port %d needs privilege: net.ipv4.ip_unprivileged_port_start is %s",
			addr_port(r->named), buf_cstr(&first));
	buf_free(&first);
}

static void add_ping(struct reason *r)
{
	struct buf range = { 0 };

	if (r->call->nargs > 2 &&
		(r->call->args[2].num == IPPROTO_ICMP || r->call->args[2].num == IPPROTO_ICMPV6) &&
		!sysctl_read(r->scene->fds, slice_of("net.ipv4.ping_group_range"), &range, NULL)) {
		for (size_t i = 0; i < range.len; i++)
			range.data[i] = range.data[i] == '\t' ? ' ' : range.data[i];
		buf_addf(r->text,
			"net.ipv4.ping_group_range is %s: no group of this process is in it",
			buf_cstr(&range));
	}
	buf_free(&range);
}

void reason_eacces(struct reason *r)
{
	if (reason_is(r, "socket"))
		add_ping(r);
	else if (!r->named || r->named->sa.sa_family == AF_UNIX)
		reason_path(r);
	else if (reason_is(r, "bind") && addr_port(r->named) > 0)
		add_privileged(r);
	else if (reason_is(r, "connect sendto sendmsg"))
		reason_add_forbidden(r);
}
