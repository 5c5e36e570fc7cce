/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes what is made from the rows: `gen man`, from its template man/sosh.1.in; `gen bash`, `gen
 * zsh`, `gen fish`, the shells' completions; `gen examples DIR`, every command's examples as
 * scripts.
 */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "shell/settings.h"
#include "lang/types.h"
#include "sock/sockopt.h"
#include "sock/property.h"
#include "ui/options.h"

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
			printf(" Ar %s", o->value);
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

static int gen_man(void)
{
	static const struct {
		const char *mark;
		void (*write)(void);
	} sections[] = { { "@OPTIONS@\n", man_options }, { "@COMMANDS@\n", man_commands },
		{ "@SOCKET_OPTIONS@\n", man_sockopts }, { "@PROPERTIES@\n", man_properties },
		{ "@VARIABLES@\n", man_variables }, { "@SETTINGS@\n", man_settings } };
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

/* ---- the shells' completions ---- */

/* The words that an option's value may be, or NULL. */
static const char *const *choices_of(const struct cli_option *o)
{
	const struct setting *row =
		o->value && o->setting ? setting_find(slice_of(o->setting), NULL) : NULL;

	return row && row->type == SETTING_CHOICE ? row->choices : NULL;
}

static void put_choices(const struct cli_option *o)
{
	const char *const *words = choices_of(o);
	for (int i = 0; words && words[i]; i++)
		printf("%s%s", i ? " " : "", words[i]);
}

/* bash takes `=` for a word of its own, unless the user has it otherwise. */
static const char bash_begin[] =
	"# bash completion for sosh; made by `make gen`.\n"
	"_sosh()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} joined=\n"
	"\tCOMPREPLY=()\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=\n"
	"\telif [[ $prev == = ]]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\telif [[ $cur == --*=* ]]; then\n"
	"\t\tprev=${cur%%=*} cur=${cur#*=} joined=$prev=\n"
	"\tfi\n"
	"\tcase $prev in\n";

/* A value that is none of these words is the user's own: no file either. */
static void bash_value(const struct cli_option *o)
{
	if (o->letter && o->name)
		printf("\t-%c|--%s) ", o->letter, o->name);
	else
		printf(o->letter ? "\t-%s) " : "\t--%s) ",
			o->letter ? (char[]){ o->letter, 0 } : o->name);
	if (choices_of(o)) {
		fputs("mapfile -t COMPREPLY < <(compgen -P \"$joined\" -W \"", stdout);
		put_choices(o);
		fputs("\" -- \"$cur\")", stdout);
	} else {
		fputs("compopt +o default", stdout);
	}
	puts("; return ;;");
}

/* What is no option is left to readline, which knows how files are quoted. */
static int gen_bash(void)
{
	fputs(bash_begin, stdout);
	for (size_t i = 0; i < cli_option_count; i++)
		if (cli_options[i].value)
			bash_value(&cli_options[i]);
	fputs("\tesac\n\t[[ $cur == -* ]] || return\n\tmapfile -t COMPREPLY < <(compgen -W \"",
		stdout);
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		if (o->letter)
			printf("-%c ", o->letter);
		if (o->name)
			printf("--%s ", o->name);
	}
	puts("\" -- \"$cur\")\n}\ncomplete -o default -F _sosh sosh");
	return 0;
}

/* Text inside single quotes of zsh or fish. */
static void shell_quoted(const char *text, const char *escaped)
{
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr(escaped, *text))
			printf("\\%c", *text);
		else
			putchar(*text);
}

static void zsh_option(const char *dashes, const char *name, const struct cli_option *o)
{
	printf("\t'%s%s%s[", dashes, name, o->value && dashes[1] ? "=" : "");
	shell_quoted(o->summary, "[]:");
	putchar(']');
	if (o->value) {
		printf(":%s:", o->value);
		if (choices_of(o)) {
			putchar('(');
			put_choices(o);
			putchar(')');
		}
	}
	puts("' \\");
}

static int gen_zsh(void)
{
	puts("#compdef sosh\n# zsh completion for sosh; made by `make gen`.\n_arguments -s \\");
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		if (o->letter)
			zsh_option("-", (char[]){ o->letter, 0 }, o);
		if (o->name)
			zsh_option("--", o->name, o);
	}
	puts("\t'*:file:_files'");
	return 0;
}

static int gen_fish(void)
{
	puts("# fish completion for sosh; made by `make gen`.");
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		printf("complete -c sosh");
		if (o->letter)
			printf(" -s %c", o->letter);
		if (o->name)
			printf(" -l %s", o->name);
		printf(!o->value ? "" : choices_of(o) ? " -xa '" : " -x");
		put_choices(o);
		printf("%s -d '", choices_of(o) ? "'" : "");
		shell_quoted(o->summary, "");
		puts("'");
	}
	return 0;
}

/* ---- examples ---- */

static int write_example(const char *dir, const char *name, int n, const struct example *x)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s-%d.sosh", dir, name, n);
	FILE *f = fopen(path, "w");
	if (!f)
		return -1;
	fprintf(f, "%s%s\n", x->setup ? x->setup : "", x->lines);
	return fclose(f);
}

static int gen_examples(const char *dir)
{
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		int n = 0;

		for (const struct example *x = row->examples; x && x->lines; x++)
			if (write_example(dir, row->name, ++n, x)) {
				perror(dir);
				return 1;
			}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "man"))
		return gen_man();
	if (!strcmp(what, "bash"))
		return gen_bash();
	if (!strcmp(what, "zsh"))
		return gen_zsh();
	if (!strcmp(what, "fish"))
		return gen_fish();
	if (!strcmp(what, "examples") && argc > 2)
		return gen_examples(argv[2]);
	fputs("usage: gen man | gen bash | gen zsh | gen fish | gen examples DIR\n", stderr);
	return 2;
}
