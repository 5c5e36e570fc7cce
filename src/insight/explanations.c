/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an errno of a socket call means on Linux: the facts of socket(7), ip(7),
 * tcp(7), udp(7), unix(7) and of the calls' own pages, tried on a running kernel
 * where the pages are silent.
 */
#include "insight/explain.h"

/* clang-format off */
/* Those of one call or several, and those of any. */
#define ANY(text)  { NULL, text }
#define LINES(...) (const struct explanation_line[]){ __VA_ARGS__, { 0 } }

const struct explanation explanations[] = {
#include "explanations_errno_a_l.def"
#include "explanations_errno_m_z.def"
#include "explanations_lookup.def"
	{ "GAVEUP", "The time limit of the command passed first. It is the shell's word, not an errno.",
		"sosh(1)",
		LINES(
			{ "connect", "the handshake is not done; the kernel goes on with it (state SYN_SENT)" },
			{ "accept, recv, poll, select, epoll_wait", "nothing came within the limit" },
			{ "send", "the peer does not read, and the buffers of both ends are full" },
			{ "getaddrinfo, getnameinfo", "no name server answered yet" },
			{ "wait", "the job or server has not ended; it runs on" }),
		LINES(
			ANY("the socket is as it was: make the call again, or close FD"),
			{ "connect", "connect FD ENDPOINT again waits for the same handshake" },
			ANY("-t TIME gives one command a limit, set timeout TIME gives one to all")) },
	{ "EOF", "The stream ended before what was waited for had come. It is the shell's word, not an errno.",
		"sosh(1)",
		LINES(
			{ "recv", "the peer closed its side (recv returned 0), and the text was not in what came before" }),
		LINES(
			{ "recv", "print $data shows the end of what came" },
			{ "recv", "a text that differs in a CR, a blank or in case is another one: recv FD -x shows the bytes" }) },
};

const size_t explanation_count = sizeof(explanations) / sizeof(explanations[0]);
