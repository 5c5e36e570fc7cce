/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a row.
 */
#ifndef INSIGHT_TIMELINE_WORDS_H
#define INSIGHT_TIMELINE_WORDS_H

#include "timeline_ends.h"

/* `name("hello") = 5`: without the descriptor and addresses, which stand above. */
void words_call(const struct call *c, struct buf *b);

/* `name() ...` */
void words_begun(const char *text, struct buf *b);

/* `P. 1:6(5) ack 1 win 64`: the options of TCP left out, and what an error quotes. */
void words_packet(const struct capture *c, const struct captured *one, struct buf *b);

/* What C, on an end whose connection is TCP's or not, lets pass that nobody has captured: a word
 * into B for what goes to the other end, and one into BACK for the answer; empty: nothing that
 * would be known. */
void words_assumed(const struct call *c, const struct end *end, struct buf *b, struct buf *back);

/* `c (4)`, `4`, and of what was accepted from LISTENER (or NULL) `l (3), s (5)`. */
void words_end(const struct end *end, const struct end *listener, struct buf *b);

#endif
