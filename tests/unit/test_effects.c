/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Effects: what two looks differ in, as lines and as objects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "insight/effects.h"

/* Two TCP sockets of a table, one listening; and looks before and after a call. */
struct scene {
	struct fdtab *fds;
	int listener, client;
	struct addr address;
	struct looks before, after;
	struct effects found;
};

static int add_socket(struct fdtab *t)
{
	fdtab_lock(t);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	fdtab_add(t, fd, "socket", 0);
	fdtab_unlock(t);
	return fd;
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	s->fds = fdtab_open(true);
	s->listener = add_socket(s->fds);
	s->client = add_socket(s->fds);
	s->address = (struct addr){ .len = sizeof(s->address.in),
		.in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } } };
	bind(s->listener, &s->address.sa, s->address.len);
	getsockname(s->listener, &s->address.sa, &s->address.len);
	listen(s->listener, 1);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	effects_free(&s->found);
	fdtab_close(s->fds, s->client);
	fdtab_close(s->fds, s->listener);
	fdtab_free(s->fds);
	free(s);
	return 0;
}

/* The record of connect, as far as looks read it. */
static void connect_client(struct scene *s, struct call *c, struct call_arg *to)
{
	*to = (struct call_arg){ .kind = CALL_ADDR, .addr = &s->address };
	*c = (struct call){
		.name = "connect", .has_fd = true, .fd = s->client, .args = to, .nargs = 1
	};
	looks_before(&s->before, s->fds, c);
	assert_int_equal(connect(s->client, &s->address.sa, s->address.len), 0);
	looks_again(&s->before, &s->after, s->fds, c);
	effects_find(&s->found, &s->before, &s->after, c);
}

static const struct effect *fact(const struct effects *e, int fd, const char *what)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->list[i].fd == fd && e->list[i].what && !strcmp(e->list[i].what, what))
			return &e->list[i];
	return NULL;
}

static void connect_changes_its_socket_and_the_listener(void **state)
{
	struct scene *s = *state;
	struct call_arg to;
	struct call c;

	connect_client(s, &c, &to);
	assert_int_equal(s->before.at[LOOK_TARGET].fd, s->listener);
	assert_non_null(fact(&s->found, s->client, "state"));
	assert_int_equal(fact(&s->found, s->client, "local")->choice, CHOSEN_BY_KERNEL);
	assert_null(fact(&s->found, s->client, "peer")); /* the call has said it */
	assert_string_equal(s->found.text.data + fact(&s->found, s->listener, "queue")->after, "1");
}

static void what_was_closed_meanwhile_is_left_out(void **state)
{
	struct scene *s = *state;
	struct call_arg to;
	struct call c;

	connect_client(s, &c, &to);
	s->before = s->after;
	fdtab_close(s->fds, s->listener);
	s->listener = add_socket(s->fds); /* the same number */
	assert_int_equal(s->listener, s->before.at[LOOK_TARGET].fd);
	looks_again(&s->before, &s->after, s->fds, NULL);
	assert_false(looks_at(&s->after, LOOK_TARGET));
	effects_find(&s->found, &s->before, &s->after, NULL);
	for (size_t i = 0; i < s->found.count; i++)
		assert_int_equal(s->found.list[i].fd, s->client);
}

static void lines_fit_the_width_and_name_their_descriptor(void **state)
{
	struct scene *s = *state;
	struct call_arg to;
	struct call c;
	struct buf wide = { 0 }, narrow = { 0 };
	size_t lines = 0;

	connect_client(s, &c, &to);
	effects_print(&s->found, "  ", 200, &wide);
	effects_print(&s->found, "  ", 40, &narrow);
	for (char *line = strtok(narrow.data, "\n"); line; line = strtok(NULL, "\n")) {
		lines++;
		assert_memory_equal(line, "  ", 2);
		assert_true(atoi(line + 2) == s->client || atoi(line + 2) == s->listener);
		assert_true(strlen(line) < 40 || !strstr(line, "; "));
	}
	assert_int_equal(lines, 4);
	lines = 0;
	for (const char *p = buf_cstr(&wide); *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 2);
	buf_free(&wide);
	buf_free(&narrow);
}

static void an_object_for_each_descriptor(void **state)
{
	struct scene *s = *state;
	struct call_arg to;
	struct call c;
	struct buf b = { 0 };

	connect_client(s, &c, &to);
	c.id = 7;
	effects_json(&s->found, &c, 0, &b);
	assert_non_null(strstr(buf_cstr(&b), "{\"v\":1,\"type\":\"effect\",\"call\":7,\"fd\":"));
	assert_non_null(strstr(buf_cstr(&b),
		"\"state\":[\"CLOSE\",\"ESTABLISHED\"],\"local\":[null,\"127.0.0.1:"));
	assert_non_null(strstr(buf_cstr(&b), "\"segments\":{\"out\":"));
	assert_non_null(strstr(buf_cstr(&b), "\"queue\":[0,1],\"backlog\":1}\n"));
	buf_clear(&b);
	effects_json(&s->found, NULL, 1700000000000000001, &b);
	assert_non_null(
		strstr(buf_cstr(&b), "\"type\":\"effect\",\"start\":1700000000.000000001,\"fd\":"));
	buf_free(&b);
}

static void calls_that_only_ask_are_not_looked_at(void **state)
{
	struct scene *s = *state;
	struct call c = { .name = "getsockopt", .has_fd = true, .fd = s->client };

	looks_before(&s->before, s->fds, &c);
	assert_false(looks_at(&s->before, LOOK_OPERAND));
	c.name = "listen";
	looks_before(&s->before, s->fds, &c);
	assert_true(looks_at(&s->before, LOOK_OPERAND));
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(connect_changes_its_socket_and_the_listener),
		EACH(what_was_closed_meanwhile_is_left_out),
		EACH(lines_fit_the_width_and_name_their_descriptor),
		EACH(an_object_for_each_descriptor),
		EACH(calls_that_only_ask_are_not_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
