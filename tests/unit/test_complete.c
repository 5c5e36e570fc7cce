/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion: what is offered where, as a function of the session and the line.
 */
#include "lang_fixture.h"

#include "lang/complete.h"

/* c is 3, a TCP socket; u is 4, UDP; 5 has no name; gone is a closed number. */
static int setup(void **state)
{
	struct shell *sh;

	if (shell_setup(state))
		return -1;
	sh = *state;
	if (shell_run(sh, "socket tcp as c\nsocket udp as u\nsocket unix\n"
			  "let host = localhost\nlet gone = 77"))
		return -1;
	sh->session.scope.prefixes = true;
	return 0;
}

/* ---- one completion ---- */

/* Completes at the end of TEXT, or at a `^` in it, which is no part of the line. */
static struct completion complete(struct shell *sh, const char *text)
{
	const char *point = strchr(text, '^');
	struct completion c = { 0 };

	arena_reset(&sh->arena);
	c.candidates.arena = &sh->arena;
	complete_line(&sh->session.scope, text, point ? (size_t)(point - text) : strlen(text), &c);
	return c;
}

/* The candidates in one line, each with its suffix if that is a blank. */
static void show(const struct completion *c, struct buf *b)
{
	buf_clear(b);
	for (size_t i = 0; i < c->candidates.count; i++)
		buf_addf(b, "%s%s", i ? " " : "", c->candidates.items[i].text);
	if (c->candidates.files)
		buf_adds(b, c->candidates.count ? " FILES" : "FILES");
}

struct row {
	const char *text, *candidates;
};

static void offers(struct shell *sh, const struct row *table, size_t count)
{
	struct buf shown = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct completion c = complete(sh, table[i].text);

		show(&c, &shown);
		if (strcmp(buf_cstr(&shown), table[i].candidates))
			print_message("at: %s\n", table[i].text);
		assert_string_equal(buf_cstr(&shown), table[i].candidates);
	}
	buf_free(&shown);
}

/* Whether each of the words (separated by blanks) is among the candidates. */
static void offers_among_others(struct shell *sh, const char *text, const char *words)
{
	struct completion c = complete(sh, text);
	struct buf shown = { 0 }, padded = { 0 }, word = { 0 };

	show(&c, &shown);
	buf_addf(&padded, " %s ", buf_cstr(&shown));
	for (size_t len; *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		buf_clear(&word);
		buf_addf(&word, " %.*s ", (int)len, words);
		if (!strstr(padded.data, word.data))
			print_message("at: %s\nno%s in:%s\n", text, word.data, padded.data);
		assert_non_null(strstr(padded.data, word.data));
	}
	buf_free(&shown);
	buf_free(&padded);
	buf_free(&word);
}

/* ---- tests ---- */

static void commands_stand_first(void **state)
{
	static const struct row table[] = {
		{ "sen", "send sendall sendto" },
		{ "  con", "connect" },
		{ "gets", "getsockname getsockopt" },
		{ "zz", "" },
		{ "print x; rec", "recv recvfrom" },
		{ "print x;rec", "recv recvfrom" },
		{ "accept l & rec", "recv recvfrom" },
		{ "print x; zz", "" },
		{ "conn^ect c", "connect" },
	};
	struct completion c = complete(*state, "print x; ");

	assert_int_equal(c.candidates.count, commands_table.count);
	c = complete(*state, "");
	assert_int_equal(c.candidates.count, commands_table.count);
	assert_non_null(c.candidates.items[0].help);
	assert_int_equal(c.candidates.items[0].suffix, ' ');
	offers(*state, table, COUNT(table));
}

static void descriptors_go_by_their_names(void **state)
{
	static const struct row table[] = {
		{ "recv ", "5 c u" },
		{ "recv c", "c" },
		{ "recv 5", "5" },
		{ "recv 3", "" },
		{ "close ", "5 all c u" },
		{ "close c u ", "5 all c u" },
		{ "rec", "recv recvfrom" },
		{ "sh c ", "rd rdwr wr" },
	};
	struct completion c;

	offers(*state, table, COUNT(table));
	c = complete(*state, "recv c");
	assert_int_equal(c.candidates.count, 1);
	assert_non_null(strstr(c.candidates.items[0].help, "tcp"));
	assert_int_equal(c.candidates.items[0].suffix, ' ');
}

static void options_and_their_values(void **state)
{
	static const struct row table[] = {
		{ "recv --", "--all --peek --to" },
		{ "recv c --p", "--peek" },
		{ "recv -", "--all --peek --to -f -t -x" },
		{ "recv c --peek -", "--all --peek --to -f -t -x" },
		{ "recv c 5 ", "--all --peek --to -f -t -x" },
		{ "recv c --to ", "FILES" },
		{ "recv c --to=", "FILES" },
		{ "recv c --to=/t", "FILES" },
		{ "recv c --to f --p", "--peek" },
		{ "recv c -t ", "" },
		{ "recv c -- --", "" },
		{ "recv c -- -1 ", "" },
		{ "recv c \"--", "" },
		{ "recv --to f ", "5 c u" },
		{ "send c -f d", "dontroute dontwait" },
		{ "send c -f MSG_DONTR", "MSG_DONTROUTE" },
		{ "dial --from=loc", "localhost" },
		{ "dial --from loc", "localhost" },
		{ "print -", "" },
		{ "send c --file=~/x --l", "--line" },
	};
	struct completion c = complete(*state, "recv c --to=/t");

	assert_int_equal(c.span.start, 12);
	assert_int_equal(c.span.end, 14);
	assert_true(slice_is(c.candidates.prefix, "/t"));
	offers(*state, table, COUNT(table));
}

static void socket_options_in_both_spellings(void **state)
{
	static const struct row table[] = {
		{ "getsockopt c SO_RCVT", "SO_RCVTIMEO" },
		{ "getsockopt c rcvt", "rcvtimeo" },
		{ "setsockopt c reusea", "reuseaddr" },
		{ "setsockopt c TCP_NOD", "TCP_NODELAY" },
		{ "setsockopt c nod", "nodelay" },
		{ "setsockopt c tcp_nod", "tcp_nodelay" },
		{ "setsockopt c SO_REUSEADDR ", "0 1" },
		{ "setsockopt c SO_REUSEADDR = ", "0 1" },
		{ "setsockopt c reuseaddr = 1", "1" },
		{ "setsockopt c SO_LINGER ", "0s off" },
		{ "setsockopt c SO_RCVBUF ", "" },
		{ "setsockopt c SO_RCVBUF 4096 ", "" },
	};

	offers(*state, table, COUNT(table));
	offers_among_others(*state, "setsockopt c ", "SO_REUSEADDR TCP_NODELAY SO_LINGER");
}

static void what_is_offered_can_be_used(void **state)
{
	static const char *const lines[] = { "setsockopt c ", "setsockopt c s", "getsockopt c t",
		"getsockopt c T", "shutdown c ", "socket AF_INET ", "socket AF_INET SOCK_STREAM ",
		"socket ", "socket A", "send c x -f ", "send c x -f M", "set ", "set view ",
		"help ", "help F", "explain ", "let x 1; print $", "assert c.", "print $c.",
		"print ${c." };
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct completion c = complete(sh, lines[i]);

		if (!c.candidates.count)
			print_message("nothing at: %s\n", lines[i]);
		assert_true(c.candidates.count > 0);
		for (size_t k = 0; k < c.candidates.count; k++) {
			struct buf line = { 0 };

			buf_add(&line, lines[i], c.span.start);
			if (c.verbatim)
				buf_adds(&line, c.candidates.items[k].text);
			else
				lex_quote(slice_of(c.candidates.items[k].text), 0, &line);
			if (!strncmp(line.data, "assert", 6))
				buf_adds(&line, " == x");
			if (!strncmp(line.data, "setsockopt", 10))
				buf_adds(&line, " $c");
			if (shell_run(sh, strncmp(line.data, "let", 3) ? "" : "let x 1"))
				fail();

			struct source src = { .name = "test",
				.text = line.data,
				.len = line.len,
				.first_line = 1,
				.final = true };
			if (interp_check(&sh->session, &src))
				print_message("%s: %s\n", line.data, sh->err.text);
			assert_int_equal(interp_check(&sh->session, &src), 0);
			buf_free(&line);
		}
	}
}

static void families_kinds_and_flags(void **state)
{
	static const struct row table[] = {
		{ "socket u", "udp unix unix-dgram unix-seqpacket unspec" },
		{ "socket AF_INET", "AF_INET AF_INET6" },
		{ "socket ine", "inet inet6" },
		{ "socket inet SOCK_S", "SOCK_SEQPACKET SOCK_STREAM" },
		{ "socket inet st", "stream" },
		{ "socket inet stream IPPROTO_TC", "IPPROTO_TCP" },
		{ "dial u", "udp unix unix-dgram unix-seqpacket unix:" },
		{ "dial udp loc", "localhost" },
		{ "dial loc", "localhost" },
		{ "dial A", "" },
		{ "shutdown c SHUT_R", "SHUT_RD SHUT_RDWR" },
	};

	offers(*state, table, COUNT(table));
}

static void endpoints_hosts_and_services(void **state)
{
	static const struct row table[] = {
		{ "connect c ", "* 127.0.0.1 ::1 @ localhost unix:" },
		{ "connect c localhost ht", "http https" },
		{ "connect c $host ht", "http https" },
		{ "connect c localhost:80 ", "-t" },
		{ "connect c localhost 80 ", "-t" },
		{ "connect c /", "FILES" },
		{ "bind c ./x", "FILES" },
		{ "resolve lo", "localhost" },
		{ "sendto u localhost:80 ", "" },
		{ "sendto u localhost 80 x ", "--file --fill --hex --line -f -t" },
	};

	offers(*state, table, COUNT(table));
}

static void settings_and_their_values(void **state)
{
	static const struct row table[] = {
		{ "set vi", "view" },
		{ "set view ", "hex text" },
		{ "set view = ", "hex text" },
		{ "set view = h", "hex" },
		{ "set quiet o", "off on" },
		{ "set timeout = ", "" },
		{ "set view hex ", "" },
	};

	offers(*state, table, COUNT(table));
}

static void variables_and_properties(void **state)
{
	static const struct row table[] = {
		{ "print $ho", "$host" },
		{ "print ${ho", "${host}" },
		{ "print $c.po", "$c.port" },
		{ "print ${c.po", "${c.port}" },
		{ "print \"to $ho", "$host" },
		{ "print \"to $c.por", "$c.port" },
		{ "print \"to ${ho", "${host}" },
		{ "print 'to $ho", "" },
		{ "print \"to \\$ho", "" },
		{ "print \"\\\\$ho", "$host" },
		{ "print a$ho", "$host" },
		{ "connect c $ho^ 80", "$host" },
		{ "$ho", "$host" },
		{ "assert c.stat", "c.state" },
		{ "assert c.state == u.stat", "u.state" },
		{ "assert host.", "" },
		{ "assert 127.", "" },
		{ "recv c = $ho", "$host" },
		{ "print # $ho", "" },
		{ "print $nobody", "" },
	};
	struct completion c = complete(*state, "print \"to $ho");

	assert_int_equal(c.span.start, 10);
	assert_int_equal(c.span.end, 13);
	assert_true(c.verbatim);
	assert_int_equal(c.quote, 0);
	offers(*state, table, COUNT(table));
	offers_among_others(*state, "print $", "$c $host $data $errno $time $addr $? $#");
	offers_among_others(*state, "print $c.", "$c.state $c.port $c.tcpi_rtt $c.SO_RCVBUF");
	offers_among_others(*state, "assert c.", "c.state c.port");
	offers_among_others(*state, "assert c.state ", "== != < <= > >= ~");
}

static void looking_at_properties_offers_none_that_disturbs(void **state)
{
	struct completion c = complete(*state, "print $c.SO_E");

	assert_int_equal(c.candidates.count, 0);
}

static void an_open_quote_is_part_of_what_is_replaced(void **state)
{
	struct completion c = complete(*state, "recv \"c");

	assert_int_equal(c.quote, '"');
	assert_int_equal(c.span.start, 5);
	assert_int_equal(c.span.end, 7);
	assert_true(slice_is(c.candidates.prefix, "c"));
	c = complete(*state, "send c --file '/tmp/a b");
	assert_int_equal(c.quote, '\'');
	assert_true(c.candidates.files);
	assert_true(slice_is(c.candidates.prefix, "/tmp/a b"));
	c = complete(*state, "send c --file \"/tmp/a\\x20b");
	assert_true(slice_is(c.candidates.prefix, "/tmp/a b"));
}

static void nothing_is_offered_where_nothing_belongs(void **state)
{
	static const struct row table[] = {
		{ "send c ", "" },
		{ "send c \"text", "" },
		{ "socket tcp as ", "" },
		{ "socket tcp as c", "" },
		{ "socket tcp as c ", "" },
		{ "recv c = ", "" },
		{ "recv c = 5", "" },
		{ "recv c = 5 in ", "" },
		{ "accept c &", "" },
		{ "nosuch ", "" },
		{ "print ", "" },
		{ "# rec", "" },
		{ "recv c # rec", "" },
		{ "recv { con", "" },
		{ "recv \\x ", "" },
		{ "quit ", "" },
		{ "let x = ", "" },
		{ "shutdown c wr ", "" },
	};

	offers(*state, table, COUNT(table));
}

static void the_same_name_is_offered_once_and_in_order(void **state)
{
	struct completion c = complete(*state, "help ");

	for (size_t i = 1; i < c.candidates.count; i++)
		assert_true(strcmp(c.candidates.items[i - 1].text, c.candidates.items[i].text) < 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(commands_stand_first),
		TEST(descriptors_go_by_their_names),
		TEST(options_and_their_values),
		TEST(socket_options_in_both_spellings),
		TEST(what_is_offered_can_be_used),
		TEST(families_kinds_and_flags),
		TEST(endpoints_hosts_and_services),
		TEST(settings_and_their_values),
		TEST(variables_and_properties),
		TEST(looking_at_properties_offers_none_that_disturbs),
		TEST(an_open_quote_is_part_of_what_is_replaced),
		TEST(nothing_is_offered_where_nothing_belongs),
		TEST(the_same_name_is_offered_once_and_in_order),
	};

	return cmocka_run_group_tests_name("completion", tests, NULL, NULL);
}
