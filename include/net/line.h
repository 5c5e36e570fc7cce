/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one direction of a link does to the frames that enter it: a pure model, with the time given
 * by who calls. A frame waits in a queue, is sent at the link's rate, travels for the delay; on
 * its way it may be lost, come twice, late or with a bit turned. What happens to which frame is
 * drawn from a generator with a seed, so it is the same in every run that has the same frames.
 */
#ifndef NET_LINE_H
#define NET_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { LINE_QUEUE = 1000 }; /* frames that wait at most, where no size is given (txqueuelen) */
enum { LINE_LOSSES = 64 };  /* numbers in a list of losses */

/* Which frames: a share of them, or those of the numbers, counted from 1 since it was set. */
struct line_some {
	double share; /* 0..1 */
	uint64_t numbers[LINE_LOSSES];
	unsigned count;
};

struct line_spec {
	int64_t delay_min, delay_max; /* ns; equal: fixed. Order is kept but for `reorder`: those
					 frames jump the delay, as of netem */
	int64_t rate;                 /* bits a second; 0: no limit */
	int64_t queue;                /* bytes that wait at most; 0: LINE_QUEUE frames. Who finds
					 the line idle does not wait */
	struct line_some loss, dup, reorder, corrupt;
};

enum line_fate {
	LINE_CARRIED,
	LINE_LOST,    /* as `loss` says */
	LINE_FULL,    /* the queue had no room */
	LINE_CUT,     /* the link is cut */
	LINE_DROPPED, /* somebody asked for it by its pattern */
};
enum { LINE_FATES = LINE_DROPPED + 1 };

/* One word: carried, lost. */
const char *line_fate_name(enum line_fate fate);

/* What becomes of one frame. */
struct line_verdict {
	enum line_fate fate;
	int64_t arrives; /* CLOCK_MONOTONIC, ns; not carried: when it entered. Of LINE_CARRIED: */
	bool twice;      /* two copies of it arrive, one after the other */
	bool reordered;  /* it jumps the delay */
	bool corrupted;  /* then: */
	uint32_t bit;    /* which one is turned, counted from the frame's first */
};

struct line_state {
	struct line_spec spec;
	bool cut;
	uint64_t random;  /* the generator's state */
	int64_t now;      /* the latest time that it was told */
	uint64_t entered; /* frames since the spec was set: what lists of numbers count */
	int64_t free_at;  /* the last frame has been sent: when the next may begin */
	int64_t last;     /* when the last one in order arrives */
	/* The queue now: those that have not begun to be sent. */
	struct line_waiting *waiting; /* private */
	size_t first, waits, room;
	int64_t bytes_waiting, bytes_peak, frames_peak;
	/* All that ever entered. */
	uint64_t frames, bytes, by_fate[LINE_FATES], duplicated, reordered, corrupted;
};

/* A zero-initialised struct line_state is a bare one, with seed 0; freed by line_free. Its
 * generator begins anew with SEED. */
void line_seed(struct line_state *l, uint64_t seed);
void line_free(struct line_state *l);

/* Changes what it does from now on; frames on their way stay as they are. Numbers are counted
 * anew. */
void line_set(struct line_state *l, const struct line_spec *spec);

/* A frame of LEN bytes (Ethernet, without its checksum) enters at NOW. FATE is LINE_CARRIED, or
 * what has been decided: LINE_DROPPED, or LINE_FULL where who calls has no room. Those that are
 * lost on the way (LINE_LOST, LINE_DROPPED) take their time of the line as the others do. Calls
 * with earlier times than the last one's are taken as at that time. */
struct line_verdict line_enter(
	struct line_state *l, int64_t now, uint32_t len, enum line_fate fate);

/* What waits at NOW. */
void line_look(struct line_state *l, int64_t now, int64_t *frames, int64_t *bytes);

/* `3%`, `0.1%`, or numbers `3,7`: -1 with E (unlocated). */
int line_some_parse(struct slice text, struct line_some *some, struct err *e);

/* `10mbit`, `1.5gbit`, `64kbit`, `9600bit`: bits a second (tc(8)); a bare number or one with k, M
 * is refused with E, which says that. */
int line_rate_parse(struct slice text, int64_t *rate, struct err *e);

/* `delay 10ms..12ms rate 10mbit queue 64k loss 5%`: what of SPEC is not as in a bare link, as it is
 * parsed; of a bare one nothing. */
void line_print(const struct line_spec *spec, struct buf *b);

#endif
