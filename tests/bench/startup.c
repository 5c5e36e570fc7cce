/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The least that a program with readline costs: links it and returns.
 */
#include <stdio.h>

#include <readline/readline.h>

int main(void)
{
	return rl_readline_version == 0;
}
