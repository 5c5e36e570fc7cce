#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# talk at the prompt: what is typed and what arrives, and the ways out.

load helper

# A peer on a Unix socket: it sends what is written to $HOME/say, until that is
# closed, and keeps in $HOME/heard what it receives. Descriptor 9 says.
start_peer() { # [TYPE]
	mkfifo "$HOME/say"
	socat -t 20 UNIX-LISTEN:"$HOME/s${1:+,type=$1}" \
		"OPEN:$HOME/say,rdonly!!CREATE:$HOME/heard" 3>&- &
	PEER=$!
	until_true test -S "$HOME/s"
}

talk_to_peer() { # [KIND [OPTION]]
	start
	type_line "dial ${1:-unix} $HOME/s as c"
	shows '^connect\(3'
	exec 9>"$HOME/say"
	type_line "talk c ${2:-}"
	ends_with '^>$'
}

heard() {
	[ "$(cat "$HOME/heard" 2>/dev/null)" = "$1" ]
}

eval "close_terminal$(declare -f teardown | tail -n +2 | sed '1s/^/() /')"
teardown() {
	exec 9>&- || true
	[ -z "${PEER:-}" ] || kill -CONT "$PEER" 2>/dev/null || true
	[ -z "${PEER:-}" ] || kill "$PEER" 2>/dev/null || true
	close_terminal
}

@test "lines go out, lines come in above the half-typed one" {
	start_peer
	talk_to_peer
	shows '^Ctrl-D ends what you send, Ctrl-C the talk$'
	type_line 'hello'
	type_line 'a	tab; and "quotes" $x'
	until_true heard $'hello\na\ttab; and "quotes" $x'
	type_text 'half'
	printf 'from the peer\r\nand more\n' >&9
	shows '^< from the peer$'
	shows '^< and more$'
	ends_with '^> half$'
	screen_has 1 'half'
	type_line ' whole'
	until_true heard $'hello\na\ttab; and "quotes" $x\nhalf whole'
	screen_has 0 '^send'
	exec 9>&-
	shows '^recv\(3, "", 32768, MSG_DONTWAIT\) = 0 \(end of stream\)$'
	ends_with '^sosh> $'
	type_line 'print $?; print $c.state'
	shows '^0$'
}

@test "an unfinished line is shown after a moment, a split one in one piece" {
	start_peer
	talk_to_peer
	printf 'login: ' >&9
	shows '^< login:$'
	printf 'split ' >&9
	printf 'in two\n' >&9
	shows '^< split in two$'
}

@test "what arrives is made safe, and raw with set raw" {
	start_peer
	start
	type_line "dial unix $HOME/s as c"
	exec 9>"$HOME/say"
	type_line "talk c"
	ends_with '^>$'
	printf 'a\033[31mred\007\xff\nsosh> forged\n' >&9
	shows '^< a\\e\[31mred\\a\\xff$'
	shows '^< sosh> forged$'
	keys C-c
	ends_with '^sosh> $'
	type_line 'set raw on; talk c'
	ends_with '^>$'
	printf 'raw \033[31mred\n' >&9
	shows '^raw red$'
}

@test "Ctrl-D half-closes, and what arrives is shown until the peer closes" {
	start_peer
	talk_to_peer
	type_text 'x'
	keys C-d BSpace
	type_line 'last line'
	keys C-d
	shows '^shutdown\(3, SHUT_WR\) = 0$'
	until_true heard 'last line'
	echo 'a late answer' >&9
	shows '^< a late answer$'
	exec 9>&-
	shows '= 0 \(end of stream\)'
	ends_with '^sosh> $'
	screen_has 0 '^>$'
	type_line 'print still-here'
	shows '^still-here$'
}

@test "the end of stream takes a half-typed line away" {
	start_peer
	talk_to_peer
	type_text "half $(printf 'wrapped %.0s' {1..15})"
	shows 'wrapped$'
	exec 9>&-
	shows '= 0 \(end of stream\)$'
	ends_with '^sosh> $'
	screen_has 0 'half'
	screen_has 0 'wrapped'
}

@test "Ctrl-C returns with the descriptor open, before and after Ctrl-D" {
	start_peer
	talk_to_peer
	type_line 'one'
	type_text 'half-typed'
	ends_with '^> half-typed$'
	keys C-c
	shows '^> half-typed\^C$'
	ends_with '^sosh> $'
	until_true heard 'one'
	type_line 'send c "by hand\n"'
	until_true heard $'one\nby hand'
	type_line 'talk c; print not-run'
	ends_with '^>$'
	keys C-d
	shows '^shutdown'
	keys C-c
	ends_with '^sosh> $'
	screen_has 0 '^not-run$'
	type_line 'list'
	shows '^ 3  c +unix'
}

@test "the history of commands and that of a talk are kept apart" {
	start_peer
	talk_to_peer
	type_line 'secret'
	keys Up
	ends_with '^> secret$'
	keys Up C-u
	keys C-c
	ends_with '^sosh> $'
	keys Up
	ends_with '^sosh> talk c ?$'
	lacks secret "$HISTORY"
}

@test "--crlf, and a paste of several lines" {
	start_peer
	talk_to_peer unix --crlf
	type_line 'one'
	paste $'two\nthree'
	keys Enter
	until_true heard $'one\r\ntwo\r\nthree\r'
}

@test "a peer that does not read: the screen goes on, and what was not sent is said" {
	start_peer
	kill -STOP "$PEER"
	start
	type_line "dial unix $HOME/s as c; setsockopt c SO_SNDBUF 4608; set timeout 50ms"
	type_line 'sendall c --fill 1M'
	shows '^ *[0-9]*\) = [0-9]+ <'
	type_line 'set timeout 0; talk c'
	ends_with '^>$'
	type_line 'does not fit'
	ends_with '^>$'
	type_text 'typing goes on'
	ends_with '^> typing goes on$'
	keys C-c
	shows '^13 bytes were typed that the socket has not taken$'
	ends_with '^sosh> $'
}

@test "a flood from the peer does not keep typing out" {
	start_peer
	talk_to_peer
	while :; do echo 'a line of a flood that does not end'; done >&9 2>/dev/null &
	local flood=$!
	shows '^< a line of a flood'
	type_line 'stop it'
	until_true heard 'stop it'
	kill "$flood"
	keys C-c
	ends_with '^sosh> $'
}

@test "datagrams: a line each way is a datagram; Ctrl-D returns to the prompt" {
	start
	type_line 'socket udp as a; bind a 0; socket udp as b; bind b 0'
	type_line 'connect a 127.0.0.1 $b.port; connect b 127.0.0.1 $a.port; send b "no newline"; send b ""'
	shows '^send\(4, "", 0\) = 0'
	type_line 'talk a'
	shows '^each line is a datagram'
	shows '^< no newline$'
	shows '^< ?$'
	type_line 'one'
	type_line 'two'
	keys C-d
	ends_with '^sosh> $'
	screen_has 0 '^shutdown'
	type_line 'recv b; recv b'
	shows '^recv\(4, "one\\n", 65536\) = 4'
	shows '^recv\(4, "two\\n", 65536\) = 4'
}

@test "a failed call ends it and is a result; -t ends it; not from a line of input" {
	start
	type_line 'socket tcp as c; talk c'
	shows '^recv\(3, 32768, MSG_DONTWAIT\) = -1 ENOTCONN'
	ends_with '^sosh> $'
	type_line 'socket udp as u; talk u -t 50ms'
	shows '^recv\(4, 262144, MSG_DONTWAIT\) = GAVEUP \(after 50 ms\)'
	ends_with '^sosh> $'
	type_line 'talk 99'
	shows '^recv\(99, 32768, MSG_DONTWAIT\) = -1 EBADF'
	ends_with '^sosh> $'
	type_line 'talk c &'
	shows 'background'
}

@test "Ctrl-Z and fg, and a resize, in the middle of a talk" {
	start_peer
	talk_to_peer
	type_text 'half'
	ends_with '^> half$'
	keys C-z
	shows 'Stopped'
	type_line 'fg'
	ends_with '^> half$'
	resize 60 20
	type_line ' whole'
	until_true heard 'half whole'
	echo 'above' >&9
	shows '^< above$'
}

@test "SIGTERM in a talk restores the terminal" {
	start_peer
	talk_to_peer
	kill -TERM "$(sosh_pid)"
	ends_with '^caller\$ $'
	type_line 'echo status $?; stty -a | grep -c " echo "'
	shows '^status 143$'
	shows '^1$'
}
