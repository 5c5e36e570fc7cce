/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of the language: commands, types of parameters, pages of help.
 */
#include "commands/commands.h"

#include "lang/doc.h"
#include "shell/settings.h"
#include "shell/types.h"

#define X(name) &command_##name,
static const struct command *const rows[] = {
#include "commands/commands.def"
};
#undef X

static const struct arg_type *const types[] = { &type_fd, &type_fd_look, &type_fd_all,
	&type_endpoint, &type_host, &type_service, &type_interface, &type_sought, &type_kind,
	&type_type, &type_protocol, &type_constant, &type_sockopt, &type_optvalue, &type_optabout,
	&type_watch, &type_sampled, &type_field, &type_data, &type_hex, &type_number, &type_backlog,
	&type_size, &type_time, &type_times, &type_faults, &type_text, &type_name, &type_operand,
	&type_operator, &type_file, &type_setting, &type_setvalue, &type_topic, &type_explained,
	&type_job, &type_waitable, &type_servable, &type_named_service, &type_server_all,
	&type_block, &type_on, &type_address, NULL };

static const struct doc_page *const pages[] = { &doc_language, &doc_variables, &doc_properties,
	&doc_options, &settings_page, NULL };

const struct command_table commands_table = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(*rows),
	.types = types,
	.pages = pages,
};
