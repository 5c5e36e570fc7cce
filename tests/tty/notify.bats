#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# set notify on: what happens to a descriptor while the prompt waits, above it.

load helper

# listener [OPTION...]: a shell that tells, with a listener on 3; its port in $port.
listener() {
	start "$@"
	type_line 'set notify on'
	type_line 'socket tcp as l; bind l 127.0.0.1:0; listen l; print "port=$l.port"'
	shows '^port=[0-9]+$'
	port=$(screen | sed -n 's/^port=//p')
	ends_with '^sosh> $'
}

# A client on descriptor 8 that is accepted as 4.
accepted() {
	listener "$@"
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	shows '^3: 1 connection waits to be accepted'
	type_line 'accept l as s'
	shows '^accept\(3\) = 4 '
	ends_with '^sosh> $'
}

@test "what happens is told above a half-typed line, each change once" {
	listener
	type_text 'accept l'
	ends_with '^sosh> accept l$'
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	shows '^3: 1 connection waits to be accepted \(backlog 128\)$'
	ends_with '^sosh> accept l$'
	type_line ' as s'
	shows '^accept\(3\) = 4 '
	ends_with '^sosh> $'
	printf hello >&8
	shows '^4: 5 bytes wait to be read$'
	printf ' and more' >&8
	shows '^4: 14 bytes wait to be read$'
	exec 8>&-
	shows '^4: the peer has closed its end$'
	ends_with '^sosh> $'
	screen_has 2 'bytes wait'
	screen_has 1 'connection waits'
	screen_has 1 'closed its end'
}

@test "a reset, and an error that waits and goes on waiting" {
	accepted
	printf unread >&8
	shows '^4: 6 bytes wait to be read$'
	type_line 'send s "for nobody"'
	shows '^send\(4'
	exec 8>&- # with data unread
	shows '^4: the connection was reset$'
	type_line 'getsockopt s SO_ERROR'
	shows '^getsockopt\(4, SOL_SOCKET, SO_ERROR\) = 0 \(ECONNRESET\)$'
}

@test "nothing is told of what a server, a job or a call tells of, nor when it is off" {
	accepted
	keys C-l
	type_line 'recv s &; serve 127.0.0.1:0 as e; print "echo=$e.port"'
	shows '^echo=[0-9]+$'
	exec 9<>"/dev/tcp/127.0.0.1/$(screen | sed -n 's/^echo=//p')"
	shows '^echo\(5\): .* connected'
	printf hello >&8
	shows '^\[%1\] recv\(4, "hello", 65536\) = 5'
	type_line 'wait; socketpair unix as a,b; send a "effects have it"'
	shows '^  7: unread 0 -> 15$'
	type_line 'socket tcp as n --nonblock; connect n 127.0.0.1:1' # but for what effects do not have
	shows '^8: an error is pending \(SO_ERROR has it\)$'
	type_line 'set notify off'
	ends_with '^sosh> $'
	printf again >&8
	exec 8>&- 9>&-
	shows '^echo\(5\): .* left'
	type_line 'recv s; recv s'
	shows 'end of stream'
	screen_has 0 'wait to be|waits to be|has closed'
}

@test "as objects with --json, with a time with set times on" {
	accepted
	type_line "set json on; log $HOME/told"
	ends_with '^sosh> $'
	printf hello >&8
	shows '"event":"readable","fd":4,"start":[0-9.]+,'
	exec 9<>"/dev/tcp/127.0.0.1/$port"
	shows '"event":"waiting","fd":3,'
	exec 9>&-
	type_line 'log off'
	ends_with '^sosh> $'
	if python3 -c 'import jsonschema' 2>/dev/null; then
		grep '^{' "$HOME/told" >"$HOME/objects"
		[ "$(wc -l <"$HOME/objects")" -ge 2 ]
		python3 "$BATS_TEST_DIRNAME/../script/validate.py" \
			"$BATS_TEST_DIRNAME/../../man/sosh.schema.json" "$HOME/objects"
	fi
	type_line 'set json off; set times on'
	ends_with '^sosh> $'
	exec 8>&-
	shows '^[0-9]+:[0-9]+:[0-9.]+ 4: the peer has closed its end$'
}

# How often it has slept says how often it was woken.
sleeps() {
	sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' "/proc/$1/task/$1/status"
}

@test "a thousand descriptors: each tells, and none costs anything while idle" {
	local pid before b d
	listener
	type_line 'set effects off; repeat 500 --quiet { socketpair unix as a,b }; print "made"'
	shows '^made$'
	type_line 'socketpair unix as c,d; print "last=$b,$d"'
	shows '^last=[0-9]+,[0-9]+$'
	IFS=, read -r b d < <(screen | sed -n 's/^last=//p')
	ends_with '^sosh> $'
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	shows '^3: 1 connection waits'
	pid=$(sosh_pid)
	until_true in_state "$pid" S
	until_true eval 'before=$(sleeps "$pid"); read -rt 0.5 -u "$NEVER"; [ "$(sleeps "$pid")" = "$before" ]'
	type_line 'send a "to b"; send c "to d"'
	shows "^$b: 4 bytes wait to be read$"
	shows "^$d: 4 bytes wait to be read$"
	screen_has 2 'bytes wait'
}
