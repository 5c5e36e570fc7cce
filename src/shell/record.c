/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session's export, written anew while the session goes on.
 */
#include "shell/record.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "shell/interp.h"
#include "shell/save.h"

enum { ALWAYS = 64 * 1024 }; /* bytes: as little is written after each command */

struct recorder {
	struct buf name;
	const struct export_format *format;
	size_t size;         /* of the file */
	bool behind;         /* something is not in the file yet */
	int64_t ended, took; /* the last writing: when, and how long, ns */
};

static void discard(struct recorder *r)
{
	buf_free(&r->name);
	free(r);
}

static int write_now(struct session *s, struct recorder *r, struct err *e)
{
	struct buf text = { 0 };
	int64_t began = intr_now();
	int status;

	export_session(s, r->format, &text);
	status = save_file_as(s->scope.fds, NULL, buf_cstr(&r->name), &text, e);
	r->size = text.len;
	buf_free(&text);
	r->behind = false;
	r->ended = intr_now();
	r->took = r->ended - began;
	return status;
}

int record_start(struct session *s, struct slice name, const struct export_format *f, struct err *e)
{
	struct recorder *r = mem_zalloc(1, sizeof(*r));

	buf_add(&r->name, name.p, name.len);
	r->format = f;
	if (write_now(s, r, e)) {
		discard(r);
		return -1;
	}
	record_stop(s);
	s->recorder = r;
	return 0;
}

static void give_up(struct session *s, struct err *e)
{
	struct recorder *r = s->recorder;

	s->recorder = NULL;
	err_hint(e, "the session is recorded no more; what was recorded before stands there");
	s->front->error(s, e);
	session_fail(s, STATUS_FAILED);
	discard(r);
}

static void catch_up(struct session *s)
{
	struct err e;

	err_clear(&e);
	if (write_now(s, s->recorder, &e))
		give_up(s, &e);
}

void record_step(struct session *s, bool ended)
{
	struct recorder *r = s->recorder;

	r->behind |= ended;
	if (r->behind && (r->size < ALWAYS || intr_now() - r->ended >= r->took))
		catch_up(s);
}

void record_stop(struct session *s)
{
	if (s->recorder && s->recorder->behind)
		catch_up(s);
	if (s->recorder)
		discard(s->recorder);
	s->recorder = NULL;
}

struct slice record_name(const struct session *s)
{
	return s->recorder ? buf_slice(&s->recorder->name) : (struct slice){ NULL, 0 };
}
