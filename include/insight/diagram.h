/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state diagram of TCP (RFC 9293, figure 5), with the path of one connection marked in it.
 * Pure functions of a track.
 */
#ifndef INSIGHT_DIAGRAM_H
#define INSIGHT_DIAGRAM_H

#include "base/buf.h"
#include "insight/track.h"

/* A transition: what the program calls or the peer sends, and what is sent for it. */
struct diagram_edge {
	int from, to;
	const char *on, *sends; /* sends may be "" */
	bool rare;              /* never taken for granted */
};
extern const struct diagram_edge diagram_edges[];
extern const size_t diagram_edge_count;

enum diagram_style {
	DIAGRAM_UNICODE = 1, /* lines and arrows; else ASCII */
	DIAGRAM_COLOUR = 2,  /* escapes of a terminal */
};

/* Appends it, 77 columns wide; T may be NULL: nothing is marked. Steps are numbered, ~ marks those
 * that are inferred, * the last one. */
void diagram_draw(const struct track *t, unsigned style, struct buf *b);

/* The path in words, without a newline: `1 CLOSE (socket, call 1) -> 2~ SYN_SENT`. */
void diagram_path(const struct track *t, struct buf *b);

/* The picture, SVG. */
void diagram_svg(const struct track *t, struct slice title, struct buf *b);

#endif
