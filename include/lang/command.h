/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row per command: its typed parameters, its options, its texts and the
 * function that runs it. The argument parser, usage errors, help, completion,
 * the man page and the shells' completions all read this row; so nothing about
 * a command is written twice.
 */
#ifndef LANG_COMMAND_H
#define LANG_COMMAND_H

#include "lang/args.h"

struct run;
struct row_part;

/* The positional words of a command, for its row to judge. */
struct misfit {
	struct scope *scope; /* NULL when only checking, before anything runs */
	const struct text_word *const *words;
	int count;
	const struct text_word *option; /* at which that was found, or NULL */
	const struct args *args;        /* what is bound of them, and the options before */
};

/* What a command's run function says. */
enum command_status {
	REFUSED = -1, /* it could not become a call, or could not be done: the error is filled */
	DONE = 0,     /* the call was made, whatever it returned */
	STOPPED = 1,  /* the script or the block ends with it; all has been said */
};

enum command_flags {
	MAKES_CALL = 1 << 0,   /* emits call records: may carry `= RESULT` */
	NAMES_RESULT = 1 << 1, /* its result is a descriptor: may carry `as NAME` */
	TAKES_TIME = 1 << 2,   /* may block: has -t TIME */
	PROMPT_ONLY = 1 << 3,  /* refused in scripts */
	NAMES_TURN = 1 << 4,   /* `as NAME` names the turn of its block */
	MAY_BE_JOB = 1 << 5,   /* may run in the background: it needs nothing of the session */
	READS_WORDS =
		1 << 6,    /* reads what stands for a property itself: once, or again and again */
	MAY_END = 1 << 7,  /* its result may be EOF */
	IS_CHECK = 1 << 8, /* holds or does not: counted where a script is run as a test */
	SHARES_NAMES = 1 << 9,  /* runs a file that gives names to the session */
	COUNT_VARIES = 1 << 10, /* another time its result may be another number */
	AT_ONCE = 1 << 11,      /* for whoever sits there: no part of an exported session */
	TAKES_LINES = 1 << 12,  /* what is typed while it runs is not part of it */
	SERVES = 1 << 13,       /* threads answer clients from then on */
	PAUSES = 1 << 14,       /* for the time that is its word */
	JOINS = 1 << 15,        /* jobs end here */
};

enum { DESCRIPTORS_MANY = -1 }; /* as many as come; those that do not are -1 */

enum command_group {
	GROUP_NAMES,
	GROUP_SOCKET,
	GROUP_DATA,
	GROUP_OPTIONS,
	GROUP_NET,
	GROUP_THREADS,
	GROUP_CHECK,
	GROUP_SHELL,
	GROUP_COUNT,
};
extern const char *const command_group_names[GROUP_COUNT];

/* An example: what stands in help and man page, and is run as a test. */
struct example {
	const char *setup; /* lines run before it, not shown; or NULL */
	const char *lines; /* one or more commands, separated by newlines */
	const char *note;  /* what it shows, or NULL */
};

struct command {
	const char *name;
	const char *alias; /* a second name, or NULL */
	enum command_group group;
	unsigned flags;
	int assigns;                    /* positional words before an `=` that assigns; 0: none */
	int descriptors;                /* that NAMES_RESULT names, where it is not one; or
					 * DESCRIPTORS_MANY */
	const struct param *params;     /* ended by a row without name, or NULL */
	const struct option *options;   /* likewise */
	const char *summary;            /* one line, lower case, no full stop */
	const char *details;            /* paragraphs separated by blank lines, or NULL */
	const struct example *examples; /* ended by a row without lines */
	const char *slip;               /* hint when a word for its descriptor is none, or NULL */
	/* Betters the hint of E where the words are a habit of another place; NULL: none is known.
	 * Of a word with a variable in it nothing is known when only checking. */
	void (*mend)(const struct misfit *m, struct err *e);
	/* Refuses, with E, words that fit and are all the same another place's; NULL: all that
	 * fits is meant. -1 or 0. */
	int (*doubt)(const struct misfit *m, struct err *e);
	const char *calls;           /* "socket, connect": those it makes; NULL: its name */
	const struct row_part *rows; /* of its tables (shell/emit.h), or NULL */
	const char *see;             /* man pages and commands: "connect(2), listen" */
	enum command_status (*run)(struct run *r);
};

struct doc_page;

/* The commands, and what help has beside them, in the order of help and the man
 * page. */
struct command_table {
	const struct command *const *rows;
	size_t count;
	const struct arg_type *const *types; /* of parameters; ended by NULL */
	const struct doc_page *const *pages; /* likewise */
};

/* Whether NAME is exactly the name or the alias of ROW. */
bool command_is(const struct command *row, struct slice name);

/* The command of exactly this name or alias, or NULL. */
const struct command *command_find(const struct command_table *t, struct slice name);

/* As command_find; with PREFIX a unique beginning will do. NULL with E: unknown
 * ("did you mean"), or ambiguous (the candidates). */
const struct command *command_lookup(
	const struct command_table *t, struct slice name, bool prefix, struct err *e);

#endif
