/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes threads come late: linked into the program with --wrap, so that a thread
 * other than the first rests each time that it has begun, or has given a lock
 * back, the first few times. What it then reads of others' is long gone.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { REST = 60000 /* us, longer than a job is waited for */, TIMES = 3 };

static _Thread_local int rests;

int __real_pthread_create(
	pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *context);
int __real_pthread_mutex_unlock(pthread_mutex_t *lock);
int __wrap_pthread_create(
	pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *context);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock);

struct start {
	void *(*run)(void *);
	void *context;
};

static void *begin(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	rests = TIMES;
	usleep(REST);
	return start.run(start.context);
}

int __wrap_pthread_create(
	pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *context)
{
	struct start *start = malloc(sizeof(*start));

	*start = (struct start){ run, context };
	return __real_pthread_create(thread, attr, begin, start);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock)
{
	int result = __real_pthread_mutex_unlock(lock);

	if (rests) {
		rests--;
		usleep(REST);
	}
	return result;
}
