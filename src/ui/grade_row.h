/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told of a submission, as text, CSV (RFC 4180) or JSON.
 */
#ifndef UI_GRADE_ROW_H
#define UI_GRADE_ROW_H

#include "paper.h"
#include "ui/options.h"

struct grade {
	const char *file;
	int points, of;
	struct slice failure; /* the first one, on one line; empty: none */
	const struct answer *answers;
	int nanswers, asked;        /* of so many questions */
	struct slice state, output; /* of a program: how it went, the end of what it printed */
};

/* The line above the rows, where the form has one; there are ASKED questions. */
void grade_add_head(const struct invocation *inv, bool json, int asked, struct buf *b);

/* JSON is a setting, CSV the invocation's. */
void grade_add_row(const struct invocation *inv, bool json, const struct grade *g, struct buf *b);

#endif
