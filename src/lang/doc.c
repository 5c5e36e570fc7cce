/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Help from the rows.
 */
#include <stdio.h>
#include <string.h>

#include "insight/explain.h"
#include "lang/doc.h"
#include "lang/foreign.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/names.h"
#include "sock/sockopt.h"
#include "sock/property.h"

/* Appends TEXT, a line for each paragraph; who shows it breaks them. */
static void add_paragraphs(struct buf *b, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_add(b, text, len);
		text += len;
		if (*text)
			buf_adds(b, "\n\n");
		text += strspn(text, "\n");
	}
	buf_addc(b, '\n');
}

/* `  NAME  text`, the text in a column of its own. */
void doc_item(struct buf *b, const char *name, int width, const char *text)
{
	buf_addf(b, "  %-*s  %s\n", width, name, text);
}

/* ---- commands ---- */

void doc_overview(const struct command_table *t, struct buf *b)
{
	for (int group = 0; group < GROUP_COUNT; group++) {
		buf_addf(b, "%s\n", command_group_names[group]);
		for (size_t i = 0; i < t->count; i++)
			if (t->rows[i]->group == (enum command_group)group)
				doc_item(b, t->rows[i]->name, 12, t->rows[i]->summary);
	}
	buf_adds(b, "\nhelp COMMAND tells more, and so do these pages:\n");
	for (const struct doc_page *const *page = t->pages; *page; page++)
		doc_item(b, (*page)->name, 12, (*page)->summary);
}

static void add_params(const struct command *row, struct buf *b)
{
	const struct option *o;
	struct buf help = { 0 };

	for (const struct param *p = row->params; p && p->name; p++)
		doc_item(b, p->name, 14, args_help(p, &help));
	for (int i = 0; (o = args_option(row, i)); i++) {
		struct buf name = { 0 };

		buf_addf(&name, "%s%s%s", o->name, o->value.type ? " " : "",
			o->value.type ? o->value.name : "");
		doc_item(b, buf_cstr(&name), 14, args_help(&o->value, &help));
		buf_free(&name);
	}
	buf_free(&help);
}

static void add_examples(const struct command *row, struct buf *b)
{
	for (const struct example *x = row->examples; x && x->lines; x++) {
		buf_adds(b, x == row->examples ? "\nExamples:\n" : "");
		if (x->note)
			buf_addf(b, "  # %s\n", x->note);
		for (const char *line = x->lines; *line;) {
			size_t len = strcspn(line, "\n");

			buf_adds(b, "  ");
			buf_add(b, line, len);
			buf_addc(b, '\n');
			line += len + (line[len] == '\n');
		}
	}
}

/* What has several spellings is explained by a topic of its own. */
static const struct arg_type *explained_type(const struct command *row)
{
	for (const struct param *p = row->params; p && p->name; p++)
		if (p->type->two)
			return p->type;
	return NULL;
}

static void add_see(const struct command *row, struct buf *b)
{
	const struct arg_type *type = explained_type(row);

	if (!row->see && !type)
		return;
	buf_addf(b, "\nSee also: %s%s", row->see ? row->see : "", row->see && type ? ", " : "");
	if (type)
		buf_addf(b, "help %s", type->name);
	buf_addc(b, '\n');
}

void doc_command(const struct command *row, struct buf *b)
{
	buf_adds(b, "usage: ");
	args_usage(row, b);
	buf_addf(b, "\n%s: %s", row->name, row->summary);
	if (row->alias)
		buf_addf(b, " (also: %s)", row->alias);
	buf_adds(b, "\n\n");
	add_params(row, b);
	if (row->details) {
		buf_addc(b, '\n');
		add_paragraphs(b, row->details);
	}
	add_examples(row, b);
	add_see(row, b);
}

/* ---- pages ---- */

static void write_language(const struct command_table *t, struct buf *b)
{
	static const char *const lines[][2] = {
		{ "a; b # c", "commands end at ; or the end of the line, # begins a comment" },
		{ "\"a\\n$b\"", "double quotes: escapes of C, and variables" },
		{ "'a\\n$b'", "single quotes: exactly these characters" },
		{ "as NAME", "behind a command that returns a descriptor: names it" },
		{ "= RESULT", "what must come back, in the words that are printed: = 3, = 0, = "
			      "ECONNREFUSED, = ok, = GAVEUP; alternatives: = EAGAIN|0" },
		{ "= A..B", "a range in place of a number, also within it: = 1..4096, = ..64k, = 0 "
			    "(127.0.0.1:1024..), = GAVEUP (after 90ms..2s" },
		{ "= N \"DATA\"", "behind what receives: these bytes exactly came, as the line "
				  "prints them" },
		{ "packets A B",
			"behind it, or alone: the packets that it caused begin so, where "
			"capture is on: = packets S S. \". ack 1\"; or none: = packets none" },
		{ "= ?", "a blank: any result and any error will do" },
		{ "in A..B", "behind = RESULT: how long it may take: in 90ms..150ms" },
		{ "$name", "a variable; ${name} where letters follow, ${#name} its length" },
		{ "$name.prop", "a property of the descriptor, read from the kernel: $c.port" },
		{ "${c$i}.prop", "the same of a composed name, here c1 where $i is 1" },
		{ "${n:u32}", "the number $n as four bytes in network order; u8 to u64, i8 to "
			      "i64, u32le" },
		{ "${data:u32@4}", "the number in the bytes of $data from byte 4 on; $data.u16 "
				   "from the first" },
		{ "-t TIME",
			"a limit for any command that may wait; what is given up prints GAVEUP" },
		{ "--", "what follows is no option" },
		{ "\\ at the end", "the line goes on in the next; so it does in an open quote" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		doc_item(b, lines[i][0], 14, lines[i][1]);
	buf_adds(b, "\nThe parts of a command:\n");
	for (int i = 0; t->types[i]; i++)
		doc_item(b, t->types[i]->name, 14, t->types[i]->what);
}

static void write_variables(const struct command_table *t, struct buf *b)
{
	(void)t;
	for (int i = 0; i < AUTOMATIC_COUNT; i++) {
		char name[16];

		snprintf(name, sizeof(name), "$%s", automatic_names[i].name);
		doc_item(b, name, 8, automatic_names[i].help);
	}
	buf_adds(b, "\nlet NAME = VALUE sets others; as NAME sets one to a descriptor.\n");
}

static void write_property(struct buf *b, const struct property *p, int width)
{
	struct buf text = { 0 };

	property_describe(p, &text);
	doc_item(b, p->name, width, buf_cstr(&text));
	buf_free(&text);
}

static void write_properties(const struct command_table *t, struct buf *b)
{
	(void)t;
	for (size_t i = 0; i < property_count; i++)
		write_property(b, &properties[i], 10);
	buf_adds(b, "\nTCP_INFO (the short name will do where no property above has it):\n");
	for (size_t i = 0; i < tcp_info_field_count; i++)
		write_property(b, &tcp_info_fields[i], 22);
	buf_adds(b, "\nAnd every socket option whose reading changes nothing (help options).\n");
}

static void write_options(const struct command_table *t, struct buf *b)
{
	(void)t;
	for (size_t i = 0; i < sockopt_count; i++) {
		struct buf text = { 0 };

		buf_addf(&text, "%s%s%s", sockopts[i].values, *sockopts[i].values ? ": " : "",
			sockopts[i].summary);
		doc_item(b, sockopts[i].name, 24, buf_cstr(&text));
		buf_free(&text);
	}
}

const struct doc_page doc_language = { "language", "words, quotes, names, expected results",
	write_language };
const struct doc_page doc_variables = { "variables", "$?, $data and the other automatic ones",
	write_variables };
const struct doc_page doc_properties = { "properties", "what $NAME.property reads from the kernel",
	write_properties };
const struct doc_page doc_options = { "options", "socket options", write_options };

int doc_topic(const struct command_table *t, struct slice name, struct buf *b)
{
	for (const struct doc_page *const *page = t->pages; *page; page++)
		if (slice_is(name, (*page)->name)) {
			(*page)->write(t, b);
			return 0;
		}
	for (int i = 0; t->types[i]; i++)
		if (names_same(name, t->types[i]->name)) {
			doc_item(b, t->types[i]->name, 10, t->types[i]->what);
			return 0;
		}
	const struct sockopt *o = sockopt_find(name, NULL);
	if (!o)
		return -1;
	buf_addf(b, "%s (%s): %s\n  values: %s\n", o->name, o->level_name, o->summary,
		*o->values ? o->values : "read only");
	return 0;
}

/* ---- apropos ---- */

/* Whether every word of WORDS stands in TEXT, in any case. */
static bool holds_all(const struct buf *text, struct slice words)
{
	char word[64];

	while (words.len) {
		const char *blank = memchr(words.p, ' ', words.len);
		size_t len = blank ? (size_t)(blank - words.p) : words.len;

		if (len >= sizeof(word))
			return false;
		memcpy(word, words.p, len);
		word[len] = '\0';
		if (!strcasestr(buf_cstr(text), word))
			return false;
		words.p += len + (blank != NULL);
		words.len -= len + (blank != NULL);
	}
	return true;
}

static void apropos_errors(struct slice words, struct buf *b)
{
	struct buf text = { 0 }, name = { 0 };

	for (size_t i = 0; i < explanation_count; i++) {
		buf_clear(&text);
		buf_clear(&name);
		explain_write(&explanations[i], NULL, slice_of(""), &text);
		buf_addf(&name, "explain %s", explanations[i].name);
		if (holds_all(&text, words))
			doc_item(b, buf_cstr(&name), 12, explanations[i].means);
	}
	buf_free(&text);
	buf_free(&name);
}

void doc_apropos(const struct command_table *t, struct slice words, struct buf *b)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < t->count; i++) {
		buf_clear(&text);
		doc_command(t->rows[i], &text);
		foreign_add(t->rows[i]->name, &text);
		foreign_add_options(t->rows[i], &text);
		if (holds_all(&text, words))
			doc_item(b, t->rows[i]->name, 12, t->rows[i]->summary);
	}
	for (const struct doc_page *const *page = t->pages; *page; page++) {
		buf_clear(&text);
		(*page)->write(t, &text);
		if (holds_all(&text, words))
			doc_item(b, (*page)->name, 12, (*page)->summary);
	}
	apropos_errors(words, b);
	buf_free(&text);
}
