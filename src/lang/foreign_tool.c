/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of other tools that connect and listen.
 */
#include "foreign_tool.h"

#include <string.h>

#include "base/text.h"
#include "sock/addr.h"

static const struct tool {
	const char *name;
	const char *port; /* where none is given; NULL: one must be */
	bool fetches;     /* asks for a page, and converses not */
} tools[] = {
	{ "nc", NULL, false },
	{ "netcat", NULL, false },
	{ "ncat", NULL, false },
	{ "telnet", "23", false },
	{ "ssh", "22", false },
	{ "curl", "80", true },
	{ "wget", "80", true },
};

/* What a line asks for. */
struct wish {
	struct slice host, port, path;
	bool listens, udp;
};

static const struct tool *find_tool(struct slice name)
{
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (slice_is(name, tools[i].name))
			return &tools[i];
	return NULL;
}

/* Letters of nc, several in one word: -lup 9999. Whether the next word is one's value. */
static bool read_letters(struct slice word, struct wish *w, bool *is_port)
{
	for (size_t i = 1; i < word.len; i++) {
		w->listens |= word.p[i] == 'l';
		w->udp |= word.p[i] == 'u';
		*is_port = word.p[i] == 'p';
		if (memchr("pwsqiXxO", word.p[i], 8))
			return i + 1 == word.len;
	}
	return false;
}

static void read_operand(struct slice word, struct wish *w)
{
	struct slice host, port;

	if (endpoint_of_url(word, &host, &port)) {
		size_t start = (size_t)(host.p - word.p) + host.len;
		const char *path = memchr(word.p + start, '/', word.len - start);

		w->host = host;
		w->port = port;
		if (path)
			w->path = (struct slice){ path, word.len - (size_t)(path - word.p) };
	} else if (!w->host.len) {
		w->host = word;
	} else if (!w->port.len) {
		w->port = word;
	}
}

static bool read_line(const struct tool *tool, const struct parsed *p, struct wish *w)
{
	for (int i = 1; i < p->nwords; i++) {
		const struct word *word = &p->words[i];
		bool is_port = false;

		if (!word->constant || word->block || !word->text.len)
			return false;
		if (!word->bare || word->text.p[0] != '-')
			read_operand(word->text, w);
		else if (!tool->fetches && read_letters(word->text, w, &is_port) &&
			 ++i < p->nwords && is_port)
			w->port = p->words[i].constant ? p->words[i].text : w->port;
	}
	if (w->listens && !w->port.len)
		w->port = w->host; /* nc -l PORT */
	return w->port.len || w->host.len;
}

/* Of nc -l, which takes one client and converses. */
static void write_listener(const struct wish *w, struct buf *b)
{
	buf_adds(b, w->udp ? "socket udp as u; bind u " : "socket tcp as l; bind l ");
	lex_quote(w->port, 0, b);
	buf_adds(b, w->udp ? "; recvfrom u" : "; listen l; accept l as c; talk c");
}

static bool write_dial(const struct tool *tool, const struct wish *w, struct buf *b)
{
	enum { PATH_SHOWN = 60 };
	bool whole = w->host.len &&
		     (endpoint_is_plain_path(w->host) || memchr(w->host.p, ':', w->host.len));

	if (!w->host.len || (!w->port.len && !tool->port && !whole))
		return false;
	buf_adds(b, w->udp ? "dial udp " : "dial ");
	lex_quote(w->host, 0, b);
	if (w->port.len || !whole) {
		buf_addc(b, ' ');
		lex_quote(w->port.len ? w->port : slice_of(tool->port), 0, b);
	}
	buf_adds(b, " as c; ");
	if (!tool->fetches) {
		buf_adds(b, "talk c");
		return true;
	}
	struct slice path = w->path.len ? w->path : slice_of("/");
	buf_adds(b, "send c \"GET ");
	text_add_quoted(b, path.p, text_cut(path.p, path.len, PATH_SHOWN));
	buf_adds(b, " HTTP/1.0\\r\\n\\r\\n\"; recv c --all");
	return true;
}

bool foreign_tool_refine(const struct parsed *p, struct err *e)
{
	const struct tool *tool = find_tool(p->words[0].text);
	struct wish w = { .path = { "", 0 } };
	struct buf line = { 0 };
	bool known = true;

	if (!tool || !read_line(tool, p, &w))
		return false;
	if (w.listens)
		write_listener(&w, &line);
	else
		known = write_dial(tool, &w, &line);
	if (known)
		err_hint(e, "%s", buf_cstr(&line));
	buf_free(&line);
	return known;
}
