/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts are found by the automaton of Knuth, Morris and Pratt, which never goes back.
 */
#include "base/finder.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct finder {
	/* a text */
	struct slice text;
	size_t *back;    /* how many bytes match yet, where the one behind so many does not */
	size_t matching; /* bytes of the text that what was fed ends in */
	/* an expression, or NULL */
	struct pattern *pattern;
	struct buf window; /* the last bytes fed, and where one was looked at, the piece */
	size_t fed;        /* of the window's */
	bool passed;       /* bytes before the window */
	struct span captures[PATTERN_CAPTURES];
};

/* ---- a text ---- */

static size_t *make_back(struct slice text)
{
	size_t *back = mem_alloc(sizeof(*back) * (text.len + 1)), same = 0;

	back[0] = back[1] = 0;
	for (size_t i = 1; i < text.len; i++) {
		while (same && text.p[i] != text.p[same])
			same = back[same];
		same += text.p[i] == text.p[same];
		back[i + 1] = same;
	}
	return back;
}

/* Moves *MATCHING over PIECE, to the end of the text in it; returns how many bytes that are, or
 * FINDER_NONE. */
static ssize_t step(const struct finder *f, struct slice piece, size_t *matching)
{
	const char *p = piece.p, *end = p + piece.len;
	size_t same = *matching;

	while (p < end) {
		if (!same) {
			p = memchr(p, f->text.p[0], (size_t)(end - p));
			if (!p)
				break;
		}
		while (same && *p != f->text.p[same])
			same = f->back[same];
		same += *p++ == f->text.p[same];
		if (same == f->text.len) {
			*matching = f->back[same];
			return p - piece.p;
		}
	}
	*matching = same;
	return FINDER_NONE;
}

struct finder *finder_text(struct slice text)
{
	struct finder *f = mem_zalloc(1, sizeof(*f));

	f->text = text;
	f->back = make_back(text);
	return f;
}

/* ---- an expression ---- */

struct finder *finder_pattern(struct slice text, struct err *e)
{
	struct pattern *p = pattern_compile(text, e);
	struct finder *f;

	if (!p)
		return NULL;
	if (pattern_match(p, (struct slice){ "", 0 }, NULL, NULL, NULL) > 0) {
		pattern_free(p);
		err_set(e, ERR_USAGE, "this matches an empty text, and there is no wait for that");
		return NULL;
	}
	f = mem_zalloc(1, sizeof(*f));
	f->pattern = p;
	return f;
}

static ssize_t search(struct finder *f, struct slice piece, const struct intr *i, struct err *e)
{
	int found;

	f->window.len = f->fed;
	buf_add(&f->window, piece.p, piece.len);
	pattern_continues(f->pattern, f->passed);
	if (!pattern_exists(f->pattern, buf_slice(&f->window)))
		return FINDER_NONE;
	found = pattern_match(f->pattern, buf_slice(&f->window), f->captures, i, e);
	if (found <= 0)
		return found ? FINDER_FAILED : FINDER_NONE;
	/* what only the end of the last piece was in the way of */
	return f->captures[0].end > f->fed ? (ssize_t)(f->captures[0].end - f->fed) : 0;
}

static void add_to_window(struct finder *f, struct slice piece)
{
	size_t drop;

	f->window.len = f->fed;
	buf_add(&f->window, piece.p, piece.len);
	drop = f->window.len > FINDER_WINDOW ? f->window.len - FINDER_WINDOW : 0;
	if (drop) {
		f->window.len -= drop;
		memmove(f->window.data, f->window.data + drop, f->window.len);
		f->passed = true;
	}
	f->fed = f->window.len;
}

/* ---- either ---- */

void finder_free(struct finder *f)
{
	if (!f)
		return;
	free(f->back);
	pattern_free(f->pattern);
	buf_free(&f->window);
	free(f);
}

ssize_t finder_look(struct finder *f, struct slice piece, const struct intr *i, struct err *e)
{
	size_t matching = f->matching;

	return f->pattern ? search(f, piece, i, e) : step(f, piece, &matching);
}

bool finder_capture(const struct finder *f, int i, struct slice *text)
{
	const struct span *at = &f->captures[i];

	if (!f->pattern) {
		*text = f->text;
		return i == 0;
	}
	if (at->start == PATTERN_NONE)
		return false;
	*text = (struct slice){ f->window.data + at->start, at->end - at->start };
	return true;
}

void finder_feed(struct finder *f, struct slice piece)
{
	if (f->pattern)
		add_to_window(f, piece);
	else
		step(f, piece, &f->matching);
}

void finder_restart(struct finder *f)
{
	f->matching = f->fed = f->window.len = 0;
	f->passed = false;
}
