/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes, rate and time left of a file under way.
 */
#include "progress.h"

#include <string.h>

#include "base/clock.h"
#include "base/intr.h"
#include "sock/state.h"

void progress_before(struct progress *p, const struct call *c)
{
	enum { COUNT = 2 };

	if (p->file != c->file || p->fd != c->fd || p->received != c->received)
		*p = (struct progress){
			.file = c->file, .fd = c->fd, .received = c->received, .began = intr_now()
		};
	p->base = !strcmp(c->name, "sendfile") ? state_given(c->fd) : -1;
	p->size = p->base < 0 ? 0 : p->moved + c->args[COUNT].num;
}

void progress_after(struct progress *p, const struct call *c)
{
	p->moved += c->result > 0 ? c->result : 0;
	p->base = -1;
}

static void add_size(struct buf *b, double bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB" };
	size_t i = 0;

	for (; bytes >= 1024 && i + 1 < sizeof(units) / sizeof(units[0]); i++)
		bytes /= 1024;
	if (i)
		buf_addf(b, "%.1f %s", bytes, units[i]);
	else
		buf_addf(b, "%.0f %s", bytes, units[i]);
}

static void add_left(struct buf *b, double seconds)
{
	enum { MINUTE = 60, HOUR = 3600 };

	if (seconds < MINUTE)
		buf_addf(b, ", %.0f s left", seconds);
	else if (seconds < HOUR)
		buf_addf(b, ", %.0f min left", seconds / MINUTE);
	else
		buf_addf(b, ", %.1f h left", seconds / HOUR);
}

bool progress_line(struct progress *p, int64_t now, struct buf *b)
{
	int64_t at = p->base < 0 ? -1 : state_given(p->fd);
	int64_t bytes = p->moved + (at > p->base ? at - p->base : 0);
	double rate = (double)bytes / ((double)(now - p->began) / (double)SECOND);
	bool moved = bytes != p->shown;

	buf_adds(b, "  ");
	add_size(b, (double)bytes);
	if (p->size) {
		buf_adds(b, " of ");
		add_size(b, (double)p->size);
	}
	buf_adds(b, ", ");
	add_size(b, rate);
	buf_adds(b, "/s");
	if (p->size > bytes && rate >= 1)
		add_left(b, (double)(p->size - bytes) / rate);
	p->shown = bytes;
	return moved;
}
