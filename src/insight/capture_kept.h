/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The packets that are kept, and when they were captured.
 */
#ifndef INSIGHT_CAPTURE_KEPT_H
#define INSIGHT_CAPTURE_KEPT_H

#include "insight/capture.h"

/* It was turned on or off just now. */
void capture_switched(struct capture *c);

/* One with room for the bytes, and for the texts behind them: P is decoded from bytes that go. */
struct captured *captured_make(const struct tapped *t, const struct packet *p,
	const struct buf *names, const struct buf *command);

/* ONE, which is C's from then on, as the last; the oldest that have no room any more go. */
void capture_append(struct capture *c, struct captured *one);

void capture_drop_first(struct capture *c);

/* ---- frames of links ---- */

void capture_lines_free(struct capture *c);

/* Those of a link, or of none: 0. */
struct flows *capture_flows(struct capture *c, unsigned line);

struct tapped capture_tapped(const struct wired *w);

#endif
