#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The language end to end: what a script says, and what then happens.

load helper

setup() {
	enter
}

# As prints; from a file and from a pipe.
prints_twice() {
	printf '%s\n' "$1" >in
	both "$SOSH" in
	equal "$status:$err" 0:
	equal "$out" "$2"
	both "$SOSH" - <in
	equal "$status:$err" 0:
	equal "$out" "$2"
}

@test "words: pieces join, quotes protect, values are not split" {
	prints_twice 'print a"b c"'\''d;e'\'' f' 'ab cd;e f'
	prints_twice 'let a = "x  y"; print <$a> $a.' '<x  y> x  y.'
	prints_twice 'let a = "--peek"; print $a "#" #no' '--peek #'
	prints_twice 'print -- -x --y -- z' '-x --y -- z'
	prints_twice "print 'a\\n\$b' \"\\\$b\\x41\\102\\u{43}\"" 'a\n$b $bABC'
	prints_twice 'print "^OK$" a$ =x a&b == x{' '^OK$ a$ =x a&b == x{'
	prints_twice 'print a#b;print c;;print d' $'a#b\nc\nd'
	prints_twice $'print a \\\n b \\\r\n c' 'a b c'
	prints_twice $'print "a\nb"' $'a\nb'
}

@test "variables: names, braces, rebinding, one name space" {
	prints_twice 'let h = www; print "${h}.x ${h}y$h"' 'www.x wwwywww'
	prints_twice 'let i = 7; let v$i = seven; print $v7' seven
	prints_twice 'let a = b; let $a = c; print $b' c
	prints_twice 'let x 5; let x = $x$x; print $x' 55
	prints_twice 'let e = ""; print <$e>' '<>'
	fails 2 'print $nobody' "1:7: no variable 'nobody'"
	fails 2 'let h = www; print $h.x' "1:20: 'h' holds no descriptor"
	fails 2 'let ok = 1' "1:5: 'ok' is reserved"
}

@test "a name stands for its number; close does not clear it" {
	prints_twice 'socket tcp as c; socket udp as d; print $c $d; close c; send c x = EBADF; print $c
		socket unix as e; print $e; close $d; close e' \
		'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 4
3 4
close(3) = 0
send(3, "x", 1) = -1 EBADF (Bad file descriptor)
3
socket(AF_UNIX, SOCK_STREAM, 0) = 3
3
close(4) = 0
close(3) = 0'
	prints_twice 'let n = 57; recv n = EBADF' 'recv(57, 65536) = -1 EBADF (Bad file descriptor)'
	prints_twice 'let n = 57; recv "n" = EBADF' 'recv(57, 65536) = -1 EBADF (Bad file descriptor)'
	fails 2 'let n = x; recv n' "'n' holds \"x\", which is no descriptor"
}

@test "as expands variables, and binds only what succeeded" {
	prints_twice 'let i = 1; socket tcp as c$i; print $c1' 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
3'
	fails 2 'accept 57 as s = EBADF; print $s' "no variable 's'"
}

@test "automatic variables follow the last call" {
	prints_twice 'recv 57 = EBADF; print $? $errno' 'recv(57, 65536) = -1 EBADF (Bad file descriptor)
-1 EBADF'
	prints_twice 'socket tcp; print "$? <$errno>"' 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
3 <>'
	both "$SOSH" -qc 'recv 57 = EBADF; print $time'
	[[ $out =~ ^[0-9]+\.[0-9]{6}ms$ ]]
	both "$SOSH" -qc 'recv 57 = EBADF; assert $time < 1s'
	equal "$status" 0
}

@test "properties are read at that moment" {
	both "$SOSH" -qc 'socket tcp as l; bind l 0; print $l.state; listen l 7; print $l.state $l.addr $l.backlog
		let p = $l.port; print ${l.fd} $l.SO_TYPE $l.reuseaddr; assert $p == l.port; assert l.port > 1023
		socket tcp as c; connect c 127.0.0.1 $p; print $l.queue $c.peer; accept l as s; print $l.queue
		send c abc; print $s.unread; assert c.state == ESTABLISHED; assert s.peer == c.local'
	equal "$status:$err" 0:
	equal "$(sed -E 's/:[0-9]+$/:PORT/' <<<"$out")" 'CLOSE
LISTEN 127.0.0.1 7
3 SOCK_STREAM 0
1 127.0.0.1:PORT
0
3'
}

@test "an expectation that holds makes a failed call a success" {
	both "$SOSH" -c 'recv 57 = EBADF; recv 57 = -1; recv 57 = -1 EBADF (Bad; recv 57 = 3|EBADF; socket = ok; socket = 4
		close 3 = 0; getsockopt 4 SO_TYPE = 0 (SOCK_STREAM); let e = EBADF; recv 3 = $e; recv 3 = ENOTCONN | $e'
	equal "$status:$err" 0:
}

@test "= ? expects nothing, and is no check" {
	prints 'recv 57 = ?; socket tcp = ? in ..5s' 'recv(57, 65536) = -1 EBADF (Bad file descriptor)
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
	fails 1 'socket tcp = ? in 5s..' 'it took'
	fails 1 'socket tcp = "?"' 'expected ?, got 3'
	fails 2 'print x = ?' 'print makes no call whose result could be expected'
	"$SOSH" -n - <<<'recv 57 = ?'
	equal "$("$SOSH" --tap - <<<'recv 57 = ?' | tail -n 1)" '1..0 # SKIP nothing is checked'
}

@test "an expectation that does not hold ends with 1, and both are named" {
	fails 1 'print x; recv 57 = 5; print no' '1:18: expected 5, got -1 EBADF (Bad file descriptor)'
	equal "$out" $'x\nrecv(57, 65536) = -1 EBADF (Bad file descriptor)'
	fails 1 'socket tcp = EMFILE' '1:12: expected EMFILE, got 3'
	fails 1 'socket tcp = -1' 'expected -1, got 3'
	fails 1 'recv 57 = ok' 'expected ok, got -1 EBADF'
	fails 1 'socket tcp = 30' 'expected 30, got 3'
	both "$SOSH" -c 'socket tcp as c; bind c 0
		listen c
		accept c -t 20ms = 4'
	equal "$status" 1
	[[ $err == *'<command>:3:20: expected 4, got GAVEUP (after 20 ms'* ]]
}

@test "a range in a result is found wrong before anything runs" {
	both "$SOSH" -c 'print x; socket tcp = 5..1'
	equal "$status:$out" 2:
	equal "$err" "sosh: <command>:1:21: '5..1' ends below where it begins"
	both "$SOSH" -c 'socketpair unix as a,b; send a "abc" = 1..4; send b "" = ..0; socket tcp as c
		bind c 127.0.0.1:0 = 0 (127.0.0.1:1024..65535)
		recv a -t 20ms = GAVEUP (after 20ms..10s)
		let low = 9; let high = 8; send a "x" = $low..$high'
	equal "$status" 2
	equal "$err" "sosh: <command>:4:41: '9..8' ends below where it begins"
}

@test "a result may hold the bytes that come, and shows where others differ" {
	both "$SOSH" -c 'socketpair unix as a,b; send a "a\0b\n"; recv b = 4 "a\0b\n"
		send a "xy"; recv b = 2 "xy" &; wait %1; send a "1"; send a "2"; recv b = 1..2 "12"
		close a; recv b = 0 "" (end of stream)'
	equal "$status:$err" 0:
	both "$SOSH" -c 'socketpair unix as a,b; send a "Hello"; recv b = 5 "Helpo"'
	equal "$status:$err" '1:sosh: <command>:1:48: expected 5 "Helpo", got 5 "Hello"
  expected "Helpo"
  came     "Hello"
               ^ byte 3: 70 expected, 6c came'
	both "$SOSH" --json -c 'socketpair unix as a,b; send a "x"; recv b = 1 "y"'
	grep -q '"detail":"  expected' out
}

@test "a duration is judged as well" {
	fails 1 'socket udp as u; bind u 0; recv u -t 30ms = GAVEUP in ..10ms' 'it took'
	both "$SOSH" -qc 'socket udp as u; bind u 0; recv u -t 30ms = GAVEUP in 30ms..10s; assert $time >= 30ms'
	equal "$status:$err" 0:
}

@test "= assigns for let, set and setsockopt, and may be left out" {
	prints_twice 'let x = 1; let y 2; print $x$y; set timeout = 2s; set timeout; set timeout 0' \
		$'12\ntimeout  2s  the time limit of every command that may wait; 0 is none'
	both "$SOSH" -qc 'socket tcp as c; setsockopt c SO_RCVBUF = 4096; setsockopt c SO_RCVBUF 4096 = 0 (8192)
		setsockopt c SO_RCVBUF = 4096 = 0 (8192)'
	equal "$status:$err" 0:
}

@test "script arguments" {
	printf 'print $0 $1 $2 $#\n' >in
	both "$SOSH" in a 'b c'
	equal "$out" 'in a b c 2'
	both "$SOSH" in a
	equal "$status" 2
	[[ $err == 'sosh: in:1:13: there is no argument $2'* ]]
}

@test "a script spells commands out; options are exact" {
	fails 2 'sock tcp' "no command 'sock'"
	fails 2 'socket tcp --nonb' 'socket has no option --nonb'
	both "$SOSH" -qc 'exit 4'
	equal "$status" 4
	both "$SOSH" -qc '? send'
	equal "$status" 0
}

@test "data received is never read as language" {
	both "$SOSH" -qc 'socket udp as u; bind u 0; socket udp as v
		sendto v 127.0.0.1 $u.port "a b; quit 7 # \$x"; recvfrom u --to /dev/null; print "<$data>"'
	equal "$status:$err" 0:
	equal "$out" '<a b; quit 7 # $x>'
}

@test "line, column and file of an error within a sourced file" {
	printf 'print in\n\n  recv 57\n' >inner
	printf 'print before\nsource inner\nprint after\n' >outer
	both "$SOSH" outer
	equal "$status" 1
	equal "$out" $'before\nin\nrecv(57, 65536) = -1 EBADF (Bad file descriptor)'
	equal "$err" 'sosh: inner:3:3: recv(57, 65536) = -1 EBADF (Bad file descriptor)
sosh: outer:2: sourced from here'
	both "$SOSH" -k outer
	equal "$status" 1
	equal "$(tail -n 1 out)" after
}

@test "what sourced a file is told from the inside out, of errors of every kind" {
	printf 'source inner\n' >middle
	printf '\n\nrepeat 1 { print x\n source middle }' >outer
	local from='sosh: middle:1: sourced from here
sosh: outer:4: sourced from here
sosh: <stdin>:2: sourced from here'
	printf 'snd x\n' >inner
	both sh -c "printf 'print a\nsource outer' | '$SOSH'"
	equal "$status:$err" "2:sosh: inner:1:1: no command 'snd'
  hint: did you mean send?
$from"
	rm inner
	both sh -c "printf 'print a\nsource outer' | '$SOSH'"
	equal "$status:$err" "1:sosh: middle:1:1: inner: No such file or directory
$(tail -n 2 <<<"$from")"
	printf 'print b; recv 57 &\n' >inner
	both sh -c "printf 'print a\nsource outer; wait %%1' | '$SOSH'"
	equal "$status:$err" "1:sosh: inner:1:10: recv(57, 65536) = -1 EBADF (Bad file descriptor)
$from"
	both sh -c "printf 'print a\nsource outer; wait %%1' | '$SOSH' --json"
	[[ $out == *'"sourced":[{"file":"middle","line":1},{"file":"outer","line":4},{"file":"<stdin>","line":2}]}' ]]
}

@test "& runs a command in the background, its words expanded at that moment" {
	both "$SOSH" -qc 'socket tcp as l; bind l 0; listen l; let who = $l; accept $who as s &; let who = x
		socket tcp as c; connect c 127.0.0.1 $l.port; wait %1; assert $s == 4; assert $c == 5'
	equal "$status:$err" 0:
	fails 2 'print x &' 'print cannot run in the background'
}

@test "a composed name stands in braces, its property behind them" {
	prints_twice 'let c1 = a; let i = 1; let n = c; print ${c$i} ${$n$i}-${c1}.x' 'a a-a.x'
	prints_twice 'socket tcp as c1 = 3; let i = 1; assert ${c$i}.type == SOCK_STREAM
print "${c$i}.fd"' $'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3\n3'
	fails 2 'let i = 1; print ${c$i}' "no variable 'c1'"
}

@test "a property behind a name in a bare word is an error at its column" {
	fails 2 'let i = 1; print c$i.state' '1:19: ${...}.PROPERTY around all of a composed name'
	prints_twice 'let i = 3; print "c$i.fd" a=$i.fd c${i}.fd' 'c3 a=3 c3.fd'
}

@test "numbers go into bytes and come out of them" {
	prints_twice 'let n = 258; let d = "${n:u32}${n:u16le}"; print ${#d} ${d:u32@0} ${d:u16@4}' \
		'6 258 513'
	prints_twice 'let d = "\x01\x02\x03\x04\xff"; print $d.u16 "${d:u32@1} ${d:i8@4}"' \
		'258 33752319 -1'
	fails 2 'let n = 256; print "${n:u8}"' "1:21: '256' in 1 byte: out of range 0..255"
	fails 2 'let d = abc; print "${d:u32@0}"' 'a number of 4 bytes at 0 lies outside the 3 bytes'
}

@test "all arguments of a script are one word" {
	echo 'print "$# $@"' >in
	both "$SOSH" in a 'b c'
	equal "$status:$err:$out" '0::2 a b c'
}
