/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What bash, zsh and fish complete: the options of the program.
 */
#include "gen.h"

#include <stdio.h>
#include <string.h>

#include "shell/settings.h"
#include "ui/options.h"

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
int gen_bash(void)
{
	fputs(bash_begin, stdout);
	for (size_t i = 0; i < cli_option_count; i++)
		if (cli_takes_word(&cli_options[i]))
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
	printf("\t'%s%s%s[", dashes, name, cli_takes_word(o) && dashes[1] ? "=" : "");
	shell_quoted(o->summary, "[]:");
	putchar(']');
	if (cli_takes_word(o)) {
		printf(":%s:", o->value);
		if (choices_of(o)) {
			putchar('(');
			put_choices(o);
			putchar(')');
		}
	}
	puts("' \\");
}

int gen_zsh(void)
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

int gen_fish(void)
{
	puts("# fish completion for sosh; made by `make gen`.");
	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		printf("complete -c sosh");
		if (o->letter)
			printf(" -s %c", o->letter);
		if (o->name)
			printf(" -l %s", o->name);
		printf(!cli_takes_word(o) ? "" : choices_of(o) ? " -xa '" : " -x");
		put_choices(o);
		printf("%s -d '", choices_of(o) ? "'" : "");
		shell_quoted(o->summary, "");
		puts("'");
	}
	return 0;
}
