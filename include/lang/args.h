/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Typed parameters: a type parses a word, completes it and describes itself.
 * args_parse turns the words of a command into an array of values by its row.
 */
#ifndef LANG_ARGS_H
#define LANG_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "lang/lex.h"
#include "sock/addr.h"

struct scope;
struct vars;
struct command;
struct param;
struct candidates;

/* One value. A type fills what fits it. */
struct arg {
	bool given;
	bool bare;         /* the word was one bare piece */
	bool whole;        /* the word holds the next parameter's value too */
	bool block;        /* the word was { ... }; text is what stands inside */
	struct span span;  /* of the word(s) */
	struct slice text; /* expanded */
	int64_t num;       /* number, descriptor, constant, bytes, nanoseconds */
	uint32_t events;   /* of a descriptor to wait for: sock/events.h */
	const void *row;   /* a row of a table: struct sockopt, struct setting ...; or NULL */
	struct endpoint endpoint;
};

struct args;

/* What a type's parse function sees. */
struct arg_context {
	struct scope *scope;      /* NULL when only checking, before anything runs: */
	const struct vars *known; /* then the names that the text has given, or NULL: any will do */
	const struct param *param;
	const struct args *args; /* those before it are filled */
	bool one_word;           /* completing an option's value: HOST:PORT, not HOST PORT */
};

enum type_flags {
	TYPE_BLOCK = 1 << 0,    /* takes { ... }, as no other type does */
	TYPE_BYTES = 1 << 1,    /* any bytes: who gives several words meant one, quoted */
	TYPE_SLIPS = 1 << 2,    /* a word that is none is the slip that the command's row names */
	TYPE_READS = 1 << 3,    /* a bare NAME.PROPERTY is read from the kernel */
	TYPE_LOOKS_UP = 1 << 4, /* what a word stands for may change from run to run */
	TYPE_KEYWORD = 1 << 5,  /* two words, of which the first says that they are meant */
	TYPE_WHOLE = 1 << 6,    /* its word may hold the next parameter's value too: arg.whole */
	TYPE_OF_NAMES = 1 << 7, /* what it looks up are variables and whose descriptors are */
};

/* How a value may be two words: HOST PORT. */
struct two_words {
	/* Whether FIRST takes the NEXT word (NULL: there is none) with it. */
	bool (*takes)(struct slice first, const struct slice *next);
	int (*parse)(struct slice first, struct slice second, struct arg *a, struct err *e);
	const struct param *second; /* what the second one is, for completion */
};

struct arg_type {
	const char *name; /* "FD": how usage lines write it */
	const char *what; /* "a descriptor: its number, or the name of one" */
	/* Fills A from A->text; -1 with E (unlocated). NULL: any text. */
	int (*parse)(const struct arg_context *c, struct arg *a, struct err *e);
	/* Adds candidates; NULL: none. */
	void (*complete)(const struct arg_context *c, struct candidates *out);
	unsigned flags;
	const struct two_words *two; /* NULL: a value is one word */
};

enum param_flags {
	OPTIONAL = 1 << 0,
	REPEATED = 1 << 1,   /* the last one: one or more (with OPTIONAL: none or more) */
	SETS_FLAGS = 1 << 2, /* of an option: its number is among the args' flags */
};

struct param {
	const char *name; /* "BACKLOG"; NULL ends the list */
	const struct arg_type *type;
	unsigned flags;
	const char *help; /* one line for help, man page and completion */
	int64_t min, max; /* of a number; both 0: the type's own */
	const void *of;   /* the type's own: a struct names, a list of words */
	const char *only; /* what it belongs to alone: the name of a service; NULL: to all */
};

/* An option: "--peek", "-t". Its value, if any, is described as a parameter. One without
 * adds its min to the args' flags. */
struct option {
	const char *name;   /* NULL ends the list */
	struct param value; /* value.type NULL: a flag; then value.help is its help */
};

enum { ARGS_PARAMS = 6, ARGS_OPTIONS = 20 };

struct args {
	struct arg pos[ARGS_PARAMS];  /* by the parameter's place in the row */
	struct arg opt[ARGS_OPTIONS]; /* by the option's place in the row */
	struct arg limit;             /* -t of a command that TAKES_TIME */
	int64_t flags;                /* of the call, that options give */
	struct arg *rest;             /* all values of a REPEATED parameter (pos[] has the first) */
	int nrest;
	const struct param *repeated; /* that parameter, where there are any */
	/* by args_keep: which values look up what they stand for; bit I of pos[I], of opt[I] */
	unsigned pos_looked_up, opt_looked_up;
	bool of_names; /* all of these are TYPE_OF_NAMES, as they were at */
	uint64_t names_at;
};

/* A word with its text expanded. */
struct text_word {
	struct slice text;
	const struct word *word;
};

/* Whether the text of W is known: with variables in it, only when it runs. */
static inline bool text_word_known(const struct scope *sc, const struct text_word *w)
{
	return sc || w->word->constant;
}

/* Binds WORDS[1..n) to the row's parameters and options. REST values live in A. */
int args_parse(struct scope *sc, const struct command *row, const struct text_word *words, int n,
	struct arena *a, struct args *out, struct err *e);

/* The same before anything runs: only what is constant is checked. Descriptors may have the names
 * that are KNOWN, or where that is NULL any. */
int args_check(const struct vars *known, const struct command *row, const struct text_word *words,
	int n, struct arena *a, struct args *out, struct err *e);

/* Parses those values of ARGS again that look up what they stand for: once bound, words without
 * variables need no more than that. args_keep prepares ARGS for it, as args_parse has left
 * them; SC is that of args_parse. */
void args_keep(struct scope *sc, const struct command *row, struct args *args);
int args_again(struct scope *sc, const struct command *row, struct args *args, struct err *e);

/* `name FD [BACKLOG] [-t TIME]`: usage from the row. */
void args_usage(const struct command *row, struct buf *b);

/* What P's help is, behind what it belongs to alone: "relay: hold each piece". In B if not P's. */
const char *args_help(const struct param *p, struct buf *b);

/* Option I of the row; the row's own, then -t of TAKES_TIME. NULL behind the last. */
const struct option *args_option(const struct command *row, int i);

/* For completion: the parameter that a word behind WORDS[1..n) would belong to, NULL if
 * none. An open option's value comes first; *OTHER is a second parameter that
 * it may belong to, where the first is optional, or NULL. */
const struct param *args_next_param(const struct command *row, const struct text_word *words, int n,
	const struct param **other);

#endif
