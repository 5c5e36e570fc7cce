/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random words of the types in the commands' rows, for the small world of fuzz_scripts.c.
 */
#ifndef WORDS_H
#define WORDS_H

#include <string.h>

#include "lang/complete.h"
#include "shell/session.h"
#include "shell/types.h"
#include "sock/property.h"
#include "sock/sockopt.h"

/* What is more frequent than the rest, and the letters of the names that its descriptors
 * and its results mostly have: a b c are connected, l and m listen, u is of datagrams. */
struct habit {
	const char *command;
	int weight;
	const char *names, *as;
};

struct maker {
	uint64_t random;
	struct session session; /* for what types ask of one; nothing runs in it */
	struct arena arena;     /* of a command's words */
	const struct command *row;
	const struct habit *habit;
	struct args args;    /* the words before the one being made */
	const char *service; /* that the command serves */
	int jobs;            /* that may have been started */
	int depth;           /* of blocks */
	int errors;          /* that the check has found */
};

static struct maker maker;

/* splitmix64 */
static unsigned below(unsigned n)
{
	uint64_t x = maker.random += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (unsigned)((x ^ x >> 31) % n);
}

static bool chance(unsigned percent)
{
	return below(100) < percent;
}

/* One of the words of TEXT, between which there are bars. */
static void add_one_of(struct buf *b, const char *text)
{
	unsigned count = 1;

	for (const char *p = text; *p; p++)
		count += *p == '|';
	for (unsigned skip = below(count); skip; skip--)
		text = strchr(text, '|') + 1;
	buf_add(b, text, strcspn(text, "|"));
}

static void add_letter(struct buf *b, const char *letters)
{
	buf_addc(b, letters[below((unsigned)strlen(letters))]);
}

/* ---- words, by their types ---- */

static void add_descriptor(struct buf *b)
{
	if (*maker.habit->names && chance(75))
		add_letter(b, maker.habit->names);
	else if (chance(75))
		add_letter(b, "abclmu");
	else if (chance(90))
		buf_addf(b, "%u", 3 + below(9));
	else
		add_one_of(b, "-1|0|1|99|1000|1003");
}

static void add_job(struct buf *b)
{
	unsigned jobs = (unsigned)maker.jobs;

	buf_addf(b, "%%%u", jobs < 2 ? 1 : jobs - below(jobs < 4 ? jobs : 4));
}

/* Nothing here leads off this machine. */
static void add_endpoint(struct buf *b, bool two_words)
{
	if (two_words && chance(15))
		add_one_of(b, "127.0.0.1 $m.port|localhost $l.port|127.0.0.1 0");
	else if (chance(75))
		add_one_of(b, "127.0.0.1:0|127.0.0.1:$l.port|127.0.0.1:$m.port|127.0.0.1:$u.port");
	else
		add_one_of(b, "127.0.0.1:1|[::1]:0|[::1]:$m.port|localhost:$m.port|./s|./s|@fuzz");
}

static void add_number(struct buf *b, const struct param *p)
{
	int64_t low = p->min > 0 || (!p->min && p->max) ? p->min : -1, number = low + below(5);

	buf_addf(b, "%lld", (long long)(p->max && number > p->max ? p->max : number));
}

static void add_setvalue(struct buf *b)
{
	const struct setting *row = maker.args.pos[0].row;

	if (row && row->type == SETTING_TIME)
		add_one_of(b, "50ms|150ms|300ms");
	else
		add_one_of(b, "on|off|1k|auto|hex|text|always");
}

/* { COMMANDS } */
static void add_block(struct buf *b);

/* Of a type that needs no knowledge: what completion offers. */
static void add_candidate(struct buf *b, const struct param *p)
{
	struct candidates found = { .arena = &maker.arena };

	if (p->type->complete)
		p->type->complete(
			&(struct arg_context){
				.scope = &maker.session.scope, .param = p, .args = &maker.args },
			&found);
	if (found.count)
		lex_quote(slice_of(found.items[below((unsigned)found.count)].text), 0, b);
	else
		add_one_of(b, "x|0|1|\"two words\"|$?|$data|$a.state|$l.port");
}

/* Types of which completion does not know all that is worth a try here. */
static bool add_socket_word(struct buf *b, const struct arg_type *t, bool two_words)
{
	if (t == &type_fd || t == &type_fd_look || t == &type_server_all)
		add_descriptor(b);
	else if (t == &type_fd_all)
		chance(6) ? buf_adds(b, "all") : add_descriptor(b);
	else if (t == &type_job)
		add_job(b);
	else if (t == &type_waitable)
		chance(50) ? add_job(b) : chance(70) ? add_descriptor(b) : buf_adds(b, "all");
	else if (t == &type_servable)
		chance(30) ? add_descriptor(b) : add_endpoint(b, false);
	else if (t == &type_endpoint)
		add_endpoint(b, two_words);
	else if (t == &type_kind && chance(90))
		add_one_of(b, "tcp|tcp|tcp|udp|unix|unix-dgram|unix-seqpacket");
	else if (t == &type_sockopt)
		buf_adds(b, sockopts[below((unsigned)sockopt_count)].name);
	else if (t == &type_optvalue)
		add_one_of(b, "0|1|on|off|16k|50ms|0s|1s|cubic");
	else
		return false;
	return true;
}

static void add_operand(struct buf *b)
{
	if (chance(60))
		buf_addf(b, "%c.%s", "abclmu"[below(6)],
			properties[below((unsigned)property_count)].name);
	else
		add_one_of(b, "0|1|4k|$data|$?|\"x\"|ESTABLISHED|LISTEN|20ms|$time");
}

static void add_word(struct buf *b, const struct param *p, bool two_words)
{
	const struct arg_type *t = p->type;

	if (add_socket_word(b, t, two_words))
		return;
	if (t == &type_number)
		add_number(b, p);
	else if (t == &type_size)
		add_one_of(b, p->min ? "1|2|100|4k|64k" : "0|1|10|4k|64k|200k");
	else if (t == &type_time)
		add_one_of(b, "1ms|5ms|20ms|50ms");
	else if (t == &type_data)
		add_one_of(b,
			"hello|\"hello\\n\"|\"\"|'a\tb'|\"GET / HTTP/1.0\\r\\n\\r\\n\"|$data|\"\\0\"");
	else if (t == &type_hex)
		add_one_of(b, "00|\"de ad be ef\"");
	else if (t == &type_file) /* what was received is no script to be read */
		buf_adds(b, p->of && chance(30)             ? "off"
			    : maker.row->flags & MAKES_CALL ? "f"
							    : "g");
	else if (t == &type_name)
		add_letter(b, "nnnabclmu");
	else if (t == &type_host)
		add_one_of(b, "localhost|127.0.0.1|::1");
	else if (t == &type_until)
		add_one_of(b, "until 0|until ok|until EAGAIN|until GAVEUP");
	else if (t == &type_operand)
		add_operand(b);
	else if (t == &type_setvalue)
		add_setvalue(b);
	else if (t == &type_block)
		add_block(b);
	else
		add_candidate(b, p);
}

#endif
