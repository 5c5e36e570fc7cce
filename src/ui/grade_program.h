/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program, graded by a script.
 */
#ifndef UI_GRADE_PROGRAM_H
#define UI_GRADE_PROGRAM_H

#include "paper.h"
#include "shell/session.h"
#include "ui/options.h"

/* Runs SCRIPT in S against the program that INV names, and prints its row. */
void grade_program(struct session *s, const struct invocation *inv, struct paper *script);

#endif
