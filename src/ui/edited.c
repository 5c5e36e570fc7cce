/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line that is edited, drawn and abandoned.
 */
#include "edited.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "ui/history.h"

/* readline 8.1 and later add a line break of their own at the end of input, but
 * only where they use bracketed paste. */
static void give_back(void)
{
	rl_eof_found = 0;
	rl_deprep_terminal();
}

void edited_open(void)
{
	rl_readline_name = "sosh";
	rl_instream = stdin;
	rl_outstream = isatty(STDOUT_FILENO) ? stdout : stderr;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_deprep_term_function = give_back;
	using_history();
	stifle_history(HISTORY_MAX);
}

const char *edited_prompt(const char *host)
{
	static char on_host[64];

	if (!host)
		return "sosh> ";
	snprintf(on_host, sizeof(on_host), "sosh %s> ", host);
	return on_host;
}

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
