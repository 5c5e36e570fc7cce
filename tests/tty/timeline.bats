#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# timeline in a terminal: lines of its characters, and as wide as it is.

load helper

@test "a ladder fits the terminal" {
	start
	type_line 'socketpair unix as a,b; send a "a text of some length"; recv b'
	shows '^recv\(4, '
	ends_with '^sosh> $'
	type_line timeline
	shows '│─+ 21 bytes ─+>│'
	ends_with '^sosh> $'
	type_line '!clear'
	resize 50 24
	type_line timeline
	shows '│ +21 bytes +│'
	shows '│─+>│'
	ends_with '^sosh> $'
	screen_has 0 '^.{51}'
	# what is too long goes on below
	screen_has 0 'recv\("a text of some length"\) = 21'
}
