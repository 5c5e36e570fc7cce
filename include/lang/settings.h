/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings as a table: `set`, the options of the program and completion
 * read these rows.
 */
#ifndef LANG_SETTINGS_H
#define LANG_SETTINGS_H

#include "lang/session.h"

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

/* NULL with E (and "did you mean"). */
const struct setting *setting_find(struct slice name, struct err *e);

/* Text to value, into *VALUE; and back. */
int setting_parse(const struct setting *row, struct slice text, int64_t *value, struct err *e);
void setting_print(const struct setting *row, const struct settings *set, struct buf *b);

/* Where the value lives. */
int64_t *setting_value(const struct setting *row, struct settings *set);

#endif
