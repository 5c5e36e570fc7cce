/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was typed or pasted, cut into commands. A paste brings several lines at
 * once; an open quote or block goes on in the next one.
 */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/mem.h"

/* Zero-initialised is empty. */
struct input {
	struct buf text;
	size_t pos; /* where the next command line begins */
	struct arena arena;
};

void input_free(struct input *in);

/* Adds a line, or several, without the last newline. */
void input_add(struct input *in, const char *text);

/* The next whole line of commands (without its newline), valid until the next
 * call of any function here; false when there is none. With FINAL no more text
 * will come: what is open is handed out as it is. */
bool input_next(struct input *in, bool final, struct slice *line);

/* The next line as it is, whatever is open in it; valid as long. */
bool input_take(struct input *in, struct slice *line);

/* Whether a line has begun and is not whole yet. */
bool input_open(const struct input *in);

/* The lines of it so far, each with its newline; "" where none is open. */
const char *input_rest(const struct input *in);

/* Forgets what has not been handed out. */
void input_drop(struct input *in);

#endif
