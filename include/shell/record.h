/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session's export, kept up to date while it goes on. The main thread's.
 */
#ifndef SHELL_RECORD_H
#define SHELL_RECORD_H

#include "shell/export.h"

/* Writes S to the file NAME now, and again after each command, as a whole and beside it, so that
 * what stands under the name is complete whenever the program is killed. From 64 KiB
 * on writing takes half of the time at most: where commands follow each other faster, not after
 * each of them. -1 with E, and what was recorded before goes on. */
int record_start(
	struct session *s, struct slice name, const struct export_format *f, struct err *e);

/* A command has begun, or ended. What cannot be written is said, and ends the recording. */
void record_step(struct session *s, bool ended);

/* Writes what is not written yet, and ends the recording; nothing where there is none. */
void record_stop(struct session *s);

/* The file that is recorded to, or NULL p. */
struct slice record_name(const struct session *s);

#endif
