/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session as a program: what the languages have in common, and what each says its own way.
 */
#ifndef SHELL_EXPORT_PROGRAM_H
#define SHELL_EXPORT_PROGRAM_H

#include "export_ports.h"

/* What a program needs besides its statements. */
enum program_needs {
	NEEDS_ERRORS = 1 << 0, /* a call failed */
	NEEDS_LIMIT = 1 << 1,  /* a call was given up */
	NEEDS_THREADS = 1 << 2,
	NEEDS_SLEEP = 1 << 3,
	NEEDS_DATA = 1 << 4, /* received bytes are shown */
	NEEDS_LOOKUP = 1 << 5,
	NEEDS_IP4 = 1 << 6,
	NEEDS_IP6 = 1 << 7,
	NEEDS_UNIX = 1 << 8,
	NEEDS_PORT = 1 << 9,
	NEEDS_UNFOUND = 1 << 10,
	NEEDS_FILES = 1 << 11,
	NEEDS_OPTIONS = 1 << 12,
	NEEDS_FILL = 1 << 13,
	NEEDS_MESSAGE = 1 << 14,
	NEEDS_SHOW = 1 << 15,
	NEEDS_CHECK = 1 << 16,
};

/* One call, said: statements before it, the call itself, whatever takes its value, statements
 * after it where it did not fail. */
struct said {
	struct buf before, to, call, after;
};

struct variable {
	uint64_t serial;
	const char *name;
	bool open;
};

struct program {
	struct export *x;
	const struct language *language;
	struct chosen_ports ports;
	struct variable *variables; /* in the arena */
	size_t nvariables;
	size_t at;                          /* the step being said */
	int job;                            /* whose thread it is, or 0 */
	const struct exported_step **ended; /* the jobs that were waited for, so many */
	size_t nended;
	size_t statements; /* so far */
	size_t room;       /* of the largest buffer */
	unsigned needs;
	const struct addr *from; /* the last sender, which stands in a variable; or NULL */
	struct buf functions, globals, main, *b;
	int addresses; /* so many have a variable */
};

/* What a server's threads do for each client. */
struct serving {
	const char *listener;
	bool answers; /* echo; else it discards */
	struct slice banner, prefix;
};

struct language {
	const char *comment, *indent; /* indent: of a statement of the main part */
	const char *const *reserved;  /* names that no descriptor may have; ended by NULL */
	/* False: it cannot be said. */
	bool (*say)(struct program *p, const struct call *c, struct said *s);
	/* The statements for a call: that did what was asked; that failed; that was given up. */
	void (*plain)(struct program *p, const struct call *c, const struct said *s);
	void (*failed)(struct program *p, const struct call *c, const struct said *s);
	void (*given_up)(struct program *p, const struct call *c, const struct said *s);
	void (*port)(struct program *p, const struct chosen_port *port, const char *name);
	void (*job)(struct program *p, int job, bool begins);
	void (*join)(struct program *p, int job);
	void (*sleep)(struct program *p, int64_t ns);
	void (*serve)(struct program *p, const struct serving *s);
	/* The whole, from the parts of P. */
	void (*put_together)(struct program *p, struct buf *b);
};

void program_write(struct export *x, const struct language *l, struct buf *b);

/* The variable of the descriptor SERIAL, or NULL. */
struct variable *program_find(struct program *p, uint64_t serial);

/* The name of C's descriptor; its number where it has none. In the arena. */
const char *program_fd(struct program *p, const struct call *c);
/* That of another number, the last one that had it. */
const char *program_number(struct program *p, int fd);

/* The name for the descriptor SERIAL, which C returned as FD; the SECOND of two. */
const char *program_new(
	struct program *p, const struct call *c, uint64_t serial, int fd, bool second);

/* The variable that keeps the port of A, where the kernel chose it; or NULL. */
const char *program_port(struct program *p, const struct addr *a);

/* What the variable is called that keeps PORT. */
const char *program_port_name(struct program *p, const struct chosen_port *port);

/* The first argument of KIND, or NULL. */
const struct call_arg *program_arg(const struct call *c, enum call_arg_kind kind);

/* The sum of C's integer flags: its CALL_FLAGS argument as text, each behind PREFIX; or "". */
void program_flags(const struct call *c, const char *prefix, const char *before, struct buf *b);

/* Names joined by |, each behind PREFIX; numbers as they are. */
void program_names(struct slice names, const char *prefix, struct buf *b);

/* All bytes of C's data; false where it was not kept whole. In the arena. */
bool program_data(struct program *p, const struct call *c, struct slice *data);

/* How many bytes of DATA repeat, where it is long and they do; else 0. */
size_t program_period(struct slice data);

/* Whether O can be said: `LEVEL, OPTION`, names behind PREFIX, numbers where not all have a name.
 */
bool program_option_can(const struct sockopt *o);
void program_option(const struct sockopt *o, const char *prefix, struct buf *b);

/* Whether A is the last sender's, which stands in a variable. */
bool program_is_sender(const struct program *p, const struct addr *a);

/* Statements are indented lines. */
void program_line(struct program *p, const struct buf *line);
void program_linef(struct program *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void said_free(struct said *s);

extern const struct language language_py, language_c;

#endif
