/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys for readline, one at a time.
 *
 * rl_callback_read_char goes on for as long as characters are pushed back, and only
 * its first command may abort: each command leaves the place that an abort jumps to
 * on a stack that is gone when the next one runs (readline 8.2). So it must not push
 * back more than the one character that the next call begins with.
 */
#include "keys.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/readline.h>

enum { PASTE_PREFIX = 6 }; /* ESC [ 2 0 0 ~ */

static struct {
	const struct intr *intr;
	const sigset_t *mask;
	bool asked; /* whether more is there, since the last key */
} keys;

/* There is a key when readline is called, so this waits only inside of something: of a
 * paste that was cut in half. */
static int read_key(FILE *from)
{
	struct pollfd p = { .fd = fileno(from), .events = POLLIN };
	unsigned char c;
	ssize_t n;

	keys.asked = false;
	do {
		if (ppoll(&p, 1, NULL, keys.mask) < 0 && intr_pending(keys.intr) != INTR_NO)
			return EOF;
		n = p.revents ? read(p.fd, &c, 1) : -1;
	} while (n < 0 && (!p.revents || errno == EINTR || errno == EAGAIN));
	return n == 1 ? c : EOF;
}

/* Whether readline asks for the rest of a paste's beginning, which it pushes back where
 * it is none: in a search, and for the character that a search for one takes. */
static bool seeks_paste(void)
{
	int there = 0;

	if (RL_ISSTATE(RL_STATE_CHARSEARCH) || rl_last_func == rl_char_search ||
		rl_last_func == rl_backward_char_search)
		return true;
	if (!RL_ISSTATE(RL_STATE_ISEARCH) || keys.asked)
		return false;
	return ioctl(fileno(rl_instream), FIONREAD, &there) == 0 && there >= PASTE_PREFIX;
}

/* Waits as long as readline would. */
static int more_keys(void)
{
	struct pollfd p = { .fd = fileno(rl_instream), .events = POLLIN };
	bool none = seeks_paste();

	keys.asked = true;
	return !none && poll(&p, 1, rl_set_keyboard_input_timeout(-1) / 1000) > 0;
}

/* While a macro is defined rl_callback_read_char does not return at all. */
static void take_out_macros(void)
{
	static const char *const maps[] = { "emacs-standard", "emacs-meta", "emacs-ctlx", "vi-move",
		"vi-insert" };

	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++)
		rl_unbind_function_in_map(rl_start_kbd_macro, rl_get_keymap_by_name(maps[i]));
}

void keys_open(const struct intr *intr, const sigset_t *mask)
{
	keys.intr = intr;
	keys.mask = mask;
	rl_getc_function = read_key;
	rl_input_available_hook = more_keys;
	rl_initialize();
	/* the default, and Ctrl-X: as the beginning of a key it is pushed back with the next */
	rl_variable_bind("isearch-terminators", "\033\012\030");
	take_out_macros();
}
