/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `fuzz_scripts SEED` prints a random script, the same for the same seed: of a small world
 * of servers, connections and datagram sockets on loopback, in which jobs, servers,
 * close and cancel meet often. Words are made by the types in the commands' rows, so a
 * new row takes part without a line here. A script of an even seed passes `sosh -n`; of an
 * odd one a few words are spoiled, and it is to be read line by line from a pipe.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "shell/interp.h"
#include "words.h"

enum { LINES_MIN = 15, LINES_MORE = 35, DEPTH_MAX = 2, TRIES_MAX = 50 };

static const struct habit habits[] = {
	{ "accept", 9, "l", "abc" },
	{ "assert", 3, "abclmu", "" },
	{ "bind", 4, "lu", "" },
	{ "cancel", 12, "", "" },
	{ "close", 14, "abclmu", "" },
	{ "connect", 9, "abcu", "" },
	{ "dial", 14, "", "abc" },
	{ "listen", 4, "lu", "" },
	{ "quit", 0, "", "" },
	{ "recv", 14, "abcu", "" },
	{ "recvfrom", 6, "u", "" },
	{ "repeat", 5, "", "i" },
	{ "send", 10, "abcu", "" },
	{ "sendall", 6, "abc", "" },
	{ "sendto", 5, "u", "" },
	{ "serve", 12, "lu", "lmu" },
	{ "shutdown", 5, "abc", "" },
	{ "socket", 8, "", "abclu" },
	{ "stop", 8, "lmu", "" },
	{ "talk", 3, "abc", "" },
	{ "wait", 7, "mlu", "" },
};
static const struct habit other = { "", 1, "abclmu", "abclmu" };

/* ---- commands ---- */

static const struct habit *habit_of(const struct command *row)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (!strcmp(habits[i].command, row->name))
			return &habits[i];
	return &other;
}

static const struct command *any_command(void)
{
	int all = 0, at;

	for (size_t i = 0; i < commands_table.count; i++)
		all += habit_of(commands_table.rows[i])->weight;
	at = (int)below((unsigned)all);
	for (size_t i = 0;; i++)
		if ((at -= habit_of(commands_table.rows[i])->weight) < 0)
			return commands_table.rows[i];
}

static bool has_block(const struct command *row)
{
	for (const struct param *p = row->params; p && p->name; p++)
		if (p->type == &type_block)
			return true;
	return false;
}

/* What a word stands for that others depend on. */
static void bind_word(const struct param *p, int i, const struct buf *word)
{
	struct arg *a = &maker.args.pos[i];

	if (p->type != &type_setting && p->type != &type_named_service)
		return;
	a->text = (struct slice){ arena_copy(&maker.arena, word->data, word->len), word->len };
	p->type->parse(&(struct arg_context){ .param = p }, a, NULL);
	if (p->type == &type_named_service)
		maker.service = a->text.p;
}

static bool belongs(const struct param *p)
{
	return !p->only || (maker.service && !strcmp(p->only, maker.service));
}

/* A block is run a few times, never without end. */
static bool is_left_out(const struct param *p)
{
	bool counts = p->type == &type_number && has_block(maker.row);

	return !belongs(p) ||
	       (p->flags & OPTIONAL && !counts && chance(p->type == &type_until ? 80 : 40));
}

static void add_params(struct buf *b)
{
	struct buf word = { 0 };

	for (int i = 0; maker.row->params && maker.row->params[i].name; i++) {
		const struct param *p = &maker.row->params[i];

		if (is_left_out(p))
			continue;
		do {
			buf_clear(&word);
			add_word(&word, p, true);
			bind_word(p, i, &word);
			buf_addf(b, " %s", buf_cstr(&word));
		} while (p->flags & REPEATED && chance(40));
	}
	buf_free(&word);
}

/* A wait in the script is short, one in a job mostly as long as the setting, so that what
 * follows meets it. */
static unsigned likely(const struct option *o, bool job)
{
	if (!strcmp(o->name, "-t"))
		return job ? 10 : 90;
	return o->value.only ? 25 : 12;
}

static void add_options(struct buf *b, bool job)
{
	const struct option *o;

	for (int i = 0; (o = args_option(maker.row, i)); i++) {
		if (!belongs(&o->value) || !chance(likely(o, job)))
			continue;
		buf_addf(b, " %s", o->name);
		if (!o->value.type)
			continue;
		buf_addc(b, o->name[1] == '-' && chance(50) ? '=' : ' ');
		add_word(b, &o->value, false);
	}
}

static void add_ending(struct buf *b, bool job)
{
	struct candidates found = { .arena = &maker.arena };

	if (maker.row->flags & (NAMES_RESULT | NAMES_TURN) && *maker.habit->as && chance(90)) {
		buf_adds(b, " as ");
		for (int i = 1; i < maker.row->descriptors; i++) {
			add_letter(b, maker.habit->as);
			buf_addc(b, ',');
		}
		add_letter(b, maker.habit->as);
	}
	complete_results(maker.row, &found);
	if (maker.row->flags & MAKES_CALL && chance(10))
		buf_addf(b, " = %s", found.items[below((unsigned)found.count)].text);
	if (job)
		buf_adds(b, " &");
	maker.jobs += job;
}

static void add_any_command(struct buf *b)
{
	bool job;

	maker.errors = 0;
	maker.service = NULL;
	maker.args = (struct args){ 0 };
	do
		maker.row = any_command();
	while (has_block(maker.row) && maker.depth >= DEPTH_MAX);
	maker.habit = habit_of(maker.row);
	job = maker.row->flags & MAY_BE_JOB && chance(45);
	buf_adds(b, maker.row->name);
	add_params(b);
	add_options(b, job);
	add_ending(b, job);
}

static bool passes(struct slice command)
{
	struct source text = {
		.name = "made", .text = command.p, .len = command.len, .first_line = 1
	};

	maker.session.source = &text;
	maker.session.arena = &maker.session.line_arena;
	interp_check(&maker.session, &text);
	arena_reset(maker.session.arena);
	return !maker.errors;
}

/* Appends a command that passes the check of scripts. */
static void add_command(struct buf *b)
{
	size_t start = b->len;
	int jobs = maker.jobs;

	for (int tries = 0; tries < TRIES_MAX; tries++) {
		b->len = start;
		maker.jobs = jobs;
		add_any_command(b);
		if (passes((struct slice){ b->data + start, b->len - start }))
			return;
	}
	b->len = start;
	buf_adds(b, "list");
}

static void add_block(struct buf *b)
{
	const struct command *row = maker.row;
	const struct habit *habit = maker.habit;
	struct args args = maker.args;

	maker.depth++;
	buf_addc(b, '{');
	for (unsigned left = 1 + below(4); left; left--) {
		buf_adds(b, " ");
		add_command(b);
		buf_adds(b, left > 1 ? ";" : " }");
	}
	maker.depth--;
	maker.row = row;
	maker.habit = habit;
	maker.args = args;
}

/* ---- the script ---- */

static void add_world(struct buf *b)
{
	static const char serving[] = "echo|echo|discard|chargen|daytime|http";
	static const char models[] = "| --workers 1| --workers 2|";

	buf_adds(b,
		"set timeout = 400ms\nset shown = 256\nsocket tcp as l\nbind l 127.0.0.1:0\nlisten l\n"
		"serve 127.0.0.1:0 ");
	add_one_of(b, serving);
	add_one_of(b, models);
	buf_adds(b, " as m\n");
	add_one_of(b, "serve udp 127.0.0.1:0 echo as u\n|socket udp as u\nbind u 127.0.0.1:0\n");
	buf_adds(b, "dial 127.0.0.1:$l.port as a\ndial 127.0.0.1:$m.port as b\naccept l as c\n");
}

/* Whether the word at AT, or the one that ends there, is a number, or has one behind its `=`. */
static bool number_at(struct slice line, size_t at)
{
	while (at && line.p[at - 1] != ' ' && line.p[at - 1] != '=')
		at--;
	return line.p[at] >= '0' && line.p[at] <= '9';
}

/* Puts something else in the place of a byte of a word, of a word, of all behind it. Not of a
 * number: 20ms that becomes 20m, or a count with more digits, would be a script that does not end.
 * For the same reason the number that is put in ends its word. */
static void spoil(struct buf *line)
{
	struct buf text = { 0 };
	size_t at = below((unsigned)line->len), end = at;

	if (number_at(buf_slice(line), at))
		return;
	while (chance(50) && end < line->len && line->data[end] != ' ')
		end++;
	buf_add(&text, line->data, at);
	add_one_of(&text, "|x|99999999999 |$nobody|\"|}|{|&|=| as|--no|-t|%9|\\|1s|all|;");
	if (chance(80))
		buf_add(&text, line->data + end, line->len - end);
	buf_free(line);
	*line = text;
}

static void write_script(bool spoiled)
{
	struct buf line = { 0 };

	add_world(&line);
	fputs(buf_cstr(&line), stdout);
	for (unsigned left = LINES_MIN + below(LINES_MORE); left; left--) {
		buf_clear(&line);
		add_command(&line);
		if (spoiled && chance(8))
			spoil(&line);
		buf_addc(&line, '\n');
		fwrite(line.data, 1, line.len, stdout);
		arena_reset(&maker.arena);
	}
	buf_free(&line);
}

static void count_error(struct session *s, const struct err *e)
{
	(void)s;
	(void)e;
	maker.errors++;
}

int main(int argc, char **argv)
{
	static const struct front front = { .error = count_error };
	struct fdtab *fds = fdtab_open(false);
	struct out *out = out_open();

	if (argc != 2)
		return 2;
	maker.random = strtoull(argv[1], NULL, 10);
	session_init(&maker.session, &commands_table, fds, out);
	maker.session.front = &front;
	write_script(maker.random % 2);
	session_free(&maker.session);
	arena_free(&maker.arena);
	return 0;
}
