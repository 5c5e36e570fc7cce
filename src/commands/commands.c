/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of commands.
 */
#include "commands/commands.h"

#define X(name) &command_##name,
static const struct command *const rows[] = {
#include "commands/commands.def"
};
#undef X

const struct command_table commands_table = { rows, sizeof(rows) / sizeof(*rows) };
