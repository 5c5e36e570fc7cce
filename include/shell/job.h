/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs: `COMMAND &` in a thread of its own. A job has copies of all that its
 * command needs (words expanded at that moment, settings) and buffers for what
 * comes back; the session takes these over when the job is waited for.
 */
#ifndef SHELL_JOB_H
#define SHELL_JOB_H

#include "shell/interp.h"

struct job;

/* Starts P, a command of S->source, as a job; its line is out before this
 * returns where its call blocks. NUMBER is one of job_number whose last job is forgotten, or 0: the
 * next. -1 with E: the command is refused, or no thread can be had. */
int job_start(struct session *s, const struct parsed *p, int number, struct err *e);

/* A number for jobs of which one follows the other. -1 with E. */
int job_number(struct session *s, struct err *e);

/* The job of a number, or NULL; the numbers of all, in order: next after ID, or 0. */
struct job *job_find(const struct session *s, int id);
int job_next(const struct session *s, int id);

bool job_running(const struct job *j);
struct slice job_text(const struct job *j);

/* Its command's row and arguments and, once it has ended, its run: the result, the received
 * bytes. */
const struct run *job_run(const struct job *j);

/* Waits until the job has ended, or until I is interrupted (-1). */
int job_wait(struct session *s, struct job *j, struct intr *i);

/* Waits until one has ended since the last time that any was waited for, or was started; or until I
 * is interrupted (-1). */
int jobs_wait(struct session *s, struct intr *i);

/* Ends the blocked call of a job with EINTR. Any state. */
void job_cancel(struct job *j);

/* Takes over what an ended job brought ($?, $errno, $data, $addr), judges its
 * result as that of a command, and forgets the job. */
enum interp_flow job_finish(struct session *s, struct job *j);

/* Forgets an ended job unjudged. */
void job_forget(struct session *s, struct job *j);

/* Cancels and joins all. */
void jobs_end(struct session *s);

#endif
