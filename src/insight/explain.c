/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an errno of a socket call means on Linux: the facts of socket(7), ip(7),
 * tcp(7), udp(7), unix(7) and of the calls' own pages, tried on a running kernel
 * where the pages are silent.
 */
#include "insight/explain.h"

#include "sock/names.h"

const struct explanation explanations[] = {
	{ "EACCES", "The rules of the system do not let this user do that.",
		"bind: a port below 1024 needs privilege (the limit is net.ipv4.ip_unprivileged_port_start)\n"
		"bind, connect: no permission to write to the socket's file, or to search a directory above it\n"
		"connect, sendto: a broadcast address, and SO_BROADCAST is off\n"
		"connect, sendto: the routing table has a \"prohibit\" route for this address\n"
		"socket: a ping socket (inet dgram icmp), and net.ipv4.ping_group_range leaves you out",
		"bind FD 0 takes a free port above the limit; 8080 will do where 80 is meant\n"
		"setsockopt FD SO_BROADCAST on, before sending to a broadcast address\n"
		"for a path, look at ls -l of the socket and of each directory above it" },
	{ "EADDRINUSE", "The local address is taken: another socket has this port or path.",
		"bind: another socket is bound to the port; a listener of another program, as a rule\n"
		"bind: an IPv6 socket on * holds the port for IPv4 too, and one of IPv4 keeps it from IPv6's *\n"
		"bind: a connection of this port is in TIME_WAIT, up to a minute after this side closed first\n"
		"bind: the file of a unix socket exists, whether or not anyone still listens on it\n"
		"listen: two sockets share the port by SO_REUSEADDR, and the other one listens already\n"
		"setsockopt: this multicast group has been joined before",
		"bind FD 0 lets the kernel choose; $FD.port tells which port it was\n"
		"setsockopt FD SO_REUSEADDR on, before bind: it passes TIME_WAIT if the old socket had it too\n"
		"setsockopt FD IPV6_V6ONLY on, before bind, leaves the port to IPv4\n"
		"SO_REUSEPORT on both sockets shares the port between two listeners of one user\n"
		"list shows whether this shell holds it; ss -ltnp in another terminal shows every listener\n"
		"for a unix socket, remove the file if nobody listens, or use an abstract name: @NAME" },
	{ "EADDRNOTAVAIL", "The address is not one that this machine can use as its own.",
		"bind: no interface here has this address; only local addresses can be bound\n"
		"connect: every ephemeral port towards this peer is in use\n"
		"connect: the bound local port already has a connection to the same peer\n"
		"connect, bind: IPv6 is switched off, and the address is an IPv6 one\n"
		"setsockopt: leaving a multicast group that was never joined",
		"bind FD 127.0.0.1:0 for loopback, bind FD *:0 for all interfaces\n"
		"ip addr in another terminal lists the addresses of this machine\n"
		"with many short connections, close them from the other side: TIME_WAIT then stays there" },
	{ "EAFNOSUPPORT", "The address family does not fit, or the kernel does not have it.",
		"connect, bind, sendto: an IPv6 address on an IPv4 socket\n"
		"socket: a family this kernel was built without, or whose module is not loaded",
		"socket tcp -6 makes an IPv6 socket; an IPv4 address needs one made without -6\n"
		"getsockopt FD SO_DOMAIN tells the family of a socket\n"
		"dial makes a socket of the family that each address needs" },
	{ "EAGAIN",
		"The call would have to wait, and was told not to. EWOULDBLOCK is the same number.",
		"recv, accept: nothing has come, and MSG_DONTWAIT or O_NONBLOCK is set\n"
		"recv, accept: SO_RCVTIMEO has expired\n"
		"send: the send buffer is full: the peer does not read, or the network is slower than you\n"
		"connect: a unix listener's backlog is full\n"
		"connect, sendto: no ephemeral port is free to bind a datagram socket to",
		"try again later, or wait: recv FD -t 2s without -f dontwait\n"
		"getsockopt FD SO_RCVTIMEO shows whether the socket has a limit of its own\n"
		"print $FD.unread and print $FD.unacked show what waits in the two buffers" },
	{ "EALREADY", "A connection attempt on this socket is still going on.",
		"connect: an earlier connect of this non-blocking socket is not decided yet\n"
		"send: with MSG_FASTOPEN, likewise",
		"print $FD.state says SYN_SENT until it is decided\n"
		"assert FD.state == ESTABLISHED -t 5s waits for it" },
	{ "EBADF", "The number is not an open descriptor of this process.",
		"the descriptor was closed; a variable that named it keeps the number\n"
		"the number was seen in another process: descriptors belong to one process each\n"
		"the number was never given out, or is negative: an earlier call failed and its -1 was used",
		"list shows the descriptors that are open\n"
		"socket tcp as NAME makes a new one and lets NAME stand for it" },
	{ "ECONNABORTED",
		"The connection was ended on this machine, by something other than this program.",
		"recv, send: an administrator destroyed the socket (ss -K), or its interface went away\n"
		"connect: the attempt before on this non-blocking socket failed, and its error has been read\n"
		"accept: the connection was given up before it was taken; on other systems than Linux, mostly",
		"accept: go on with the next one; the listener is as good as before\n"
		"connect: it says so once; the same call again makes a new attempt\n"
		"otherwise close FD and connect again" },
	{ "ECONNREFUSED", "There is a host, and it says that nobody listens on that port or path.",
		"connect: no program listens there: it was not started, it ended, or it uses another port\n"
		"connect: the socket there is bound, but listen was never called on it\n"
		"connect: the program listens on another address of that host, say on loopback only\n"
		"connect: the name has two addresses, as localhost has 127.0.0.1 and ::1, and only one is served\n"
		"connect: a firewall refuses in the host's name\n"
		"connect: the file of a unix socket is there, but whoever made it has gone\n"
		"send, recv: an earlier datagram was refused; a connected UDP socket hears of it one call late",
		"check address and port; resolve HOST shows every address that a name has\n"
		"ss -ltn on the server lists what listens, and on which address\n"
		"dial HOST PORT --retry 5s keeps trying while the server starts" },
	{ "ECONNRESET",
		"The peer ended the connection at once, by a reset: what was under way is lost.",
		"the peer closed while data it had not read was waiting, or closed with SO_LINGER 0s\n"
		"the peer's program was killed, or its host restarted and no longer knows the connection\n"
		"a firewall or load balancer between the two dropped the connection and says so\n"
		"recv: on a unix stream, the peer closed without reading all that was sent",
		"it is told once: the next recv returns 0, and send says EPIPE\n"
		"close FD and connect again\n"
		"for an orderly end, let the peer read to the end of stream before it closes" },
	{ "EDESTADDRREQ", "A datagram needs an address to go to, and there is none.",
		"send: the datagram socket is not connected",
		"sendto FD ENDPOINT DATA names the address each time\n"
		"connect FD ENDPOINT fixes it for every send; no packet is sent by that" },
	{ "EDOM", "A number in the argument is outside what it can mean.",
		"setsockopt: SO_RCVTIMEO or SO_SNDTIMEO with a million microseconds or more beside the seconds",
		"give the time with its unit, which is always in range: setsockopt FD SO_RCVTIMEO 1500ms" },
	{ "EDQUOT", "The user's share of the file system is used up.",
		"bind: a unix socket makes a file, and the disk quota has no room for it",
		"remove files, or bind to an abstract name, which makes none: bind FD @NAME" },
	{ "EEXIST", "What was to be made is there already.",
		"setsockopt: TCP_ULP has been set on this socket before",
		"it can be set once in a socket's life: make a new one" },
	{ "EFAULT", "An address in memory was not the process's own.",
		"a pointer passed to the call was wrong; a program's mistake, not the network's",
		"from this shell it is not to be expected; please report it" },
	{ "EHOSTDOWN", "The network says that the host is down.",
		"connect, send, recv: a router knows the destination network but not this host",
		"check the address; ping it from a machine on the same network" },
	{ "EHOSTUNREACH", "The packets found a network, but not the host.",
		"connect, send: nobody on the local network answers for this address (ARP, neighbour discovery)\n"
		"connect, send: a router on the way says the host cannot be reached\n"
		"connect, send: a firewall refuses with that answer, or the route is of type \"unreachable\"",
		"check the address; ip neigh in another terminal shows who answered on the local network\n"
		"ip route get ADDRESS shows which way packets take" },
	{ "EINPROGRESS", "The connection attempt goes on without you.",
		"connect: the socket is non-blocking; the handshake has begun\n"
		"connect: SO_SNDTIMEO has expired; the kernel keeps trying",
		"assert FD.state == ESTABLISHED -t 5s waits for the outcome\n"
		"getsockopt FD SO_ERROR tells why it failed, and 0 if it did not" },
	{ "EINTR", "A signal ended the wait before anything had happened.", "Ctrl-C during a call",
		"make the call again: the socket is as it was\n"
		"after connect the attempt goes on; another connect waits for the same handshake" },
	{ "EINVAL", "The kernel knows the call, but not with these arguments or in this state.",
		"accept: listen was never called on this socket, or it was shut down for reading\n"
		"bind: the socket has an address already; it can have one once only\n"
		"listen: the socket is connected, so it cannot also wait for others\n"
		"connect, bind, sendto: the address is too short for the family: an IPv4 one on an IPv6 socket\n"
		"connect, bind: a link-local IPv6 address without its interface\n"
		"setsockopt: the value has the wrong size, or is out of the option's range\n"
		"shutdown: neither rd nor wr nor rdwr",
		"list shows what state the socket is in: bound, listening, connected\n"
		"name the interface of a link-local address: [fe80::1%eth0]:80\n"
		"to bind or connect elsewhere, close FD and begin with a new socket" },
	{ "EIO", "The device below a file failed.",
		"bind, close: the file system that holds a unix socket's file has a fault",
		"the descriptor is closed all the same; look at dmesg for the disk's own report" },
	{ "EISCONN", "The socket is connected already.",
		"connect: a stream socket can be connected once in its life\n"
		"sendto: a connected unix stream takes no address",
		"getpeername FD tells to whom\n"
		"send FD DATA goes to the peer; for another peer make another socket" },
	{ "ELOOP", "Symbolic links in a path lead round in circles.",
		"bind, connect, sendto: the path of a unix socket has too many of them",
		"namei -l PATH shows each step" },
	{ "EMFILE", "This process has as many descriptors open as it may.",
		"socket, accept: the limit of open files (RLIMIT_NOFILE) is reached",
		"close what is not needed: list shows it, close all closes it\n"
		"ulimit -n before the shell is started sets another limit\n"
		"a client that accept cannot take waits in the backlog, and is not lost" },
	{ "EMSGSIZE", "The message is too large to be sent as one.",
		"send, sendto: UDP over IPv4 carries at most 65507 bytes\n"
		"send, sendto: a datagram is larger than the path's MTU, and IP_MTU_DISCOVER forbids fragments\n"
		"send, sendto: a unix datagram is larger than SO_SNDBUF",
		"send smaller ones: a datagram goes whole or not at all\n"
		"for unix sockets, setsockopt FD SO_SNDBUF with a larger size" },
	{ "ENAMETOOLONG", "A path, or a part between two slashes, is too long.",
		"bind, connect, sendto: a part of a unix socket's path is over 255 bytes",
		"use a shorter path; the whole of one has at most 107 bytes in a socket address" },
	{ "ENETDOWN", "The network interface is switched off.",
		"send, recv: the interface that this socket is tied to went down",
		"ip link in another terminal shows its state" },
	{ "ENETUNREACH", "There is no route to that network.",
		"connect, sendto: the machine is offline, or has no default route\n"
		"connect, sendto: an IPv6 address, and the machine has IPv6 on its own links only\n"
		"connect, sendto: the socket is bound to loopback, and the address is elsewhere",
		"ip route and ip -6 route in another terminal show what can be reached\n"
		"127.0.0.1 is always there\n"
		"dial HOST PORT tries every address of a name, in turn" },
	{ "ENFILE", "The whole system has as many files open as it may.",
		"socket, accept: fs.file-max is reached, by all programs together",
		"close what is not needed; find who holds so many: lsof\n"
		"a client that accept cannot take waits in the backlog" },
	{ "ENOBUFS", "The kernel has no room in a queue or table.",
		"setsockopt: the socket has joined as many multicast groups as it may\n"
		"send: the interface's queue is full, and the socket asked to be told (IP_RECVERR)\n"
		"recv: a netlink or packet socket was read too slowly, and messages were dropped\n"
		"send: MSG_ZEROCOPY, and too many buffers are locked already",
		"wait and try again\n"
		"net.ipv4.igmp_max_memberships limits the groups of a socket\n"
		"setsockopt FD SO_RCVBUF with a larger size, for a reader that is late" },
	{ "ENODATA", "The kernel knows the option, but has nothing to tell.",
		"getsockopt: the peer's credentials or process were never noted for this socket",
		"such options need a connected unix socket" },
	{ "ENODEV", "There is no network interface of that name or number.",
		"setsockopt: SO_BINDTODEVICE or a multicast option names an interface that is not here\n"
		"connect, bind: the interface behind the % of an IPv6 address is not here",
		"ip link in another terminal lists the interfaces; names are exact, and differ by machine" },
	{ "ENOENT", "A path or a name does not exist.",
		"connect, sendto: no file at the path of the unix socket: the server has not bound it\n"
		"bind: the directory in which the socket's file was to be made does not exist\n"
		"setsockopt: the kernel has no congestion control or protocol of that name",
		"ls -l of the directory shows what is there; a relative path begins where the shell was started\n"
		"sysctl net.ipv4.tcp_available_congestion_control lists what TCP_CONGESTION takes" },
	{ "ENOMEM", "The kernel has no memory for this.",
		"socket, send, setsockopt: the machine, or the control group of the process, is out of memory\n"
		"TCP as a whole has reached net.ipv4.tcp_mem",
		"close what is not needed; free -m shows what is left" },
	{ "ENONET", "The network says that the host is cut off from it.",
		"connect, send, recv: a router reports the source host isolated; very rare",
		"check with whoever runs the network" },
	{ "ENOPROTOOPT", "There is no such option at that level, or no such protocol at the peer.",
		"getsockopt, setsockopt: this kernel has no option of that number\n"
		"setsockopt: the option can only be read\n"
		"connect, send, recv: the host answered that it does not speak this protocol at all",
		"help setsockopt lists the options by name\n"
		"getsockopt FD SO_TYPE and SO_PROTOCOL tell what kind of socket it is" },
	{ "ENOSPC", "There is no room left.",
		"bind: a unix socket makes a file, and the file system is full\n"
		"bind: every abstract name that the kernel hands out by itself is taken",
		"df shows which file system is full; an abstract name makes no file: bind FD @NAME" },
	{ "ENOTCONN", "The socket has no peer.",
		"recv: connect was not called, or has not succeeded\n"
		"recv, getpeername: the descriptor is the listening one; a client's is what accept returned\n"
		"send: a unix datagram socket without a peer (a TCP one says EPIPE here)\n"
		"shutdown: likewise, or the connection has ended",
		"connect FD ENDPOINT first; on the server's side accept FD as c, and use c\n"
		"list shows which descriptors are connected, and to whom" },
	{ "ENOTDIR", "Something in the middle of a path is not a directory.",
		"bind, connect, sendto: the path of a unix socket goes through an ordinary file",
		"namei -l PATH shows each step" },
	{ "ENOTSOCK", "The descriptor is open, but it is no socket.",
		"the number is a file's, a pipe's or a terminal's: 0, 1 and 2 are so as a rule",
		"list shows the sockets\n"
		"socket tcp as NAME makes one" },
	{ "ENOTTY", "This request to a device or socket (an ioctl) is not one it knows.",
		"reading a queue's length from a socket of a family that keeps none",
		"it harms nothing; other properties can be read all the same" },
	{ "ENXIO", "There is no device behind that.",
		"opening a unix socket's file like an ordinary file: cat, or --file, cannot read it\n"
		"bind: a packet socket names an interface that is not here",
		"a unix socket is reached by connect: dial unix PATH" },
	{ "EOPNOTSUPP", "A socket of this type does not do that.",
		"listen, accept: the socket carries datagrams; only stream and seqpacket take connections\n"
		"send: MSG_OOB on a datagram socket, or another flag that the protocol does not have\n"
		"sendto: an address on a unix stream that is not connected\n"
		"getsockopt, setsockopt: an option of another protocol: TCP_NODELAY on a UDP socket",
		"getsockopt FD SO_TYPE tells the type\n"
		"a UDP server only binds, and then calls recvfrom: there is nothing to accept" },
	{ "EPERM", "It needs a privilege, or a firewall of this machine forbids it.",
		"socket: raw and packet sockets need CAP_NET_RAW\n"
		"connect, send, sendto: a local firewall rule drops what goes out\n"
		"setsockopt: SO_MARK, SO_RCVBUFFORCE and others need CAP_NET_ADMIN\n"
		"setsockopt: a congestion control that only root may choose\n"
		"accept: a security policy forbids this connection",
		"work on loopback with tcp, udp and unix sockets: these need no privilege\n"
		"SO_RCVBUF does without privilege what SO_RCVBUFFORCE does beyond net.core.rmem_max" },
	{ "EPIPE", "This end cannot send any more.",
		"send: shutdown FD wr was called: the FIN is out\n"
		"send: the peer has reset the connection; an earlier call was told ECONNRESET, if any was\n"
		"send: a TCP socket that was never connected\n"
		"send: the peer of a unix socket has closed",
		"recv FD still reads what came before\n"
		"close FD and connect again\n"
		"other programs die of SIGPIPE here; this shell ignores it so that the errno can be seen" },
	{ "EPROTO", "The peer or a router found a fault in the protocol itself.",
		"connect, send, recv: a router reports a bad header (ICMP parameter problem)\n"
		"accept: the connection broke while it was being taken",
		"accept: go on with the next one\n"
		"otherwise capture the packets with tcpdump and look at the ICMP message" },
	{ "EPROTONOSUPPORT", "This family and type do not come with that protocol.",
		"socket: inet stream udp: a stream over UDP does not exist\n"
		"socket: a protocol number that this kernel does not have",
		"leave the protocol out, or give 0: family and type already decide it\n"
		"socket tcp, socket udp" },
	{ "EPROTOTYPE", "The two sockets are of different types.",
		"connect: a unix stream to a datagram socket's path, or the other way round",
		"socket unix, unix-dgram or unix-seqpacket: use the kind that the server uses" },
	{ "ERANGE", "The room given for the answer is too small.",
		"getsockopt: the peer's groups or security label are longer than the buffer",
		"no remedy in this shell; a program asks again with the length it was told" },
	{ "EROFS", "The file system can only be read.",
		"bind: a unix socket makes a file, and this file system takes none",
		"bind in another directory, /tmp say, or to an abstract name: bind FD @NAME" },
	{ "ESHUTDOWN", "The transport was shut down, and takes nothing more.",
		"send: an SCTP association, or a device's endpoint, is closing; TCP says EPIPE instead",
		"recv FD what is still to come, then close FD" },
	{ "ESOCKTNOSUPPORT", "The family has no sockets of this type.",
		"socket: inet seqpacket, for instance: among TCP, UDP and unix only unix has seqpacket",
		"inet and inet6 have stream, dgram and raw; unix has stream, dgram and seqpacket" },
	{ "ESRCH", "There is no such process.",
		"send: credentials that were passed along name a process that does not exist",
		"pass those of this process" },
	{ "ETIMEDOUT", "The kernel tried for as long as it does, and nobody answered.",
		"connect: no answer to the SYN for about two minutes: host off, or a firewall drops packets\n"
		"recv, send: the peer stopped acknowledging: cable out, host gone, some 15 minutes of silence\n"
		"recv, send: keepalive probes (SO_KEEPALIVE) or TCP_USER_TIMEOUT found the peer gone",
		"check the address; a host that is up and refuses says ECONNREFUSED at once\n"
		"connect FD ENDPOINT -t 3s ends the wait sooner: that prints GAVEUP\n"
		"setsockopt FD TCP_SYNCNT, before connect, sets how many SYNs the kernel repeats" },
	{ "ETOOMANYREFS", "Too many descriptors are under way inside unix sockets.",
		"sendmsg: the limit of open files also bounds the descriptors sent and not yet received",
		"have the receiver take them first" },

	{ "EAI_ADDRFAMILY", "The host has no address of the family that was asked for.",
		"an IPv6 address where IPv4 was asked for, or the other way round",
		"resolve HOST without -4 or -6 shows what there is" },
	{ "EAI_AGAIN", "The name server did not answer; it may do so later.",
		"the machine is offline, or /etc/resolv.conf names a server that cannot be reached\n"
		"a firewall drops the questions\n"
		"the name server could not get an answer itself",
		"try again; use an address in place of a name meanwhile\n"
		"resolve localhost works without any name server" },
	{ "EAI_BADFLAGS", "The flags of the lookup contradict each other.",
		"the canonical name was asked for without a host; a program's mistake",
		"give a host: resolve HOST" },
	{ "EAI_FAIL", "The name server answered that it cannot answer.",
		"it is set up wrongly, or refuses questions from this machine",
		"compare with another server: dig NAME @SERVER in another terminal" },
	{ "EAI_FAMILY", "Lookups do not know this address family.",
		"names are looked up for inet and inet6 only",
		"resolve HOST, with -4 or -6 to narrow it down" },
	{ "EAI_IDN_ENCODE", "The name has letters that could not be turned into a name of the DNS.",
		"it is not valid text in the locale's encoding, or not valid as an international name",
		"give the name in its ASCII form, which begins with xn--" },
	{ "EAI_INTR", "A signal ended the wait for a lookup.",
		"some other signal came while the name server was being asked", "ask again" },
	{ "EAI_MEMORY", "There was no memory for the lookup.",
		"the process is at a limit, or the machine is out of memory",
		"free -m in another terminal shows what is left" },
	{ "EAI_NODATA", "The name exists, but has no address.",
		"the domain has other records only, mail for instance\n"
		"it has addresses of the other family only",
		"try the name with www. before it, or resolve HOST without -4 or -6" },
	{ "EAI_NONAME", "There is no such host, or no such service.",
		"the host's name is misspelt, or neither /etc/hosts nor the DNS has it\n"
		"neither host nor service was given",
		"check the spelling; an address in place of the name needs no lookup\n"
		"names of a local network may need their full form: host.example.org" },
	{ "EAI_OVERFLOW", "The name that was found is longer than the room for it.",
		"a reverse lookup gave a name beyond every limit", "use the address" },
	{ "EAI_SERVICE", "There is no such service for this kind of socket.",
		"the service's name is not in /etc/services, or not with this protocol\n"
		"/etc/services is missing: the package netbase has it",
		"give the port's number" },
	{ "EAI_SOCKTYPE", "Lookups do not know this socket type.",
		"names are looked up for stream and dgram, and for raw without a service",
		"resolve HOST SERVICE asks without a type" },
	{ "EAI_SYSTEM", "A system call inside the lookup failed.",
		"a file such as /etc/hosts could not be read, or no descriptor was free",
		"list shows how many descriptors are open; strace -f shows the call that failed" },

	{ "GAVEUP",
		"The time limit of the command passed first. It is the shell's word, not an errno.",
		"connect: the handshake is not done; the kernel goes on with it (state SYN_SENT)\n"
		"accept, recv: nothing came within the limit\n"
		"send: the peer does not read, and the buffers of both ends are full\n"
		"resolve: no name server answered yet\n"
		"assert: what was waited for did not become true",
		"the socket is as it was: make the call again, or close FD\n"
		"connect FD ENDPOINT again waits for the same handshake\n"
		"-t TIME gives one command a limit, set timeout TIME gives one to all" },
};

const size_t explanation_count = sizeof(explanations) / sizeof(explanations[0]);

static const struct explanation *find_name(struct slice name)
{
	for (size_t i = 0; i < explanation_count; i++)
		if (names_same(name, explanations[i].name))
			return &explanations[i];
	return NULL;
}

const struct explanation *explain_find(struct slice what)
{
	const struct explanation *row = find_name(what);
	int errnum;

	if (row != NULL || names_errno_parse(what, &errnum, NULL) != 0)
		return row;

	const char *name = names_errno(errnum);

	return name != NULL ? find_name(slice_of(name)) : NULL;
}
