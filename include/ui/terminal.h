/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The terminal's modes, and the signals that concern it: stop and continue,
 * and a change of its size. Who edits lines changes the modes while the prompt
 * is up; here they are kept for the time in between.
 */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include <signal.h>
#include <stdbool.h>

/* Whose the terminal is. */
enum terminal_mode {
	TERMINAL_EDITED, /* the prompt is up: modes are the editor's */
	TERMINAL_SILENT, /* a command runs: echo is off, so that what is typed ahead is
			    shown by the next prompt alone */
	TERMINAL_LENT,   /* as it was found: another program has it, or we have left */
};

/* What has happened since terminal_events was asked last, in TERMINAL_EDITED. */
struct terminal_events {
	bool stop, resume, resize;
};

/* Whether there is one to read from, and one to show a prompt on. */
bool terminal_present(void);

/* Notes the modes of standard input, installs the handlers, and sets the locale's
 * characters: UTF-8 where the environment names none. */
void terminal_open(void);

/* Sets the modes back and the handlers to what they were. */
void terminal_close(void);

void terminal_set(enum terminal_mode mode);

/* Blocks the signals, or not. *WAIT gets the mask for a ppoll that lets them in. */
void terminal_hold_signals(bool hold, sigset_t *wait);

struct terminal_events terminal_take_events(void);

/* Stops the program, as Ctrl-Z asks; returns when it goes on. */
void terminal_suspend(void);

#endif
