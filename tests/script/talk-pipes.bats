#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# talk in pipelines: both ways exactly, and when it ends with which status.

load helper

setup() {
	enter
	TALK='dial unix ./s --retry 5s as c; talk c'
	PAIR='socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
	PEERS=()
}

teardown() {
	[ ${#PEERS[@]} -eq 0 ] || kill "${PEERS[@]}" 2>/dev/null || true
}

# A program in the background, until it listens on ./s.
peer() {
	"$@" 3>&- &
	PEERS+=($!)
	until [ -S s ]; do sleep 0.01; done
}

# The port that the process listens on, when it does.
port_of() {
	local line
	until line=$(ss -Hltnp | grep "pid=$1,"); do sleep 0.02; done
	set -- $line
	echo "${4##*:}"
}

@test "1 MB of random bytes go through an echo unchanged, with and without -q" {
	head -c 1000000 /dev/urandom >in
	peer socat -t 10 UNIX-LISTEN:s,fork EXEC:cat
	timeout 20 "$SOSH" -qc "$TALK" <in >out
	cmp in out
	timeout 20 "$SOSH" -c 'dial unix ./s --retry 5s as c; print -- --; talk c' <in | sed '1,/^--$/d' >out
	cmp in out
}

@test "over TCP too, and every byte is counted" {
	head -c 1000000 /dev/urandom >in
	socat -t 10 TCP-LISTEN:0,bind=127.0.0.1 EXEC:cat 3>&- &
	PEERS+=($!)
	local port
	port=$(port_of $!)
	timeout 20 "$SOSH" -qc "dial 127.0.0.1 $port as c; talk c; list" <in >out
	head -c 1000000 out | cmp - in
	tail -c +1000001 out | grep -Eq '^ 3 +c .* 1000000 +1000000  '
}

@test "different bytes both ways at once, more than all buffers hold" {
	head -c 4000000 /dev/urandom >up
	head -c 4000000 /dev/urandom >down
	peer socat -t 10 UNIX-LISTEN:s 'OPEN:down,rdonly!!CREATE:got'
	timeout 20 "$SOSH" -qc "$TALK" <up >out
	cmp down out
	wait "${PEERS[0]}"
	cmp up got
}

@test "the end of the input is a half-close: the answer to all of it comes" {
	peer socat -t 10 UNIX-LISTEN:s 'SYSTEM:sleep 0.1; wc -c; echo bye'
	equal "$(printf 'a\nb\0c' | timeout 10 "$SOSH" -qc "$TALK")" $'5\nbye'
}

@test "the end of the peer is not that of the input" {
	peer socat -t 10 UNIX-LISTEN:s 'OPEN:/dev/null,rdonly!!CREATE:got'
	{
		echo one
		until [ -s got ]; do sleep 0.01; done
		echo two
	} | timeout 10 "$SOSH" -qc "$TALK"
	wait "${PEERS[0]}"
	equal "$(cat got)" $'one\ntwo'
}

@test "against nc -l" {
	local port
	head -c 300000 /dev/urandom >in
	nc -N -l 127.0.0.1 0 <in >got 3>&- 2>/dev/null &
	PEERS+=($!)
	port=$(port_of $!)
	# A listening nc ends at its peer's half-close, whatever it still has to send.
	{
		head -c 200000 in
		timeout 9 sh -c 'until cmp -s in out; do sleep 0.02; done'
	} | timeout 10 "$SOSH" -qc "dial 127.0.0.1 $port as c; talk c" >out
	cmp in out
	wait "${PEERS[0]}"
	head -c 200000 in | cmp - got
}

@test "a web server of Python" {
	mkdir www
	head -c 100000 /dev/urandom >www/file
	python3 -m http.server --bind 127.0.0.1 --directory www 0 >log 2>&1 3>&- &
	PEERS+=($!)
	local port
	port=$(port_of $!)
	printf 'GET /file HTTP/1.0\r\n\r\n' |
		timeout 10 "$SOSH" -qc "dial 127.0.0.1 $port as c; talk c" >out
	tail -c 100000 out | cmp - www/file
	printf 'GET /file HTTP/1.0\n\n' |
		timeout 10 "$SOSH" -qc "dial 127.0.0.1 $port as c; talk c --crlf" >out
	tail -c 100000 out | cmp - www/file
}

@test "--crlf: a line feed goes out as CR LF, one that is CR LF stays" {
	peer socat -u UNIX-LISTEN:s CREATE:got
	{
		printf 'a\nb\r\n\n\rc\r'
		sleep 0.1
		printf '\nd'
	} | timeout 10 "$SOSH" -qc 'dial unix ./s --retry 5s as c; talk c --crlf'
	wait "${PEERS[0]}"
	equal "$(od -An -c got | tr -s ' ')" "$(printf 'a\r\nb\r\n\r\n\rc\r\nd' | od -An -c | tr -s ' ')"
}

@test "bytes are passed on when they come, not when a buffer is full" {
	mkfifo to from
	peer socat -t 10 UNIX-LISTEN:s EXEC:cat
	timeout 10 "$SOSH" -qc "$TALK" <to >from &
	exec 7>to 8<from
	for word in one two three; do
		printf '%s\n' "$word" >&7
		read -r -t 5 answer <&8
		equal "$answer" "$word"
	done
	exec 7>&-
	wait $!
	exec 8<&-
}

@test "a reader that waits for its writer: no deadlock on full pipes" {
	mkfifo to from
	peer socat -b 65536 -t 10 UNIX-LISTEN:s EXEC:cat
	timeout 20 "$SOSH" -qc "$TALK" <to >from &
	exec 7>to 8<from
	head -c 150000 /dev/zero >&7
	exec 7>&-
	equal "$(wc -c <&8)" 150000
	wait $!
	exec 8<&-
}

@test "-t ends it: GAVEUP, status 3, what had come is written; as expected, status 0" {
	local status=0
	timeout 10 "$SOSH" -qc "$PAIR; send s 'so far'; talk c -t 100ms" </dev/null >out 2>err || status=$?
	equal "$status:$(cat out)" '3:so far'
	[[ $(cat err) == *'recv(4, 32768, MSG_DONTWAIT) = GAVEUP (after '*' ms)' ]]
	timeout 10 "$SOSH" -qc "$PAIR; talk c -t 50ms = GAVEUP; print on" </dev/null >out
	equal "$(cat out)" on
	timeout 10 "$SOSH" -qc "$PAIR; set timeout 50ms; talk c = GAVEUP" </dev/null
}

@test "SIGINT ends it, and the program dies of it" {
	mkfifo to
	peer socat UNIX-LISTEN:s EXEC:cat
	exec 7<>to
	set -m # or what runs in the background ignores the signal
	"$SOSH" -qc "$TALK; print not-run" <to >out 3>&- &
	local pid=$! status=0
	set +m
	echo first >&7
	until [ -s out ]; do sleep 0.01; done
	kill -INT $pid
	wait $pid || status=$?
	equal "$status:$(cat out)" 130:first
	exec 7>&-
}

@test "a reset is a failed call: status 1, and what came before it is written" {
	local status=0
	timeout 10 "$SOSH" -qc "$PAIR; send s early; setsockopt s SO_LINGER 0; recv c 5; close s; talk c" \
		</dev/null >out 2>err || status=$?
	equal "$status:$(cat out)" 1:early
	[[ $(cat err) == *'= -1 ECONNRESET (Connection reset by peer)' ]] || {
		cat err
		false
	}
	timeout 10 "$SOSH" -qc 'talk 99 = EBADF; socket tcp as c; talk c = ENOTCONN' </dev/null
}

@test "a peer that stops listening: the input's rest is a failed send, its answer still comes" {
	local status=0
	yes | timeout 10 "$SOSH" -qc 'socket unix as l; bind l ./s; listen l; dial unix ./s --retry 5s as c
		accept l as s; send s enough; close s; talk c' >out 2>err || status=$?
	equal "$status:$(cat out)" 1:enough
	[[ $(cat err) == *' = -1 EPIPE (Broken pipe)' ]]
}

@test "a reader of the output that goes away ends it silently" {
	peer socat UNIX-LISTEN:s 'SYSTEM:yes,pipes'
	mkfifo to
	exec 7<>to
	{ timeout 10 "$SOSH" -qc "$TALK" <to 2>err || echo $? >status; } | head -n 1 >out
	exec 7>&-
	equal "$(cat status out):$(cat err)" $'141\ny:'
}

@test "messages are lines: each line one, each one a line" {
	equal "$(printf 'one\ntwo\nrest' | timeout 10 "$SOSH" -qc '
		socket udp as a; bind a 0; socket udp as b; bind b 0
		connect a 127.0.0.1 $b.port; connect b 127.0.0.1 $a.port
		send b alpha; send b ""; send b "beta\n"; talk a -t 100ms = GAVEUP
		print ..; recv b; print -- +; recv b; print -- +; recv b')" \
		$'alpha\n\nbeta\n..\none\n+\ntwo\n+\nrest'
}

@test "a connection of messages: socat's seqpacket" {
	peer socat -t 10 UNIX-LISTEN:s,type=5 'SYSTEM:cat; echo end'
	printf 'one\ntwo\n' | timeout 10 "$SOSH" -qc 'dial unix-seqpacket ./s --retry 5s as c; talk c' >out
	equal "$(cat out)" $'one\ntwo\nend'
}

@test "--json: what comes is rows, and the ends are calls" {
	timeout 10 "$SOSH" --json -c "$PAIR; send s \"hi\\xff\"; close s; talk c" </dev/null | tail -n 3 >out
	python3 -c '
import base64, json, sys
rows = [json.loads(line) for line in open("out")]
ends = {(r["call"], r["result"]) for r in rows if r["type"] == "call"}
data = [r for r in rows if r["type"] == "row"]
assert ends == {("recv", 0), ("shutdown", 0)}, rows
assert base64.b64decode(data[0]["value_base64"]) == b"hi\xff", rows
assert rows[0]["start"] - 1 < data[0]["start"] <= rows[-1]["start"] + 1, rows
'
}

@test "commands that come from standard input leave nothing to copy" {
	local status=0
	printf '%s\n' "$PAIR" 'talk c' 'hello' | timeout 10 "$SOSH" -q >out 2>err || status=$?
	equal "$status" 2
	[[ $(cat err) == *'standard input is where the commands come from'* ]]
}

@test "an input that cannot be read is an error" {
	local status=0
	timeout 10 "$SOSH" -qc "$PAIR; talk c" </ >out 2>err || status=$?
	equal "$status" 1
	[[ $(cat err) == *'standard input: Is a directory'* ]]
}

@test "a transcript has what came" {
	timeout 10 "$SOSH" -qc "$PAIR; send s hello; close s; log t; talk c" </dev/null >out
	equal "$(cat out):$(cat t)" hello:hello
}

@test "--idle ends a talk whose peer says no more behind the end of the input" {
	echo asked >in
	status=0
	timeout 20 "$SOSH" -qc "$PAIR; send s reply; talk c --idle 100ms = 0; recv s 6 = 6; recv s = 0" <in >out 2>err || status=$?
	[ "$status" -eq 0 ]
	[ ! -s err ]
	[ "$(cat out)" = replyasked ]
}
