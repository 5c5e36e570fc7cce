/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The states of RFC 9293, and those of sockets that have no protocol of their own for it.
 */
#include "insight/states.h"

#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

#include "sock/state.h"

static const struct state_page pages[] = {
	{ TCP_CLOSE, 0,
		"connect makes it SYN_SENT, then ESTABLISHED\n"
		"bind and listen make it LISTEN\n"
		"send says EPIPE, recv ENOTCONN",
		NULL },
	{ STATE_OVER, 0,
		"recv reads what came before the end, then returns 0; send says EPIPE\n"
		"connect FD none forgets the connection, and the socket can connect anew; or close FD",
		"nothing: what it sends is answered by a RST" },
	{ TCP_LISTEN, 0,
		"accept takes the first connection of the queue, and waits while that is empty\n"
		"send and recv say EPIPE and ENOTCONN: data goes by what accept returned\n"
		"close refuses those that wait in the queue, by a RST",
		"clients connect without waiting for accept, as long as the queue has room" },
	{ STATE_UNIX_LISTEN, SOCK_STREAM,
		"accept takes the first connection of the queue, and waits while that is empty\n"
		"send and recv say ENOTCONN and EINVAL: data goes by what accept returned\n"
		"close ends those that wait in the queue: they are told ECONNRESET; a file stays",
		"clients connect without waiting for accept, and wait where the queue has no room" },
	{ STATE_UNIX_LISTEN, 0,
		"accept takes the first connection of the queue, and waits while that is empty\n"
		"send and recv say ENOTCONN: data goes by what accept returned\n"
		"close ends those that wait in the queue: they are told ECONNRESET; a file stays",
		"clients connect without waiting for accept, and wait where the queue has no room" },
	{ TCP_SYN_SENT, 0,
		"wait: assert FD.state == ESTABLISHED -t 5s, or poll FD:out\n"
		"a second connect says EALREADY if it does not wait\n"
		"close gives the attempt up",
		"its SYN-ACK makes this end ESTABLISHED\n"
		"its RST makes it CLOSE, and the call says ECONNREFUSED\n"
		"its silence has the SYN repeated TCP_SYNCNT times, then the call says ETIMEDOUT" },
	{ TCP_SYN_RECV, 0, "nothing but wait: the handshake lacks the other end's ACK",
		"its ACK makes this end ESTABLISHED" },
	{ TCP_ESTABLISHED, 0,
		"send and recv\n"
		"shutdown FD wr sends a FIN: FIN_WAIT1, then FIN_WAIT2; recv goes on\n"
		"close sends a FIN too; a RST if data is unread, or SO_LINGER is 0s",
		"its FIN makes this end CLOSE_WAIT, and recv returns 0 behind the data\n"
		"its RST makes it CLOSE, and the next call says ECONNRESET" },
	{ TCP_FIN_WAIT1, 0,
		"recv goes on; send says EPIPE: the FIN is out, and not acknowledged yet",
		"its ACK makes this end FIN_WAIT2\n"
		"its own FIN makes it CLOSING, or with the ACK TIME_WAIT" },
	{ TCP_FIN_WAIT2, 0,
		"recv goes on, until it returns 0; send says EPIPE: the FIN is out\n"
		"close leaves the rest to the kernel, for net.ipv4.tcp_fin_timeout seconds",
		"it may send on: it is in CLOSE_WAIT\n"
		"its FIN makes this end TIME_WAIT, which the kernel keeps without the descriptor" },
	{ TCP_CLOSE_WAIT, 0,
		"recv reads what came before the FIN, then returns 0\n"
		"send goes on, as long as the other end reads\n"
		"shutdown FD wr or close sends the FIN: LAST_ACK",
		"it has sent its FIN, and sends nothing more; it is in FIN_WAIT2\n"
		"if it has closed, what is sent to it is answered by a RST" },
	{ TCP_CLOSING, 0, "nothing but wait: both have sent a FIN, and this end's lacks its ACK",
		"its ACK makes this end TIME_WAIT" },
	{ TCP_LAST_ACK, 0, "nothing but wait: the FIN lacks its ACK; send says EPIPE",
		"its ACK ends the connection" },
	{ STATE_UNCONNECTED, SOCK_STREAM, "bind and listen, or connect", NULL },
	{ STATE_UNCONNECTED, SOCK_SEQPACKET, "bind and listen, or connect", NULL },
	{ STATE_UNCONNECTED, 0,
		"sendto names the receiver; the kernel then chooses an address for this end\n"
		"bind gives it an address, at which others reach it; connect gives it a peer\n"
		"send says EDESTADDRREQ, or ENOTCONN: it has no peer",
		NULL },
	{ STATE_BOUND, SOCK_STREAM, "listen, or connect",
		"connect says ECONNREFUSED until it listens" },
	{ STATE_BOUND, SOCK_SEQPACKET, "listen, or connect",
		"connect says ECONNREFUSED until it listens" },
	{ STATE_BOUND, 0,
		"recvfrom takes what comes, from anybody\n"
		"sendto names the receiver; connect fixes one, and then takes from that one only",
		"anybody may send to it, and hears of nothing that is dropped here" },
	{ STATE_CONNECTED, SOCK_DGRAM,
		"send goes to the peer, recv takes from the peer only\n"
		"connect to another ENDPOINT changes the peer, connect FD none takes it away\n"
		"no packet says that it is connected",
		"it need not be there, nor know: if nobody has that port, a later call says ECONNREFUSED" },
	{ STATE_CONNECTED, 0,
		"send and recv; shutdown FD wr ends this direction\n"
		"close ends both; what is unread is lost",
		"when it closes, recv returns 0 behind the data, and send says EPIPE" },
};

const struct state_page *states_find(int state, int type)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].state == state && (!pages[i].type || pages[i].type == type))
			return &pages[i];
	return NULL;
}
