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
	{ "EACCES", "The rules of the system do not let this user do that.",
		LINES(
			{ "bind", "a port below 1024 needs privilege (the limit is net.ipv4.ip_unprivileged_port_start)" },
			{ "bind, connect, send", "no permission to write to the socket's file, or to search a directory above it" },
			{ "connect, send", "a broadcast address, and SO_BROADCAST is off" },
			{ "connect, send", "the routing table has a \"prohibit\" route for this address" },
			{ "socket", "a ping socket (kind icmp), and net.ipv4.ping_group_range has none of your groups" },
			{ "unlink", "no permission to write to the directory, or to search one above it" },
			{ "socket", "a policy forbids this kind of socket: SELinux, or what a container's filter lets through" }),
		LINES(
			{ "bind", "bind FD 0 takes a free port above the limit; 8080 will do where 80 is meant" },
			{ "connect, send", "setsockopt FD SO_BROADCAST on, before sending to a broadcast address" },
			{ "socket", "sysctl net.ipv4.ping_group_range=\"0 2147483647\" allows ping sockets to everybody" },
			{ "bind, connect, send, unlink", "for a path, look at ls -l of the socket and of each directory above it" }) },
	{ "EADDRINUSE", "The local address is taken: another socket has this port or path.",
		LINES(
			{ "bind", "another socket is bound to the port; a listener of another program, as a rule" },
			{ "bind", "an IPv6 socket on * holds the port for IPv4 too, and one of IPv4 keeps it from IPv6's *" },
			{ "bind", "a connection of this port is in TIME_WAIT, up to a minute after this side closed first" },
			{ "bind", "the file of a unix socket exists, whether or not anyone still listens on it" },
			{ "listen", "two sockets share the port by SO_REUSEADDR, and the other one listens already" },
			{ "listen", "the socket was never bound, and no ephemeral port is free for it" },
			{ "setsockopt", "this multicast group has been joined before" },
			{ "connect", "the local address that it was to use is taken" }),
		LINES(
			{ "bind", "bind FD 0 lets the kernel choose; $FD.port tells which port it was" },
			{ "bind", "setsockopt FD SO_REUSEADDR on, before bind: it passes TIME_WAIT if the old socket had it too" },
			{ "bind", "setsockopt FD IPV6_V6ONLY on, before bind, leaves the port to IPv4" },
			{ "bind, listen", "SO_REUSEPORT on both sockets shares the port between two listeners of one user" },
			{ "bind, listen", "ss PORT shows what holds it: a listener, a connection, TIME_WAIT, and whose process has it" },
			{ "bind", "for a unix socket, unlink PATH if nobody listens, or use an abstract name: @NAME" }) },
	{ "EADDRNOTAVAIL", "The address is not one that this machine can use as its own.",
		LINES(
			{ "bind", "no interface here has this address; only local addresses can be bound" },
			{ "connect", "every ephemeral port towards this peer is in use" },
			{ "connect", "the bound local port already has a connection to the same peer" },
			{ "connect, bind", "IPv6 is switched off, and the address is an IPv6 one" },
			{ "setsockopt", "leaving a multicast group that was never joined" }),
		LINES(
			{ "bind", "bind FD 127.0.0.1:0 for loopback, bind FD *:0 for all interfaces" },
			ANY("interfaces lists the addresses of this machine"),
			{ "connect", "with many short connections, close them from the other side: TIME_WAIT then stays there" }) },
	{ "EAFNOSUPPORT", "The address family does not fit, or the kernel does not have it.",
		LINES(
			{ "connect, bind, send", "an IPv6 address on an IPv4 socket" },
			{ "connect, bind, send", "an address of another family altogether: a path on an IP socket" },
			{ "socket", "a family this kernel was built without, or whose module is not loaded (can, tipc, alg)" },
			{ "socket", "IPv6 is switched off at boot (ipv6.disable=1)" }),
		LINES(
			{ "socket", "modprobe, as root, loads a family that is a module: modprobe can" },
			ANY("socket tcp -6 makes an IPv6 socket; an IPv4 address needs one made without -6"),
			ANY("getsockopt FD SO_DOMAIN tells the family of a socket"),
			ANY("dial makes a socket of the family that each address needs")) },
	{ "EAGAIN", "The call would have to wait, and was told not to. EWOULDBLOCK is the same number.",
		LINES(
			{ "recv, accept", "nothing has come, and MSG_DONTWAIT or O_NONBLOCK is set" },
			{ "recv, accept", "SO_RCVTIMEO has expired" },
			{ "send", "the send buffer is full: the peer does not read, or the network is slower than you" },
			{ "connect", "a unix listener's backlog is full" },
			{ "connect, send", "no ephemeral port is free to bind a datagram socket to" }),
		LINES(
			ANY("try again later, or wait: recv FD -t 2s without -f dontwait"),
			ANY("getsockopt FD SO_RCVTIMEO shows whether the socket has a limit of its own"),
			ANY("print $FD.unread and print $FD.unacked show what waits in the two buffers")) },
	{ "EALREADY", "A connection attempt on this socket is still going on.",
		LINES(
			{ "connect", "an earlier connect of this non-blocking socket is not decided yet" },
			{ "send", "MSG_FASTOPEN was given, and the connection it began is not decided yet" }),
		LINES(
			ANY("print $FD.state says SYN_SENT until it is decided"),
			ANY("assert FD.state == ESTABLISHED -t 5s waits for it")) },
	{ "EBADF", "The number is not an open descriptor of this process.",
		LINES(
			ANY("the descriptor was closed; a variable that named it keeps the number"),
			ANY("the number was seen in another process: descriptors belong to one process each"),
			ANY("the number was never given out, or is negative: an earlier call failed and its -1 was used")),
		LINES(
			ANY("list shows the descriptors that are open"),
			ANY("socket tcp as NAME makes a new one and lets NAME stand for it")) },
	{ "EBUSY", "Something else uses it just now.",
		LINES(
			{ "unlink", "the path is where a file system is mounted, or the system's own" }),
		LINES(
			ANY("look at the path: a socket's file is seldom in use in this sense")) },
	{ "ECONNABORTED", "The connection was ended on this machine, by something other than this program.",
		LINES(
			{ "recv, send", "an administrator destroyed the socket (ss -K), or its interface went away" },
			{ "connect", "the attempt before on this non-blocking socket failed, and its error has been read" },
			{ "accept", "the connection was given up before it was taken; on other systems than Linux, mostly" }),
		LINES(
			{ "connect", "it says so once; the same call again makes a new attempt" },
			{ "accept", "go on with the next one; the listener is as good as before" },
			ANY("otherwise close FD and connect again")) },
	{ "ECONNREFUSED", "There is a host, and it says that nobody listens on that port or path.",
		LINES(
			{ "connect", "no program listens there: it was not started, it ended, or it uses another port" },
			{ "connect", "the socket there is bound, but listen was never called on it" },
			{ "connect", "the program listens on another address of that host, say on loopback only" },
			{ "connect", "the name has two addresses, as localhost has 127.0.0.1 and ::1, and only one is served" },
			{ "connect", "a firewall refuses in the host's name" },
			{ "connect", "the file of a unix socket is there, but whoever made it has gone" },
			{ "connect, send", "an abstract name that a socket of another type has: each type has names of its own" },
			{ "send, recv", "an earlier datagram was refused; a connected UDP socket hears of it one call late" }),
		LINES(
			ANY("check address and port; resolve HOST shows every address that a name has"),
			ANY("ss -ltn on the server lists what listens, and on which address"),
			ANY("dial HOST PORT --retry 5s keeps trying while the server starts")) },
	{ "ECONNRESET", "The peer ended the connection at once, by a reset: what was under way is lost.",
		LINES(
			ANY("the peer closed while data it had not read was waiting, or closed with SO_LINGER 0s"),
			ANY("the peer's program was killed, or its host restarted and no longer knows the connection"),
			ANY("a firewall or load balancer between the two dropped the connection and says so"),
			{ "recv", "on a unix stream, the peer closed without reading all that was sent" }),
		LINES(
			ANY("it is told once: the next recv returns 0, and send says EPIPE"),
			ANY("close FD and connect again"),
			ANY("for an orderly end, let the peer read to the end of stream before it closes")) },
	{ "EDESTADDRREQ", "A datagram needs an address to go to, and there is none.",
		LINES(
			{ "send", "the datagram socket is not connected, and the call names no address" }),
		LINES(
			ANY("sendto FD ENDPOINT DATA names the address each time"),
			ANY("connect FD ENDPOINT fixes it for every send; no packet is sent by that")) },
	{ "EDOM", "A number in the argument is outside what it can mean.",
		LINES(
			{ "setsockopt", "SO_RCVTIMEO or SO_SNDTIMEO with a million microseconds or more beside the seconds" }),
		LINES(
			ANY("give the time with its unit, which is always in range: setsockopt FD SO_RCVTIMEO 1500ms")) },
	{ "EDQUOT", "The user's share of the file system is used up.",
		LINES(
			{ "bind", "a unix socket makes a file, and the disk quota has no room for it" },
			{ "write", "the descriptor is of a file, and the disk quota has no room for more" },
			{ "close", "a file on a network drive tells of a failed write this late; sockets do not" }),
		LINES(
			ANY("remove files, or bind to an abstract name, which makes none: bind FD @NAME")) },
	{ "EEXIST", "What was to be made is there already.",
		LINES(
			{ "setsockopt", "TCP_ULP has been set on this socket before" },
			{ "epoll_ctl", "add, and the epoll watches this open file under that number already" }),
		LINES(
			ANY("it can be set once in a socket's life: make a new one")) },
	{ "EFAULT", "An address in memory was not the process's own.",
		LINES(
			ANY("a pointer passed to the call was wrong; a program's mistake, not the network's"),
			{ "send, recv", "--null has passed a buffer that is none, which the kernel saw when it came to copy" }),
		LINES(
			ANY("from this shell it is not to be expected without --null; please report it")) },
	{ "EFBIG", "The file would become larger than it may be.",
		LINES(
			{ "write", "the limit of a process (RLIMIT_FSIZE), or of the file system" }),
		LINES(
			ANY("write less, or to another file")) },
	{ "EHOSTDOWN", "The network says that the host is down.",
		LINES(
			{ "connect, send, recv, accept", "a router knows the destination network but not this host" }),
		LINES(
			ANY("check the address; ping it from a machine on the same network")) },
	{ "EHOSTUNREACH", "The packets found a network, but not the host.",
		LINES(
			{ "connect, send", "nobody on the local network answers for this address (ARP, neighbour discovery)" },
			{ "connect, send, recv, accept", "a router on the way says the host cannot be reached" },
			{ "connect, send", "a firewall refuses with that answer, or the route is of type \"unreachable\"" }),
		LINES(
			ANY("check the address; ip neigh in another terminal shows who answered on the local network"),
			ANY("ip route get ADDRESS shows which way packets take")) },
	{ "EINPROGRESS", "The connection attempt goes on without you.",
		LINES(
			{ "connect", "the socket is non-blocking; the handshake has begun" },
			{ "connect", "SO_SNDTIMEO has expired; the kernel keeps trying" }),
		LINES(
			ANY("assert FD.state == ESTABLISHED -t 5s waits for the outcome"),
			ANY("getsockopt FD SO_ERROR tells why it failed, and 0 if it did not")) },
	{ "EINTR", "A signal ended the wait before anything had happened.",
		LINES(
			ANY("Ctrl-C during a call, or cancel of the job that made it"),
			ANY("closing a descriptor wakes no call that waits on it: cancel %N does")),
		LINES(
			ANY("make the call again: the socket is as it was"),
			{ "connect", "after connect the attempt goes on; another connect waits for the same handshake" }) },
	{ "EINVAL", "The kernel knows the call, but not with these arguments or in this state.",
		LINES(
			{ "accept", "listen was never called on this socket, or it was shut down for reading" },
			{ "bind", "the socket has an address already; it can have one once only" },
			{ "listen", "the socket is connected, so it cannot also wait for others" },
			{ "connect, bind, send", "the address is too short for the family: an IPv4 one on an IPv6 socket" },
			{ "connect, bind, send", "a link-local IPv6 address without its interface" },
			{ "setsockopt", "the value has the wrong size, or is out of the option's range" },
			{ "shutdown", "neither rd nor wr nor rdwr" },
			{ "recv", "MSG_OOB, and no urgent data waits, or SO_OOBINLINE has left it in the stream" },
			{ "sendmsg", "a control message that this kind of socket does not take, or with a value out of range" },
			{ "sendmsg", "more than 253 descriptors in one message" },
			{ "sockatmark", "the descriptor is of a file that keeps no mark" },
			{ "read, write", "the descriptor is of a file that is not to be read, or not to be written" },
			{ "send", "UDP_SEGMENT is set, and the data makes more datagrams than one call may send" },
			{ "socket", "the type has a number or a flag that does not exist" },
			{ "getsockopt", "the option has no value in this state, or one of another size than was asked for" },
			{ "getsockname, getpeername", "the room for the address is negative: a program's mistake" },
			{ "poll", "more descriptors than RLIMIT_NOFILE allows, even if some stand twice" },
			{ "select", "the first argument or the timeout is negative: a program's mistake" },
			{ "epoll_create1", "a flag that does not exist" },
			{ "epoll_ctl", "the first descriptor is no epoll, or was to watch itself" },
			{ "epoll_ctl", "exclusive goes with add, with in and out, and with no oneshot" },
			{ "epoll_wait", "the descriptor is no epoll, or MAX is not above 0" }),
		LINES(
			ANY("list shows what state the socket is in: bound, listening, connected"),
			ANY("name the interface of a link-local address: [fe80::1%eth0]:80"),
			ANY("to bind or connect elsewhere, close FD and begin with a new socket")) },
	{ "EIO", "The device below a file failed.",
		LINES(
			{ "bind, close, unlink", "the file system that holds a unix socket's file has a fault" },
			{ "read, write, sendfile", "the file's device failed; or it is a terminal, and this a background process" }),
		LINES(
			ANY("the descriptor is closed all the same; look at dmesg for the disk's own report")) },
	{ "EISCONN", "The socket is connected already.",
		LINES(
			{ "connect", "a stream socket can be connected once in its life" },
			{ "sendto, sendmsg", "a connected unix stream takes no address" },
			{ "connect", "the socket listens: it can only accept" }),
		LINES(
			ANY("getpeername FD tells to whom"),
			ANY("send FD DATA goes to the peer; for another peer make another socket")) },
	{ "EISDIR", "It is a directory, which is no file of bytes.",
		LINES(
			{ "unlink", "unlink removes files, of sockets too; a directory is removed by rmdir" },
			{ "read", "the descriptor is of a directory, opened by somebody who passed it on" }),
		LINES(
			ANY("name the file in it")) },
	{ "ELOOP", "Symbolic links in a path lead round in circles.",
		LINES(
			{ "bind, connect, send, unlink", "the path of a unix socket has too many of them" },
			{ "epoll_ctl", "epolls that watch each other in a circle, or more than five deep" }),
		LINES(
			ANY("namei -l PATH shows each step")) },
	{ "EMFILE", "This process has as many descriptors open as it may.",
		LINES(
			{ "socket, accept, dup, epoll_create1", "the limit of open files (RLIMIT_NOFILE) is reached" }),
		LINES(
			ANY("close what is not needed: list shows it, close all closes it"),
			ANY("ulimit -n before the shell is started sets another limit"),
			{ "accept", "a client that accept cannot take waits in the backlog, and is not lost" }) },
	{ "EMSGSIZE", "The message is too large to be sent as one.",
		LINES(
			{ "send, sendto", "UDP over IPv4 carries at most 65507 bytes" },
			{ "send, sendto", "a datagram is larger than the path's MTU, and IP_MTU_DISCOVER forbids fragments" },
			{ "send, sendto", "a unix datagram is larger than SO_SNDBUF" }),
		LINES(
			ANY("send smaller ones: a datagram goes whole or not at all"),
			ANY("for unix sockets, setsockopt FD SO_SNDBUF with a larger size")) },
	{ "ENAMETOOLONG", "A path, or a part between two slashes, is too long.",
		LINES(
			{ "bind, connect, send, unlink", "a part of a unix socket's path is over 255 bytes" },
			{ "unlink", "the whole path is over 4095 bytes" }),
		LINES(
			ANY("use a shorter path; the whole of one has at most 107 bytes in a socket address")) },
	{ "ENETDOWN", "The network interface is switched off.",
		LINES(
			{ "send, recv, connect", "the interface that this socket is tied to went down" },
			{ "accept", "the new connection had met it already; Linux reports that here" }),
		LINES(
			ANY("ip link in another terminal shows its state")) },
	{ "ENETUNREACH", "There is no route to that network.",
		LINES(
			{ "connect, send", "the machine is offline, or has no default route" },
			{ "connect, send", "an IPv6 address, and the machine has IPv6 on its own links only" },
			{ "connect, send", "the socket is bound to loopback, and the address is elsewhere" },
			{ "recv, accept", "a router on the way had no route; the socket hears of it one call late" }),
		LINES(
			ANY("ip route and ip -6 route in another terminal show what can be reached"),
			ANY("127.0.0.1 is always there"),
			ANY("dial HOST PORT tries every address of a name, in turn")) },
	{ "ENFILE", "The whole system has as many files open as it may.",
		LINES(
			{ "socket, accept, epoll_create1", "fs.file-max is reached, by all programs together" }),
		LINES(
			ANY("close what is not needed; find who holds so many: lsof"),
			{ "accept", "a client that accept cannot take waits in the backlog" }) },
	{ "ENOBUFS", "The kernel has no room in a queue or table.",
		LINES(
			{ "setsockopt", "the socket has joined as many multicast groups as it may" },
			{ "send", "the interface's queue is full, and the socket asked to be told (IP_RECVERR)" },
			{ "recv", "a netlink or packet socket was read too slowly, and messages were dropped" },
			{ "send", "MSG_ZEROCOPY, and too many buffers are locked already" },
			{ "socket, accept, getsockname, getpeername", "no memory for a socket or for the answer" }),
		LINES(
			ANY("wait and try again"),
			{ "setsockopt", "net.ipv4.igmp_max_memberships limits the groups of a socket" },
			ANY("setsockopt FD SO_RCVBUF with a larger size, for a reader that is late")) },
	{ "ENODATA", "The kernel knows the option, but has nothing to tell.",
		LINES(
			{ "getsockopt", "the peer's credentials or process were never noted for this socket" }),
		LINES(
			ANY("such options need a connected unix socket")) },
	{ "ENODEV", "There is no network interface of that name or number.",
		LINES(
			{ "setsockopt", "SO_BINDTODEVICE or a multicast option names an interface that is not here" },
			{ "connect, bind, send", "the interface behind the % of an IPv6 address is not here" },
			{ "bind, send", "a packet socket, and there is no interface of that number" },
			{ "connect, send", "vsock, and no transport leads there: no hypervisor, or vsock_loopback is not loaded" },
			{ "socket", "vsock dgram, and no module carries datagrams" },
			{ "if_nametoindex", "no interface of this machine has that name" }),
		LINES(
			ANY("ip link in another terminal lists the interfaces; names are exact, and differ by machine")) },
	{ "ENOENT", "A path or a name does not exist.",
		LINES(
			{ "connect, send", "no file at the path of the unix socket: the server has not bound it" },
			{ "bind", "the directory in which the socket's file was to be made does not exist" },
			{ "unlink", "there is no such file; an abstract name (@NAME) has none, and goes with its socket" },
			{ "bind", "netlink, and the protocol has no such multicast group" },
			{ "setsockopt", "the kernel has no congestion control or protocol of that name" },
			{ "setsockopt", "SO_DETACH_FILTER, and no filter is attached" },
			{ "epoll_ctl", "mod or del, and the epoll does not watch this descriptor" }),
		LINES(
			ANY("ls -l of the directory shows what is there; a relative path begins where the shell was started"),
			{ "setsockopt", "sysctl net.ipv4.tcp_available_congestion_control lists what TCP_CONGESTION takes" }) },
	{ "ENOMEM", "The kernel has no memory for this.",
		LINES(
			ANY("the machine, or the control group of the process, is out of memory"),
			ANY("TCP as a whole has reached net.ipv4.tcp_mem")),
		LINES(
			ANY("close what is not needed; free -m shows what is left")) },
	{ "ENONET", "The network says that the host is cut off from it.",
		LINES(
			{ "connect, send, recv, accept", "a router reports the source host isolated; very rare" }),
		LINES(
			ANY("check with whoever runs the network")) },
	{ "ENOPROTOOPT", "There is no such option at that level, or no such protocol at the peer.",
		LINES(
			{ "getsockopt, setsockopt", "this kernel has no option of that number" },
			{ "setsockopt", "the option can only be read" },
			{ "socket", "mptcp, and it is switched off: net.mptcp.enabled is 0" },
			{ "connect, send, recv, accept", "the host answered that it does not speak this protocol at all" }),
		LINES(
			{ "socket", "sysctl net.mptcp.enabled=1, as root; tcp works without it" },
			ANY("help setsockopt lists the options by name"),
			ANY("getsockopt FD SO_TYPE and SO_PROTOCOL tell what kind of socket it is")) },
	{ "ENOSPC", "There is no room left.",
		LINES(
			{ "bind", "a unix socket makes a file, and the file system is full" },
			{ "bind", "every abstract name that the kernel hands out by itself is taken" },
			{ "write", "the descriptor is of a file, and its file system is full" },
			{ "close", "a file on a network drive tells of a failed write this late; sockets do not" },
			{ "epoll_ctl", "the user watches as many as fs.epoll.max_user_watches allows" }),
		LINES(
			ANY("df shows which file system is full; an abstract name makes no file: bind FD @NAME")) },
	{ "ENOTCONN", "The socket has no peer.",
		LINES(
			{ "recv, getpeername", "connect was not called, or has not succeeded" },
			{ "recv, getpeername", "the descriptor is the listening one; a client's is what accept returned" },
			{ "send", "a unix datagram socket without a peer (a TCP one says EPIPE here)" },
			{ "shutdown", "there was no connection, or it has ended" },
			{ "getsockopt", "IP_MTU and IPV6_MTU belong to a path: the socket needs a peer" }),
		LINES(
			ANY("connect FD ENDPOINT first; on the server's side accept FD as c, and use c"),
			ANY("list shows which descriptors are connected, and to whom")) },
	{ "ENOTDIR", "Something in the middle of a path is not a directory.",
		LINES(
			{ "bind, connect, send, unlink", "the path of a unix socket goes through an ordinary file" }),
		LINES(
			ANY("namei -l PATH shows each step")) },
	{ "ENOTSOCK", "The descriptor is open, but it is no socket.",
		LINES(
			ANY("the number is a file's, a pipe's or a terminal's: 0, 1 and 2 are so as a rule")),
		LINES(
			ANY("list shows the sockets"),
			ANY("socket tcp as NAME makes one")) },
	{ "ENOTTY", "This request to a device or socket (an ioctl) is not one it knows.",
		LINES(
			ANY("reading a queue's length from a socket of a family that keeps none")),
		LINES(
			ANY("it harms nothing; other properties can be read all the same")) },
	{ "ENXIO", "There is no device behind that.",
		LINES(
			ANY("opening a unix socket's file like an ordinary file: cat, or --file, cannot read it"),
			{ "bind", "a packet socket names an interface that is not here" }),
		LINES(
			ANY("a unix socket is reached by connect: dial unix PATH")) },
	{ "EOPNOTSUPP", "A socket of this type does not do that.",
		LINES(
			{ "listen, accept", "the socket carries datagrams; only stream and seqpacket take connections" },
			{ "send", "MSG_OOB on a datagram socket, or another flag that the protocol does not have" },
			{ "sendto", "an address on a unix stream that is not connected" },
			{ "getsockopt, setsockopt", "an option of another protocol: TCP_NODELAY on a UDP socket" },
			{ "recv", "MSG_OOB on a unix datagram socket" },
			{ "socketpair", "the family makes no pairs: on Linux only unix does" },
			{ "getpeername, connect", "a packet socket has no peer: bind chooses the interface, sendto the address" }),
		LINES(
			{ "socketpair", "for a pair of TCP sockets: a listener, connect and accept" },
			ANY("getsockopt FD SO_TYPE tells the type"),
			ANY("a UDP server only binds, and then calls recvfrom: there is nothing to accept")) },
	{ "EOVERFLOW", "A number has become larger than it may be.",
		LINES(
			{ "sendfile", "--offset and --count together are more than a file can ever hold" }),
		LINES(
			ANY("give an offset within the file: ls -l FILE tells how long it is")) },
	{ "EPERM", "It needs a privilege, or a firewall of this machine forbids it.",
		LINES(
			{ "socket", "raw and packet sockets need the capability CAP_NET_RAW" },
			{ "socket", "the user namespace's root has it only in a network namespace of its own" },
			{ "bind", "netlink groups of this protocol are for CAP_NET_ADMIN" },
			{ "connect, send", "netlink to another process, or to a group, and the protocol keeps that to root" },
			{ "unlink", "the directory has the sticky bit, and the file is not yours; or it cannot be changed" },
			{ "connect, send", "a local firewall rule drops what goes out" },
			{ "setsockopt", "SO_MARK, SO_RCVBUFFORCE and others need CAP_NET_ADMIN" },
			{ "setsockopt", "a congestion control that only root may choose" },
			{ "fcntl", "O_APPEND cannot be taken from a file that may only be appended to" },
			{ "accept", "a security policy forbids this connection" },
			{ "epoll_ctl", "the file is always ready, as regular files and directories are" }),
		LINES(
			ANY("work on loopback with tcp, udp and unix sockets: these need no privilege"),
			{ "socket", "unshare -Urn sosh, in another terminal, is root of a network of its own" },
			ANY("SO_RCVBUF does without privilege what SO_RCVBUFFORCE does beyond net.core.rmem_max")) },
	{ "EPIPE", "This end cannot send any more.",
		LINES(
			{ "send", "shutdown FD wr was called: the FIN is out" },
			{ "send", "the peer has reset the connection; an earlier call was told ECONNRESET, if any was" },
			{ "send", "a TCP socket that was never connected" },
			{ "send", "the peer of a unix socket has closed" }),
		LINES(
			ANY("recv FD still reads what came before"),
			ANY("close FD and connect again"),
			ANY("other programs die of SIGPIPE here; this shell ignores it so that the errno can be seen")) },
	{ "EPROTO", "The peer or a router found a fault in the protocol itself.",
		LINES(
			{ "connect, send, recv", "a router reports a bad header (ICMP parameter problem)" },
			{ "accept", "the connection broke while it was being taken" }),
		LINES(
			{ "accept", "go on with the next one" },
			ANY("otherwise capture the packets with tcpdump and look at the ICMP message")) },
	{ "EPROTONOSUPPORT", "This family and type do not come with that protocol.",
		LINES(
			{ "socket", "inet stream udp: a stream over UDP does not exist" },
			{ "socket", "a protocol number that this kernel does not have, or whose module is not loaded (sctp)" },
			{ "socket", "a kind that this kernel was built without: udplite, mptcp" },
			{ "socket", "netlink, and the kernel has nothing behind this protocol" },
			{ "socket", "unix and vsock have no protocol but 0" },
			{ "accept", "some kernels pass on an error of the protocol below" }),
		LINES(
			ANY("leave the protocol out, or give 0: family and type already decide it"),
			{ "socket", "modprobe, as root, loads a protocol that is a module: modprobe sctp" },
			ANY("socket tcp, socket udp")) },
	{ "EPROTOTYPE", "The two sockets are of different types.",
		LINES(
			{ "connect, send", "a unix stream to a datagram socket's path, or the other way round" }),
		LINES(
			ANY("socket unix, unix-dgram or unix-seqpacket: use the kind that the server uses")) },
	{ "ERANGE", "The room given for the answer is too small.",
		LINES(
			{ "getsockopt", "the peer's groups or security label are longer than the buffer" }),
		LINES(
			ANY("no remedy in this shell; a program asks again with the length it was told")) },
	{ "EROFS", "The file system can only be read.",
		LINES(
			{ "bind", "a unix socket makes a file, and this file system takes none" },
			{ "unlink", "a file on it cannot be removed" }),
		LINES(
			ANY("bind in another directory, /tmp say, or to an abstract name: bind FD @NAME")) },
	{ "ESHUTDOWN", "The transport was shut down, and takes nothing more.",
		LINES(
			{ "send", "an SCTP association, or a device's endpoint, is closing; TCP says EPIPE instead" }),
		LINES(
			ANY("recv FD what is still to come, then close FD")) },
	{ "ESOCKTNOSUPPORT", "The family has no sockets of this type.",
		LINES(
			{ "socket", "inet seqpacket, for instance: among TCP, UDP and unix only unix has seqpacket" },
			{ "socket", "netlink has raw and dgram, packet raw and dgram, vsock stream, seqpacket and dgram" },
			{ "accept", "some kernels pass on an error of the protocol below" }),
		LINES(
			ANY("inet and inet6 have stream, dgram and raw; unix has stream, dgram and seqpacket")) },
	{ "ESRCH", "There is no such process.",
		LINES(
			{ "send", "credentials that were passed along name a process that does not exist" }),
		LINES(
			ANY("pass those of this process")) },
	{ "ESPIPE", "A place was asked for in what has none.",
		LINES(
			{ "sendfile, splice", "a pipe, a terminal or a socket has no offsets: its bytes come one after the other" }),
		LINES(
			ANY("leave out --offset; what comes first can be taken by one call, and the rest by the next")) },
	{ "ETIMEDOUT", "The kernel tried for as long as it does, and nobody answered.",
		LINES(
			{ "connect", "no answer to the SYN for about two minutes: host off, or a firewall drops packets" },
			{ "recv, send", "the peer stopped acknowledging: cable out, host gone, some 15 minutes of silence" },
			{ "recv, send", "keepalive probes (SO_KEEPALIVE) or TCP_USER_TIMEOUT found the peer gone" },
			{ "accept", "the connection that was to be taken had timed out already" }),
		LINES(
			{ "connect", "check the address; a host that is up and refuses says ECONNREFUSED at once" },
			{ "connect", "connect FD ENDPOINT -t 3s ends the wait sooner: that prints GAVEUP" },
			{ "connect", "setsockopt FD TCP_SYNCNT, before connect, sets how many SYNs the kernel repeats" },
			{ "recv, send", "this connection is over: close FD and connect again" },
			{ "recv, send", "setsockopt FD TCP_USER_TIMEOUT 30000 bounds the time without an answer to what was sent" },
			{ "recv, send", "setsockopt FD SO_KEEPALIVE on and TCP_KEEPIDLE 60 find out on an idle connection" },
			{ "accept", "go on with the next one" }) },
	{ "ETOOMANYREFS", "Too many descriptors are under way inside unix sockets.",
		LINES(
			{ "sendmsg", "the limit of open files also bounds the descriptors sent and not yet received" }),
		LINES(
			ANY("have the receiver take them first")) },

	{ "EAI_ADDRFAMILY", "The host has no address of the family that was asked for.",
		LINES(
			ANY("an IPv6 address where IPv4 was asked for, or the other way round")),
		LINES(
			ANY("resolve HOST without -4 or -6 shows what there is")) },
	{ "EAI_AGAIN", "The name server did not answer; it may do so later.",
		LINES(
			ANY("the machine is offline, or /etc/resolv.conf names a server that cannot be reached"),
			ANY("a firewall drops the questions"),
			ANY("the name server could not get an answer itself")),
		LINES(
			ANY("try again; use an address in place of a name meanwhile"),
			ANY("resolve localhost works without any name server")) },
	{ "EAI_BADFLAGS", "The flags of the lookup contradict each other.",
		LINES(
			ANY("the canonical name was asked for without a host; a program's mistake")),
		LINES(
			ANY("give a host: resolve HOST")) },
	{ "EAI_FAIL", "The name server answered that it cannot answer.",
		LINES(
			ANY("it is set up wrongly, or refuses questions from this machine")),
		LINES(
			ANY("compare with another server: dig NAME @SERVER in another terminal")) },
	{ "EAI_FAMILY", "Lookups do not know this address family.",
		LINES(
			ANY("names are looked up for inet and inet6 only; the socket is of another family")),
		LINES(
			ANY("the address of a unix socket is a path, ./NAME, or an abstract name, @NAME"),
			ANY("resolve HOST, with -4 or -6 to narrow it down")) },
	{ "EAI_IDN_ENCODE", "The name has letters that could not be turned into a name of the DNS.",
		LINES(
			ANY("it is not valid text in the locale's encoding, or not valid as an international name")),
		LINES(
			ANY("give the name in its ASCII form, which begins with xn--")) },
	{ "EAI_INTR", "A signal ended the wait for a lookup.",
		LINES(
			ANY("some other signal came while the name server was being asked")),
		LINES(
			ANY("ask again")) },
	{ "EAI_MEMORY", "There was no memory for the lookup.",
		LINES(
			ANY("the process is at a limit, or the machine is out of memory")),
		LINES(
			ANY("free -m in another terminal shows what is left")) },
	{ "EAI_NODATA", "The name exists, but has no address.",
		LINES(
			ANY("the domain has other records only, mail for instance"),
			ANY("it has addresses of the other family only")),
		LINES(
			ANY("try the name with www. before it, or resolve HOST without -4 or -6")) },
	{ "EAI_NONAME", "There is no such host, or no such service.",
		LINES(
			ANY("the host's name is misspelt, or neither /etc/hosts nor the DNS has it"),
			ANY("neither host nor service was given")),
		LINES(
			ANY("check the spelling; an address in place of the name needs no lookup"),
			ANY("names of a local network may need their full form: host.example.org")) },
	{ "EAI_OVERFLOW", "The name that was found is longer than the room for it.",
		LINES(
			ANY("a reverse lookup gave a name beyond every limit")),
		LINES(
			ANY("use the address")) },
	{ "EAI_SERVICE", "There is no such service for this kind of socket.",
		LINES(
			ANY("a host stands alone, and is taken for a service: the port is missing behind it"),
			ANY("the service's name is not in /etc/services, or not with this protocol"),
			ANY("/etc/services is missing: the package netbase has it")),
		LINES(
			ANY("give the host and the port's number: dial HOST 80")) },
	{ "EAI_SOCKTYPE", "Lookups do not know this socket type.",
		LINES(
			ANY("names are looked up for stream and dgram, and for raw without a service")),
		LINES(
			ANY("resolve HOST SERVICE asks without a type")) },
	{ "EAI_SYSTEM", "A system call inside the lookup failed.",
		LINES(
			ANY("a file such as /etc/hosts could not be read, or no descriptor was free")),
		LINES(
			ANY("list shows how many descriptors are open; strace -f shows the call that failed")) },

	{ "GAVEUP", "The time limit of the command passed first. It is the shell's word, not an errno.",
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
};

const size_t explanation_count = sizeof(explanations) / sizeof(explanations[0]);
