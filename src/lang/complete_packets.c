/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What packets may be expected: candidates behind `= packets`.
 */
#include "lang/complete.h"

static const struct {
	const char *word, *help;
} words[] = {
	{ "S", "a SYN: a connection begins" },
	{ "S.", "a SYN that acknowledges one" },
	{ ".", "an acknowledgement, or data" },
	{ "P.", "data, the last that there is" },
	{ "F.", "a FIN: no more data will come" },
	{ "R", "a reset" },
	{ "R.", "a reset that acknowledges" },
	{ "SEW", "a SYN that asks for ECN" },
	{ "S.E", "one that agrees to it" },
	{ "udp", "a datagram" },
	{ "icmp", "an echo, or what became of a packet" },
	{ "icmp6", "the same of IPv6, and who has an address" },
	{ "arp", "who has an address of IPv4" },
};

void complete_packets(bool first, struct candidates *out)
{
	out->ordered = true;
	if (first)
		candidates_add_bare(out, "none", "it sends and brings none", ' ');
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		candidates_add_bare(out, words[i].word, words[i].help, ' ');
}
