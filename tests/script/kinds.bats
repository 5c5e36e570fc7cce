#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Kinds of sockets, and the commands that make, copy and end descriptors.

load helper

setup() {
	enter
	PAIR='socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
}

# Root of a user and a network namespace of its own, or not at all.
inside() {
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	both unshare -Urn sh -c 'ip link set lo up; exec "$@"' sh "$SOSH" -c "$1"
}

# in_net SCRIPT OUTPUT: as prints, in such a namespace.
in_net() {
	inside "$1"
	equal "$status:$err" 0:
	equal "$(ports <out)" "$2"
}

# Without privilege, if there is any to be given up.
plain() {
	if [ "$(id -u)" = 0 ]; then
		chmod 755 "$BATS_TEST_TMPDIR"
		both setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
			--bounding-set=-all "$SOSH" -c "$1"
	else
		both "$SOSH" -c "$1"
	fi
}

# ---- kinds ----

@test "every kind is a word for the three arguments of socket(2)" {
	inside 'socket raw icmp; socket raw6 58; socket raw 89 -6; socket packet; socket packet arp
		socket packet-dgram 0x88b5; socket packet "htons(ETH_P_IP)"; socket netlink
		socket netlink NETLINK_GENERIC; socket netlink 4; socket AF_NETLINK 3 4
		socket netlink raw sock_diag; socket AF_PACKET SOCK_DGRAM ipv6
		socket inet SOCK_STREAM|nonblock 6; socket tcp6; socket tcp6 -6'
	equal "$status:$err" 0:
	equal "$(cut -d= -f1 out)" 'socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) 
socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) 
socket(AF_INET6, SOCK_RAW, 89) 
socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) 
socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ARP)) 
socket(AF_PACKET, SOCK_DGRAM, htons(0x88b5)) 
socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP)) 
socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) 
socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) 
socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG) 
socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG) 
socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG) 
socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IPV6)) 
socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) 
socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) 
socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) '
}

@test "list and the properties name a kind as it was made" {
	inside 'socket raw icmp as r; socket packet ip as p; socket netlink generic as n
		list; print $r.protocol $p.protocol $n.protocol $n.family'
	equal "$status:$err" 0:
	equal "$(awk '/^ / { print $2, $3 }' out; tail -n 1 out)" 'r raw
p packet
n netlink
IPPROTO_ICMP ETH_P_IP NETLINK_GENERIC AF_NETLINK'
}

@test "a word that says no kind is refused with what would" {
	fails 2 'socket raw' 'raw needs a protocol'
	fails 2 'socket unix -6' '-6 goes with tcp, udp'
	fails 2 'socket tcp -4 -6' '-4 or -6, not both'
	fails 2 'socket netlink rouet' '"rouet" is not a netlink protocol'
	grep -F 'did you mean NETLINK_ROUTE?' err
	fails 2 'socket netlink route 0' "'route' is no socket type"
	fails 2 'dial raw 127.0.0.1 1' 'raw takes a protocol, which has no place here'
	fails 2 'dial vsock 127.0.0.1 1' 'vsock needs vsock:CID:PORT'
}

@test "what the kernel refuses is a result, and explain says why" {
	both "$SOSH" -kc 'socket AF_TIPC rdm 0 = EAFNOSUPPORT; explain; socket inet stream 200; explain
		socket inet rdm 0; explain; socket netlink 31; explain'
	grep -F 'whose module is not loaded' out
	grep -F 'a protocol number that this kernel does not have' out
	grep -F 'The family has no sockets of this type.' out
	grep -F 'netlink, and the kernel has nothing behind this protocol' out
	plain 'socket raw icmp = EPERM; explain; socket packet = EPERM'
	equal "$status" 0
	grep -F 'raw and packet sockets need the capability CAP_NET_RAW' out
}

@test "ping sockets go by ping_group_range, mptcp by net.mptcp.enabled" {
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	both unshare -Urn sh -c 'ip link set lo up; "$1" -c "socket icmp = EACCES; explain"
		echo "0 0" >/proc/sys/net/ipv4/ping_group_range
		"$1" -c "socket icmp as i; bind i 127.0.0.1:7; sendto i 127.0.0.1 0 --hex 0800000000000001
			recvfrom i -x = 8 (127.0.0.1:0); list"' sh "$SOSH"
	equal "$status:$err" 0:
	grep -F 'a ping socket (kind icmp)' out
	grep -E '^ +3 +i +icmp +BOUND +127.0.0.1:7 ' out
	[ -e /proc/sys/net/mptcp/enabled ] || skip "this kernel has no mptcp"
	both unshare -Urn sh -c 'echo 0 >/proc/sys/net/mptcp/enabled
		exec "$1" -c "socket mptcp = ENOPROTOOPT; explain"' sh "$SOSH"
	equal "$status:$err" 0:
	grep -F 'net.mptcp.enabled is 0' out
}

# ---- descriptors ----

@test "socketpair: two names, each the other's other end" {
	prints 'socketpair as a,b; print $a.other $b.other; send a "x"; recv b = 1
		socketpair unix-seqpacket -f nonblock,cloexec as c,d; socketpair AF_UNIX SOCK_DGRAM as e,f
		socketpair tcp as g,h = EOPNOTSUPP' 'socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)
4 3
send(3, "x", 1) = 1
recv(4, "x", 65536) = 1
socketpair(AF_UNIX, SOCK_SEQPACKET|SOCK_NONBLOCK|SOCK_CLOEXEC, 0) = 0 (5, 6)
socketpair(AF_UNIX, SOCK_DGRAM, 0) = 0 (7, 8)
socketpair(AF_INET, SOCK_STREAM, IPPROTO_TCP) = -1 EOPNOTSUPP (Operation not supported)'
	after 'socketpair as a,b' 'calls --of b' '    1  socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)'
	fails 2 'socketpair as a' 'returns 2 descriptors'
}

@test "dup: one socket with two numbers, which knows its other end" {
	after "$PAIR" 'dup c as d; print $d.other; close c; send d "x" = 1; recv s = 1; close d; recv s = 0
		dup c = EBADF' 'dup(4) = 6
5
close(4) = 0
send(6, "x", 1) = 1
recv(5, "x", 65536) = 1
close(6) = 0
recv(5, "", 65536) = 0 (end of stream)
dup(4) = -1 EBADF (Bad file descriptor)'
}

@test "nonblock: F_GETFL, and F_SETFL where it is to change" {
	after "$PAIR" 'nonblock c; nonblock c on; recv c = EAGAIN; nonblock c; nonblock c off; nonblock 99 = EBADF' \
		'fcntl(4, F_GETFL) = 2 (O_RDWR)
fcntl(4, F_GETFL) = 2 (O_RDWR)
fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0
recv(4, 65536) = -1 EAGAIN (Resource temporarily unavailable)
fcntl(4, F_GETFL) = 2050 (O_RDWR|O_NONBLOCK)
fcntl(4, F_GETFL) = 2050 (O_RDWR|O_NONBLOCK)
fcntl(4, F_SETFL, O_RDWR) = 0
fcntl(99, F_GETFL) = -1 EBADF (Bad file descriptor)'
	fails 2 'socket; nonblock 3 maybe' "'maybe' is neither on nor off"
	fails 2 'socket; nonblock 3 7' "'7' is neither on nor off"
}

@test "unlink: the file, and nothing of a hostile name reaches the terminal" {
	prints 'socket unix as l; bind l unix:f; unlink unix:f; bind l unix:f = EINVAL; unlink f = ENOENT
		unlink "a\e[2J\nb" = ENOENT' 'socket(AF_UNIX, SOCK_STREAM, 0) = 3
bind(3, unix:f) = 0
unlink("f") = 0
bind(3, unix:f) = -1 EINVAL (Invalid argument)
unlink("f") = -1 ENOENT (No such file or directory)
unlink("a\e[2J\nb") = -1 ENOENT (No such file or directory)'
	fails 2 'unlink "a\0b"' 'cannot hold a NUL byte'
	both "$SOSH" -c 'unlink . = EISDIR; explain'
	grep -F 'a directory is removed by rmdir' out
}

@test "abort: SO_LINGER 0 and close, a reset at the peer" {
	after "$PAIR" 'abort c; recv s = ECONNRESET; abort 99 = EBADF' \
		'setsockopt(4, SOL_SOCKET, SO_LINGER, 0s) = 0
close(4) = 0
recv(5, 65536) = -1 ECONNRESET (Connection reset by peer)
setsockopt(99, SOL_SOCKET, SO_LINGER, 0s) = -1 EBADF (Bad file descriptor)
close(99) = -1 EBADF (Bad file descriptor)'
}

@test "connect FD none dissolves: no peer, no other end" {
	after 'socket udp as u; bind u 0; socket udp as v; bind v 0; connect u 127.0.0.1:$v.port
		connect v 127.0.0.1:$u.port' 'print $u.other; connect u none; assert u.state == UNCONNECTED
		send u "x" = EDESTADDRREQ; connect v AF_UNSPEC' '4
connect(3, AF_UNSPEC) = 0
send(3, "x", 1) = -1 EDESTADDRREQ (Destination address required)
connect(4, AF_UNSPEC) = 0'
	both "$SOSH" -c 'socket udp as u; bind u 0; socket udp as v; bind v 0; connect u 127.0.0.1:$v.port
		connect v 127.0.0.1:$u.port; connect u none; print $v.other'
	grep -F "other of 4" err
	after "$PAIR" 'connect c none; recv s = ECONNRESET; assert c.state == CLOSE
		connect c 127.0.0.1:$l.port; accept l as t' 'connect(4, AF_UNSPEC) = 0
recv(5, 65536) = -1 ECONNRESET (Connection reset by peer)
connect(4, 127.0.0.1:PORT) = 0
accept(3) = 6 (127.0.0.1:PORT)'
}

@test "accept: flags in both spellings, and kept where a job accepts" {
	after "$PAIR; connect c none" 'connect c 127.0.0.1:$l.port; accept l -f SOCK_NONBLOCK,cloexec as t
		recv t = EAGAIN; socket tcp as d; connect d 127.0.0.1:$l.port; accept l -f nonblock|cloexec as x &
		wait %1; recv x = EAGAIN' 'connect(4, 127.0.0.1:PORT) = 0
accept4(3, SOCK_NONBLOCK|SOCK_CLOEXEC) = 6 (127.0.0.1:PORT)
recv(6, 65536) = -1 EAGAIN (Resource temporarily unavailable)
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 7
connect(7, 127.0.0.1:PORT) = 0
[%1] accept4(3, SOCK_NONBLOCK|SOCK_CLOEXEC) = 8 (127.0.0.1:PORT)
recv(8, 65536) = -1 EAGAIN (Resource temporarily unavailable)'
}

# ---- addresses of the other families ----

@test "netlink: bound, connected and sent to by its own addresses" {
	inside 'socket netlink usersock as u; bind u netlink:4242; socket netlink usersock as w
		bind w netlink:0; sendto w netlink:4242 "hello" = 5; recvfrom u = 5; assert $addr == $w.local
		print $u.port; connect w netlink:4242; getpeername w; assert w.state == CONNECTED
		connect w none; assert w.state == BOUND; sendto w netlink:4711 "x" = ECONNREFUSED
		getsockname u'
	equal "$status:$err" 0:
	equal "$(sed -E '/4242\)/!s/\(netlink:[0-9]+\)/(netlink:PID)/' out)" 'socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK) = 3
bind(3, netlink:4242) = 0
socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK) = 4
bind(4, netlink:0) = 0 (netlink:PID)
sendto(4, "hello", 5, netlink:4242) = 5
recvfrom(3, "hello", 65536) = 5 (netlink:PID)
4242
connect(4, netlink:4242) = 0
getpeername(4) = 0 (netlink:4242)
connect(4, AF_UNSPEC) = 0
sendto(4, "x", 1, netlink:4711) = -1 ECONNREFUSED (Connection refused)
getsockname(3) = 0 (netlink:4242)'
}

@test "packet: frames of an interface, received and sent" {
	inside 'socket packet-dgram 0x88b5 as p; assert p.state == UNCONNECTED; bind p packet:lo:0x88b5
		assert p.state == BOUND; print $p.addr; sendto p packet:lo:0x88b5:00:00:00:00:00:00 "frame" = 5
		recvfrom p -t 20s = 5; bind p packet:99 = ENODEV; bind p packet:nosuch0 = ENODEV
		connect p packet:lo = EOPNOTSUPP'
	equal "$status:$err" 0:
	equal "$(cat out)" 'socket(AF_PACKET, SOCK_DGRAM, htons(0x88b5)) = 3
bind(3, packet:lo:0x88b5) = 0
lo
sendto(3, "frame", 5, packet:lo:0x88b5:00:00:00:00:00:00) = 5
recvfrom(3, "frame", 65536) = 5 (packet:lo:0x88b5:00:00:00:00:00:00)
bind(3, packet:99) = -1 ENODEV (No such device)
if_nametoindex("nosuch0") = -1 ENODEV (No such device)
connect(3, packet:lo) = -1 EOPNOTSUPP (Operation not supported)'
}

@test "vsock: a listener, and a port of 32 bits" {
	both "$SOSH" -c 'socket vsock'
	[ "$status" = 0 ] || skip "this kernel has no vsock"
	both "$SOSH" -c 'socket vsock as v; assert v.state == UNCONNECTED; bind v vsock:any:any
		assert v.state == BOUND; listen v; assert v.state == LISTEN; print vsock:any:$v.port $v.local'
	equal "$status:$err" 0:
	tail -n 1 out | grep -E '^vsock:any:([0-9]+) vsock:any:\1$'
	fails 2 'socket vsock as v; bind v vsock:local' 'a port is missing: vsock:CID:PORT'
}

# ---- interfaces in addresses ----

@test "the name of an interface takes no number of the user's" {
	type strace >/dev/null || skip
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	cat >in <<-'EOF'
		socket udp6 as a; bind a [fe80::1%lo]:0; sendto a [::1%lo]:9 x
		socket packet as p; bind p packet:lo; list; ss --all
		sendmsg a x --to [::1]:9 --from lo
		socket udp as m; setsockopt m IP_ADD_MEMBERSHIP 239.1.1.1 lo; setsockopt m IP_PKTINFO 1
		bind m 127.0.0.1:0; sendto m 127.0.0.1:$m.port abc; recvmsg m; getsockopt m
	EOF
	# a leak is not looked for under ptrace
	export ASAN_OPTIONS=detect_leaks=0
	both strace -f -qq -e trace=socket -e signal=none -o trace unshare -Urn sh -c \
		'ip link set lo up; ip addr add fe80::1/64 dev lo nodad; exec "$@"' sh "$SOSH" in
	equal "$status:$err" 0:
	grep -qF 'sendto(3, "x", 1, [::1%lo]:9) = 1' out
	grep -q 'IP_PKTINFO to 127.0.0.1 on lo' out
	# those of the script, one to ask by, which becomes high, and the one that getsockopt
	# compares with; netlink's are made in a thread with numbers of its own
	equal "$(grep -v AF_NETLINK trace | sed 's/^[0-9]* *//')" \
		'socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = 3
socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 4
socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 4
socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 5
socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_UDP) = 6'
}
