#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# expect at the prompt: Ctrl-C ends it, and neither the shell nor the socket.

load helper

@test "Ctrl-C ends an expect that waits, and one that never finds what it looks for" {
	start
	type_line 'set effects off; socketpair unix as a,b; send a "some\nof it"'
	type_line 'expect b "nothing"'
	shows '^recv\(4, "some'
	until_true in_command
	keys C-c
	shows '^recv\(4, 262144, MSG_PEEK\) = -1 EINTR'
	ends_with '^sosh> $'
	type_line 'sendall a --fill 1M &'
	ends_with '^sosh> $'
	type_line 'expect b --regex "never.*this"'
	shows 'more bytes'
	until_true in_command
	keys C-c
	ends_with '^sosh> $'
	type_line 'print the $b.state end'
	shows '^the .* end$'
}

@test "Ctrl-C ends a retry between its turns" {
	start
	type_line 'set effects off; set reasons off; retry 1000 30s { recv 57 }; print no'
	shows '^recv\(57, 65536\) = -1 EBADF'
	until_true in_command
	keys C-c
	ends_with '^sosh> $'
	screen_has 0 '^no$'
}
