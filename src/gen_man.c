/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The man page: the template man/sosh.1.in, and what the rows have for it.
 */
#include "gen.h"

#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "shell/settings.h"
#include "lang/types.h"
#include "sock/sockopt.h"
#include "sock/property.h"
#include "ui/options.h"
#include "gen_json.h"

/* ---- mdoc(7) ---- */

/* Whether a sentence ends before the blank at TEXT: mdoc wants a new line there. */
static bool sentence_ends(const char *start, const char *text)
{
	while (text > start && (text[-1] == ')' || text[-1] == '"'))
		text--;
	return text > start && strchr(".?!", text[-1]);
}

/* Running text: a line that would begin a request is guarded, backslashes and
 * quotes are spelled out, and an empty line begins a paragraph. */
static void man_lines(const char *text, bool literal)
{
	const char *start = text;
	bool line_start = true;

	for (; *text; text++) {
		if (text[0] == '\n' && text[1] == '\n') {
			fputs("\n.Pp\n", stdout);
			text++;
			line_start = true;
			continue;
		}
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		line_start = *text == '\n';
		if (*text == ' ' && !literal && sentence_ends(start, text)) {
			putchar('\n');
			line_start = true;
		} else if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '~')
			fputs("\\(ti", stdout);
		else if (*text == '^')
			fputs("\\(ha", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
	if (!line_start)
		putchar('\n');
}

/* An argument of a macro, in quotes. %N alone would be a macro itself. */
static void man_text(const char *text)
{
	man_lines(text, false);
}

static void man_quoted(const char *text)
{
	fputs(*text == '%' ? "\"\\&" : "\"", stdout);
	for (; *text; text++)
		if (*text == '"')
			fputs("\\(dq", stdout);
		else if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	putchar('"');
}

static void man_item(const char *name, const char *argument, const char *text)
{
	fputs(".It Ic ", stdout);
	man_quoted(name);
	if (argument) {
		fputs(" Ar ", stdout);
		man_quoted(argument);
	}
	putchar('\n');
	man_text(text);
}

static void man_list(int width)
{
	printf(".Bl -tag -width %dn -compact\n", width);
}

static void man_params(const struct command *row)
{
	const struct option *o;
	struct buf help = { 0 };

	if (!(row->params && row->params->name) && !args_option(row, 0))
		return;
	puts(".Pp");
	man_list(14);
	for (const struct param *p = row->params; p && p->name; p++)
		man_item(p->name, NULL, args_help(p, &help));
	for (int i = 0; (o = args_option(row, i)); i++)
		man_item(
			o->name, o->value.type ? o->value.name : NULL, args_help(&o->value, &help));
	puts(".El");
	buf_free(&help);
}

static void man_examples(const struct command *row)
{
	for (const struct example *x = row->examples; x && x->lines; x++) {
		puts(x == row->examples ? ".Pp\nExamples:\n.Bd -literal -offset indent -compact"
					: "");
		if (x->note)
			printf("# %s\n", x->note);
		man_lines(x->lines, true);
	}
	if (row->examples)
		puts(".Ed");
}

static void man_command(const struct command *row)
{
	struct buf usage = { 0 };

	args_usage(row, &usage);
	fputs(".It Ic ", stdout);
	man_quoted(buf_cstr(&usage));
	printf("\n");
	printf("%c", row->summary[0] >= 'a' && row->summary[0] <= 'z' ? row->summary[0] - 32
								      : row->summary[0]);
	man_text(row->summary + 1);
	if (row->alias)
		printf(".Pq also : Ic \\&%s\n", row->alias);
	if (row->details) {
		puts(".Pp");
		man_text(row->details);
	}
	man_params(row);
	man_examples(row);
	if (row->see) {
		puts(".Pp");
		printf("See also: ");
		man_text(row->see);
	}
	buf_free(&usage);
}

static void man_commands(void)
{
	for (int group = 0; group < GROUP_COUNT; group++) {
		printf(".Ss %s\n.Bl -tag -width indent\n", command_group_names[group]);
		for (size_t i = 0; i < commands_table.count; i++)
			if (commands_table.rows[i]->group == (enum command_group)group)
				man_command(commands_table.rows[i]);
		puts(".El");
	}
}

static void man_options(void)
{
	puts(".Bl -tag -width indent");
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		fputs(".It", stdout);
		if (o->letter)
			printf(" Fl %c%s", o->letter, o->name ? " ," : "");
		if (o->name)
			printf(" Fl \\-%s", o->name);
		if (o->value)
			printf(" %sAr %s", cli_takes_word(o) ? "" : "Ns ", o->value);
		putchar('\n');
		man_text(o->summary);
	}
	puts(".El");
}

static void man_sockopts(void)
{
	man_list(24);
	for (size_t i = 0; i < sockopt_count; i++) {
		man_item(sockopts[i].name, *sockopts[i].values ? sockopts[i].values : NULL,
			sockopts[i].summary);
		printf("(%s%s)\n", sockopts[i].level_name,
			!sockopts[i].set       ? ", read only"
			: !sockopts[i].get     ? ", write only"
			: sockopts[i].disturbs ? ", reading has an effect"
					       : "");
	}
	puts(".El");
}

static void man_variables(void)
{
	man_list(6);
	for (int i = 0; i < AUTOMATIC_COUNT; i++) {
		char name[16];

		snprintf(name, sizeof(name), "$%s", automatic_names[i].name);
		man_item(name, NULL, automatic_names[i].help);
	}
	puts(".El");
}

static void man_property(const struct property *p)
{
	struct buf text = { 0 };

	property_describe(p, &text);
	man_item(p->name, NULL, buf_cstr(&text));
	buf_free(&text);
}

static void man_properties(void)
{
	man_list(22);
	for (size_t i = 0; i < property_count; i++)
		man_property(&properties[i]);
	for (size_t i = 0; i < tcp_info_field_count; i++)
		man_property(&tcp_info_fields[i]);
	puts(".El");
}

static void man_settings(void)
{
	man_list(12);
	for (size_t i = 0; i < setting_count; i++)
		man_item(settings[i].name, NULL, settings[i].summary);
	puts(".El");
}

static void man_members(const struct json_member *m)
{
	puts(".Bl -tag -width 12n -compact");
	for (; m->name; m++) {
		printf(".It %sVa %s\n", m->maybe ? "Op " : "", m->name);
		man_text(m->help);
	}
	puts(".El");
}

static void man_type(
	const char *type, const char *event, const char *summary, const struct json_member *members)
{
	printf(".It Va type Li %s", type);
	if (event) {
		fputs(" , Va event Li ", stdout);
		man_quoted(event);
	}
	putchar('\n');
	man_text(summary);
	man_members(members);
}

static void man_json(void)
{
	puts(".Bl -tag -width indent");
	for (size_t i = 0; i < json_type_count; i++)
		man_type(json_types[i].type, json_types[i].event, json_types[i].summary,
			json_types[i].members);
	man_type("row", NULL, json_row_summary, json_row_members);
	puts(".El");
}

int gen_man(void)
{
	static const struct {
		const char *mark;
		void (*write)(void);
	} sections[] = { { "@OPTIONS@\n", man_options }, { "@COMMANDS@\n", man_commands },
		{ "@SOCKET_OPTIONS@\n", man_sockopts }, { "@PROPERTIES@\n", man_properties },
		{ "@VARIABLES@\n", man_variables }, { "@SETTINGS@\n", man_settings },
		{ "@JSON@\n", man_json } };
	char line[1024];
	FILE *template = fopen("man/sosh.1.in", "r");

	if (!template) {
		perror("man/sosh.1.in");
		return 1;
	}
	while (fgets(line, sizeof(line), template)) {
		bool filled = false;

		for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
			if (!strcmp(line, sections[i].mark)) {
				sections[i].write();
				filled = true;
			}
		if (!filled)
			fputs(line, stdout);
	}
	fclose(template);
	return 0;
}
