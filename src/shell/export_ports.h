/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports that the kernel chose in a session: another time they are others.
 */
#ifndef SHELL_EXPORT_PORTS_H
#define SHELL_EXPORT_PORTS_H

#include "export_steps.h"

/* A port, and whose it is. */
struct chosen_port {
	int port;
	bool peer;               /* the other end's of the descriptor */
	uint64_t serial;         /* of it */
	int fd;                  /* its number */
	struct slice name;       /* that it was given, or NULL p */
	const struct call *from; /* that told of it */
	size_t step, closed; /* in which it came, and behind which the name no longer tells it */
	bool typed;          /* later, as a number */
	bool kept;           /* it was so when the descriptor was gone, or had no name */
};

struct chosen_ports {
	struct chosen_port *items; /* the oldest first; in the arena of X */
	size_t count;
};

struct chosen_ports chosen_ports(struct export *x);

/* The one of this number that step AT finds, or NULL. */
struct chosen_port *chosen_find(const struct chosen_ports *p, int port, size_t at);

/* Whether DATA has one of them in decimal. */
bool chosen_in(const struct chosen_ports *p, struct slice data);

#endif
