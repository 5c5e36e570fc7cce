/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to the kernel by netlink(7), and their answers. The kernel answers within the calls
 * themselves, so nothing here waits. What an answer holds is believed only where there is room
 * for it: a message that is cut, of another question or of another kind is an error.
 */
#ifndef SOCK_NETLINK_H
#define SOCK_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Told of each message of an answer, which is whole. -1: it is malformed. */
typedef int netlink_each(void *context, const struct nlmsghdr *m);

struct netlink_answer {
	netlink_each *each;
	void *context;
	uint32_t seq;  /* of the question */
	uint16_t type; /* of its messages */
	size_t least;  /* bytes that each has behind its head at least */
	bool dump;     /* it is a list, which ends in NLMSG_DONE; else one message */
	bool changed;  /* the list changed while it was told: something may be missing */
};

enum netlink_progress { NETLINK_BAD = -1, NETLINK_OVER, NETLINK_MORE };

/* Reads one datagram of an answer: LEN bytes, aligned as a struct nlmsghdr is. NETLINK_BAD with
 * E (ERR_SYSTEM) and errno: what the kernel refused with, or EPROTO where the bytes are none
 * that can be understood. */
enum netlink_progress netlink_parse(
	struct netlink_answer *a, const void *bytes, size_t len, struct err *e);

/* Asks on FD, a netlink socket, and reads all of the answer; fills in the question's length
 * SIZE and A's seq, and adds to its flags. What is no question has NLM_F_ACK among these: then
 * the answer is whether it was done. 0, or -1 with E and errno. */
int netlink_ask(
	int fd, struct nlmsghdr *question, size_t size, struct netlink_answer *a, struct err *e);

/* socket(2) of a PROTOCOL of netlink, close-on-exec, of the lowest free number; -1 with E and
 * errno. */
int netlink_socket(int protocol, struct err *e);

/* The attributes behind FIXED bytes of the message M, or in LEN bytes FROM: FOUND[TYPE] gets those
 * of a TYPE below COUNT, of several the last; others have NULL p. -1: malformed. */
int netlink_attributes(
	const struct nlmsghdr *m, size_t fixed, struct slice *found, unsigned short count);
int netlink_attributes_in(const void *from, size_t len, struct slice *found, unsigned short count);

/* An attribute's number; OTHERWISE where it is missing or shorter than that. */
uint32_t netlink_u32(struct slice attribute, uint32_t otherwise);

#endif
