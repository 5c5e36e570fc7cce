/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that name what a session has beside its variables.
 * Rows as those of lang/types.h.
 */
#ifndef SHELL_TYPES_H
#define SHELL_TYPES_H

#include "lang/types.h"

extern const struct arg_type type_setting;    /* row: struct setting */
extern const struct arg_type type_setvalue;   /* text, for the setting before it */
extern const struct arg_type type_job;        /* num: of a job that there is; 0: all */
extern const struct arg_type type_waitable;   /* a job, or row: a server; or text "all" */
extern const struct arg_type type_server_all; /* num: the descriptor of a server, or -1: all */

#endif
