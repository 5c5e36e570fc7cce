/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * http: one small page that shows the request (RFC 9110, 9112). GET and HEAD;
 * a body is not wanted, so a request that has one is the connection's last.
 */
#include <strings.h>
#include <time.h>

#include "serve/service.h"

enum {
	HEAD_MAX = 8 * 1024,
	AROUND = 1024, /* more than a page, or an answer, has around what it shows */
	ESCAPED = 5,   /* bytes that one takes at most: &amp; */
};

struct request {
	struct slice head; /* all of it, without the blank line */
	struct slice method, target;
	int minor; /* of HTTP/1.x */
	int hosts; /* Host fields */
	bool close, keep, body;
	bool bad;
	bool no_host; /* which is all that is bad, or there are several */
};

/* ---- parsing ---- */

/* The next line of *REST without its end, and *REST behind it. */
static struct slice next_line(struct slice *rest)
{
	const char *end = memchr(rest->p, '\n', rest->len);
	size_t len = end ? (size_t)(end - rest->p) : rest->len;
	struct slice line = { rest->p, len };

	rest->p += end ? len + 1 : len;
	rest->len -= end ? len + 1 : len;
	if (line.len && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

static struct slice next_word(struct slice *line)
{
	const char *end = memchr(line->p, ' ', line->len);
	struct slice word = { line->p, end ? (size_t)(end - line->p) : line->len };
	size_t used = end ? word.len + 1 : word.len;

	line->p += used;
	line->len -= used;
	return word;
}

static bool same(struct slice s, const char *text)
{
	return s.len == strlen(text) && !strncasecmp(s.p, text, s.len);
}

static struct slice trim(struct slice s)
{
	while (s.len && (*s.p == ' ' || *s.p == '\t'))
		s = (struct slice){ s.p + 1, s.len - 1 };
	while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
		s.len--;
	return s;
}

/* Whether the list "a, b, c" has WORD in it. */
static bool lists(struct slice list, const char *word)
{
	while (list.len) {
		const char *comma = memchr(list.p, ',', list.len);
		size_t len = comma ? (size_t)(comma - list.p) : list.len;

		if (same(trim((struct slice){ list.p, len }), word))
			return true;
		len += comma != NULL;
		list = (struct slice){ list.p + len, list.len - len };
	}
	return false;
}

static void parse_field(struct request *r, struct slice line)
{
	const char *colon = memchr(line.p, ':', line.len);
	struct slice name, value;

	if (!colon || colon == line.p || colon[-1] == ' ' || colon[-1] == '\t') {
		r->bad = true;
		return;
	}
	name = (struct slice){ line.p, (size_t)(colon - line.p) };
	value = trim((struct slice){ colon + 1, line.len - name.len - 1 });
	if (same(name, "host")) {
		r->hosts++;
	} else if (same(name, "connection")) {
		r->close |= lists(value, "close");
		r->keep |= lists(value, "keep-alive");
	} else if (same(name, "content-length")) {
		r->body |= !slice_is(value, "0");
	} else if (same(name, "transfer-encoding")) {
		r->body = true;
	}
}

static void parse_request_line(struct request *r, struct slice line)
{
	r->method = next_word(&line);
	r->target = next_word(&line);
	r->bad = !r->method.len || !r->target.len || line.len != strlen("HTTP/1.1") ||
		 !slice_starts(line, "HTTP/1.") || line.p[7] < '0' || line.p[7] > '9';
	r->minor = r->bad ? 1 : line.p[7] - '0';
}

static struct request parse(struct slice head)
{
	struct request r = { .head = head };

	parse_request_line(&r, next_line(&head));
	while (head.len)
		parse_field(&r, next_line(&head));
	r.no_host = !r.bad && r.minor > 0 && r.hosts != 1; /* RFC 9112, 3.2 */
	r.bad |= r.no_host;
	return r;
}

/* ---- answering ---- */

static void add_escaped(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		switch (c) {
		case '<': buf_adds(b, "&lt;"); break;
		case '>': buf_adds(b, "&gt;"); break;
		case '&': buf_adds(b, "&amp;"); break;
		case '\r': break;
		default:
			if ((c < ' ' && c != '\n' && c != '\t') || c >= 0x7f)
				buf_addf(b, "\\x%02x", c);
			else
				buf_addc(b, (char)c);
		}
	}
}

/* A bad request is mostly one of HTTP/1.1 by hand, without what that asks for. */
static void add_page(struct buf *b, const char *title, const struct request *r)
{
	buf_addf(b,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
		"<title>%s</title>\n<h1>%s</h1>\n%s<p>This is what your client sent:\n<pre>\n",
		title, title,
		r->no_host
			? "<p>HTTP/1.1 wants one line Host: NAME (RFC 9112, 3.2), HTTP/1.0 none.\n"
			: "");
	add_escaped(b, r->head);
	buf_adds(b, "</pre>\n</html>\n");
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", from "Sun Nov  6 08:49:37 1994", which is the
 * same in every locale. */
static void add_date(struct buf *b)
{
	time_t now = time(NULL);
	struct tm parts;
	char text[32];

	gmtime_r(&now, &parts);
	asctime_r(&parts, text);
	buf_addf(b, "Date: %.3s, %02d %.3s %.4s %.8s GMT\r\n", text, parts.tm_mday, text + 4,
		text + 20, text + 11);
}

static void respond(struct client *t, const struct request *r, const char *status)
{
	bool keep = !r->close && !r->body && !r->bad && (r->minor > 0 || r->keep);
	struct buf page = { 0 };

	t->short_of = !buf_try_reserve(&page, r->head.len * ESCAPED + AROUND) ||
		      !buf_try_reserve(&t->out, r->head.len * ESCAPED + 2 * AROUND);
	if (t->short_of) {
		buf_free(&page);
		return;
	}
	add_page(&page, slice_is((struct slice){ status, 3 }, "200") ? "It works" : status, r);
	buf_addf(&t->out, "HTTP/1.1 %s\r\nServer: sosh\r\n", status);
	add_date(&t->out);
	buf_addf(&t->out, "Content-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n",
		page.len);
	if (!strncmp(status, "405", 3))
		buf_adds(&t->out, "Allow: GET, HEAD\r\n");
	if (!keep || !r->minor)
		buf_addf(&t->out, "Connection: %s\r\n", keep ? "keep-alive" : "close");
	buf_adds(&t->out, "\r\n");
	if (!slice_is(r->method, "HEAD"))
		buf_add(&t->out, page.data, page.len);
	buf_free(&page);
	t->done = !keep;
}

/* The path of a target, which a proxy's client writes as http://host/path. */
static struct slice path_of(struct slice target)
{
	const char *at;

	if (slice_starts(target, "http://")) {
		at = memchr(target.p + 7, '/', target.len - 7);
		if (!at)
			return slice_of("/");
		target.len -= (size_t)(at - target.p);
		target.p = at;
	}
	at = memchr(target.p, '?', target.len);
	if (at)
		target.len = (size_t)(at - target.p);
	return target;
}

static const char *status_of(const struct request *r)
{
	if (r->bad)
		return "400 Bad Request";
	if (!slice_is(r->method, "GET") && !slice_is(r->method, "HEAD"))
		return "405 Method Not Allowed";
	if (!slice_is(path_of(r->target), "/"))
		return "404 Not Found";
	return "200 OK";
}

/* ---- pieces ---- */

/* Length of the request's head with the blank line, which *BLANK bytes of it are;
 * 0: there is more to come. Lines may end in LF alone (RFC 9112, 2.2). */
static size_t head_length(struct slice in, size_t from, size_t *blank)
{
	const char *p = in.p + from, *end = in.p + in.len;

	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		p++;
		*blank = end - p >= 1 && p[0] == '\n'            ? 1
			 : end - p >= 2 && !memcmp(p, "\r\n", 2) ? 2
								 : 0;
		if (*blank)
			return (size_t)(p - in.p) + *blank;
	}
	return 0;
}

static size_t skip_blank_lines(struct slice in)
{
	size_t n = 0;

	while (n < in.len && (in.p[n] == '\r' || in.p[n] == '\n'))
		n++;
	return n;
}

/* Answers what is complete at the front of IN; returns its length. */
static size_t serve_first(struct client *t, struct slice in)
{
	size_t skipped = skip_blank_lines(in), blank, len;
	struct request r;

	in = (struct slice){ in.p + skipped, in.len - skipped };
	len = head_length(in, 0, &blank);
	if (len > HEAD_MAX || (!len && in.len > HEAD_MAX)) {
		r = (struct request){ .bad = true };
		respond(t, &r, "431 Request Header Fields Too Large");
		return skipped + in.len;
	}
	if (!len)
		return skipped;
	r = parse((struct slice){ in.p, len - blank });
	respond(t, &r, status_of(&r));
	return skipped + len;
}

static struct slice data(struct client *t, struct slice in)
{
	size_t used = 0, n;

	t->short_of = !buf_try_reserve(&t->in, in.len);
	if (t->short_of)
		return (struct slice){ 0 };
	buf_add(&t->in, in.p, in.len);
	do {
		n = serve_first(t, (struct slice){ buf_cstr(&t->in) + used, t->in.len - used });
		used += n;
	} while (n && !t->done && !t->short_of);
	if (t->done || used == t->in.len) {
		buf_free(&t->in);
	} else {
		t->in.len -= used;
		memmove(t->in.data, t->in.data + used, t->in.len + 1);
	}
	return t->out.len ? buf_slice(&t->out) : (struct slice){ 0 };
}

const struct service service_http = {
	.name = "http",
	.summary = "a small page that shows the request, for browsers and curl",
	.data = data,
};
