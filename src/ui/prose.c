/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comments filled and wrapped.
 */
#include "prose.h"

#include "base/text.h"
#include "base/wrap.h"

struct prose {
	struct buf *out;
	size_t width;
	bool colour;
	struct buf words; /* of the paragraph under way */
	size_t lines;     /* that it is made of */
	size_t hang;      /* the columns of an item's mark, and before it; 0: no item */
	bool verbatim;    /* the last line was one as it is */
	bool items;       /* the last paragraph was an item */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trimmed(struct slice s)
{
	while (s.len && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

static void add_heading(struct prose *p, struct slice text)
{
	buf_adds(p->out, p->colour ? "\n\033[1m" : "\n== ");
	text_add_clean(p->out, text.p, text.len);
	buf_adds(p->out, p->colour ? "\033[m\n" : " ==\n");
}

/* `Lab 7. bind`, `Questions`: no sentence, and no beginning of one. */
static bool is_title(const struct prose *p)
{
	const struct buf *w = &p->words;

	return p->lines == 1 && !p->hang && !strchr(".,:;?!)`\"'", w->data[w->len - 1]);
}

static void flush(struct prose *p)
{
	if (!p->words.len)
		return;
	if (is_title(p)) {
		add_heading(p, buf_slice(&p->words));
	} else {
		if (!p->hang || !p->items)
			buf_addc(p->out, '\n');
		wrap_words(p->out, buf_slice(&p->words), 0, p->hang, p->width);
		buf_addc(p->out, '\n');
	}
	p->items = p->hang;
	buf_clear(&p->words);
	p->lines = p->hang = 0;
}

/* The length of the mark that an item begins with, blanks and all; or 0. */
static size_t mark_length(struct slice s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n && n < s.len && s.p[n] == '.')
		n++;
	else if (!n && s.len && (s.p[0] == '-' || s.p[0] == '*'))
		n = 1;
	else
		return 0;
	return n < s.len && s.p[n] == ' ' ? n + 1 : 0;
}

static void add_words(struct prose *p, struct slice text)
{
	if (p->words.len)
		buf_addc(&p->words, ' ');
	text_add_clean(&p->words, text.p, text.len);
	p->lines++;
	p->verbatim = false;
}

static void add_verbatim(struct prose *p, struct slice line)
{
	flush(p);
	if (!p->verbatim)
		buf_addc(p->out, '\n');
	for (; line.p[0] == '\t'; line = slice_from(line, 1))
		buf_adds(p->out, "    ");
	text_add_clean(p->out, line.p, line.len);
	buf_addc(p->out, '\n');
	p->verbatim = true;
	p->items = false;
}

/* Drawn, or a row of a table. */
static bool is_laid_out(struct slice line)
{
	return line.p[0] == '\t' || memmem(line.p, line.len, "   ", 3);
}

/* LINE is what stands behind the `# `. */
static void add_line(struct prose *p, struct slice line)
{
	size_t indent = 0, mark;

	while (indent < line.len && line.p[indent] == ' ')
		indent++;
	struct slice text = slice_from(line, indent);
	mark = mark_length(text);
	if (!text.len) {
		flush(p);
		p->verbatim = false;
	} else if (mark && indent <= 2) {
		flush(p);
		p->hang = indent + mark;
		add_words(p, line);
	} else if (p->words.len && p->hang && indent == p->hang) {
		add_words(p, text);
	} else if (indent > 1 || is_laid_out(line)) {
		add_verbatim(p, line);
	} else {
		if (p->hang)
			flush(p);
		add_words(p, text);
	}
}

static void add_comment(struct prose *p, struct slice line)
{
	bool heading;

	while (line.len && is_blank(*line.p))
		line = slice_from(line, 1);
	heading = slice_starts(line, "##");
	while (line.len && *line.p == '#')
		line = slice_from(line, 1);
	if (!heading) {
		line = slice_from(line, line.len && *line.p == ' ');
		if (!slice_starts(line, "SPDX-"))
			add_line(p, line);
		return;
	}
	flush(p);
	while (line.len && is_blank(*line.p))
		line = slice_from(line, 1);
	add_heading(p, line);
	p->items = p->verbatim = false;
}

void prose_add(struct buf *b, struct slice text, size_t width, bool colour)
{
	struct prose p = { .out = b, .width = width ? width : WRAP_COLUMNS, .colour = colour };

	while (text.len) {
		const char *newline = memchr(text.p, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.p) : text.len;

		add_comment(&p, trimmed((struct slice){ text.p, len }));
		text = slice_from(text, len + (newline != NULL));
	}
	flush(&p);
	buf_free(&p.words);
}
