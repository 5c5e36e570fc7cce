/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages from words.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "base/text.h"
#include "sock/control.h"
#include "sock/iface.h"
#include "control_fields.h"

enum { SHOWN_MAX = 60 };

struct slice control_word(struct slice *words)
{
	size_t skip = strspn(words->p, " ,");

	skip = skip < words->len ? skip : words->len;
	struct slice word = { words->p + skip, 0 };
	while (skip + word.len < words->len && word.p[word.len] != ' ' && word.p[word.len] != ',')
		word.len++;
	*words = (struct slice){ word.p + word.len, words->len - skip - word.len };
	return word;
}

static int wrong(const struct control_kind *k, struct slice word, const char *form, struct err *e)
{
	err_set(e, ERR_USAGE, "'%.*s' does not fit %s", (int)text_cut(word.p, word.len, SHOWN_MAX),
		word.p, k->name);
	return err_hint(e, "it is given as %s", form);
}

static int parse_number(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	struct slice word = control_word(&words);
	int64_t number, max = k->form == CONTROL_BYTE ? UINT8_MAX : UINT16_MAX;
	int64_t min = 0;

	if (k->form == CONTROL_INT)
		min = INT_MIN, max = UINT32_MAX;
	else if (k->form == CONTROL_U64)
		max = INT64_MAX;
	if (text_number(word, min, max, &number, e))
		return -1;
	if (control_word(&words).len)
		return wrong(k, words, "one number", e);
	uint8_t one = (uint8_t)number;
	uint16_t two = (uint16_t)number;
	uint32_t four = (uint32_t)number;
	switch (k->form) {
	case CONTROL_BYTE: buf_add(b, &one, sizeof(one)); break;
	case CONTROL_U16: buf_add(b, &two, sizeof(two)); break;
	case CONTROL_U64: buf_add(b, &number, sizeof(number)); break;
	default: buf_add(b, &four, sizeof(four));
	}
	return 0;
}

static int parse_fds(struct slice words, struct buf *b, struct err *e)
{
	struct slice word;

	while ((word = control_word(&words)).len) {
		int64_t number;

		if (text_number(word, INT_MIN, INT_MAX, &number, e))
			return -1;
		int fd = (int)number;
		buf_add(b, &fd, sizeof(fd));
	}
	return 0;
}

static int parse_creds(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	struct ucred u = { 0 };
	struct slice word;

	while ((word = control_word(&words)).len) {
		struct slice value = control_word(&words);
		int64_t number;

		if (!slice_is(word, "pid") && !slice_is(word, "uid") && !slice_is(word, "gid"))
			return wrong(k, word, "pid PID uid UID gid GID", e);
		if (text_number(value, INT_MIN, UINT32_MAX, &number, e))
			return -1;
		if (word.p[0] == 'p')
			u.pid = (pid_t)number;
		else if (word.p[0] == 'u')
			u.uid = (uid_t)number;
		else
			u.gid = (gid_t)number;
	}
	buf_add(b, &u, sizeof(u));
	return 0;
}

/* SECONDS.FRACTION, of DIGITS digits at most. */
static int parse_seconds(const struct control_kind *k, struct slice word, int digits,
	struct timespec *t, struct err *e)
{
	const char *dot = memchr(word.p, '.', word.len);
	struct slice whole = { word.p, dot ? (size_t)(dot - word.p) : word.len };
	int64_t number;

	if (text_number(whole, INT64_MIN, INT64_MAX, &number, e))
		return -1;
	t->tv_sec = number;
	t->tv_nsec = 0;
	for (const char *p = dot ? dot + 1 : word.p + word.len; p < word.p + word.len; p++) {
		if (*p < '0' || *p > '9' || !digits--)
			return wrong(k, word, "SECONDS.FRACTION", e);
		t->tv_nsec = t->tv_nsec * 10 + (*p - '0');
	}
	while (digits-- > 0)
		t->tv_nsec *= 10;
	return 0;
}

static int parse_time(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	bool micro = k->form == CONTROL_TIMEVAL;
	struct timespec t;

	if (parse_seconds(k, control_word(&words), micro ? 6 : 9, &t, e))
		return -1;
	struct timeval v = { t.tv_sec, t.tv_nsec };
	if (micro)
		buf_add(b, &v, sizeof(v));
	else
		buf_add(b, &t, sizeof(t));
	return 0;
}

static int parse_stamps(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	static const char *const names[] = { "software", "system", "hardware" };
	struct timespec t[3] = { 0 };
	struct slice word;

	while ((word = control_word(&words)).len) {
		int i = 0;

		while (i < 3 && !slice_is(word, names[i]))
			i++;
		if (i == 3)
			return wrong(k, word, "software SECONDS hardware SECONDS", e);
		if (parse_seconds(k, control_word(&words), 9, &t[i], e))
			return -1;
	}
	buf_add(b, t, sizeof(t));
	return 0;
}

/* ---- addresses ---- */

static unsigned int interface_number(struct slice word)
{
	int64_t number;

	if (!text_number(word, 0, INT_MAX, &number, NULL))
		return (unsigned int)number;
	return iface_index(word);
}

static int parse_host(int family, struct slice word, void *addr)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (word.len >= sizeof(text))
		return -1;
	memcpy(text, word.p, word.len);
	return inet_pton(family, text, addr) == 1 ? 0 : -1;
}

/* What stands behind "to", "on" and "from". */
struct way {
	unsigned char to[sizeof(struct in6_addr)], from[sizeof(struct in6_addr)];
	bool has_from;
	unsigned int interface;
};

static int parse_way(
	const struct control_kind *k, int family, struct slice words, struct way *w, struct err *e)
{
	struct slice word;

	while ((word = control_word(&words)).len) {
		struct slice value = control_word(&words);
		bool from = slice_is(word, "from");

		if (slice_is(word, "on")) {
			w->interface = interface_number(value);
			if (!w->interface)
				return err_set(e, ERR_USAGE, "no interface is named '%.*s'",
					(int)text_cut(value.p, value.len, SHOWN_MAX), value.p);
		} else if (!from && !slice_is(word, "to")) {
			return wrong(k, word, "to ADDRESS on INTERFACE from ADDRESS", e);
		} else if (parse_host(family, value, from ? w->from : w->to)) {
			return wrong(k, value, "an address in numbers", e);
		}
		w->has_from |= from;
	}
	return 0;
}

static int parse_pktinfo(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	struct way w = { 0 };
	struct in_pktinfo p = { 0 };

	if (parse_way(k, AF_INET, words, &w, e))
		return -1;
	p.ipi_ifindex = (int)w.interface;
	memcpy(&p.ipi_addr, w.to, sizeof(p.ipi_addr));
	memcpy(&p.ipi_spec_dst, w.has_from ? w.from : w.to, sizeof(p.ipi_spec_dst));
	buf_add(b, &p, sizeof(p));
	return 0;
}

/* There is one address, which is the source of what is sent. */
static int parse_pktinfo6(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	struct way w = { 0 };
	struct in6_pktinfo p = { 0 };

	if (parse_way(k, AF_INET6, words, &w, e))
		return -1;
	p.ipi6_ifindex = w.interface;
	memcpy(&p.ipi6_addr, w.has_from ? w.from : w.to, sizeof(p.ipi6_addr));
	buf_add(b, &p, sizeof(p));
	return 0;
}

static int parse_sockaddr(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	struct endpoint ep;
	struct addr a;

	if (endpoint_parse(words, &ep, e))
		return -1;
	if (addr_from_endpoint(&ep, AF_UNSPEC, &a) != 1)
		return wrong(k, words, "HOST:PORT in numbers", e);
	buf_add(b, &a.storage, a.len);
	return 0;
}

int control_parse(const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	switch (k->form) {
	case CONTROL_INT:
	case CONTROL_BYTE:
	case CONTROL_U16:
	case CONTROL_U64: return parse_number(k, words, b, e);
	case CONTROL_FDS: return parse_fds(words, b, e);
	case CONTROL_CREDS: return parse_creds(k, words, b, e);
	case CONTROL_TIMEVAL:
	case CONTROL_TIMESPEC: return parse_time(k, words, b, e);
	case CONTROL_STAMPS: return parse_stamps(k, words, b, e);
	case CONTROL_PKTINFO: return parse_pktinfo(k, words, b, e);
	case CONTROL_PKTINFO6: return parse_pktinfo6(k, words, b, e);
	case CONTROL_SOCKADDR: return parse_sockaddr(k, words, b, e);
	case CONTROL_BYTES: return text_hex(words, b, e);
	case CONTROL_FLOW:
	case CONTROL_AUXDATA:
	case CONTROL_MTUINFO: return control_fields_parse(k, words, b, e);
	case CONTROL_ERROR: break;
	}
	return err_set(e, ERR_USAGE, "%s is what the kernel sends, and takes no value", k->name);
}
