/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of other places.
 */
#include "lang/foreign.h"

#include "base/text.h"
#include "lang/vars.h"
#include "sock/property.h"
#include "foreign_tool.h"

/* clang-format off */
const struct foreign foreign_words[] = {
	{ "while for loop foreach do until forever watch", "repeat",
	  "repeat COUNT { COMMANDS } runs a block again and again", NULL, 0 },
	{ "if test case unless check verify", "assert",
	  "assert A == B checks a value, = RESULT behind a call what it returns", NULL, 0 },
	{ "netstat lsof lsfd sockstat fuser", "ss list",
	  "ss shows what the kernel holds and who has it open, list the descriptors", NULL, 0 },
	{ "ls status sockets stat show fds connections", "list servers",
	  "list shows the sockets, servers the servers", NULL, 0 },
	{ "inspect describe details tcp_info tcpinfo inode", "info list",
	  "info FD tells all of a descriptor, TCP_INFO too; list shows them all", "info ", 1 },
	{ "statistics counters nstat throughput efficiency overhead bytes", "stats",
	  "stats FD tells the bytes, the calls, and the bytes on the wire", "stats ", 1 },
	{ "diagram statemachine fsm rfc9293 rfc793", "states explain",
	  "states draws the states of TCP, states FD the path of a connection", NULL, 0 },
	{ "plot chart graph track sparkline csv monitor follow", "sample",
	  "sample FD cwnd rtt --every 10ms follows fields while commands run", "sample ", 2 },
	{ "ps top", "jobs servers", "jobs shows what runs in the background, servers the servers",
	  NULL, 0 },
	{ "ping nslookup dig gethostbyname getaddrinfo getent lookup dns whois",
	  "resolve", "resolve looks a name up; whether a host answers, dial HOST PORT tells",
	  "resolve ", 1 },
	{ "traceroute tracepath mtr", "sendmsg recvmsg",
	  "setsockopt FD IP_RECVERR on; sendmsg FD --to ENDPOINT --ttl N; recvmsg FD -f MSG_ERRQUEUE",
	  NULL, 0 },
	{ "getnameinfo gethostbyaddr", "resolve", "resolve ADDRESS --reverse asks for the name",
	  NULL, 0 },
	{ "man usage", "help", "help COMMAND tells what it does", "help ", 1 },
	{ "socat open_connection create_connection", "dial talk",
	  "dial HOST PORT as c connects, talk c converses", "dial ", 2 },
	{ "nc netcat ncat telnet ssh curl wget", "dial talk serve",
	  "dial HOST PORT as c connects, talk c converses; serve 127.0.0.1:PORT answers", NULL, 0 },
	{ "server daemon httpd listener create_server", "serve listen",
	  "serve 127.0.0.1:PORT as l starts a server; by hand: socket, bind, listen, accept", NULL, 0 },
	{ "ip ifconfig iface ifaces nic nics addresses if_nameindex if_nametoindex if_indextoname getifaddrs",
	  "interfaces routes",
	  "interfaces shows the interfaces and their addresses, routes the routes", NULL, 0 },
	{ "netroute gateway", "routes",
	  "routes shows the routes, routes ADDRESS the one that is taken there", "routes ", 1 },
	{ "netem tc iptables toxiproxy proxy", "serve",
	  "serve udp ENDPOINT relay TARGET --drop 30% loses datagrams; tcp: --delay 10ms..50ms",
	  NULL, 0 },
	{ "clear cls reset", "", "Ctrl-L clears the screen", NULL, 0 },
	{ "thread threads fork async spawn pthread_create bg background nohup", "jobs wait",
	  "COMMAND & runs a command in a thread of its own; jobs and wait know of it", NULL, 0 },
	{ "fg join", "wait", "wait %1 waits for a job and takes its result", NULL, 0 },
	{ "kill pkill", "cancel stop", "cancel %1 ends a job, stop FD a server", NULL, 0 },
	{ "errno perror strerror error errors why", "explain",
	  "explain tells what the last error means; $errno is its name", NULL, 0 },
	{ "gets get receive recvall readline fetch", "recv",
	  "recv FD receives", "recv ", 2 },
	{ "put puts transmit", "send", "send FD \"text\" sends", "send ", 2 },
	{ "sendfile upload", "send", "send FD --file FILE sends a file", NULL, 0 },
	{ "download tee splice", "recv", "recv FD --all --to FILE keeps what comes in a file", NULL, 0 },
	{ "echo printf say display cout", "print", "print shows words", "print ", 9 },
	{ "var def setenv declare", "let", "let NAME = VALUE sets a variable", NULL, 0 },
	{ "env printenv", "help", "help variables lists what there is", NULL, 0 },
	{ "include exec load import", "source", "source FILE runs a file of commands", "source ", 1 },
	{ "function alias macro", "source", "a file of commands, run by source FILE, takes arguments",
	  NULL, 0 },
	{ "closesocket disconnect hangup", "close", "close FD closes", "close ", 1 },
	{ "halfclose half-close sendeof eof", "shutdown",
	  "shutdown FD wr ends the stream that this side sends", NULL, 0 },
	{ "selectors readiness multiplexing ppoll kqueue epoll wsapoll", "poll select epoll_wait",
	  "poll a:in b:out waits for several descriptors; select and epoll_create likewise", NULL, 0 },
	{ "nonblocking non-blocking o_nonblock", "nonblock",
	  "nonblock FD on|off sets O_NONBLOCK, nonblock FD shows it", "nonblock ", 2 },
	{ "fcntl", "nonblock",
	  "nonblock FD shows the flags (F_GETFL), nonblock FD on|off sets O_NONBLOCK", "nonblock ", 1 },
	{ "setblocking blocking", "nonblock",
	  "the other way round: nonblock FD on makes no call wait, nonblock FD off all that would",
	  NULL, 0 },
	{ "pair pipe", "socketpair", "socketpair as a,b makes two connected sockets", NULL, 0 },
	{ "dup2 dup3 clone copy", "dup", "dup FD as NAME makes a second number for a socket", "dup ", 1 },
	{ "rm remove unbind", "unlink", "unlink PATH removes the file of a unix socket", "unlink ", 1 },
	{ "rst", "abort", "abort FD closes with a reset", "abort ", 1 },
	{ "accept4", "accept", "accept FD -f nonblock|cloexec is accept4", "accept ", 1 },
	{ "dissolve unconnect", "connect", "connect FD none dissolves: AF_UNSPEC", NULL, 0 },
	{ "timeout timeouts deadline alarm", "set",
	  "-t TIME limits one command, set timeout = TIME all of them", NULL, 0 },
	{ "usleep delay pause", "sleep", "sleep TIME waits", "sleep ", 1 },
	{ "ioctl fionread siocinq siocoutq", "print list",
	  "print $NAME.unread shows what FIONREAD counts, $NAME.unacked what SIOCOUTQ does", NULL, 0 },
	{ "settimeout", "set",
	  "-t TIME limits one command, set timeout = TIME all of them: recv FD -t 2s", NULL, 0 },
	{ "sockopt options", "setsockopt getsockopt",
	  "setsockopt FD OPTION VALUE, getsockopt FD OPTION; help options lists them", NULL, 0 },
	{ "nagle", "setsockopt",
	  "setsockopt FD TCP_NODELAY on sends small segments at once, TCP_CORK on keeps them back",
	  NULL, 0 },
	{ "tcp udp", "socket", "socket tcp as c, socket udp as u make sockets", NULL, 0 },
	{ "new create open", "socket", "socket tcp as c makes a socket", NULL, 0 },
	{ "bye logout q :q :wq", "quit", "quit leaves, as Ctrl-D does", NULL, 0 },
	{ "ladder sequence draw picture svg flow", "timeline",
	  "timeline draws the calls on both ends; timeline --svg FILE makes a picture of it", NULL, 0 },
	{ "tcpdump wireshark tshark sniff sniffer pcap", "capture",
	  "capture on shows the packets of each call; it takes --private, or CAP_NET_RAW",
	  NULL, 0 },
	{ "cd pwd cat vi vim sh bash grep", "",
	  "at the prompt ! runs a command of the system: !cat FILE", NULL, 0 },
	{ NULL, NULL, NULL, NULL, 0 },
};
/* clang-format on */

bool foreign_is_listed(struct slice word, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, " ");

		if (len == word.len) {
			size_t i = 0;

			while (i < len && text_lower(word.p[i]) == list[i])
				i++;
			if (i == len)
				return true;
		}
		list += len + strspn(list + len, " ");
	}
	return false;
}

const struct foreign *foreign_find(struct slice word)
{
	for (const struct foreign *f = foreign_words; f->words; f++)
		if (word.len && foreign_is_listed(word, f->words))
			return f;
	return NULL;
}

void foreign_add(const char *command, struct buf *b)
{
	for (const struct foreign *f = foreign_words; f->words; f++)
		if (foreign_is_listed(slice_of(command), f->commands))
			buf_addf(b, " %s", f->words);
}

/* ---- calls and assignments of other languages ---- */

/* The name of what is called: `connect` of s.connect(... and of connect(... */
static struct slice called(struct slice s)
{
	const char *open = memchr(s.p, '(', s.len), *dot;

	if (open)
		s.len = (size_t)(open - s.p);
	dot = memrchr(s.p, '.', s.len);
	if (dot)
		s = (struct slice){ dot + 1, s.len - (size_t)(dot + 1 - s.p) };
	return s;
}

static bool hint_call(const struct command_table *t, struct slice name, struct err *e)
{
	struct slice call = called(name);
	const struct command *row = call.len < name.len ? command_find(t, call) : NULL;
	const struct foreign *f = call.len < name.len ? foreign_find(call) : NULL;
	struct buf usage = { 0 };

	if (row) {
		args_usage(row, &usage);
		err_hint(e, "words with blanks between them: %s", buf_cstr(&usage));
		buf_free(&usage);
	} else if (f) {
		err_hint(e, "%s", f->hint);
	}
	return row || f;
}

/* c.state, as assert reads it. */
static bool hint_property(struct slice name, struct err *e)
{
	const char *dot = memchr(name.p, '.', name.len);

	if (!dot || vars_check_name((struct slice){ name.p, (size_t)(dot - name.p) }, NULL) ||
		!property_exists((struct slice){ dot + 1, (size_t)(name.p + name.len - dot - 1) }))
		return false;
	err_hint(e, "print $%.*s shows it, assert %.*s == VALUE checks it", (int)name.len, name.p,
		(int)name.len, name.p);
	return true;
}

static bool hint_assignment(struct slice name, struct err *e)
{
	const char *equals = memchr(name.p, '=', name.len);

	if (!equals)
		return false;
	struct slice variable = { name.p, (size_t)(equals - name.p) };
	struct slice value = { equals + 1, name.len - variable.len - 1 };
	if (vars_check_name(variable, NULL))
		return false;
	err_hint(e, "let %.*s = %.*s", (int)variable.len, variable.p,
		(int)text_cut(value.p, value.len, 60), value.p);
	return true;
}

/* send?, as other shells ask for help. */
static bool hint_question(const struct command_table *t, struct slice name, struct err *e)
{
	struct slice asked = { name.p, name.len - 1 };

	if (name.len < 2 || name.p[asked.len] != '?' || !command_find(t, asked))
		return false;
	err_hint(e, "help %.*s", (int)asked.len, asked.p);
	return true;
}

bool foreign_hint(const struct command_table *t, struct slice name, struct err *e)
{
	const struct foreign *f = foreign_find(name);

	if (f)
		err_hint(e, "%s", f->hint);
	return f || hint_question(t, name, e) || hint_assignment(name, e) ||
	       hint_property(name, e) || hint_call(t, name, e);
}

/* ---- by the whole line ---- */

/* NAME = VALUE, which reads as a command with a result to come. */
static bool refine_assignment(const struct parsed *p, struct err *e)
{
	struct slice name = p->words[0].text, call;
	const struct word *value = p->expect.words;

	if (!p->expect.nwords || p->nwords != 1 || vars_check_name(name, NULL) || !value->constant)
		return false;
	call = called(value->text);
	if (call.len < value->text.len || p->expect.nwords > 1)
		err_hint(e,
			"%s as %.*s: as names what a command makes; let %.*s = VALUE sets a variable",
			slice_is(call, "accept") ? "accept FD" : "socket tcp", (int)name.len,
			name.p, (int)name.len, name.p);
	else
		err_hint(e, "let %.*s = %.*s", (int)name.len, name.p,
			(int)text_cut(value->text.p, value->text.len, 60), value->text.p);
	return true;
}

void foreign_refine(const struct parsed *p, struct err *e)
{
	const struct foreign *f;
	struct buf line = { 0 };
	int i = 1;

	if (!p->words[0].constant || refine_assignment(p, e))
		return;
	f = foreign_find(p->words[0].text);
	if (!f || p->nwords == 1 || foreign_tool_refine(p, e) || !f->line)
		return;
	buf_adds(&line, f->line);
	for (; i < p->nwords && i <= f->takes && p->words[i].constant && !p->words[i].block; i++) {
		if (p->words[i].bare && p->words[i].text.p[0] == '-')
			break; /* an option of theirs */
		buf_adds(&line, i > 1 ? " " : "");
		lex_quote(p->words[i].text, 0, &line);
	}
	if (i > 1)
		err_hint(e, "%s (%s)", buf_cstr(&line), f->hint);
	buf_free(&line);
}
