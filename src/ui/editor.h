/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line editor of the prompt, lent to a command that reads lines itself.
 * What is printed meanwhile (out_write) appears above the half-typed line.
 */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct line_reader {
	const char *prompt;
	/* A line was entered; without its newline, but with those of a paste. */
	void (*line)(void *context, const char *line);
	void *context;
};

/* READER is borrowed until editor_end. */
void editor_begin(const struct line_reader *reader);

/* Waits for OTHER (poll(2); its fd may be -1) or NS nanoseconds (-1: for ever), and
 * does meanwhile what keys and signals ask. False when no more will be typed: the
 * end of input, or an interruption, which stays pending. */
bool editor_step(struct pollfd *other, int64_t ns);

/* Takes the half-typed line off the screen. */
void editor_end(void);

#endif
