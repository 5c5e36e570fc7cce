#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# expect: what has come up to a text, whatever pieces it comes in.

load helper

setup() {
	enter
	PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
}

# peer PYTHON SCRIPT: the script has the descriptor c, whose other end is k in PYTHON.
peer() {
	cat >peer.py <<-END
		import socket, struct, subprocess, sys, time
		l = socket.create_server(("127.0.0.1", 0))
		p = subprocess.Popen(["$SOSH", *sys.argv[2:], "-c", "socket tcp as c; connect c 127.0.0.1 %d; " % l.getsockname()[1] + sys.argv[1]])
		k = l.accept()[0]
		k.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
		try:
	END
	sed 's/^/\t/' <<<"$1" >>peer.py
	printf '%s\n' 'except OSError: pass' 'sys.exit(p.wait())' >>peer.py
	both python3 -IS peer.py "$2"
}

@test "what follows the text stays, and its parts are captured" {
	both "$SOSH" -c "$PAIR"'; send c "220 ready\r\nmore"; expect s "\r\n" = 11 "220 ready\r\n"
		assert s.unread == 4; recv s = 4 "more"
		send c "HTTP/1.1 404 Not\r\nrest"; expect s --regex "HTTP/([0-9.]+) (4..) [^\r]*\r\n" = 18
		print $m1 $m2; recv s = 4 "rest"
		send c "\0a\0\xffb"; expect s "\0\xff" = 4; recv s = 1 "b"
		send c "\0a\0b"; expect s --regex "a.b" = 4'
	equal "$status:$err" 0:
	grep -qx '1.1 404' out
}

@test "the peeks are steps on the way, the recvs are calls" {
	both "$SOSH" -c "$PAIR"'; send c "ab"; expect s "b"; calls 1 --all'
	equal "$(tail -n 2 out)" 'recv(5, "ab", 2) = 2
    8  recv(5, "ab", 2) = 2'
	both "$SOSH" -c "$PAIR"'; send c "ab"; expect s "b"; calls 3 --all'
	[[ $out == *'recv(5, "ab", 262144, MSG_PEEK) = 2'* ]]
	"$SOSH" --json -c "$PAIR"'; send c "ab"; expect s "b"' | grep -c MSG_PEEK | grep -qx 0
}

@test "nothing found in time is GAVEUP, with what had come" {
	both "$SOSH" -c "$PAIR"'; send c "hel"; expect s "hello" -t 30ms = GAVEUP (after 30ms..10s
		send c "lo"; expect s "hello" -t 30ms'
	equal "$status" 3
	equal "$err" 'sosh: <command>:2:16: expect s "hello" -t 30ms = GAVEUP (after 30 ms; 2 bytes came: "lo")'
}

@test "the end of the stream before it is EOF, with what had come" {
	both "$SOSH" -c "$PAIR"'; send c "bye"; close c; expect s "hello" = EOF; expect s "x" = EOF|GAVEUP
		print $errno; expect s "x" = 5'
	equal "$status:$(tail -n 2 out | head -n 1)" 1:EOF
	equal "$err" 'sosh: <command>:2:30: expected 5, got EOF (0 bytes came)'
	both "$SOSH" -c "$PAIR"'; send c "bye"; close c; expect s --regex "hel+o"'
	equal "$status" 1
	equal "$err" 'sosh: <command>:1:132: expect s --regex "hel+o" = EOF (3 bytes came: "bye")'
}

@test "an expression that does not compile is pointed at, and what cannot wait is refused" {
	fails 2 'socketpair unix as a,b; expect a --regex "a(b"' '1:42: the pattern does not compile: Unmatched ( or \('
	fails 2 'socketpair unix as a,b; expect a --regex "x*"' '1:42: this matches an empty text'
	fails 2 'socketpair unix as a,b; expect a ""' '1:34: expect waits for a text'
	both "$SOSH" -c 'expect 57 x = EBADF; socketpair unix as a,b; nonblock a on; expect a x = EAGAIN; socket tcp as c; expect c x = ENOTCONN'
	equal "$status:$err" 0:
}

@test "messages are taken whole, and a text is within one" {
	both "$SOSH" -c 'socketpair unix-dgram as a,b; send a "xa"; send a ""; send a "bc"; send a "-ab-"; send a "next"
		expect b "ab" = 8; print $data; recv b = 4 "next"; expect b "ab" -t 20ms = GAVEUP
		socketpair unix-seqpacket as d,e; send d "one"; send d "two!"; expect e --regex "w.!" = 7; close d; expect e "x" = EOF'
	equal "$status:$err" 0:
	grep -qx 'xabc-ab-' out
}

@test "in the background its bytes and captures are those of the wait" {
	both "$SOSH" -c "$PAIR"'; expect s --regex "n=([0-9]+);" &; send c "n=4"; send c "2;x"; wait %1; print $m1 $data; recv s = 1 "x"'
	equal "$status:$err" 0:
	grep -qx '42 n=42;' out
}

@test "a peer that sends byte by byte, and one that tears the text apart" {
	peer 'for b in b"220 slow\r\nrest": k.send(bytes([b]))' 'expect c "slow\r\n" -t 20s = 10; expect c --regex "r(.)st" -t 20s = 4; print $m1'
	equal "$status:$err:$(tail -n 1 out)" 0::e
	peer 'k.send(b"aaaa\r"); time.sleep(.05); k.send(b"\naab"); k.recv(1)' 'expect c "\r\naab" -t 20s = 9'
	equal "$status:$err" 0:
}

@test "a reset in the middle is the call's failure, with what had come" {
	peer 'k.send(b"half a l"); k.recv(1)
k.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); k.close()' 'expect c "half"; expect c " a l"; send c x; expect c "line" -t 20s'
	equal "$status" 1
	[[ $err == *'= -1 ECONNRESET (Connection reset by peer); 0 bytes came' ]]
}

@test "urgent data is passed over" {
	peer 'k.send(b"ab"); k.send(b"!", socket.MSG_OOB); k.send(b"cd\n"); k.recv(1)' 'expect c "\n" -t 20s = 5; print $data'
	equal "$status:$err" 0:
	equal "$(tail -n 2 out)" abcd
}

@test "a flood that never matches ends by -t, in little memory" {
	for what in '"never this"' '--regex "a.*b"' '--regex "(x|xy)+z"'; do
		peer '
while True: k.sendall(b"aaaaaaaxyxyxyxyxy\n" * 5000)' "expect c $what -t 300ms = GAVEUP; print -- --; print \${#data}"
		equal "$status:$err" 0:
		equal "$(sed '1,/^--$/d' out)" 65536
	done
}

@test "socat is expected of" {
	printf 'banner\r\nOK bye\r\n' >said
	socat -t 10 UNIX-LISTEN:socket OPEN:said,rdonly &
	both "$SOSH" -c 'retry 500 20ms { dial ./socket as c }; expect c "\r\n" -t 20s = 8; expect c --regex "^OK (.*)\r\n" -t 20s = 8; print $m1; expect c x -t 20s = EOF'
	wait
	equal "$status:$err" 0:
	grep -qx bye out
}
