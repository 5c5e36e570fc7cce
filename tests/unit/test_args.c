/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to values by a command's row.
 */
#include "lang_fixture.h"

#include "lang/types.h"
#include "sock/names.h"
#include "sock/sockopt.h"

static enum command_status no_run(struct run *r)
{
	(void)r;
	return DONE;
}

enum { SIZE, MORE };
enum { PEEK, TO, HEX, SIX };

static const struct command plain = {
	.name = "plain",
	.flags = TAKES_TIME,
	.params = (const struct param[]){ { "SIZE", &type_size, 0, .max = 1 << 20, .help = "" },
		{ "MORE", &type_number, OPTIONAL, .min = -10, .max = 10, .help = "" }, { 0 } },
	.options = (const struct option[]){ { .name = "--peek", .value = { .help = "" } },
		{ .name = "--to", .value = { "FILE", &type_file, .help = "" } },
		{ .name = "-x", .value = { .help = "" } },
		{ .name = "-6", .value = { .help = "" } }, { 0 } },
	.run = no_run,
};

static const struct command words = {
	.name = "words",
	.params = (const struct param[]){ { "NUMBER", &type_number, 0, .help = "" },
		{ "WORD", &type_text, OPTIONAL | REPEATED, .help = "" }, { 0 } },
	.run = no_run,
};

static const struct command reach = {
	.name = "reach",
	.params = (const struct param[]){ { "KIND", &type_kind, OPTIONAL, .help = "" },
		{ "ENDPOINT", &type_endpoint, 0, .help = "" },
		{ "DATA", &type_data, OPTIONAL, .help = "" }, { 0 } },
	.run = no_run,
};

static const struct command nothing = { .name = "nothing", .run = no_run };

/* ---- one parse ---- */

static int parse(struct shell *sh, const struct command *row, const char *text, struct args *args)
{
	int n;
	struct text_word *list = shell_words(sh, text, &n);

	err_clear(&sh->err);
	return args_parse(&sh->session.scope, row, list, n, &sh->arena, args, &sh->err);
}

static int check(struct shell *sh, const struct command *row, const char *text)
{
	struct line line;
	struct args args;
	struct text_word *list;
	size_t pos = 0;
	int n;

	assert_int_equal(
		lex_line(text, strlen(text), &pos, NULL, NULL, &sh->arena, &line, &sh->err),
		LEX_OK);
	n = line.commands[0].nwords;
	list = arena_alloc(&sh->arena, sizeof(*list) * (size_t)n);
	for (int i = 0; i < n; i++)
		list[i] = (struct text_word){ line.commands[0].words[i].text,
			&line.commands[0].words[i] };
	err_clear(&sh->err);
	return args_check(NULL, row, list, n, &sh->arena, &args, &sh->err);
}

static void assert_slice(struct slice s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.p, text, s.len);
}

static void assert_error(struct shell *sh, const char *says, size_t start, size_t end)
{
	if (!strstr(sh->err.text, says) || sh->err.span.start != start || sh->err.span.end != end)
		print_message("%zu-%zu: %s\n", sh->err.span.start, sh->err.span.end, sh->err.text);
	assert_non_null(strstr(sh->err.text, says));
	assert_true(sh->err.located);
	assert_int_equal(sh->err.span.start, start);
	assert_int_equal(sh->err.span.end, end);
}

/* ---- options ---- */

static void options_stand_anywhere_in_every_spelling(void **state)
{
	static const struct {
		const char *text;
		bool peek;
		const char *to;
		int64_t limit;
	} table[] = {
		{ "plain 5", false, NULL, -1 },
		{ "plain 5 --peek", true, NULL, -1 },
		{ "plain --peek 5", true, NULL, -1 },
		{ "plain --to f 5", false, "f", -1 },
		{ "plain 5 --to=f", false, "f", -1 },
		{ "plain 5 --to=", false, "", -1 },
		{ "plain 5 --to=a=b", false, "a=b", -1 },
		{ "plain 5 --to=\"a b\"", false, "a b", -1 },
		{ "plain 5 --to --peek", false, "--peek", -1 },
		{ "plain 5 --to $name", false, "value", -1 },
		{ "plain 5 --to=$name", false, "value", -1 },
		{ "plain -t 2s 5", false, NULL, 2000000000 },
		{ "plain -t2s 5", false, NULL, 2000000000 },
		{ "plain -t$time 5", false, NULL, 50000000 },
		{ "plain 5 -t 1s -t 2s", false, NULL, 2000000000 },
		{ "plain 5 --peek -t 0 --to f", true, "f", 0 },
	};
	struct shell *sh = *state;

	vars_set(&sh->session.scope.vars, slice_of("name"), slice_of("value"));
	vars_set(&sh->session.scope.vars, slice_of("time"), slice_of("50ms"));
	sh->session.last.duration = 50000000;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct args args;
		bool empty = table[i].to && !*table[i].to;

		assert_int_equal(parse(sh, &plain, table[i].text, &args), empty ? -1 : 0);
		if (empty)
			continue;
		assert_int_equal(args.opt[PEEK].given, table[i].peek);
		assert_int_equal(args.opt[TO].given, table[i].to != NULL);
		if (table[i].to)
			assert_slice(args.opt[TO].text, table[i].to);
		assert_int_equal(args.limit.given, table[i].limit >= 0);
		if (table[i].limit >= 0)
			assert_int_equal(args.limit.num, table[i].limit);
		assert_int_equal(args.pos[SIZE].num, 5);
	}
}

static void what_was_quoted_or_expanded_is_no_option(void **state)
{
	static const char *const table[] = { "words 1 \"--peek\"", "words 1 '-x'",
		"words 1 $option", "words 1 -\"x\"", "words 1 --\"peek\"", "words 1 -$x",
		"words 1 --$x", "words 1 -" };
	struct shell *sh = *state;
	struct args args;

	vars_set(&sh->session.scope.vars, slice_of("option"), slice_of("--peek"));
	vars_set(&sh->session.scope.vars, slice_of("x"), slice_of("x"));
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(parse(sh, &words, table[i], &args), 0);
		assert_int_equal(args.nrest, 1);
		assert_int_equal(args.rest[0].text.p[0], '-');
	}
}

static void two_dashes_end_the_options(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &words, "words 1 -- --peek -x --", &args), 0);
	assert_int_equal(args.nrest, 3);
	assert_slice(args.rest[0].text, "--peek");
	assert_slice(args.rest[2].text, "--");
	assert_int_equal(parse(sh, &words, "words 1 \"--\" x", &args), 0);
	assert_int_equal(args.nrest, 2);
}

static void a_dash_and_a_digit_is_a_number(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &plain, "plain 5 -7", &args), 0);
	assert_int_equal(args.pos[MORE].num, -7);
	assert_false(args.opt[SIX].given);
	assert_int_equal(parse(sh, &plain, "plain 5 -6", &args), 0);
	assert_true(args.opt[SIX].given);
	assert_false(args.pos[MORE].given);
	assert_int_equal(parse(sh, &plain, "plain 5 -- -6", &args), 0);
	assert_int_equal(args.pos[MORE].num, -6);
}

static void wrong_options_are_named(void **state)
{
	static const struct {
		const char *text, *says, *hint;
		size_t start, end;
	} table[] = {
		{ "plain 5 --peak", "plain has no option --peak", "did you mean --peek?", 8, 14 },
		{ "plain 5 --zzzzzz", "plain has no option --zzzzzz", "usage: plain SIZE", 8, 16 },
		{ "plain 5 -y", "plain has no option -y", "quote a text", 8, 10 },
		{ "plain 5 --peak=3", "plain has no option --peak", "--peek", 8, 16 },
		{ "plain 5 -xy", "plain has no option -xy", "usage", 8, 11 },
		{ "plain 5 --peek=1", "--peek takes no value", "", 8, 16 },
		{ "plain 5 --to", "plain --to needs a value", "usage", 8, 12 },
		{ "plain 5 -t", "plain -t needs a value", "usage", 8, 10 },
		{ "plain 5 -t 5", "TIME '5'", "", 11, 12 },
		{ "plain 5 -t5", "TIME '5'", "", 8, 11 },
		{ "plain 5 --pe", "plain has no option --pe", "", 8, 12 },
		{ "nothing -t 5s", "nothing has no option -t", "usage: nothing", 8, 10 },
	};
	struct shell *sh = *state;
	struct args args;

	for (size_t i = 0; i < COUNT(table); i++) {
		const struct command *row = table[i].text[0] == 'n' ? &nothing : &plain;

		assert_int_equal(parse(sh, row, table[i].text, &args), -1);
		assert_error(sh, table[i].says, table[i].start, table[i].end);
		assert_non_null(strstr(sh->err.hint, table[i].hint));
		assert_int_equal(sh->err.kind, ERR_USAGE);
	}
}

/* ---- positional words ---- */

static void too_few_and_too_many_words_are_counted(void **state)
{
	static const struct {
		const struct command *row;
		const char *text, *says;
		size_t start, end;
	} table[] = {
		{ &plain, "plain", "plain needs SIZE", 0, 5 },
		{ &plain, "plain --peek", "plain needs SIZE", 6, 12 },
		{ &plain, "plain 1 2 3", "plain takes no more words after MORE", 10, 11 },
		{ &nothing, "nothing x", "nothing takes no words", 8, 9 },
		{ &reach, "reach tcp", "reach needs ENDPOINT", 6, 9 },
		{ &reach, "reach h:80 hello world", "DATA is one word", 17, 22 },
		{ &words, "words", "words needs NUMBER", 0, 5 },
	};
	struct shell *sh = *state;
	struct args args;

	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(parse(sh, table[i].row, table[i].text, &args), -1);
		assert_error(sh, table[i].says, table[i].start, table[i].end);
		assert_int_equal(sh->err.kind, ERR_USAGE);
	}
	parse(sh, &reach, "reach h:80 hello world", &args);
	assert_non_null(strstr(sh->err.hint, "\"hello world\""));
}

static void numbers_and_sizes_keep_to_their_range(void **state)
{
	static const struct {
		const char *text, *says;
	} table[] = {
		{ "plain 1048577", "SIZE '1048577': out of range" },
		{ "plain 2M", "SIZE '2M'" },
		{ "plain x", "SIZE 'x': not a" },
		{ "plain 1 11", "MORE '11': out of range -10..10" },
		{ "plain 1 99999999999999999999", "MORE '99999999999999999999': out of range" },
		{ "plain 1 x", "MORE 'x': not a number" },
	};
	struct shell *sh = *state;
	struct args args;

	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(parse(sh, &plain, table[i].text, &args), -1);
		assert_non_null(strstr(sh->err.text, table[i].says));
	}
	assert_int_equal(parse(sh, &plain, "plain 1M 0x0a", &args), 0);
	assert_int_equal(args.pos[SIZE].num, 1 << 20);
	assert_int_equal(args.pos[MORE].num, 10);
}

static void repeated_words_are_kept_in_order(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &words, "words 1 a \"b c\" ''", &args), 0);
	assert_int_equal(args.nrest, 3);
	assert_slice(args.rest[0].text, "a");
	assert_slice(args.rest[1].text, "b c");
	assert_slice(args.rest[2].text, "");
	assert_slice(args.pos[1].text, "a");
	assert_true(args.rest[0].bare);
	assert_false(args.rest[1].bare);
	assert_int_equal(parse(sh, &words, "words 1", &args), 0);
	assert_int_equal(args.nrest, 0);
	assert_false(args.pos[1].given);
}

static void an_endpoint_is_one_word_or_two(void **state)
{
	static const struct {
		const char *text;
		enum endpoint_kind kind;
		const char *host, *port, *data;
	} table[] = {
		{ "reach h 80", ENDPOINT_INET, "h", "80", NULL },
		{ "reach h:80", ENDPOINT_INET, "h", "80", NULL },
		{ "reach h http", ENDPOINT_INET, "h", "http", NULL },
		{ "reach 80", ENDPOINT_INET, "", "80", NULL },
		{ "reach 80 x", ENDPOINT_INET, "", "80", "x" },
		{ "reach h 80 x", ENDPOINT_INET, "h", "80", "x" },
		{ "reach h:80 x", ENDPOINT_INET, "h", "80", "x" },
		{ "reach ::1 80 x", ENDPOINT_INET, "::1", "80", "x" },
		{ "reach [::1]:80 x", ENDPOINT_INET, "::1", "80", "x" },
		{ "reach [::1] 80 x", ENDPOINT_INET, "::1", "80", "x" },
		{ "reach /tmp/s x", ENDPOINT_PATH, "/tmp/s", "", "x" },
		{ "reach unix:s x", ENDPOINT_PATH, "s", "", "x" },
		{ "reach @a x", ENDPOINT_ABSTRACT, "a", "", "x" },
		{ "reach @\"a b\"", ENDPOINT_ABSTRACT, "a b", "", NULL },
		{ "reach $host $port x", ENDPOINT_INET, "h", "80", "x" },
		{ "reach $both x", ENDPOINT_INET, "h", "80", "x" },
		{ "reach $host:$port x", ENDPOINT_INET, "h", "80", "x" },
	};
	struct shell *sh = *state;
	struct args args;

	vars_set(&sh->session.scope.vars, slice_of("host"), slice_of("h"));
	vars_set(&sh->session.scope.vars, slice_of("port"), slice_of("80"));
	vars_set(&sh->session.scope.vars, slice_of("both"), slice_of("h:80"));
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(parse(sh, &reach, table[i].text, &args), 0);
		assert_false(args.pos[0].given);
		assert_int_equal(args.pos[1].endpoint.kind, table[i].kind);
		assert_slice(args.pos[1].endpoint.host, table[i].host);
		assert_slice(args.pos[1].endpoint.port, table[i].port);
		assert_int_equal(args.pos[2].given, table[i].data != NULL);
		if (table[i].data)
			assert_slice(args.pos[2].text, table[i].data);
	}
}

static void an_optional_kind_may_lead(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &reach, "reach udp h 80", &args), 0);
	assert_true(args.pos[0].given);
	assert_string_equal(((const struct socket_kind *)args.pos[0].row)->name, "udp");
	assert_slice(args.pos[1].endpoint.host, "h");
	assert_int_equal(parse(sh, &reach, "reach unix @a", &args), 0);
	assert_int_equal(args.pos[1].endpoint.kind, ENDPOINT_ABSTRACT);
	assert_int_equal(parse(sh, &reach, "reach 9", &args), 0);
	assert_false(args.pos[0].given);
	assert_int_equal(parse(sh, &reach, "reach upd h:80 x y", &args), -1);
	assert_error(sh, "'upd' is no kind of socket", 6, 9);
	assert_non_null(strstr(sh->err.hint, "did you mean udp?"));
}

static void descriptors_are_numbers_or_names_of_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t num;
		const char *says;
	} table[] = {
		{ "recv 57", 57, NULL },
		{ "recv -1", -1, NULL },
		{ "recv c", 12, NULL },
		{ "recv $c", 12, NULL },
		{ "recv \"57\"", 57, NULL },
		{ "recv 2147483647", 2147483647, NULL },
		{ "recv 2147483648", 0, "descriptor '2147483648': out of range" },
		{ "recv 5x", 0, "descriptor '5x': not a number" },
		{ "recv \"c\"", 12, NULL },
		{ "recv nobody", 0, "no descriptor is named 'nobody'" },
		{ "recv text", 0, "'text' holds \"abc\", which is no descriptor" },
		{ "recv a.b", 0, "'a.b' is neither a descriptor's number nor a name" },
		{ "recv ''", 0, "neither a descriptor's number nor a name" },
		{ "recv 1", 0, "descriptor 1 is standard output" },
	};
	struct shell *sh = *state;
	struct args args;

	vars_set(&sh->session.scope.vars, slice_of("c"), slice_of("12"));
	vars_set(&sh->session.scope.vars, slice_of("text"), slice_of("abc"));
	for (size_t i = 0; i < COUNT(table); i++) {
		int status = parse(sh, &command_recv, table[i].text, &args);

		assert_int_equal(status, table[i].says ? -1 : 0);
		if (table[i].says)
			assert_error(sh, table[i].says, 5, strlen(table[i].text));
		else
			assert_int_equal(args.pos[0].num, table[i].num);
	}
	parse(sh, &command_recv, "recv nobody", &args);
	assert_string_equal(sh->err.hint, command_recv.slip);
}

static void looking_at_the_shells_own_descriptors_is_allowed(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &command_getsockopt, "getsockopt 1 SO_TYPE", &args), 0);
	assert_int_equal(parse(sh, &command_setsockopt, "setsockopt 1 SO_RCVBUF 4", &args), -1);
	assert_int_equal(parse(sh, &command_close, "close 3 0", &args), -1);
	assert_error(sh, "standard input", 8, 9);
}

static void constants_are_read_in_both_spellings(void **state)
{
	static const char *const good[] = { "shutdown 3 SHUT_WR", "shutdown 3 wr", "shutdown 3 WR",
		"shutdown 3 shut_wr", "shutdown 3 1" };
	struct shell *sh = *state;
	struct args args;

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_int_equal(parse(sh, &command_shutdown, good[i], &args), 0);
		assert_int_equal(args.pos[1].num, 1);
	}
	assert_int_equal(parse(sh, &command_setsockopt, "setsockopt 3 reuseaddr 1", &args), 0);
	assert_string_equal(((const struct sockopt *)args.pos[1].row)->name, "SO_REUSEADDR");
	assert_int_equal(parse(sh, &command_setsockopt, "setsockopt 3 reusaddr 1", &args), -1);
	assert_error(sh, "is not a socket option", 13, 21);
	assert_non_null(strstr(sh->err.hint, "SO_REUSEADDR"));
	assert_int_equal(parse(sh, &command_setsockopt, "setsockopt 3 reuseaddr maybe", &args), -1);
	assert_int_equal(parse(sh, &command_shutdown, "shutdown 3 wx", &args), -1);
	assert_error(sh, "is not a way to shut down", 11, 13);
}

static void a_block_where_none_is_wanted_says_to_quote_it(void **state)
{
	struct shell *sh = *state;
	struct args args;

	assert_int_equal(parse(sh, &words, "words 1 { x }", &args), -1);
	assert_error(sh, "words takes no block", 8, 13);
}

/* ---- only checking ---- */

static void a_check_finds_what_is_wrong_whatever_the_variables_hold(void **state)
{
	static const struct {
		const struct command *row;
		const char *text;
		bool good;
	} table[] = {
		{ &plain, "plain $x", true },
		{ &plain, "plain $x $y", true },
		{ &plain, "plain $x 1 2", false },
		{ &plain, "plain $x 99", false },
		{ &plain, "plain $x --peek", true },
		{ &plain, "plain $x --pick", false },
		{ &plain, "plain -t$x 5", true },
		{ &plain, "plain -t$x", false },
		{ &plain, "plain 5 --to=$x", true },
		{ &plain, "plain 5 --to $x", true },
		{ &plain, "plain 5 -t $x", true },
		{ &plain, "plain 5 -t x", false },
		{ &reach, "reach $x", true },
		{ &reach, "reach $x $y", true },
		{ &reach, "reach $x $y $z", true },
		{ &reach, "reach h $y", true },
		{ &reach, "reach h $y $z", true },
		{ &reach, "reach $x 80", true },
		{ &reach, "reach", false },
		{ &reach, "reach h:70000", false },
		{ &command_recv, "recv c", true },
		{ &command_recv, "recv 99999999999", false },
		{ &command_setsockopt, "setsockopt $c SO_RCVBUF $x", true },
		{ &command_setsockopt, "setsockopt $c SO_RCVBUF x", false },
		{ &command_setsockopt, "setsockopt $c $x x", true },
		{ &command_set, "set view hxe", false },
		{ &command_set, "set view $x", true },
		{ &command_let, "let 5 x", false },
	};
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table); i++) {
		int status = check(sh, table[i].row, table[i].text);

		if (status != (table[i].good ? 0 : -1))
			print_message("%s: %s\n", table[i].text, sh->err.text);
		assert_int_equal(status, table[i].good ? 0 : -1);
		assert_true(table[i].good || sh->err.located);
	}
}

/* ---- usage ---- */

static void usage_is_made_from_the_row(void **state)
{
	struct buf b = { 0 };

	(void)state;
	args_usage(&plain, &b);
	assert_string_equal(b.data, "plain SIZE [MORE] [--peek] [--to FILE] [-x] [-6] [-t TIME]");
	buf_clear(&b);
	args_usage(&words, &b);
	assert_string_equal(b.data, "words NUMBER [WORD...]");
	buf_clear(&b);
	args_usage(&command_socket, &b);
	assert_string_equal(b.data,
		"socket [KIND] [TYPE] [PROTOCOL] [-4] [-6] [--nonblock] [-f FLAGS] [as NAME]");
	buf_free(&b);
}

static void every_rows_places_fit_into_the_arguments(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		int params = 0, options = 0;

		for (const struct param *p = row->params; p && p->name; p++, params++) {
			assert_non_null(p->type);
			assert_non_null(p->help);
			if (p->flags & REPEATED)
				assert_null(p[1].name);
		}
		for (const struct option *o = row->options; o && o->name; o++, options++)
			assert_non_null(o->value.help);
		assert_true(params <= ARGS_PARAMS);
		assert_true(options <= ARGS_OPTIONS);
		assert_non_null(row->summary);
		assert_non_null(row->run);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, shell_setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(options_stand_anywhere_in_every_spelling),
		TEST(what_was_quoted_or_expanded_is_no_option),
		TEST(two_dashes_end_the_options),
		TEST(a_dash_and_a_digit_is_a_number),
		TEST(wrong_options_are_named),
		TEST(too_few_and_too_many_words_are_counted),
		TEST(numbers_and_sizes_keep_to_their_range),
		TEST(repeated_words_are_kept_in_order),
		TEST(an_endpoint_is_one_word_or_two),
		TEST(an_optional_kind_may_lead),
		TEST(descriptors_are_numbers_or_names_of_numbers),
		TEST(looking_at_the_shells_own_descriptors_is_allowed),
		TEST(constants_are_read_in_both_spellings),
		TEST(a_block_where_none_is_wanted_says_to_quote_it),
		TEST(a_check_finds_what_is_wrong_whatever_the_variables_hold),
		TEST(usage_is_made_from_the_row),
		TEST(every_rows_places_fit_into_the_arguments),
	};

	return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
