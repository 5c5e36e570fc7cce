#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lines of other threads, above the prompt: the half-typed line and the cursor
# stay as they were, and no line is lost.

load helper

setup_file() {
	local root=$BATS_TEST_DIRNAME/../..
	local built
	built=$(dirname "$(realpath "${SOSH:-$root/build/sosh}")")
	[ -e "$built/libsosh.a" ] || skip "no library to link"
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -I"$root/include" -I"$root/src" -pthread \
		-o "$BATS_FILE_TMPDIR/relay" "$BATS_TEST_DIRNAME/relay.c" "$built/libsosh.a" -lreadline
}

start_relay() {
	PROGRAM=$BATS_FILE_TMPDIR/relay
	mkfifo "$HOME/lines"
	start "$HOME/lines"
	exec 9<>"$HOME/lines"
}

@test "a line comes above half-typed text, and the cursor stays in it" {
	start_relay
	type_text 'print "hal text"'
	keys Left Left Left Left Left Left
	until_true cursor_at 16
	echo 'from a thread' >&9
	shows '^from a thread$'
	ends_with '^sosh> print "hal text"$'
	until_true cursor_at 16
	screen_has 1 'hal text'
	type_text 'f'
	keys Enter
	shows '^half text$'
}

cursor_at() {
	[ "$(cursor | cut -d, -f1)" -eq "$1" ]
}

@test "a line comes above text that wraps and is not ASCII" {
	start_relay
	type_text "print \"$(printf 'äöü漢%.0s' {1..30})END\""
	shows 'END"$'
	echo 'from a thread' >&9
	shows '^from a thread$'
	ends_with 'END"$'
	screen_has 1 'END'
	screen_has 1 '^sosh> print'
	[ "$(screen | grep -n 'from a thread' | cut -d: -f1)" -lt \
		"$(screen | grep -n '^sosh> print' | cut -d: -f1)" ]
	keys Enter
	until_true screen_matches '^äöü漢äöü'
}

@test "a line comes above a search, which goes on" {
	start_relay
	type_line 'print findme'
	shows '^findme$'
	keys C-r
	type_text 'find'
	shows "\`find': print findme"
	echo 'from a thread' >&9
	shows '^from a thread$'
	ends_with "^\(reverse-i-search\)\`find': print findme$"
	type_text 'me'
	ends_with "^\(reverse-i-search\)\`findme': print findme$"
	keys C-e
	ends_with '^sosh> print findme$'
}

@test "of a thousand lines while keys are typed none is lost, split or out of order" {
	start_relay
	type_text 'print "'
	for ((i = 1; i <= 1000; i++)); do
		echo "line $i of a thread"
		((i % 100)) || sleep 0.01
	done >&9 &
	for ((i = 0; i < 40; i++)); do
		type_text 'x'
	done
	wait $!
	shows '^line 1000 of a thread$'
	in_order "$(scrolled | grep -E '^line [0-9]+ of a thread$' | grep -oE '[0-9]+')" 1000
	ends_with '^sosh> print "x{40}$'
	type_text '"'
	keys Enter
	shows '^x{40}$'
}

@test "lines during a command are shown at once, and all at the switch in order" {
	start_relay
	block
	echo 'while it waits' >&9
	shows '^while it waits$'
	screen_has 0 '^accept\(3\) = '
	let_go
	shows '^accept\(3\) = '
	for ((i = 1; i <= 500; i++)); do
		echo "line $i"
	done >&9 &
	for ((i = 0; i < 20; i++)); do
		type_line 'sleep 1ms'
	done
	wait $!
	shows '^line 500$'
	in_order "$(scrolled | grep -E '^line [0-9]+$' | grep -oE '[0-9]+')" 500
}

# The screen and what has scrolled off it.
scrolled() {
	in_tmux capture-pane -p -S -
}

# in_order NUMBERS LAST: they are 1 2 3 ... LAST.
in_order() {
	[ "$1" = "$(seq 1 "$2")" ]
}

@test "a line above the second prompt of an open quote" {
	start_relay
	type_line 'print "one'
	ends_with '^  \.\.\. $'
	echo 'from a thread' >&9
	shows '^from a thread$'
	ends_with '^  \.\.\. $'
	type_line 'two"'
	shows '^two$'
}
