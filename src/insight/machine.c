/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All sockets by sock_diag(7), their holders by proc(5).
 */
#include "machine.h"

#include <inttypes.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/text.h"
#include "sock/state.h"

struct reading {
	struct machine *machine;
	int status;
};

static void read_everything(void *context)
{
	struct reading *r = context;

	r->status = diag_read(&r->machine->list, NULL);
	if (!r->status)
		holders_read(&r->machine->holders); /* without /proc nobody is known to hold any */
}

static const struct diag_socket *find(const struct machine *m, uint32_t inode)
{
	for (size_t i = 0; i < m->list.count; i++)
		if (m->list.sockets[i].inode == inode)
			return &m->list.sockets[i];
	return NULL;
}

/* Before Linux 6.8 sock_diag(7) does not tell of TCP sockets that are bound and no more. */
static void add_own(struct machine *m, struct fdtab *fds, int fd)
{
	struct snapshot s;

	snapshot_begin(&s, fd, fds);
	if (snapshot_need(&s, PART_INODE) < 0 || snapshot_need(&s, PART_LOCAL) < 0 ||
		addr_port(&s.local) <= 0 || find(m, (uint32_t)s.inode) ||
		snapshot_need(&s, PART_FAMILY) < 0 || snapshot_need(&s, PART_TYPE) < 0 ||
		snapshot_need(&s, PART_PROTOCOL) < 0)
		return;
	diag_add(&m->list, &(struct diag_socket){ .family = s.family,
				   .type = s.type,
				   .protocol = s.protocol,
				   .state = s.type == SOCK_STREAM ? TCP_CLOSE : STATE_BOUND,
				   .local = s.local,
				   .inode = (uint32_t)s.inode });
}

bool machine_read(struct machine *m, const struct reason *r)
{
	struct fdtab *fds = r->scene->fds;
	struct reading reading = { .machine = m, .status = -1 };

	*m = (struct machine){ 0 };
	if (fdtab_aside(read_everything, &reading) < 0 || reading.status)
		return false;
	for (int fd = fdtab_next(fds, 2); fd >= 0; fd = fdtab_next(fds, fd))
		add_own(m, fds, fd);
	return true;
}

bool machine_tells(const struct machine *m, const char *kind)
{
	struct slice left = buf_slice(&m->list.untold);
	size_t len = strlen(kind);

	while (left.len) {
		const char *blank = memchr(left.p, ' ', left.len);
		size_t word = blank ? (size_t)(blank - left.p) : left.len;

		if (word == len && !memcmp(left.p, kind, len))
			return false;
		word += blank ? 1 : 0;
		left = (struct slice){ left.p + word, left.len - word };
	}
	return true;
}

void machine_free(struct machine *m)
{
	diag_free(&m->list);
	holders_free(&m->holders);
}

int machine_own(const struct reason *r, const struct diag_socket *s)
{
	struct fdtab *fds = r->scene->fds;
	struct snapshot look;

	for (int fd = fdtab_next(fds, 2); s->inode && fd >= 0; fd = fdtab_next(fds, fd)) {
		snapshot_begin(&look, fd, NULL);
		if (snapshot_need(&look, PART_INODE) == 0 && look.inode == s->inode)
			return fd;
	}
	return -1;
}

static bool is_tcp(int protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP;
}

bool machine_shares(const struct diag_socket *s, int type, int protocol)
{
	return (s->family == AF_INET || s->family == AF_INET6) && s->type == type &&
	       (s->protocol == protocol || (is_tcp(s->protocol) && is_tcp(protocol)));
}

/* ---- addresses ---- */

/* IPv4's address, if only as IPv6 has it. */
static bool as_v4(const struct addr *a, struct in_addr *v4)
{
	if (a->sa.sa_family == AF_INET)
		*v4 = a->in.sin_addr;
	else if (a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr))
		memcpy(v4, &a->in6.sin6_addr.s6_addr[12], sizeof(*v4));
	else
		return false;
	return true;
}

static bool is_same_host(const struct addr *x, const struct addr *y)
{
	struct in_addr a, b;

	if (as_v4(x, &a) && as_v4(y, &b))
		return a.s_addr == b.s_addr;
	return x->sa.sa_family == AF_INET6 && y->sa.sa_family == AF_INET6 &&
	       IN6_ARE_ADDR_EQUAL(&x->in6.sin6_addr, &y->in6.sin6_addr);
}

bool machine_keeps(const struct diag_socket *s, const struct addr *want, bool only6)
{
	bool any = addr_is_any(&s->local), wants_any = addr_is_any(want);
	bool is6 = s->local.sa.sa_family == AF_INET6, wants6 = want->sa.sa_family == AF_INET6;

	if (addr_port(&s->local) != addr_port(want))
		return false;
	if (!any && !wants_any)
		return is_same_host(&s->local, want);
	if (is6 == wants6)
		return true;
	return is6 ? any && s->only6 != ONLY6_YES : wants_any && !only6;
}

/* What is sent to the address of all goes to the loopback's. */
static struct addr target_of(const struct addr *to)
{
	struct addr a = *to;

	if (addr_is_any(to) && to->sa.sa_family == AF_INET)
		a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else if (addr_is_any(to))
		a.in6.sin6_addr = in6addr_loopback;
	return a;
}

enum reach machine_reaches(const struct addr *local, enum diag_only6 only6, const struct addr *to)
{
	struct addr target = target_of(to);
	struct in_addr v4;
	bool is_v4 = as_v4(&target, &v4);

	if (addr_port(local) != addr_port(to))
		return REACHES_NOT;
	if (!addr_is_any(local))
		return is_same_host(local, &target) ? REACHES : REACHES_NOT;
	if (local->sa.sa_family == AF_INET)
		return is_v4 ? REACHES : REACHES_NOT;
	if (!is_v4 || only6 == ONLY6_NO)
		return REACHES;
	return only6 == ONLY6_YES ? REACHES_NOT : REACHES_PERHAPS;
}

bool machine_is_loopback(const struct addr *a)
{
	struct in_addr v4;

	if (addr_is_any(a))
		return true;
	if (as_v4(a, &v4))
		return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
	return a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&a->in6.sin6_addr);
}

/* ---- AF_UNIX ---- */

static bool has_name(const struct diag_socket *s, const struct addr *a)
{
	return s->local.len == a->len && !memcmp(&s->local.sa, &a->sa, a->len);
}

/* Whether S is at A, whose file is FILE, NULL: it has none. Some file systems tell of other devices
 * than the kernel has them for: where neither the device nor the name is the same, nobody knows. */
static enum reach is_at(const struct diag_socket *s, const struct addr *a, const struct stat *file)
{
	enum { MINOR_BITS = 20 };

	if (s->family != AF_UNIX)
		return REACHES_NOT;
	if (!file)
		return has_name(s, a) ? REACHES : REACHES_NOT;
	if (s->file != (uint32_t)file->st_ino)
		return REACHES_NOT;
	return s->device == (major(file->st_dev) << MINOR_BITS | minor(file->st_dev)) ||
			       has_name(s, a)
		       ? REACHES
		       : REACHES_PERHAPS;
}

/* What accept returned has its listener's name, and does not receive what is sent to it. */
const struct diag_socket *machine_named(struct machine *m, const struct addr *a)
{
	const struct diag_socket *found = NULL;
	char path[sizeof(a->un.sun_path) + 1] = "";
	const struct stat *file = NULL;
	struct stat st;

	if (a->len > offsetof(struct sockaddr_un, sun_path) && a->un.sun_path[0]) {
		memcpy(path, a->un.sun_path, a->len - offsetof(struct sockaddr_un, sun_path));
		if (stat(path, &st) < 0)
			return NULL;
		file = &st;
	}
	for (size_t i = 0; i < m->list.count; i++) {
		const struct diag_socket *s = &m->list.sockets[i];
		enum reach at = is_at(s, a, file);

		m->unsure |= at == REACHES_PERHAPS;
		if (at != REACHES || (s->state == STATE_CONNECTED && s->type != SOCK_DGRAM))
			continue;
		if (!found || s->state == TCP_LISTEN)
			found = s;
	}
	return found;
}

/* ---- who ---- */

void machine_add_who(const struct machine *m, const struct reason *r, const struct diag_socket *s)
{
	int own = machine_own(r, s);
	size_t count = 0;
	const struct holder *h = s->inode ? holders_of(&m->holders, s->inode, &count) : NULL;

	if (own >= 0) {
		reason_add_fd(r, own);
	} else if (h) {
		text_add_clean(r->text, h->name, strnlen(h->name, sizeof(h->name)));
		buf_addf(r->text, " (process %d)", (int)h->pid);
	} else {
		buf_addf(r->text, "a program of user %" PRIu32, s->uid);
	}
}

bool machine_is_bound(const struct diag_socket *s)
{
	enum { BOUND_INACTIVE = 13 }; /* <linux/tcp_states.h> since Linux 6.8 */

	return s->state == TCP_CLOSE || s->state == STATE_BOUND || s->state == BOUND_INACTIVE;
}

/* Appends what S does: "listens on 127.0.0.1:80". */
static void add_does(const struct reason *r, const struct diag_socket *s)
{
	const struct name_row *row = state_row(s->state);

	if (s->state == TCP_LISTEN) {
		buf_adds(r->text, " listens on ");
		reason_add_addr(r, &s->local);
	} else if (!s->peer.len || machine_is_bound(s)) {
		buf_adds(r->text, " is bound to ");
		reason_add_addr(r, &s->local);
	} else {
		buf_adds(r->text, " has the connection ");
		reason_add_addr(r, &s->local);
		buf_adds(r->text, " -> ");
		reason_add_addr(r, &s->peer);
		if (s->type == SOCK_STREAM)
			buf_addf(r->text, ", in %s", row ? row->name : "?");
	}
}

/* A connection that no program has any more. */
static void add_left(const struct reason *r, const struct diag_socket *s)
{
	const struct name_row *row = state_row(s->state);

	buf_adds(r->text, "the closed connection ");
	reason_add_addr(r, &s->local);
	buf_adds(r->text, " -> ");
	reason_add_addr(r, &s->peer);
	buf_addf(r->text, " is in %s", row ? row->name : "?");
	if (s->timer && s->left) {
		buf_adds(r->text, ", ");
		text_add_time(r->text, s->left);
		buf_adds(r->text, " left");
	}
}

void machine_add_socket(
	const struct machine *m, const struct reason *r, const struct diag_socket *s)
{
	if (!s->inode && s->peer.len) {
		add_left(r, s);
		return;
	}
	machine_add_who(m, r, s);
	add_does(r, s);
}
