#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Keys at the prompt: Ctrl-C, Ctrl-D, Ctrl-Z, typing ahead, pasting, editing.

load helper

@test "a banner says what to try, and the prompt runs a command" {
	start
	shows '^sosh [0-9.]+, the socket shell\. Try: help'
	type_line 'print "hello there"'
	shows '^hello there$'
	ends_with '^sosh> $'
}

@test "-q leaves the banner out" {
	start -q
	screen_has 0 'the socket shell'
}

@test "Ctrl-C on partial text shows ^C and an empty prompt, and the text never runs" {
	start
	type_text 'print never'
	shows 'print never$'
	keys C-c
	shows '^sosh> print never\^C$'
	ends_with '^sosh> $'
	type_line 'print later'
	shows '^later$'
	screen_has 0 '^never$'
}

@test "Ctrl-C on an empty prompt does not leave" {
	start
	keys C-c
	shows '^sosh> \^C$'
	keys C-c C-c
	type_line 'print still'
	shows '^still$'
}

@test "Ctrl-C ends a search, and the line after it is the one typed" {
	start
	type_line 'print found'
	shows '^found$'
	keys C-r
	shows 'reverse-i-search'
	type_text 'prin'
	shows "\`prin': print found"
	keys C-c
	ends_with '^sosh> $'
	type_line 'print after'
	shows '^after$'
	screen_has 1 '^found$'
}

@test "Ctrl-C after a numeric argument gives the prompt back" {
	start
	keys M-5
	shows '\(arg: 5\)'
	keys C-c
	ends_with '^sosh> $'
	type_line 'print x'
	shows '^x$'
}

@test "Ctrl-C after Esc and after Ctrl-Q takes nothing of the next line" {
	start
	keys Escape
	keys C-c
	shows '\^C'
	type_line 'print bar'
	shows '^bar$'
	keys C-q
	keys C-c
	until_true screen_matches '^sosh> .*\^C'
	type_line 'print quux'
	shows '^quux$'
}

@test "after Up and Ctrl-C, Up gives the newest line" {
	start
	type_line 'print one'
	type_line 'print two'
	shows '^two$'
	keys Up Up
	ends_with '^sosh> print one$'
	keys C-c
	ends_with '^sosh> $'
	keys Up
	ends_with '^sosh> print two$'
}

@test "Ctrl-C during accept is shown as its result, and the table stays" {
	start
	type_line 'socket'
	shows '= 3$'
	type_line 'listen 3'
	shows '^listen\(3'
	type_line 'accept 3; print not-run'
	shows '; print not-run$'
	until_true in_call
	keys C-c
	shows '^accept\(3\) = -1 EINTR'
	ends_with '^sosh> $'
	screen_has 0 '^not-run$'
	type_line 'socket'
	shows '= 4$'
}

@test "Ctrl-C ends a sleep and the rest of the line" {
	start
	type_line 'sleep 1m; print not-run'
	until_true in_call
	keys C-c
	ends_with '^sosh> $'
	screen_has 0 '^not-run$'
}

@test "Ctrl-D leaves from an empty line only, with the caller's prompt at column 0" {
	start
	type_text 'print x'
	keys C-d
	type_text 'y'
	ends_with '^sosh> print xy$'
	keys C-u
	keys C-d
	ends_with '^caller\$ $'
	[ "$(cursor | cut -d, -f1)" -eq 8 ]
	type_line 'echo status $?'
	shows '^status 0$'
}

@test "the status of quit is the program's" {
	start
	type_line 'quit 7'
	ends_with '^caller\$ $'
	type_line 'echo status $?'
	shows '^status 7$'
}

@test "leaving sets the terminal as it was" {
	open_terminal
	type_line 'before=$(stty -g)'
	run_sosh
	type_line 'print x'
	shows '^x$'
	type_line quit
	ends_with '^caller\$ $'
	type_line '[ "$before" = "$(stty -g)" ] && echo "sa""me"'
	shows '^same$'
}

@test "Ctrl-Z at the prompt gives the terminal back, and fg the line as it was" {
	start
	type_text 'print half'
	shows 'print half$'
	keys C-z
	shows 'Stopped'
	type_line 'stty -a | grep -c " echo "'
	shows '^1$'
	type_line 'fg'
	ends_with '^sosh> print half$'
	type_text '-done'
	keys Enter
	shows '^half-done$'
}

@test "Ctrl-Z stops a command too, and fg goes on with it" {
	start
	block '; print "wo""ke"'
	keys C-z
	shows 'Stopped'
	type_line 'stty -a | grep -c " echo "'
	shows '^1$'
	type_line 'fg'
	until_true in_call
	let_go
	shows '^woke$'
	ends_with '^sosh> $'
	type_line 'print more'
	shows '^more$'
	screen_has 1 'print more'
}

@test "typing ahead neither doubles the text nor moves the prompt" {
	start
	block
	type_line 'print first'
	type_line 'print second'
	type_text 'print thi'
	let_go
	ends_with '^sosh> print thi$'
	screen_has 1 '^sosh> print first$'
	screen_has 1 '^sosh> print second$'
	screen_has 1 'print thi'
	[ "$(cursor | cut -d, -f1)" -eq 15 ]
	type_line 'rd'
	shows '^third$'
}

@test "a paste of three lines runs three commands in order" {
	start
	paste $'print one\nprint two\nprint three'
	shows 'print three$'
	screen_has 0 '^one$'
	keys Enter
	shows '^three$'
	[ "$(screen | grep -E '^(one|two|three)$' | tr '\n' ' ')" = 'one two three ' ]
	keys Up
	ends_with '^sosh> print three$'
	keys Up
	ends_with '^sosh> print two$'
}

@test "a pasted line that fails does not keep the others from running" {
	start
	paste $'print one\nnonsense 5\nprint three'
	keys Enter
	shows '^three$'
	shows "no command 'nonsense'"
	shows '^  \^~~~~~~~$'
}

@test "an open quote goes on at the second prompt; Ctrl-C forgets it" {
	start
	type_line 'print "one'
	ends_with '^  \.\.\. $'
	type_line 'two"'
	shows '^one$'
	shows '^two$'
	type_line 'print "never'
	ends_with '^  \.\.\. $'
	keys C-c
	ends_with '^sosh> $'
	type_line 'print fine'
	shows '^fine$'
	screen_has 0 '^never'
}

@test "Ctrl-D in an open quote is an error, and the prompt comes back" {
	start
	type_line 'print "open'
	ends_with '^  \.\.\. $'
	keys C-d
	shows 'not closed'
	type_line 'print fine'
	shows '^fine$'
}

@test "resizing redraws a line that wraps" {
	start
	type_text "print $(printf 'abcdefghij%.0s' 1 2 3 4 5 6 7 8 9)END"
	shows 'END$'
	resize 50 24
	until_true screen_matches '^.{1,50}END$'
	keys C-a
	type_text 'X'
	until_true screen_matches '^sosh> Xprint abc'
	resize 100 24
	until_true screen_matches '^sosh> Xprint .*$'
	keys C-a Delete
	keys Enter
	until_true screen_matches 'jEND$'
	ends_with '^sosh> $'
}

# The prompt stands once, and the text once behind it, whatever the terminal made of its rows.
written_once() {
	[ "$(screen | tr -d '\n' | sed 's/^.*[0-9]sosh> //')" = "print $1" ]
}

@test "resizing leaves no copy of a row, with the cursor at any place" {
	local text
	text=$(printf 'abcdefghij%.0s' {1..20})END
	open_terminal -u XTERM_VERSION -u STY
	type_line "seq 5; $PROGRAM -q"
	ends_with '^sosh> $'
	type_text "print $text"
	until_true written_once "$text"
	for size in 50 30 70 100 80; do
		resize $size 24
		until_true written_once "$text"
	done
	keys C-a C-f C-f
	for size in 60 45 90; do
		resize $size 24
		until_true written_once "$text"
	done
	type_text 'Y'
	until_true screen_matches '^sosh> prYint abc'
	screen_matches '^5$'
}

@test "a conditional of inputrc for sosh applies, and vi mode works" {
	printf '$if sosh\nset editing-mode vi\n"\\C-g": "print macro\\n"\n$endif\n' >"$HOME/rc"
	INPUTRC=$HOME/rc
	start
	type_text 'print wrong'
	keys Escape
	type_text 'bcwright'
	keys Enter
	shows '^right$'
	type_text 'print x'
	keys Escape
	keys C-c
	ends_with '^sosh> $'
	type_line 'print y'
	shows '^y$'
}

# Bytes that come at once, as from a key of the terminal.
bytes() {
	in_tmux send-keys -H "$@"
}

@test "no sequence of keys that means nothing ends the program" {
	start
	type_line 'print found'
	shows '^found$'
	keys C-r
	shows 'reverse-i-search'
	bytes 1b 5b 39 7a 61 62 63 # ESC [ 9 z a b c
	shows 'abc$'
	keys C-c
	bytes 1d 1b 79 # Ctrl-] ESC y
	bytes 12 18 7a # Ctrl-R Ctrl-X z
	bytes 1b 35 1b 5b 39 7a 61 # a count, and the same
	bytes 18 28 18 65 18 29 # a macro
	keys C-c
	type_line 'print alive'
	shows '^alive$'
	ends_with '^sosh> $'
}

@test "an arrow key ends a search, and means what it does elsewhere" {
	start
	type_line 'print first'
	type_line 'print second'
	shows '^second$'
	keys C-r
	type_text first
	shows "first': print first"
	keys Down
	ends_with '^sosh> print second$'
}

@test "Ctrl-C ends a paste whose end does not come" {
	start
	bytes 1b 5b 32 30 30 7e 70 72 69 # ESC [ 200 ~ p r i
	keys C-c
	until_true screen_matches '\^C'
	type_line 'print alive'
	shows '^alive$'
}
