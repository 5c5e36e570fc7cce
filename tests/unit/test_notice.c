/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the prompt says of a call that takes long: which calls those may be, and how far a
 * file has come.
 */
#include "lang_fixture.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "shell/job.h"
#include "shell/servers.h"
#include "ui/notice.h"
#include "ui/progress.h"

/* ---- what a call waits for ---- */

/* Calls of the foreground and of jobs, which come from other threads. */
struct asked {
	_Atomic int count;
	const char *_Atomic unknown; /* a call that may wait, and nobody can say for what */
};

static void look(void *context, struct run *r, const struct call *c, bool may_block)
{
	struct asked *asked = context;

	(void)r;
	if (!may_block)
		return;
	asked->count++;
	if (!notice_waits_for(c->name))
		asked->unknown = c->name;
}

/* What the examples print is of no interest. */
static void swallow(void *context, const char *p, size_t len, bool is_error)
{
	(void)context;
	(void)p;
	(void)len;
	(void)is_error;
}

static void run_examples(const struct command *row, struct asked *asked)
{
	for (const struct example *x = row->examples; x && x->lines; x++) {
		struct buf text = { 0 };
		void *state = NULL;

		assert_int_equal(shell_setup(&state), 0);
		struct shell *sh = state;
		out_set_hook(sh->session.out, swallow, NULL);
		observers_add(&sh->session.observers,
			(struct observer){ .before = look, .context = asked });
		buf_addf(&text, "%s%s\n", x->setup ? x->setup : "", x->lines);
		shell_run(sh, buf_cstr(&text));
		buf_free(&text);
		jobs_end(&sh->session);
		servers_end(&sh->session);
		shell_teardown(&state);
	}
}

static void it_is_said_what_each_call_waits_for(void **state)
{
	struct asked asked = { 0 };

	(void)state;
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];

		if ((row->flags & (MAKES_CALL | MAY_BE_JOB)) && strcmp(row->name, "talk") != 0)
			run_examples(row, &asked);
		if (asked.unknown)
			fail_msg("%s may block, and nothing says for what", asked.unknown);
	}
	assert_true(asked.count > 50);
	assert_null(notice_waits_for("socket"));
	assert_string_equal(notice_waits_for("recvmsg"), "data");
	assert_string_equal(notice_waits_for("epoll_wait"), "one of its descriptors to be ready");
}

/* ---- how far a file is ---- */

/* A call of a file that moves RESULT bytes; of sendfile COUNT are left. */
static struct call step(const char *name, const char *file, int64_t count, int64_t result)
{
	static struct call_arg args[3];

	args[2] = (struct call_arg){ .kind = CALL_INT, .num = count };
	return (struct call){ .name = name,
		.has_fd = true,
		.fd = 99, /* no socket: only what the calls say counts */
		.file = file,
		.args = args,
		.nargs = 3,
		.received = strcmp(name, "sendfile") != 0,
		.result = result };
}

static void moved(struct progress *p, const struct call *c)
{
	progress_before(p, c);
	progress_after(p, c);
}

static void assert_line(struct progress *p, int64_t after, const char *text, bool new)
{
	struct buf b = { 0 };

	assert_int_equal(progress_line(p, p->began + after, &b), new);
	assert_string_equal(buf_cstr(&b), text);
	buf_free(&b);
}

static void a_line_has_bytes_rate_and_time_left(void **state)
{
	static const char file[] = "data";
	struct progress p = { 0 };
	struct call c = step("recv", file, 0, 1024);

	(void)state;
	moved(&p, &c);
	assert_line(&p, SECOND, "  1.0 KiB, 1.0 KiB/s", true);
	assert_line(&p, 2 * SECOND, "  1.0 KiB, 512 bytes/s", false);
	c.result = 1 << 20;
	moved(&p, &c);
	assert_line(&p, 2 * SECOND, "  1.0 MiB, 512.5 KiB/s", true);
	c.result = -1;
	moved(&p, &c);
	assert_line(&p, 2 * SECOND, "  1.0 MiB, 512.5 KiB/s", false);
}

static void another_file_begins_anew(void **state)
{
	static const char one[] = "one", two[] = "two";
	struct progress p = { 0 };
	struct call c = step("recv", one, 0, 100);

	(void)state;
	moved(&p, &c);
	c.file = two;
	moved(&p, &c);
	assert_line(&p, SECOND, "  100 bytes, 100 bytes/s", true);
	c.fd = 98;
	moved(&p, &c);
	assert_line(&p, SECOND, "  100 bytes, 100 bytes/s", true);
	c.received = false;
	moved(&p, &c);
	assert_line(&p, SECOND, "  100 bytes, 100 bytes/s", true);
}

/* The size is known of a file that one sendfile sends, over TCP. */
static void what_is_left_of_a_known_size_has_a_time(void **state)
{
	static const char file[] = "data";
	struct progress p = { 0 };
	struct call c = step("sendfile", file, 1000, 250);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_true(fd >= 0);
	c.fd = fd;
	moved(&p, &c);
	assert_line(&p, SECOND, "  250 bytes of 1000 bytes, 250 bytes/s, 3 s left", true);
	c = step("sendfile", file, 750, 50);
	c.fd = fd;
	moved(&p, &c);
	assert_line(&p, 100 * SECOND, "  300 bytes of 1000 bytes, 3 bytes/s, 4 min left", true);
	c = step("sendfile", file, 700, 700);
	c.fd = fd;
	moved(&p, &c);
	assert_line(&p, SECOND, "  1000 bytes of 1000 bytes, 1000 bytes/s", true);
	c = step("sendfile", file, (int64_t)1 << 40, 1 << 20);
	c.fd = fd;
	moved(&p, &c);
	assert_line(&p, SECOND, "  1.0 MiB of 1.0 TiB, 1.0 MiB/s, 291.0 h left", true);
	close(fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_said_what_each_call_waits_for),
		cmocka_unit_test(a_line_has_bytes_rate_and_time_left),
		cmocka_unit_test(another_file_begins_anew),
		cmocka_unit_test(what_is_left_of_a_known_size_has_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
