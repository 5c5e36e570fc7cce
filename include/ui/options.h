/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's own options: one table for parsing, --help, the man page and
 * the shells' completions.
 */
#ifndef UI_OPTIONS_H
#define UI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "shell/session.h"

enum { TESTS_AT_ONCE = 64 };

struct cli_option {
	char letter;         /* 0: none */
	const char *name;    /* long, without dashes */
	const char *value;   /* "TIME"; "[=SPEC]": may be given, behind = alone; NULL: a flag */
	const char *setting; /* the setting it changes (a flag: to "on"), or NULL */
	size_t offset;       /* else where it goes in struct invocation: a bool, or text */
	const char *summary;
};
extern const struct cli_option cli_options[];
extern const size_t cli_option_count;

/* Whether a word behind O is its value. */
static inline bool cli_takes_word(const struct cli_option *o)
{
	return o->value && o->value[0] != '[';
}

struct grading;

/* What the command line asked for besides settings. */
struct invocation {
	const char *const *commands; /* -c TEXT, each time */
	int ncommands;
	const char *private; /* the network asked for, "" as it comes; NULL: the machine's */
	const char *file;    /* FILE, "-" for standard input, or NULL */
	bool check_only, help, version, inherit;
	bool lesson;                /* given as one, */
	struct lesson_place *place; /* to somebody at the terminal (ui/lesson.h), or NULL */
	bool tap, junit;            /* run as a test, and told of so */
	const char *side_by_side;   /* how many files at once, or NULL */
	int64_t at_once;            /* the same as a number */
	bool nested;                /* one of several files that are tested */
	const char *grade;          /* the template of what is graded, or NULL */
	const char *const *graded;  /* the files that are */
	int ngraded;
	const char *program;     /* that is graded in their place, or NULL */
	bool csv;                /* in which form the grades are told of */
	struct grading *grading; /* what is known of the template (ui/grade.h), or NULL */
	const char *const *args; /* $0 and on: FILE (or "sosh") and what follows, */
	int nargs;               /* which are files where there can be several */
};

/* Parses as getopt_long(3) does; options end at the first other word, or at --.
 * Without -c that word is FILE. Settings go into SET. Long names may be
 * shortened. ARGV's words are borrowed, and its places before FILE are used for
 * what INV points to. -1 with E on a bad option or value. */
int options_parse(
	int argc, char **argv, struct settings *set, struct invocation *inv, struct err *e);

/* Whether the commands come from standard input. */
bool options_read_input(const struct invocation *inv);

/* E says that FILE cannot be read: where `sosh HOST PORT` was meant, hints at what to type. */
void options_hint_file(const struct invocation *inv, struct err *e);

/* The text of --help. */
void options_help(struct buf *b);

#endif
