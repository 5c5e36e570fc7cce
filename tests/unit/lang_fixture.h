/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a descriptor table, whose front end keeps what it is told, for
 * the tests of the language. Includes cmocka.h and what that needs.
 */
#ifndef LANG_FIXTURE_H
#define LANG_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "shell/interp.h"
#include "shell/session.h"
#include "sock/render.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct shell {
	struct session session;
	struct arena arena; /* of whatever a test reads */
	struct buf calls;   /* lines */
	struct err err;     /* the last one */
	int errors;
};

static inline struct shell *shell_of(struct session *s)
{
	return (struct shell *)s; /* its first member */
}

static inline void shell_call(void *context, const struct run *r, const struct call *c)
{
	struct render_style plain = { .times = -1 };
	struct shell *sh = context;

	(void)r;
	if (!c->aside)
		render_call(c, &plain, &sh->calls);
}

static inline void shell_error(struct session *s, const struct err *e)
{
	shell_of(s)->err = *e;
	shell_of(s)->errors++;
}

static inline void shell_verdict(
	struct session *s, const struct parsed *p, enum verdict v, const struct err *e)
{
	(void)p;
	if (e && (v != VERDICT_FAILED || !s->front->interactive || s->depth))
		shell_error(s, e);
}

static const struct front shell_front = { .error = shell_error, .after = shell_verdict };

static inline int shell_setup(void **state)
{
	struct shell *sh = calloc(1, sizeof(*sh));

	if (!sh)
		return -1;
	intr_setup();
	session_init(&sh->session, &commands_table, fdtab_open(false), out_open());
	sh->session.front = &shell_front;
	observers_add(
		&sh->session.observers, (struct observer){ .after = shell_call, .context = sh });
	if (intr_init(&sh->session.intr) < 0)
		return -1;
	*state = sh;
	return 0;
}

static inline int shell_teardown(void **state)
{
	struct shell *sh = *state;

	intr_destroy(&sh->session.intr);
	out_close(sh->session.out);
	session_free(&sh->session);
	fdtab_free(sh->session.scope.fds);
	arena_free(&sh->arena);
	buf_free(&sh->calls);
	free(sh);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	return 0;
}

/* Runs TEXT as a script of its own; what it left before is forgotten. */
static inline int shell_run(struct shell *sh, const char *text)
{
	struct buf script = { 0 };

	buf_clear(&sh->calls);
	sh->errors = 0;
	err_clear(&sh->err);
	sh->session.status = 0;
	buf_adds(&script, text);
	interp_text(&sh->session, "test", &script, false);
	buf_free(&script);
	return sh->session.status;
}

/* The words of the only command of TEXT, expanded; their count goes to *N. */
static inline struct text_word *shell_words(struct shell *sh, const char *text, int *n)
{
	struct line line;
	struct err e;
	size_t pos = 0;
	struct text_word *words;

	assert_int_equal(lex_line(text, strlen(text), &pos, scope_assigns, &sh->session.scope,
				 &sh->arena, &line, &e),
		LEX_OK);
	assert_int_equal(line.count, 1);
	*n = line.commands[0].nwords;
	words = arena_alloc(&sh->arena, sizeof(*words) * (size_t)*n);
	for (int i = 0; i < *n; i++) {
		words[i].word = &line.commands[0].words[i];
		assert_int_equal(scope_expand(&sh->session.scope, words[i].word, &sh->arena,
					 &words[i].text, &e),
			0);
	}
	return words;
}

#endif
