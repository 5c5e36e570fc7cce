/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When packets were captured.
 */
#ifndef INSIGHT_CAPTURE_KEPT_H
#define INSIGHT_CAPTURE_KEPT_H

struct capture;

/* It was turned on or off just now. */
void capture_switched(struct capture *c);

#endif
