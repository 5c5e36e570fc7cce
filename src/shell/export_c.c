/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session as a program in C, each of whose calls is checked.
 */
#include "base/clock.h"
#include "export_c.h"
#include "sock/render.h"

/* ---- statements ---- */

/* LEFT CALL RIGHT; as a line. */
static void add_statement(
	struct program *p, const char *left, const struct said *s, const char *right)
{
	struct buf line = { 0 };

	buf_adds(&line, left);
	buf_add(&line, s->call.data, s->call.len);
	buf_adds(&line, right);
	program_line(p, &line);
	buf_free(&line);
}

static void plain(struct program *p, const struct call *c, const struct said *s)
{
	struct buf left = { 0 }, right = { 0 };

	if (s->to.len && !slice_is(buf_slice(&s->to), "data"))
		buf_addf(&left, "%s = ", buf_cstr(&s->to));
	bool shows = slice_is(buf_slice(&s->to), "data");

	p->needs |= NEEDS_CHECK;
	if (shows)
		buf_adds(&left, "show(");
	buf_adds(&left,
		c->outcome == CALL_RETURNED && strcmp(c->name, "getaddrinfo") ? "check(" : "look(");
	buf_addf(&right, shows ? ", \"%s\"));" : ", \"%s\");", c->name);
	add_statement(p, buf_cstr(&left), s, buf_cstr(&right));
	buf_free(&left);
	buf_free(&right);
}

static void failed(struct program *p, const struct call *c, const struct said *s)
{
	struct buf right = { 0 };

	buf_addf(&right, ", %s, \"%s\");", render_error_name(c), c->name);
	add_statement(p, c->outcome == CALL_EAI ? "look_fails(" : "fails(", s, buf_cstr(&right));
	buf_free(&right);
}

static void given_up(struct program *p, const struct call *c, const struct said *s)
{
	struct buf right = { 0 };

	program_linef(p, "limit(%lld);", (long long)(c->limit / MICROSECOND));
	buf_addf(&right, ", EINTR, \"%s\");", c->name);
	add_statement(p, "fails(", s, buf_cstr(&right));
	buf_free(&right);
	program_linef(p, "limit(0);");
	p->needs |= NEEDS_ERRORS;
}

static void port(struct program *p, const struct chosen_port *port, const char *name)
{
	const struct call told = { .serial = port->serial, .fd = port->fd };

	c_declare(p, name, "int");
	program_linef(p, "%s = port_of(%s, %s);", name, program_fd(p, &told),
		port->peer ? "getpeername" : "getsockname");
	p->needs |= NEEDS_PORT | NEEDS_CHECK;
}

static void job(struct program *p, int job, bool begins)
{
	if (begins) {
		buf_addf(&p->functions, "\nstatic void *job%d(void *unused)\n{\n\t(void)unused;\n",
			job);
		return;
	}
	buf_adds(&p->functions, "\treturn NULL;\n}\n");
	buf_addf(&p->globals, "static pthread_t thread%d;\n", job);
	p->needs |= NEEDS_CHECK;
	program_linef(p, "start(&thread%d, job%d, NULL);", job, job);
}

static void join(struct program *p, int job)
{
	program_linef(p, "pthread_join(thread%d, NULL);", job);
}

static void pause_for(struct program *p, int64_t ns)
{
	program_linef(p, "usleep(%lld);", (long long)(ns / MICROSECOND));
}

/* Each answer is one send, what stands before it included. */
static void add_handler(const struct serving *s, struct buf *f)
{
	size_t before = s->prefix.len;

	buf_addf(f,
		"\nstatic void *handle_%s(void *client)\n{\n\tint fd = (int)(long)client;\n"
		"\tchar data[%zu];\n\tssize_t n;\n\n",
		s->listener, before + 65536);
	if (s->banner.len) {
		buf_adds(f, "\tsend_all(fd, ");
		c_string(s->banner, f);
		buf_addf(f, ", %zu);\n", s->banner.len);
	}
	if (before) {
		buf_adds(f, "\tmemcpy(data, ");
		c_string(s->prefix, f);
		buf_addf(f, ", %zu);\n", before);
	}
	buf_addf(f, "\twhile ((n = recv(fd, data + %zu, 65536, 0)) > 0)\n\t\t", before);
	if (s->answers)
		buf_addf(f, "send_all(fd, data, (size_t)n + %zu);\n", before);
	else
		buf_adds(f, ";\n");
	buf_adds(f, "\tclose(fd);\n\treturn NULL;\n}\n");
}

static void serve(struct program *p, const struct serving *s)
{
	struct buf *f = &p->functions;

	if (s->answers || s->banner.len)
		p->needs |= NEEDS_FILL;
	p->needs |= NEEDS_CHECK;
	add_handler(s, f);
	buf_addf(f,
		"\nstatic void *serve_%s(void *unused)\n{\n\tpthread_t client;\n\tint fd;\n\n"
		"\t(void)unused;\n\twhile ((fd = accept(%s, NULL, NULL)) >= 0)\n"
		"\t\tstart(&client, handle_%s, (void *)(long)fd);\n\treturn NULL;\n}\n",
		s->listener, s->listener, s->listener);
	buf_addf(&p->globals, "static pthread_t server_%s;\n", s->listener);
	program_linef(p, "start(&server_%s, serve_%s, NULL);", s->listener, s->listener);
}

/* ---- the whole ---- */

/* What every program has, or those that need it; helpers that stand in the order of their use. */
static const struct {
	unsigned needs; /* 0: all of them */
	const char *text;
} parts[] = {
	{ 0, "#define _GNU_SOURCE\n#include <arpa/inet.h>\n#include <errno.h>\n#include <fcntl.h>\n" },
	{ NEEDS_LOOKUP | NEEDS_UNFOUND, "#include <netdb.h>\n" },
	{ NEEDS_OPTIONS, "#include <netinet/tcp.h>\n" },
	{ NEEDS_THREADS, "#include <pthread.h>\n" },
	{ 0, "#include <signal.h>\n#include <stddef.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
	     "#include <string.h>\n#include <sys/socket.h>\n" },
	{ NEEDS_LIMIT, "#include <sys/time.h>\n" },
	{ NEEDS_MESSAGE, "#include <sys/uio.h>\n" },
	{ NEEDS_UNIX, "#include <sys/un.h>\n" },
	{ 0, "#include <unistd.h>\n" },
	{ NEEDS_CHECK,
		"\n/* A call is to succeed. */\nstatic long check(long result, const char *call)\n{\n"
		"\tif (result < 0) {\n\t\tperror(call);\n\t\texit(1);\n\t}\n\treturn result;\n}\n" },
	{ NEEDS_ERRORS,
		"\n/* A call is to fail with ERROR. */\n"
		"static void fails(long result, int error, const char *call)\n{\n"
		"\tif (result >= 0 || errno != error) {\n\t\tfprintf(stderr, \"%s: %s, not %s\\n\", call,\n"
		"\t\t\tresult < 0 ? strerror(errno) : \"success\", strerror(error));\n\t\texit(1);\n\t}\n}\n" },
	{ NEEDS_LIMIT,
		"\n/* Ends the next call with EINTR after US microseconds; 0: does not. */\n"
		"static void wake(int number)\n{\n\t(void)number;\n}\n\n"
		"static void limit(long us)\n{\n"
		"\tstruct sigaction action = { .sa_handler = wake };\n"
		"\tstruct itimerval timer = { .it_value = { us / 1000000, us % 1000000 } };\n\n"
		"\tsigaction(SIGALRM, &action, NULL);\n\tsetitimer(ITIMER_REAL, &timer, NULL);\n}\n" },
	{ NEEDS_LOOKUP,
		"\n/* Looks a name up, and shows nothing of it but an error. */\n"
		"static void look(int result, const char *call)\n{\n\tif (result) {\n"
		"\t\tfprintf(stderr, \"%s: %s\\n\", call, gai_strerror(result));\n\t\texit(1);\n\t}\n}\n" },
	{ NEEDS_UNFOUND,
		"\nstatic void look_fails(int result, int error, const char *call)\n{\n"
		"\tif (result != error) {\n"
		"\t\tfprintf(stderr, \"%s: %s\\n\", call, gai_strerror(result));\n\t\texit(1);\n\t}\n}\n" },
	{ NEEDS_IP4,
		"\nstatic struct sockaddr_in ip4(const char *host, int port)\n{\n"
		"\tstruct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };\n\n"
		"\tinet_pton(AF_INET, host, &a.sin_addr);\n\treturn a;\n}\n" },
	{ NEEDS_IP6,
		"\nstatic struct sockaddr_in6 ip6(const char *host, int port, unsigned scope)\n{\n"
		"\tstruct sockaddr_in6 a = { .sin6_family = AF_INET6,\n"
		"\t\t.sin6_port = htons((unsigned short)port), .sin6_scope_id = scope };\n\n"
		"\tinet_pton(AF_INET6, host, &a.sin6_addr);\n\treturn a;\n}\n" },
	{ NEEDS_PORT,
		"\n/* The port that FD has, or its peer. */\n"
		"static int port_of(int fd, int (*ask)(int, struct sockaddr *, socklen_t *))\n{\n"
		"\tstruct sockaddr_storage a;\n\tsocklen_t len = sizeof(a);\n\n"
		"\tcheck(ask(fd, (struct sockaddr *)&a, &len), \"getsockname\");\n"
		"\t/* of IPv4 and of IPv6 it stands at the same place */\n"
		"\treturn ntohs(((struct sockaddr_in *)&a)->sin_port);\n}\n" },
	{ NEEDS_THREADS,
		"\nstatic void start(pthread_t *thread, void *(*run)(void *), void *arg)\n{\n"
		"\terrno = pthread_create(thread, NULL, run, arg);\n"
		"\tcheck(errno ? -1 : 0, \"pthread_create\");\n}\n" },
	{ NEEDS_FILL,
		"\n/* What a client that has gone does not take is not sent. */\n"
		"static void send_all(int fd, const char *data, size_t len)\n{\n\tssize_t n;\n\n"
		"\tfor (; len && (n = send(fd, data, len, 0)) > 0; len -= (size_t)n)\n\t\tdata += n;\n}\n" },
	{ NEEDS_DATA, "" },
	{ NEEDS_SHOW,
		"\n/* Shows what came. */\n"
		"static void show(long len)\n{\n\tfwrite(data, 1, (size_t)len, stdout);\n\tfflush(stdout);\n}\n" },
};

static void put_together(struct program *p, struct buf *b)
{
	export_head(p->x, "// ", b);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!parts[i].needs || p->needs & parts[i].needs)
			buf_adds(b, parts[i].text);
		if (parts[i].needs == NEEDS_DATA && p->needs & NEEDS_DATA)
			buf_addf(b, "\nstatic char data[%zu];\n", p->room);
	}
	buf_adds(b, p->globals.len ? "\n" : "");
	buf_add(b, buf_cstr(&p->globals), p->globals.len);
	buf_add(b, buf_cstr(&p->functions), p->functions.len);
	buf_adds(b, "\nint main(void)\n{\n\tsignal(SIGPIPE, SIG_IGN);\n");
	buf_add(b, buf_cstr(&p->main), p->main.len);
	buf_adds(b, "\treturn 0;\n}\n");
}

static const char *const reserved[] = { "auto", "break", "case", "char", "const", "continue",
	"default", "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline",
	"int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static",
	"struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "main",
	"socket", "socketpair", "bind", "listen", "accept", "accept4", "connect", "send", "sendto",
	"sendmsg", "recv", "recvfrom", "recvmsg", "shutdown", "close", "dup", "read", "write",
	"getsockname", "getpeername", "getsockopt", "setsockopt", "getaddrinfo", "fcntl", "unlink",
	"errno", "exit", "signal", "stdin", "stdout", "stderr", "perror", "usleep", "check",
	"fails", "limit", "wake", "look", "look_fails", "ip4", "ip6", "port_of", "start",
	"send_all", "data", "show", "peer", "peer_len", "pair", "unix", "linux", "poll", "select",
	"alarm", "pipe", "link", "index", "time", "y0", "y1", "j0", "j1", "yn", "jn", "sync",
	"pause", "sleep", "nice", "abort", "access", "remove", "rename", "system", "div", "abs",
	"puts", "printf", "htons", "ntohs", "environ", "kill", "wait", "fork", "raise", "psignal",
	"option", "len", NULL };

const struct language language_c = { .comment = "// ",
	.indent = "\t",
	.reserved = reserved,
	.say = c_say,
	.plain = plain,
	.failed = failed,
	.given_up = given_up,
	.port = port,
	.job = job,
	.join = join,
	.sleep = pause_for,
	.serve = serve,
	.put_together = put_together };

void export_c(struct export *x, struct buf *b)
{
	program_write(x, &language_c, b);
}
