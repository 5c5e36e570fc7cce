/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options as other tools spell them.
 */
#include "lang/foreign.h"

#include <string.h>

/* clang-format off */
const struct foreign_option foreign_options[] = {
	{ "timeout wait w deadline limit time max-time connect-timeout", "-t", NULL },
	{ "verbose v vv debug d trace", NULL,
	  "every call is shown as it is; set times on shows how long it took" },
	{ "silent s q quiet", "--quiet", NULL },
	{ "silent s q quiet", NULL, "set quiet on leaves the call lines out" },
	{ "listen l", NULL,
	  "serve 127.0.0.1:PORT starts a server; by hand: socket, bind, listen, accept" },
	{ "port p", NULL, "the port is a word: HOST PORT, HOST:PORT, or PORT alone for loopback" },
	{ "host address addr", NULL, "the host is a word: HOST PORT or HOST:PORT" },
	{ "help h", NULL, "help COMMAND tells what it does" },
	{ "udp u tcp unix", NULL, "the kind is a word: socket udp, dial udp HOST PORT, serve udp" },
	{ "output o out outfile", "--to", NULL },
	{ "file i input body data-binary", "--file", NULL },
	{ "seek skip start", "--offset", NULL },
	{ "length len bytes", "--count", NULL },
	{ "length len bytes exactly size count n", "--waitall", "recv FD COUNT --waitall waits for so many" },
	{ "errqueue err-queue errors", "-f", "-f MSG_ERRQUEUE reads the queue of errors" },
	{ "nodelay cork", "--more", "setsockopt FD TCP_NODELAY on, or TCP_CORK; for one call --more" },
	{ "hexdump xxd hex", "-x", NULL },
	{ "flag flags", "-f", NULL },
	{ "dontwait nonblock nonblocking non-blocking", "--nonblock", NULL },
	{ "dontwait nonblock nonblocking non-blocking", "-f", "-f dontwait: this call does not wait" },
	{ "newline n ln", "--line", NULL },
	{ "threads thread t pool", "--workers", NULL },
	{ "background bg daemon fork", NULL, "COMMAND & runs it in the background" },
	{ "source src local s bind", "--from", NULL },
	{ "everything eof", "--all", NULL },
	{ "look", "--peek", NULL },
	{ NULL, NULL, NULL },
};
/* clang-format on */

static const struct option *find_option(const struct command *row, const char *name)
{
	const struct option *o;

	for (int i = 0; name && (o = args_option(row, i)); i++)
		if (!strcmp(o->name, name))
			return o;
	return NULL;
}

static void hint_option(const struct option *o, struct err *e)
{
	struct buf help = { 0 };

	err_hint(e, "%s%s%s: %s", o->name, o->value.type ? " " : "",
		o->value.type ? o->value.name : "", args_help(&o->value, &help));
	e->suggests = true;
	buf_free(&help);
}

bool foreign_option_hint(const struct command *row, struct slice name, struct err *e)
{
	size_t dashes = slice_starts(name, "--") ? 2 : 1;
	struct slice word = { name.p + dashes, name.len - dashes };

	for (const struct foreign_option *f = foreign_options; f->words; f++) {
		const struct option *o = find_option(row, f->option);

		if ((f->option && !o) || !word.len || !foreign_is_listed(word, f->words))
			continue;
		if (f->hint)
			err_hint(e, "%s", f->hint);
		else
			hint_option(o, e);
		return true;
	}
	return false;
}

void foreign_add_options(const struct command *row, struct buf *b)
{
	for (const struct foreign_option *f = foreign_options; f->words; f++)
		if (find_option(row, f->option))
			buf_addf(b, " %s", f->words);
}
