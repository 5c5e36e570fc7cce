#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# states: the diagram, the path of a connection in it, the picture.

load helper

setup() {
	enter
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'

# path SCRIPT FD: the line of it that states prints, joined.
path() {
	both "$SOSH" -c "$1; print -- --; states $2"
	equal "$status:$err" 0:
	path=$(sed -n "/^$2: 1/,\$p" out | sed '/^\*/,$d' | tr '\n' ' ' | sed 's/ $//')
}

@test "states: the bare diagram has every transition, and as rows" {
	both "$SOSH" -c 'states'
	equal "$status:$err" 0:
	equal "$(grep -c 'SYN_SENT' out)" 1
	equal "$(awk '{ if (length > 79) n++ } END { print n + 0 }' out)" 0
	both "$SOSH" --json -c 'states'
	equal "$(wc -l <out)" 21
	grep -qF '"from":"ESTABLISHED","to":"CLOSE_WAIT","on":"FIN","sends":"ACK"}' out
}

@test "states: both ends of a connection, with the calls that led there" {
	path "$PAIR; shutdown c wr; recv s; shutdown s wr; assert s.state == CLOSE -t 10s" s
	equal "$path" 's: 1 LISTEN -> 2~ SYN_RECV -> 3 ESTABLISHED (accept, call 6) -> 4 CLOSE_WAIT (shutdown of the other end, call 7) -> 5~ LAST_ACK (shutdown, call 9) -> 6* CLOSE'
	path "$PAIR; shutdown c wr; assert c.state == FIN_WAIT2 -t 10s" c
	equal "$path" 'c: 1 CLOSE (socket, call 4) -> 2~ SYN_SENT (connect, call 5) -> 3 ESTABLISHED -> 4~ FIN_WAIT1 (shutdown, call 7) -> 5* FIN_WAIT2'
	path "$PAIR; shutdown c wr; shutdown s wr; assert c.state == CLOSE -t 10s" c
	[[ $path == *'-> 6* TIME_WAIT (shutdown of the other end, call 8)' ]]
	grep -q 'the socket itself is in CLOSE' out
}

@test "states: a listener, a refused connect, a reset" {
	path "$PAIR" l
	equal "$path" 'l: 1 CLOSE (socket, call 1) -> 2* LISTEN (listen, call 3)'
	path 'socket tcp as l; bind l 127.0.0.1:0; socket tcp as c; connect c 127.0.0.1 $l.port = ECONNREFUSED' c
	equal "$path" 'c: 1 CLOSE (socket, call 3) -> 2~ SYN_SENT (connect, call 4) -RST or time-out-> 3* CLOSE'
	path "$PAIR; setsockopt s SO_LINGER 0s; close s; assert c.state == CLOSE -t 10s" c
	[[ $path == *'3 ESTABLISHED -RST or time-out-> 4* CLOSE' ]]
}

@test "states: what is no TCP socket is told so" {
	fails 2 'socket udp as u; states u' 'descriptor 3 is udp, which has none of TCP'"'"'s states; it is UNCONNECTED'
	fails 2 'socketpair unix as a,b; states a' 'descriptor 3 is unix, which has none'
	fails 2 'states 0' 'is no socket'
	fails 2 'states 77' 'descriptor 77'
}

@test "states: steps as rows say how each is known" {
	both "$SOSH" --json -c "$PAIR; states s"
	equal "$status:$err" 0:
	grep -qF '"step":2,"state":"SYN_RECV","how":"inferred","call":null' out
	grep -qF '"step":3,"state":"ESTABLISHED","how":"seen","call":6,"by":"accept","end":"this","now":"yes"}' out
}

@test "states: the picture is a file that is whole, or none" {
	both "$SOSH" -c "$PAIR; states c --svg c.svg; states --svg bare.svg"
	equal "$status:$err" 0:
	grep -q '>3\* ESTABLISHED</text>' c.svg
	grep -q '>TIME_WAIT</text>' bare.svg
	if command -v xmllint; then
		xmllint --noout c.svg bare.svg
	fi
	fails 1 'states --svg /dev/full' '/dev/full: No space left on device'
	fails 1 'states --svg nowhere/x.svg' 'nowhere/x.svg: No such file'
}

@test "states: colour is for the screen alone, and marks nothing by itself" {
	both "$SOSH" --color=always -c "$PAIR; log kept; states c; log off"
	equal "$status:$err" 0:
	grep -qF $'\033[1;32m' out
	lacks $'\033' kept
	grep -q '3\* ESTABLISHED #' kept
}

@test "states: a descriptor that was closed is told so" {
	fails 2 'socket tcp as c; close c; states c' 'descriptor 3 is not open'
}

@test "states: of what came with a message no path is made up" {
	path "$PAIR; socketpair unix as x,y; sendmsg x F --fds s; recvmsg y as k" k
	equal "$path" 'k: 1* ESTABLISHED'
	grep -q 'how it came there no call' out
}

@test "states: a copy took the path of the socket, whose last close ends it" {
	path "$PAIR; dup s as d; dup d as e; close s; close d" e
	equal "$path" 'e: 1 LISTEN -> 2~ SYN_RECV -> 3* ESTABLISHED (accept, call 6)'
	path "$PAIR; dup s as d; close s; close d; assert c.state == CLOSE_WAIT -t 10s" c
	[[ $path == *'-> 4* CLOSE_WAIT (close of the other end, call 9)' ]]
}

@test "states: what effects saw is seen" {
	path "set effects on; $PAIR; shutdown c wr; assert c.state == FIN_WAIT2 -t 10s; shutdown s wr" s
	equal "$path" 's: 1 LISTEN -> 2~ SYN_RECV -> 3 ESTABLISHED (accept, call 6) -> 4 CLOSE_WAIT (shutdown of the other end, call 7) -> 5~ LAST_ACK (shutdown, call 8) -> 6* CLOSE'
	path "$PAIR; shutdown c wr; assert c.state == FIN_WAIT2 -t 10s; shutdown s wr" s
	[[ $path == *'-> 4~ CLOSE_WAIT'* ]]
}
