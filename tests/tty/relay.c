/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sosh with one thread more: it reads lines from the FIFO that is the only
 * argument and hands each to out_write, as threads of servers and jobs do.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "ui/repl.h"

struct relay {
	struct out *out;
	const char *path;
};

static void *relay_lines(void *arg)
{
	struct relay *r = arg;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	for (;;) {
		FILE *f = fopen(r->path, "r");

		if (!f)
			return NULL;
		while ((len = getline(&line, &size, f)) > 0)
			out_write(r->out, line, (size_t)len);
		fclose(f);
	}
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
	intr_setup();
	intr_init(&s.intr);
	intr_catch_signals(&s.intr);
	r = (struct relay){ s.out, argv[1] };
	intr_block_signals(&old);
	pthread_create(&thread, NULL, relay_lines, &r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	repl_run(&s, "");
	return 0;
}
