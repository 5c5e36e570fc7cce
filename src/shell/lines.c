/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines that come again. Each has one place; a line takes the place of another when it
 * comes twice without that one in between.
 */
#include "shell/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shell/program.h"
#include "shell/session.h"

#define MIX 0x9e3779b97f4a7c15 /* odd, of random bits */

enum {
	PLACES_BITS = 6,
	LONGEST = 4096, /* bytes of a line that is kept */
};

struct kept {
	uint64_t other;          /* hash of the line that came last and is not kept, or 0 */
	struct program *program; /* of the line kept, or NULL */
	struct source source;    /* that line: its text is owned */
	bool running;            /* so that it cannot go now */
};

struct lines {
	struct kept places[1 << PLACES_BITS];
};

/* The line at POS, up to its newline: of one that goes on behind it the beginning. */
static struct slice line_at(const struct source *src, size_t pos)
{
	const char *start = src->text + pos;
	const char *end = memchr(start, '\n', src->len - pos);

	return (struct slice){ start, end ? (size_t)(end - start) + 1 : src->len - pos };
}

static uint64_t read_word(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* The number of LINE's place: made of a few of its bytes, which is enough for lines that
 * are kept. */
static size_t place_number(struct slice line)
{
	uint64_t ends = read_word(line.p) ^ read_word(line.p + line.len - sizeof(uint64_t));
	uint64_t middle = read_word(line.p + (line.len - sizeof(uint64_t)) / 2);

	return (((ends * MIX) ^ middle ^ line.len) * MIX) >> (64 - PLACES_BITS);
}

/* Of all its bytes. */
static uint64_t hash(struct slice line)
{
	uint64_t sum = line.len;
	size_t at = 0;

	for (; line.len - at >= sizeof(uint64_t); at += sizeof(uint64_t))
		sum = (sum ^ read_word(line.p + at)) * MIX;
	return (sum ^ read_word(line.p + line.len - sizeof(uint64_t))) * MIX;
}

/* NULL where such a line is not kept. */
static struct kept *place_of(struct session *s, struct slice line)
{
	if (line.len < sizeof(uint64_t) || line.len > LONGEST)
		return NULL;
	if (!s->lines)
		s->lines = mem_zalloc(1, sizeof(*s->lines));
	return &s->lines->places[place_number(line)];
}

static bool holds(const struct kept *k, struct slice line)
{
	return k->program && k->source.len == line.len && !memcmp(k->source.text, line.p, line.len);
}

static void forget(struct kept *k)
{
	if (k->program)
		program_free(k->program);
	free((char *)k->source.text);
	*k = (struct kept){ 0 };
}

static bool read_line(struct session *s, struct kept *k, struct slice line)
{
	const struct source *outer = s->source;

	k->source.text = mem_strndup(line.p, line.len);
	k->source.len = line.len;
	s->source = &k->source;
	k->program = program_read(s, (struct span){ 0, line.len }, NULL);
	s->source = outer;
	return k->program;
}

/* Whether LINE is kept from now on: it has come before, and is whole and right. */
static bool keep(struct session *s, struct kept *k, struct slice line)
{
	uint64_t sum = hash(line);

	if (k->other != sum) {
		k->other = sum;
		return false;
	}
	forget(k);
	if (read_line(s, k, line))
		return true;
	forget(k);
	return false;
}

static enum interp_flow run_kept(
	struct session *s, struct kept *k, const struct source *src, size_t *pos)
{
	const struct source *outer = s->source;
	enum interp_flow flow;

	k->other = 0;
	k->source.name = src->name;
	k->source.caller = src->caller;
	k->source.within = src;
	k->source.at = *pos;
	*pos += k->source.len;
	s->source = &k->source;
	k->running = true;
	flow = program_run(s, k->program);
	k->running = false;
	s->source = outer;
	return flow;
}

enum interp_flow lines_next(struct session *s, const struct source *src, size_t *pos)
{
	struct slice line = line_at(src, *pos);
	struct kept *k = place_of(s, line);

	if (!k || k->running || !(holds(k, line) || keep(s, k, line)))
		return interp_line(s, src, pos);
	return run_kept(s, k, src, pos);
}

void lines_free(struct lines *l)
{
	for (int i = 0; l && i < 1 << PLACES_BITS; i++)
		forget(&l->places[i]);
	free(l);
}
