/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files sent by the kernel itself.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sock/state.h"
#include "total.h"
#include "transfer.h"

enum {
	MOST = 0x7ffff000, /* what sendfile(2) sends at most by one call */
	PIECE = 16 << 20,  /* by one to a socket that nobody can be asked how far it is */
};

static bool fits(const struct run *r, int fd, const struct payload *p)
{
	struct stat st;

	if (p->file <= STDIN_FILENO || p->flags || OPT(r, PAYLOAD_LINE)->given ||
		r->set->view == VIEW_HEX)
		return false;
	return !fstat(p->file, &st) && (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode)) &&
	       state_type(fd) == SOCK_STREAM;
}

/* How much of the file there is behind AT. The size of one of /proc, and of a device, is 0
 * whatever it holds. */
static int64_t rest(const struct payload *p, int64_t at)
{
	struct stat st;

	if (fstat(p->file, &st) || !st.st_size)
		return MOST;
	return st.st_size > at ? st.st_size - at : 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

bool transfer_once(struct run *r, int fd, const struct payload *p)
{
	int64_t count;

	if (!fits(r, fd, p))
		return false;
	count = least(rest(p, p->from), p->left);
	return sys_sendfile(&r->sys, fd, p->file, p->from, (size_t)count) >= 0 || errno != EINVAL;
}

bool transfer_all(struct run *r, int fd, const struct payload *p)
{
	int64_t total = 0, count, most;
	ssize_t n;

	if (!fits(r, fd, p))
		return false;
	most = state_family(fd) == AF_UNIX ? PIECE : INT64_MAX;
	do {
		count = least(least(rest(p, p->from + total), p->left - total), most);
		n = sys_sendfile(&r->sys, fd, p->file, p->from + total, (size_t)count);
		if (n < 0 && errno == EINVAL && !total)
			return false;
		total += n > 0 ? n : 0;
	} while (n > 0 && total < p->left && rest(p, p->from + total) && run_goes_on(r));
	total_result(r, total, n >= 0);
	return true;
}
