#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each command: what it does, what its options change, and what it prints.

load helper

setup() {
	enter
	# l listens, c and s are the two ends of a connection to it
	PAIR='socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
	# u is bound, v not
	UDP='socket udp as u; bind u 0; socket udp as v'
}

# ---- sockets ----

@test "socket: kinds, -4 and -6, and C's three arguments" {
	prints 'socket; socket tcp -6; socket udp; socket udp -6; socket unix; socket unix-dgram
		socket unix-seqpacket; socket AF_INET SOCK_STREAM; socket inet6 dgram udp; socket 2 1 6
		socket unix stream' 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 4
socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 5
socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = 6
socket(AF_UNIX, SOCK_STREAM, 0) = 7
socket(AF_UNIX, SOCK_DGRAM, 0) = 8
socket(AF_UNIX, SOCK_SEQPACKET, 0) = 9
socket(AF_INET, SOCK_STREAM, 0) = 10
socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = 11
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 12
socket(AF_UNIX, SOCK_STREAM, 0) = 13'
	prints 'socket udp --nonblock as u; bind u 0; recv u = EAGAIN' \
		'socket(AF_INET, SOCK_DGRAM|SOCK_NONBLOCK, IPPROTO_UDP) = 3
bind(3, 127.0.0.1:0) = 0 (127.0.0.1:PORT)
recv(3, 65536) = -1 EAGAIN (Resource temporarily unavailable)'
	prints 'socket inet stream udp = EPROTONOSUPPORT' \
		'socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) = -1 EPROTONOSUPPORT (Protocol not supported)'
	fails 2 'socket inet' 'a family needs a type'
	fails 2 'socket tcp stream' "'tcp' is no family"
}

@test "bind, listen, accept, connect: the calls and what came along" {
	prints "$PAIR" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
bind(3, 127.0.0.1:0) = 0 (127.0.0.1:PORT)
listen(3, 128) = 0
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4
connect(4, 127.0.0.1:PORT) = 0
accept(3) = 5 (127.0.0.1:PORT)'
	prints 'socket tcp -6 as l; bind l 0; listen l 5; socket tcp -6 as c; connect c ::1 $l.port; accept l --nonblock' \
		'socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 3
bind(3, [::1]:0) = 0 ([::1]:PORT)
listen(3, 5) = 0
socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 4
connect(4, [::1]:PORT) = 0
accept4(3, SOCK_NONBLOCK) = 5 ([::1]:PORT)'
	after 'socket tcp as l' 'bind l *:0; bind l 0 = EINVAL; listen l 2000000 = 0; accept l -t 20ms = GAVEUP' \
		"bind(3, 0.0.0.0:0) = 0 (0.0.0.0:PORT)
bind(3, 127.0.0.1:0) = -1 EINVAL (Invalid argument)
listen(3, 2000000) = 0 (cut to $(cat /proc/sys/net/core/somaxconn) by net.core.somaxconn)
accept(3) = GAVEUP (after 20 ms)"
}

@test "listen on a socket without an address shows the one the kernel chose" {
	prints 'socket tcp as l; bind l 192.0.2.1:80 = EADDRNOTAVAIL; listen l 5 = 0; listen l 6
		socket tcp -6 as m; listen m 2000000; socket unix as u; listen u = EINVAL' \
		"socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
bind(3, 192.0.2.1:80) = -1 EADDRNOTAVAIL (Cannot assign requested address)
listen(3, 5) = 0 (0.0.0.0:PORT)
listen(3, 6) = 0
socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 4
listen(4, 2000000) = 0 ([::]:PORT; cut to $(cat /proc/sys/net/core/somaxconn) by net.core.somaxconn)
socket(AF_UNIX, SOCK_STREAM, 0) = 5
listen(5, 128) = -1 EINVAL (Invalid argument)"
}

@test "unix sockets: paths, abstract names, and quotes in them" {
	prints 'socket unix as l; bind l ./s; listen l; socket unix as c; connect c ./s; accept l as s
		getsockname l; getpeername c; send c x = 1; recv s = 1; bind c "@a b\0c"; getsockname c' \
		'socket(AF_UNIX, SOCK_STREAM, 0) = 3
bind(3, ./s) = 0
listen(3, 128) = 0
socket(AF_UNIX, SOCK_STREAM, 0) = 4
connect(4, ./s) = 0
accept(3) = 5 (unnamed)
getsockname(3) = 0 (./s)
getpeername(4) = 0 (./s)
send(4, "x", 1) = 1
recv(5, "x", 65536) = 1
bind(4, @a b\0c) = 0
getsockname(4) = 0 (@a b\0c)'
	[ -S s ]
	fails 1 'socket unix as l; bind l ./s' 'EADDRINUSE (Address already in use)'
}

@test "connect: refused, resolved by name, and of datagrams" {
	after "$UDP" 'connect v localhost $u.port; send v hi; recvfrom u; connect v 127.0.0.1:1; send v x; send v y = ECONNREFUSED' \
		'connect(4, 127.0.0.1:PORT) = 0
send(4, "hi", 2) = 2
recvfrom(3, "hi", 65536) = 2 (127.0.0.1:PORT)
connect(4, 127.0.0.1:1) = 0
send(4, "x", 1) = 1
send(4, "y", 1) = -1 ECONNREFUSED (Connection refused)'
	fails 1 'socket tcp as c; connect c 127.0.0.1:1' \
		'1:18: connect(3, 127.0.0.1:1) = -1 ECONNREFUSED (Connection refused)'
	both "$SOSH" -c 'socket tcp as c; connect c no-such-host.invalid 80'
	equal "$status" 1
	[[ $out == *'getaddrinfo("no-such-host.invalid", "80", AF_INET, SOCK_STREAM) = EAI_'* ]]
	fails 3 'socket tcp as l; bind l 0; listen l 0; let n = 0
		socket tcp as a; connect a 127.0.0.1 $l.port; socket tcp as b; connect b 127.0.0.1 $l.port -t 50ms
		socket tcp as d; connect d 127.0.0.1 $l.port -t 50ms' 'GAVEUP (after 50 ms; still SYN_SENT)'
}

@test "dial: every call, all addresses, --from, --retry" {
	after "$PAIR" 'dial 127.0.0.1 $l.port as d; print $d; dial $l.port as e; dial udp localhost:$l.port as f = 8' \
		'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 6
connect(6, 127.0.0.1:PORT) = 0
6
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 7
connect(7, 127.0.0.1:PORT) = 0
getaddrinfo("localhost", "PORT", SOCK_DGRAM) = 0 (1 address)
  127.0.0.1:PORT
socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 8
connect(8, 127.0.0.1:PORT) = 0'
	both "$SOSH" -qc "$PAIR; dial 127.0.0.1 \$l.port --from 127.0.0.2:0 as d; print \$d.addr; accept l as t; print \$t.paddr"
	equal "$status:$out" $'0:127.0.0.2\n127.0.0.2'
	fails 1 'dial 127.0.0.1 1; print no' \
		'1:1: connect(3, 127.0.0.1:1) = -1 ECONNREFUSED (Connection refused)'
	equal "$out" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
connect(3, 127.0.0.1:1) = -1 ECONNREFUSED (Connection refused)
close(3) = 0'
	both "$SOSH" -c 'dial 127.0.0.1:1 --retry 200ms = ECONNREFUSED; socket'
	equal "$status" 0
	[ "$(grep -c ECONNREFUSED out)" -ge 2 ]
	equal "$(tail -n 1 out)" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
	both "$SOSH" -c 'dial tcp /tmp/x'
	equal "$status" 2
	fails 2 'dial tcp @x' 'tcp needs HOST PORT'
	fails 1 'dial ./nobody' 'connect(3, ./nobody) = -1 ENOENT'
}

@test "dial --retry reaches a server that comes later" {
	"$SOSH" -c 'dial ./late --retry 10s as c; send c hello' >client 2>&1 &
	client=$!
	until grep -q ENOENT client 2>/dev/null; do sleep 0.01; done
	both "$SOSH" -c 'socket unix as l; bind l ./late; listen l; accept l -t 10s as s; recv s --all -t 10s = 5'
	equal "$status" 0
	wait "$client"
	grep -q 'send(3, "hello", 5) = 5' client
}

@test "resolve: every result, names, services, failures, --reverse" {
	prints 'resolve 127.0.0.1 80; print $addr; resolve ::1; print $addr; resolve localhost -4 = 0' \
		'getaddrinfo("127.0.0.1", "80") = 0 (1 address)
  127.0.0.1:80
127.0.0.1:80
getaddrinfo("::1") = 0 (1 address)
  ::1
::1
getaddrinfo("localhost", NULL, AF_INET) = 0 (1 address)
  127.0.0.1'
	fails 1 'resolve no-such-host.invalid' 'EAI_'
	prints 'resolve no-such-host.invalid = EAI_NONAME|EAI_AGAIN; print $errno' "$("$SOSH" -kc 'resolve no-such-host.invalid; print $errno' 2>/dev/null)"
	both "$SOSH" -c 'resolve 127.0.0.1 80 --reverse = 0'
	equal "$status" 0
	[[ $out == 'getnameinfo(127.0.0.1:80, NI_NAMEREQD) = 0 ('*':http)' ]]
	fails 2 'resolve localhost --reverse' '--reverse takes a numeric address'
	fails 1 'resolve localhost no-such-service' 'EAI_SERVICE'
}

@test "shutdown, and the end of the stream" {
	after "$PAIR" 'shutdown c SHUT_WR; recv s; send s late; recv c; send c x = EPIPE; shutdown s wr; recv c = 0' \
		'shutdown(4, SHUT_WR) = 0
recv(5, "", 65536) = 0 (end of stream)
send(5, "late", 4) = 4
recv(4, "late", 65536) = 4
send(4, "x", 1) = -1 EPIPE (Broken pipe)
shutdown(5, SHUT_WR) = 0
recv(4, "", 65536) = 0 (end of stream)'
}

@test "close: several, all, and the last result counts" {
	after "$PAIR" 'close c s; close all; close all; list' 'close(4) = 0
close(5) = 0
close(3) = 0
no descriptors; socket makes one'
	both "$SOSH" -c 'log t; socket; close all; print still'
	equal "$(tail -n 2 t)" $'close(3) = 0\nstill'
	fails 1 'socket; close 3 3' 'close(3) = -1 EBADF'
	both "$SOSH" -c 'socket; close 57 3'
	equal "$status" 0
}

# ---- data ----

@test "send: text, --hex, --file, --fill, --line, -f" {
	printf 'from\0file' >data
	after "$PAIR" 'send c "a\n"; send c --hex "00 ff:10"; send c --file data; send c --fill 30; send c EHLO --line
		send c --line; send c x -f MSG_DONTWAIT|more; send c ""; send c -1; recv s = 55' \
		'send(4, "a\n", 2) = 2
send(4, "\0\xff\x10", 3) = 3
sendfile(4, "data", 0, 9) = 9
send(4, "abcdefghijklmnopqrstuvwxyzabcd", 30) = 30
send(4, "EHLO\r\n", 6) = 6
send(4, "\r\n", 2) = 2
send(4, "x", 1, MSG_DONTWAIT|MSG_MORE) = 1
send(4, "", 0) = 0
send(4, "-1", 2) = 2
recv(5, "a\n\0\xff\x10from\0fileabcdefghijklmnopqrstuvwxyzabcdEHLO\r\n\r\nx-1", 65536) = 55'
	both "$SOSH" -qc "$PAIR; send c --file data; recv s"
	cmp out data
}

@test "send --file - sends standard input" {
	head -c 3000 /dev/urandom >data
	status=0
	"$SOSH" -qc "$PAIR; send c --file - = 3000; close c; recv s --all = 3000" <data >out || status=$?
	equal "$status" 0
	cmp out data
	printf '%s\n' "$PAIR" 'send c --file -' >in.sosh
	"$SOSH" in.sosh <data >out
	grep -qF '3000) = 3000' out
}

@test "sendall repeats the call; its result is the total" {
	both "$SOSH" -c "$PAIR; setsockopt c SO_SNDBUF 4096; setsockopt s SO_RCVBUF 4096
		sendall c --fill 4M -t 100ms; assert \$? > 0; assert \$? < 4M"
	equal "$status" 0
	both "$SOSH" -c "$PAIR; setsockopt c SO_SNDTIMEO 20ms; sendall c --fill 64M = EAGAIN"
	[ "$(grep -c '^send(4' out)" -ge 2 ]
	after "$PAIR" 'sendall c hello = 5; print $?; sendall c "" = 0; close s; close c; sendall c x = EBADF' \
		'send(4, "hello", 5) = 5
5
send(4, "", 0) = 0
close(5) = 0
close(4) = 0
send(4, "x", 1) = -1 EBADF (Bad file descriptor)'
}

@test "recv: MAX, --peek, -x, --to, --all, -t" {
	after "$PAIR; send s \"hello\\n\"" 'recv c 2 --peek; recv c 2; print $data; recv c -x; recv c -t 20ms = GAVEUP; print <$data>' \
		'recv(4, "he", 2, MSG_PEEK) = 2
recv(4, "he", 2) = 2
he
recv(4, 65536) = 4
  00000000  6c 6c 6f 0a                                       |llo.|
  00000004
recv(4, 65536) = GAVEUP (after 20 ms)
<>'
	both "$SOSH" -c "$PAIR; send s abc; send s defg; close s; recv c 3 --all = 7; print \$data \$?; recv c --to got = 0"
	equal "$status:$err" 0:
	equal "$(tail -n 5 out)" 'recv(4, "def", 3) = 3
recv(4, "g", 3) = 1
recv(4, "", 3) = 0 (end of stream)
abcdefg 7
recv(4, "", 65536) = 0 (end of stream)'
	[ -f got ] && [ ! -s got ]
}

@test "recv --to writes a file byte for byte, with --all over many calls" {
	head -c 200000 /dev/urandom >data
	both "$SOSH" -c "$PAIR; sendall c --file data; close c; recv s 5000 --all --to got = 200000; print <\$data>"
	equal "$status:$err" 0:
	cmp got data
	equal "$(tail -n 1 out)" '<>'
	both "$SOSH" -qc "$PAIR; send c secret; recv s --to got2; print done"
	equal "$out:$(cat got2)" done:secret
	echo 'a longer file than before' >got2
	"$SOSH" -qc "$PAIR; send c new; recv s --to got2"
	equal "$(cat got2)" new
}

@test "long data is cut in the line and follows below, safe for a screen" {
	after "$PAIR; send s \"connect(3, 1.2.3.4:5) = 0\\n\\e[31m evil \\r\\n and more text than the sixty-four bytes of a line\"" 'recv c' \
		'recv(4, "connect(3, 1.2.3.4:5) = 0\n\e[31m evil \r\n and more text than the s"..., 65536) = 89
  | connect(3, 1.2.3.4:5) = 0
  | \e[31m evil 
  |  and more text than the sixty-four bytes of a line'
}

@test "sendto and recvfrom: one datagram, its sender, \$addr" {
	after "$UDP" 'sendto v 127.0.0.1 $u.port Hello; recvfrom u = 5; sendto u $addr "Hello yourself"; recvfrom v 5 --peek
		recvfrom v 5 -f trunc; sendto u $v.local --hex 00; sendto u 127.0.0.1:$v.port --fill 3; recvfrom v; recvfrom v -x' \
		'sendto(4, "Hello", 5, 127.0.0.1:PORT) = 5
recvfrom(3, "Hello", 65536) = 5 (127.0.0.1:PORT)
sendto(3, "Hello yourself", 14, 127.0.0.1:PORT) = 14
recvfrom(4, "Hello", 5, MSG_PEEK) = 5 (of 14, cut; 127.0.0.1:PORT)
recvfrom(4, "Hello", 5, MSG_TRUNC) = 14 (127.0.0.1:PORT)
sendto(3, "\0", 1, 0.0.0.0:PORT) = 1
sendto(3, "abc", 3, 127.0.0.1:PORT) = 3
recvfrom(4, "\0", 65536) = 1 (127.0.0.1:PORT)
recvfrom(4, 65536) = 3 (127.0.0.1:PORT)
  00000000  61 62 63                                          |abc|
  00000003'
}

# ---- looking and tuning ----

@test "list: state, addresses, queues, counters; --all; one" {
	both "$SOSH" -c "$PAIR; send c hello; send c \" you\"; recv s 2; print -- --; list"
	equal "$status" 0
	equal "$(sed '1,/^--$/d' out | awk '{ print $1, $2, $3, $4, $7, $8, $9, $10, $11, $12, $13 }' | sed 's/ *$//')" 'fd name kind state unread unacked in out note
3 l tcp LISTEN - - 0 0 queue 0/128
4 c tcp ESTABLISHED 0 0 0 9 other 5
5 s tcp ESTABLISHED 7 0 2 0 other 4'
	both "$SOSH" -c 'socket udp as u; list u; list --all'
	equal "$(grep -c '^ *3  u     udp' out)" 2
	grep -q '^ *0  -' out
	both "$SOSH" -c 'list'
	equal "$out" 'no descriptors; socket makes one'
}

@test "list: what waits at a listener, and what found no room" {
	both "$SOSH" -qc 'socket tcp as l; bind l 0; listen l 1; socket unix as u; bind u @sosh-$l.port; listen u 5
		repeat 2 { socket tcp as c; connect c $l.local }; socket tcp as d; connect d $l.local -t 100ms = GAVEUP
		socket unix as a; connect a $u.local; assert $u.queue == 1; assert $u.backlog == 5
		assert l.drops > 0 -t 2s; list l u'
	equal "$status:$err" 0:
	grep -Eq '^ *3 .* queue 2/1, drops [1-9][0-9]*$' out
	grep -q '^ *4  u .* queue 1/5$' out
}

@test "list: of datagrams the next one's length and the memory of all" {
	both "$SOSH" -qc "$UDP; sendto v \$u.local hello; sendto v \$u.local \" and more\"; assert u.next == 5; list u
		recv u; recv u; list u
		socket unix dgram as b; bind b @sosh-\$u.port; socket unix dgram as a; connect a @sosh-\$u.port; send a 12; send a 3456; list b"
	equal "$status:$err" 0:
	grep -Eq '^ *3  u .*  - +0 +0 +0  next 5, rmem [0-9]+$' out
	grep -Eq '^ *3  u .*  0 +0 +14 +0  -$' out
	grep -Eq '^ *5  b .* next 2$' out
}

@test "list and properties: a refused connection leaves nothing unacknowledged" {
	both "$SOSH" -qc 'socket tcp as l; bind l 0; let port = $l.port; close l; socket tcp as c
		repeat 3 { connect c 127.0.0.1 $port = ECONNREFUSED }; print $c.unacked $c.unsent; list c'
	equal "$status:$err" 0:
	equal "$(sed -n 1p out)" '0 0'
	equal "$(awk 'NR == 3 { print $7, $8 }' out)" '0 0'
}

@test "list: a socket in CLOSE whose connection is in TIME_WAIT says so" {
	both "$SOSH" -qc "$PAIR; shutdown s wr; recv c = 0; close c; recv s = 0; assert s.state == CLOSE -t 2s; list s
		assert s.held == TIME_WAIT"
	equal "$status:$err" 0:
	grep -Eq '^ *5  s .* connection in TIME_WAIT, [0-9.]+ s left$' out
	# where nothing is held nothing is said
	both "$SOSH" -qc "$PAIR; setsockopt s linger 0s; close s; recv c = ECONNRESET; list c"
	equal "$status:$err" 0:
	grep -Eq '^ *4  c .* -$' out
}

@test "list: an MPTCP listener has no count of bytes" {
	MPTCP_LISTENER='
import os, socket, sys
l = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
l.bind(("127.0.0.1", 0))
l.listen(3)
os.dup2(l.fileno(), 3)
os.execv(sys.argv[1], sys.argv[1:])'
	python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)' 2>/dev/null || skip
	both python3 -c "$MPTCP_LISTENER" "$SOSH" --inherit -qc 'list 3'
	equal "$status" 0
	grep -Eq '^ *3  - +mptcp  LISTEN  127.0.0.1:[0-9]+  - +- +- +0 +0  queue 0/3$' out
}

@test "looking changes nothing: a pending error stays" {
	both "$SOSH" -c 'socket udp as u; connect u 127.0.0.1 1; send u x; list; print $u.state $u.unread
		getsockopt u SO_ERROR = 0 (ECONNREFUSED); getsockopt u SO_ERROR = 0 (0)'
	equal "$status:$err" 0:
	fails 2 'socket udp as u; print $u.SO_ERROR' 'reading SO_ERROR has an effect'
}

@test "getsockname and getpeername" {
	after "$PAIR" 'getsockname c; getpeername c; getpeername l = ENOTCONN; getsockname 1 = ENOTSOCK' \
		'getsockname(4) = 0 (127.0.0.1:PORT)
getpeername(4) = 0 (127.0.0.1:PORT)
getpeername(3) = -1 ENOTCONN (Transport endpoint is not connected)
getsockname(1) = -1 ENOTSOCK (Socket operation on non-socket)'
}

@test "getsockopt and setsockopt: numbers, names, times, linger" {
	after 'socket tcp as c' 'setsockopt c SO_REUSEADDR 1; getsockopt c reuseaddr; setsockopt c SO_RCVBUF = 5000
		setsockopt c linger 0s; getsockopt c SO_LINGER; setsockopt c linger off; getsockopt c linger
		setsockopt c SO_RCVTIMEO 1.5s; getsockopt c rcvtimeo; setsockopt c TCP_NODELAY on; getsockopt c nodelay
		getsockopt c SO_TYPE; setsockopt c SO_TYPE 1 = ENOPROTOOPT' \
		'setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 1) = 0
getsockopt(3, SOL_SOCKET, SO_REUSEADDR) = 0 (1)
setsockopt(3, SOL_SOCKET, SO_RCVBUF, 5000) = 0 (10000)
setsockopt(3, SOL_SOCKET, SO_LINGER, 0s) = 0
getsockopt(3, SOL_SOCKET, SO_LINGER) = 0 (0s)
setsockopt(3, SOL_SOCKET, SO_LINGER, off) = 0
getsockopt(3, SOL_SOCKET, SO_LINGER) = 0 (off)
setsockopt(3, SOL_SOCKET, SO_RCVTIMEO, 1500ms) = 0
getsockopt(3, SOL_SOCKET, SO_RCVTIMEO) = 0 (1500ms)
setsockopt(3, IPPROTO_TCP, TCP_NODELAY, 1) = 0
getsockopt(3, IPPROTO_TCP, TCP_NODELAY) = 0 (1)
getsockopt(3, SOL_SOCKET, SO_TYPE) = 0 (SOCK_STREAM)
setsockopt(3, SOL_SOCKET, SO_TYPE, SOCK_STREAM) = -1 ENOPROTOOPT (Protocol not available)'
}

@test "a switch is on and off in four ways, sizes and times go where a number does" {
	both "$SOSH" -c 'socket tcp as c
		setsockopt c nodelay yes; assert $c.nodelay == 1; setsockopt c nodelay False; assert $c.nodelay == 0
		setsockopt c SO_KEEPALIVE TRUE; setsockopt c TCP_KEEPIDLE 2m; assert $c.keepidle == 120
		setsockopt c TCP_USER_TIMEOUT 1.5s; assert $c.user_timeout == 1500
		setsockopt c SO_RCVBUF = 64k = 0 (131072)
		listen c 4k; repeat 1k --quiet { getsockopt c SO_TYPE = 0 }
		set quiet yes; set quiet = FALSE; set times = yes; set times 0; set color never; set color = auto'
	equal "$status:$err" 0:
	grep -q '^1024 turns in ' out
	both "$SOSH" -c "$PAIR; sendall c --fill 64k = 0x10000; recv s 64k --to /dev/null -f waitall = 64k"
	equal "$status:$err" 0:
	fails 2 'quit 1k' "STATUS '1k': out of range 0..255"
	fails 2 'socket tcp as c; setsockopt c TCP_KEEPIDLE 1500ms' 'it counts in whole seconds'
}

# ---- checks ----

@test "assert: operators on numbers, sizes, times and text" {
	both "$SOSH" -c 'assert 10 > 9; assert 4k == 4096; assert 20ms < 1s; assert a == a; assert a != b; assert 1.5s >= 1500ms
		assert abc ~ "^a.c$"; assert "" == ""; assert 2 <= 2; assert -1 < 0; assert 0x10 == 16; assert 1G > 1M'
	equal "$status:$out$err" 0:
	fails 1 'assert 9 > 10' '1:8: expected 9 > 10, but it is "9"'
	fails 1 'let x = abc; assert $x ~ z; print no' 'expected $x ~ z, but it is "abc"'
	fails 1 'assert a == b' '1:8: expected a == b, but it is "a"'
	fails 2 'assert a < b' '"a" and "b" are not both numbers, sizes or times'
	fails 2 'assert a ~ "("' '1:12: the pattern does not compile'
}

@test "assert reads properties, and with -t again and again" {
	both "$SOSH" -qc "$PAIR; assert c.state == ESTABLISHED; assert l.state == LISTEN; assert c.local == s.peer
		close s; assert c.state == CLOSE_WAIT -t 2s; assert l.queue == 0"
	equal "$status:$err" 0:
	fails 1 'socket tcp as c; assert c.state == LISTEN -t 50ms' \
		'1:25: expected c.state == LISTEN, but it is "CLOSE"'
	both "$SOSH" -qc 'assert "c.state" == "c.state"; assert x.y == x.y'
	equal "$status" 0
	fails 2 'assert cc.state != ESTABLISHED' "1:8: no variable 'cc'"
	fails 2 'socket tcp as c; assert c.prot == 1' 'did you mean port?'
}

@test "assert: received bytes and quoted words are bytes" {
	both "$SOSH" -qc "$PAIR; send s 7; recv c 1; assert \$data == 7; assert \$data != \"007\"; assert \$data != 007
		send s 4096; recv c 4; assert \$data != 4k; assert \$data == \"4096\"; assert \$data > 4000; assert \"4k\" != 4096
		assert \$data ~ \"(.*)\"; assert \$m1 == 4096; assert \$m1 != 4k; assert \"c.state\" != CLOSE"
	equal "$status:$err" 0:
	# what let was given bare is a number where it is one, and what as and the shell set
	both "$SOSH" -qc 'let a = 4k; assert $a == 4096; let b = "4k"; assert $b != 4096; let c = $a; assert $c == 4096
		let d = $b; assert $d != 4096; socket tcp as e = 0x3; assert $e == 0x3; assert $? == 0x3; assert $# == 0x0
		assert $time < 1s; let n = 6 * 7; assert $n == 0x2a; assert ${#b} == 0x2; assert "x$a" != 4096'
	equal "$status:$err" 0:
	fails 1 'let d = "7"; assert $d == "007"' '1:21: expected $d == "007", but it is "7"'
	fails 1 'let w = b; assert a == $w' 'expected a == "b", but it is "a"'
}

@test "assert: properties have units, names and flags" {
	both "$SOSH" -qc "$PAIR; assert c.rtt < 1s; assert \$c.rtt < 1s; assert c.rto > 100ms; assert c.rto > 100000
		assert c.rto > c.rtt; assert c.options ~ '(^|[|])sack([|]|\$)'; assert c.options == wscale|sack|timestamps
		assert c.options == 7; assert c.options !~ syn_data; assert c.family == inet; assert c.type == SOCK_STREAM
		setsockopt c TCP_KEEPIDLE 120; assert c.keepidle == 2m; assert c.keepidle == 120; setsockopt c nodelay on
		assert c.nodelay == on; assert c.nodelay == 1; setsockopt c SO_RCVTIMEO 1.5s; assert c.rcvtimeo == 1500ms
		assert c.rcvbuf >= 4k; assert c.port == \$s.pport; assert c.state == 1; assert c.ca_state == open; assert c.rtt >= 0"
	equal "$status:$err" 0:
	fails 1 "$PAIR; assert c.rto < 100ms" 'expected c.rto < 100ms, but it is "2'
	[[ $err == *'" microseconds' ]]
	fails 2 "$PAIR; assert c.rtt < c.unread" 'are not both numbers, sizes or times'
	fails 2 "$PAIR; assert c.unread < 5ms" 'are not both numbers, sizes or times'
	fails 1 "$PAIR; assert c.state == ESTABLISED" 'expected c.state == ESTABLISED, but it is "ESTABLISHED"'
}

@test "assert: Fast Open shows in the options" {
	[ "$(($(cat /proc/sys/net/ipv4/tcp_fastopen) & 1))" = 1 ] || skip
	both "$SOSH" -qc 'socket tcp as l; setsockopt l TCP_FASTOPEN 5; setsockopt l TCP_FASTOPEN_NO_COOKIE 1; bind l 0; listen l
		socket tcp as c; setsockopt c TCP_FASTOPEN_CONNECT 1; setsockopt c TCP_FASTOPEN_NO_COOKIE 1
		connect c $l.local; send c hi; accept l as s; assert s.unread == 2 -t 2s; print $c.options'
	equal "$status:$err" 0:
	# a kernel that sends no data in a SYN without a cookie is none of ours
	[ "$(($(cat /proc/sys/net/ipv4/tcp_fastopen) & 2))" = 0 ] || grep -q 'syn_data' out
}

@test "assert reads the kernel once for both sides, and only what it needs" {
	type strace >/dev/null || skip
	printf '%s; assert $c.rtt < c.rto; assert $c.port != 0\n' "$PAIR" >in
	# a leak is not looked for under ptrace
	ASAN_OPTIONS=detect_leaks=0 timeout 60 strace -f -qq -e trace=getsockopt,getsockname -o trace "$SOSH" -q in
	equal "$(grep -c TCP_INFO trace)" 1
}

@test "assert ~ and !~: any byte is data, in every locale" {
	local each
	for each in C C.UTF-8; do
		export LC_ALL=$each
		both "$SOSH" -qc 'assert "hello" !~ "^\x00ZZZ"; assert "a\0b" ~ "a.b"; assert "a\0b" ~ "a\0b$"; assert "a\0b" !~ "a\0c"
			assert "\xc3\xa9" ~ "^..$"; assert "\xff" ~ "^[\x80-\xff]$"; assert "\xc3\xa9" !~ "[[:alpha:]]"'
		equal "$status:$err" 0:
	done
	fails 1 'assert "hello" ~ "^\x00ZZZ"' 'expected "hello" ~ "^\x00ZZZ", but it is "hello"'
	fails 1 'assert "he\0llo" == x' 'but it is "he\0llo"'
	fails 1 'let x = "a\0b"; assert c == $x' 'expected c == "a\0b", but it is "c"'
	fails 2 'assert "a\0b" < 1' '"a\0b" and "1" are not both numbers'
	fails 1 'assert abc !~ b' 'expected abc !~ b, but it is "abc"'
}

@test "assert: a search that takes for ever ends by -t and by a signal" {
	local setup='socketpair unix as a,b; send a --fill 64k; recv b; assert $data ~ "^(a)b.*(z)"; assert $m2 == z'
	fails 3 "$setup; assert \$data ~ '([a-z]+[a-z]+)+Y' -t 100ms" 'looking for a pattern in 65536 bytes: Timer expired'
	fails 2 'assert aa ~ "(a)\\1"' 'has no back references'
	"$SOSH" -c "$setup; repeat 3 { assert \$data !~ '([a-z]+[a-z]+)+Y' }" >out 2>err &
	until pgrep -P $! >/dev/null; do :; done
	kill -TERM $!
	status=0
	wait $! || status=$?
	equal "$status" 143
}

@test "assert: a pattern that would take the program down is refused" {
	printf 'let p = "%s"; assert a ~ $p\n' "$(printf '%20000s' | tr ' ' '(')" >in
	both "$SOSH" in
	equal "$status" 2
	[[ $err == *'at most 4096 bytes'* ]]
	printf 'let p = "%s"; assert a ~ $p\n' "$(printf '%101s' | tr ' ' '(')" >in
	both "$SOSH" in
	[[ $err == *'at most 100 deep'* ]]
	fails 2 'assert a ~ "(a{100}){100}"' 'written out'
}

@test "assert -t: \$time is the assertion's, without -t the last call's" {
	both "$SOSH" -qc 'socket tcp as c; sleep 1ms; assert $time < 100ms; assert c.state == LISTEN -t 30ms'
	equal "$status" 1
	both "$SOSH" -kqc "$PAIR; sleep 300ms & assert c.unread == 1 -t 200ms; assert \$time >= 200ms; print here; assert \$time >= 200ms"
	grep -q here out
	equal "$(grep -c 'expected' <<<"$err")" 1
}

@test "assert ~ captures" {
	both "$SOSH" -qc "$PAIR; send s \"HTTP/1.1 200 OK\\r\\nA: b\\0c\"; recv c --to /dev/null
		assert \$data ~ \"^HTTP/([0-9.]+) ([0-9]+)( x)? (.*)\"; print \$m0; print \$m1,\$m2,<\$m3>,\$m4"
	equal "$status:$err" 0:
	equal "$(head -n 1 out | tr -d '\r')" 'HTTP/1.1 200 OK'
}

@test "let and print" {
	both "$SOSH" -c 'let a = 1; let b "x y"; print $a "$b" z; print; print "a\0b"'
	equal "$(od -c out | head -n 1)" "$(printf '1 x y z\n\na\0b\n' | od -c | head -n 1)"
	both "$SOSH" -qc 'print still prints'
	equal "$out" 'still prints'
}

@test "let calculates with integers" {
	both "$SOSH" -qc 'let n = 5; let n = $n + 1; print $n; let n = $n - 1 * 2; print $n; let n = 7 % 4 * -2; print $n
		let n = -7 / 2; print $n; let n = 0x10 + 4k; print $n; let n = 2 *-3; print $n; let n 1 + 1; print $n
		let n = 10 - 3 - 2; print $n; let n = 1+1; print $n; let n = -9223372036854775808 % -1; print $n
		repeat 3 as i { let n = $n + $i }; print $n'
	equal "$(tr '\n' ' ' <out)" '6 4 -6 -3 4112 -6 2 5 1+1 0 6 '
	fails 2 'let a = 1 / 0' '1:9: 1 / 0: a division by zero'
	fails 2 'let a = 1 % 0' 'a division by zero'
	fails 2 'let a = 9223372036854775807 + 1' '9223372036854775807 + 1 does not fit 64 bits'
	fails 2 'let a = -9223372036854775808 - 1' 'does not fit'
	fails 2 'let a = 4611686018427387904 * 2' 'does not fit'
	fails 2 'let a = -9223372036854775808 / -1' 'does not fit'
	fails 2 'let a = 9223372036854775808 + 0' "'9223372036854775808' is no integer of 64 bits"
	fails 2 'let a = hello world' "'hello' is no integer"
	[[ $err == *'a text of several words is quoted'* ]]
	fails 2 'let a = 1 +' 'an integer is missing'
	fails 2 'let a = 1 2' "an operator is missing before '2'"
}

@test "sleep waits that long" {
	both "$SOSH" -c 'sleep 30ms; sleep 0'
	equal "$status:$out" 0:
}

@test "source: variables are shared, arguments its own, errors located, keep" {
	printf 'let got = "$0 $1 $2 $#"\nsocket tcp as made\n' >inc
	prints 'source inc a "b c"; print $got; print $made $#' 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
inc a b c 2
3 0'
	printf 'source inc\nprint $got\n' >outer
	both "$SOSH" outer one two
	equal "$(tail -n 1 out)" 'outer one two 2'
	printf 'print before\nxyzzy\n' >bad
	fails 1 'print a; source nowhere; print b' '1:10: nowhere: No such file or directory'
	both "$SOSH" -c 'print a; source bad; print b'
	equal "$status:$out" 2:a
	equal "$(head -n 1 err)" "sosh: bad:2:1: no command 'xyzzy'"
	printf 'print x\nquit 7\nprint no\n' >quits
	both "$SOSH" -c 'source quits; print no'
	equal "$status:$out" 7:x
	mkdir d
	fails 1 'source d' 'd: Is a directory'
}

# ---- the shell ----

@test "set: shows, changes, refuses" {
	both "$SOSH" -c 'set'
	equal "$status" 0
	grep -q '^timeout  *0  *the time limit' out
	grep -q '^view  *text ' out
	prints 'set view = hex; set view; set timeout 1.5s; set timeout; set quiet on; set quiet' \
		'view  hex  received data as text, or as a hex dump
timeout  1500ms  the time limit of every command that may wait; 0 is none
quiet  on  no call lines; received data is written byte for byte'
	both "$SOSH" -c 'set timeout 20ms; socket udp as u; bind u 0; recv u = GAVEUP; recv u -t 10ms = GAVEUP (after 10 ms)'
	equal "$status" 0
	both "$SOSH" -c 'set times on; socket'
	[[ $out =~ ^'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3 <'[0-9.]+' '[nuµ]*s'>'$ ]]
	after "$PAIR; set view hex; send s ab" 'recv c' 'recv(4, 65536) = 2
  00000000  61 62                                             |ab|
  00000002'
}

@test "set shown: received data is cut in a script too, where it is asked for" {
	after "$PAIR; send c --fill 100" 'set shown 3; recv s --peek; set shown auto; recv s; set shown' \
		'recv(5, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"..., 65536, MSG_PEEK) = 100
  | abc
  ... 97 more bytes (print $data shows them)
recv(5, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"..., 65536) = 100
  | abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv
shown  auto  bytes of received data shown; 0: all; auto: 4k at the prompt, elsewhere all'
}

@test "the descriptor of a transcript that ended is free" {
	both "$SOSH" -kc 'log t; log t2; log off; log /dev/full; print x; log off; recv 1000; recv 1001; log t; recv 1000'
	equal "$(grep -c 'is the transcript' err)" 1
	equal "$(head -n 1 err)" 'sosh: the transcript: No space left on device'
}

@test "log keeps a transcript" {
	both "$SOSH" -c 'log; log t; log; print one; socket; log off; print two; log t; print three'
	equal "$status" 0
	grep -Eqx 'the transcript goes to t since 20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}' t
	equal "$(tail -n +2 t)" 'one
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
three'
	equal "$(head -n 1 out)" 'no transcript is being written'
	both "$SOSH" -c 'log t2; recv 57'
	grep -q 'sosh: <command>:1:9: recv(57' t2
}

@test "with set times on a transcript says when each call was made" {
	both "$SOSH" -c 'log t; socket; set times on; socket; log'
	equal "$status" 0
	grep -Eq '^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6} socket\(AF_INET, SOCK_STREAM, IPPROTO_TCP\) = 4 <' t
	grep -Eq '^socket\(AF_INET, SOCK_STREAM, IPPROTO_TCP\) = 4 <' out
	equal "$(head -n 1 t)" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
}

@test "a transcript has what the screen has, but its colours" {
	both "$SOSH" --color=always -c "log t; $PAIR; send s hello; recv c; recv c -f dontwait = EAGAIN"
	grep -q $'\e\\[32m5\e\\[0m' out
	sed $'s/\e\\[[0-9]*m//g' out >plain
	cmp plain t
	for mode in -q --json; do
		both "$SOSH" "$mode" -c "log t$mode; $PAIR; send s hello; recv c"
		equal "$status" 0
		cmp out "t$mode"
	done
}

@test "a descriptor names its other end" {
	both "$SOSH" -c "$PAIR; print \$c.other \$s.other; close s; socket tcp; print \$c.other"
	equal "$status" 1
	grep -qx '5 4' out
	[[ $err == *'other of 4: '* ]]
	both "$SOSH" -c "$PAIR; print \$s.listener \$s.other; print \$c.listener"
	equal "$status" 1
	grep -qx '3 4' out
	[[ $err == *'listener of 4: '* ]]
}

@test "assert -t waits for a property that is not there yet, and tells why in the end" {
	both "$SOSH" -kqc 'socket tcp as c; assert c.peer ~ x -t 80ms; assert $time >= 80ms
		assert c.nosuch == 1 -t 20s; close c'
	lacks 'expected' err
	grep -q ':1:25: peer of 3: Transport endpoint is not connected$' err
	grep -q 'nosuch' err
}

@test "connections of servers have their listener and other end" {
	both "$SOSH" -qc 'serve 127.0.0.1:0 as l; serve @sosh-$l.port as u; dial 127.0.0.1 $l.port as c; dial @sosh-$l.port as d
		repeat 2 { send c x; recv c; send d x; recv d }; print $c.other $d.other; list --all'
	equal "$status:$err" 0:
	read -r of_c of_d <out
	grep -qE "^$of_c  .* other 5$" out && grep -qE "^$of_d  .* other 6$" out
	both "$SOSH" --json -qc 'serve 127.0.0.1:0 as l; dial 127.0.0.1 $l.port as c; send c x; recv c; list --all'
	grep -qE '"fd":1[0-9]{3}.*"other":4,"listener":3}$' out
	both "$SOSH" -qc 'socket tcp as l; bind l 0; listen l; serve 127.0.0.1:0 relay $l.local as r; dial 127.0.0.1 $r.port
		accept l as s; assert s.other >= 1000 -t 20s'
	equal "$status:$err" 0:
}

@test "calls lists the last calls as they were shown" {
	both "$SOSH" -c "$PAIR; send s hello; recv c 3 &
		wait %1; close s; recv c -f peek; calls 4; print; calls 1000"
	equal "$status" 0
	equal "$(grep '^ ' out | head -n 4)" '    7  send(5, "hello", 5) = 5
    8  [%1] recv(4, "hel", 3) = 3
    9  close(5) = 0
   10  recv(4, "lo", 65536, MSG_PEEK) = 2'
	# all of them, in order, each as it stood on the screen
	sed '1,/^$/d' out | sed 's/^ *[0-9]*  //' >again
	grep -v '^ \|^$\|\.\.\.$' out >shown
	head -n "$(wc -l <again)" shown | cmp - again
}

@test "calls --of tells one descriptor from another that had its number" {
	both "$SOSH" -qc 'socket tcp; setsockopt 3 SO_KEEPALIVE 1; close 3; socket udp; bind 3 127.0.0.1:0; calls --of 3 1
		print; calls --of 3; close 3; print; calls --of 3; print; recv 9 = EBADF; calls --of 9; calls --of 10'
	equal "$status" 0
	equal "$(sed -n '1p; 3p' out | sed 's/:[0-9]*)$//')" '    5  bind(3, 127.0.0.1:0) = 0 (127.0.0.1
    4  socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3'
	equal "$(sed '1,5d' out | sed 's/(127.*//')" '    4  socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3
    5  bind(3, 127.0.0.1:0) = 0 
    6  close(3) = 0

    7  recv(9, 65536) = -1 EBADF (Bad file descriptor)'
}

@test "calls --all has the steps on the way" {
	both "$SOSH" -c "${PAIR/127.0.0.1/localhost}; send s hi; close s; calls; print -- --; calls --all"
	equal "$(grep -c getaddrinfo out)" 1
	grep -qx '       getaddrinfo("localhost", "[0-9]*", AF_INET, SOCK_STREAM) = 0 (1 address)' out
	equal "$(sed '/^--$/,$d' out | grep -c '^ ')" 8
	equal "$(sed '1,/^--$/d' out | grep -c '^ ')" 9
	for mode in -c --json\ -c; do
		echo hello >in
		both "$SOSH" $mode "$PAIR; send s hi; close s; talk c; let r = \$?; calls --all; print \$r" <in
		equal "$status" 0
		grep -q '  recv(4, .*hi.*, 32768, MSG_DONTWAIT) = 2' out
		grep -q '  send(4, .*hello.*, 6, MSG_DONTWAIT) = 6' out
		equal "$(grep -c 'hello\|"call":"send"' out)" $([ "$mode" = -c ] && echo 1 || echo 2)
	done
}

@test "calls says what it no longer has" {
	both "$SOSH" -qc "$UDP; repeat 400 as i { sendto v \$u.local --fill 60\$i }; print -- --; calls 1000"
	equal "$status" 0
	sed -i '0,/^--$/d' out
	gone=$(sed -n '1s/^the \([0-9]*\) calls before are not kept$/\1/p' out)
	[ "$gone" -gt 0 ]
	# from the first that is kept to the last one, without a gap
	sed 1d out | sed 's/  sendto.* = 60[0-9]*$//; s/^ *//' >ids
	seq $((gone + 1)) 403 | cmp - ids
}

@test "help: the list, a command, a type, a page, an option" {
	both "$SOSH" -c help
	equal "$status" 0
	for command in socket resolve dial recvfrom setsockopt assert explain quit; do
		grep -q "^  $command  " out
	done
	both "$SOSH" -c 'help recv'
	equal "$(head -n 2 out)" 'usage: recv FD [MAX] [-x] [--to FILE] [--decode] [--null COUNT] [--all]
       [--until TEXT] [--idle TIME] [--peek] [--oob] [--dontwait] [--waitall]'
	for topic in recv dial help list properties options settings language variables; do
		"$SOSH" -c "help $topic" >lines
		[ -z "$(awk "length > 78 || / \$/" lines)" ]
	done
	grep -q '^Examples:' out
	grep -q '^See also: recv(2)' out
	both "$SOSH" -c 'help ENDPOINT; help language; help settings; help SO_LINGER'
	equal "$status:$err" 0:
	grep -q '^  timeout' out
	grep -q '^SO_LINGER (SOL_SOCKET)' out
	fails 2 'help nothing' "no help on 'nothing'"
	both "$SOSH" -c '? close'
	equal "$(head -n 1 out)" 'usage: close FD|all...'
}

@test "help: any name of a constant, an error, a state, a property" {
	prints 'help MSG_PEEK' 'MSG_PEEK, a message flag: look at data and leave it in the queue
See also: help recv'
	prints 'help oob' 'MSG_OOB, a message flag: urgent (out-of-band) data
See also: help recv, help send'
	prints 'help SHUT_WR' 'SHUT_WR, a way to shut down: no more sending: the peer reads end of stream
See also: help shutdown'
	prints 'help IP_PMTUDISC_DO' 'IP_PMTUDISC_DO, a way of path MTU discovery: always set DF
See also: help IP_MTU_DISCOVER'
	prints 'help time_wait' 'TIME_WAIT, a state: closed, late segments are awaited
See also: help list, help ss'
	prints 'help unsent' 'unsent, a property: written and not sent yet, a part of unacked (TCP), bytes
  $NAME.unsent reads it of the descriptor NAME'
	prints 'help EL2HLT' 'EL2HLT (Level 2 halted)'
	[ "$("$SOSH" -c 'help ECONNREFUSED')" = "$("$SOSH" -c 'explain ECONNREFUSED')" ]
	[ "$("$SOSH" -c 'help errqueue' | head -n 1)" = 'MSG_ERRQUEUE, a message flag: read the queue of errors' ]
	fails 2 'help 111' "no help on '111'"
}

@test "help: a setting, a word of another tool, and where ENDPOINT is told of" {
	prints 'set timeout 2s; help timeout' 'timeout, a setting: the time limit of every command that may wait; 0 is none
  now: 2s
  set timeout = VALUE changes it
-t TIME limits one command, set timeout = TIME all of them'
	prints 'help clear' 'Ctrl-L clears the screen'
	both "$SOSH" -c 'help netstat'
	equal "$(head -n 1 out)" 'ss shows what the kernel holds and who has it open, list the descriptors'
	grep -q '^usage: ss ' out
	both "$SOSH" -c 'help connect'
	equal "$(tail -n 1 out)" 'See also: connect(2), tcp(7), dial, resolve, help ENDPOINT'
	both "$SOSH" -c 'help listen'
	[[ $(tail -n 1 out) != *ENDPOINT* ]]
}

@test "apropos finds commands and pages, or says that there are none" {
	both "$SOSH" -c 'apropos backlog'
	grep -q '^  listen ' out
	both "$SOSH" -c 'apropos SOMAXCONN backlog'
	equal "$(cut -d' ' -f3 out | tr '\n' ' ')" 'listen sysctl '
	fails 2 'apropos xyzzy' 'nothing speaks of xyzzy'
}

# played SCRIPT CAUSE: the script makes the error, and explain knows of the cause.
played() {
	both "$SOSH" -c "$1; explain"
	equal "$status" 0
	grep -qF -- "  - $2" out || { cat out err; return 1; }
}

@test "explain has the causes that can be played here" {
	played 'socket tcp --nonblock as c; connect c 127.0.0.1:1 = EINPROGRESS; assert c.state == CLOSE -t 5s
		getsockopt c SO_ERROR = 0; connect c 127.0.0.1:1 = ECONNABORTED' \
		'the attempt before on this non-blocking socket failed'
	played 'serve 127.0.0.2:0 as l; dial 127.0.0.1:$l.port = ECONNREFUSED' \
		'the name has two addresses'
	grep -qs '^0*1 ' /proc/net/if_inet6 || return 0
	played 'socket tcp -6 as l; bind l *:0; socket tcp as c; bind c 127.0.0.1:$l.port = EADDRINUSE' \
		"an IPv6 socket on * holds the port for IPv4 too"
	played 'socket tcp as l; bind l *:0; socket tcp -6 as c; bind c *:$l.port = EADDRINUSE' \
		"an IPv6 socket on * holds the port for IPv4 too"
	"$SOSH" -c 'socket tcp as l; bind l *:0; socket tcp -6 as c; setsockopt c IPV6_V6ONLY on
		bind c *:$l.port = 0'
}

@test "explain says where the kernel keeps a connection that is over" {
	both "$SOSH" -qc "$PAIR; shutdown s wr; recv c = 0; close c; recv s = 0; assert s.state == CLOSE -t 2s
		send s x = EPIPE; explain; print --; explain EINVAL; getpeername 99 = EBADF; explain"
	equal "$status:$err" 0:
	equal "$(grep -c 'in TIME_WAIT' out)" 1
	grep -Eq '^  - descriptor 5 is in CLOSE: connection in TIME_WAIT, [0-9.]+ s left$' out
	grep -q 'in TIME_WAIT' <(sed '/^--$/q' out)
}

@test "what set prints can be set" {
	both "$SOSH" -c 'set timeout = 90s; set'
	equal "$status" 0
	awk '{ print "set " $1 " = " $2 }' out >again
	[ "$(wc -l <again)" -ge 10 ]
	"$SOSH" -k again
	grep -qx 'set timeout = 90s' again
}

@test "the ids of JSON have no holes, whatever is looked up on the way" {
	both "$SOSH" --json -k -c 'socket tcp as c; connect c localhost 1; close c; calls --all'
	equal "$(sed -n 's/.*"type":"call","id":\([0-9]*\),.*/\1/p' out | xargs)" '1 2 3'
}

@test "explain: by name, number, EAI code, and the last error" {
	both "$SOSH" -c 'explain ECONNREFUSED'
	equal "$(head -n 1 out)" 'ECONNREFUSED (errno 111, "Connection refused")'
	grep -q '^What to try:' out
	equal "$("$SOSH" -c 'explain 111')" "$out"
	equal "$("$SOSH" -c 'explain "connection refused"')" "$out"
	equal "$("$SOSH" -c 'explain econnrefused')" "$out"
	both "$SOSH" -c 'recv 57 = EBADF; explain'
	equal "$(sed -n 2p out)" 'EBADF (errno 9, "Bad file descriptor")'
	both "$SOSH" -c 'socket inet stream udp = EPROTONOSUPPORT; explain'
	equal "$(sed -n 4,5p out)" $'Here:\n  - IPPROTO_UDP goes with SOCK_DGRAM'
	equal "$(sed -n 6p out)" 'What causes it, in socket:'
	equal "$(sed -n 7p out)" '  - inet stream udp: a stream over UDP does not exist'
	both "$SOSH" -c 'socket inet stream udp = EPROTONOSUPPORT; explain EADDRINUSE'
	grep -q '^What causes it:' out
	both "$SOSH" -c 'explain EAI_NONAME; explain GAVEUP; explain EXDEV'
	equal "$status" 0
	grep -q '^EXDEV (errno 18): ' out
	fails 2 explain 'the last call did not fail'
	fails 2 'explain 4000' "1:9: 4000 is no error's number"
	fails 2 'explain EFROB' '"EFROB" is not'
}

@test "explain FD: its state, how it came there, what may come next" {
	both "$SOSH" -qc "$PAIR; shutdown c wr; assert c.state == FIN_WAIT2 -t 5s; explain c"
	equal "$status:$err" 0:
	equal "$(head -1 out)" 'descriptor 4 (c): tcp, FIN_WAIT2'
	grep -qx '  the other end is descriptor 5 (s)' out
	equal "$(sed -n '/^How/,/^What/p' out | sed 's/: .*//' | xargs)" 'How it came there: 4 5 7 What this end may do:'
	grep -q '^  - recv goes on, until it returns 0; send says EPIPE' out
	grep -qx 'What the other end may do:' out
	both "$SOSH" -qc "$PAIR; explain l"
	grep -qE '^  accept queue 0 of [0-9]+$' out
	grep -qx 'What others may do:' out
	both "$SOSH" -qc 'socket unix as l; bind l @listens; listen l; explain l'
	grep -qx '  - send and recv say ENOTCONN and EINVAL: data goes by what accept returned' out
	both "$SOSH" -qc 'socket unix-seqpacket as l; bind l @listens; listen l; explain l'
	grep -qx '  - send and recv say ENOTCONN: data goes by what accept returned' out
	# one that was closed, a file, a connection that is over
	both "$SOSH" -qc 'socket udp as u; close u; explain u; explain 0'
	grep -q '^descriptor 3 (u) was closed by .close u.; none is open$' out
	both "$SOSH" -qc 'epoll_create as e; explain e'
	equal "$(head -1 out)" 'descriptor 3 (e) is anon_inode:[eventpoll]: no socket'
	both "$SOSH" -qc "$PAIR; close s; recv c; shutdown c wr; assert c.state == CLOSE -t 5s; explain c"
	grep -qE '^  peer, before: 127' out
	grep -q '^  - connect FD none forgets the connection' out
}

@test "explain: a number that is open is a descriptor, others are an errno's" {
	both "$SOSH" -qc 'explain 3'
	equal "$(head -1 out)" 'ESRCH (errno 3, "No such process")'
	both "$SOSH" -qc 'socket udp as u; explain 3'
	equal "$(head -1 out)" 'descriptor 3 (u): udp, UNCONNECTED'
	both "$SOSH" -qc 'explain 2'
	equal "$(head -1 out)" 'ENOENT (errno 2, "No such file or directory")'
	equal "$status:$err" 0:
	both "$SOSH" -qc 'socket udp as ECHO; explain ECHO; explain EPERM'
	equal "$(head -1 out)" 'descriptor 3 (ECHO): udp, UNCONNECTED'
	grep -q '^EPERM (errno 1' out
	fails 2 'explain 4000' "1:9: 4000 is no error's number, and no open descriptor"
}

@test "explain: why this call failed comes before what causes it, and the manual pages last" {
	both "$SOSH" -qc "$PAIR; recv l = ENOTCONN; explain"
	equal "$(sed -n 3p out)" 'Here:'
	grep -qE '^  - descriptor 3 \(l\) listens on .* descriptor 5$|^  - descriptor 3 \(l\) listens on ' out
	grep -q '^Manual pages: recv(2), ' out
	both "$SOSH" -qc "$PAIR; recv l = ENOTCONN; explain EBADF"
	lacks '^Here' out
}

@test "quit and exit end at once, with their status" {
	both "$SOSH" -c 'quit; print no'
	equal "$status:$out" 0:
	both "$SOSH" -c 'exit 42; print no'
	equal "$status:$out" 42:
	both "$SOSH" -kc 'recv 57; quit'
	equal "$status" 1
	both "$SOSH" -kc 'recv 57; quit 0'
	equal "$status" 0
}

# ---- modes ----

@test "the exit status says what happened" {
	both "$SOSH" -c 'recv 57 = EBADF'
	equal "$status" 0
	both "$SOSH" -c 'recv 57'
	equal "$status" 1
	both "$SOSH" -c 'recv'
	equal "$status" 2
	both "$SOSH" -c 'socket udp as u; bind u 0; recv u -t 10ms'
	equal "$status" 3
	both "$SOSH" -t 10ms -c 'socket udp as u; bind u 0; recv u; print no'
	equal "$status" 3
	both "$SOSH" -kc 'recv 57; socket udp as u; bind u 0; recv u -t 10ms; print yes'
	equal "$status" 1
	equal "$(tail -n 1 out)" yes
}

@test "-q prints received data and print alone, in their order" {
	both "$SOSH" -qc "$PAIR; send c \"a\\0b\"; recv s; print -; send c cd; recv s 1; recv s --peek; list s --all; recv 57 = EBADF"
	equal "$status:$err" 0:
	[[ $(head -n 1 out | od -An -c | tr -d ' \n') == 'a\0b-\n' ]]
	[[ $(sed -n 2p out) == cdfd* || $(sed -n 2p out) == cd* ]]
	both "$SOSH" -qc 'recv 57'
	equal "$out" ''
	equal "$err" 'sosh: <command>:1:1: recv(57, 65536) = -1 EBADF (Bad file descriptor)'
}

@test "-n checks and makes no call; -x echoes" {
	both "$SOSH" -n -c 'let x = ::1; socket tcp as c; connect c $x 80'
	equal "$status:$out$err" 0:
	both "$SOSH" -x -c 'socket  tcp; print "a b" # c'
	equal "$err" $'+ socket  tcp\n+ print "a b"'
	printf '# About\r\n## One\r\n#! x\nrepeat 2 {\n  ## Two\n  print x # y\n}\n ##\nxyz\n' >f
	both "$SOSH" -x - <f
	equal "$err" $'## One\n+ repeat 2 {\\n  ## Two\\n  print x # y\\n}\n## Two\n+ print x\n## Two\n+ print x\n##\n+ xyz
sosh: <stdin>:9:1: no command '"'xyz'"'
  hint: help lists the commands'
	equal "$out" $'x\nx'
}

@test "--json: every line is an object with its type; calls have their data" {
	cat >in <<-EOF
		$PAIR
		send c "x\"y"; recv s; send c "\xff"; recv s
		recv 57; list; resolve 127.0.0.1 80
		print "v\0"; set view; socket udp as u; bind u 0; recv u -t 10ms
		resolve no-such.invalid
		xyzzy
		getsockopt c SO_SNDBUF; help recv
	EOF
	both "$SOSH" --json -k - <in
	equal "$status" 1
	python3 - <<-'EOF'
		import json, base64
		rows = [json.loads(line) for line in open("out")]
		calls = [r for r in rows if r["type"] == "call"]
		for r in rows:
		    assert r["v"] == 1, r
		    assert r["type"] in ("call", "row", "error", "event"), r
		for r in calls:
		    for key in ("id", "cmd", "args", "result", "errno", "start", "duration"):
		        assert key in r, (key, r)
		    assert r["duration"] >= 0
		assert [r["id"] for r in calls] == list(range(1, len(calls) + 1))
		sent = [r for r in calls if r["cmd"] == "recv s"]
		assert sent[0]["data"] == 'x"y', sent[0]
		assert base64.b64decode(sent[1]["data_base64"]) == b"\xff", sent[1]
		assert "data" not in sent[1]
		bad = [r for r in calls if r["cmd"] == "recv 57"][0]
		assert bad["errno"] == "EBADF" and bad["result"] == -1, bad
		gave = [r for r in calls if r["cmd"].startswith("recv u")][0]
		assert gave["errno"] == "GAVEUP", gave
		table = [r for r in rows if r["type"] == "row" and r["cmd"] == "list"]
		assert [r["fd"] for r in table] == [3, 4, 5], table
		assert table[0]["state"] == "LISTEN" and table[0]["peer"] is None, table[0]
		value = [r for r in rows if r["type"] == "row" and r["cmd"].startswith("print")][0]
		assert value["value"] == "v\0", value
		error = [r for r in rows if r["type"] == "error" and "xyzzy" in r["message"]][0]
		assert error["line"] == 6 and error["column"] == 1, error
	EOF
}

@test "recv --until takes a text and nothing behind it, whatever the pieces" {
	cat >in <<-'END'
		socket tcp as l; bind l 0; listen l
		dial 127.0.0.1 $l.port as c; accept l as s
		send s "one\r\ntwo\r\nth"
		recv c --until "\r\n" = 5
		assert $data == "one\r\n"
		recv c 3 --until "\r\n" -t 5s = 5
		assert $data == "two\r\n"
		recv c --until zz -t 20ms = GAVEUP
		assert $data == "th"
		recv c -f dontwait = EAGAIN
		send s "a\0b\0cEND"
		recv c 4 --until "\0c" = 5
		assert ${#data} == 5
		close s
		recv c --until "b" = 0
		assert $data == "END"
	END
	both "$SOSH" in
	equal "$status:$err" 0:
}

@test "recv --until writes what it took just once" {
	cat >in <<-'END'
		socket tcp as l; bind l 0; listen l
		dial 127.0.0.1 $l.port as c; accept l as s
		send s "one\ntwo\nthree\n"
		recv c --until "two\n" = 8
		recv c 2 --until "e\n" --to file = 6
	END
	both "$SOSH" -q in
	equal "$status:$err:$out" $'0::one\ntwo'
	equal "$(cat file)" three
}

@test "recv --until takes datagrams whole" {
	cat >in <<-'END'
		socket udp as u; bind u 0; dial udp 127.0.0.1 $u.port as c
		send c "one"; send c "two END more"
		recv u --until END -t 5s = 15
		assert $data == "onetwo END more"
	END
	both "$SOSH" in
	equal "$status:$err" 0:
}

@test "recv --until refuses what could not end" {
	both "$SOSH" -kc 'recv 3 --until ""; recv 3 --until a --all; recv 3 --until a --peek'
	equal "$status" 2
	[[ $err == *'this one is empty'*'end at different places'*'for ever with --peek' ]]
}

@test "recv --all --idle ends when nothing has come for that time, with the total" {
	both "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; dial 127.0.0.1:$l.port as c
		accept l as s; send s "one"; recv c --all --idle 100ms = 3; assert $data == one
		send s "two"; recv c --all --idle 10s -t 100ms = 3; recv c --idle 1s'
	equal "$status" 2
	grep -q 'idle belongs to --all' err
	both "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; dial 127.0.0.1:$l.port as c
		accept l as s; send s "one"; recv c --all --idle 100ms = 3; assert $data == one
		send s "two"; recv c --all --idle 10s -t 100ms = 3; send c "x" = 1'
	equal "$err" ''
	equal "$status" 0
}

@test "a limit that ends several calls: a count, in a call or between two, GAVEUP without one" {
	# in a call
	both "$SOSH" -c "$PAIR; send s one; recv c --all -t 50ms = 3; assert \$data == one
		recv c --all -t 50ms = GAVEUP; send s two; recv c --until x -t 50ms = GAVEUP
		assert \$data == two"
	equal "$status:$err" 0:
	# between two: the peer is never slow
	both "$SOSH" -c 'serve 127.0.0.1:0 chargen --quiet as l; dial 127.0.0.1:$l.port as c
		recv c --all -t 50ms --to /dev/null = ok; assert $? > 0
		recv c --until "never" -t 50ms --to /dev/null = GAVEUP
		serve 127.0.0.1:0 discard --quiet as d; dial 127.0.0.1:$d.port as c
		sendall c --file /dev/zero -t 50ms = ok|GAVEUP'
	equal "$status:$err" 0:
	both "$SOSH" -c 'serve 127.0.0.1:0 chargen --quiet as l; dial 127.0.0.1:$l.port as c
		recv c --until "never" -t 50ms --to /dev/null'
	equal "$status" 3
	# before the first
	mkfifo nobody
	both "$SOSH" -c "$PAIR; sendall c --file nobody -t 50ms = GAVEUP; sendall c --file nobody -t 50ms"
	equal "$status" 3
	equal "$err" "sosh: <command>:1:$((${#PAIR} + 45)): sendall c --file nobody -t 50ms = GAVEUP"
}

@test "bytes that were only peeked at are not counted as received" {
	both "$SOSH" -c "$PAIR; send s abcdefghij; recv c --peek; recv c --peek; recv c --until j"
	equal "$status:$err" 0:
	"$SOSH" --json -c "$PAIR; send s abcdefghij; recv c --peek; recv c --until j; list c" | grep -q '"in":10,'
}

@test "let takes the value of a variable for a number, never for an expression" {
	fails 2 'let n = "5+1"; let m = 2 * $n' "'5+1' is no integer"
	fails 2 'let n = 5; let n = $n+1; let m = $n * 2' "'5+1' is no integer"
	prints 'let n = -5; let k = 4k; let m = $n * 2 + $k; print $m' 4086
}
