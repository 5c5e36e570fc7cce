/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tab at the prompt: the language's completions, handed to readline.
 */
#ifndef UI_TAB_H
#define UI_TAB_H

#include "lang/scope.h"
#include "ui/input.h"

/* SCOPE is what completions look at, INPUT has the lines that the edited one may go on
 * from; both until tab_close. */
void tab_open(struct scope *scope, const struct input *input);
void tab_close(void);

#endif
