/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages that are several numbers, each behind its name. Private to
 * sock/control.h's files.
 */
#ifndef SOCK_CONTROL_FIELDS_H
#define SOCK_CONTROL_FIELDS_H

#include "sock/control.h"

/* Whether LEN bytes can be of FORM. */
bool control_has_fields(enum control_form form, size_t len);

void control_fields_print(enum control_form form, struct slice data, struct buf *b);

/* "NAME VALUE ...", in any order; what is not named is 0. */
int control_fields_parse(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e);

/* The next word of WORDS, which blanks and commas end; len 0: none. */
struct slice control_word(struct slice *words);

#endif
