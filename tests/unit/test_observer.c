/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Observers hear of every call, in one order, whichever thread makes it.
 */
#include "lang_fixture.h"

#include <pthread.h>

#include "shell/job.h"

enum { THREADS = 4, ROUNDS = 2000, CALLS = THREADS * ROUNDS };

/* What an observer was told: the calls in their order. */
struct told {
	int count, overlaps;
	_Atomic int inside;
	uint64_t ids[CALLS];
	int jobs[CALLS];
};

static void note(void *context, const struct run *r, const struct call *c)
{
	struct told *t = context;

	(void)r;
	t->overlaps += t->inside++ != 0;
	t->ids[t->count] = c->id;
	t->jobs[t->count++] = c->job;
	t->inside--;
}

struct maker {
	pthread_t thread;
	struct observers *observers;
	int job;
};

static void *make_calls(void *context)
{
	const struct maker *m = context;
	struct run r = { .job = m->job };

	for (int i = 0; i < ROUNDS; i++) {
		struct call c = { .name = "anything", .job = m->job };

		observers_after(m->observers, &r, &c);
	}
	return NULL;
}

static void all_see_the_calls_of_all_threads_in_one_order(void **state)
{
	struct maker makers[THREADS];
	struct told *told = calloc(2, sizeof(*told));
	struct observers o;
	int of_job[THREADS] = { 0 };

	(void)state;
	observers_init(&o);
	observers_share(&o);
	for (int i = 0; i < 2; i++)
		observers_add(&o, (struct observer){ .after = note, .context = &told[i] });
	for (int i = 0; i < THREADS; i++) {
		makers[i] = (struct maker){ .observers = &o, .job = i };
		pthread_create(&makers[i].thread, NULL, make_calls, &makers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(makers[i].thread, NULL);
	assert_int_equal(told[0].count, CALLS);
	assert_int_equal(told[1].count, CALLS);
	assert_int_equal(told[0].overlaps + told[1].overlaps, 0);
	for (int i = 0; i < CALLS; i++) {
		assert_int_equal(told[0].ids[i], i + 1);
		assert_int_equal(told[1].ids[i], i + 1);
		assert_int_equal(told[0].jobs[i], told[1].jobs[i]);
		of_job[told[0].jobs[i]]++;
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(of_job[i], ROUNDS);
	observers_free(&o);
	free(told);
}

/* Lines like "before socket" and "after socket 1". */
static void write_before(void *context, struct run *r, const struct call *c, bool may_block)
{
	assert_int_equal(c->id, 0);
	assert_int_equal(c->job, r->job);
	buf_addf(context, "%s%s %.*s\n", may_block ? "waiting " : "before ", c->name,
		(int)c->cmd.len, c->cmd.p);
}

static void write_after(void *context, const struct run *r, const struct call *c)
{
	assert_int_equal(c->job, r->job);
	buf_addf(context, "after %s %d\n", c->name, (int)c->id);
}

static void each_call_is_told_of_before_and_after(void **state)
{
	struct shell *sh = *state;
	struct buf log = { 0 };

	observers_add(&sh->session.observers,
		(struct observer){ .before = write_before, .after = write_after, .context = &log });
	shell_run(sh, "socket udp as u; bind u 127.0.0.1:0\nrecv u -f dontwait = EAGAIN");
	assert_string_equal(buf_cstr(&log),
		"before socket socket udp as u\nafter socket 1\n"
		"before bind bind u 127.0.0.1:0\nafter bind 2\n"
		"waiting recv recv u -f dontwait = EAGAIN\nafter recv 3\n");
	buf_free(&log);
}

static void keep_made(void *context, const struct run *r, const struct call *c)
{
	struct call *kept = context;

	(void)r;
	if (!strcmp(c->name, "accept"))
		*kept = *c;
}

static void a_record_names_its_command_and_what_it_made(void **state)
{
	struct shell *sh = *state;
	struct fdtab *t = sh->session.scope.fds;
	struct call kept = { 0 };

	observers_add(
		&sh->session.observers, (struct observer){ .after = keep_made, .context = &kept });
	assert_int_equal(shell_run(sh, "socket tcp as l; bind l 127.0.0.1:0; listen l\n"
				       "socket tcp as c; connect c $l.local\n"
				       "accept l as s & \nwait %1 = 5\n"),
		0);
	assert_int_equal(kept.job, 1);
	assert_int_equal(kept.serial, fdtab_serial(t, 3));
	assert_int_equal(kept.made, fdtab_serial(t, 5));
	assert_true(kept.made > kept.serial);
	assert_int_equal(kept.id, 6);
	jobs_end(&sh->session);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, shell_setup, shell_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_see_the_calls_of_all_threads_in_one_order),
		TEST(each_call_is_told_of_before_and_after),
		TEST(a_record_names_its_command_and_what_it_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
