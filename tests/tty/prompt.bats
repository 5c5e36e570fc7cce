#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The prompt and its surroundings: signals, terminals, history, start-up file,
# errors, shell commands.

load helper

echo_is_on() {
	type_line 'stty -a | grep -c " echo "'
	shows '^1$'
}

# ---- signals ----

@test "the first failed call is followed by a line on explain, the next by none" {
	start
	type_line 'recv 99 = EBADF'
	shows '^recv.*EBADF'
	screen_has 0 'explain tells'
	type_line 'send 99 x'
	shows '^  explain tells what EBADF means and what to try$'
	type_line 'listen 99'
	shows '^listen.*EBADF'
	screen_has 1 'explain tells'
}

@test "SIGTERM at the prompt restores the terminal; status 143; history is kept" {
	start
	type_line 'print kept'
	shows '^kept$'
	type_text 'half'
	shows 'half$'
	kill -TERM "$(sosh_pid)"
	shows '^(.*Terminated.*|caller\$ )$'
	ends_with '^caller\$ $'
	type_line 'echo status $?'
	shows '^status 143$'
	echo_is_on
	grep -qx 'print kept' "$HISTORY"
}

@test "SIGTERM during a command ends the program likewise" {
	start
	type_line 'sleep 1m'
	until_true in_call
	kill -TERM "$(sosh_pid)"
	ends_with '^caller\$ $'
	type_line 'echo status $?'
	shows '^status 143$'
	echo_is_on
	grep -qx 'sleep 1m' "$HISTORY"
}

@test "SIGHUP at the prompt restores the terminal; status 129" {
	start
	kill -HUP "$(sosh_pid)"
	ends_with '^caller\$ $'
	type_line 'echo status $?'
	shows '^status 129$'
	echo_is_on
}

@test "Ctrl-\\ at the prompt restores the terminal; status 131; a ! command has it alone" {
	open_terminal
	type_line 'ulimit -c 0'
	run_sosh
	type_line '!echo rea""dy; cat'
	shows '^ready$'
	keys 'C-\'
	shows 'killed by SIGQUIT$'
	ends_with '^sosh> $'
	keys 'C-\'
	ends_with '^caller\$ $'
	type_line 'echo "status $?"'
	shows '^status 131$'
	echo_is_on
}

@test "a terminal that hangs up ends the program" {
	start
	type_line 'print kept'
	shows '^kept$'
	local pid
	pid=$(sosh_pid)
	in_tmux kill-server
	until_gone "$pid"
	grep -qx 'print kept' "$HISTORY"
}

until_gone() {
	local end=$((SECONDS + 20))
	until gone "$1"; do
		((SECONDS < end))
		sleep 0.02
	done
}

@test "a hang-up without a signal is the end of input" {
	python3 - "$SOSH" <<-'EOF'
		import os, pty, sys
		pid, master = pty.fork()
		if pid == 0:
		    os.execl("/bin/sh", "sh", "-c", "trap '' HUP; exec " + sys.argv[1])
		seen = b""
		while b"sosh> " not in seen:
		    seen += os.read(master, 1000)
		os.close(master)
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) not in (0, 1))
	EOF
}

@test "stop and continue without a job-control shell redraw the line" {
	start
	type_text 'print half'
	shows 'half$'
	kill -STOP "$(sosh_pid)"
	until_true screen_matches 'Stopped'
	type_line 'fg'
	ends_with '^sosh> print half$'
}

# ---- hosts ----

@test "the prompt shows the host that commands run on; a Tab knows the hosts" {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	start --private
	type_line 'host juliet'
	type_line 'on juliet'
	ends_with '^sosh juliet> ?$'
	type_line 'sysctl net.ipv4.ip_default_ttl 33'
	type_line '!cat /proc/sys/net/ipv4/ip_default_ttl'
	shows '^33$'
	ends_with '^sosh juliet> ?$'
	type_line 'print "two'
	ends_with '^  \.\.\. $'
	type_line 'lines"'
	shows '^lines"?$'
	ends_with '^sosh juliet> ?$'
	type_text 'on ju'
	keys Tab
	ends_with '^sosh juliet> on juliet ?$'
	keys C-c
	type_line 'on -'
	ends_with '^sosh> $'
	type_line 'on juliet !cat /proc/sys/net/ipv4/ip_default_ttl; echo "it''s ${PWD:+there}"'
	shows '^its there$'
	[ "$(screen | grep -c '^33$')" -eq 2 ]
	type_line 'on nobody ! true'
	shows "no host 'nobody'"
}

# ---- terminals ----

@test "a dumb terminal gets no escape byte" {
	start_dumb TERM=dumb
}

@test "a terminal without a name gets no escape byte" {
	start_dumb -u TERM
}

start_dumb() {
	open_terminal "$@"
	in_tmux pipe-pane "cat >'$HOME/bytes'"
	run_sosh
	type_line 'print "some text"'
	shows '^some text$'
	type_text 'print ab'
	keys Tab C-c
	shows '\^C'
	type_line 'nonsense'
	shows "no command 'nonsense'"
	keys C-d
	ends_with '^caller\$ $'
	[ "$(cursor | cut -d, -f1)" -eq 8 ]
	until_true grep -q nonsense "$HOME/bytes"
	lacks $'\e' "$HOME/bytes"
}

@test "with stdout redirected the prompt is on the terminal, and not in the file" {
	open_terminal
	run_sosh "> $HOME/out"
	type_line 'print written'
	ends_with '^sosh> $'
	keys C-d
	ends_with '^caller\$ $'
	[ "$(tail -n 1 "$HOME/out")" = written ]
	lacks 'sosh>' "$HOME/out"
	lacks $'\e' "$HOME/out"
}

@test "a call that blocks says once what it waits for" {
	start
	type_line 'socket'
	type_line 'listen 3'
	shows '^listen\(3'
	type_line 'accept 3'
	shows '^accept\(3\) waits for a connection; Ctrl-C ends it, & would keep the prompt$'
	keys C-c
	shows '^accept\(3\) = -1 EINTR'
	ends_with '^sosh> $'
	screen_has 1 'waits for'
	type_line 'poll 3'
	shows '^poll\(\[\{3, POLLIN\}\], 1, -1\) waits for one of them to be ready; Ctrl-C'
	keys C-c
	shows '^poll.* = -1 EINTR'
}

@test "a close that lingers says so" {
	start
	type_line 'socket tcp as l; listen l; socket tcp as c; connect c 127.0.0.1 $l.port'
	type_line 'setsockopt c SO_LINGER 60s; send c --fill 8M --dontwait; close c'
	shows '^close\(4\) waits for the peer to take what was sent; Ctrl-C'
	keys C-c
	ends_with '^sosh> $'
	type_line 'send c "x"'
	shows '^send\(4.* = -1 EBADF'
}

# ---- history ----

@test "the history is the user's alone, whatever the umask" {
	open_terminal
	type_line 'umask 000'
	run_sosh
	type_line 'print x'
	shows '^x$'
	[ "$(stat -c %a "$HISTORY")" = 600 ]
	[ "$(stat -c %a "$(dirname "$HISTORY")")" = 700 ]
}

@test "lines that repeat or begin with a blank are not kept; multi-line ones are one entry" {
	start
	type_line 'print a'
	type_line 'print a'
	type_line ' print secret'
	type_line 'print "b'
	type_line 'c"'
	shows '^c$'
	type_line 'quit'
	ends_with '^caller\$ $'
	run_sosh
	keys Up Up
	shows '^sosh> print "b$'
	shows '^c"$'
	keys Up
	ends_with '^sosh> print a$'
	keys Up
	ends_with '^sosh> print a$'
	[ "$(grep -c 'print a' "$HISTORY")" -eq 1 ]
	lacks secret "$HISTORY"
}

@test "two shells at once lose nothing of each other's history" {
	start
	type_line 'print from-first'
	shows '^from-first$'
	in_tmux split-window -d bash --norc --noprofile -i
	in_tmux select-pane -t 1
	type_line "$SOSH -q"
	shows '^sosh> $'
	type_line 'print from-second'
	shows '^from-second$'
	keys C-d
	in_tmux select-pane -t 0
	type_line 'print again'
	shows '^again$'
	keys C-d
	ends_with '^caller\$ $'
	[ "$(grep -c 'print from-\|print again' "$HISTORY")" -eq 3 ]
}

@test "SOSH_HISTORY names another file, and empty keeps none" {
	open_terminal
	run_sosh
	type_line 'quit'
	ends_with '^caller\$ $'
	rm -rf "$HOME/.local"
	type_line "export SOSH_HISTORY=$HOME/own"
	run_sosh
	type_line 'print own'
	shows '^own$'
	keys C-d
	ends_with '^caller\$ $'
	[ "$(cat "$HOME/own")" = 'print own' ]
	type_line 'export SOSH_HISTORY='
	run_sosh
	type_line 'print none'
	shows '^none$'
	[ ! -e "$HISTORY" ]
}

@test "a history beyond its limit is cut at the front" {
	mkdir -p "$(dirname "$HISTORY")"
	seq -f 'print %.0f' 1 10050 >"$HISTORY"
	start
	[ "$(wc -l <"$HISTORY")" -eq 10000 ]
	[ "$(head -n 1 "$HISTORY")" = 'print 51' ]
	keys Up
	ends_with '^sosh> print 10050$'
}

# ---- start-up file, errors, shell commands ----

@test "the start-up file runs; its errors name file and line, and the prompt comes" {
	mkdir -p "$HOME/.config/sosh"
	printf 'print started\n' >"$HOME/.config/sosh/soshrc"
	start
	shows '^started$'
	keys C-d
	printf '# two\nnonsense 1\n' >"$HOME/.config/sosh/soshrc"
	keys "clear" Enter
	ends_with '^caller\$ $'
	run_sosh -q
	shows "soshrc:2:1: no command 'nonsense'"
	ends_with '^sosh> $'
}

@test "an error shows the line with a caret below the word, wide characters counted" {
	start
	type_line 'print "äö漢" ; nonsense 5'
	shows "^no command 'nonsense'"
	shows '^  print "äö漢" ; nonsense 5$'
	shows '^                 \^~~~~~~~$'
	screen_has 0 'sosh: '
}

@test "a table too wide for the terminal leaves out columns that hold nothing" {
	start
	resize 100 40
	type_line 'socket tcp as l; bind l 0; listen l; dial 127.0.0.1 $l.port as c; accept l as s'
	shows '^accept'
	type_line 'ss $l.port ESTABLISHED'
	shows '^kind  state .*  unacked  fd  name  holders$'
	screen_has 2 '^tcp .*  sosh/[0-9]+:[0-9]$'
	resize 200 40
	type_line 'ss $l.port ESTABLISHED'
	shows '^kind  state .*  unacked  timer  fd  name  holders +note$'
}

# No line of the screen is one that the terminal had to break, but those that were typed.
nothing_wider() {
	[ -z "$(in_tmux capture-pane -p -J "${@:2}" | awk -v max="$1" '!/^sosh> / && length > max')" ]
}

@test "a long value has lines of its own in its column, and the other rows one" {
	start
	resize 80 140
	type_line 'socketpair unix as a,b'
	type_line 'getsockopt a'
	shows '^SO_ZEROCOPY +0 +-$'
	screen_has 1 '^option +value +fresh$'
	screen_has 1 '^SO_MEMINFO +rmem_alloc=0,[^ ]*, +-$'
	screen_has 1 '^ {10,}.*drops=0$'
	[ "$(screen | grep -c '^SO_')" -eq "$(screen | grep -Ec '^SO_[^ ]+ +[^ ]+ +[^ ]+$')" ]
}

@test "a long path goes on below itself, and leaves its column narrow" {
	local name
	name=$(printf '%.0sa-name-' {1..12})
	start
	resize 80 40
	type_line 'socketpair unix as a,b'
	type_line "socket unix as u; bind u @$name; list"
	shows '^ 3  a     unix  CONNECTED  unnamed    unnamed       0        0   0    0  other 4$'
	screen_has 1 '^ 5  u     unix  .*  @a-name-a-name-'
	# whole, and what follows stands below its head
	[[ "$(screen | sed -n '/^ 5  u/,/^ *- *-/p' | tr -d ' \n')" == *"@$name"* ]]
	screen_has 1 '^ {30,}- +0 +0 +0 +0  -$'
}

@test "info: each of its columns is wrapped in itself" {
	start
	resize 60 200
	type_line 'socket tcp as l; bind l 0; listen l; dial 127.0.0.1 $l.port as c; accept l as s'
	type_line 'info c'
	shows '^TCP_INFO +value +meaning$'
	shows '^received_ce_bytes +0 bytes'
	shows '^process +sosh/[0-9]+:[0-9] +who has the other'
	until_true nothing_wider 60
	# one value with many flags widens no column
	screen_has 1 '^retransmits +0 {12,20}timeouts in'
}

@test "!COMMAND runs in the system's shell with the terminal as it was" {
	start
	type_line '!echo "from the shell"; exit 3'
	shows '^from the shell$'
	shows '^exit status 3$'
	type_line '!stty -a | grep -c " echo "'
	shows '^1$'
	type_line '!ls /proc/self/fd | tr "\n" " "'
	shows '^0 1 2 3 '
	type_line '!sleep 100'
	until_true pgrep -f 'sleep 100' -P "$(sosh_pid)"
	keys C-c
	shows '^\^C$'
	ends_with '^sosh> $'
	type_line '!kill -TERM $$'
	shows '^killed by SIGTERM$'
	type_line '!yes | head -n 1; echo "do""ne"'
	shows '^done$'
	screen_has 0 'Broken pipe'
}

@test "log keeps what is typed and what is printed, and completion lists do not get into it" {
	start
	type_line "log $HOME/transcript"
	type_line 'print "one'
	ends_with '^  \.\.\. $'
	type_line 'two"'
	shows '^two$'
	type_text 's'
	keys Tab Tab
	shows '^socket '
	keys C-u
	type_line 'nonsense'
	shows "no command 'nonsense'"
	type_text 'log o'
	keys Tab
	ends_with '^sosh> log off$'
	keys C-u
	grep -v hint "$HOME/transcript" >"$HOME/kept"
	[ "$(tail -n 8 "$HOME/kept")" = "sosh> print \"one
  ... two\"
one
two
sosh> nonsense
no command 'nonsense'
  nonsense
  ^~~~~~~~" ]
	type_line 'set times on'
	type_line 'socket'
	shows '^socket'
	tail -n 2 "$HOME/transcript" | head -n 1 |
		grep -Eqx '[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6} sosh> socket'
	tail -n 1 "$HOME/transcript" | grep -Eq '^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6} socket\('
}

nothing_broken() {
	nothing_wider 50 -S -
}

@test "help, hints, tables and the banner are broken between words at the terminal's edge" {
	open_terminal
	resize 50 40
	run_sosh
	shows '^sosh 0.*, the socket shell\.'
	for line in 'help dial' 'help' 'explain EADDRINUSE' 'socket udp as u; list' 'recv nobody' 'dial'; do
		keys C-l
		type_line "$line"
		ends_with '^sosh> $'
		shows '^sosh> $'
	done
	until_true nothing_broken
}

@test "a file that takes over a second has a line of its own, which goes" {
	start
	truncate -s 1G "$HOME/big"
	type_line 'socket tcp as l; bind l 0; listen l; socket tcp as c; connect c $l.port; accept l as s'
	shows '^accept\(3\) = 5'
	type_line "send c --file $HOME/big"
	shows '^  [0-9.]+ MiB of 1\.0 GiB, [0-9.]+ [KM]iB/s, [0-9.]+ (s|min|h) left'
	shows '^sendfile\(4\) waits for the peer to make room'
	keys C-c
	ends_with '^sosh> $'
	screen_has 1 '^sendfile\(4, .*big", 0, 1073741824\) = [0-9]+'
	screen_has 0 ' of 1\.0 GiB'
	# what is received, whose size nobody knows
	type_line 'recv s --all --to /dev/null -t 4s'
	shows '^  [0-9.]+ MiB, [0-9.]+ [KM]iB/s$'
	ends_with '^sosh> $'
	screen_has 0 'iB/s$'
}

@test "what calls changed stands below them; what came since, before the next" {
	start
	type_line 'socket tcp as l; bind l 127.0.0.1:0; listen l 5; socket tcp as c'
	shows '^  3: local 127\.0\.0\.1:[0-9]+, port chosen by the kernel; no segments$'
	shows '^  3: CLOSE -> LISTEN; accept queue 0 of 5$'
	type_line 'connect c 127.0.0.1:$l.port; accept l as s; send s hello -f more'
	shows '^  4: CLOSE -> ESTABLISHED; local .*, chosen by the kernel$'
	shows '^  5: unacked 0 -> 5; unsent 0 -> 5; no segments$'
	type_line 'sleep 400ms'
	ends_with '^sosh> $'
	type_line 'print on'
	shows '^since: 4: unread 0 -> 5$'
	type_line 'set effects off; recv c'
	shows '^recv\(4, "hello", 65536\) = 5$'
	screen_has 0 'unread 5 -> 0'
}

@test "why a call failed stands below it, at the prompt by itself" {
	start
	type_line 'socket tcp as l; bind l 127.0.0.1:0; socket tcp as c; bind c $l.local'
	shows '^  why: descriptor 3 \(l\) is bound to 127\.0\.0\.1:[0-9]+; neither has SO_REUSEADDR$'
	type_line 'set reasons off; recv c = ENOTCONN; print off'
	shows '^off$'
	screen_has 1 'why: '
}
