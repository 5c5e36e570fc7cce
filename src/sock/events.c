/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What poll, select and epoll wait for.
 */
#include "sock/events.h"

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/text.h"
#include "names_rows.h"

static const struct name_row poll_rows[] = {
	ROW(POLLIN, "data, a connection to accept, or the end can be read"),
	ROW(POLLPRI, "urgent data, or another exception"),
	ROW(POLLOUT, "there is room to send; a connect has ended"),
	ROW(POLLRDHUP, "the peer has closed its side"),
	ROW(POLLERR, "an error is pending; comes unasked"),
	ROW(POLLHUP, "both sides are closed; comes unasked"),
	ROW(POLLNVAL, "the descriptor is not open; comes unasked"),
	ROW(POLLRDNORM, "as in"),
	ROW(POLLRDBAND, "a band's data can be read (no socket has that)"),
	ROW(POLLWRNORM, "as out"),
	ROW(POLLWRBAND, "a band's data may be sent"),
	ROW(POLLMSG, "not used by the kernel"),
};

static const struct name_row select_rows[] = {
	ROW(POLLIN, "in readfds: a read would not wait"),
	ROW(POLLOUT, "in writefds: a write would not wait"),
	ROW(POLLPRI, "in exceptfds: urgent data"),
};

static const struct name_row epoll_rows[] = {
	ROW(EPOLLIN, "data, a connection to accept, or the end can be read"),
	ROW(EPOLLPRI, "urgent data, or another exception"),
	ROW(EPOLLOUT, "there is room to send; a connect has ended"),
	ROW(EPOLLRDHUP, "the peer has closed its side"),
	ROW(EPOLLERR, "an error is pending; comes unasked"),
	ROW(EPOLLHUP, "both sides are closed; comes unasked"),
	ROW(EPOLLET, "edge-triggered: told once, when something new comes"),
	ROW(EPOLLONESHOT, "told once, then silent until epoll_ctl mod"),
	ROW(EPOLLEXCLUSIVE, "of several epolls that watch it not all are woken"),
	ROW(EPOLLWAKEUP, "keeps the machine from sleeping; needs privilege"),
	ROW(EPOLLRDNORM, "as in"),
	ROW(EPOLLRDBAND, "a band's data can be read (no socket has that)"),
	ROW(EPOLLWRNORM, "as out"),
	ROW(EPOLLWRBAND, "a band's data may be sent"),
	ROW(EPOLLMSG, "not used by the kernel"),
};

static const struct name_row epoll_op_rows[] = {
	ROW(EPOLL_CTL_ADD, "watch one more descriptor"),
	ROW(EPOLL_CTL_MOD, "watch for other events"),
	ROW(EPOLL_CTL_DEL, "watch it no more"),
};

const struct names names_poll = { "an event of poll", "POLL", poll_rows, COUNT(poll_rows), true,
	POLLIN | POLLPRI | POLLOUT | POLLRDHUP };
const struct names names_select = { "an event of select", "POLL", select_rows, COUNT(select_rows),
	true, 0 };
const struct names names_epoll = {
	"an event of epoll", "EPOLL", epoll_rows, COUNT(epoll_rows), true,
	EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | (long)EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE
};
const struct names names_epoll_op = { "an operation of epoll_ctl", "EPOLL_CTL_", epoll_op_rows,
	COUNT(epoll_op_rows), false, 0 };

int events_parse(const struct names *n, struct slice s, uint32_t *events, struct err *e)
{
	const char *end = s.p + s.len, *comma;
	long some;

	*events = 0;
	do {
		comma = memchr(s.p, ',', (size_t)(end - s.p));
		s.len = (size_t)((comma ? comma : end) - s.p);
		if (names_parse(n, s, &some, e) < 0)
			return -1;
		*events |= (uint32_t)some;
		s.p += s.len + 1;
	} while (comma);
	return 0;
}

static void add_word(const struct names *n, const struct name_row *row, struct buf *b)
{
	for (const char *p = row->name + strlen(n->prefix); *p; p++)
		buf_addc(b, (char)text_lower(*p));
}

void events_print(const struct names *n, uint32_t events, struct buf *b)
{
	const char *comma = "";

	for (size_t i = 0; i < n->count; i++) {
		uint32_t bit = (uint32_t)n->rows[i].value;

		if (!(events & bit))
			continue;
		buf_adds(b, comma);
		add_word(n, &n->rows[i], b);
		events &= ~bit;
		comma = ",";
	}
	if (events || !*comma)
		buf_addf(b, events ? "%s0x%x" : "%s%u", comma, events);
}
