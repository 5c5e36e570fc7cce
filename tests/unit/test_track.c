/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The path through the states, by records made by hand, and its drawing.
 */
#include "call_fixture.h"

#include <netinet/tcp.h>

#include "base/text.h"
#include "insight/diagram.h"

enum { OWN = 5, OTHER = 9 };

/* A call on the descriptor of SERIAL; HOW is shutdown's argument. */
static void tell(struct track *t, const char *name, uint64_t serial, long how, int errnum)
{
	struct sample s;

	sample_on(&s, name, 3);
	s.call.serial = serial;
	s.call.id = 7;
	sample_arg(&s, (struct call_arg){ .kind = CALL_NAME, .num = how, .names = &names_shut });
	if (errnum)
		sample_fail(&s, errnum);
	track_call(t, &s.call);
}

static void made(struct track *t, const char *name)
{
	struct sample s;

	sample_init(&s, name);
	s.call.made = OWN;
	s.call.id = 1;
	track_call(t, &s.call);
}

static void end_of_stream(struct track *t)
{
	struct sample s;

	sample_data(&s, "recv", "", 0, true);
	s.call.serial = OWN;
	sample_note(&s, (struct call_note){ .kind = NOTE_EOF });
	track_call(t, &s.call);
}

static void is_path(const struct track *t, const char *expected)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < t->count; i++)
		buf_addf(&b, "%s%s%d", i ? t->steps[i].jump ? "!" : " " : "",
			t->steps[i].how == TRACK_INFERRED ? "~" : "", t->steps[i].state);
	assert_string_equal(buf_cstr(&b), expected);
	buf_free(&b);
}

static void a_client_passes_syn_sent_unseen(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "socket");
	tell(&t, "connect", OWN, 0, 0);
	track_see(&t, TCP_ESTABLISHED);
	is_path(&t, "7 ~2 1");
	assert_string_equal(t.steps[1].name, "connect");
}

static void what_accept_returns_was_born_of_the_listener(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "accept4");
	track_see(&t, TCP_ESTABLISHED);
	is_path(&t, "10 ~3 1");
}

static void who_closes_first_waits(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "socket");
	tell(&t, "connect", OWN, 0, 0);
	tell(&t, "shutdown", OWN, SHUT_WR, 0);
	track_see(&t, TCP_FIN_WAIT2);
	is_path(&t, "7 ~2 1 ~4 5");
	tell(&t, "shutdown", OTHER, SHUT_WR, 0);
	track_see(&t, TCP_TIME_WAIT);
	is_path(&t, "7 ~2 1 ~4 5 6");
	assert_true(t.steps[5].other);
}

static void a_simultaneous_close_is_told_by_what_was_seen(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, 0);
	made(&t, "accept");
	tell(&t, "shutdown", OWN, SHUT_RDWR, 0);
	track_see(&t, TCP_CLOSING);
	track_see(&t, TCP_TIME_WAIT);
	is_path(&t, "10 ~3 1 ~4 11 6");
}

static void who_is_closed_first_goes_by_close_wait(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "accept");
	end_of_stream(&t);
	tell(&t, "shutdown", OWN, SHUT_WR, 0);
	track_see(&t, TCP_CLOSE);
	is_path(&t, "10 ~3 1 8 ~9 7");
	track_begin(&t, OWN, OTHER);
	made(&t, "accept");
	tell(&t, "close", OTHER, 0, 0);
	tell(&t, "shutdown", OWN, SHUT_WR, 0);
	track_see(&t, TCP_LAST_ACK);
	is_path(&t, "10 ~3 1 ~8 9");
}

/* recv says 0 after shutdown rd too, and no FIN has come. */
static void an_end_of_ones_own_is_no_fin(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "accept");
	tell(&t, "shutdown", OWN, SHUT_RD, 0);
	end_of_stream(&t);
	track_see(&t, TCP_ESTABLISHED);
	is_path(&t, "10 ~3 1");
}

static void a_reset_is_no_transition(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "socket");
	tell(&t, "connect", OWN, 0, ECONNREFUSED);
	track_see(&t, TCP_CLOSE);
	is_path(&t, "7 ~2!7");
	tell(&t, "connect", OWN, 0, EINPROGRESS);
	tell(&t, "connect", OWN, 0, EALREADY);
	track_see(&t, TCP_ESTABLISHED);
	is_path(&t, "7 ~2!7 2 1");
	track_see(&t, TCP_CLOSE);
	is_path(&t, "7 ~2!7 2 1!7");
}

static void of_an_unknown_socket_only_its_state_is_known(void **state)
{
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	tell(&t, "shutdown", 77, SHUT_WR, 0);
	track_see(&t, TCP_CLOSE_WAIT);
	is_path(&t, "8");
}

static void a_long_life_is_cut(void **state)
{
	struct track t;
	struct buf b = { 0 };

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "socket");
	for (int i = 0; i < 50; i++)
		tell(&t, "connect", OWN, 0, ECONNREFUSED);
	assert_true(t.cut);
	assert_int_equal(t.count, TRACK_STEPS);
	diagram_draw(&t, DIAGRAM_UNICODE | DIAGRAM_COLOUR, &b);
	diagram_path(&t, &b);
	buf_free(&b);
}

/* ---- drawing ---- */

static void each_line_fits(const struct buf *b)
{
	const char *line = b->data;

	while (*line) {
		size_t len = strcspn(line, "\n");

		assert_true(text_characters(line, len) <= 79);
		line += len + 1;
	}
}

static void the_diagram_has_all_states_and_fits(void **state)
{
	static const char *const names[] = { "CLOSE", "LISTEN", "SYN_RECV", "SYN_SENT",
		"ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "CLOSING", "LAST_ACK",
		"TIME_WAIT" };
	struct buf b = { 0 };

	(void)state;
	for (unsigned style = 0; style < 2; style++) {
		diagram_draw(NULL, style, &b);
		each_line_fits(&b);
		assert_true(text_is_utf8(b.data, b.len));
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			assert_non_null(strstr(b.data, names[i]));
		assert_null(strchr(b.data, '#'));
		buf_clear(&b);
	}
	buf_free(&b);
}

static void the_path_is_marked_without_colour_too(void **state)
{
	struct buf b = { 0 };
	struct track t;

	(void)state;
	track_begin(&t, OWN, OTHER);
	made(&t, "socket");
	tell(&t, "connect", OWN, 0, 0);
	diagram_draw(&t, 0, &b);
	assert_non_null(strstr(b.data, "#  2~ SYN_SENT  #"));
	assert_non_null(strstr(b.data, "3* ESTABLISHED"));
	assert_null(strchr(b.data, '\033'));
	buf_clear(&b);
	diagram_draw(&t, DIAGRAM_UNICODE | DIAGRAM_COLOUR, &b);
	assert_non_null(strstr(b.data, "┃  2~ SYN_SENT  ┃"));
	assert_non_null(strstr(b.data, "\033[1;32m"));
	buf_clear(&b);
	diagram_path(&t, &b);
	assert_string_equal(buf_cstr(&b),
		"1 CLOSE (socket, call 1) -> 2~ SYN_SENT (connect, call 7) "
		"-> 3* ESTABLISHED");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_passes_syn_sent_unseen),
		cmocka_unit_test(what_accept_returns_was_born_of_the_listener),
		cmocka_unit_test(who_closes_first_waits),
		cmocka_unit_test(a_simultaneous_close_is_told_by_what_was_seen),
		cmocka_unit_test(who_is_closed_first_goes_by_close_wait),
		cmocka_unit_test(an_end_of_ones_own_is_no_fin),
		cmocka_unit_test(a_reset_is_no_transition),
		cmocka_unit_test(of_an_unknown_socket_only_its_state_is_known),
		cmocka_unit_test(a_long_life_is_cut),
		cmocka_unit_test(the_diagram_has_all_states_and_fits),
		cmocka_unit_test(the_path_is_marked_without_colour_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
