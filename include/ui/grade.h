/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submissions graded against a template: a row for each.
 */
#ifndef UI_GRADE_H
#define UI_GRADE_H

#include "shell/session.h"
#include "ui/options.h"

/* Reads the template that INV names, into INV->grading. -1 with E: it cannot be read, or has
 * nothing to fill in. */
int grade_begin(struct invocation *inv, const struct scope *sc, struct err *e);
void grade_end(struct invocation *inv);

/* Runs the submission that INV names in S, its blanks as predictions; or the script, against the
 * program that INV names. Prints its row; what it prints itself goes nowhere. The session's status
 * tells whether it has all points. */
void grade_run(struct session *s, const struct invocation *inv);

#endif
