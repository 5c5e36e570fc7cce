#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Blocks that are tried again, and blocks that are to end in time.

load helper

setup() {
	enter
}

@test "retry runs a block until it succeeds, and what failed before is no failure" {
	both "$SOSH" -qc 'let n = 0; retry 5 1ms as i { let n = $n + 1; assert $n >= 3; print at $i }; print after $n'
	equal "$status:$err:$out" $'0::at 3\nafter 3'
}

@test "the last turn's failure is shown, and ends the script with its status" {
	both "$SOSH" -qc 'retry 3 1ms as i { print $i
		recv 57 -t 1s }; print no'
	equal "$status:$out" $'1:1\n2\n3'
	equal "$err" 'sosh: <command>:2:3: recv(57, 65536) = -1 EBADF (Bad file descriptor)'
	both "$SOSH" -qc 'socketpair unix as a,b; retry 2 1ms { recv a -t 1ms }'
	equal "$status" 3
	both "$SOSH" -kqc 'retry 2 1ms { recv 57; print no }; print yes'
	equal "$status:$out" 1:yes
	equal "$(wc -l <err)" 1
}

@test "what a block of retry is bound to outlives its turns" {
	both "$SOSH" -kc 'retry 3 1ms { close 99 }; repeat 2 { retry 2 1ms { connect 99 ::1 7 } }'
	equal "$status:$(grep -c EBADF out)" 1:7
}

@test "quit ends a retry, and so do loops in it that fail" {
	both "$SOSH" -qc 'retry 9 1ms { print once; quit 4 }; print no'
	equal "$status:$out" 4:once
	both "$SOSH" -qc 'let n = 0; retry 3 1ms { let n = $n + 1; repeat 5 { assert $n == 2 }; print $n }'
	equal "$status:$err:$out" 0::2
	fails 2 'retry 0 1ms { print }' "COUNT '0'"
	fails 2 'retry 3 { print }' 'retry takes no block'
}


@test "within gives up a call at the block's deadline, and says so" {
	both "$SOSH" -qc 'socketpair unix as a,b; within 2s { send a x; recv b; print in
		recv b }; print no'
	equal "$status:$out" $'3:xin'
	equal "$(sed -E 's/after [0-9.]+ m?s\)/after T)/' err)" 'sosh: <command>:2:3: recv(4, 65536) = GAVEUP (after T)
sosh: <command>:1:25: GAVEUP: the block has not come to its end within 2 s'
	both "$SOSH" -qc 'socketpair unix as a,b; within 20s { send a x; recv b = 1 "x" }; within 10ms { recv b -t 20s = GAVEUP }'
	equal "$status" 3
}

@test "within ends loops, sleeps and what it is nested in" {
	for block in 'repeat { print -- x }' 'repeat { }' 'sleep 20s' 'within 20s { repeat { getsockname 0 = ENOTSOCK } }' \
		'retry 100000 1ms { recv 57 }' 'repeat 1000000 until 3 { getsockname 0 = ENOTSOCK }' \
		'retry 2 20s { recv 57 }'; do
		case $block in *until*) block='repeat 100000000 { getsockname 0 = ENOTSOCK }' ;; esac
		both "$SOSH" -qc "within 30ms { $block }; print no"
		equal "$status:$block" "3:$block"
		[[ $err == *'GAVEUP: the block has not come to its end within 30 ms'* ]]
		lacks '^no$' out
	done
	both "$SOSH" -qc 'socketpair unix as a,b; retry 3 1ms as i { within 20ms { recv b; print got }; }' || true
	equal "$status" 3
}

@test "retry waits for a server that is not there yet" {
	both "$SOSH" -qc 'socket tcp as l; bind l 127.0.0.1:0; print $l.port'
	port=$out
	timeout 60 "$SOSH" -c "retry 10000 10ms { dial 127.0.0.1 $port as c }; expect c hello -t 20s" >got 2>err &
	until grep -q ECONNREFUSED got; do sleep 0.02; done
	printf hello | timeout 60 nc -N -l 127.0.0.1 "$port" >/dev/null
	wait $!
	[ ! -s err ]
}

# What was printed, and no call.
printed() {
	equal "$status:$err:$(grep -v '(' out)" "0::$1"
}

@test "all runs blocks side by side: each waits without holding up the others" {
	both "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c
		all {
			accept l as s
			recv s = 5 "Hello" # greet
			send s OK
			print server $data
		} {
			connect c 127.0.0.1 $l.port
			send c Hello
			recv c = 2 "OK"
			sleep 50ms
			print client $data
		}
		print after $data'
	printed $'server Hello\nclient OK\nafter OK'
	both "$SOSH" -c 'socketpair as a,b; all { send a 1; recv a = 1 "1" } { recv b; send b $data } { } '
	equal "$status:$err" 0:
	grep -qE '^\[%1\] recv\(3, "1", 65536\) = 1$' out
	grep -qE '^\[%2\] recv\(4, "1", 65536\) = 1$' out
}

@test "what fails in one block ends the others, and quit, Ctrl-C and within end all" {
	both "$SOSH" -qc 'socketpair as a,b; all { recv a } { close 99 }; print no'
	equal "$status:$out" 1:
	equal "$err" 'sosh: <command>:1:37: close(99) = -1 EBADF (Bad file descriptor)'
	both "$SOSH" -qc 'socketpair as a,b; all { recv a } { quit 4 }; print no'
	equal "$status:$out:$err" 4::
	both "$SOSH" -qc 'socketpair as a,b; within 30ms { all { recv a } { recv b } }; print no'
	equal "$status:$out" 3:
	[[ $err == *'GAVEUP: the block has not come to its end within 30 ms' ]]
	both "$SOSH" -qkc 'socketpair as a,b; all { close 99; send a x } { recv b }; print $data'
	equal "$status:$out" 1:xx
	both timeout --preserve-status -s INT 0.3 "$SOSH" -c 'socketpair as a,b; all { recv a } { recv b }; print no'
	equal "$status" 130
	lacks no out
}

@test "all: what a block of it may hold, and what it keeps to itself" {
	fails 2 'all { print 1; repeat 2 { print x } }' 'would keep the others waiting'
	fails 2 'all' 'all needs { BLOCK }'
	fails 2 'all { nonsense }' "no command 'nonsense'"
	both "$SOSH" -c 'socketpair as a,b; send a before; recv b
		all { print $data; assert x ~ (.); print $m1 } { print $data; sleep 100ms; print $data } { socketpair as c,d; send c "in"; recv d &; wait all; print $data }
		print $data'
	printed $'before\nbefore\nx\nbefore\nin\nin'
}
