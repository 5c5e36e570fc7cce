#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# repeat and its block: how often, with what variables, where it stops, where an
# error is.

load helper

setup() {
	enter
	PID=
}

teardown() {
	[ -z "$PID" ] || kill -KILL "$PID" 2>/dev/null || true
}

# runs STATUS SCRIPT OUTPUT
runs() {
	local got status=0
	got=$(timeout 20 "$SOSH" -c "$2" 2>err) || status=$?
	[ "$status $got" = "$1 $3" ] || {
		printf 'got:  %s %q\nnot:  %s %q\n' "$status" "$got" "$1" "$3"
		cat err
		return 1
	}
}

# wrong STATUS SCRIPT MESSAGE
wrong() {
	local status=0
	timeout 20 "$SOSH" -c "$2" >out 2>err || status=$?
	[ "$status" -eq "$1" ] && grep -qF -- "$3" err || {
		echo "status $status"
		cat err
		return 1
	}
}

@test "a count, with and without the number of the turn" {
	runs 0 'repeat 3 { print x }' $'x\nx\nx'
	runs 0 'repeat 3 { print $i } as i; print $i' $'1\n2\n3\n3'
	runs 0 'repeat 0 { print x }' ''
	runs 0 'repeat 1 {print x }' x
	runs 0 'repeat 2 { }' ''
	runs 0 'let n = 2; repeat $n { print x }' $'x\nx'
}

@test "a block may be several lines, with comments, quotes and braces in them" {
	runs 0 'repeat 2 {
		print a # a comment with } in it
		print "}" '"'{'"' ; print b
	}' $'a\n} {\nb\na\n} {\nb'
	printf 'repeat 2 {\n  print $i\n} as i\nprint end\n' >f
	[ "$("$SOSH" f)" = $'1\n2\nend' ]
	[ "$("$SOSH" <f)" = $'1\n2\nend' ]
}

@test "blocks nest, and each has its number" {
	runs 0 'repeat 2 { repeat 2 { print $i.$j } as j } as i' $'1.1\n1.2\n2.1\n2.2'
}

@test "variables have their value of the moment" {
	runs 0 'let x = a; repeat 3 { print $x; let x = $x$i } as i' $'a\na1\na12'
	runs 0 'repeat 2 { socket tcp as c; print $c }' 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
3
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4
4'
}

@test "names, settings and jobs in a block are those of the turn" {
	runs 0 'set quiet on; socket udp as u; bind u 127.0.0.1:0; connect u $u.local
		socket udp as v; bind v 127.0.0.1:0; connect v $v.local; let a = $u; let b = $v
		repeat 3 as i { send a "$i"; let t = $a; let a = $b; let b = $t }
		recv u 1 = 1; recv u 1 = 1; recv v 1 = 1' 132
	runs 0 'set quiet on; repeat 3 { socket udp as u; send u x = EDESTADDRREQ; close u; send u x = EBADF }' ''
	runs 0 'set quiet on; socket udp as u; bind u 127.0.0.1:0; set timeout = 1ms
		repeat 2 { recvfrom u = GAVEUP; set timeout = 20ms }; assert $time > 15ms' ''
	runs 0 'sleep 1ms &
		repeat 2 { wait all; sleep 1ms & }; repeat 1 { wait %3; wait }' ''
	wrong 2 'socket udp as u; let c = $u; repeat 3 { send c x = EDESTADDRREQ; let c = no }' \
		"<command>:1:46: 'c' holds \"no\", which is no descriptor"
	grep -q 'hint: the descriptor comes first' err
	wrong 2 'socket udp as u; let c = $u; repeat 3 { close c; let c = 0 }' \
		'<command>:1:47: descriptor 0 is standard input'
	wrong 2 'repeat 2 as i { sleep 1ms & wait %1 }' '<command>:1:34: there is no job %1'
	wrong 2 'repeat 2 { send 1000 x = EBADF; log f }' '<command>:1:17: descriptor 1000 is'
}

@test "the accept loop of the tutorial" {
	runs 0 'set quiet on
		socket tcp as l; bind l 127.0.0.1:0; listen l
		dial 127.0.0.1 $l.port as a; dial 127.0.0.1 $l.port as b
		repeat 2 { accept l as c; send c "Welcome\n" }
		recv a; recv b' $'Welcome\nWelcome'
}

@test "a failure ends a loop without a count, with -k too, and the script goes on" {
	both timeout 10 "$SOSH" -k -c 'repeat { print turn; recv 77; print not }; print on
		repeat 2 { recv 78; print kept }; repeat { repeat 2 { recv 79; print not } }
		repeat 2 { repeat { recv 80 }; print outer }; set keep off; repeat { recv 81 }; print not'
	equal "$status" 1
	equal "$(grep -v '^recv' out)" $'turn\non\nkept\nkept\nouter\nouter'
	equal "$(grep -c '^recv(79' out)" 1
	both timeout 10 "$SOSH" -k -c 'repeat { print x; quit 7 }; print not'
	equal "$status$out" 7x
}

@test "until RESULT ends with the turn whose last call gives it, which is no failure" {
	runs 0 'set quiet on; serve 127.0.0.1:0 as l; dial 127.0.0.1 $l.port as c
		send c "abcde"; shutdown c wr
		repeat until 0 { recv c 2 -t 5s; print "=$i" } as i; print $i' $'ab=1\ncd=2\ne=3\n=4\n4'
	# As an expectation matches: alternatives, an error without its -1, several words, a variable.
	for result in EBADF 'ok|EBADF' '"-1 EBADF (Bad file"' '$x'; do
		runs 0 "let x EBADF; repeat 5 until $result { recv 77 }; print \$errno" \
			$'recv(77, 65536) = -1 EBADF (Bad file descriptor)\nEBADF'
	done
	runs 0 'set quiet on; serve 127.0.0.1:0 as l; let p $l.port; stop l; close l; let n 0
		repeat until ok { let n $i; serve 127.0.0.1:$p --quiet as s; dial 127.0.0.1 $p } as i
		print $n' 1
	# Nor is a comment behind it anything.
	runs 0 $'repeat 2 until EBADF {\nrecv 77\n# last\n}' 'recv(77, 65536) = -1 EBADF (Bad file descriptor)'
	wrong 2 $'repeat until ok {\n# alone\n}' ':1:14: no command of the block makes a call'
	# The block's other calls fail as ever, and jobs are not its last call.
	wrong 1 'repeat until ok { recv 77; socket tcp }; print not' 'recv(77, 65536) = -1 EBADF'
	wrong 2 'repeat until ok { recv 77 & }' ':1:14: no command of the block makes a call'
}

@test "until RESULT with a count that is not enough fails, and says what came last" {
	wrong 1 'repeat 3 until 0 { recv 77 }; print not' ':1:16: no turn of 3 gave 0'
	equal "$(cat out)" "$(yes 'recv(77, 65536) = -1 EBADF (Bad file descriptor)' | head -n 3)"
	grep -q 'hint: the last call: recv = -1 EBADF (Bad file descriptor)$' err
	runs 1 'repeat 0 until 0 { recv 77 }' ''
	wrong 2 'repeat until EFOO { recv 3 }' ":1:8: 'EFOO' is no error that a call returns"
	wrong 2 'repeat until { recv 3 }' ':1:8: until RESULT is two words'
	wrong 2 'repeat until ok { print x }' ':1:14: no command of the block makes a call'
	wrong 2 'repeat until ok { recv 3 = 1 }' "until says already what the block's last call is to give"
}

@test "--quiet ends in the times of the last call and how often it failed" {
	both "$SOSH" -c 'repeat --quiet 20 { socket udp as u; close u; let x 1 }
		repeat --quiet 3 { recv 77 = EBADF }; repeat --quiet 2 { let x 1 }'
	equal "$status" 0
	local time='[0-9.]+ [num]?s'
	grep -Eq "^20 turns in $time, $time each$" out
	grep -Eq "^close: min $time, mean $time, max $time, 0 of 20 failed$" out
	grep -Eq "^recv: min $time, mean $time, max $time, 3 of 3 failed$" out
	equal "$(grep -c . out)" 5
}

@test "a failure stops it, where and as in any script" {
	wrong 1 'socket tcp as c; repeat 5 { print turn; connect c 127.0.0.1 1 }; print not' \
		'<command>:1:41: connect(3, 127.0.0.1:1) = -1 ECONNREFUSED'
	[ "$(grep -c turn out)" = 1 ]
	lacks '^not$' out
	wrong 1 'repeat 5 { socket tcp = 4 }' '<command>:1:23: expected 4, got 3'
	wrong 3 'socket udp as u; bind u 127.0.0.1:0; repeat 5 { recv u -t 20ms }' 'GAVEUP'
	runs 0 'set quiet on; socket tcp as c
		repeat 3 { connect c 127.0.0.1 1 = ECONNREFUSED }; print done' done
}

@test "with -k a turn goes on, and the first failure's status is kept" {
	local status=0
	"$SOSH" -k -c 'socket tcp as c; repeat 3 { connect c 127.0.0.1 1; print turn }' >out 2>err || status=$?
	[ "$status" -eq 1 ]
	[ "$(grep -c '^turn$' out)" = 3 ]
}

@test "errors in a block are found before the first turn, at their place" {
	wrong 2 'print first; repeat 3 { nonsense }' "<command>:1:25: no command 'nonsense'"
	printf 'print a\nrepeat 2 {\n  print b\n  send\n}\n' >f
	local status=0
	"$SOSH" f >out 2>err || status=$?
	[ "$status" -eq 2 ]
	grep -q '^sosh: f:4:3: ' err
	[ ! -s out ]
	wrong 2 'print first; repeat 2 { repeat 2 { print b; nonsense } }' ":1:45: no command 'nonsense'"
	[ ! -s out ]
	"$SOSH" -n f 2>err || status=$?
	grep -q '^sosh: f:4:3: ' err
}

@test "nesting has an end" {
	{ printf 'repeat 1 { %.0s' {1..30000}; printf 'print x '; printf '} %.0s' {1..30000}; } >f
	local status=0
	"$SOSH" f 2>err || status=$?
	[ "$status" -eq 2 ]
	grep -q 'blocks are nested 64 deep' err
	runs 0 'repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { print x } } } } }' x
}

@test "usage: no block, no count, an open block" {
	wrong 2 'repeat' 'usage: repeat'
	wrong 2 'repeat 2 print x' 'takes a block: { COMMANDS }'
	wrong 2 'repeat x { print x }' 'takes a block'
	wrong 2 'repeat -1 { print x }' 'takes a block'
	wrong 2 'repeat 2 { print x' '<command>:1:10: '
	wrong 2 'repeat 2 "{ print x }"' 'takes a block'
	wrong 2 'repeat 2 { print x } &' 'repeat cannot run in the background'
}

@test "quit leaves from within" {
	runs 7 'repeat 3 { repeat 3 { print x; quit 7 } }; print not' x
}

@test "--quiet prints the count, the time and the time of a turn" {
	"$SOSH" -c 'repeat 100 --quiet { socket tcp as c; close c }; list' >out
	grep -qE '^100 turns in [0-9.]+ [mu]?s, [0-9.]+ [munµ]?s each$' out
	[ "$(wc -l <out)" = 3 ]
	grep -q '^no descriptors' out
	"$SOSH" --json -c 'repeat 3 --quiet { socket tcp }; repeat 2 { print x }' >out
	python3 -c 'import json
for line in open("out"): json.loads(line)'
}

@test "without a count it goes on until SIGINT, SIGTERM or a failure" {
	local status=0
	wrong 1 'repeat { socket tcp = 3 }' 'expected 3, got 4'
	for pair in INT:130 TERM:143; do
		(exec env --default-signal=INT "$SOSH" -c 'repeat { print turn; sleep 5ms }; print not') >out 2>err 3>&- &
		PID=$!
		for ((i = 0; i < 1000; i++)); do
			grep -qs turn out && break
			sleep 0.01
		done
		kill "-${pair%:*}" "$PID"
		status=0
		wait "$PID" || status=$?
		PID=
		[ "$status" -eq "${pair#*:}" ]
		lacks '^not$' out
	done
	# a call that waits is interrupted as well
	(exec env --default-signal=INT "$SOSH" -c 'socket udp as u; bind u 127.0.0.1:0; print go
		repeat { recv u }') >out 2>err 3>&- &
	PID=$!
	for ((i = 0; i < 1000; i++)); do
		grep -qs go out && break
		sleep 0.01
	done
	kill -INT "$PID"
	wait "$PID" || status=$?
	PID=
	[ "$status" -eq 130 ]
}

@test "jobs and servers within a block" {
	runs 0 'set quiet on
		repeat 3 { serve 127.0.0.1:0 as l; dial 127.0.0.1 $l.port as c; send c "$i" &; wait
			recv c -t 2s; stop l; close l c } as i' 123
}

# The first of them fill what is kept of the last calls.
@test "a hundred thousand turns neither grow nor take long" {
	printf 'socket udp as a\nbind a 127.0.0.1:0\nconnect a $a.local\nrepeat 60000 --quiet { send a "x"; recv a }\nprint ready\nrepeat 50000 --quiet { send a "x"; recv a }\nprint ready\n' >f
	mkfifo in
	"$SOSH" <in >out 2>err 3>&- &
	PID=$!
	exec 9>in
	resident() { awk '/^VmRSS/ { print $2 }' "/proc/$PID/status"; }
	until_ready() {
		for ((i = 0; i < 1500; i++)); do
			[ "$(grep -c '^ready$' out)" -ge "$1" ] && return
			sleep 0.01
		done
		return 1
	}
	head -n 5 f >&9
	until_ready 1
	local before
	before=$(resident)
	tail -n +6 f >&9
	until_ready 2
	sanitized || [ $(($(resident) - before)) -lt 2048 ]
	exec 9>&-
	wait "$PID"
	PID=
}

@test "as NAME stands before the block or behind it, options anywhere" {
	runs 0 'repeat 2 as i { print $i }' $'1\n2'
	runs 0 'repeat 2 { print $i } as i' $'1\n2'
	runs 0 'socket tcp as c -6; print $c.family; socket as d --nonblock = 4' \
		$'socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 3\nAF_INET6\nsocket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 4'
}
