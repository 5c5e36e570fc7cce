/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lexer: characters to words, words to commands.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lang/lex.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int assigns(const void *context, struct slice name)
{
	(void)context;
	if (slice_is(name, "let") || slice_is(name, "set"))
		return 1;
	return slice_is(name, "setsockopt") ? 2 : -1;
}

/* ---- a line as text: bare, 'quoted', $variable.property, {block}, joined by + ---- */

static void add_pieces(const struct word *w, struct buf *b)
{
	struct piece one;

	for (const struct piece *p = word_pieces(w, &one); p; p = p->next) {
		const char *open = w->block ? "{" : p->kind == PIECE_QUOTED ? "'" : "";
		const char *close = w->block ? "}" : open;

		buf_adds(b, p == &one || p == w->pieces ? "" : "+");
		buf_adds(b, p->kind == PIECE_VAR ? "$" : open);
		text_add_clean(b, p->text.p, p->text.len);
		for (const struct piece *part = p->parts; part; part = part->next)
			buf_addf(b, "%s%.*s", part->kind == PIECE_VAR ? "<" : "|",
				(int)part->text.len, part->text.p);
		if (p->property.len)
			buf_addf(b, ".%.*s", (int)p->property.len, p->property.p);
		if (p->view.kind != VIEW_WHOLE)
			buf_addf(b, "(%d %u%s%s %zu)", p->view.kind, p->view.bytes,
				p->view.is_signed ? "i" : "", p->view.little ? "le" : "",
				p->view.offset);
		buf_adds(b, close);
	}
}

static void add_words(const struct word *words, int n, struct buf *b)
{
	for (int i = 0; i < n; i++) {
		buf_adds(b, i ? " " : "");
		add_pieces(&words[i], b);
	}
}

static void add_command(const struct parsed *p, struct buf *b)
{
	add_words(p->words, p->nwords, b);
	if (p->as) {
		buf_adds(b, " AS ");
		add_pieces(p->as, b);
	}
	if (p->expect.given) {
		buf_adds(b, " = ");
		add_words(p->expect.words, p->expect.nwords, b);
	}
	if (p->expect.in.given)
		buf_addf(b, " IN %lld..%lld", (long long)p->expect.in.low,
			(long long)p->expect.in.high);
	buf_adds(b, p->background ? " &" : "");
}

struct reading {
	struct arena arena;
	struct line line;
	struct err err;
	struct buf shown;
	size_t pos;
};

static enum lex_status read_line(struct reading *r, const char *text, size_t len)
{
	enum lex_status status =
		lex_line(text, len, &r->pos, assigns, NULL, &r->arena, &r->line, &r->err);

	buf_clear(&r->shown);
	for (int i = 0; i < r->line.count; i++) {
		buf_adds(&r->shown, i ? " ; " : "");
		add_command(&r->line.commands[i], &r->shown);
	}
	return status;
}

static void end_reading(struct reading *r)
{
	arena_free(&r->arena);
	buf_free(&r->shown);
}

struct good {
	const char *text, *shown;
};

static void expect_lines(const struct good *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct reading r = { 0 };
		enum lex_status status = read_line(&r, table[i].text, strlen(table[i].text));

		if (status != LEX_OK)
			print_message("in: %s\n%s\n", table[i].text, r.err.text);
		assert_int_equal(status, LEX_OK);
		if (strcmp(buf_cstr(&r.shown), table[i].shown))
			print_message("in: %s\n", table[i].text);
		assert_string_equal(buf_cstr(&r.shown), table[i].shown);
		end_reading(&r);
	}
}

/* ---- words ---- */

static void pieces_that_touch_are_one_word(void **state)
{
	static const struct good table[] = {
		{ "bind l 127.0.0.1:80", "bind l 127.0.0.1:80" },
		{ " \t send\t3   x ", "send 3 x" },
		{ "bind l @\"a b\"", "bind l @+'a b'" },
		{ "serve --banner=\"x y\"", "serve --banner=+'x y'" },
		{ "send 'a'\"b\"c$d", "send 'a'+'b'+c+$d" },
		{ "connect c $h:$p", "connect c $h+:+$p" },
		{ "send 3 \"\" ''", "send 3 '' ''" },
		{ "print a=b ==", "print a=b ==" },
		{ "print x# a&b as= in", "print x# a&b as= in" },
		{ "print { a b }", "print { a b }" },
		{ "print x{ a} x}y", "print x{ a} x}y" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void single_quotes_keep_every_character(void **state)
{
	static const struct good table[] = {
		{ "send 3 'a\\n$b;#{}\"'", "send 3 'a\\n$b;#{}\"'" },
		{ "send 3 'two\nlines'", "send 3 'two\\nlines'" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void double_quotes_take_escapes_and_variables(void **state)
{
	static const struct good table[] = {
		{ "p \"\\n\\r\\t\\0\\e\\a\\b\\f\\v\"", "p '\\n\\r\\t\\0\\e\\a\\b\\f\\v'" },
		{ "p \"\\\\ \\\" \\' \\$x\"", "p '\\ \" ' $x'" },
		{ "p \"\\x41\\102\\u{43}\"", "p 'ABC'" },
		{ "p \"a$b.port c\"", "p 'a'+$b.port+' c'" },
		{ "p \"${b}c\"", "p ''+$b+'c'" },
		{ "p \"; # {\"", "p '; # {'" },
		{ "p \"two\nlines\"", "p 'two\\nlines'" },
		{ "p \"^OK$\"", "p '^OK$'" },
		{ "p \"$ 5$\\t$\"", "p '$ 5$\\t$'" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void a_dollar_sign_begins_a_variable_or_is_itself(void **state)
{
	static const struct good table[] = {
		{ "p $a $_b1 ${c} $? $# $1 $10", "p $a $_b1 $c $? $# $1 $1+0" },
		{ "p $c.port ${c.port} ${c}.port", "p $c.port $c.port $c+.port" },
		{ "p $c.5 $c. $c.so_type.x", "p $c+.5 $c+. $c.so_type+.x" },
		{ "p $ $/ a$", "p $ $+/ a+$" },
		{ "p $data\"x\"", "p $data+'x'" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void braces_compose_a_name_of_variables(void **state)
{
	static const struct good table[] = {
		{ "p ${c$i}", "p $c|c<i" },
		{ "p ${c$i}.state.x ${c${i}x}", "p $c|c<i.state+.x $c|c<i|x" },
		{ "p ${$i}.port", "p $<i.port" },
		{ "p \"${a$b$c}\"", "p ''+$a|a<b<c+''" },
		{ "p c${i}.state c$i c=$i.port", "p c+$i+.state c+$i c=+$i.port" },
		{ "p \"c$i.state\"", "p 'c'+$i.state+''" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void names_compose_to_a_bounded_depth(void **state)
{
	enum { DEEP = 50000 };
	static const int depths[] = { 64, 65, DEEP };

	(void)state;
	for (size_t i = 0; i < COUNT(depths); i++) {
		struct reading r = { 0 };
		struct buf text = { 0 };

		buf_adds(&text, "p ");
		for (int n = 0; n < depths[i]; n++)
			buf_adds(&text, "${");
		buf_addc(&text, 'c');
		for (int n = 0; n < depths[i]; n++)
			buf_addc(&text, '}');
		assert_int_equal(read_line(&r, text.data, text.len), i ? LEX_BAD : LEX_OK);
		assert_true(!i || strstr(r.err.text, "too deep"));
		buf_free(&text);
		end_reading(&r);
	}
}

static void braces_may_ask_for_a_view_of_the_value(void **state)
{
	static const struct good table[] = {
		{ "p ${#data} ${#c.local} ${#} $@", "p $data(1 0 0) $c.local(1 0 0) $# $@" },
		{ "p ${n:u32} ${n:i16le}", "p $n(2 4 0) $n(2 2ile 0)" },
		{ "p ${n:u64@12} $n.u16 ${n.i8}", "p $n(3 8 12) $n(3 2 0) $n(3 1i 0)" },
		{ "p $n.u24 $n:u16", "p $n.u24 $n+:u16" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void a_semicolon_ends_a_command_anywhere_unquoted(void **state)
{
	static const struct good table[] = {
		{ "a;b", "a ; b" },
		{ "a x;;  ; b;", "a x ; b" },
		{ "a ';' \";\"; b", "a ';' ';' ; b" },
		{ ";", "" },
		{ "a = 3; b", "a = 3 ; b" },
		{ "a as c; b", "a AS c ; b" },
		{ "a { x; y }; b", "a { x; y } ; b" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void a_comment_begins_where_a_word_would(void **state)
{
	static const struct good table[] = {
		{ "# nothing \"open", "" },
		{ "a # b", "a" },
		{ "a;# b", "a" },
		{ "a b#c '#' \"#\"", "a b#c '#' '#'" },
		{ "a # b \\\nc", "a" },
		{ "", "" },
		{ " \t", "" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void blocks_nest_and_respect_quotes_and_comments(void **state)
{
	static const struct good table[] = {
		{ "r 3 { a; b }", "r 3 { a; b }" },
		{ "r { a { b } c } d", "r { a { b } c } d" },
		{ "r { a \"}\" '}' }", "r { a \"}\" '}' }" },
		{ "r { a \"\\\"}\" }", "r { a \"\\\"}\" }" },
		{ "r { a # } \"\n b }", "r { a # } \"\\n b }" },
		{ "r { a\n b\n}", "r { a\\n b\\n}" },
		{ "r {{}}", "r {{}}" },
		{ "r { x} y{ }", "r { x} y{ }" },
		{ "r { a;}", "r { a;}" },
		{ "r {}; b", "r {} ; b" },
		{ "r {}# c", "r {}" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void a_backslash_joins_lines(void **state)
{
	static const struct good table[] = {
		{ "a \\\n b", "a b" },
		{ "a \\\r\n b", "a b" },
		{ "ab\\\ncd", "ab+cd" },
		{ "a;\\\nb", "a ; b" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void carriage_returns_end_lines_as_newlines_do(void **state)
{
	static const struct good table[] = {
		{ "a b\r\n", "a b" },
		{ "a b \r\n", "a b" },
		{ "a b\r", "a b" },
		{ "\r\n", "" },
		{ "a = 3\r\n", "a = 3" },
		{ "a x\ry", "a x+\\r+y" },
		{ "a # c\r\n", "a" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

/* ---- what is set apart ---- */

static void as_names_the_result(void **state)
{
	static const struct good table[] = {
		{ "socket tcp as c", "socket tcp AS c" },
		{ "socket as c$i", "socket AS c+$i" },
		{ "accept l as s = ok", "accept l AS s = ok" },
		{ "accept l as s &", "accept l AS s &" },
		{ "socketpair unix as a,b", "socketpair unix AS a,b" },
		{ "send 3 \"as\" x", "send 3 'as' x" },
		{ "send 3 'a's", "send 3 'a'+s" },
		{ "as c", "as c" },
		{ "send 3 $as", "send 3 $as" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void an_equals_sign_expects_or_assigns(void **state)
{
	static const struct good table[] = {
		{ "send 3 \"abc\" = 3", "send 3 'abc' = 3" },
		{ "getsockopt c SO_SNDBUF = 0 (42000)", "getsockopt c SO_SNDBUF = 0 (42000)" },
		{ "resolve x = EAI_NONAME|EAI_AGAIN", "resolve x = EAI_NONAME|EAI_AGAIN" },
		{ "recv 3 = 0 \"(end of stream)\"", "recv 3 = 0 '(end of stream)'" },
		{ "recv 3 = $n", "recv 3 = $n" },
		{ "let x = 1", "let x 1" },
		{ "let x 1", "let x 1" },
		{ "set timeout = 2s", "set timeout 2s" },
		{ "setsockopt c SO_RCVBUF = 4096", "setsockopt c SO_RCVBUF 4096" },
		{ "setsockopt c SO_RCVBUF = 4096 = 0", "setsockopt c SO_RCVBUF 4096 = 0" },
		{ "setsockopt c SO_RCVBUF 4096 = ok", "setsockopt c SO_RCVBUF 4096 = ok" },
		{ "let x \"=\"", "let x '='" },
		{ "let x = = 1", "let x = 1" },
		{ "let x = \"=\"", "let x '='" },
		{ "let x '=' = 1", "let x '=' = 1" },
		{ "send 3 =x \"=\" == a=b", "send 3 =x '=' == a=b" },
		{ "recv 3 = = 4", "recv 3 = = 4" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void a_duration_may_be_expected(void **state)
{
	static const struct good table[] = {
		{ "recv 3 = 2 in 90ms..150ms", "recv 3 = 2 IN 90000000..150000000" },
		{ "recv 3 = 2 in 90ms..", "recv 3 = 2 IN 90000000..-1" },
		{ "recv 3 = 2 in ..1s", "recv 3 = 2 IN 0..1000000000" },
		{ "recv 3 = 2 in 1s", "recv 3 = 2 IN 0..1000000000" },
		{ "recv 3 = 2 in 0..1.5s", "recv 3 = 2 IN 0..1500000000" },
		{ "recv 3 = 2 in 1s &", "recv 3 = 2 IN 0..1000000000 &" },
		{ "print in x", "print in x" },
		{ "recv 3 = in", "recv 3 = in" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

static void an_ampersand_makes_a_job(void **state)
{
	static const struct good table[] = {
		{ "accept l &", "accept l &" },
		{ "recv 3 = 5 &", "recv 3 = 5 &" },
		{ "send 3 \"&\" a&b &x", "send 3 '&' a&b &x" },
		{ "accept l &; recv 3", "accept l & ; recv 3" },
		{ "accept l & recv 3", "accept l & ; recv 3" },
		{ "a & b = 3 & c # d", "a & ; b = 3 & ; c" },
		{ "a as x &\\\n b;", "a AS x & ; b" },
	};

	(void)state;
	expect_lines(table, COUNT(table));
}

/* ---- what is wrong, and where ---- */

struct bad {
	const char *text;
	size_t len; /* 0: strlen */
	size_t start, end;
	const char *says;
};

static void expect_errors(const struct bad *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct bad *row = &table[i];
		struct reading r = { 0 };
		size_t len = row->len ? row->len : strlen(row->text);
		enum lex_status status = read_line(&r, row->text, len);

		if (status != LEX_BAD || r.err.span.start != row->start ||
			r.err.span.end != row->end || !strstr(r.err.text, row->says))
			print_message("in: %s\nsays: %s\n", row->text, r.err.text);
		assert_int_equal(status, LEX_BAD);
		assert_int_equal(r.err.kind, ERR_SYNTAX);
		assert_true(r.err.located);
		assert_int_equal(r.err.span.start, row->start);
		assert_int_equal(r.err.span.end, row->end);
		assert_non_null(strstr(r.err.text, row->says));
		end_reading(&r);
	}
}

static void errors_point_at_the_characters_they_mean(void **state)
{
	static const struct bad table[] = {
		{ "send 3 \"a\\q\"", 0, 9, 11, "unknown escape \\q" },
		{ "send 3 \"\\x4\"", 0, 8, 10, "\\x" },
		{ "send 3 \"\\400\"", 0, 8, 10, "\\4" },
		{ "send 3 \"\\u{110000}\"", 0, 8, 10, "\\u" },
		{ "a\\b", 0, 1, 2, "a backslash stands only in quotes" },
		{ "a \\ b", 0, 2, 3, "a backslash stands only in quotes" },
		{ "p }", 0, 2, 3, "nothing is open" },
		{ "p ${}", 0, 2, 5, "${ needs a name" },
		{ "p ${a", 0, 0, 0, "" },
		{ "p ${a b}", 0, 2, 6, "${ needs a name" },
		{ "p \"${-}\"", 0, 3, 6, "${ needs a name" },
		{ "p ${a:u24}", 0, 2, 9, "behind NAME: stands" },
		{ "p ${a:u32@x}", 0, 2, 11, "behind NAME: stands" },
		{ "p ${#}x ${#a:u8}", 0, 8, 13, "${ needs a name" },
		{ "p c$i.state", 0, 3, 11, "around all of a composed name" },
		{ "p $a$b.u16", 0, 4, 10, "around all of a composed name" },
		{ "p { }b", 0, 5, 6, "a blank is missing" },
		{ "socket as", 0, 9, 9, "as needs a NAME" },
		{ "socket as; p", 0, 9, 9, "as needs a NAME" },
		{ "socket as a b", 0, 12, 13, "behind as NAME" },
		{ "recv 3 =", 0, 7, 8, "= needs a RESULT" },
		{ "= 3", 0, 0, 1, "= goes behind a command" },
		{ "recv 3 = 5 as x", 0, 11, 13, "as NAME goes before" },
		{ "recv 3 = EBADF -t 1s", 0, 15, 17, "read as part of the RESULT" },
		{ "recv 3 = 5 --all", 0, 11, 16, "read as part of the RESULT" },
		{ "recv 3 = 5 in", 0, 13, 13, "in needs a duration" },
		{ "recv 3 = 5 in x", 0, 14, 15, "in takes a duration" },
		{ "recv 3 = 5 in ..", 0, 14, 16, "in takes a duration" },
		{ "recv 3 = 5 in $x", 0, 14, 16, "in takes a duration" },
		{ "recv 3 = 5 in 1s 2", 0, 17, 18, "the command ends before" },
		{ "&", 0, 0, 1, "& goes behind a command" },
		{ "accept l & &", 0, 11, 12, "& goes behind a command" },
		{ "accept l as &", 0, 13, 13, "as needs a NAME" },
		{ "accept l = &", 0, 9, 10, "= needs a RESULT" },
	};
	struct reading open = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++)
		if (*table[i].says)
			expect_errors(&table[i], 1);
	assert_int_equal(read_line(&open, "p ${a", 5), LEX_MORE);
	end_reading(&open);
}

static void a_nul_byte_is_an_error_wherever_it_stands(void **state)
{
	static const struct bad table[] = {
		{ "p a\0b", 5, 3, 4, "NUL" },
		{ "p \"a\0b\"", 7, 4, 5, "NUL" },
		{ "p 'a\0b'", 7, 4, 5, "NUL" },
		{ "p # a\0b", 7, 5, 6, "NUL" },
		{ "p { a\0b }", 9, 5, 6, "NUL" },
		{ "p { 'a\0b' }", 11, 6, 7, "NUL" },
		{ "p { # a\0b\n }", 12, 7, 8, "NUL" },
		{ "\0", 1, 0, 1, "NUL" },
	};

	(void)state;
	expect_errors(table, COUNT(table));
}

static void behind_an_error_the_next_line_begins(void **state)
{
	static const char text[] = "p \\x y\nq\n";
	struct reading r = { 0 };

	(void)state;
	assert_int_equal(read_line(&r, text, strlen(text)), LEX_BAD);
	assert_int_equal(r.pos, 7);
	assert_int_equal(read_line(&r, text, strlen(text)), LEX_OK);
	assert_string_equal(buf_cstr(&r.shown), "q");
	assert_int_equal(r.pos, strlen(text));
	end_reading(&r);
}

/* ---- what is not whole yet ---- */

static void open_quotes_and_blocks_ask_for_more(void **state)
{
	static const struct {
		const char *text;
		char open;
		const char *shown;
	} table[] = {
		{ "send 3 \"abc", '"', "send 3 'abc'" },
		{ "send 3 'abc", '\'', "send 3 'abc'" },
		{ "send 3 \"", '"', "send 3 ''" },
		{ "send 3 \"a\\", '"', "send 3 'a'" },
		{ "send 3 \"a\\x4", '"', "send 3 'a'" },
		{ "send 3 \"${a", '"', "send 3 ''" },
		{ "r { a", '{', "r { a}" },
		{ "r { { a }", '{', "r { { a }}" },
		{ "r { \"}", '"', "r { \"}}" },
		{ "r { 'x }", '\'', "r { 'x }}" },
		{ "send 3 \\", '\\', "send 3" },
		{ "send 3 \\\r", '\\', "send 3" },
		{ "a; send 'x", '\'', "a ; send 'x'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct reading r = { 0 };

		assert_int_equal(read_line(&r, table[i].text, strlen(table[i].text)), LEX_MORE);
		assert_int_equal(r.line.open, table[i].open);
		assert_string_equal(buf_cstr(&r.shown), table[i].shown);
		end_reading(&r);
	}
}

static void what_completion_asks_about_the_end(void **state)
{
	static const struct {
		const char *text;
		bool command_open, word_open;
		size_t start;
	} table[] = {
		{ "send", true, true, 0 },
		{ "send ", true, false, 0 },
		{ "send 3 \"ab", true, true, 7 },
		{ "send 3; re", true, true, 8 },
		{ "send 3;", false, false, 0 },
		{ "", false, false, 0 },
		{ "accept l &", true, true, 9 },
		{ "accept l & ", false, false, 0 },
		{ "accept l & re", true, true, 11 },
		{ "send # x", true, false, 0 },
		{ "# x", false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct reading r = { 0 };

		read_line(&r, table[i].text, strlen(table[i].text));
		assert_int_equal(r.line.command_open, table[i].command_open);
		assert_int_equal(r.line.word_open, table[i].word_open);
		if (table[i].word_open)
			assert_int_equal(r.line.complete.start, table[i].start);
		end_reading(&r);
	}
}

static void a_line_knows_the_comment_it_ends_with(void **state)
{
	static const struct {
		const char *text;
		struct span comment;
	} table[] = {
		{ "", { 0, 0 } },
		{ "# x", { 0, 3 } },
		{ "  ## A heading \nsend", { 2, 15 } },
		{ "send 3 x # why\n", { 9, 14 } },
		{ "send 3 x#y; print # a; # b\n", { 18, 26 } },
		{ "send 3 \"# x\"", { 0, 0 } },
		{ "repeat 2 { send # no\n} # yes", { 23, 28 } },
		{ "send \\\n # joined", { 8, 16 } },
		{ "#\n", { 0, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct reading r = { 0 };

		read_line(&r, table[i].text, strlen(table[i].text));
		assert_int_equal(r.line.comment.start, table[i].comment.start);
		assert_int_equal(r.line.comment.end, table[i].comment.end);
		end_reading(&r);
	}
}

static void spans_are_offsets_into_the_text(void **state)
{
	static const char text[] = "x\nsend c \"a b\" = 3\n";
	struct reading r = { .pos = 2 };
	const struct parsed *p;

	(void)state;
	assert_int_equal(read_line(&r, text, strlen(text)), LEX_OK);
	assert_int_equal(r.line.count, 1);
	p = &r.line.commands[0];
	assert_int_equal(p->span.start, 2);
	assert_int_equal(p->span.end, 18);
	assert_int_equal(p->words[2].span.start, 9);
	assert_int_equal(p->words[2].span.end, 14);
	assert_int_equal(p->expect.span.start, 15);
	assert_int_equal(p->expect.span.end, 18);
	end_reading(&r);
}

static void only_a_word_of_one_bare_piece_is_bare(void **state)
{
	static const struct {
		const char *text;
		bool bare, starts_bare, constant;
	} table[] = {
		{ "abc", true, true, true },
		{ "'abc'", false, false, true },
		{ "a'bc'", false, true, true },
		{ "$a", false, false, false },
		{ "--to=$a", false, true, false },
		{ "{ a }", false, false, true },
		{ "ab\\\nc", false, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct reading r = { 0 };
		const struct word *w;

		read_line(&r, table[i].text, strlen(table[i].text));
		w = &r.line.commands[0].words[0];
		assert_int_equal(w->bare, table[i].bare);
		assert_int_equal(w->starts_bare, table[i].starts_bare);
		assert_int_equal(w->constant, table[i].constant);
		end_reading(&r);
	}
}

static void a_line_of_a_megabyte_is_a_line(void **state)
{
	struct reading r = { 0 };
	struct buf text = { 0 };

	(void)state;
	buf_adds(&text, "send 3 \"");
	for (int i = 0; i < 1 << 20; i++)
		buf_addc(&text, i % 100 ? 'x' : '$');
	buf_adds(&text, "\"");
	for (int i = 0; i < 10000; i++)
		buf_adds(&text, " w");
	assert_int_equal(
		lex_line(text.data, text.len, &r.pos, assigns, NULL, &r.arena, &r.line, &r.err),
		LEX_OK);
	assert_int_equal(r.line.commands[0].nwords, 10003);
	end_reading(&r);
	buf_free(&text);
}

/* ---- quoting ---- */

static void words_are_quoted_only_where_it_is_needed(void **state)
{
	static const struct {
		const char *text;
		char quote;
		const char *quoted;
	} table[] = {
		{ "abc", 0, "abc" },
		{ "a b", 0, "'a b'" },
		{ "", 0, "''" },
		{ "it's", 0, "\"it's\"" },
		{ "$x", 0, "'$x'" },
		{ "a$'b", 0, "\"a\\$'b\"" },
		{ "-x", 0, "'-x'" },
		{ "#x", 0, "'#x'" },
		{ "x#", 0, "x#" },
		{ "as", 0, "'as'" },
		{ "{", 0, "'{'" },
		{ "=", 0, "'='" },
		{ "a;b", 0, "'a;b'" },
		{ "a\nb", 0, "\"a\\nb\"" },
		{ "abc", '"', "\"abc\"" },
		{ "a\"$", '"', "\"a\\\"\\$\"" },
		{ "abc", '\'', "'abc'" },
		{ "\xc3\xa4", 0, "\xc3\xa4" },
		{ "\xff x", 0, "\"\\xff x\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct buf b = { 0 };

		lex_quote(slice_of(table[i].text), table[i].quote, &b);
		assert_string_equal(buf_cstr(&b), table[i].quoted);
		buf_free(&b);
	}
}

static void reads_back(struct slice text, char quote)
{
	struct reading r = { 0 };
	struct buf b = { 0 };
	const struct word *w;

	buf_adds(&b, "p ");
	lex_quote(text, quote, &b);
	assert_int_equal(
		lex_line(b.data, b.len, &r.pos, assigns, NULL, &r.arena, &r.line, &r.err), LEX_OK);
	assert_int_equal(r.line.count, 1);
	assert_int_equal(r.line.commands[0].nwords, 2);
	w = &r.line.commands[0].words[1];
	assert_true(w->constant);
	assert_false(w->block);
	assert_int_equal(w->text.len, text.len);
	assert_memory_equal(w->text.p, text.p, text.len);
	end_reading(&r);
	buf_free(&b);
}

static void any_bytes_read_back_from_their_quoted_form(void **state)
{
	static const char quotes[] = { 0, '"', '\'' };
	static const char likely[] = "\"'\\$;#{}= \t\r\n\0-&asin0xu";
	char bytes[24];

	(void)state;
	srandom(20240229);
	for (int round = 0; round < 30000; round++) {
		size_t len = (size_t)random() % sizeof(bytes);

		for (size_t i = 0; i < len; i++)
			bytes[i] = random() % 2 ? (char)random()
						: likely[(size_t)random() % sizeof(likely)];
		reads_back((struct slice){ bytes, len }, quotes[round % 3]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_that_touch_are_one_word),
		cmocka_unit_test(single_quotes_keep_every_character),
		cmocka_unit_test(double_quotes_take_escapes_and_variables),
		cmocka_unit_test(a_dollar_sign_begins_a_variable_or_is_itself),
		cmocka_unit_test(braces_compose_a_name_of_variables),
		cmocka_unit_test(names_compose_to_a_bounded_depth),
		cmocka_unit_test(braces_may_ask_for_a_view_of_the_value),
		cmocka_unit_test(a_semicolon_ends_a_command_anywhere_unquoted),
		cmocka_unit_test(a_comment_begins_where_a_word_would),
		cmocka_unit_test(blocks_nest_and_respect_quotes_and_comments),
		cmocka_unit_test(a_backslash_joins_lines),
		cmocka_unit_test(carriage_returns_end_lines_as_newlines_do),
		cmocka_unit_test(as_names_the_result),
		cmocka_unit_test(an_equals_sign_expects_or_assigns),
		cmocka_unit_test(a_duration_may_be_expected),
		cmocka_unit_test(an_ampersand_makes_a_job),
		cmocka_unit_test(errors_point_at_the_characters_they_mean),
		cmocka_unit_test(a_nul_byte_is_an_error_wherever_it_stands),
		cmocka_unit_test(behind_an_error_the_next_line_begins),
		cmocka_unit_test(open_quotes_and_blocks_ask_for_more),
		cmocka_unit_test(what_completion_asks_about_the_end),
		cmocka_unit_test(a_line_knows_the_comment_it_ends_with),
		cmocka_unit_test(spans_are_offsets_into_the_text),
		cmocka_unit_test(only_a_word_of_one_bare_piece_is_bare),
		cmocka_unit_test(a_line_of_a_megabyte_is_a_line),
		cmocka_unit_test(words_are_quoted_only_where_it_is_needed),
		cmocka_unit_test(any_bytes_read_back_from_their_quoted_form),
	};

	return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
