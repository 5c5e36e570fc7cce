/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copies of records: they own all that they have.
 */
#include "call_fixture.h"

#include "sock/sys_record.h"

enum { SCRIBBLE = 0x5a };

/* A record with something of every kind; what it points to is all in here. */
struct full {
	struct sample sample;
	struct addr given, peer, list[2];
	struct sockopt_value value, became;
	char cmd[32], as[8], file[16], canonical[16], host[16], service[16], state[16];
	char first[128], second[16], rights[8], host_arg[16];
	struct call_control control[2];
};

static void fill_args(struct full *f)
{
	struct err e;
	const struct sockopt *o = sockopt_find(slice_of("SO_RCVTIMEO"), &e);
	struct sample *s = &f->sample;

	f->value.time.tv_sec = 2;
	sample_arg(s, (struct call_arg){ .kind = CALL_DATA });
	sample_arg(s, (struct call_arg){ .kind = CALL_TYPE, .num = SOCK_DGRAM | SOCK_NONBLOCK });
	sample_arg(s, (struct call_arg){ .kind = CALL_ADDR, .addr = &f->given });
	sample_arg(s, (struct call_arg){ .kind = CALL_STRING, .text = f->host_arg });
	sample_arg(s, (struct call_arg){ .kind = CALL_STRING });
	sample_arg(s, (struct call_arg){ .kind = CALL_VALUE, .option = o, .value = &f->value });
}

static void fill_notes(struct full *f)
{
	struct err e;
	const struct sockopt *o = sockopt_find(slice_of("SO_SNDBUF"), &e);
	struct sample *s = &f->sample;

	f->became.number = 4608;
	sample_note(s, (struct call_note){ .kind = NOTE_ADDR, .addr = &f->peer });
	sample_note(
		s, (struct call_note){ .kind = NOTE_HOST, .host = f->host, .service = f->service });
	sample_note(s, (struct call_note){ .kind = NOTE_STATE, .state = f->state });
	sample_note(s, (struct call_note){ .kind = NOTE_VALUE, .option = o, .value = &f->became });
	sample_note(s, (struct call_note){ .kind = NOTE_FOUND, .num = 2 });
}

static void fill_texts(struct full *f)
{
	strcpy(f->cmd, "do it as n");
	strcpy(f->as, "n");
	strcpy(f->file, "saved");
	strcpy(f->canonical, "a.example");
	strcpy(f->host, "host");
	strcpy(f->service, "http");
	strcpy(f->state, "SYN_SENT");
	strcpy(f->host_arg, "name");
	strcpy(f->second, "the end");
	strcpy(f->rights, "\x07");
	memset(f->first, 'x', sizeof(f->first));
	f->given = loopback(1);
	f->peer = loopback(2);
	f->list[0] = loopback(3);
	f->list[1] = loopback(4);
	f->control[0] = (struct call_control){ SOL_SOCKET, SCM_RIGHTS, { f->rights, 4 } };
	f->control[1] = (struct call_control){ IPPROTO_IP, IP_TTL, { f->second, 3 } };
}

/* Sets each field of C by itself, those that point to something to what is in F. */
static void fill_fields(struct call *c, const struct full *f)
{
	c->id = 12;
	c->job = 3;
	c->cmd = slice_of(f->cmd);
	c->as = slice_of(f->as);
	c->aside = false;
	c->name = "anything";
	c->has_fd = true;
	c->fd = 7;
	c->serial = 99;
	c->made = 100;
	c->paired = 101;
	c->other = 102;
	c->args = f->sample.args;
	c->nargs = 0;
	c->data = f->sample.data;
	c->ndata = 0;
	c->received = false;
	c->file = f->file;
	c->control = f->control;
	c->ncontrol = 2;
	c->outcome = CALL_RETURNED;
	c->result = 0;
	c->errnum = 0;
	c->limit = 0;
	c->notes = f->sample.notes;
	c->nnotes = 0;
	c->list = f->list;
	c->list_count = 2;
	c->canonical = f->canonical;
	c->began = 5;
	c->duration = 6;
	c->missing = 0;
}

static void fill(struct full *f)
{
	struct sample *s = &f->sample;

	memset(f, 0, sizeof(*f));
	fill_texts(f);
	fill_fields(&s->call, f);
	fill_args(f);
	fill_notes(f);
	sample_piece(s, f->first, sizeof(f->first));
	sample_piece(s, f->second, strlen(f->second));
}

static void render_both(const struct call *c, struct buf *b)
{
	struct render_style style = { .times = 0, .sent_too = true };

	buf_clear(b);
	render_call(c, &style, b);
	render_json(c, 0, b);
}

static void a_copy_lives_on_when_its_source_is_gone(void **state)
{
	struct full f;
	struct buf before = { 0 }, after = { 0 };
	struct arena a = { 0 };

	(void)state;
	fill(&f);
	render_both(&f.sample.call, &before);
	assert_non_null(strstr(before.data, "canonical name: a.example"));
	const struct call *copy = call_copy(&a, &f.sample.call);
	memset(&f, SCRIBBLE, sizeof(f));
	render_both(copy, &after);
	assert_string_equal(buf_cstr(&after), buf_cstr(&before));
	assert_string_equal(copy->file, "saved");
	assert_int_equal(copy->serial, 99);
	assert_int_equal(copy->made, 100);
	assert_int_equal(copy->paired, 101);
	assert_int_equal(copy->other, 102);
	assert_int_equal(copy->missing, 0);
	assert_true(slice_is(copy->as, "n"));
	arena_free(&a);
	buf_free(&before);
	buf_free(&after);
}

/* The records that it fills have all the fields that there are, over whatever was there. */
static void expect_whole(void fill_in(struct call *c, void *context), void *context)
{
	struct call over_zeros, over_ones;

	memset(&over_zeros, 0, sizeof(over_zeros));
	memset(&over_ones, 0xff, sizeof(over_ones));
	fill_in(&over_zeros, context);
	fill_in(&over_ones, context);
	assert_true(same_fields(&over_zeros, &over_ones));
}

static void begin(struct call *c, void *context)
{
	struct sys sys = { 0 };
	struct record *r = context;

	r->call = *c;
	record_begin(&sys, r, "anything");
	*c = r->call;
}

static void a_record_begins_with_every_field_set(void **state)
{
	struct record r;

	(void)state;
	expect_whole(begin, &r);
}

static void fill_from(struct call *c, void *context)
{
	fill_fields(c, context);
}

/* A field that fill_fields does not know is tested by nothing here. */
static void the_record_of_this_test_has_every_field(void **state)
{
	struct full f;

	(void)state;
	fill(&f);
	expect_whole(fill_from, &f);
}

static void a_copy_points_to_nothing_of_its_source(void **state)
{
	struct call_keep all = { SIZE_MAX, SIZE_MAX };
	struct arena a = { 0 };
	struct full f;

	(void)state;
	fill(&f);
	size_t size = call_size(&f.sample.call, &all);
	uintptr_t *word = arena_alloc(&a, size), *end = word + size / sizeof(*word);
	call_place(word, &f.sample.call, &all);
	for (; word < end; word++)
		assert_false(*word >= (uintptr_t)&f && *word < (uintptr_t)(&f + 1));
	arena_free(&a);
}

static void control_messages_are_copied(void **state)
{
	struct full f;
	struct arena a = { 0 };

	(void)state;
	fill(&f);
	const struct call *copy = call_copy(&a, &f.sample.call);
	memset(&f, SCRIBBLE, sizeof(f));
	assert_int_equal(copy->ncontrol, 2);
	assert_int_equal(copy->control[0].level, SOL_SOCKET);
	assert_int_equal(copy->control[0].type, SCM_RIGHTS);
	assert_memory_equal(copy->control[0].data.p, "\x07\0\0\0", 4);
	assert_int_equal(copy->control[1].type, IP_TTL);
	assert_true(slice_is(copy->control[1].data, "the"));
	arena_free(&a);
}

/* The room is as large as was said, to the byte. */
static void a_copy_stays_within_its_room(void **state)
{
	struct call_keep all = { SIZE_MAX, SIZE_MAX };
	struct full f;

	(void)state;
	fill(&f);
	size_t size = call_size(&f.sample.call, &all);
	char *room = malloc(size + sizeof(void *));
	memset(room, SCRIBBLE, size + sizeof(void *));
	const struct call *copy = call_place(room, &f.sample.call, &all);
	assert_ptr_equal(copy, room);
	const char *last = (const char *)&copy->list[2];
	assert_ptr_equal(last + (-(uintptr_t)last & (sizeof(void *) - 1)), room + size);
	for (size_t i = 0; i < sizeof(void *); i++)
		assert_int_equal(room[size + i], SCRIBBLE);
	free(room);
}

static void what_a_copy_leaves_out_is_counted(void **state)
{
	static const struct {
		size_t keep, first, second;
	} cases[] = { { 0, 0, 0 }, { 100, 100, 0 }, { 128, 128, 0 }, { 130, 128, 2 },
		{ 135, 128, 7 }, { 4096, 128, 7 } };
	struct arena a = { 0 };
	struct full f;

	(void)state;
	fill(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct call_keep keep = { cases[i].keep, SIZE_MAX };
		void *room = arena_alloc(&a, call_size(&f.sample.call, &keep));
		const struct call *copy = call_place(room, &f.sample.call, &keep);

		assert_int_equal(copy->ndata, 2);
		assert_int_equal(copy->data[0].len, cases[i].first);
		assert_int_equal(copy->data[1].len, cases[i].second);
		assert_memory_equal(copy->data[1].p, "the end", cases[i].second);
		assert_int_equal(copy->missing, 135 - cases[i].first - cases[i].second);
	}
	arena_free(&a);
}

static void sent_and_received_data_have_limits_of_their_own(void **state)
{
	struct call_keep keep = { 3, 2 };
	struct arena a = { 0 };
	struct sample s;

	(void)state;
	for (int received = 0; received < 2; received++) {
		sample_data(&s, "recv", "hello", 5, received);
		void *room = arena_alloc(&a, call_size(&s.call, &keep));
		const struct call *copy = call_place(room, &s.call, &keep);
		assert_int_equal(call_length(copy), received ? 2 : 3);
		assert_int_equal(copy->missing, received ? 3 : 2);
	}
	arena_free(&a);
}

static void a_cut_copy_shows_that_more_came(void **state)
{
	struct call_keep keep = { 2, 2 };
	struct arena a = { 0 };
	struct render_style hex = { .times = -1, .hex = true };
	struct buf line = { 0 };
	struct sample s;

	(void)state;
	sample_data(&s, "recv", "hello", 5, true);
	render_line(call_place(arena_alloc(&a, call_size(&s.call, &keep)), &s.call, &keep), &line);
	assert_string_equal(buf_cstr(&line), "recv(3, \"he\"..., 65536) = 5");
	buf_clear(&line);
	render_call(call_place(arena_alloc(&a, call_size(&s.call, &keep)), &s.call, &keep), &hex,
		&line);
	assert_non_null(strstr(line.data, "\n  ... 3 more bytes\n"));
	buf_free(&line);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_lives_on_when_its_source_is_gone),
		cmocka_unit_test(a_record_begins_with_every_field_set),
		cmocka_unit_test(the_record_of_this_test_has_every_field),
		cmocka_unit_test(a_copy_points_to_nothing_of_its_source),
		cmocka_unit_test(control_messages_are_copied),
		cmocka_unit_test(a_copy_stays_within_its_room),
		cmocka_unit_test(what_a_copy_leaves_out_is_counted),
		cmocka_unit_test(sent_and_received_data_have_limits_of_their_own),
		cmocka_unit_test(a_cut_copy_shows_that_more_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
