/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What examples stand on: lines run before them, not shown.
 */
#ifndef COMMANDS_EXAMPLES_H
#define COMMANDS_EXAMPLES_H

/* l listens on a free port of 127.0.0.1. */
#define EXAMPLE_LISTENER "socket tcp as l\nbind l 127.0.0.1:0\nlisten l\n"

/* c, a client, and s, the server's end of its connection to l. */
#define EXAMPLE_PAIR                                                                               \
	EXAMPLE_LISTENER "socket tcp as c\nconnect c 127.0.0.1 $l.port\naccept l as s\n"

/* c is a socket without a connection. */
#define EXAMPLE_SOCKET "socket tcp as c\n"

/* u and v are datagram sockets; u is bound. */
#define EXAMPLE_UDP "socket udp as u\nbind u 127.0.0.1:0\nsocket udp as v\n"

/* a and b are unix datagram sockets; b is connected to a. */
#define EXAMPLE_UNIX                                                                               \
	"socket unix-dgram as a\nbind a unix:\nsocket unix-dgram as b\nconnect b $a.local\n"

/* Two hosts; and a link between them. */
#define EXAMPLE_HOSTS "private\nhost romeo\nhost juliet\n"
#define EXAMPLE_LINK  EXAMPLE_HOSTS "link romeo juliet\n"

#endif
