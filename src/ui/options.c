/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's command line.
 */
#include "ui/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/text.h"
#include "shell/settings.h"

#define FIELD(member) offsetof(struct invocation, member)

const struct cli_option cli_options[] = {
	{ 'c', "command", "TEXT", NULL, FIELD(commands),
		"run TEXT and leave; several run in turn" },
	{ 'k', "keep", NULL, "keep", 0, "keep going after a failure" },
	{ 'q', "quiet", NULL, "quiet", 0, "show received data alone, byte for byte" },
	{ 'n', "check", NULL, NULL, FIELD(check_only),
		"check each FILE, names too, and run nothing" },
	{ 't', "timeout", "TIME", "timeout", 0, "give up each wait after TIME (50ms, 2s, 1m)" },
	{ 'x', "echo", NULL, "echo", 0, "echo each command and heading (##) to standard error" },
	{ 0, "json", NULL, "json", 0, "write one JSON object a line" },
	{ 0, "color", "WHEN", "color", 0, "use colours auto, always or never" },
	{ 0, "raw", NULL, "raw", 0, "show received bytes as they are" },
	{ 0, "private", "[=SPEC]", NULL, FIELD(private),
		"be in a network of one's own; SPEC: mtu:BYTES, SYSCTL=VALUE, and a comma" },
	{ 0, "tap", NULL, NULL, FIELD(tap), "run each FILE as a test, and tell of it in TAP 14" },
	{ 0, "junit", NULL, NULL, FIELD(junit), "the same in JUnit's XML" },
	{ 0, "lesson", NULL, NULL, FIELD(lesson),
		"read FILE as a lesson: Enter runs the next command" },
	{ 'j', "jobs", "N", NULL, FIELD(side_by_side), "run N files at once, each with --private" },
	{ 0, "grade", "TEMPLATE", NULL, FIELD(grade),
		"grade each FILE, in which blanks of TEMPLATE are filled in" },
	{ 0, "program", "COMMAND", NULL, FIELD(program),
		"grade COMMAND, a program, by the script that --grade names" },
	{ 0, "csv", NULL, NULL, FIELD(csv), "write grades as comma-separated values" },
	{ 0, "inherit", NULL, NULL, FIELD(inherit),
		"keep the descriptors from 3 up, and list them" },
	{ 'h', "help", NULL, NULL, FIELD(help), "show this text and leave" },
	{ 'V', "version", NULL, NULL, FIELD(version), "show the version and leave" },
};
const size_t cli_option_count = sizeof(cli_options) / sizeof(cli_options[0]);

/* The words of the command line, and the one being read. */
struct word_reader {
	char **words;
	int count, next;
	struct settings *set;
	struct invocation *inv;
};

static int apply_setting(
	const struct cli_option *o, const char *value, struct settings *set, struct err *e)
{
	const struct setting *row = setting_find(slice_of(o->setting), e);
	struct err why = { 0 };

	if (!row)
		return -1;
	if (!setting_parse(row, slice_of(value), setting_value(row, set), &why))
		return 0;
	err_set(e, ERR_USAGE, "--%s: %s", o->name, why.text);
	return why.hint[0] ? err_hint(e, "%s", why.hint) : -1;
}

/* VALUE is NULL for a flag. A text of -c takes a place in argv that has been read. */
static int apply(
	const struct cli_option *o, const char *value, struct word_reader *in, struct err *e)
{
	void *field = (char *)in->inv + o->offset;

	if (o->setting)
		return apply_setting(o, value ? value : "on", in->set, e);
	if (o->value && !cli_takes_word(o))
		*(const char **)field = value ? value : "";
	else if (o->value && o->offset == FIELD(commands))
		in->words[in->inv->ncommands++] = (char *)value;
	else if (o->value)
		*(const char **)field = value;
	else
		*(bool *)field = true;
	return 0;
}

/* The option of this long name or, where that is unique, of this beginning. */
static const struct cli_option *find_long(struct slice name, struct err *e)
{
	const struct cli_option *found = NULL;
	int matches = 0;

	for (size_t i = 0; i < cli_option_count; i++) {
		const struct cli_option *o = &cli_options[i];

		if (slice_is(name, o->name))
			return o;
		if (strncmp(o->name, name.p, name.len) != 0)
			continue;
		found = o;
		matches++;
	}
	if (matches == 1)
		return found;
	err_set(e, ERR_USAGE, "%s option --%.*s", matches ? "ambiguous" : "unknown", (int)name.len,
		name.p);
	return NULL;
}

/* The last of WORDS that is a port, or NULL. */
static const char *last_port(char *const *words, int count)
{
	int64_t port;

	while (count--)
		if (!text_number(slice_of(words[count]), 0, 65535, &port, NULL))
			return words[count];
	return NULL;
}

/* As nc takes them: -l PORT, -lp PORT, -u HOST PORT. */
static void hint_nc(char letter, const struct word_reader *in, struct err *e)
{
	const char *port = last_port(in->words + in->next, in->count - in->next);

	if (letter == 'l')
		err_hint(e, "sosh -c 'serve localhost:%s; wait' echoes what clients send",
			port ? port : "PORT");
	else
		err_hint(e, "sosh -c 'dial %sHOST %s as c; talk c' connects and converses",
			letter == 'u' ? "udp " : "", port ? port : "PORT");
}

static const struct cli_option *find_letter(
	char letter, const struct word_reader *in, struct err *e)
{
	for (size_t i = 0; i < cli_option_count; i++) {
		if (cli_options[i].letter == letter)
			return &cli_options[i];
	}
	err_set(e, ERR_USAGE, "unknown option -%c", letter);
	if (letter == 'l' || letter == 'u' || letter == 'p')
		hint_nc(letter, in, e);
	return NULL;
}

/* --NAME, --NAME=VALUE, --NAME VALUE: what stands behind the dashes. */
static int read_long(const char *word, struct word_reader *in, struct err *e)
{
	struct slice name = { word, strcspn(word, "=") };
	const char *value = word[name.len] ? word + name.len + 1 : NULL;
	const struct cli_option *o = find_long(name, e);

	if (!o)
		return -1;
	if (value && !o->value)
		return err_set(e, ERR_USAGE, "option --%s takes no value", o->name);
	if (cli_takes_word(o) && !value && in->next < in->count)
		value = in->words[in->next++];
	if (cli_takes_word(o) && !value)
		return err_set(e, ERR_USAGE, "option --%s wants %s", o->name, o->value);
	return apply(o, value, in, e);
}

/* -qc TEXT: letters in a bundle; the rest of the word, or else the next one, is
 * the value of the first that takes one. */
static int read_letters(const char *letters, struct word_reader *in, struct err *e)
{
	while (*letters) {
		const struct cli_option *o = find_letter(*letters++, in, e);
		const char *value = NULL;

		if (!o)
			return -1;
		if (o->value && *letters)
			value = letters;
		else if (o->value && in->next < in->count)
			value = in->words[in->next++];
		else if (o->value)
			return err_set(e, ERR_USAGE, "option -%c wants %s", o->letter, o->value);
		if (apply(o, value, in, e))
			return -1;
		if (value)
			break;
	}
	return 0;
}

static void take_operands(struct word_reader *in)
{
	static char program[] = "sosh";
	struct invocation *inv = in->inv;

	inv->commands = (const char *const *)in->words;
	if (!inv->ncommands && in->next < in->count)
		inv->file = in->words[in->next];
	else
		in->words[--in->next] = program;
	inv->args = (const char *const *)in->words + in->next;
	inv->nargs = in->count - in->next;
}

static int check_grading(struct invocation *inv, struct err *e)
{
	if ((inv->csv || inv->program) && !inv->grade)
		return err_set(e, ERR_USAGE, "--%s is of --grade", inv->csv ? "csv" : "program");
	if (!inv->grade)
		return 0;
	if (inv->ncommands || inv->check_only || inv->tap || inv->junit)
		return err_set(e, ERR_USAGE, "--grade stands without -c, -n, --tap and --junit");
	if (inv->program && inv->file)
		return err_set(e, ERR_USAGE, "--program stands in the place of files");
	if (inv->program) {
		inv->args = &inv->program;
		inv->nargs = 1;
	} else if (!inv->file) {
		return err_set(e, ERR_USAGE, "--grade TEMPLATE wants files to grade, or --program");
	}
	inv->graded = inv->args;
	inv->ngraded = inv->nargs;
	inv->at_once = get_nprocs();
	if (!inv->private)
		inv->private = "";
	return 0;
}

/* Files side by side would be in each other's way in one network. */
static int check_tests(struct invocation *inv, struct err *e)
{
	inv->at_once = 1;
	if (inv->tap && inv->junit)
		return err_set(e, ERR_USAGE, "--tap or --junit, not both");
	if (check_grading(inv, e))
		return -1;
	if (!inv->side_by_side)
		return 0;
	if (text_number(slice_of(inv->side_by_side), 1, TESTS_AT_ONCE, &inv->at_once, NULL))
		return err_set(e, ERR_USAGE, "--jobs wants a number from 1 to %d, not '%s'",
			TESTS_AT_ONCE, inv->side_by_side);
	if (!inv->tap && !inv->junit && !inv->grade)
		return err_set(
			e, ERR_USAGE, "--jobs is of tests and grades: --tap, --junit or --grade");
	if (inv->at_once > 1 && !inv->private)
		inv->private = "";
	return 0;
}

static int check_lesson(const struct invocation *inv, const struct settings *set, struct err *e)
{
	if (!inv->lesson)
		return 0;
	if (inv->ncommands || !inv->file)
		return err_set(e, ERR_USAGE, "--lesson wants a FILE");
	if (!strcmp(inv->file, "-"))
		return err_set(
			e, ERR_USAGE, "--lesson wants a FILE: standard input is the reader's");
	if (inv->tap || inv->junit || inv->grade || set->json)
		return err_set(e, ERR_USAGE, "--lesson is for readers: not with --%s",
			inv->tap     ? "tap"
			: inv->grade ? "grade"
			: inv->junit ? "junit"
				     : "json");
	return 0;
}

int options_parse(
	int argc, char **argv, struct settings *set, struct invocation *inv, struct err *e)
{
	struct word_reader in = { .words = argv, .count = argc, .next = 1, .set = set, .inv = inv };

	*inv = (struct invocation){ 0 };
	while (in.next < argc && argv[in.next][0] == '-' && argv[in.next][1]) {
		const char *word = argv[in.next++];

		if (!strcmp(word, "--"))
			break;
		if (word[1] == '-' ? read_long(word + 2, &in, e) : read_letters(word + 1, &in, e))
			return -1;
	}
	take_operands(&in);
	return check_lesson(inv, set, e) || check_tests(inv, e) ? -1 : 0;
}

bool options_read_input(const struct invocation *inv)
{
	return !inv->ncommands && (!inv->file || !strcmp(inv->file, "-"));
}

void options_hint_file(const struct invocation *inv, struct err *e)
{
	int64_t port;

	if (e->errnum == ENOENT && inv->nargs == 2 &&
		!text_number(slice_of(inv->args[1]), 0, 65535, &port, NULL))
		err_hint(e, "sosh -c 'dial %s %s as c; talk c' connects and converses", inv->file,
			inv->args[1]);
}

static void help_option(const struct cli_option *o, struct buf *b)
{
	char left[32];

	snprintf(left, sizeof(left), "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
		o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
		cli_takes_word(o) ? " " : "", o->value ? o->value : "");
	buf_addf(b, "  %-20s  %s\n", left, o->summary);
}

void options_help(struct buf *b)
{
	buf_adds(b, "Usage: sosh [OPTION]... [FILE [ARGUMENT]...]\n"
		    "       sosh [OPTION]... -c TEXT [ARGUMENT]...\n"
		    "       sosh --tap | --junit | -n [OPTION]... FILE...\n"
		    "       sosh --grade TEMPLATE [OPTION]... FILE...\n"
		    "       sosh --grade SCRIPT --program COMMAND [OPTION]...\n"
		    "       sosh --lesson [OPTION]... FILE [ARGUMENT]...\n"
		    "A shell whose commands are socket calls. Without FILE it reads standard\n"
		    "input, with a prompt if that is a terminal; - always is standard input.\n\n");
	for (size_t i = 0; i < cli_option_count; i++)
		help_option(&cli_options[i], b);
	buf_adds(b, "\nExit status: 0 all as expected, 1 a call or an expectation failed,\n"
		    "2 usage or syntax, 3 a wait was given up.\n"
		    "Try: sosh -c 'help'\n");
}
