/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of other places, and what they lead to.
 */
#include "lang_fixture.h"

#include "lang/doc.h"
#include "lang/foreign.h"

/* Calls FN with each word of LIST. */
static void each(const char *list, void (*fn)(struct slice word))
{
	while (*list) {
		size_t len = strcspn(list, " ");

		fn((struct slice){ list, len });
		list += len + strspn(list + len, " ");
	}
}

static void is_command(struct slice name)
{
	if (!command_find(&commands_table, name))
		fail_msg("%.*s is no command", (int)name.len, name.p);
}

static void is_none_and_once(struct slice word)
{
	int times = 0;

	if (command_find(&commands_table, word))
		fail_msg("%.*s is a command", (int)word.len, word.p);
	for (const struct foreign *f = foreign_words; f->words; f++)
		for (const char *at = f->words; *at;) {
			size_t len = strcspn(at, " ");

			times += len == word.len && !memcmp(at, word.p, len);
			at += len + strspn(at + len, " ");
		}
	if (times != 1)
		fail_msg("%.*s stands %d times", (int)word.len, word.p, times);
}

static void rows_name_commands_and_no_word_twice(void **state)
{
	(void)state;
	for (const struct foreign *f = foreign_words; f->words; f++) {
		each(f->words, is_none_and_once);
		each(f->commands, is_command);
		assert_true(*f->hint && strlen(f->hint) < 120);
		assert_true(!f->line == !f->takes);
	}
}

/* What the whole of LINE is answered by. */
static void hints(struct shell *sh, const char *line, const char *hint)
{
	shell_run(sh, line);
	if (!strstr(sh->err.hint, hint))
		fail_msg("%s: \"%s\", not \"%s\"", line, sh->err.hint, hint);
}

static void first_guesses_lead_on(void **state)
{
	static const struct {
		const char *line, *hint;
	} table[] = {
		{ "while true", "repeat COUNT" },
		{ "For i in x", "repeat COUNT" },
		{ "loop", "repeat COUNT" },
		{ "if x", "assert A == B" },
		{ "ls", "list shows" },
		{ "netstat -tln", "ss shows" },
		{ "sockets", "list shows" },
		{ "ip addr", "interfaces shows" },
		{ "ifconfig -a", "interfaces shows" },
		{ "getifaddrs", "interfaces shows" },
		{ "netroute -n", "routes shows" },
		{ "netroute 10.0.0.1", "routes 10.0.0.1 (" },
		{ "ping localhost", "resolve localhost (" },
		{ "ping -c 3 localhost", "resolve looks a name up" },
		{ "gethostbyname x", "resolve x" },
		{ "traceroute localhost", "setsockopt FD IP_RECVERR on; sendmsg" },
		{ "nagle off", "setsockopt FD TCP_NODELAY on" },
		{ "c.retrans", "print $c.retrans shows it, assert c.retrans ==" },
		{ "c.TCP_NODELAY", "print $c.TCP_NODELAY" },
		{ "c.nothing", "help lists the commands" },
		{ "man send", "help send (" },
		{ "telnet localhost 80", "dial localhost 80 as c; talk c" },
		{ "nc localhost 80 -v", "dial localhost 80 as c; talk c" },
		{ "nc -w 3 localhost 80", "dial localhost 80 as c; talk c" },
		{ "nc -u localhost 9999", "dial udp localhost 9999 as c; talk c" },
		{ "nc -l 9999", "socket tcp as l; bind l 9999; listen l; accept l as c; talk c" },
		{ "nc -lp 9999", "bind l 9999; listen l" },
		{ "nc -l -p 9999", "bind l 9999; listen l" },
		{ "nc -l 127.0.0.1 9999", "bind l 9999; listen l" },
		{ "nc -lu 9999", "socket udp as u; bind u 9999; recvfrom u" },
		{ "nc -U /tmp/x", "dial /tmp/x as c; talk c" },
		{ "nc -l", "serve 127.0.0.1:PORT answers" },
		{ "nc localhost", "dial HOST PORT" },
		{ "ssh host", "dial host 22 as c; talk c" },
		{ "telnet host", "dial host 23 as c; talk c" },
		{ "curl host",
			"dial host 80 as c; send c \"GET / HTTP/1.0\\r\\n\\r\\n\"; recv c --all" },
		{ "curl http://host:8080/a/b", "dial host 8080 as c; send c \"GET /a/b HTTP" },
		{ "curl -s http://host/", "dial host http as c; send c \"GET / HTTP" },
		{ "curl localhost:8080", "dial localhost:8080 as c; send c" },
		{ "nc $host", "dial HOST PORT" },
		{ "clear", "Ctrl-L" },
		{ "tcpdump -i lo", "capture on shows" },
		{ "thread", "COMMAND &" },
		{ "errno", "explain tells" },
		{ "x=5", "let x = 5" },
		{ "x = 5", "let x = 5" },
		{ "s = socket()", "socket tcp as s" },
		{ "conn = s.accept()", "accept FD as conn" },
		{ "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)", "socket tcp as s" },
		{ "socket(AF_INET, SOCK_STREAM, 0)", "socket [KIND] [TYPE] [PROTOCOL]" },
		{ "socket.socket()", "socket [KIND]" },
		{ "s.connect((localhost, 80))", "connect FD ENDPOINT" },
		{ "s.recvall()", "recv FD" },
		{ "sned x", "did you mean send?" },
		{ "xyzzy", "help lists the commands" },
		{ "bind 9999", "make a socket first: socket tcp as l; bind l PORT" },
		{ "connect 9999", "make a socket first: socket tcp as c" },
		{ "connect 3 localhost", "HOST:PORT: localhost 80" },
		{ "connect 3 a.example", "HOST:PORT: a.example 80" },
		{ "connect 3 127.0.0.1", "HOST:PORT: 127.0.0.1 80" },
		{ "connect 3 http://localhost:80/x", "write localhost:80" },
		{ "dial http://[::1]/x", "write [::1]:http" },
		{ "sleep 5", "for seconds write 5s" },
		{ "sleep 0.5", "for seconds write 0.5s" },
		{ "serve 9999", "serve 127.0.0.1:9999 makes" },
		{ "recv s2", "the descriptor comes first" },
		{ "socket tcp as s1\nrecv s2", "did you mean s1?" },
		{ "socket tcp as c\nrecv what", "those that have a name: s1, c" },
		{ "socket tcp as c\nsend hello", "the descriptor comes first" },
		{ "send 3 GET / HTTP/1.1", "\"GET / HTTP/1.1\"" },
		{ "socket tcp as c\nsend hello c", "the descriptor comes first" },
		{ "socket tcp as c\nconnect localhost 80", "make a socket first" },
		{ "recv 3 --timeout 2s", "-t TIME: give up" },
		{ "recv 3 --Wait=2s", "-t TIME: give up" },
		{ "recv 3 -w 2s", "-t TIME: give up" },
		{ "connect 3 9 --verbose", "every call is shown" },
		{ "serve --listen 9999", "serve 127.0.0.1:PORT starts" },
		{ "serve -p 9999", "the port is a word" },
		{ "recv 3 --output f", "--to FILE" },
		{ "send 3 --input f", "--file FILE" },
		{ "send 3 --file f --seek 5", "--offset OFFSET" },
		{ "serve 127.0.0.1:0 --threads 3", "--workers N" },
		{ "serve 127.0.0.1:0 --silent", "--quiet" },
		{ "recv 3 --silent", "set quiet on" },
		{ "accept 3 --dontwait", "--nonblock" },
		{ "recv 3 --length 4", "recv FD COUNT --waitall" },
		{ "send 3 --file f --length 4", "--count COUNT" },
		{ "recvmsg 3 --errqueue", "-f MSG_ERRQUEUE" },
		{ "send 3 --nodelay", "setsockopt FD TCP_NODELAY on" },
		{ "recv 3 --alll", "did you mean --all?" },
		{ "repeat 3 { sleep 1ms } &", "a command in the block can" },
		{ "print x &", "those that may wait can" },
		{ "explain connection refused", "explain \"connection refused\"" },
		{ "bind 1", "usage: bind FD ENDPOINT" },
	};
	struct shell *sh = *state;

	for (size_t i = 0; i < COUNT(table); i++)
		hints(sh, table[i].line, table[i].hint);
}

static bool some_command_has(const char *option)
{
	const struct option *o;

	for (size_t c = 0; c < commands_table.count; c++)
		for (int i = 0; (o = args_option(commands_table.rows[c], i)); i++)
			if (!strcmp(o->name, option))
				return true;
	return false;
}

static void options_lead_to_some(void **state)
{
	(void)state;
	for (const struct foreign_option *f = foreign_options; f->words; f++) {
		assert_true(f->option || f->hint);
		assert_true(!f->hint || strlen(f->hint) < 120);
		if (f->option && !some_command_has(f->option))
			fail_msg("no command has %s", f->option);
	}
}

static void found(const char *word, const char *command)
{
	struct buf text = { 0 };
	struct buf item = { 0 };

	buf_addf(&item, "  %s ", command);
	doc_apropos(&commands_table, slice_of(word), &text);
	if (!strstr(buf_cstr(&text), buf_cstr(&item)))
		fail_msg("apropos %s does not find %s", word, command);
	buf_free(&text);
	buf_free(&item);
}

static void apropos_knows_them(void **state)
{
	(void)state;
	found("loop", "repeat");
	found("timeout", "set");
	found("nonblocking", "nonblock");
	found("fcntl", "nonblock");
	found("rm", "unlink");
	found("dup2", "dup");
	found("rst", "abort");
	found("traceroute", "recvmsg");
	found("nagle", "setsockopt");
	found("netstat", "ss");
	found("gethostbyname", "resolve");
	found("telnet", "dial");
	found("telnet", "talk");
	found("timeout", "recv");
	found("timeout", "explain GAVEUP");
	found("nobody listens", "explain ECONNREFUSED");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, shell_setup, shell_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_name_commands_and_no_word_twice),
		TEST(first_guesses_lead_on),
		cmocka_unit_test(options_lead_to_some),
		cmocka_unit_test(apropos_knows_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
