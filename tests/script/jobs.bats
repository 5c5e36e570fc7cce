#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Jobs: commands in threads, their numbers, what wait makes of them, their end.

load helper

setup() {
	enter
	PID=
}

teardown() {
	[ -z "$PID" ] || kill -KILL "$PID" 2>/dev/null || true
}

has_line() {
	grep -Eq -- "$2" "$1" || {
		echo "no line: $2; in $1:"
		cat "$1"
		return 1
	}
}

until_line() {
	local i
	for ((i = 0; i < 1000; i++)); do
		grep -Eq -- "$2" "$1" 2>/dev/null && return
		sleep 0.01
	done
	has_line "$1" "$2"
}

# ends STATUS SCRIPT
ends() {
	both timeout 20 "$SOSH" -c "$2"
	[ "$status" -eq "$1" ] || {
		printf 'status %s\n%s\n%s\n' "$status" "$out" "$err"
		return 1
	}
}

refused() {
	ends 2 "$1"
	has_line err "$2"
}

LISTEN='socket tcp as l; bind l 127.0.0.1:0; listen l'
PAIR="$LISTEN"'; socket tcp as c; connect c 127.0.0.1:$l.port; accept l as s'

@test "a job is told of at once, and shows its call when it is done" {
	ends 0 "$LISTEN"'; accept l as s &; print "goes on"; socket tcp as c
		connect c 127.0.0.1:$l.port; wait %1'
	equal "$(grep -n 'goes on' out | cut -d: -f1)" 5
	has_line out '^\[%1\] accept\(3\) \.\.\.$'
	has_line out '^\[%1\] accept\(3\) = 4 \(127\.0\.0\.1:[0-9]+\)$'
}

@test "a job whose call returns at once" {
	ends 0 "$PAIR"'; send c "x" = 1 &; wait'
	has_line out '^\[%1\] send\(4, "x", 1\) = 1$'
}

@test "numbers are kept from the & on, and are the same every time" {
	local i first
	for i in 1 2 3 4 5 6; do
		"$SOSH" -c "$LISTEN"'; accept l as a &; accept l as b &; socket tcp as c; socket udp as u
			accept l as d & ; socket tcp as e; socket tcp as f
			connect c 127.0.0.1:$l.port; connect e 127.0.0.1:$l.port; connect f 127.0.0.1:$l.port
			wait; print $a $b $c $u $d $e $f; list a b d' |
			grep -E '^([3-9] )+|^ [0-9]' | sed 's/127.*//' >numbers.$i
		[ -s numbers.$i ]
		cmp numbers.1 numbers.$i
	done
	equal "$(head -n 1 numbers.1)" '4 5 6 7 8 9 10'
}

@test "a kept number may not be used until the call returns, and is free if it fails" {
	refused "$LISTEN"'; accept l as s &; send s "x"' 'descriptor 4 is kept for a job'
	ends 0 "$LISTEN"'; accept l as s &; cancel %1; wait %1 = EINTR; socket tcp as n = 4'
	ends 0 'socket tcp as l; accept l as s = EINVAL &; wait; socket tcp = 4'
}

@test "what a dial in the background has made is nobody's to close until it is connected" {
	ends 0 "$LISTEN"' 0; let p $l.port; dial 127.0.0.1:$p; dial 127.0.0.1:$p as c &
		assert $c.state == SYN_SENT -t 9s; list c; close all; socket udp as n = 3; socket udp = 4
		cancel %1; wait %1 = EINTR; socket udp as m = 5; assert $m.state == UNCONNECTED'
	has_line out '^ +5 +c +tcp +SYN_SENT'
	refused "$LISTEN"' 0; let p $l.port; dial 127.0.0.1:$p; dial 127.0.0.1:$p as c &
		assert $c.state == SYN_SENT -t 9s; close c' '2:44: descriptor 5 is kept for a job'
	has_line err 'hint: wait for the job, or cancel it'
	# the next address gets the same number
	ends 0 'dial localhost:1 --retry 300ms as c &; socket tcp as n = 4; wait = ECONNREFUSED
		socket tcp = 3'
	lacks '^\[%1\] close\([^3]' out
	# connected, it is the user's
	ends 0 "$LISTEN"'; dial 127.0.0.1:$l.port as c &; wait; send c "x"; close c; socket udp as c = 4'
}

@test "a job's words are expanded at the &" {
	ends 0 "$PAIR"'; let text = one; send c "$text" &; let text = two; wait; recv s -t 2s
		assert $data == one'
}

@test "the expectation of a job is judged when it is waited for" {
	ends 0 "$PAIR"'; recv s = 3 &; send c abc = 3; wait %1; assert $data == abc'
	ends 1 "$PAIR"'; recv s = 4 &
		send c abc = 3
		print before; wait %1; print after'
	has_line out '^before$'
	lacks '^after$' out
	local script="$PAIR; recv s = 4"
	equal "$err" "sosh: <command>:1:$((${#script} - 2)): expected 4, got 3"
	# wait may state it instead
	ends 0 "$PAIR"'; recv s &; send c abc = 3; wait %1 = 3'
	ends 1 "$PAIR"'; recv s &; send c abc = 3; wait %1 = 4'
	has_line err 'expected 4, got 3'
}

@test "an unexpected failure of a job ends the script at the wait, not before" {
	ends 1 'socket tcp as c; connect c 127.0.0.1:1 &; sleep 50ms; print before; wait; print after'
	has_line out '^before$'
	lacks '^after$' out
	has_line err 'connect\(3, 127.0.0.1:1\) = -1 ECONNREFUSED'
	both "$SOSH" -k -c 'socket tcp as c; connect c 127.0.0.1:1 &; wait; print after'
	equal "$status" 1
	has_line out '^after$'
}

@test "\$?, \$errno and \$data are the job's only after wait" {
	ends 0 "$PAIR"'; send c first = 5; recv s -t 2s = 5
		recv s &; send c second = 6; sleep 50ms; assert $data == first; shutdown c wr = 0
		assert $? == 0; wait %1; assert $? == 6; assert $data == second
		recv c = EINTR &; cancel %2; wait %2; assert $errno == EINTR'
}

@test "wait, wait all, wait %N and what it waits for" {
	ends 0 "$PAIR"'; recv s 1 = 1 &; recv s 1 = 1 &; send c a; send c b; wait; jobs'
	has_line out '^no jobs'
	ends 0 "$PAIR"'; recv s = 1 &; send c a; wait all; wait; jobs'
	ends 0 'wait; wait all'
	ends 0 "$PAIR"'; recv s &; recv c &; send s xy = 2; wait %2 = 2; jobs; cancel %1; wait = EINTR' ||
		ends 0 "$PAIR"'; recv s &; recv c &; send s xy = 2; wait %2 = 2; jobs; cancel %1; wait %1 = EINTR'
	has_line out '^%1 +running +recv s &$'
	lacks '^%2 +' out
}

@test "a wait may be given up, and the job goes on" {
	ends 3 "$PAIR"'; recv s &; wait %1 -t 60ms'
	ends 0 "$PAIR"'; recv s &; wait %1 -t 60ms = GAVEUP; jobs; send c abc; wait %1 -t 2s = 3'
	has_line out '^%1 +running'
	has_line out 'gave up waiting; it runs on: recv s &$'
	# a limit of the job's own
	ends 3 "$PAIR"'; recv s -t 60ms &; wait'
	ends 0 "$PAIR"'; recv s -t 60ms = GAVEUP &; wait'
}

@test "cancel ends a blocked call with EINTR, whichever it is" {
	ends 0 "$PAIR"'; recv s = EINTR &; cancel %1; wait
		accept l = EINTR &; cancel %2; wait
		recvfrom c = EINTR &; cancel %3; wait
		sendall c --fill 64M = EINTR|ok &; sleep 100ms; cancel %4; wait
		sleep 20s &; cancel %5; wait %5 -t 5s'
	ends 0 "$PAIR"'; send c x = 1 &; sleep 20ms; cancel %1; wait %1 = 1'
}

@test "SIGINT ends the wait, and the script, with its jobs" {
	(exec env --default-signal=INT "$SOSH" -c "$PAIR"'; recv s &; print waiting; wait') >w.out 2>&1 3>&- &
	PID=$!
	until_line w.out '^waiting$'
	kill -INT "$PID"
	status=0
	wait "$PID" || status=$?
	PID=
	equal "$status" 130
}

@test "jobs and the foreground share a descriptor" {
	ends 0 "$PAIR"'; recv s = 3 &; list s; setsockopt s nodelay on = 0; send s "out" = 3
		recv c -t 2s = 3; send c abc = 3; wait'
	# two readers of one stream: each byte goes to one of them
	ends 0 "$PAIR"'; recv s 1 = 1 &; recv s 1 = 1 &; send c ab = 2; wait'
}

@test "closing a socket under a job does not wake it, and says so" {
	ends 0 "$LISTEN"'; accept l as s &; close l = 0; jobs; cancel %1; wait %1 = EINTR; list'
	has_line out '^job %1 still waits on it: closing does not wake a blocked call, cancel %1 does$'
	has_line out '^%1 +running'
	has_line out '^no descriptors'
	ends 0 "$PAIR"'; recv s = EINTR &; sleep 50ms; close s = 0; cancel %1; wait'
	has_line out '^job %1 still waits on it'
	# an ended one needs no word
	ends 0 "$PAIR"'; send s x = 1 &; wait %1 = 1; close s'
	lacks 'still waits' out
}

@test "shutdown does wake an accept" {
	ends 0 "$LISTEN"'; accept l as s = EINVAL &; shutdown l rd = 0; wait %1 -t 5s'
}

@test "jobs lists them with state and command" {
	ends 0 'jobs'
	equal "$out" 'no jobs; a command that ends in & is one'
	ends 0 "$PAIR"'; recv s = 1 &; send c "x" &; sleep 500ms; jobs; wait'
	has_line out '^job  state +command$'
	has_line out '^%2 +ended +send c "x" &$'
	ends 0 "$PAIR"'; recv s &; jobs'
	has_line out '^%1 +running +recv s &$'
}

@test "the end of a script, and quit, end jobs at once" {
	ends 0 "$PAIR"'; accept l as x &; recv s &; recv c &; sleep 30s &; sendall c --fill 64M &'
	ends 7 "$PAIR"'; recv s &; quit 7'
	printf '%s\nrecv s &\n' "$PAIR" >f
	both "$SOSH" f
	equal "$status" 0
	both "$SOSH" <f
	equal "$status" 0
}

@test "errors: no such job, no job, what cannot run in the background" {
	refused 'cancel %1' ':1:8: there is no job %1'
	refused 'wait %9' ':1:6: there is no job %9'
	refused 'cancel 1' "'1' is no job; jobs are written %1, %2"
	refused 'cancel %x' "'%x' is no job"
	refused 'cancel %0' "'%0' is no job"
	refused 'cancel' 'usage|%N'
	refused 'wait 3' 'no server serves descriptor 3'
	refused 'socket tcp as c; send c x &; wait %1 = EPIPE|ENOTCONN; wait %1' 'there is no job %1'
	local command
	for command in 'let x = 1' 'jobs' 'repeat 2 { print x }' 'serve 127.0.0.1:0' 'quit' 'wait' 'help'; do
		refused "$command &" "${command%% *} cannot run in the background"
	done
	refused 'nonsense &' "no command 'nonsense'"
	refused 'socket tcp &&' ''
	refused 'socket tcp as c; send c &
		wait' ':1:18: send takes its bytes from one source'
}

@test "& is a word of its own: in other places it is text" {
	ends 0 "$PAIR"'; send c "a&b" = 3; recv s; assert $data == "a&b"; send c a&b = 3; send c "&" = 1'
}

@test "-q: jobs print what they receive, and nothing else" {
	equal "$("$SOSH" -qc "$PAIR"'; recv s &; send c "hello" = 5; wait')" hello
	both "$SOSH" -qc 'socket tcp as c; connect c 127.0.0.1:1 &; wait'
	equal "$status" 1
	equal "$out" ''
	has_line err 'ECONNREFUSED'
}

@test "--json: every line an object, a job's call with its number" {
	both "$SOSH" --json -c "$PAIR"'; recv s &; recv c = EINTR &; jobs; send c "hi"; wait %1 = 2
		cancel %2; wait; close s'
	equal "$status" 0
	python3 - <<-'P'
		import json
		rows = [json.loads(line) for line in open("out")]
		assert all(r["v"] == 1 for r in rows)
		jobs = {r["job"]: r for r in rows if r["type"] == "call" and r["job"]}
		assert jobs[1]["call"] == "recv" and jobs[1]["data"] == "hi" and jobs[1]["result"] == 2
		assert jobs[2]["errno"] == "EINTR" and jobs[2]["result"] == -1
		table = [r for r in rows if r["type"] == "row"]
		assert [t["job"] for t in table] == ["%1", "%2"] and table[0]["state"] == "running"
	P
}

@test "--json: a job begins, waits and ends, with times, around its call" {
	both "$SOSH" --json -c "$PAIR"'; recv s &; send c "hi"; wait %1; repeat 1 --quiet { recv s = EINTR &; cancel %2; wait }'
	equal "$status" 0
	python3 - <<-'P'
		import json
		rows = [json.loads(line) for line in open("out")]
		rows = [r for r in rows if r.get("job")]
		assert [r.get("event", r["type"]) for r in rows] == ["job started", "job waits", "call", "job ended"], rows
		started, waits, call, ended = rows
		assert started["cmd"] == "recv s &" and (waits["call"], waits["fd"]) == ("recv", 5), rows
		assert started["start"] <= waits["start"] <= call["start"] < ended["start"] < started["start"] + 10, rows
		assert (ended["result"], ended["errno"]) == (2, None), ended
	P
}

@test "-x echoes a job's command once" {
	both "$SOSH" -x -c "$PAIR"'; recv s &; send c a; wait'
	equal "$(grep -c '^+ recv s' err)" 1
}

@test "a thousand jobs start and end in a moment" {
	ends 0 'socket udp as u; connect u 127.0.0.1:9
		repeat 1000 --quiet { sendto u 127.0.0.1:9 "x" = ok|ECONNREFUSED & }; wait; jobs'
	has_line out '^no jobs'
}

@test "a thousand blocked jobs at once are ended at once" {
	local count=1000
	! sanitized || count=250 # its threads are slow to begin
	ends 0 "socket udp as u; bind u 127.0.0.1:0; repeat $count --quiet { recvfrom u & }; print started"
	has_line out '^started$'
}

@test "both ends in one shell, over and over" {
	ends 0 "$LISTEN"'
		repeat 100 --quiet { accept l as s &; dial 127.0.0.1 $l.port as c; wait
			send c "x" &; recv s -t 2s = 1; wait; close c s }
		jobs; list'
	has_line out '^no jobs'
	equal "$(grep -c '^ [0-9]' out)" 1
}

@test "connects, resets, stops, jobs and lists at once" {
	cat >f <<'END'
serve 127.0.0.1:0 as l
serve 127.0.0.1:0 --workers 2 as w
dial 127.0.0.1 $l.port as c
dial 127.0.0.1 $w.port as d
repeat 100 { recv c 1 -t 9s = 1 &; recv d 1 -t 9s = 1 &; send c x; send d y; list --all; servers; jobs }
wait all
repeat 50 { dial 127.0.0.1 $l.port as e; setsockopt e linger 0s; close e }
repeat 50 { dial 127.0.0.1 $w.port as e; send e "some"; setsockopt e linger 0s; close e }
repeat 20 { serve 127.0.0.1:0 as s; repeat 5 { dial 127.0.0.1 $s.port as e; send e "x" &; send c x &; recv c 1 -t 9s = 1 &; list --all; servers }; stop s; wait; close s }
recv c &
recv d &
stop l
close w
wait all
list
END
	both timeout 60 "$SOSH" -q f
	equal "$status:$err" 0:
}

@test "wait gives up once, however many jobs run on" {
	both "$SOSH" -c 'socket unix-dgram as a; bind a @wait-gives-up; recv a & recv a &
		wait all -t 50ms = GAVEUP'
	equal "$status:$err" 0:
}
