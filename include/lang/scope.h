/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the language sees of whoever runs it: the commands, the variables and the
 * descriptors that words may name. A session has one; the language itself keeps
 * nothing and asks no more than this.
 */
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "lang/lex.h"
#include "lang/vars.h"

struct command_table;
struct fdtab;
struct net;
struct scope;

/* Appends the value of variable NAME (automatic ones included), or of PROPERTY of
 * the descriptor that it holds if that is not empty; -1 with E. */
typedef int scope_value(
	struct scope *sc, struct slice name, struct slice property, struct buf *b, struct err *e);

enum { SCOPE_RECENT = 32 };

struct scope {
	const struct command_table *commands;
	bool prefixes; /* unique prefixes of commands will do */
	/* the commands found last, each at its place by its name: scripts use few */
	const struct command *recent[SCOPE_RECENT];
	struct vars vars;
	struct fdtab *fds;
	const struct net *net; /* of hosts, or NULL */
	scope_value *value;
};

/* The command that NAME means here: command_lookup's answer. */
const struct command *scope_command(struct scope *sc, struct slice name, struct err *e);

/* A moment of what names mean: another one after a variable was set or a descriptor made,
 * by whatever thread. */
uint64_t scope_names_at(const struct scope *sc);

/* Where an `=` assigns, for lex_line, whose context is the scope. */
int scope_assigns(const void *scope, struct slice name);

/* Makes the hint of E, for WRONG, which names no descriptor, the nearest of the names that the
 * user's have, or all of them. Returns -1. */
int scope_hint_names(struct scope *sc, struct slice wrong, struct err *e);

/* Appends the text of one piece. -1 with E, located. */
int scope_add_piece(struct scope *sc, const struct piece *p, struct buf *b, struct err *e);

/* The text of a word: the word's own if it is constant, else in A. -1 with E, which
 * is located at the variable without a value. */
int scope_expand(
	struct scope *sc, const struct word *w, struct arena *a, struct slice *text, struct err *e);

#endif
