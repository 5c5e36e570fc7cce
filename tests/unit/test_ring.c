/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ring of records: what is in it is whole and in order, what is not is said.
 */
#include "call_fixture.h"

#include <stdio.h>

#include "sock/ring.h"
#include "sock/ring_plain.h"

enum { SMALL = 16 * 1024 };

/* Adds a send of LEN bytes that say which call it was. Each third one has a
 * string, and no plain form; others an address. */
static void add(struct ring *r, uint64_t id, size_t len)
{
	static char bytes[SMALL];
	char cmd[32];
	struct addr at = loopback(7);
	struct sample s;

	memset(bytes, 'a' + (int)(id % 26), len);
	sample_data(&s, "send", bytes, len, false);
	if (id % 3 == 0)
		s.args[2] = (struct call_arg){ .kind = CALL_STRING, .text = "text" };
	else if (id % 4 == 0)
		s.args[2] = (struct call_arg){ .kind = CALL_ADDR, .addr = &at };
	s.call.id = id;
	s.call.cmd = (struct slice){ cmd, (size_t)snprintf(cmd, sizeof(cmd), "call %d", (int)id) };
	ring_add(r, &s.call);
}

static void expect_record(const struct call *c, uint64_t id)
{
	char cmd[32];

	snprintf(cmd, sizeof(cmd), "call %d", (int)id);
	assert_int_equal(c->id, id);
	assert_true(slice_is(c->cmd, cmd));
	assert_int_equal(c->nargs, 3);
	assert_string_equal(c->name, "send");
	assert_int_equal(call_length(c) + c->missing, c->result);
	for (size_t i = 0; i < c->data[0].len; i++)
		assert_int_equal(c->data[0].p[i], 'a' + id % 26);
	if (id % 3 == 0)
		assert_string_equal(c->args[2].text, "text");
	else if (id % 4 == 0)
		assert_int_equal(addr_port(c->args[2].addr), 7);
}

/* All from the oldest to NEWEST, without a gap. */
static void expect_all(const struct ring *r, uint64_t newest)
{
	struct ring_walk w;
	const struct call *c;
	uint64_t count = 0;

	ring_walk(&w, r);
	while ((c = ring_next(&w)))
		expect_record(c, newest - r->kept + ++count);
	assert_int_equal(count, r->kept);
	assert_int_equal(r->kept + r->dropped, newest);
}

static const struct call *only(const struct ring *r, struct ring_walk *w)
{
	assert_int_equal(r->kept, 1);
	ring_walk(w, r);
	return ring_next(w);
}

static void an_empty_ring_has_no_record(void **state)
{
	struct ring_walk w;
	struct ring r;

	(void)state;
	ring_init(&r, SMALL);
	ring_walk(&w, &r);
	assert_null(ring_next(&w));
	ring_free(&r);
}

/* Records of all lengths meet the end of the memory at all distances. */
static void the_oldest_make_room_for_the_newest(void **state)
{
	struct ring r;
	unsigned int seed = 1;

	(void)state;
	for (size_t most = 1; most < 3000; most = most * 3 + 1) {
		ring_init(&r, SMALL);
		for (uint64_t id = 1; id < 2000; id++) {
			add(&r, id, (size_t)rand_r(&seed) % most);
			expect_all(&r, id);
		}
		assert_true(r.dropped > 0);
		assert_in_range(r.kept, 3, SMALL / 100);
		ring_free(&r);
	}
}

static void what_is_sent_is_kept_whole_and_what_is_received_in_part(void **state)
{
	static char bytes[64 * 1024];
	const struct {
		bool received;
		const char *file;
		size_t kept;
	} cases[] = { { false, NULL, sizeof(bytes) }, { true, NULL, 4096 }, { false, "f", 4096 },
		{ true, "f", 4096 } };
	struct ring_walk w;
	struct ring r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sample s;

		ring_init(&r, 1024 * 1024);
		sample_data(&s, "recv", bytes, sizeof(bytes), cases[i].received);
		s.call.file = cases[i].file;
		ring_add(&r, &s.call);
		const struct call *c = only(&r, &w);
		assert_int_equal(call_length(c), cases[i].kept);
		assert_int_equal(c->missing, sizeof(bytes) - cases[i].kept);
		if (cases[i].file)
			assert_string_equal(c->file, "f");
		ring_free(&r);
	}
}

static void a_record_that_is_too_long_is_kept_short(void **state)
{
	static char text[512 * 1024];
	struct sample s;
	struct ring_walk w;
	struct ring r;

	(void)state;
	ring_init(&r, 1024 * 1024);
	memset(text, 'x', sizeof(text));
	sample_data(&s, "send", text, sizeof(text), false);
	s.call.cmd = (struct slice){ text, sizeof(text) };
	ring_add(&r, &s.call);
	const struct call *c = only(&r, &w);
	assert_int_equal(call_length(c), 4096);
	assert_int_equal(c->missing, sizeof(text) - 4096);
	assert_int_equal(c->cmd.len, 4096);
	assert_int_equal(r.dropped, 0);
	s.call.file = text;
	text[sizeof(text) - 1] = '\0';
	ring_add(&r, &s.call);
	assert_int_equal(r.kept, 1);
	assert_int_equal(r.dropped, 1);
	ring_free(&r);
}

/* A call of a loop: every third one is a recv, whose bytes change now and then. */
static void loop_call(struct sample *s, uint64_t id, char bytes[64])
{
	bool received = id % 3 == 0;

	memset(bytes, received && id % 30 == 0 ? 'b' : 'a', 64);
	sample_data(s, received ? "recv" : "send", bytes, 64, received);
	s->args[1].names = id % 2 ? &names_msg : NULL; /* a number has none: not looked at */
	s->call.cmd = slice_of(received ? "recv s" : id % 3 == 1 ? "send c $x" : "send c $y");
	s->call.id = id;
	s->call.began = (int64_t)id * 1000;
	s->call.duration = id % 50 == 0 ? (int64_t)1 << 40 : (int64_t)id;
	if (id % 70 == 0)
		sample_fail(s, EAGAIN);
}

static void a_loop_s_calls_are_kept_as_what_differs(void **state)
{
	char bytes[64];
	struct sample s;
	struct ring_walk w;
	struct ring r;
	const struct call *c;
	uint64_t id = 0;

	(void)state;
	ring_init(&r, SMALL);
	while (id < 1000) {
		loop_call(&s, ++id, bytes);
		ring_add(&r, &s.call);
	}
	memset(bytes, 0, sizeof(bytes));
	assert_in_range(r.kept, SMALL / 48, SMALL / 16); /* a plain one takes 300 bytes */
	id -= r.kept;
	assert_int_equal(id, r.dropped);
	ring_walk(&w, &r);
	while ((c = ring_next(&w))) {
		loop_call(&s, ++id, bytes);
		assert_int_equal(c->id, id);
		assert_int_equal(c->began, s.call.began);
		assert_int_equal(c->duration, s.call.duration);
		assert_int_equal(c->errnum, s.call.errnum);
		assert_int_equal(c->ndata, s.call.ndata);
		assert_string_equal(c->name, s.call.name);
		assert_true(slice_equal(c->cmd, s.call.cmd));
		assert_true(!c->ndata || slice_equal(c->data[0], s.call.data[0]));
	}
	assert_int_equal(id, 1000);
	ring_free(&r);
}

/* Renders C, with all that JSON has of it, to B. */
static void render_both(const struct call *c, struct buf *b)
{
	buf_clear(b);
	render_line(c, b);
	render_json(c, 0, b);
	buf_addf(b, "%llu %d", (unsigned long long)c->serial, c->aside);
}

/* Records of the plain form, and those that just miss it. */
static void what_comes_out_is_what_went_in(void **state)
{
	struct addr at = loopback(7), path = { .len = sizeof(path.un) }, none = { 0 };
	struct buf in = { 0 }, out = { 0 };

	(void)state;
	path.un.sun_family = AF_UNIX;
	memset(path.un.sun_path, 'x', sizeof(path.un.sun_path));
	for (int i = 0; i < 13; i++) {
		struct ring_walk w;
		struct sample s;
		struct ring r;

		sample_data(&s, "recv", "hello", 5, true);
		s.call.cmd = slice_of("recv it");
		s.call.id = 8;
		s.call.job = 2;
		s.call.serial = 77;
		s.call.began = 1234567890123;
		s.call.duration = 4567;
		s.args[2].num = MSG_PEEK;
		if (i == 1)
			sample_fail(&s, EAGAIN);
		if (i == 2)
			sample_note(&s, (struct call_note){ .kind = NOTE_EOF });
		if (i == 3)
			sample_note(&s, (struct call_note){ .kind = NOTE_CUT, .num = 4096 });
		if (i == 4)
			sample_note(&s, (struct call_note){ .kind = NOTE_ADDR, .addr = &at });
		if (i == 5)
			s.call.outcome = CALL_GAVE_UP;
		if (i == 6)
			sample_piece(&s, " again", 6);
		if (i == 7)
			s.call.ndata = s.call.nargs = 0;
		if (i == 8)
			s.call.has_fd = false;
		if (i == 9)
			sample_note(&s, (struct call_note){ .kind = NOTE_ADDR, .addr = &path });
		if (i == 10)
			sample_note(&s, (struct call_note){ .kind = NOTE_ADDR, .addr = &none });
		if (i >= 11)
			s.args[2] = (struct call_arg){ .kind = CALL_ADDR, .addr = &at };
		if (i == 12)
			sample_note(&s, (struct call_note){ .kind = NOTE_ADDR, .addr = &path });
		s.call.aside = i % 2;
		ring_init(&r, SMALL);
		ring_add(&r, &s.call);
		render_both(&s.call, &in);
		memset(&s, 0x5a, sizeof(s));
		render_both(only(&r, &w), &out);
		assert_string_equal(out.data, in.data);
		ring_free(&r);
	}
	buf_free(&in);
	buf_free(&out);
}

/* What a plain record does not have, and what its fields point to. */
static void make_plain(struct sample *s)
{
	struct call *c = &s->call;

	c->name = "recv";
	c->cmd = slice_of("recv it");
	c->args = s->args;
	c->data = s->data;
	c->notes = s->notes;
	c->nargs = c->ndata = c->nnotes = 1;
	s->args[0] = (struct call_arg){ .kind = CALL_DATA };
	s->data[0] = (struct slice){ "hello", 5 };
	s->notes[0] = (struct call_note){ .kind = NOTE_EOF };
	c->as = (struct slice){ NULL, 0 };
	c->file = c->canonical = NULL;
	c->list = NULL;
	c->list_count = 0;
	c->control = NULL;
	c->ncontrol = 0;
	c->made = 0;
	c->paired = 0;
	c->other = 0;
	c->missing = 0;
	c->limit = 0;
	c->outcome = CALL_RETURNED;
}

/* Every other byte of it is 1, also those of fields that this test has never heard of. */
static void a_plain_record_keeps_every_field(void **state)
{
	struct ring_walk w;
	struct sample s;
	struct ring r;

	(void)state;
	memset(&s.call, 1, sizeof(s.call));
	make_plain(&s);
	ring_init(&r, SMALL);
	ring_add(&r, &s.call);
	struct call out = *only(&r, &w);
	assert_ptr_equal(out.args, w.args);
	assert_true(slice_is(out.cmd, "recv it"));
	out.cmd = s.call.cmd;
	out.args = s.args;
	out.data = s.data;
	out.notes = s.notes;
	assert_true(same_fields(&out, &s.call));
	ring_free(&r);
}

/* What a copy of make_plain's record has otherwise: the times, the id, and the bytes. */
static void vary_little(struct sample *s, int which)
{
	switch (which) {
	case 0: s->call.id++; break;
	case 1: s->call.began++; break;
	case 2: s->call.duration++; break;
	case 3: s->data[0].p = "HELLO"; break;
	default: s->args[0].names = &names_msg; /* of the data: none, not looked at */
	}
}

/* Each of the others. */
static void vary_much(struct sample *s, int which)
{
	static struct addr farther, nowhere;
	struct call *c = &s->call;

	farther = loopback(8);
	switch (which) {
	case 0: c->name = "send"; break;
	case 1: c->serial++; break;
	case 2: c->result++; break;
	case 3: c->fd++; break;
	case 4: c->errnum++; break;
	case 5: c->job++; break;
	case 6: c->has_fd = !c->has_fd; break;
	case 7: c->received = !c->received; break;
	case 8: c->aside = !c->aside; break;
	case 9: c->ndata = 0; break;
	case 10: s->data[0].len--; break;
	case 11: c->nargs--; break;
	case 12: s->args[0].kind = CALL_INT; break;
	case 13: s->args[1].num++; break;
	case 14: s->args[1].names = &names_shut; break;
	case 15: c->nnotes = 0; break;
	case 16: s->notes[0].kind = NOTE_DISCARDED; break;
	case 17: s->notes[0].num++; break;
	case 18: c->cmd = slice_of("recv of"); break;
	case 19: s->args[2].addr = &farther; break;
	case 20: s->args[2].addr = &nowhere; break;
	case 21: s->notes[0] = (struct call_note){ .kind = NOTE_ADDR, .addr = &nowhere }; break;
	default: c->cmd.len--;
	}
}

static void only_times_id_and_bytes_may_differ_in_a_record_that_is_alike(void **state)
{
	union {
		struct plain plain;
		char room[1024];
	} at;
	struct addr here = loopback(7);
	struct sample base, s;

	(void)state;
	memset(&base.call, 0, sizeof(base.call));
	make_plain(&base);
	base.call.nargs = 3;
	base.args[1] = (struct call_arg){ .kind = CALL_FLAGS, .num = 2, .names = &names_msg };
	base.args[2] = (struct call_arg){ .kind = CALL_ADDR, .addr = &here };
	base.notes[0].num = 7;
	assert_true(plain_size(&base.call, 5) <= sizeof(at.room));
	plain_pack(&at.plain, &base.call, 5);
	for (int which = 0; which < 28; which++) {
		s = base;
		s.call.args = s.args;
		s.call.data = s.data;
		s.call.notes = s.notes;
		assert_true(plain_is_like(&at.plain, &s.call));
		if (which < 5)
			vary_little(&s, which);
		else
			vary_much(&s, which - 5);
		assert_int_equal(plain_is_like(&at.plain, &s.call), which < 5);
	}
}

/* The last LEAST of the records up to NEWEST, or all that are kept. */
static void expect_last(const struct ring *r, uint64_t newest, uint64_t least)
{
	struct ring_walk w;
	const struct call *c;

	ring_walk_last(&w, r, least);
	uint64_t left = w.left;
	assert_true(left <= r->kept);
	assert_true(left >= (least < r->kept ? least : r->kept));
	assert_true(left < least + RING_STRIDE || left == r->kept);
	for (uint64_t id = newest - left + 1; (c = ring_next(&w)); id++) {
		assert_int_equal(c->id, id);
		assert_int_equal(c->began, (int64_t)id * 10);
		left--;
	}
	assert_int_equal(left, 0);
}

/* In a ring that has room for all of them, and in small ones, whose segments end anywhere. */
static void a_walk_begins_near_the_end(void **state)
{
	static const size_t sizes[] = { RING_SIZE, 1024 * 1024, 512 * 1024, SMALL };
	char bytes[64];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct ring r;

		ring_init(&r, sizes[i]);
		for (uint64_t id = 1; id <= 12 * RING_STRIDE; id++) {
			struct sample s;

			loop_call(&s, id, bytes);
			s.call.began = (int64_t)id * 10;
			ring_add(&r, &s.call);
			if (id % 1000 == 0)
				expect_last(&r, id, 2 * RING_STRIDE);
		}
		expect_last(&r, 12 * RING_STRIDE, 0);
		ring_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_ring_has_no_record),
		cmocka_unit_test(the_oldest_make_room_for_the_newest),
		cmocka_unit_test(what_comes_out_is_what_went_in),
		cmocka_unit_test(a_plain_record_keeps_every_field),
		cmocka_unit_test(only_times_id_and_bytes_may_differ_in_a_record_that_is_alike),
		cmocka_unit_test(a_loop_s_calls_are_kept_as_what_differs),
		cmocka_unit_test(what_is_sent_is_kept_whole_and_what_is_received_in_part),
		cmocka_unit_test(a_record_that_is_too_long_is_kept_short),
		cmocka_unit_test(a_walk_begins_near_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
