/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All commands. Each is one file of src/commands/ and one line of commands.def.
 */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "lang/command.h"

#define X(name) extern const struct command command_##name;
#include "commands/commands.def"
#undef X

extern const struct command_table commands_table;

#endif
