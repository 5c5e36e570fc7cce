#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What was typed at the prompt replays.

load helper

@test "a session typed at the prompt replays as a test" {
	start
	local port
	type_line 'socket tcp as l'
	shows '^socket\(.*\) = 3'
	type_line 'bind l 127.0.0.1:0'
	shows '^bind\(3, 127.0.0.1:0\) = 0 \(127'
	port=$(in_tmux capture-pane -p | sed -nE 's/^bind.* \(127\.0\.0\.1:([0-9]+)\).*/\1/p')
	type_line 'listen l; socket tcp as c'
	shows '^socket\(.*\) = 4'
	type_line "connect c 127.0.0.1 $port"
	shows '^connect\(4, .*\) = 0'
	type_line 'accept l as s; send s "hi\n"; recv c'
	shows '^recv\(4, "hi\\n", 65536\) = 3'
	type_line 'connct c 1'
	shows 'no command .connct'
	type_line 'connect c 127.0.0.1 1'
	shows 'EISCONN'
	type_line 'recv c'
	shows '^recv\(4,'
	keys C-c
	shows 'EINTR'
	type_line 'close s; assert c.state == CLOSE_WAIT; recv c'
	shows '\(end of stream\)'
	type_line "export $HOME/typed.sosh"
	shows 'stand there|stand as comments'
	grep -qx 'connect c 127.0.0.1 $l.port = 0' "$HOME/typed.sosh"
	grep -qx 'recv c = 3 "hi\\n"' "$HOME/typed.sosh"
	grep -qx '# recv c' "$HOME/typed.sosh"
	timeout 20 "$SOSH" -q "$HOME/typed.sosh" >"$HOME/out"
}
