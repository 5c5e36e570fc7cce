/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sosh with one thread more: it reads lines from the FIFO that is the only
 * argument and hands each to out_write, as threads of servers and jobs do.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "ui/repl.h"
#include "ui/screen.h"

struct relay {
	struct out *out;
	int fd;
};

static void *relay_lines(void *arg)
{
	struct relay *r = arg;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *f = fdopen(r->fd, "r");

	while (f && (len = getline(&line, &size, f)) > 0)
		out_write(r->out, line, (size_t)len);
	return NULL;
}

int main(int argc, char **argv)
{
	struct session s;
	struct relay r;
	pthread_t thread;
	sigset_t old;

	if (argc != 2)
		return 2;
	session_init(&s, &commands_table, fdtab_open(false), out_open());
	s.front = &repl_front;
	screen_watch(&s);
	intr_setup();
	intr_init(&s.intr);
	intr_catch_signals(&s.intr);
	/* O_RDWR does not wait for a writer (fifo(7)), and never sees an end */
	r = (struct relay){ s.out, fdtab_open_file(s.scope.fds, argv[1], O_RDWR, 0, "the lines") };
	intr_block_signals(&old);
	pthread_create(&thread, NULL, relay_lines, &r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	repl_run(&s, "");
	return 0;
}
