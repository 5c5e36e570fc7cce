/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a descriptor is open.
 */
#include "opened.h"

#include <fcntl.h>

bool opened(struct run *r, const struct arg *fd)
{
	if (fcntl((int)fd->num, F_GETFD) >= 0)
		return true;
	err_at(&r->err, ERR_NAME, fd->span, "descriptor %d is not open", (int)fd->num);
	err_hint(&r->err, "list shows those that are");
	return false;
}
