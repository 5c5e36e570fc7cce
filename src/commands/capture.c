/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capture: the packets of the session's connections, under the calls that send them.
 */
#include <string.h>

#include "base/text.h"
#include "lang/types.h"
#include "shell/captures.h"
#include "shell/emit.h"
#include "shell/save.h"
#include "sock/pcapng.h"

enum { WHAT, FDS };

/* ---- what it does ---- */

static void add_kept(const struct capture *c, struct buf *b)
{
	uint64_t lost = c->tap.lost + (c->wiretap ? wiretap_lost(c->wiretap) : 0);

	text_add_count(b, c->number, "packet");
	if (c->dropped)
		buf_addf(b, ", of which the first %llu are not kept",
			(unsigned long long)c->dropped);
	if (lost)
		buf_addf(b, ", %llu lost: they came faster than they were taken",
			(unsigned long long)lost);
}

static const char *of_whom(const struct capture *c)
{
	if (c->owners.chosen)
		return "of the descriptors named";
	return c->all ? "of this network" : "of this session's connections";
}

static void show_state(struct run *r)
{
	struct capture *c = r->session->capture;
	struct buf text = { 0 };

	if (!c) {
		emit_text(r, slice_of("nothing is captured\n"));
		return;
	}
	observers_pause(r->observers);
	tap_count(&c->tap);
	buf_addf(&text, "capturing is %s", capture_is_on(c) ? "on: the packets " : "off; ");
	if (capture_is_on(c))
		buf_addf(&text, "%s; ", of_whom(c));
	add_kept(c, &text);
	observers_resume(r->observers);
	buf_addc(&text, '\n');
	emit_prose(r, buf_slice(&text));
	buf_free(&text);
}

/* ---- into a file ---- */

/* The command that it came with, or after: fit for a file in UTF-8. */
static void add_comment(const struct capture *c, const struct captured *one, struct buf *b)
{
	buf_clear(b);
	if (*one->cmd)
		buf_adds(b, one->when == CAPTURED_SINCE       ? "after: "
			    : one->when == CAPTURED_MEANWHILE ? "during: "
							      : "");
	text_add_clean(b, one->cmd, strlen(one->cmd));
	captured_about(c, one, b);
}

static void add_all(const struct capture *c, struct buf *b)
{
	struct buf comment = { 0 };
	struct pcapng file;

	pcapng_begin(&file, b, "sosh", TAP_FRAME, c->lines);
	for (const struct captured *one = c->first; one; one = one->next) {
		add_comment(c, one, &comment);
		pcapng_add(&file, one->line, one->link, one->date, one->wire, one->bytes,
			buf_slice(&comment));
	}
	buf_free(&comment);
}

static enum command_status save(struct run *r)
{
	struct buf b = { 0 };
	int status;

	if (!r->session->capture)
		return (enum command_status)captures_none(&r->err);
	observers_pause(r->observers);
	add_all(r->session->capture, &b);
	observers_resume(r->observers);
	status = save_file(r, arg_string(r, POS(r, WHAT)), &b);
	buf_free(&b);
	return status ? REFUSED : DONE;
}

static bool is_file(struct slice name)
{
	static const char ending[] = ".pcapng";
	size_t len = strlen(ending);

	return name.len > len && !memcmp(name.p + name.len - len, ending, len);
}

/* ---- on, off ---- */

static enum command_status turn_on(struct run *r)
{
	size_t n = POS(r, FDS)->given ? (size_t)r->args.nrest : 0;
	int *fds = arena_alloc(r->arena, (n + 1) * sizeof(*fds));

	for (size_t i = 0; i < n; i++)
		fds[i] = (int)r->args.rest[i].num;
	return captures_on(r->session, fds, n, &r->err) ? REFUSED : DONE;
}

static enum command_status run(struct run *r)
{
	const struct arg *what = POS(r, WHAT);

	if (what->given && what->bare && slice_is(what->text, "on"))
		return turn_on(r);
	if (POS(r, FDS)->given)
		return (enum command_status)err_at(
			&r->err, ERR_USAGE, POS(r, FDS)->span, "descriptors belong to capture on");
	if (!what->given) {
		show_state(r);
		return DONE;
	}
	if (what->bare && slice_is(what->text, "off")) {
		captures_off(r->session);
		return DONE;
	}
	if (is_file(what->text))
		return save(r);
	return (enum command_status)err_at(
		&r->err, ERR_USAGE, what->span, "capture on, capture off, capture FILE.pcapng");
}

static const char *const words[] = { "on", "off", NULL };

const struct command command_capture = {
	.name = "capture",
	.group = GROUP_SHELL,
	.params = (const struct param[]){ { "FILE", &type_file, OPTIONAL, .of = words,
						  .help = "where to save what was captured, "
							  "NAME.pcapng; or on, off" },
		{ "FD", &type_fd_look, OPTIONAL | REPEATED,
			.help = "with on: the packets of these alone" },
		{ 0 } },
	.summary = "show the packets that each call sends and brings",
	.details =
		"Under each call stand the packets that it caused, in packetdrill's notation: how long after "
		"the call began, from whom to whom by the names of the descriptors (or their numbers, or "
		"addresses of others), flags, first and last sequence number and the bytes between them, "
		"acknowledgement, window, options. F is FIN, S SYN, R RST, P PSH, . ACK, U URG, E ECE, W "
		"CWR. Sequence numbers count from the SYN, where one was seen. What was sent before is a "
		"retransmission, what only repeats an acknowledgement a duplicate ACK. UDP, ICMP with the "
		"packet that it quotes, ARP and others have fewer words. Packets that come between two "
		"calls stand before the second, behind since:. What is of a connection that the call does "
		"not touch, such as a delayed acknowledgement of what was sent before, was not its doing: "
		"it stands behind meanwhile:, and behind [%1] where it is of a call that a job makes. "
		"= packets counts neither, and none of those before the command began.\n\n"
		"They are those of this session's connections, also of servers and of descriptors that "
		"were closed; in a network of one's own all; with FD those of these descriptors alone; a "
		"fragment belongs where the first one of its datagram does. "
		"Each is shown once, though the loopback interface passes it twice, and interfaces that lie on "
		"each other (a bridge, a VLAN) each. Of each its first "
		"2,000 bytes or so are kept, and of all 16 MiB; the oldest make room. Where more than 4,096 "
		"come during a call the rest is lost. capture alone says how many. This adds no packet, and "
		"nothing at all where it is off.\n\n"
		"Between hosts (host, link) each frame stands where it enters a link, at that time; behind it "
		"in brackets what the link does to it: how long after that it arrives, that it comes twice or "
		"with a bit turned; or that it is lost, finds the queue full or the link cut, or is dropped, and "
		"then an x stands before the line. Which link is told where there are several: a packet that a "
		"router forwards stands there once for each. What a host says to itself, over its own lo, is not "
		"captured.\n\n"
		"With FILE.pcapng what was captured so far is saved for Wireshark, each packet with the "
		"command that it came with as its comment, and an interface for each link. A file of that name stays as it was until all is "
		"written.\n\n"
		"It takes CAP_NET_RAW, which everybody has in a network of one's own: sosh --private.\n\n"
		"With --json each is an object of the type packet: number, call, the seconds after its "
		"beginning, start, from, to, from_fd, to_fd, length, of TCP flags, seq, ack, win and "
		"remark, and the line's text; when is "
		"since or meanwhile where it stands so, job the job's number; of a link's link, fate, and arrives.",
	.examples = (const struct example[]){ { NULL, "capture", NULL }, { 0 } },
	.see = "packets, private, packet(7), tcpdump(8)",
	.run = run,
};
