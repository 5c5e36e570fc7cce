/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How tables of names are written.
 */
#ifndef SOCK_NAMES_ROWS_H
#define SOCK_NAMES_ROWS_H

#include "sock/names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A row of a table: a constant, and a few words or NULL. */
#define ROW(constant, help)                                                                        \
	{                                                                                          \
		constant, #constant, help                                                          \
	}

/* The struct names of ROWS, an array; FLAGS is true where they are bits. */
#define NAMES(what, prefix, rows, flags)                                                           \
	{                                                                                          \
		what, prefix, rows, COUNT(rows), flags, 0                                          \
	}

#endif
