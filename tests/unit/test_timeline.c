/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ladders: of records made by hand what is drawn, as text and as a picture.
 */
#include "call_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/intr.h"
#include "base/text.h"
#include "insight/timeline.h"

/* A session by hand: each call begins a microsecond after the one before, and takes 100 ns. */
struct fake {
	struct ring ring;
	struct turns turns;
	int64_t now;
	uint64_t id;
	size_t columns;
	bool unicode;
	struct addr addrs[8];
	size_t naddrs;
	struct buf text;
};

static const struct addr *address(struct fake *f, const char *text)
{
	struct addr *a = &f->addrs[f->naddrs++ % 8];
	struct endpoint ep;

	assert_int_equal(endpoint_parse(slice_of(text), &ep, NULL), 0);
	assert_int_equal(addr_from_endpoint(&ep, AF_UNSPEC, a), 1);
	return a;
}

static void add(struct fake *f, struct sample *s)
{
	s->call.id = ++f->id;
	s->call.began = f->now += 1000;
	s->call.duration = s->call.duration ? s->call.duration : 100;
	s->call.cmd = slice_of("typed");
	ring_add(&f->ring, &s->call);
}

static void make(struct fake *f, const char *name, uint64_t serial, int fd, int type)
{
	struct sample s;

	sample_init(&s, "socket");
	sample_arg(
		&s, (struct call_arg){ .kind = CALL_NAME, .num = AF_INET, .names = &names_family });
	sample_arg(&s, (struct call_arg){ .kind = CALL_TYPE, .num = type });
	s.call.as = slice_of(name);
	s.call.made = serial;
	s.call.result = fd;
	add(f, &s);
}

static struct sample on(const char *name, uint64_t serial, int fd)
{
	struct sample s;

	sample_on(&s, name, fd);
	s.call.serial = serial;
	return s;
}

static void plain(struct fake *f, const char *name, uint64_t serial, int fd, const char *addr)
{
	struct sample s = on(name, serial, fd);

	s.call.args = s.args;
	if (addr)
		s.args[s.call.nargs++] =
			(struct call_arg){ .kind = CALL_ADDR, .addr = address(f, addr) };
	add(f, &s);
}

static void data(struct fake *f, const char *name, uint64_t serial, int fd, struct slice bytes)
{
	struct sample s = on(name, serial, fd);

	s.call.args = s.args;
	s.call.data = s.data;
	s.call.received = *name == 'r';
	s.data[s.call.ndata++] = bytes;
	s.args[s.call.nargs++] = (struct call_arg){ .kind = CALL_DATA };
	s.call.result = (int64_t)bytes.len;
	add(f, &s);
}

static void accepted(
	struct fake *f, const char *name, uint64_t serial, int fd, uint64_t other, int64_t duration)
{
	struct sample s = on("accept", 1, 3);

	s.call.notes = s.notes;
	s.notes[s.call.nnotes++] =
		(struct call_note){ .kind = NOTE_ADDR, .addr = address(f, "127.0.0.1:5000") };
	s.call.as = slice_of(name);
	s.call.made = serial;
	s.call.result = fd;
	s.call.other = other;
	s.call.duration = duration;
	add(f, &s);
}

/* l, which listens, and c, which connects to it. */
static void connect_to_it(struct fake *f)
{
	make(f, "l", 1, 3, SOCK_STREAM);
	plain(f, "bind", 1, 3, "127.0.0.1:80");
	plain(f, "listen", 1, 3, NULL);
	make(f, "c", 2, 4, SOCK_STREAM);
	plain(f, "connect", 2, 4, "127.0.0.1:80");
}

static void draw_of(struct fake *f, const uint64_t *wanted, size_t nwanted, size_t last)
{
	struct timeline t = { 0 };
	struct timeline_sources from = { .ring = &f->ring,
		.turns = &f->turns,
		.wanted = wanted,
		.nwanted = nwanted,
		.last = last };

	buf_clear(&f->text);
	timeline_make(&t, &from);
	timeline_gaps(&t, &f->text);
	timeline_text(&t, f->columns, f->unicode, &f->text);
	timeline_free(&t);
}

static void draw(struct fake *f)
{
	draw_of(f, NULL, 0, 1000);
}

static void picture(struct fake *f, size_t last)
{
	struct timeline t = { 0 };
	struct timeline_sources from = { .ring = &f->ring, .turns = &f->turns, .last = last };
	char name[] = "/tmp/test_timeline.XXXXXX", command[100];
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	buf_clear(&f->text);
	timeline_make(&t, &from);
	timeline_svg(&t, &f->text);
	timeline_free(&t);
	assert_true(text_is_utf8(f->text.data, f->text.len));
	assert_int_equal(write(fd, f->text.data, f->text.len), (ssize_t)f->text.len);
	close(fd);
	snprintf(command, sizeof(command), "! command -v xmllint >/dev/null || xmllint --noout %s",
		name);
	assert_int_equal(system(command), 0);
	unlink(name);
}

static size_t count(const struct fake *f, const char *what)
{
	size_t found = 0;

	for (const char *p = buf_cstr(&f->text); (p = strstr(p, what)); p++)
		found++;
	return found;
}

#define DOTTED "\nDotted arrows were not captured: they follow from the calls.\n"

static void a_connection_is_a_ladder(void **state)
{
	struct fake *f = *state;

	connect_to_it(f);
	accepted(f, "s", 3, 5, 2, 0);
	data(f, "send", 2, 4, slice_of("hello"));
	data(f, "recv", 3, 5, slice_of("hello"));
	plain(f, "close", 2, 4, NULL);
	draw(f);
	assert_string_equal(buf_cstr(&f->text),
		"                  c (4)                             l (3), s (5)\n"
		"         127.0.0.1:5000                             127.0.0.1:80\n"
		"   0                    |                         | socket() = 3\n"
		"1 us                    |                         | bind() = 0\n"
		"2 us                    |                         | listen() = 0\n"
		"3 us       socket() = 4 |                         |\n"
		"4 us      connect() = 0 |                         |\n"
		"4 us                    |......... SYN ..........>|\n"
		"4 us                    |<....... SYN, ACK .......|\n"
		"5 us                    |                         | accept() = 5\n"
		"6 us  send(\"hello\") = 5 |                         |\n"
		"6 us                    |....... 5 bytes ........>|\n"
		"7 us                    |                         | recv(\"hello\") = 5\n"
		"8 us        close() = 0 |                         |\n"
		"8 us                    |........ close .........>|\n" DOTTED);
}

static void a_call_that_waited_has_a_beginning_and_an_end(void **state)
{
	struct fake *f = *state;
	int64_t began;

	make(f, "l", 1, 3, SOCK_STREAM);
	plain(f, "bind", 1, 3, "127.0.0.1:80");
	plain(f, "listen", 1, 3, NULL);
	began = f->now;
	make(f, "c", 2, 4, SOCK_STREAM);
	plain(f, "connect", 2, 4, "127.0.0.1:80");
	f->now = began - 500;
	accepted(f, "s", 3, 5, 2, 10000);
	draw(f);
	assert_int_equal(count(f, "accept() ...\n"), 1);
	assert_int_equal(count(f, "accept() = 5\n"), 1);
	assert_true(strstr(f->text.data, "accept() ...") < strstr(f->text.data, "socket() = 4"));
	assert_true(strstr(f->text.data, "accept() = 5") > strstr(f->text.data, "connect() = 0"));
}

static void a_number_used_again_is_another_end(void **state)
{
	struct fake *f = *state;
	uint64_t second = 4;

	connect_to_it(f);
	accepted(f, "s", 3, 5, 2, 0);
	plain(f, "close", 2, 4, NULL);
	make(f, "d", 4, 4, SOCK_STREAM);
	plain(f, "connect", 4, 4, "127.0.0.1:81");
	draw(f);
	assert_int_equal(count(f, "c (4)"), 1);
	assert_int_equal(count(f, "d (4)"), 1);
	assert_int_equal(count(f, "127.0.0.1:81\n"), 1);
	draw_of(f, &second, 1, 1000);
	assert_int_equal(count(f, "c (4)"), 0);
	assert_int_equal(count(f, "d (4)"), 1);
	assert_int_equal(count(f, "connect"), 1);
}

static void states_stand_where_they_began(void **state)
{
	struct fake *f = *state;

	connect_to_it(f);
	turns_add(&f->turns,
		&(struct turn){
			.serial = 2, .fd = 4, .call = 5, .moment = f->now + 100, .state = 1 });
	draw(f);
	/* beside what led to it, where there is room */
	assert_int_equal(count(f, "[ESTABLISHED] |<....... SYN, ACK .......|\n"), 1);
	picture(f, 1000);
	assert_int_equal(count(f, ">ESTABLISHED</text>"), 1);
}

static void datagrams_have_a_ladder_for_each_peer(void **state)
{
	struct fake *f = *state;

	make(f, "u", 1, 3, SOCK_DGRAM);
	plain(f, "bind", 1, 3, "127.0.0.1:53");
	for (int i = 0; i < 2; i++) {
		struct sample s;

		make(f, i ? "w" : "v", (uint64_t)i + 2, 4 + i, SOCK_DGRAM);
		s = on("sendto", (uint64_t)i + 2, 4 + i);
		s.call.args = s.args;
		s.call.data = s.data;
		s.data[s.call.ndata++] = slice_of("x");
		s.args[s.call.nargs++] = (struct call_arg){ .kind = CALL_DATA };
		s.args[s.call.nargs++] =
			(struct call_arg){ .kind = CALL_ADDR, .addr = address(f, "127.0.0.1:53") };
		s.call.result = 1;
		add(f, &s);
	}
	draw(f);
	assert_int_equal(count(f, "u (3)\n"), 2);
	assert_int_equal(count(f, "v (4)"), 1);
	assert_int_equal(count(f, "w (5)"), 1);
	assert_int_equal(count(f, "bind"), 1);
	assert_int_equal(count(f, " 1 byte "), 2);
}

static void failures_assume_no_more_than_is_known(void **state)
{
	struct fake *f = *state;
	struct sample s;

	make(f, "c", 1, 3, SOCK_STREAM);
	s = on("connect", 1, 3);
	s.call.args = s.args;
	s.args[s.call.nargs++] =
		(struct call_arg){ .kind = CALL_ADDR, .addr = address(f, "127.0.0.1:9") };
	s.call.result = -1;
	s.call.errnum = ECONNREFUSED;
	add(f, &s);
	s.call.errnum = ENETUNREACH;
	add(f, &s);
	s = on("send", 1, 3);
	s.call.result = -1;
	s.call.errnum = ENOTCONN;
	add(f, &s);
	draw(f);
	assert_int_equal(count(f, " SYN "), 1);
	assert_int_equal(count(f, " refused "), 1);
	assert_int_equal(count(f, "connect() = ENETUNREACH"), 1);
	assert_int_equal(count(f, "byte"), 0);
}

static void hostile_bytes_are_harmless(void **state)
{
	struct fake *f = *state;
	char all[256];

	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	connect_to_it(f);
	for (size_t i = 0; i < sizeof(all); i += 16)
		data(f, "send", 2, 4, (struct slice){ all + i, 16 });
	data(f, "send", 2, 4, slice_of("</text><script>&\xe2\x80\xae\xef\xbf\xbf"));
	draw(f);
	for (size_t i = 0; i < f->text.len; i++)
		assert_true((unsigned char)f->text.data[i] >= ' ' || f->text.data[i] == '\n');
	picture(f, 1000);
	assert_int_equal(count(f, "<script"), 0);
}

/* fd 5, which came over the pair that has 3. */
static void what_is_received_is_no_copy(void **state)
{
	struct fake *f = *state;
	struct sample s;

	make(f, "b", 1, 3, SOCK_DGRAM);
	s = on("recvmsg", 1, 3);
	s.call.received = true;
	s.call.made = 7;
	s.call.result = 1;
	add(f, &s);
	plain(f, "connect", 7, 5, "127.0.0.1:9");
	draw(f);
	assert_int_equal(count(f, "recvmsg() = 1 |"), 1);
	assert_int_equal(count(f, " 127.0.0.1:9\n"), 1);
	assert_true(strstr(f->text.data, "recvmsg") < strstr(f->text.data, "127.0.0.1:9"));
}

static void it_fits_whatever_width(void **state)
{
	struct fake *f = *state;

	connect_to_it(f);
	accepted(f, "s", 3, 5, 2, 0);
	data(f, "send", 2, 4, slice_of("a line that is as long as it gets, and then more"));
	for (f->columns = 40; f->columns < 200; f->columns++) {
		f->unicode = f->columns % 2;
		draw(f);
		for (const char *p = f->text.data, *end; (end = strchr(p, '\n')); p = end + 1)
			assert_true(strstr(p, "Dotted") == p ||
				    text_characters(p, (size_t)(end - p)) <= f->columns);
	}
	f->unicode = true;
	draw(f);
	assert_true(count(f, "│") > 10);
	assert_true(count(f, "╌╌ SYN ╌╌") == 1);
	f->columns = 1;
	draw(f);
	assert_true(f->text.len > 100);
}

static void what_is_missing_is_said(void **state)
{
	struct fake *f = *state;

	connect_to_it(f);
	for (int i = 0; i < 3000; i++)
		data(f, "send", 2, 4, slice_of("hello"));
	draw_of(f, NULL, 0, 10);
	assert_int_equal(strncmp(f->text.data, "not shown: 2995 calls before\n", 29), 0);
	assert_int_equal(count(f, "send("), 10);
	assert_int_equal(count(f, "5 bytes"), 10);
	f->ring.dropped = 7;
	draw_of(f, NULL, 0, 10000);
	assert_int_equal(strncmp(f->text.data, "not kept any more: 7 calls before\n", 34), 0);
	picture(f, 10000);
	assert_int_equal(count(f, "not kept any more: 7 calls before</text>"), 1);
}

static void an_interruption_ends_it(void **state)
{
	struct fake *f = *state;
	struct intr intr = { 0 };
	struct timeline t = { 0 };
	struct timeline_sources from = {
		.ring = &f->ring, .turns = &f->turns, .last = 10, .intr = &intr
	};

	connect_to_it(f);
	assert_true(timeline_make(&t, &from));
	timeline_free(&t);
	intr_raise(&intr, INTR_USER, 0);
	assert_false(timeline_make(&t, &from));
	assert_int_equal(t.count, 0);
	timeline_free(&t);
}

static void nothing_is_drawn_of_nothing(void **state)
{
	struct fake *f = *state;

	draw(f);
	assert_int_equal(f->text.len, 0);
	picture(f, 10);
	assert_int_equal(count(f, "no calls on descriptors yet</text>"), 1);
}

static int start(void **state)
{
	static struct fake f;

	f = (struct fake){ .columns = 80, .now = 1000000 };
	ring_init(&f.ring, 1 << 20);
	*state = &f;
	return 0;
}

static int stop(void **state)
{
	struct fake *f = *state;

	ring_free(&f->ring);
	turns_free(&f->turns);
	buf_free(&f->text);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_connection_is_a_ladder),
		TEST(a_call_that_waited_has_a_beginning_and_an_end),
		TEST(a_number_used_again_is_another_end),
		TEST(states_stand_where_they_began),
		TEST(datagrams_have_a_ladder_for_each_peer),
		TEST(failures_assume_no_more_than_is_known),
		TEST(hostile_bytes_are_harmless),
		TEST(what_is_received_is_no_copy),
		TEST(it_fits_whatever_width),
		TEST(what_is_missing_is_said),
		TEST(an_interruption_ends_it),
		TEST(nothing_is_drawn_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
