#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# timeline: the calls on both ends, and what passed between them.

load helper

setup() {
	enter
}

alone() {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
}

# What stands behind the line --.
drawn() {
	sed '0,/^--$/d' out | masked
}

# What differs from run to run: times, ports, how far a line without a time is indented.
masked() {
	sed -E 's/^ *([0-9.]+ (ns|us|ms|s|m)|0)  /T /; t; s/^ +/ /' | ports
}

TCP='socket tcp as l; bind l 127.0.0.1:80; listen l; socket tcp as c; bind c 127.0.0.1:5000
	connect c 127.0.0.1:80; accept l as s'
UNIX='socketpair unix as a,b; send a hi; recv b; close a; recv b = 0'

@test "captured: packets point from who sent them to whom they go" {
	alone
	both "$SOSH" --private -c "capture on; $TCP; send c hello; recv s; close c; print -- --; timeline"
	equal "$status:$err" 0:
	equal "$(drawn | sed -E 's/ win [0-9]+//; s/-+>/->/; s/<-+/<-/; s/\|-+ /| /; s/ -+\|/ |/' | tr -s ' ' | sed '/close/,$d')" \
		' c (4) l (3), s (5)
 127.0.0.1:PORT 127.0.0.1:80
T | | socket() = 3
T | | bind() = 0
T | | listen() = 0
T socket() = 4 | |
T bind() = 0 | |
T connect() = 0 | |
T | S 0:0(0) ->|
T |<- S. 0:0(0) ack 1 |
T | . 1:1(0) ack 1 ->|
T | | accept() = 5
T send("hello") = 5 | |
T | P. 1:6(5) ack 1 ->|
T |<- . 1:1(0) ack 6 |
T | | recv("hello") = 5'
	grep -qE '\|-+ F\. 6:6\(0\) ack 1 win [0-9]+ -+>\|$' out
	lacks '^Dotted' out
}

@test "a packet that was sent again is named" {
	alone
	both "$SOSH" --private -c "capture on; $TCP; setsockopt s IP_MINTTL 255; send c hello; assert c.total_retrans >= 1 -t 20s
		setsockopt s IP_MINTTL 0; assert s.unread == 5 -t 20s; print -- --; timeline"
	equal "$status:$err" 0:
	drawn | grep -q 'retransmission'
}

@test "states that effects saw" {
	both "$SOSH" -c "set effects on; socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c
		connect c \$l.local; accept l as s; close c; print -- --; timeline"
	equal "$status:$err" 0:
	sed -i '0,/^--$/d' out
	grep -qE '\| \[LISTEN\]$' out
	grep -qE ' \[ESTABLISHED\] \|' out
	grep -qE '\| \[ESTABLISHED\]$' out
	grep -qE ' \[FIN_WAIT[12]\] \|' out
	grep -qE '\| \[CLOSE_WAIT\]$' out
}

@test "not captured: dotted arrows for what follows from the calls" {
	alone
	both "$SOSH" --private -c "$TCP; send c hello; recv s; shutdown c wr; recv s = 0; print -- --; timeline"
	equal "$status:$err" 0:
	equal "$(drawn)" ' c (4)                             l (3), s (5)
 127.0.0.1:PORT                             127.0.0.1:80
T                       |                         | socket() = 3
T                       |                         | bind() = 0
T                       |                         | listen() = 0
T          socket() = 4 |                         |
T            bind() = 0 |                         |
T         connect() = 0 |                         |
T                       |......... SYN ..........>|
T                       |<....... SYN, ACK .......|
T                       |                         | accept() = 5
T     send("hello") = 5 |                         |
T                       |....... 5 bytes ........>|
T                       |                         | recv("hello") = 5
T shutdown(SHUT_WR) = 0 |                         |
T                       |......... FIN ..........>|
T                       |                         | recv("") = 0 (end)

Dotted arrows were not captured: they follow from the calls.'
}

@test "a unix pair: what passed needs no capture" {
	both "$SOSH" -c "$UNIX; print -- --; timeline"
	equal "$status:$err" 0:
	sed -i '0,/^--$/d' out
	grep -qE '\|-+ 2 bytes -+>\|$' out
	grep -qE '\| recv\("hi"\) = 2$' out
	lacks 'Dotted' out
}

@test "datagrams: a ladder for each pair, an address that is nobody's of ours" {
	both "$SOSH" -c 'socket udp as u; bind u 127.0.0.1:0; socket udp as v; sendto v $u.local hello; recvfrom u
		connect v 127.0.0.1:9; send v x; recv v = ECONNREFUSED; print -- --; timeline'
	equal "$status:$err" 0:
	sed '0,/^--$/d' out >lines
	equal "$(grep -c 'u (3)' lines):$(grep -c 'v (4)' lines)" 1:2
	grep -qE ' 127\.0\.0\.1:9$' lines
	grep -qE 'recv\(\) = ECONNREFUSED \|' lines
	grep -qE '\| recvfrom\("hello"\) = 5$' lines
}

@test "a call that waited is begun and ended, with what came in between" {
	both "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; accept l as s &
		socket tcp as c; assert l.queue == 0; sleep 20ms; connect c $l.local; wait; print -- --; timeline'
	equal "$status:$err" 0:
	sed '0,/^--$/d' out >lines
	equal "$(grep -nE 'accept\(\) \.\.\.$|connect|accept\(\) = 4$' lines | sed -E 's/^[0-9]+://; s/^[^|]*\|[^|]*\| *$/connect/; s/.*(accept.*)/\1/')" \
		'accept() ...
connect
accept() = 4' || {
		cat lines
		return 1
	}
	grep -q '%1 accept' lines
}

@test "a number used again is another end; a name stands for what it was given to" {
	both "$SOSH" -qc 'socketpair unix as a,b; send a one; close a; close b; socketpair unix as x,y; send x two
		print -- --; timeline a; print -- --; timeline 3'
	equal "$status:$err" 0:
	equal "$(grep -cE '^--$' out)" 2
	sed '0,/^--$/d; /^--$/,$d' out >first
	sed '0,/^--$/d' out | sed '0,/^--$/d' >second
	grep -q 'a (3) .* b (4)' first
	grep -q '"one"' first
	lacks '"two"' first
	grep -q 'x (3) .* y (4)' second
	grep -q '"two"' second
	lacks '"one"' second
}

@test "a closed descriptor's calls are still there" {
	both "$SOSH" -qc 'socket tcp as c; connect c 127.0.0.1 1 = ECONNREFUSED; close c; timeline c; timeline 3'
	equal "$status:$err" 0:
	equal "$(grep -cE 'connect\(\) = ECONNREFUSED \|' out)" 2
	equal "$(grep -cE '\. refused \.+\|$' out)" 2
}

@test "what cannot be drawn is told" {
	prints 'timeline' 'no calls on descriptors yet'
	fails 2 'timeline 77' 'no call was made on descriptor 77'
	fails 2 'timeline --last 0' 'out of range'
	fails 1 'socket tcp; timeline --svg /nowhere/x.svg' '/nowhere/x.svg: No such file or directory'
	fails 1 'socket tcp; timeline --svg /dev/full' '/dev/full: No space left on device'
	both "$SOSH" -qc 'socketpair unix as a,b; repeat 100 { send a x }; timeline --last 5'
	equal "$status:$err:$(head -1 out)" '0::not shown: 96 calls before'
	equal "$(grep -c 'send("x")' out)" 5
}

@test "a full ring says what is missing" {
	both "$SOSH" -qc 'socketpair unix as a,b; repeat 6000 { sendmsg a --fill 4000; recv b }; print; timeline --last 3'
	equal "$status:$err" 0:
	grep -qE '^not kept any more: [0-9]+ calls before$' out
}

@test "a picture is valid whatever is in it, and whole or not there" {
	both "$SOSH" -qc 'socketpair unix as a,b; send a "</text><script>\0\e[31m\xff&\"\u{202e}"; recv b
		timeline --svg it.svg'
	equal "$status:$err" 0:
	if command -v xmllint >/dev/null; then xmllint --noout it.svg; fi
	lacks '<script' it.svg
	grep -q 'prefers-color-scheme:dark' it.svg
	grep -q '>a (3)</text>' it.svg
	equal "$(ls)" "$(printf 'err\nit.svg\nout')"
}

@test "for programs: an object for each row" {
	both "$SOSH" --json -c "$UNIX; timeline"
	equal "$status:$err" 0:
	python3 - <<'PY'
import json
rows = [r for r in map(json.loads, open("out")) if r["type"] == "row"]
assert [r["kind"] for r in rows] == ["call", "call", "data", "call", "call", "data", "call"], rows
assert rows[0]["time"] == 0 and rows[1]["end"] == "a (3)" and rows[1]["to"] == "b (4)"
assert rows[1]["text"] == 'send(3, "hi", 2) = 2' and rows[1]["call"] == 2 and rows[1]["fd"] == 3
PY
}

@test "a connect under way whose packets are there is drawn" {
	"$SOSH" -c private 2>/dev/null || skip "there is no network of one's own here"
	both timeout 20 "$SOSH" -k -c 'private
		capture on
		socket tcp as l
		bind l 127.0.0.1:0
		listen l 0
		socket tcp as a
		connect a 127.0.0.1 $l.port
		socket tcp as b
		connect b 127.0.0.1 $l.port &
		sleep 100ms
		socket tcp as c
		connect c 127.0.0.1 $l.port &
		sleep 100ms
		print -- --
		timeline c'
	sed '1,/^--$/d' out | grep -q ' S '
}

@test "a file that grows takes nobody's place" {
	echo mine >x.svg.part
	both "$SOSH" -c 'socket tcp as c; timeline --svg x.svg'
	equal "$status$(<x.svg.part)" 1mine
	[[ $err == *'File exists'*'x.svg.part'* ]]
	rm x.svg.part
	echo victim >victim
	ln -s victim x.svg.part
	both "$SOSH" -c 'socket tcp as c; timeline --svg x.svg'
	equal "$status$(<victim)" 1victim
}

@test "what came in a message is a socket of its own, and where that is open too the same one" {
	PASSED='socketpair unix as a,b; socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c
		sendmsg a x --fds c; recvmsg b as d; connect d $l.local; accept l as s; send d hello'
	both "$SOSH" -qc "$PASSED; send c more; timeline s"
	equal "$status:$err" 0:
	equal "$(grep -c 'l (5), s (8)' out):$(grep -c '[|]' out)" 1:12
	grep -q ' connect() = 0 |' out
	grep -q ' socket() = 6 |' out
	grep -q ' send("more") = 4 |' out
	both "$SOSH" -qc "$PASSED; close c; close d; timeline a"
	equal "$status:$err" 0:
	grep -q '| recvmsg("x") = 1$' out
	lacks 'hello' out
}

@test "a close ends the connection where it is the last" {
	both "$SOSH" -qc 'socketpair unix as a,b; dup a as c; dup c as d; close c; close a; send d x; timeline a'
	equal "$status:$err:$(grep -c ' close -' out)" 0::0
	equal "$(grep -c ' close() = 0 |' out)" 2
	both "$SOSH" -qc 'socketpair unix as a,b; dup a as c; close a; close c; timeline a'
	equal "$status:$err:$(grep -c ' close -' out)" 0::1
	both "$SOSH" -qc 'socketpair unix as a,b; socketpair unix as x,y; sendmsg x m --fds a; close a; timeline a'
	equal "$status:$err:$(grep -c ' close -' out)" 0::0
}

@test "an address that is used again is another's" {
	alone
	both "$SOSH" --private -c 'socket tcp as l; bind l 127.0.0.1:80; listen l; socket tcp as c; connect c 127.0.0.1:80; close c; close l
		socket tcp as m; setsockopt m SO_REUSEADDR on; bind m 127.0.0.1:80; listen m; timeline c'
	equal "$status:$err:$(grep -c ' c (4)  .* l (3)$' out)" 0::1
	both "$SOSH" --private -c 'socket tcp as c; connect c 127.0.0.1:80 = ECONNREFUSED; socket tcp as l; bind l 127.0.0.1:80; listen l; timeline c'
	equal "$status:$err:$(grep -c ' l (4)' out)" 0::0
	both "$SOSH" --private -c 'socket udp as a; bind a 127.0.0.1:53; socket udp as u; sendto u 127.0.0.1:53 one; close a
		socket udp as b; bind b 127.0.0.1:53; sendto u 127.0.0.1:53 two; print -- --; timeline u'
	equal "$status:$err" 0:
	equal "$(grep -cE ' u \(4\) +a \(3\)$' out):$(grep -cE ' u \(4\) +b \(3\)$' out)" 1:1
	sed '/ b (3)$/,$d' out | grep -q 'sendto("one")'
	sed '0,/ b (3)$/d' out | grep -q 'sendto("two")'
}

@test "captured: a packet is of who had the address then" {
	alone
	both "$SOSH" --private -c 'capture on; socket udp as u; bind u 127.0.0.1:9; socket udp as a; bind a 127.0.0.1:53; sendto u 127.0.0.1:53 one; recv a; close a
		socket udp as b; bind b 127.0.0.1:53; sendto u 127.0.0.1:53 three; recv b; timeline b'
	equal "$status:$err" 0:
	grep -qE '\|-+ .*5.* -+>\|$' out
}

@test "capture that was switched often is known to have been on" {
	alone
	both "$SOSH" --private -c "repeat 70 { capture on; capture off }; capture on; $TCP; send c hello; recv s; print -- --; timeline"
	equal "$status:$err" 0:
	drawn | grep -q ' P\. 1:6(5)'
	lacks '^Dotted' out
}
