/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What programs are told of jobs (--json), by the job's thread.
 */
#ifndef SHELL_JOB_EVENT_H
#define SHELL_JOB_EVENT_H

#include "shell/run.h"

/* It begins, before any of its calls; it has ended, after all of them. */
void job_event_started(const struct run *r);
void job_event_ended(const struct run *r, bool refused);

#endif
