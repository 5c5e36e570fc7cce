/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elements of SVG, and the style that they share.
 */
#include "base/svg.h"

#include "base/xml.h"

/* ---- colours ---- */

/* Each can be read on its background: a contrast of 4.5 to 1 at least, but for faint. */
static const struct {
	const char *name, *light, *dark;
} colours[SVG_COLOURS] = {
	[SVG_INK] = { "ink", "#1f2328", "#e6edf3" },
	[SVG_DIM] = { "dim", "#59636e", "#9da7b3" },
	[SVG_FAINT] = { "faint", "#d1d9e0", "#3d444d" },
	[SVG_BLUE] = { "blue", "#0550ae", "#79b8ff" },
	[SVG_GREEN] = { "green", "#116329", "#56d364" },
	[SVG_ORANGE] = { "orange", "#953800", "#ffa657" },
	[SVG_RED] = { "red", "#cf222e", "#ff7b72" },
	[SVG_VIOLET] = { "violet", "#7139c9", "#d2a8ff" },
	[SVG_TEAL] = { "teal", "#0b6e75", "#39c5cf" },
};

static const struct {
	unsigned look;
	const char *name, *style;
} looks[] = {
	{ SVG_BOLD, "bold", "font-weight:bold" },
	{ SVG_SMALL, "small", "font-size:11px" },
	{ SVG_MIDDLE, "middle", "text-anchor:middle" },
	{ SVG_END, "end", "text-anchor:end" },
	{ SVG_THICK, "thick", "stroke-width:2.5" },
	{ SVG_DASHED, "dashed", "stroke-dasharray:5 4" },
	{ SVG_FILLED, "filled", "fill:currentColor" },
};

enum { LOOKS = sizeof(looks) / sizeof(*looks) };

static void add_style(struct buf *b)
{
	buf_adds(b, "<style>\n"
		    "svg{color-scheme:light dark}\n"
		    "text{font:13px monospace;fill:currentColor;white-space:pre}\n"
		    "line,polyline,path{fill:none;stroke:currentColor;stroke-width:1.3}\n"
		    "rect{stroke:currentColor;fill:#fff}\n"
		    ".page{fill:#fff;stroke:none}\n"
		    ".head{fill:currentColor;stroke:none}\n");
	for (size_t i = 0; i < LOOKS; i++)
		buf_addf(b, ".%s{%s}\n", looks[i].name, looks[i].style);
	for (size_t i = 0; i < SVG_COLOURS; i++)
		buf_addf(b, ".%s{color:%s}\n", colours[i].name, colours[i].light);
	buf_adds(b, "@media (prefers-color-scheme:dark){\n"
		    "rect,.page{fill:#14181d}\n"
		    ".filled{fill:currentColor}\n");
	for (size_t i = 0; i < SVG_COLOURS; i++)
		buf_addf(b, ".%s{color:%s}\n", colours[i].name, colours[i].dark);
	buf_adds(b, "}\n</style>\n");
}

/* A head has the colour of its line, which a marker cannot ask for. */
static void add_heads(struct buf *b)
{
	buf_adds(b, "<defs>\n");
	for (size_t i = 0; i < SVG_COLOURS; i++)
		buf_addf(b,
			"<marker id=\"head-%s\" class=\"%s\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
			"markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\" "
			"orient=\"auto\"><path class=\"head\" d=\"M 0 1 L 10 5 L 0 9 z\"/></marker>\n",
			colours[i].name, colours[i].name);
	buf_adds(b, "</defs>\n");
}

static unsigned colour_of(unsigned look)
{
	return (look & SVG_COLOUR) < SVG_COLOURS ? look & SVG_COLOUR : SVG_INK;
}

static void add_look(struct buf *b, unsigned look)
{
	buf_addf(b, " class=\"%s", colours[colour_of(look)].name);
	for (size_t i = 0; i < LOOKS; i++)
		if (look & looks[i].look)
			buf_addf(b, " %s", looks[i].name);
	buf_addc(b, '"');
	if (look & SVG_ARROW)
		buf_addf(b, " marker-end=\"url(#head-%s)\"", colours[colour_of(look)].name);
}

/* ---- text and numbers ---- */

/* By hand, for printf writes a comma in some locales. */
void svg_number(struct buf *b, double n)
{
	double most = 1e7, within = n > most ? most : n < -most ? -most : n == n ? n : 0;
	long hundredths = (long)(within * 100 + (within < 0 ? -0.5 : 0.5));
	long size = hundredths < 0 ? -hundredths : hundredths;

	buf_addf(b, "%s%ld", hundredths < 0 ? "-" : "", size / 100);
	if (size % 100)
		buf_addf(
			b, size % 10 ? ".%02ld" : ".%ld", size % 10 ? size % 100 : size % 100 / 10);
}

static void add_length(struct buf *b, const char *name, double n)
{
	buf_addf(b, " %s=\"", name);
	svg_number(b, n);
	buf_addc(b, '"');
}

static void add_title(struct buf *b, struct slice title)
{
	buf_adds(b, "<title>");
	xml_add_text(b, title);
	buf_adds(b, "</title>");
}

/* ---- elements ---- */

void svg_begin(struct buf *b, double width, double height, struct slice title)
{
	buf_adds(b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" xml:space=\"preserve\"");
	add_length(b, "width", width);
	add_length(b, "height", height);
	buf_adds(b, " viewBox=\"0 0 ");
	svg_number(b, width);
	buf_addc(b, ' ');
	svg_number(b, height);
	buf_adds(b, "\">\n");
	add_title(b, title);
	buf_addc(b, '\n');
	add_style(b);
	add_heads(b);
	buf_adds(b, "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
}

void svg_end(struct buf *b)
{
	buf_adds(b, "</svg>\n");
}

void svg_group(struct buf *b, struct slice title)
{
	buf_adds(b, "<g>");
	if (title.len)
		add_title(b, title);
	buf_addc(b, '\n');
}

void svg_group_end(struct buf *b)
{
	buf_adds(b, "</g>\n");
}

void svg_text(struct buf *b, double x, double y, unsigned look, struct slice text)
{
	buf_adds(b, "<text");
	add_length(b, "x", x);
	add_length(b, "y", y);
	add_look(b, look);
	buf_addc(b, '>');
	xml_add_text(b, text);
	buf_adds(b, "</text>\n");
}

void svg_line(struct buf *b, double x1, double y1, double x2, double y2, unsigned look)
{
	buf_adds(b, "<line");
	add_length(b, "x1", x1);
	add_length(b, "y1", y1);
	add_length(b, "x2", x2);
	add_length(b, "y2", y2);
	add_look(b, look);
	buf_adds(b, "/>\n");
}

void svg_rect(struct buf *b, double x, double y, double width, double height, double radius,
	unsigned look)
{
	buf_adds(b, "<rect");
	add_length(b, "x", x);
	add_length(b, "y", y);
	add_length(b, "width", width);
	add_length(b, "height", height);
	if (radius > 0)
		add_length(b, "rx", radius);
	add_look(b, look);
	buf_adds(b, "/>\n");
}

void svg_polyline(struct buf *b, const double *points, size_t count, unsigned look)
{
	buf_adds(b, "<polyline points=\"");
	for (size_t i = 0; i < count; i++) {
		buf_adds(b, i ? " " : "");
		svg_number(b, points[2 * i]);
		buf_addc(b, ',');
		svg_number(b, points[2 * i + 1]);
	}
	buf_addc(b, '"');
	add_look(b, look);
	buf_adds(b, "/>\n");
}

void svg_path(struct buf *b, const char *commands, unsigned look)
{
	buf_addf(b, "<path d=\"%s\"", commands);
	add_look(b, look);
	buf_adds(b, "/>\n");
}
