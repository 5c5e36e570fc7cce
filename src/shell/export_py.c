/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session as a program in Python 3, of its standard library alone.
 */
#include "base/clock.h"
#include "export_py.h"
#include "sock/render.h"

/* ---- statements ---- */

static void plain(struct program *p, const struct call *c, const struct said *s)
{
	struct buf line = { 0 };

	const struct call made = { .serial = c->made };

	if (p->job && c->made)
		program_linef(p, "global %s", program_fd(p, &made));
	if (s->to.len)
		buf_addf(&line, "%s = ", buf_cstr(&s->to));
	buf_add(&line, s->call.data, s->call.len);
	program_line(p, &line);
	if (slice_starts(buf_slice(&s->to), "data"))
		program_linef(p, "print(data)");
	if (slice_is(buf_slice(&s->to), "found"))
		program_linef(p, "print(found)");
	buf_free(&line);
}

static void add_call(struct program *p, const struct said *s)
{
	struct buf line = { 0 };

	buf_adds(&line, "    ");
	buf_add(&line, s->call.data, s->call.len);
	program_line(p, &line);
	buf_free(&line);
}

static void failed(struct program *p, const struct call *c, const struct said *s)
{
	bool lookup = c->outcome == CALL_EAI;

	program_linef(p, "try:");
	add_call(p, s);
	program_linef(p, "    sys.exit(\"%s did not fail: %s\")", c->name, render_error_name(c));
	program_linef(p, "except %s as error:", lookup ? "socket.gaierror" : "OSError");
	program_linef(p, "    if error.errno != %s.%s:", lookup ? "socket" : "errno",
		render_error_name(c));
	program_linef(p, "        raise");
}

static void given_up(struct program *p, const struct call *c, const struct said *s)
{
	program_linef(
		p, "signal.setitimer(signal.ITIMER_REAL, %.9g)", (double)c->limit / (double)SECOND);
	program_linef(p, "try:");
	add_call(p, s);
	program_linef(p, "    sys.exit(\"%s did not have to be given up\")", c->name);
	program_linef(p, "except GaveUp:");
	program_linef(p, "    pass");
}

static void port(struct program *p, const struct chosen_port *port, const char *name)
{
	const struct call told = { .serial = port->serial, .fd = port->fd };

	program_linef(p, "%s = %s.%s()[1]", name, program_fd(p, &told),
		port->peer ? "getpeername" : "getsockname");
}

static void job(struct program *p, int job, bool begins)
{
	if (begins) {
		buf_addf(&p->functions, "\n\ndef job%d():\n", job);
		p->statements = 0;
		return;
	}
	if (!p->statements)
		buf_adds(&p->functions, "    pass\n");
	program_linef(p, "thread%d = threading.Thread(target=job%d, daemon=True)", job, job);
	program_linef(p, "thread%d.start()", job);
}

static void join(struct program *p, int job)
{
	program_linef(p, "thread%d.join()", job);
}

static void pause_for(struct program *p, int64_t ns)
{
	program_linef(p, "time.sleep(%.9g)", (double)ns / (double)SECOND);
}

static void serve(struct program *p, const struct serving *s)
{
	struct buf *f = &p->functions;

	buf_addf(f, "\n\ndef handle_%s(conn):\n", s->listener);
	if (s->banner.len) {
		buf_adds(f, "    conn.sendall(");
		py_data(s->banner, f);
		buf_adds(f, ")\n");
	}
	buf_adds(f, "    while True:\n        data = conn.recv(65536)\n        if not data:\n"
		    "            break\n");
	if (s->answers) {
		buf_adds(f, "        conn.sendall(");
		if (s->prefix.len) {
			py_data(s->prefix, f);
			buf_adds(f, " + ");
		}
		buf_adds(f, "data)\n");
	}
	buf_adds(f, "    conn.close()\n");
	buf_addf(f,
		"\n\ndef serve_%s():\n    while True:\n        conn, peer = %s.accept()\n"
		"        threading.Thread(target=handle_%s, args=(conn,), daemon=True).start()\n",
		s->listener, s->listener, s->listener);
	program_linef(p, "threading.Thread(target=serve_%s, daemon=True).start()", s->listener);
}

/* ---- the whole ---- */

static void put_imports(const struct program *p, struct buf *b)
{
	static const struct {
		unsigned needs;
		const char *module;
	} imports[] = { { NEEDS_ERRORS, "errno" }, { NEEDS_FILES, "os" }, { NEEDS_LIMIT, "signal" },
		{ ~0U, "socket" }, { NEEDS_ERRORS | NEEDS_UNFOUND | NEEDS_LIMIT, "sys" },
		{ NEEDS_THREADS, "threading" }, { NEEDS_SLEEP, "time" } };

	for (size_t i = 0; i < sizeof(imports) / sizeof(*imports); i++)
		if (imports[i].needs == ~0U || p->needs & imports[i].needs)
			buf_addf(b, "import %s\n", imports[i].module);
}

static const char limits[] = "\n\nclass GaveUp(Exception):\n    pass\n\n\n"
			     "def give_up(signum, frame):\n    raise GaveUp\n\n\n"
			     "signal.signal(signal.SIGALRM, give_up)\n";

static void put_together(struct program *p, struct buf *b)
{
	export_head(p->x, "# ", b);
	put_imports(p, b);
	if (p->needs & NEEDS_LIMIT)
		buf_adds(b, limits);
	buf_add(b, buf_cstr(&p->functions), p->functions.len);
	buf_adds(b, p->functions.len ? "\n\n" : "\n");
	buf_add(b, buf_cstr(&p->main), p->main.len);
}

static const char *const reserved[] = { "and", "as", "assert", "async", "await", "break", "class",
	"continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
	"if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
	"try", "while", "with", "yield", "None", "True", "False", "socket", "errno", "os", "sys",
	"signal", "threading", "time", "print", "data", "peer", "found", "error", "conn", "give_up",
	"GaveUp", "OSError", "Exception", NULL };

const struct language language_py = { .comment = "# ",
	.indent = "",
	.reserved = reserved,
	.say = py_say,
	.plain = plain,
	.failed = failed,
	.given_up = given_up,
	.port = port,
	.job = job,
	.join = join,
	.sleep = pause_for,
	.serve = serve,
	.put_together = put_together };

void export_py(struct export *x, struct buf *b)
{
	program_write(x, &language_py, b);
}
