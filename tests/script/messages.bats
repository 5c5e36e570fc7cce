#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Transfers: messages that are cut, urgent data, buffers that are none.

load helper

setup() {
	enter
	PAIR='socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
	UDP='socket udp as u; bind u 0; socket udp as v; connect v 127.0.0.1 $u.port; connect u 127.0.0.1 $v.port'
}

# after SETUP SCRIPT OUTPUT: the script succeeds and prints this, behind what SETUP prints.
after() {
	both "$SOSH" -c "$1; print -- --; $2"
	equal "$status:$err" 0:
	equal "$(sed '1,/^--$/d' out | sed -E 's/127\.0\.0\.1:[0-9]{4,5}\b/127.0.0.1:PORT/g')" "$3"
}

fails() { # STATUS SCRIPT MESSAGE
	both "$SOSH" -c "$2"
	equal "$status" "$1"
	[[ $err == "sosh: <command>:"*"$3"* ]] || {
		printf 'message: %s\nnot: %s\n' "$err" "$3"
		return 1
	}
}

@test "a datagram that is cut says its true length, and the flags stay those given" {
	after "$UDP" 'repeat 6 { send v "abcdef" }; recv u 2 --peek; recv u 2 = 2 (of 6, cut)
		recvfrom u 3; recv u 2 --trunc; recv u 6; recv u 0; recv u 0 --dontwait; recv u --dontwait = EAGAIN' \
		"$(printf 'send(4, "abcdef", 6) = 6\n%.0s' 1 2 3 4 5 6)"'
recv(3, "ab", 2, MSG_PEEK) = 2 (of 6, cut)
recv(3, "ab", 2) = 2 (of 6, cut)
recvfrom(3, "abc", 3) = 3 (of 6, cut; 127.0.0.1:PORT)
recv(3, "ab", 2, MSG_TRUNC) = 6
recv(3, "abcdef", 6) = 6
recv(3, "", 0) = 0 (of 6, cut)
recv(3, "", 0, MSG_DONTWAIT) = 0 (of 6, cut)
recv(3, 65536, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)'
	after "$PAIR" 'send s abcdef; recv c 2; send s ghijkl; recv c 4; recv c 6; getsockopt c SO_DOMAIN' \
		'send(5, "abcdef", 6) = 6
recv(4, "ab", 2) = 2
send(5, "ghijkl", 6) = 6
recv(4, "cdef", 4) = 4
recv(4, "ghijkl", 6) = 6
getsockopt(4, SOL_SOCKET, SO_DOMAIN) = 0 (AF_INET)'
}

@test "a number that becomes another kind of socket is asked again what it is" {
	after "$UDP" 'send v "abc"; recv u 1; close u; socket tcp as l; bind l 0; listen l; socket tcp as c
		connect c 127.0.0.1 $l.port; accept l as s; send c "abc"; recv s 1; recv s 2' \
		'send(4, "abc", 3) = 3
recv(3, "a", 1) = 1 (of 3, cut)
close(3) = 0
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
bind(3, 127.0.0.1:0) = 0 (127.0.0.1:PORT)
listen(3, 128) = 0
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5
connect(5, 127.0.0.1:PORT) = 0
accept(3) = 6 (127.0.0.1:PORT)
send(5, "abc", 3) = 3
recv(6, "a", 1) = 1
recv(6, "bc", 2) = 2'
}

@test "datagrams of 65507 bytes and of none; of unix sockets" {
	both "$SOSH" -c "$UDP; send v --fill 65507 = 65507; recv u 65506 = '65506 (of 65507, cut)'
		send v --fill 65507; recv u = 65507; send v '' = 0; recv u = 0"
	equal "$status:$err" 0:
	[[ $out == *$'abcdefghijkl"..., 65506) = 65506 (of 65507, cut)\n'*'65536) = 65507'*$'\nrecv(3, "", 65536) = 0' ]]
	both "$SOSH" -c 'socket unix-dgram as u; bind u ./d; socket unix-dgram as v; connect v ./d; send v abcdef; read u 4'
	equal "$status" 0
	[[ $out == *'read(3, "abcd", 4) = 4 (of 6, cut)' ]]
}

@test "read and write: any descriptor, the end, and no flags" {
	after "$PAIR" 'write c "hello"; read s 3; read s; write c --line ab; read s --to got; close c; read s; shutdown s wr; write s x = EPIPE' \
		'write(4, "hello", 5) = 5
read(5, "hel", 3) = 3
read(5, "lo", 65536) = 2
write(4, "ab\r\n", 4) = 4
read(5, "ab\r\n", 65536) = 4
close(4) = 0
read(5, "", 65536) = 0 (end of stream)
shutdown(5, SHUT_WR) = 0
write(5, "x", 1) = -1 EPIPE (Broken pipe)'
	equal "$(od -An -c got | tr -d ' ')" 'ab\r\n'
	fails 2 'read 3 -f peek' 'read has no option -f'
	fails 1 'read 77' 'read(77, 65536) = -1 EBADF'
	fails 1 'write 77 x' 'write(77, "x", 1) = -1 EBADF'
}

@test "a buffer that is none: EFAULT, and nothing is lost in the shell" {
	after "$PAIR" 'send c abc = 3; recv s --null 10 = EFAULT; read s --null 10 = EFAULT; recv s = 3
		send c --null 3 = EFAULT; write c --null 3 = EFAULT; sendall c --null 3 = EFAULT; recv s --null 5 --dontwait = EAGAIN' \
		'send(4, "abc", 3) = 3
recv(5, NULL, 10) = -1 EFAULT (Bad address)
read(5, NULL, 10) = -1 EFAULT (Bad address)
recv(5, "abc", 65536) = 3
send(4, NULL, 3) = -1 EFAULT (Bad address)
write(4, NULL, 3) = -1 EFAULT (Bad address)
send(4, NULL, 3) = -1 EFAULT (Bad address)
recv(5, NULL, 5, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)'
	fails 2 'send 3 --null 3 x' 'takes its bytes from one source'
	fails 2 'send 3 --null 3 --line' 'takes its bytes from one source'
	fails 2 'recv 3 5 --null 3' '--null COUNT stands for MAX'
	fails 2 'recv 3 --all --null 3' '--null makes one call'
	both "$SOSH" --json -c 'socket udp as u; recvfrom u --null 4 --dontwait = EAGAIN'
	[[ $out == *'"args":[null,4,"MSG_DONTWAIT"]'* ]]
}

@test "flags: short options, together with -f" {
	both "$SOSH" -kc 'recv 99 --peek --oob --dontwait --waitall --trunc -f MSG_ERRQUEUE; recvfrom 99 --peek
		send 99 x --oob --dontwait --more -f confirm; sendto 99 127.0.0.1:9 x --more; sendall 99 x --more'
	equal "$out" 'recv(99, 65536, MSG_OOB|MSG_PEEK|MSG_TRUNC|MSG_DONTWAIT|MSG_WAITALL|MSG_ERRQUEUE) = -1 EBADF (Bad file descriptor)
recvfrom(99, 65536, MSG_PEEK) = -1 EBADF (Bad file descriptor)
send(99, "x", 1, MSG_OOB|MSG_DONTWAIT|MSG_CONFIRM|MSG_MORE) = -1 EBADF (Bad file descriptor)
sendto(99, "x", 1, MSG_MORE, 127.0.0.1:9) = -1 EBADF (Bad file descriptor)
send(99, "x", 1, MSG_MORE) = -1 EBADF (Bad file descriptor)'
}

@test "urgent data: out of line, in line, and its mark" {
	after "$PAIR; setsockopt c TCP_NODELAY on" 'send c "ab!" --oob; send c cd; assert s.unread == 2 -t 20s
		recv s --oob; recv s; sockatmark s; recv s; sockatmark s; recv s --oob = EINVAL
		setsockopt s SO_OOBINLINE on; send c "x!" --oob; assert s.unread == 2 -t 20s; recv s; sockatmark s; recv s; sockatmark 99 = EBADF' \
		'send(4, "ab!", 3, MSG_OOB) = 3
send(4, "cd", 2) = 2
recv(5, "!", 65536, MSG_OOB) = 1
recv(5, "ab", 65536) = 2
sockatmark(5) = 1
recv(5, "cd", 65536) = 2
sockatmark(5) = 0
recv(5, 65536, MSG_OOB) = -1 EINVAL (Invalid argument)
setsockopt(5, SOL_SOCKET, SO_OOBINLINE, 1) = 0
send(4, "x!", 2, MSG_OOB) = 2
recv(5, "x", 65536) = 1
sockatmark(5) = 1
recv(5, "!", 65536) = 1
sockatmark(99) = -1 EBADF (Bad file descriptor)'
}
