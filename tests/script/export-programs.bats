#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# export FILE.py: the session as a program, which makes the same calls.

load helper

setup() {
	enter
}

# What the main thread asked of its sockets, from strace's lines: without ports, without what
# only the shell or only a library asks to know more.
asked() {
	grep -E '^(socket|socketpair|bind|listen|accept4?|connect|sendto|recvfrom|sendmsg|shutdown|setsockopt)\(' "$1" |
		grep -vE 'NETLINK|nlmsg|^[a-z]+\(1[0-9]{3},' |
		sed -E 's/accept4/accept/; s/\|SOCK_CLOEXEC//; s/htons\([0-9]{5}\)/htons(PORT)/g; s/0x[0-9a-f]+/ADDR/g
			s/^(accept)\((.*)\)? += .*/\1/; s/ +=/ =/; s/\[[0-9]+ => [0-9]+\]/LEN/; s/MSG_TRUNC\|?//
			s/, (0)?, (NULL|\{)/, 0, \2/; s/= \? ERESTARTSYS.*|= -1 EINTR.*/= LATE/'
}

traced() {
	timeout 60 strace -s 4096 -o "$@" >out 2>err </dev/null 3>&- 4>&-
}

# The interpreter itself, not a script of that name that starts it; its calls must show under
# strace, with the numbers that a program of one socketpair has.
python() {
	python3 -c 'import sys; print(sys.executable)'
}

traceable() {
	strace -o /dev/null true 2>/dev/null || skip "no strace here"
	[ "$1" = c ] && return
	printf 'import socket\na, b = socket.socketpair()\na.send(b"x")\n' >probe.py
	traced probe "$(python)" -IS probe.py
	grep -q '^sendto(3, "x", 1, 0, NULL, 0) *= 1' probe || skip "strace does not show python3's calls here"
}

# A program of the session in in.sosh, run as its ending says.
run_py() {
	traced "$1" "$(python)" -IS t.py
}

build_c() {
	gcc -Wall -Wextra -Werror -pthread -o t t.c
}

run_c() {
	build_c && traced "$1" ./t
}

# same LANGUAGE FILE: the program of FILE asks the same as FILE did.
same() {
	{ cat "$2"; echo; echo "export t.$1"; } >in.sosh
	traced here "$SOSH" -kq in.sosh || true
	"run_$1" there || { cat out err; return 1; }
	asked here >here.calls
	asked there >there.calls
	[ -s here.calls ] && diff here.calls there.calls
}

labs() {
	local lab
	traceable "$1"
	for lab in 01 02 04 07 12 13 52 65 70; do
		set -- "$1" "$BATS_TEST_DIRNAME"/../labs/$lab-*.sosh
		# on a busy machine one of the two may give up a wait
		same "$@" || same "$@" || same "$@"
	done
}

compiler() {
	command -v gcc >/dev/null || skip "no gcc here"
}

# The tutorial's client and server.
TUTORIAL='socket tcp as server; bind server 9999; listen server
socket tcp as client; resolve localhost 9999; connect client localhost 9999
accept server as s; send s "Welcome\r\n"; recv client
send client "GET / HTTP/1.1\r\nHost: x\r\n\r\n"; recv s; close s; recv client; close client; close server'

bytes() {
	local from i
	echo 'socketpair unix-dgram as a,b'
	for from in 0 64 128 192; do
		printf 'send a "'
		for i in $(seq $from $((from + 63))); do printf '\\x%02x' "$i"; done
		printf '"\nrecv b --to /dev/null\n'
	done
	echo 'send a "??=??/ \\\\ \"q\" 1\0012\n\0"; recv b --to /dev/null; send a --fill 1000; recv b --to /dev/null'
}

@test "py: the straight labs make the same calls" {
	labs py
}

@test "py: all bytes, quotes and line breaks" {
	traceable py
	bytes >bytes.sosh
	same py bytes.sosh
}

@test "py: the tutorial's session" {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	both "$SOSH" --private -q <<<"$TUTORIAL
export t.py"
	equal "$status:$err" 0:
	equal "$(sed 1d t.py)" 'import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
server.bind(("127.0.0.1", 9999))
server.listen(128)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
found = socket.getaddrinfo("localhost", "9999")
print(found)
client.connect(("127.0.0.1", 9999))
s, peer = server.accept()
s.send(b"Welcome\r\n")
data = client.recv(65536)
print(data)
client.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
data = s.recv(65536)
print(data)
s.close()
data = client.recv(65536)
print(data)
client.close()
server.close()'
}

# Threads, limits, errors, sleeps: one session for each language.
THREADS='serve 127.0.0.1:0 echo --banner "Welcome\n" --prefix "OK..." as l
dial 127.0.0.1 $l.port as c; recv c; send c "hi\n"; recv c
connect c 127.0.0.1 1; recv c -t 50ms; sleep 10ms; resolve no-such-host.invalid
socket tcp as m; bind m 127.0.0.1:0; listen m; accept m as k &
socket tcp as d; connect d 127.0.0.1 $m.port; wait
recv d &
send k "to you"; wait; socket udp as u; bind u 127.0.0.1:0; socket udp as v
sendto v 127.0.0.1:$u.port "ask"; recvfrom u; sendto u 127.0.0.1:$v.port "tell"; recv v
close c; close m; let x = 3; assert $x == 3'

@test "py: threads, limits and errors" {
	both "$SOSH" -kq <<<"$THREADS
export t.py"
	[[ $out == *"1 command cannot be said there"* ]]
	both timeout 20 python3 -IS t.py
	equal "$status:$err" 0:
	equal "$out" "b'Welcome\n'
b'OK...hi\n'
b'to you'
b'ask'
b'tell'"
}

@test "c: the straight labs make the same calls" {
	compiler
	labs c
}

@test "c: all bytes, quotes, line breaks and trigraphs" {
	compiler
	traceable c
	bytes >bytes.sosh
	echo '# a comment that ends in \\' >>bytes.sosh
	same c bytes.sosh
	gcc -std=c11 -Wall -Wextra -Werror -o t t.c
	traced there ./t
	asked there | diff here.calls -
}

@test "c: the tutorial's session" {
	compiler
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	both "$SOSH" --private -q <<<"$TUTORIAL
export t.c"
	equal "$status:$err" 0:
	equal "$(sed '1,/^int main/d' t.c)" '{
	signal(SIGPIPE, SIG_IGN);
	server = check(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), "socket");
	struct sockaddr_in a1 = ip4("127.0.0.1", 9999);
	check(bind(server, (struct sockaddr *)&a1, sizeof(a1)), "bind");
	check(listen(server, 128), "listen");
	client = check(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), "socket");
	struct addrinfo h2 = { .ai_protocol = 0 };
	look(getaddrinfo("localhost", "9999", &h2, &found), "getaddrinfo");
	struct sockaddr_in a3 = ip4("127.0.0.1", 9999);
	check(connect(client, (struct sockaddr *)&a3, sizeof(a3)), "connect");
	s = check(accept(server, NULL, NULL), "accept");
	check(send(s, "Welcome\r\n", 9, 0), "send");
	show(check(recv(client, data, 65536, 0), "recv"));
	check(send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27, 0), "send");
	show(check(recv(s, data, 65536, 0), "recv"));
	check(close(s), "close");
	show(check(recv(client, data, 65536, 0), "recv"));
	check(close(client), "close");
	check(close(server), "close");
	return 0;
}'
	build_c
}

@test "c: threads, limits and errors" {
	compiler
	both "$SOSH" -kq <<<"$THREADS
export t.c"
	[[ $out == *"1 command cannot be said there"* ]]
	build_c
	both timeout 20 ./t
	equal "$status:$err" 0:
	equal "$out" "Welcome
OK...hi
to youasktell"
}

@test "c: an error that does not come, or another one, ends it" {
	compiler
	both "$SOSH" -kq <<<'socket tcp as c; connect c 127.0.0.1 1; export t.c'
	sed -i 's/ECONNREFUSED/EPIPE/' t.c
	build_c
	both ./t
	equal "$status:$err" '1:connect: Connection refused, not Broken pipe'
}

@test "c: programs of every lab compile" {
	compiler
	local lab net
	net=$(own_network)
	for lab in "$BATS_TEST_DIRNAME"/../labs/{0,1,4,5,6,7}[0-9]-*.sosh; do
		{ cat "$lab"; echo; echo 'export t.c'; } >in.sosh
		both "$SOSH" $net -q in.sosh
		equal "$lab $status:$err" "$lab 0:"
		build_c
	done
}

@test "py: an error that does not come, or another one, ends it" {
	both "$SOSH" -kq <<<'socket tcp as c; connect c 127.0.0.1 1; export t.py'
	sed -i 's/ECONNREFUSED:/EPIPE:/' t.py
	both python3 -IS t.py
	equal "$status" 1
	[[ $err == *ConnectionRefusedError* ]]
	sed -i 's/c.connect.*/pass/' t.py
	both python3 -IS t.py
	equal "$err" 'connect did not fail: ECONNREFUSED'
}

@test "what a program cannot say is a comment, and said" {
	both "$SOSH" -kq <<<'serve 127.0.0.1:0 http as l; send 99 "x"; export t.py'
	equal "$out" '2 commands cannot be said there, and stand as comments'
	grep -qx '# serve 127.0.0.1:0 http as l  (cannot be said here)' t.py
	grep -q '^# send(99, "x", 1) = -1 EBADF' t.py
	both python3 -IS t.py
	equal "$status:$err" 0:
}

@test "blocks side by side are threads: neither program waits for what the other block would do" {
	printf '%s\n' 'socket tcp as l; bind l 127.0.0.1:0; listen l' \
		'all { accept l as s; recv s = 5 "Hello"; send s OK } { socket tcp as c; connect c 127.0.0.1:$l.port; send c Hello; recv c = 2 "OK" }' \
		'send c more; recv s; export a.py; export a.c' >session
	both "$SOSH" -q session
	equal "$status" 0
	timeout 20 python3 a.py | sort >out
	equal "$(cat out)" "$(printf "b'Hello'\nb'OK'\nb'more'")"
	cc -Wall -Wextra -Werror -pthread -o a a.c
	equal "$(timeout 20 ./a)" HelloOKmore
}
