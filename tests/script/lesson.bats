#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lessons without a terminal: all is played, and nothing waited for.

load helper

setup() {
	enter
	printf '%s\n' '# SPDX-License-Identifier: x' '#' '# Lab 0. Two ends' '#' \
		'# A pair of sockets,' '# both of which are ours.' '' 'socketpair as a,b' \
		'## To and fro' 'send a "x"; recv b = 1 # one byte' '# Again and again.' 'repeat 2 {' \
		'	send a "y" = ?' '}' >pair
}

@test "comments are prose, and each command stands before its call" {
	both "$SOSH" --lesson pair </dev/null
	equal "$status:$err" 0:
	equal "$out" '
== Lab 0. Two ends ==

A pair of sockets, both of which are ours.

> socketpair as a,b
socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)

== To and fro ==

> send a "x"; recv b = 1 # one byte
send(3, "x", 1) = 1
recv(4, "x", 65536) = 1

Again and again.

> repeat 2 {
  	send a "y" = ?
  }
send(3, "y", 1) = 1
send(3, "y", 1) = 1

The lesson ends here.'
}

@test "what fails ends it, but for --keep" {
	printf '%s\n' '# One.' 'recv 57 = 3' '# Two.' 'print end' >bad
	both "$SOSH" --lesson bad </dev/null
	equal "$status" 1
	[[ $err == *'bad:2:9: expected 3, got -1 EBADF'* ]]
	lacks 'Two|end' out
	both "$SOSH" --keep --lesson bad </dev/null
	equal "$status" 1
	grep -q '^end$' out
}

@test "a text that is not right is told whole, and nothing of it runs" {
	printf '%s\n' 'print hi' 'recv' 'nonsense' 'send 3 "open' >bad
	both "$SOSH" --lesson bad </dev/null
	equal "$status:$out" 2:
	"$SOSH" -n bad 2>plain || true
	equal "$err" "$(<plain)"
	both "$SOSH" -n --lesson pair
	equal "$status:$out:$err" 0::
}

@test "what else is no lesson" {
	both "$SOSH" --lesson </dev/null
	equal "$status:${err%%$'\n'*}" '2:sosh: --lesson wants a FILE'
	both "$SOSH" --lesson - </dev/null
	equal "$status:${err%%$'\n'*}" "2:sosh: --lesson wants a FILE: standard input is the reader's"
	both "$SOSH" --lesson -c 'print 1' </dev/null
	equal "$status:${err%%$'\n'*}" '2:sosh: --lesson wants a FILE'
	both "$SOSH" --json --lesson pair </dev/null
	equal "$status:${err%%$'\n'*}" '2:sosh: --lesson is for readers: not with --json'
	both "$SOSH" --lesson none </dev/null
	equal "$status:$err" '2:sosh: none: No such file or directory'
}

@test "a network of its own, other files, arguments" {
	"$SOSH" -c private 2>/dev/null || skip 'there is no network of one'\''s own here'
	printf '%s\n' '# Alone.' 'private' 'source inner' 'print $1' >outer
	printf '%s\n' '# Not told.' 'print inner' >inner
	both "$SOSH" --lesson outer word </dev/null
	equal "$status:$err" 0:
	grep -qx inner out
	grep -qx word out
	lacks 'Not told' out
}

@test "an empty lesson, and one without a newline at its end" {
	: >empty
	both "$SOSH" --lesson empty </dev/null
	equal "$status:$out" $'0:\nThe lesson ends here.'
	printf '\xef\xbb\xbf# A.\r\nprint 1\r\n# B' >crlf
	both "$SOSH" --lesson crlf </dev/null
	equal "$status:$out" $'0:\nA.\n\n> print 1\n1\n\n== B ==\n\nThe lesson ends here.'
}

@test "lesson alone lists those beside the program, and wants a terminal for one" {
	mkdir -p bin share/doc/sosh/labs
	cp "$SOSH" bin/sosh
	both bin/sosh -c 'lesson'
	equal "$status" 2
	[[ $err == *'no lessons are installed'* ]]
	cp pair share/doc/sosh/labs/00-two-ends.sosh
	printf '## Other\n' >share/doc/sosh/labs/tour.sosh
	: >share/doc/sosh/labs/PLAN.md
	both bin/sosh -c 'lesson; socket tcp'
	equal "$status:$err" 0:
	equal "$out" '00-two-ends                   Lab 0. Two ends
tour                          Other
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
	both bin/sosh -c 'lesson tour'
	equal "$status" 2
	[[ $err == *'a lesson wants somebody at a terminal'* ]]
}

@test "the tour shows each command before its call, up to three clients at once" {
	local tour=$BATS_TEST_DIRNAME/../labs/tour.sosh
	both "$SOSH" --lesson "$tour" </dev/null
	equal "$status:$err" 0:
	equal "$(grep '^> ' out)" "$(grep -v '^#\|^$' "$tour" | sed 's/^/> /')"
	equal "$(grep -c '^recv([456], "Welcome to the server\\n"' out)" 4
	equal "$(grep -c '^recv([456], "OK\.\.\.' out)" 3
}
