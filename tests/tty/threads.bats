#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What servers and jobs say while the user types: above the prompt, and the
# half-typed line as it was.

load helper

# The port of the server on descriptor $1, as print shows it.
port_of() {
	type_line "print \"port=\$$1.port\""
	shows '^port=[0-9]+$'
	screen | sed -n 's/^port=//p' | tail -n 1
}

@test "a client's coming and going are lines above a half-typed one" {
	start
	type_line 'serve 127.0.0.1:0 as l'
	shows '^listen\(3, 128\) = 0'
	local port
	port=$(port_of l)
	type_text 'print "half typed'
	ends_with '^sosh> print "half typed$'
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	shows '^echo\(3\): 127\.0\.0\.1:[0-9]+ connected \([0-9]+\)$'
	ends_with '^sosh> print "half typed$'
	echo hello >&8
	read -r answer <&8
	[ "$answer" = hello ]
	exec 8>&-
	shows '^echo\(3\): 127\.0\.0\.1:[0-9]+ left: end of stream, 6 bytes in, 6 out, '
	ends_with '^sosh> print "half typed$'
	screen_has 1 'half typed'
	type_text ' and ended"'
	keys Enter
	shows '^half typed and ended$'
	type_line 'quit'
	shows '^caller\$ $'
}

@test "a job's line comes above the prompt; the prompt is there at once" {
	start
	type_line 'socket tcp as l; bind l 127.0.0.1:0; listen l'
	shows '^listen\(3'
	local port
	port=$(port_of l)
	type_line 'accept l as s &'
	shows '^\[%1\] accept\(3\) \.\.\.$'
	ends_with '^sosh> $'
	type_text 'print "still he'
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	shows '^\[%1\] accept\(3\) = 4 \(127\.0\.0\.1:[0-9]+\)'
	ends_with '^sosh> print "still he$'
	type_text 're"'
	keys Enter
	shows '^still here$'
	type_line 'wait %1'
	type_line 'send s "to you\n"'
	read -r answer <&8
	[ "$answer" = 'to you' ]
	exec 8>&-
}

@test "Ctrl-C ends a loop, a wait for a server and a wait for a job, not the shell" {
	start
	type_line 'serve 127.0.0.1:0 as l'
	shows '^listen\(3'
	type_line 'wait l'
	until_true in_call
	keys C-c
	ends_with '^sosh> $'
	type_line 'servers'
	shows '^ 3  echo '
	type_line 'repeat { sleep 20ms }'
	until_true in_command
	keys C-c
	ends_with '^sosh> $'
	type_line 'socket udp as u; bind u 127.0.0.1:0; recv u &'
	shows '^\[%1\] recv\(4'
	type_line 'wait'
	until_true in_call
	keys C-c
	ends_with '^sosh> $'
	type_line 'jobs'
	shows '^%1 +running'
	type_line 'cancel %1'
	shows '^\[%1\] recv\(4, 65536\) = -1 EINTR'
	type_line 'print alive'
	shows '^alive$'
}

@test "quit and Ctrl-D leave at once, with servers, clients and jobs" {
	local way
	start
	for way in quit C-d; do
		type_line 'serve 127.0.0.1:0 as l; dial 127.0.0.1 $l.port as c; recv c &'
		shows '^\[%1\] recv\(4'
		if [ $way = quit ]; then type_line quit; else keys C-d; fi
		ends_with '^caller\$ $'
		[ $way = C-d ] || { keys -R C-l; type_line clear; shows '^caller\$ $'; run_sosh; }
	done
}

@test "a repeat block may be typed over several lines" {
	start
	type_line 'repeat 2 {'
	ends_with '^  \.\.\. $'
	type_line 'print "turn $i"'
	ends_with '^  \.\.\. $'
	type_line '} as i'
	shows '^turn 1$'
	shows '^turn 2$'
	ends_with '^sosh> $'
}

@test "a failure ends a repeat at the prompt, and the shell goes on" {
	start
	type_line 'socket tcp as c; repeat { connect c 127.0.0.1 1 }'
	shows '^connect\(3, 127\.0\.0\.1:1\) = -1 ECONNREFUSED'
	ends_with '^sosh> $'
	type_line 'print alive'
	shows '^alive$'
}

@test "Ctrl-C in a repeat shows the call that it ended once" {
	start
	type_line 'socket udp as u; bind u 127.0.0.1:0; repeat { recv u }'
	shows '^bind'
	until_true in_call
	keys C-c
	ends_with '^sosh> $'
	[ "$(screen | grep -c 'recv(3, 65536) = -1 EINTR')" -eq 1 ]
	printf 'recv u\n' >"$HOME/inner.sosh"
	type_line "source $HOME/inner.sosh"
	until_true in_call
	keys C-c
	ends_with '^sosh> $'
	[ "$(screen | grep -c 'recv(3, 65536) = -1 EINTR')" -eq 2 ]
}
