/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of all sockets are looked for: those that words name, or the session's.
 */
#ifndef COMMANDS_SEEK_H
#define COMMANDS_SEEK_H

#include "shell/run.h"
#include "sock/diag.h"
#include "sock/kind.h"

enum { SEEK_PORTS = 65536, SEEK_STATES = 80 };

/* An address of IP and a port, IPv4 ones as IPv6 has them. */
struct seek_end {
	unsigned char ip[16];
	uint16_t port;
};

/* A descriptor of the session. */
struct seek_own {
	uint64_t inode;
	int fd;
};

struct seek {
	/* by words: each is of no matter where none is given */
	bool by_port, by_state, by_kind;
	unsigned char ports[SEEK_PORTS / 8];
	bool states[SEEK_STATES];
	const struct arg *words; /* for the kinds: the run's */
	int nwords;

	/* the session's: its own ports are in ports too */
	bool session;
	struct seek_end *peers;
	struct addr *names; /* of AF_UNIX */
	size_t npeers, nnames;

	struct seek_own *own; /* by inode, whatever is looked for */
	size_t nown;
};

/* What the words of R, of type_sought, ask for; without a word what the session has and had,
 * unless ALL. Freed by seek_free. */
struct seek *seek_new(struct run *r, bool all);
void seek_free(struct seek *k);

/* Whether sockets of KIND might be among those that are looked for: where no kind is named, a port
 * is one of TCP, UDP and their kin. */
bool seek_minds(const struct seek *k, const struct socket_kind *kind);
bool seek_wants(const struct seek *k, const struct diag_socket *s);

/* The session's descriptor of INODE, the lowest; or -1. */
int seek_own_fd(const struct seek *k, uint64_t inode);

#endif
