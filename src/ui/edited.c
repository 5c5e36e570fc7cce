/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line that is edited, drawn and abandoned.
 */
#include "edited.h"

#include <signal.h>
#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

void edited_above(struct out *out, struct buf *text)
{
	if (text->data[text->len - 1] != '\n')
		buf_addc(text, '\n');
	rl_clear_visible_line();
	fflush(rl_outstream);
	out_write_raw(out, text->data, text->len);
	out_flush(out);
	rl_on_new_line();
	rl_redisplay();
}

void edited_abandon(void)
{
	if (!RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG)) {
		rl_point = rl_end;
		rl_redisplay();
	}
	rl_echo_signal_char(SIGINT);
	if (RL_ISSTATE(RL_STATE_NUMERICARG))
		rl_restore_prompt();
	rl_callback_sigcleanup();
	rl_clear_pending_input();
	rl_free_line_state();
	rl_replace_line("", 1);
	using_history();
	rl_crlf();
	rl_on_new_line();
}

void edited_again(void)
{
	rl_prep_terminal(1);
	fputc('\r', rl_outstream);
	rl_on_new_line();
	rl_forced_update_display();
}
