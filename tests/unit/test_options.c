/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's command line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "ui/options.h"

static struct settings set;
static struct invocation inv;
static struct err err;

/* Parses LINE split at its blanks; no word holds one. */
static int parse(const char *line)
{
	static char copy[200];
	static char *words[20];
	char *rest = NULL;
	int count = 0;

	snprintf(copy, sizeof(copy), "program %s", line);
	for (char *p = strtok_r(copy, " ", &rest); p; p = strtok_r(NULL, " ", &rest))
		words[count++] = p;
	words[count] = NULL;
	set = (struct settings){ 0 };
	err = (struct err){ 0 };
	return options_parse(count, words, &set, &inv, &err);
}

static void flags_bundle_and_the_last_may_take_a_value(void **state)
{
	(void)state;
	assert_int_equal(parse("-qkc text one two"), 0);
	assert_true(set.quiet && set.keep);
	assert_int_equal(inv.ncommands, 1);
	assert_string_equal(inv.commands[0], "text");
	assert_null(inv.file);
	assert_int_equal(inv.nargs, 3);
	assert_string_equal(inv.args[0], "sosh");
	assert_string_equal(inv.args[2], "two");
	assert_int_equal(parse("-qctext"), 0);
	assert_int_equal(inv.ncommands, 1);
	assert_string_equal(inv.commands[0], "text");
}

static void commands_add_up_and_share_the_arguments(void **state)
{
	(void)state;
	assert_int_equal(parse("-cone"), 0);
	assert_int_equal(inv.ncommands, 1);
	assert_string_equal(inv.commands[0], "one");
	assert_int_equal(inv.nargs, 1);
	assert_string_equal(inv.args[0], "sosh");
	assert_int_equal(parse("-cone -qc two --command=three a b"), 0);
	assert_int_equal(inv.ncommands, 3);
	assert_string_equal(inv.commands[0], "one");
	assert_string_equal(inv.commands[1], "two");
	assert_string_equal(inv.commands[2], "three");
	assert_int_equal(inv.nargs, 3);
	assert_string_equal(inv.args[0], "sosh");
	assert_string_equal(inv.args[1], "a");
	assert_string_equal(inv.args[2], "b");
}

static void test_options_end_at_the_file(void **state)
{
	(void)state;
	assert_int_equal(parse("-x file -q"), 0);
	assert_true(set.echo);
	assert_false(set.quiet);
	assert_string_equal(inv.file, "file");
	assert_int_equal(inv.nargs, 2);
	assert_string_equal(inv.args[1], "-q");
}

static void dashes(void **state)
{
	(void)state;
	assert_int_equal(parse("-- -file"), 0);
	assert_string_equal(inv.file, "-file");
	assert_int_equal(parse("- a"), 0);
	assert_string_equal(inv.file, "-");
	assert_int_equal(parse("-q --"), 0);
	assert_null(inv.file);
	assert_int_equal(inv.nargs, 1);
	assert_string_equal(inv.args[0], "sosh");
}

static void long_options_take_values_both_ways_and_may_be_shortened(void **state)
{
	(void)state;
	assert_int_equal(parse("--timeout=2s --color never --json"), 0);
	assert_int_equal(set.timeout, 2000000000);
	assert_int_equal(set.colour, 2);
	assert_true(set.json);
	assert_int_equal(parse("--time 50ms --q -nV"), 0);
	assert_int_equal(set.timeout, 50000000);
	assert_true(set.quiet && inv.check_only && inv.version);
}

static void what_nc_takes_gets_the_line_to_type(void **state)
{
	(void)state;
	assert_int_equal(parse("-l -p 9999"), -1);
	assert_string_equal(
		err.hint, "sosh -c 'serve localhost:9999; wait' echoes what clients send");
	assert_int_equal(parse("-lp"), -1);
	assert_string_equal(
		err.hint, "sosh -c 'serve localhost:PORT; wait' echoes what clients send");
	assert_int_equal(parse("-u localhost 53"), -1);
	assert_string_equal(
		err.hint, "sosh -c 'dial udp HOST 53 as c; talk c' connects and converses");
	assert_int_equal(parse("-z"), -1);
	assert_string_equal(err.hint, "");
}

static void nothing_at_all(void **state)
{
	(void)state;
	assert_int_equal(parse(""), 0);
	assert_null(inv.file);
	assert_int_equal(inv.ncommands, 0);
	assert_int_equal(inv.nargs, 1);
}

static void refused(const char *line, const char *message)
{
	assert_int_equal(parse(line), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_string_equal(err.text, message);
}

static void what_is_refused(void **state)
{
	(void)state;
	refused("-Z", "unknown option -Z");
	refused("--bogus=1", "unknown option --bogus");
	refused("--co", "ambiguous option --co");
	refused("-c", "option -c wants TEXT");
	refused("--timeout", "option --timeout wants TIME");
	refused("--quiet=yes", "option --quiet takes no value");
	assert_int_equal(parse("-t soon"), -1);
	assert_non_null(strstr(err.text, "--timeout: "));
}

static void help_names_every_option(void **state)
{
	struct buf text = { 0 };

	(void)state;
	options_help(&text);
	for (size_t i = 0; i < cli_option_count; i++) {
		char name[40];

		snprintf(name, sizeof(name), "--%s%s", cli_options[i].name,
			cli_takes_word(&cli_options[i]) || !cli_options[i].value ? " " : "[");
		assert_non_null(strstr(text.data, name));
		assert_non_null(strstr(text.data, cli_options[i].summary));
	}
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_bundle_and_the_last_may_take_a_value),
		cmocka_unit_test(commands_add_up_and_share_the_arguments),
		cmocka_unit_test(test_options_end_at_the_file),
		cmocka_unit_test(dashes),
		cmocka_unit_test(long_options_take_values_both_ways_and_may_be_shortened),
		cmocka_unit_test(what_nc_takes_gets_the_line_to_type),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(help_names_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
