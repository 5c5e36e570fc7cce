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

# As fails, where the script binds ./a once more.
fails_anew() {
	rm -f a
	fails "$@"
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
	fails_anew 2 'read 3 -f peek' 'read has no option -f'
	fails_anew 1 'read 77' 'read(77, 65536) = -1 EBADF'
	fails_anew 1 'write 77 x' 'write(77, "x", 1) = -1 EBADF'
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
	fails_anew 2 'send 3 --null 3 x' 'takes its bytes from one source'
	fails_anew 2 'send 3 --null 3 --line' 'takes its bytes from one source'
	fails_anew 2 'recv 3 5 --null 3' '--null COUNT stands for MAX'
	fails_anew 2 'recv 3 --all --null 3' '--null makes one call'
	both "$SOSH" --json -c 'socket udp as u; recvfrom u --null 4 --dontwait = EAGAIN'
	[[ $out == *'"args":[null,4,"MSG_DONTWAIT"]'* ]]
}

@test "a buffer that is none is a message's last, and loses nothing in the shell" {
	after "$PAIR" 'sendmsg c --null 3 = EFAULT; sendmsg c ab --null 3 = EFAULT; send c abc; recvmsg s 2 --null 9 = EFAULT; recvmsg s' \
		'sendmsg(4, NULL, 3) = -1 EFAULT (Bad address)
sendmsg(4, "ab", 2, NULL, 3) = -1 EFAULT (Bad address)
send(4, "abc", 3) = 3
recvmsg(5, 2, NULL, 9) = -1 EFAULT (Bad address)
recvmsg(5, "abc", 65536) = 3'
	after "$UDP" 'sendmsg v ab --fill 2 --null 3 = EFAULT; send v abc; recvmsg u --null 4 = EFAULT; sendmsg v; recvmsg u --null 4; calls 1' \
		'sendmsg(4, "ab", 2, "ab", 2, NULL, 3) = -1 EFAULT (Bad address)
send(4, "abc", 3) = 3
recvmsg(3, NULL, 4) = -1 EFAULT (Bad address)
sendmsg(4) = 0
recvmsg(3, NULL, 4) = 0 (127.0.0.1:PORT)
   10  recvmsg(3, NULL, 4) = 0 (127.0.0.1:PORT)'
	both "$SOSH" --json -c 'socket udp as u; recvmsg u 2 --null 4 --dontwait = EAGAIN'
	[[ $out == *'"args":[2,null,4,"MSG_DONTWAIT"]'* ]]
}

@test "recvmsg writes to a file" {
	after "$UDP" 'sendmsg v "a\0b" "c\n"; recvmsg u 2 9 --to got = 5; assert $data == "a\0bc\n"; recvmsg u --dontwait --to none = EAGAIN' \
		'sendmsg(4, "a\0b", 3, "c\n", 2) = 5
recvmsg(3, "a\0", 2, "bc\n", 9) = 5 (127.0.0.1:PORT)
recvmsg(3, 65536, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)'
	equal "$(od -An -c got | tr -d ' ')" 'a\0bc\n'
	[ -e none ] && [ ! -s none ]
	fails_anew 1 'recvmsg 3 --to /no/such' '/no/such'
	fails_anew 1 "$UDP; send v x; recvmsg u --to /dev/full" '/dev/full: No space left'
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

# ---- sendmsg and recvmsg ----

@test "sendmsg and recvmsg: pieces, an address, what was cut" {
	after 'socket udp as u; bind u 0; socket udp as v; bind v 0' \
		'sendmsg v "hel" "lo" --to 127.0.0.1:$u.port = 5; recvmsg u 2 10 = 5; assert $from == $v.local; assert $addr == $v.local
		assert $data == hello; sendmsg v --to 127.0.0.1:$u.port = 0; recvmsg u = 0; assert $data == ""
		sendmsg v "abc" --fill 3 --to 127.0.0.1:$u.port; recvmsg u 2 2
		recvmsg u 3 --dontwait = EAGAIN; sendmsg 99 a b --oob -f confirm = EBADF; recvmsg 99 5 6 --peek = EBADF' \
		'sendmsg(4, "hel", 3, "lo", 2, 127.0.0.1:PORT) = 5
recvmsg(3, "he", 2, "llo", 10) = 5 (127.0.0.1:PORT)
sendmsg(4, 127.0.0.1:PORT) = 0
recvmsg(3, "", 65536) = 0 (127.0.0.1:PORT)
sendmsg(4, "abc", 3, "abc", 3, 127.0.0.1:PORT) = 6
recvmsg(3, "ab", 2, "ca", 2) = 4 (of 6, cut; 127.0.0.1:PORT)
recvmsg(3, 3, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)
sendmsg(99, "a", 1, "b", 1, MSG_OOB|MSG_CONFIRM) = -1 EBADF (Bad file descriptor)
recvmsg(99, 5, 6, MSG_PEEK) = -1 EBADF (Bad file descriptor)'
	after "$PAIR" 'sendmsg c ab cd; recvmsg s 3; recvmsg s; recvmsg s --dontwait = EAGAIN; shutdown c wr; recvmsg s' \
		'sendmsg(4, "ab", 2, "cd", 2) = 4
recvmsg(5, "abc", 3) = 3
recvmsg(5, "d", 65536) = 1
recvmsg(5, 65536, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)
shutdown(4, SHUT_WR) = 0
recvmsg(5, "", 65536) = 0 (end of stream)'
}

@test "what came along: in the line, in variables, in JSON, in calls" {
	local setup='socket udp as u; bind u 0; socket udp as v; bind v 127.0.0.1:0; setsockopt u IP_RECVTTL on; setsockopt u IP_PKTINFO on; setsockopt u IP_RECVTOS on'
	both "$SOSH" -c "$setup; sendmsg v x --to 127.0.0.1:\$u.port --ttl 5 --tos 16 --from lo; recvmsg u; assert \$ttl == 5; assert \$ttl < 64
		assert \$dst == 127.0.0.1; assert \$ifname == lo; assert \$from == \$v.local; assert \$stamp == ''; assert \$drops == ''
		setsockopt u IP_RECVTTL off; setsockopt u SO_TIMESTAMPNS on; sendto v 127.0.0.1:\$u.port y = 1
		recvmsg u = 1; assert \$stamp > 1000000000s; assert \$ttl == ''"
	equal "$status:$err" 0:
	[[ $out == *'sendmsg(4, "x", 1, IP_PKTINFO on lo, IP_TTL 5, IP_TOS 16, 127.0.0.1:'* ]]
	[[ $out == *'; IP_PKTINFO to 127.0.0.1 on lo; IP_TTL 5; IP_TOS 16)'* ]]
	fails_anew 2 'let ttl = 5' "'ttl' is reserved"
	fails_anew 2 'socket udp as from' "'from' is reserved"
	both "$SOSH" --json -c "$setup; sendmsg v ab c --to 127.0.0.1:\$u.port --ttl 9; recvmsg u 1 5"
	equal "$status" 0
	[[ $out == *'"control":[{"level":0,"type":2,"text":"IP_TTL 9"}],"pieces":[2,1],"data":"abc"}'* ]]
	[[ $out == *'"text":"IP_TTL 9"},'*'"pieces":[1,2],"data":"abc"}' ]]
	both "$SOSH" -c "$setup; sendmsg v ab c --to 127.0.0.1:\$u.port --ttl 9; recvmsg u 1 5; print -- --; calls"
	sed -i '1,/^--$/d' out
	grep -qF 'sendmsg(4, "ab", 2, "c", 1, IP_TTL 9, 127.0.0.1:' out
	grep -q 'recvmsg(3, "a", 1, "bc", 5) = 3 (127.0.0.1:.*; IP_TTL 9; IP_TOS 0)' out
}

@test "IPv6, one segment size for many datagrams, any control message" {
	both "$SOSH" -c 'socket udp -6 as u; bind u 0; socket udp -6 as v; connect v ::1 $u.port; setsockopt u IPV6_RECVHOPLIMIT on
		setsockopt u IPV6_RECVTCLASS on; setsockopt u IPV6_RECVPKTINFO on; sendmsg v x --ttl 7 --tos 8 --from ::1; recvmsg u
		assert $dst == ::1; assert $ttl == 7; sendmsg v --fill 5 --gso 2; recv u = 2; recv u = 2; recv u = 1
		sendmsg v x --control IPV6_HOPLIMIT=9; recvmsg u; assert $ttl == 9; sendmsg v x --control 41:52=0b000000; recvmsg u; assert $ttl == 11
		sendmsg v x --ttl 300 = EINVAL; sendmsg v x --control 41:52=0b = EINVAL'
	equal "$status:$err" 0:
	[[ $out == *'; IPV6_PKTINFO to ::1 on lo; IPV6_HOPLIMIT 7; IPV6_TCLASS 8)'* ]]
	[[ $out == *'sendmsg(4, "abcde", 5, UDP_SEGMENT 2) = 5'* ]]
	[[ $out == *'sendmsg(4, "x", 1, IPV6_HOPLIMIT 11) = -1 EINVAL'* ]]
	fails_anew 2 'socket udp as u; sendmsg u x --control nonsense' "'nonsense' is no control message"
	fails_anew 2 'socket udp as u; sendmsg u x --control IP_TTL=abc' 'not a number'
	fails_anew 2 'socket udp as u; sendmsg u x --from no-such-if' "no interface is named 'no-such-if'"
	fails_anew 2 'sendmsg 3 x --ttl abc' 'abc'
}

UNIX='socket unix-dgram as a; bind a ./a; socket unix-dgram as b; connect b ./a'

@test "descriptors: passed, named, the lowest numbers, and close-on-exec" {
	after "$UNIX" 'sendmsg b x --fds b,1 = 1; recvmsg a as got,more,none = 1; assert $got == 5; assert $more == 6; assert $none == -1
		close b; sendmsg b y = EBADF; sendmsg got y = 1; recvmsg a as got = 1; assert $got == -1; list' \
		'sendmsg(4, "x", 1, SCM_RIGHTS 4 1) = 1
recvmsg(3, "x", 65536) = 1 (SCM_RIGHTS 5 6)
close(4) = 0
sendmsg(4, "y", 1) = -1 EBADF (Bad file descriptor)
sendmsg(5, "y", 1) = 1
recvmsg(3, "y", 65536) = 1
fd  name  kind        state      local    peer  unread  unacked  in  out  note
 3  a     unix-dgram  BOUND      ./a      -          0        0   2    0  -
 5  -     unix-dgram  CONNECTED  unnamed  ./a        0        0   0    1  -
 6  more  received    -          -        -          0        -   0    0  -'
	fails_anew 1 "$UNIX; sendmsg b x --fds 99" 'sendmsg(4, "x", 1, SCM_RIGHTS 99) = -1 EBADF'
	fails_anew 2 "$UNIX; sendmsg b x --fds nobody" "no descriptor is named 'nobody'"
	fails_anew 2 "$UNIX; recvmsg a as x &" 'names no descriptors in the background'
	rm -f a
	both "$SOSH" -c "$UNIX; sendmsg b x --fds b; recvmsg a"
	equal "$status" 0
}

@test "credentials, and control messages that do not fit" {
	rm -f a
	both "$SOSH" -c "$UNIX; setsockopt a SO_PASSCRED on; sendmsg b x --creds; recvmsg a; sendmsg b x --fds b; recvmsg a --room 4 = 1
		sendmsg b x --fds b; recvmsg a --room 0 = 1; list"
	equal "$status:$err" 0:
	[[ $out =~ 'SCM_CREDENTIALS pid '[0-9]+' uid '$(id -u)' gid '$(id -g)') = 1' ]]
	[[ $out == *'= 1 (MSG_CTRUNC'* ]]
	lacks '^ +5 ' out
}

@test "a job waits for a message; a limit and the end of the wait are as of other calls" {
	rm -f a
	both "$SOSH" -c "$UNIX; recvmsg a & ; sendmsg b late --fds b = 4; wait %1 = 4; print \$data; recvmsg a -t 50ms = GAVEUP
		setsockopt a SO_RCVTIMEO 50ms; recvmsg a = EAGAIN; recvmsg a & ; close a; socket unix as c; assert \$c == 3; cancel %2; wait %2 = ok|EINTR|EAGAIN"
	equal "$status:$err" 0:
	[[ $out == *'recvmsg(3, "late", 65536) = 4 (SCM_RIGHTS 5)'* ]]
	[[ $out == *'recvmsg(3, 65536) = GAVEUP (after 50 ms)'* ]]
	[[ $out == *'recvmsg(3, 65536) = -1 EAGAIN'* ]]
}

@test "a hostile peer passes 253 descriptors again and again: all are seen, none leaks" {
	cat >peer.py <<'PY'
import array, socket, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
while True:
    try:
        s.connect("./h")
        break
    except OSError:
        time.sleep(0.01)
fds = array.array("i", [s.fileno()] * 253)
for _ in range(6):
    s.sendmsg([b"take"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
PY
	PATH=/usr/bin:$PATH python3 peer.py &
	local peer=$!
	both "$SOSH" -c 'socket unix-dgram as u; bind u ./h; recvmsg u -t 50s as first,second = 4; assert $first == 4; assert $second == 5
		recvmsg u --room 100 -t 20s = 4; recv u -t 20s = 4; recvfrom u -t 20s = 4; read u = 4
		recvmsg u --room 0 = 4; socket tcp as n; print $n; calls'
	kill $peer 2>/dev/null || true
	wait $peer || true
	equal "$status:$err" 0:
	# 253 of the first message, 21 of the second in a room for so many, none of the others
	[[ $out == *$'\n278\n'* ]]
	[[ $out == *'recvmsg(3, "take", 65536) = 4 (SCM_RIGHTS 4 5 6 7 '*' 255 256)'* ]]
	[[ $out == *'= 4 (MSG_CTRUNC; SCM_RIGHTS 257 '*' 277)'* ]]
	[[ $out == *'recvmsg(3, "take", 65536) = 4 (MSG_CTRUNC)'* ]]
}

@test "a queue of errors: who refused, and what became of sends without copies" {
	both "$SOSH" -c 'socket udp as u; bind u 0; let port = $u.port; close u; socket udp as v; setsockopt v IP_RECVERR on
		sendto v 127.0.0.1 $port probe = 5; recvmsg v -f errqueue = 5; assert $from == 127.0.0.1; assert $addr == 127.0.0.1:$port
		assert $data == probe; recvmsg v --dontwait = ECONNREFUSED|EAGAIN; recvmsg v -f errqueue = EAGAIN
		sendto v 127.0.0.1 $port --fill 70000 = EMSGSIZE'
	equal "$status:$err" 0:
	[[ $out == *'recvmsg(4, "probe", 65536, MSG_ERRQUEUE) = 5 (127.0.0.1:'*'; ICMP port unreachable from 127.0.0.1)'* ]] ||
		[[ $out == *'recvmsg(3, "probe", 65536, MSG_ERRQUEUE) = 5 (127.0.0.1:'*'; ICMP port unreachable from 127.0.0.1)'* ]]
	both "$SOSH" -c "$PAIR; setsockopt c SO_ZEROCOPY on; send c ab -f zerocopy; send c cd -f zerocopy; recv s --waitall 4 = 4
		recvmsg c -f errqueue = 0"
	equal "$status:$err" 0:
	[[ $out == *'recvmsg(4, "", 65536, MSG_ERRQUEUE) = 0 (sends 0..1 copied)' ]]
}

@test "a flow label and its class go along in words, both ways" {
	both "$SOSH" -c 'socket udp6 as u; bind u ::1 0; setsockopt u IPV6_FLOWINFO on; socket udp6 as v
		setsockopt v IPV6_FLOWLABEL_MGR dst=::1,label=0x23456,share=any,flags=create
		setsockopt v IPV6_TCLASS 8; sendmsg v "x" --to [::1]:$u.port --control "IPV6_FLOWINFO=label 0x23456 class 8"; recvmsg u'
	equal "$status:$err" 0:
	grep -q '^sendmsg(4, "x", 1, IPV6_FLOWINFO label 0x23456 class 8, ' out
	grep -q '^recvmsg(3, "x", 65536) = 1 (.*IPV6_FLOWINFO label 0x23456 class 8)$' out
}
