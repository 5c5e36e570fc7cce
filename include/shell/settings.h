/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings as a table: changing them, the options of the program and completion
 * read these rows.
 */
#ifndef SHELL_SETTINGS_H
#define SHELL_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Values of the settings of that name. */
enum { VIEW_TEXT, VIEW_HEX };
enum { TIMES_AUTO, TIMES_ON, TIMES_OFF };
enum { EFFECTS_AUTO, EFFECTS_ON, EFFECTS_OFF };
enum { REASONS_AUTO, REASONS_ON, REASONS_OFF };
enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum { SHOWN_AUTO = -1 }; /* as much as the front end likes */
enum {
	QUIET_OFF,
	QUIET_ON,  /* no call lines */
	QUIET_ALL, /* nothing at all: in a quiet block */
};

/* What can be set. */
struct settings {
	int64_t timeout;               /* ns; 0: none: the time limit of every command */
	int64_t view;                  /* VIEW_ */
	int64_t times;                 /* TIMES_ */
	int64_t effects;               /* EFFECTS_ */
	int64_t reasons;               /* REASONS_ */
	int64_t notify;                /* boolean */
	int64_t colour;                /* COLOUR_ */
	int64_t quiet;                 /* QUIET_ */
	int64_t echo, keep, raw, json; /* booleans */
	int64_t max_shown;             /* bytes of received data shown; 0: all; SHOWN_AUTO */
};

struct doc_page;

enum setting_type { SETTING_BOOL, SETTING_TIME, SETTING_SIZE, SETTING_CHOICE };

struct setting {
	const char *name; /* "timeout" */
	enum setting_type type;
	size_t offset;              /* of the int64_t in struct settings */
	const char *const *choices; /* SETTING_CHOICE: by value, ended by NULL */
	const char *summary;
};

extern const struct setting settings[];
extern const size_t setting_count;

/* The page of help. */
extern const struct doc_page settings_page;

/* NULL with E (and "did you mean"). */
const struct setting *setting_find(struct slice name, struct err *e);

/* Text to value, into *VALUE; and back. */
int setting_parse(const struct setting *row, struct slice text, int64_t *value, struct err *e);
void setting_print(const struct setting *row, const struct settings *set, struct buf *b);

/* Where the value lives. */
int64_t *setting_value(const struct setting *row, struct settings *set);

#endif
