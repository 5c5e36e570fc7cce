/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is new of a socket.
 */
#include "insight/news.h"

#include <netinet/tcp.h>
#include <poll.h>

#include "base/json.h"
#include "base/text.h"

static const struct {
	const char *event, *text;
} words[NEWS_COUNT] = {
	[NEWS_CONNECTED] = { "connected", "connected" },
	[NEWS_WAITING] = { "waiting", NULL },
	[NEWS_READABLE] = { "readable", NULL },
	[NEWS_URGENT] = { "urgent", "urgent data" },
	[NEWS_PEER_CLOSED] = { "peer closed", NULL },
	[NEWS_RESET] = { "reset", "the connection was reset" },
	[NEWS_ERROR] = { "error", "an error is pending (SO_ERROR has it)" },
};

static bool gained(const struct watch_state *before, const struct watch_state *now, int event)
{
	return now->events & event && !(before->events & event);
}

static bool is_connected(const struct watch_state *before, const struct watch_state *now)
{
	return before->state == TCP_SYN_SENT &&
	       (now->state == TCP_ESTABLISHED || now->state == TCP_CLOSE_WAIT);
}

/* The end of a stream is readable too, but no data. */
static bool is_readable(const struct watch_state *before, const struct watch_state *now)
{
	if (!(now->events & POLLIN) || now->backlog)
		return false;
	if (now->unread < 0)
		return gained(before, now, POLLIN);
	if (now->messages && !(now->events & (POLLRDHUP | POLLERR)) && gained(before, now, POLLIN))
		return true; /* of 0 bytes too */
	return now->unread > 0 && (now->unread != before->unread || now->queued > before->queued);
}

/* A connection that timed out was not answered; one that was refused had not begun. Other
 * families than IP have nothing but a peer that is gone. */
static bool is_reset(const struct watch_state *before, const struct watch_state *now)
{
	if (!(now->events & POLLHUP))
		return false;
	if (now->state < 0)
		return !now->messages;
	return now->state == TCP_CLOSE && !now->unanswered && before->state >= 0 &&
	       before->state != TCP_SYN_SENT && before->state != TCP_CLOSE;
}

/* The end of what comes may be our own doing, shutdown(2): of TCP the state tells. */
static bool is_ended(const struct watch_state *before, const struct watch_state *now)
{
	if (!gained(before, now, POLLRDHUP) || now->events & POLLERR || now->backlog)
		return false;
	return now->state < 0 || now->state == TCP_CLOSE_WAIT || now->state == TCP_LAST_ACK ||
	       now->state == TCP_CLOSING || now->state == TCP_TIME_WAIT || now->state == TCP_CLOSE;
}

struct news news_find(const struct watch_state *before, const struct watch_state *now)
{
	struct news n = { .now = *now };
	bool failed = gained(before, now, POLLERR), reset = failed && is_reset(before, now);

	n.kinds |= (unsigned)is_connected(before, now) << NEWS_CONNECTED;
	n.kinds |= (unsigned)(now->queue > before->queue) << NEWS_WAITING;
	n.kinds |= (unsigned)is_readable(before, now) << NEWS_READABLE;
	n.kinds |= (unsigned)gained(before, now, POLLPRI) << NEWS_URGENT;
	n.kinds |= (unsigned)is_ended(before, now) << NEWS_PEER_CLOSED;
	n.kinds |= (unsigned)reset << NEWS_RESET;
	n.kinds |= (unsigned)(failed && !reset) << NEWS_ERROR;
	return n;
}

static void print_one(const struct news *n, enum news_kind kind, struct buf *b)
{
	const struct watch_state *s = &n->now;

	if (kind == NEWS_WAITING) {
		text_add_count(b, s->queue, "connection");
		buf_addf(b, " %s to be accepted (backlog %u)", s->queue == 1 ? "waits" : "wait",
			s->backlog);
	} else if (kind == NEWS_PEER_CLOSED) {
		buf_adds(b, s->state < 0 ? "nothing more comes" : "the peer has closed its end");
	} else if (s->unread < 0) {
		buf_adds(b, "something waits to be read");
	} else {
		buf_adds(b, s->messages ? "a message of " : "");
		text_add_count(b, (uint64_t)s->unread, "byte");
		buf_adds(b, s->messages || s->unread == 1 ? " waits" : " wait");
		buf_adds(b, " to be read");
	}
}

void news_print(const struct news *n, struct buf *b)
{
	size_t start = b->len;

	for (int kind = 0; kind < NEWS_COUNT; kind++) {
		if (!news_has(n, (enum news_kind)kind))
			continue;
		if (b->len > start)
			buf_adds(b, "; ");
		if (words[kind].text)
			buf_adds(b, words[kind].text);
		else
			print_one(n, (enum news_kind)kind, b);
	}
}

void news_json(const struct news *n, int fd, int64_t start, struct buf *b)
{
	for (int kind = 0; kind < NEWS_COUNT; kind++) {
		if (!news_has(n, (enum news_kind)kind))
			continue;
		json_begin(b, "event");
		json_text(b, "event", slice_of(words[kind].event));
		json_int(b, "fd", fd);
		json_seconds(b, "start", start);
		if (kind == NEWS_WAITING)
			json_int(b, "queue", n->now.queue);
		if (kind == NEWS_READABLE && n->now.unread >= 0)
			json_int(b, "bytes", n->now.unread);
		buf_adds(b, "}\n");
	}
}
