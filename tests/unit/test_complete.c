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
		{ "sen", "send sendall sendmsg sendto" },
		{ "  con", "connect" },
		{ "gets", "getsockname getsockopt" },
		{ "zz", "" },
		{ "print x; rec", "record recv recvfrom recvmsg" },
		{ "print x;rec", "record recv recvfrom recvmsg" },
		{ "accept l & rec", "record recv recvfrom recvmsg" },
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
		{ "rec", "record recv recvfrom recvmsg" },
		{ "sh c ", "rd rdwr wr" },
	};
	struct completion c;

	offers(*state, table, COUNT(table));
	c = complete(*state, "recv c");
	assert_int_equal(c.candidates.count, 1);
	assert_non_null(strstr(c.candidates.items[0].help, "tcp"));
	assert_int_equal(c.candidates.items[0].suffix, ' ');
}

static void events_stand_behind_a_colon(void **state)
{
	static const struct row table[] = {
		{ "poll c:", "c:in c:out c:pri c:rdhup" },
		{ "poll c:in,o", "c:in,out" },
		{ "poll u c:in,p", "c:in,pri" },
		{ "select c:", "c:in c:out c:pri" },
		{ "epoll_ctl c add u:in,e", "u:in,et u:in,exclusive" },
		{ "epoll_ctl c ", "add del mod" },
		{ "poll ", "5 c u" },
	};

	offers(*state, table, COUNT(table));
}

static void options_and_their_values(void **state)
{
	static const struct row table[] = {
		{ "recv --",
			"--all --decode --dontwait --idle --null --oob --peek --to --trunc --until --waitall" },
		{ "recv c --p", "--peek" },
		{ "recv -",
			"--all --decode --dontwait --idle --null --oob --peek --to --trunc --until --waitall -f -t -x" },
		{ "recv c --peek -",
			"--all --decode --dontwait --idle --null --oob --peek --to --trunc --until --waitall -f -t -x" },
		{ "recv c 5 ",
			"--all --decode --dontwait --idle --null --oob --peek --to --trunc --until --waitall -f -t -x" },
		{ "recv c --to ", "FILES" },
		{ "recv c --to=", "FILES" },
		{ "recv c --to=/t", "FILES" },
		{ "recv c --to f --p", "--peek" },
		{ "recv c -t ", "" },
		{ "recv c -- --", "" },
		{ "recv c = p", "packets" },
		{ "recv c = packets ", "none S S. . P. F. R R. SEW S.E udp icmp icmp6 arp" },
		{ "recv c = 5 packets n", "none" },
		{ "recv c = packets P. S", "S S. SEW S.E" },
		{ "recv c = packets P. in ", "" },
		{ "recv c -- -1 ", "" },
		{ "recv c \"--", "" },
		{ "recv --to f ", "5 c u" },
		{ "send c -f d", "dontroute dontwait" },
		{ "send c -f MSG_DONTR", "MSG_DONTROUTE" },
		{ "send c x -f ",
			"confirm dontroute dontwait eor fastopen more nosignal oob zerocopy" },
		{ "recv c -f ", "dontwait errqueue oob peek trunc waitall" },
		{ "recv c -f dontwait|pe", "dontwait|peek" },
		{ "recv c -f MSG_DONTWAIT|MSG_PE", "MSG_DONTWAIT|MSG_PEEK" },
		{ "recv c -f msg_pe", "msg_peek" },
		{ "recv c -f dontwait|msg_pe", "dontwait|msg_peek" },
		{ "socket af_inet6", "af_inet6" },
		{ "dial --from=loc", "localhost:" },
		{ "dial --from loc", "localhost:" },
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
		{ "setsockopt c nodel", "nodelay" },
		{ "setsockopt c tcp_nod", "tcp_nodelay" },
		{ "setsockopt c TCP_CORK", "TCP_CORK" },
		{ "setsockopt u TCP_CORK", "TCP_CORK" },
		{ "setsockopt u nodel", "nodelay" },
		{ "setsockopt c SO_TY", "SO_TYPE" },
		{ "getsockopt c SO_TY", "SO_TYPE" },
		{ "setsockopt c IPV6_V", "IPV6_V6ONLY" },
		{ "getsockopt c SO_ERR", "SO_ERROR" },
		{ "setsockopt c SO_REUSEADDR ", "0 1" },
		{ "setsockopt c SO_REUSEADDR = ", "0 1" },
		{ "setsockopt c reuseaddr = 1", "1" },
		{ "setsockopt c SO_LINGER ", "0s off" },
		{ "setsockopt c SO_RCVBUF ", "" },
		{ "setsockopt c SO_RCVBUF 4096 ", "" },
	};

	offers(*state, table, COUNT(table));
	offers_among_others(*state, "setsockopt c ", "SO_REUSEADDR TCP_NODELAY SO_LINGER");
	offers_among_others(*state, "ss ", "LISTEN TIME_WAIT BOUND udp");
	offers_among_others(*state, "interfaces ", "lo");
	offers_among_others(*state, "setsockopt c TCP_CONGESTION ", "reno");
	offers_among_others(*state, "setsockopt u IP_MULTICAST_IF ", "lo");
	offers_among_others(*state, "setsockopt u SO_BINDTODEVICE ", "lo");
}

/* LINE up to the point with candidate I written into it, and REST; what a `:` or `@`
 * ends goes on without a blank. */
static void written(
	const struct completion *c, const char *line, size_t i, const char *rest, struct buf *b)
{
	const struct candidate *item = &c->candidates.items[i];

	buf_clear(b);
	buf_add(b, line, c->span.start);
	completion_write(c, slice_of(item->text), item->writing, true, b);
	buf_adds(b, rest + (*rest == ' ' && strchr(":@", b->data[b->len - 1])));
}

static int check(struct shell *sh, const struct buf *line)
{
	struct source src = {
		.name = "test", .text = line->data, .len = line->len, .first_line = 1, .final = true
	};

	err_clear(&sh->err);
	return interp_check(&sh->session, &src);
}

/* A line up to the point, and what stands behind it. */
static const struct {
	const char *line, *rest;
} lines[] = {
	{ "setsockopt c ", " $c" },
	{ "setsockopt c s", " $c" },
	{ "setsockopt c reuseaddr ", "" },
	{ "setsockopt c SO_LINGER ", "" },
	{ "getsockopt c t", "" },
	{ "getsockopt c T", "" },
	{ "shutdown c ", "" },
	{ "shutdown c \"", "" },
	{ "socket AF_INET ", "" },
	{ "socket AF_INET SOCK_STREAM ", "" },
	{ "socket ", "" },
	{ "socket A", "" },
	{ "socket \"t", "" },
	{ "send c x -f ", "" },
	{ "send c x -f M", "" },
	{ "recv c -f dontwait|", "" },
	{ "set ", "" },
	{ "set view ", "" },
	{ "set quiet = ", "" },
	{ "help ", "" },
	{ "help F", "" },
	{ "explain ", "" },
	{ "let x 1; print $", "" },
	{ "assert ", " == x" },
	{ "assert c.", " == x" },
	{ "assert c.state ", " x" },
	{ "assert c.state \"=", " x" },
	{ "recv c = ", " packets S" },
	{ "recv c = 5 packets ", "" },
	{ "recv c = packets S S", "" },
	{ "recv c = E", "" },
	{ "recv c = -1 E", "" },
	{ "dial localhost:80 = ", " packets S" },
	{ "print $c.", "" },
	{ "print ${c.", "" },
	{ "print \"$c.p", "\"" },
	{ "close ", "" },
	{ "close a", "" },
	{ "wait a", "" },
	{ "recv ", "" },
	{ "recv c --a", "" },
	{ "recv c --pe", "" },
	{ "recv c 5 --p", "" },
	{ "connect c ", " 80" },
	{ "connect c localhost ", "" },
	{ "bind c ", " 80" },
	{ "sendto u localhost:9 x --l", "" },
	{ "serve c ", "" },
	{ "serve *:80 ", "" },
	{ "serve *", " 80 echo" },
	{ "dial ", " 80" },
	{ "dial localhost ", "" },
	{ "dial --from loc", "80 localhost:80" },
	{ "dial --from=loc", "80 localhost:80" },
	{ "dial --from=localhost:", " localhost:80" },
	{ "repeat 3 { cl", " c }" },
	{ "repeat un", " ok { close 3 }" },
	{ "repeat 3 { close ", " }" },
	{ "repeat 3 { recv c --a", " }" },
};

static void what_is_offered_can_be_used(void **state)
{
	struct shell *sh = *state;
	struct buf line = { 0 };

	assert_int_equal(shell_run(sh, "let x 1"), 0);
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct completion c = complete(sh, lines[i].line);

		if (!c.candidates.count)
			print_message("nothing at: %s\n", lines[i].line);
		assert_true(c.candidates.count > 0);
		for (size_t k = 0; k < c.candidates.count; k++) {
			written(&c, lines[i].line, k, lines[i].rest, &line);
			if (check(sh, &line))
				fail_msg("%s: %s", line.data, sh->err.text);
		}
	}
	buf_free(&line);
}

static void every_option_is_offered_as_it_is_read(void **state)
{
	struct shell *sh = *state;
	struct buf line = { 0 };

	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		struct completion c;
		size_t options = 0;

		while (args_option(row, (int)options))
			options++;
		buf_clear(&line);
		buf_addf(&line, "%s -", row->name);
		const char *text = arena_copy(&sh->arena, line.data, line.len);
		c = complete(sh, line.data);
		assert_int_equal(c.candidates.count, options);
		for (size_t k = 0; k < options; k++) {
			const char *name = c.candidates.items[k].text;

			written(&c, text, k, "", &line);
			assert_string_equal(line.data + c.span.start, name);
			check(sh, &line);
			if (strstr(sh->err.text, "has no option"))
				fail_msg("%s: %s", line.data, sh->err.text);
		}
	}
	buf_free(&line);
}

static void a_bare_word_is_not_offered_in_a_quote(void **state)
{
	static const struct row table[] = {
		{ "recv c \"--", "" },
		{ "recv c '-", "" },
		{ "recv c \"-\"", "" },
		{ "close \"a", "" },
		{ "close \"c", "c" },
		{ "wait 'a", "" },
		{ "assert \"c.sta", "" },
	};

	offers(*state, table, COUNT(table));
}

static void a_dash_begins_an_option_only_where_one_may_stand(void **state)
{
	static const struct row table[] = {
		{ "recv c --to -", "FILES" },
		{ "source -", "FILES" },
		{ "source -- -", "FILES" },
		{ "dial --from -", "" },
		{ "recv c -t -", "" },
	};
	struct completion c;
	struct buf b = { 0 };

	offers(*state, table, COUNT(table));
	c = complete(*state, "source -- -d");
	completion_write(&c, slice_of("-dash.sosh"), WRITE_NAME, true, &b);
	assert_string_equal(b.data, "-dash.sosh");
	buf_clear(&b);
	completion_write(&c, slice_of("-a b"), WRITE_NAME, true, &b);
	assert_string_equal(b.data, "'-a b'");
	buf_clear(&b);
	c = complete(*state, "source -d");
	completion_write(&c, slice_of("-dash.sosh"), WRITE_NAME, true, &b);
	assert_string_equal(b.data, "'-dash.sosh'");
	buf_free(&b);
}

static void blocks_are_completed_as_lines_are(void **state)
{
	static const struct row table[] = {
		{ "repeat 3 { sen", "send sendall sendmsg sendto" },
		{ "repeat { sen", "send sendall sendmsg sendto" },
		{ "repeat until ok { sen", "send sendall sendmsg sendto" },
		{ "repeat u", "until" },
		{ "repeat 3 u", "until" },
		{ "repeat 3 {sen", "send sendall sendmsg sendto" },
		{ "repeat 3 as i { recv ", "5 c u" },
		{ "repeat 3 { recv c; sen", "send sendall sendmsg sendto" },
		{ "repeat 3 {\n\trecv c\n\tsen", "send sendall sendmsg sendto" },
		{ "repeat 3 { nonsense\\x\nsen", "send sendall sendmsg sendto" },
		{ "repeat 3 { repeat 2 { recv c --p", "--peek" },
		{ "repeat 3 { send c \"$ho", "$host" },
		{ "repeat 3 { send c '$ho", "" },
		{ "repeat 3 { source \"a", "FILES" },
		{ "repeat 3 { recv c } sen", "" },
		{ "repeat 3 { recv c }; sen", "send sendall sendmsg sendto" },
		{ "repeat 3 { # sen", "" },
		{ "recv { sen", "" },
		{ "print { sen", "" },
	};
	struct completion c = complete(*state, "repeat 3 { recv \"c");

	assert_int_equal(c.span.start, 16);
	assert_int_equal(c.span.end, 18);
	assert_int_equal(c.quote, '"');
	c = complete(*state, "repeat 3 { repeat 2 { print $ho");
	assert_int_equal(c.span.start, 28);
	assert_int_equal(c.span.end, 31);
	offers(*state, table, COUNT(table));
}

static void families_kinds_and_flags(void **state)
{
	static const struct row table[] = {
		{ "socket u", "udp udplite unix unix-dgram unix-seqpacket unspec" },
		{ "socket raw ic", "icmp icmpv6" },
		{ "socket netlink ro", "route" },
		{ "socket packet ETH_P_A", "ETH_P_ALL ETH_P_ARP" },
		{ "socket AF_NETLINK raw so", "sock_diag" },
		{ "socket tcp -f no", "nonblock" },
		{ "accept c -f nonblock|clo", "nonblock|cloexec" },
		{ "accept c -f nonblock,clo", "nonblock,cloexec" },
		{ "nonblock c o", "off on" },
		{ "socket AF_INET", "AF_INET AF_INET6" },
		{ "socket ine", "inet inet6" },
		{ "socket inet SOCK_S", "SOCK_SEQPACKET SOCK_STREAM" },
		{ "socket inet st", "stream" },
		{ "socket inet stream IPPROTO_TC", "IPPROTO_TCP" },
		{ "dial u", "udp udplite unix unix-dgram unix-seqpacket unix:" },
		{ "dial r", "" },
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
		{ "bind c unix:x", "FILES" },
		{ "connect c localhost:ht", "localhost:http localhost:https" },
		{ "connect c [::1]:ht", "[::1]:http [::1]:https" },
		{ "connect c ::1:ht", "" },
		{ "connect c :", "::1" },
		{ "serve ",
			"*: 127.0.0.1: 5 @ [::1]: c icmp localhost: mptcp tcp u udp udplite unix "
			"unix-dgram unix-seqpacket unix: vsock" },
		{ "serve localhost:ht", "localhost:http localhost:https" },
		{ "serve ./", "FILES" },
		{ "resolve lo", "localhost" },
		{ "sendto u localhost:80 ", "" },
		{ "sendto u localhost 80 x ",
			"--count --dontwait --file --fill --hex --line --more --null --offset --oob -f -t" },
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

/* Whether the first candidates are these words. */
static void offers_first(struct shell *sh, const char *text, const char *words)
{
	struct completion c = complete(sh, text);
	struct buf shown = { 0 };

	show(&c, &shown);
	if (!slice_starts(buf_slice(&shown), words))
		fail_msg("at: %s\nfirst are: %.100s", text, buf_cstr(&shown));
	buf_free(&shown);
}

static void of_properties_those_that_fit_come_first(void **state)
{
	(void)state;
	offers_first(*state, "print $c.", "$c.state $c.unread $c.unacked $c.local $c.port $c.rtt ");
	offers_first(*state, "assert c.", "c.state c.unread ");
	offers_first(*state, "print ${u.", "${u.state} ${u.unread} ${u.next} ${u.unacked} ");
	/* no descriptor: all there are, in their order */
	offers_first(*state, "print $gone.", "$gone.fd $gone.state ");
}

static void variables_and_properties(void **state)
{
	static const struct row table[] = {
		{ "print $ho", "$host" },
		{ "print ${ho", "${host}" },
		{ "print $c.po", "$c.port" },
		{ "print ${c.po", "${c.port}" },
		{ "print $c.rtt", "$c.rtt $c.rttvar" },
		{ "print $c.tcpi_rtt", "$c.tcpi_rtt $c.tcpi_rttvar" },
		{ "print $u.rtt", "" },
		{ "print $u.ne", "$u.next" },
		{ "print $c.IPV6_V", "" },
		{ "print $c.SO_ERR", "" },
		{ "print $c.pee", "$c.peer" },
		{ "print $c.proce", "$c.process" },
		{ "print $c.inod", "$c.inode" },
		{ "assert c.seri", "c.serial" },
		{ "print $gone.IPV6_V", "$gone.IPV6_V6ONLY" },
		{ "print $gone.rtt", "$gone.rtt $gone.rttvar" },
		{ "print \"to $ho", "$host" },
		{ "print \"to $c.por", "$c.port" },
		{ "print \"to ${ho", "${host}" },
		{ "print $data.u3", "$data.u32 $data.u32le" },
		{ "print $host.i8", "$host.i8" },
		{ "print ${data.u3", "${data.u32} ${data.u32le}" },
		{ "send c \"${c:u6", "${c:u64} ${c:u64le}" },
		{ "connect c $host:u3", "" },
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
	offers_among_others(*state, "print $c.", "$c.state $c.port $c.rtt $c.SO_RCVBUF");
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

static void results_are_those_of_the_call(void **state)
{
	static const struct row table[] = {
		{ "connect c 1 = ECONNR", "ECONNREFUSED ECONNRESET" },
		{ "connect c 1 = -1 ECONNREF", "ECONNREFUSED" },
		{ "connect c 1 = ETIMEDOUT|ECONNREF", "ECONNREFUSED" },
		{ "connect c 1 = GA", "GAVEUP" },
		{ "listen c = GA", "" },
		{ "listen c = EADDR", "EADDRINUSE" },
		{ "socket tcp as d = o", "ok" },
		{ "resolve localhost = EAI_NON", "EAI_NONAME" },
		{ "connect c localhost 80 = EAI_NON", "EAI_NONAME" },
		{ "recv c = EAI_NON", "" },
		{ "print x; recv c = EAG", "EAGAIN" },
		{ "recv c =", "" },
		{ "recv c = -1 EAGAIN ", "" },
		{ "repeat 3 { recv c = EBA", "EBADF" },
		{ "repeat until ECONNREF", "ECONNREFUSED" },
		{ "repeat 3 until ENOSUCH --qu", "--quiet" }, /* a wrong one before it */
		{ "assert c.state == CLOSE_", "CLOSE_WAIT" },
		{ "assert c.family == AF_INET6", "AF_INET6" },
		{ "assert c.rtt == ", "c gone host u" },
	};
	struct completion c = complete(*state, "connect c 1 = ETIMEDOUT|ECONNREF");

	assert_int_equal(c.span.start, 24);
	assert_int_equal(c.span.end, 32);
	offers(*state, table, COUNT(table));
	c = complete(*state, "recv c = ");
	assert_string_equal(c.candidates.items[0].text, "ok");
	assert_string_equal(c.candidates.items[1].text, "GAVEUP");
	offers_among_others(*state, "repeat until ", "0 ok GAVEUP ECONNREFUSED");
	offers_among_others(*state, "assert c.state == ", "ESTABLISHED LISTEN CLOSE_WAIT");
	offers_among_others(*state, "recv c = ", "EAGAIN ECONNRESET ENOTCONN");
	offers_among_others(*state, "bind c 1 = ", "ok EADDRINUSE EACCES");
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		struct candidates found = { .arena = &((struct shell *)*state)->arena };

		complete_results(row, &found);
		assert_true(row->flags & MAKES_CALL ? found.count > 1 : !found.count);
	}
}

static void nothing_is_offered_where_nothing_belongs(void **state)
{
	static const struct row table[] = {
		{ "send c ", "" },
		{ "send c \"text", "" },
		{ "socket tcp as ", "" },
		{ "socket tcp as c", "" },
		{ "socket tcp as c ", "" },
		{ "recv c = 5", "" },
		{ "recv c = \"o", "" },
		{ "recv c = ok ", "" },
		{ "sleep 1s = ", "" },
		{ "recv c & = ", "" },
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
		TEST(events_stand_behind_a_colon),
		TEST(options_and_their_values),
		TEST(socket_options_in_both_spellings),
		TEST(what_is_offered_can_be_used),
		TEST(every_option_is_offered_as_it_is_read),
		TEST(a_bare_word_is_not_offered_in_a_quote),
		TEST(a_dash_begins_an_option_only_where_one_may_stand),
		TEST(blocks_are_completed_as_lines_are),
		TEST(families_kinds_and_flags),
		TEST(endpoints_hosts_and_services),
		TEST(settings_and_their_values),
		TEST(variables_and_properties),
		TEST(of_properties_those_that_fit_come_first),
		TEST(looking_at_properties_offers_none_that_disturbs),
		TEST(an_open_quote_is_part_of_what_is_replaced),
		TEST(results_are_those_of_the_call),
		TEST(nothing_is_offered_where_nothing_belongs),
		TEST(the_same_name_is_offered_once_and_in_order),
	};

	return cmocka_run_group_tests_name("completion", tests, NULL, NULL);
}
