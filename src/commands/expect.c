/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: receives until a text has come, and takes nothing that is behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/finder.h"
#include "base/mem.h"
#include "base/text.h"
#include "examples.h"
#include "lang/types.h"
#include "shell/session.h"
#include "sock/state.h"
#include "total.h"

enum { FD, TEXT };
enum { REGEX };
enum {
	PIECE = 256 * 1024, /* bytes that are peeked at */
	SHOWN = 64,         /* of what came, in a message */
};

struct waiting {
	int fd;
	bool stream; /* else messages, each of which is taken whole */
	struct finder *finder;
	char *peeked, *room; /* PIECE bytes each */
	int64_t total;
	bool found; /* and taken */
	bool ended; /* the stream did */
};

/* ---- what came ---- */

/* The last FINDER_WINDOW bytes are kept as $data. */
static void keep(struct run *r, struct slice piece)
{
	struct buf *data = r->data;

	if (piece.len >= FINDER_WINDOW) {
		piece.p += piece.len - FINDER_WINDOW;
		piece.len = FINDER_WINDOW;
	}
	if (data->len + piece.len > FINDER_WINDOW) {
		size_t drop = data->len + piece.len - FINDER_WINDOW;

		memmove(data->data, data->data + drop, data->len - drop);
		data->len -= drop;
	}
	buf_add(data, piece.p, piece.len);
}

static void keep_captures(struct run *r, const struct finder *f)
{
	struct matched *m = r->matched;
	struct slice text;

	m->count = 0;
	for (int i = 0; i < RUN_CAPTURES; i++) {
		buf_clear(&m->captures[i]);
		if (!finder_capture(f, i, &text))
			continue;
		buf_add(&m->captures[i], text.p, text.len);
		m->count = i + 1;
	}
}

/* "12 bytes came: "..."", of many the last. */
static void add_came(const struct run *r, const struct waiting *w, struct buf *b)
{
	struct slice data = buf_slice(r->data);
	size_t from = data.len > SHOWN ? data.len - SHOWN : 0;

	text_add_count(b, (uint64_t)w->total, "byte");
	buf_adds(b, " came");
	if (!data.len)
		return;
	buf_adds(b, from ? ", the last: ...\"" : ": \"");
	text_add_quoted(b, data.p + from, data.len - from);
	buf_addc(b, '"');
}

/* The result, and what an unexpected failure is told by, say what had come. */
static void tell_came(struct run *r, const struct waiting *w)
{
	struct buf *words = &r->words, came = { 0 };

	add_came(r, w, &came);
	if (r->result.outcome == CALL_GAVE_UP || w->ended) {
		buf_clear(words);
		buf_addf(words, "%s (", r->result.error);
		if (!w->ended) {
			buf_adds(words, "after ");
			text_add_time(words, r->sys.intr->limit);
			buf_adds(words, "; ");
		}
		buf_addf(words, "%s)", buf_cstr(&came));
		buf_clear(&r->failure);
		buf_add(&r->failure, r->text.p, r->text.len);
		buf_addf(&r->failure, " = %s", buf_cstr(words));
	} else {
		buf_addf(&r->failure, "; %s", buf_cstr(&came));
	}
	buf_free(&came);
}

/* ---- piece by piece ---- */

/* How many bytes a recv is to take: of a message all. */
static size_t wanted(const struct waiting *w, ssize_t found, size_t peeked)
{
	if (!w->stream)
		return PIECE;
	return found >= 0 ? (size_t)found : peeked;
}

/* Takes what was peeked at, up to the match at FOUND. Where another thread took some of it
 * meanwhile, that is no match. False where a call failed. */
static bool take(struct run *r, struct waiting *w, ssize_t found, size_t peeked)
{
	size_t want = wanted(w, found, peeked);
	ssize_t n = sys_recv(&r->sys, w->fd, w->room, want, 0);
	struct slice piece = { w->room, n > 0 ? r->sys.got : 0 };

	if (n < 0)
		return false;
	w->total += n;
	w->found = found >= 0 && piece.len >= (size_t)found &&
		   !memcmp(w->room, w->peeked, (size_t)found);
	if (w->found)
		keep_captures(r, w->finder);
	keep(r, piece);
	finder_feed(w->finder, piece);
	if (!w->stream)
		finder_restart(w->finder);
	return true;
}

static bool is_end(const struct waiting *w)
{
	return state_type(w->fd) != SOCK_DGRAM || state_ended(w->fd);
}

/* One peek and what follows from it. REFUSED with the run's error; STOPPED: no more. */
static enum command_status step(struct run *r, struct waiting *w)
{
	ssize_t n = sys_peek(&r->sys, w->fd, w->peeked, PIECE);
	size_t got = n > 0 ? r->sys.got : 0;
	ssize_t found;

	w->ended = n == 0 && is_end(w);
	if (n < 0 || w->ended)
		return STOPPED;
	found = finder_look(w->finder, (struct slice){ w->peeked, got }, r->sys.intr, &r->err);
	if (found == FINDER_FAILED)
		return REFUSED;
	w->found = found == 0 && w->stream; /* it ends in what was taken */
	if (w->found)
		keep_captures(r, w->finder);
	else if (!take(r, w, found, got))
		return STOPPED;
	return w->found ? STOPPED : DONE;
}

/* ---- the command ---- */

static void conclude(struct run *r, struct waiting *w)
{
	if (w->found) {
		run_result(r, w->total);
		r->received = true;
		return;
	}
	if (w->ended)
		run_ended(r);
	total_gave_up(r);
	tell_came(r, w);
}

static enum command_status wait_for(struct run *r, struct waiting *w)
{
	enum command_status status;

	buf_clear(r->data);
	do
		status = step(r, w);
	while (status == DONE && run_goes_on(r));
	if (status == REFUSED && !intr_pending(r->sys.intr))
		return REFUSED;
	err_clear(&r->err); /* of a search that was interrupted */
	conclude(r, w);
	return DONE;
}

static struct finder *make_finder(struct run *r)
{
	const struct arg *text = POS(r, TEXT);

	if (OPT(r, REGEX)->given)
		return finder_pattern(text->text, &r->err);
	if (text->text.len)
		return finder_text(text->text);
	err_set(&r->err, ERR_USAGE, "expect waits for a text, and this one is empty");
	return NULL;
}

static enum command_status run(struct run *r)
{
	struct waiting w = { .fd = (int)POS(r, FD)->num };
	enum command_status status;

	w.finder = make_finder(r);
	if (!w.finder)
		return (enum command_status)err_locate(&r->err, POS(r, TEXT)->span);
	w.stream = state_type(w.fd) == SOCK_STREAM;
	w.peeked = mem_alloc(PIECE);
	w.room = mem_alloc(PIECE);
	status = wait_for(r, &w);
	free(w.peeked);
	free(w.room);
	finder_free(w.finder);
	return status;
}

const struct command command_expect = {
	.name = "expect",
	.group = GROUP_DATA,
	.flags = MAKES_CALL | TAKES_TIME | MAY_BE_JOB | MAY_END | IS_CHECK,
	.params = (const struct param[]){ { "FD", &type_fd, 0, .help = "the socket" },
		{ "TEXT", &type_data, 0, .help = "the bytes, or an expression" }, { 0 } },
	.options =
		(const struct option[]){
			{ .name = "--regex",
				.value = { .help = "TEXT is an extended regular expression over bytes" } },
			{ 0 } },
	.summary = "receive until a text has come, and nothing behind it",
	.details =
		"What is there is peeked at (MSG_PEEK) and then taken by recv up to the end of TEXT, or "
		"all of it where TEXT is not in it yet: so what follows TEXT stays for the next recv. "
		"TEXT is found whatever pieces it comes in. The result is the number of bytes "
		"taken; $data holds them, of more than 64 KiB the last; $m0 is what was found.\n\n"
		"When -t ends it the result is GAVEUP, at the end of the stream before TEXT it is EOF, "
		"and both tell what had come. The recv lines are shown, the peeks are among calls "
		"--all.\n\n"
		"With --regex $m1 and on are what parentheses matched. The expression is looked for in the last "
		"64 KiB taken and what has come behind them; ^ is where this expect began, $ the end of "
		"what has come so far, so that it is better to name the bytes that end the text: "
		"\"[0-9]+\\n\". regex(7), and assert, tell of them.\n\n"
		"Of a socket of messages each one is taken whole, and TEXT is to be within one. Nothing can be "
		"peeked at but a socket: of a file or a pipe the call fails with ENOTSOCK.",
	.examples =
		(const struct example[]){ { EXAMPLE_PAIR "send s \"220 ready\\r\\nmore\"\n",
						  "expect c \"\\r\\n\" = 11\nrecv c = 4 \"more\"",
						  "a line, whatever else has come" },
			{ EXAMPLE_PAIR "send s \"HTTP/1.1 200 OK\\r\\n\"\n",
				"expect c --regex \"HTTP/1.[01] ([0-9]+) \"\nprint $m1", NULL },
			{ EXAMPLE_PAIR "send s \"no\"\nclose s\n", "expect c \"yes\" = EOF", NULL },
			{ 0 } },
	.slip = "the descriptor comes first: expect FD \"text\"",
	.calls = "recv",
	.see = "recv(2), regex(7), recv, assert",
	.run = run,
};
