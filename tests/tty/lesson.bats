#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lessons at a terminal, with somebody at its keys.

load helper

# lesson LINE...: begins one that has these lines.
lesson() {
	open_terminal
	printf '%s\n' "$@" >"$HOME/l.sosh"
	type_line "$PROGRAM --lesson l.sosh" # in $HOME
	shows '^lesson>$|^=$|^answer>$'
}

# The prompt is up again below a line that matches.
then_asks() {
	shows "$1"
	ends_with "${2:-^lesson>$}"
}

at_home() {
	cd "$HOME" || return
}

@test "Enter runs the command shown, s skips, r repeats, q leaves" {
	at_home
	lesson '# Some prose' '# is here.' 'print o"ne"' 'print t"wo"' 'print t"hree"'
	then_asks '^> print o"ne"$'
	screen_has 1 '^Some prose is here\.$'
	screen_has 0 '^one$'
	keys Enter
	then_asks '^> print t"wo"$'
	screen_has 1 '^one$'
	type_line s
	then_asks '^> print t"hree"$'
	type_line r
	until_true screen_has 1 '^two$'
	ends_with '^lesson>$'
	type_line '?'
	then_asks '^  s      skip it$'
	type_line q
	ends_with '^caller\$ $'
	screen_has 0 '^three$'
}

@test "commands of one's own go in between, with descriptors of the lesson" {
	at_home
	lesson '# A pair.' 'socketpair unix as a,b = 0' 'recv b = 5' 'print e"nd"'
	keys Enter
	then_asks '^> recv b = 5$'
	type_line 'send a "Hello"'
	until_true screen_has 2 '^> recv b = 5$'
	ends_with '^lesson>$'
	screen_has 1 '^send\(3, "Hello", 5\) = 5'
	type_line 'prin "open' # short, as at the prompt
	ends_with '^  \.\.\. $'
	type_line 'quote"'
	then_asks '^quote$'
	keys Enter
	then_asks '^> print e"nd"$'
	screen_has 1 '^recv\(4, "Hello", 65536\) = 5'
	keys Enter
	then_asks '^The lesson ends here\.'
	type_line 'print b"ehind"'
	then_asks '^behind$'
	keys Enter
	ends_with '^caller\$ $'
}

@test "what fails is told, and the lesson goes on; Ctrl-C ends a wait, Ctrl-D the lesson" {
	at_home
	lesson '# A pair.' 'socketpair unix as a,b = 5' 'recv b = 5' 'print e"nd"'
	keys Enter
	then_asks '^l\.sosh:2:24: expected 5, got 0'
	keys Enter
	until_true waits
	keys C-c
	then_asks '^recv\(4, 65536\) = -1 EINTR'
	type_text 'half a'
	keys C-c
	ends_with '^lesson>$'
	keys C-d
	ends_with '^caller\$ $'
	screen_has 0 '^end$'
}

# A command of the lesson waits: the terminal is line by line, and the shell's not.
waits() {
	! tty_says '-icanon' && tty_says '-echo '
}

@test "b goes back to the last heading, in a session that has come as far" {
	at_home
	lesson '# Begin.' 'socketpair unix as a,b = 0' 'print s"een"' '## First' \
		'socket tcp as c = 5' '## Second' 'close c = 0' 'print e"nd"'
	for next in 'print s"een"' 'socket tcp' 'close c' 'print e"nd"'; do
		keys Enter
		then_asks "^> $next"
	done
	in_tmux clear-history
	keys C-l
	type_line b
	then_asks '^> close c = 0$'
	screen_has 1 '^(== )?Second'
	screen_has 0 '^seen$|^socket\(|^A lesson'
	keys Enter
	then_asks '^close\(5\) = 0'
	type_line b
	until_true screen_has 2 '^> close c = 0$'
	type_line b # nothing has passed since: to the one before
	then_asks '^> socket tcp as c = 5$'
	keys Enter
	then_asks '^socket\(AF_INET.* = 5'
	type_line q
	ends_with '^caller\$ $'
}

@test "Ctrl-Z stops a lesson, at its prompt and in a wait, and fg goes on" {
	at_home
	lesson '# A pair.' 'socketpair unix as a,b = 0' 'recv b = 5'
	keys C-z
	then_asks 'Stopped' '^caller\$ $'
	type_line 'fg'
	ends_with '^lesson>$'
	keys Enter
	then_asks '^> recv b = 5$'
	keys Enter
	until_true waits
	keys C-z
	until_true screen_has 2 'Stopped'
	ends_with '^caller\$ $'
	type_line 'fg'
	until_true waits
	keys C-c
	then_asks '^recv\(4, 65536\) = -1 EINTR'
}

@test "a blank asks for a prediction, and says whether it held" {
	at_home
	lesson '# A pair.' 'socketpair unix as a,b = 0' 'send a "Hello" = ?' 'recv b = ?; recv 57 = ?' \
		'recv 57 = ?' 'print e"nd"'
	keys Enter
	then_asks '^> send a "Hello" = \?$'
	keys Enter
	then_asks '^What will the result be\?$' '^=$'
	type_line ' 5 '
	then_asks '^  As you predicted\.$'
	keys Enter
	ends_with '^=$'
	type_line '5; close b'
	then_asks '^it is more than a result$' '^=$'
	type_line 'EBADFD'
	type_line 'EFOO'
	then_asks "EFOO' is no error" '^=$'
	type_line 'ECONNRESET'
	then_asks '^  Not as you predicted: expected ECONNRESET, got -1 EBADF'
	screen_has 1 '^  Not as you predicted: expected EBADFD, got 5'
	keys Enter
	ends_with '^=$'
	keys Enter # none
	then_asks '^> print e"nd"$'
	type_line s
	then_asks '1 of 3 predictions held'
}

@test "answers are asked for, and kept behind their questions" {
	at_home
	lesson '# A pair.' 'print x' '# 1. Why?' '#>' '# A word.' '#> 2. How' '#>    then?' \
		'# 3. No.' '#>'
	keys Enter
	then_asks '^1\. Why\?$' '^answer>$'
	type_line "  it isn't \"so"
	then_asks 'answers/l$' '^answer>$'
	screen_has 1 '^2\. How then\?$'
	type_line 'b'
	then_asks '^3\. No\.$' '^answer>$'
	keys Enter
	then_asks '^The lesson ends here'
	cat >expected <<-'END'
		# line 4
		# 1. Why?
		#> it isn't "so

		# line 6
		#> 2. How
		#>    then?
		#> b

	END
	diff expected "$HOME/.local/state/sosh/answers/l"
	[ "$(stat -c %a "$HOME/.local/state/sosh/answers")" = 700 ]
}

@test "answers that cannot be kept are told of" {
	at_home
	mkdir -p .local/state/sosh
	: >.local/state/sosh/answers
	lesson '# 1. Why?' '#>'
	type_line so
	then_asks 'Not a directory$'
}

@test "lesson gives a lab by its name, apart from the session it was typed in" {
	at_home
	mkdir -p bin share/doc/sosh/labs
	cp "$PROGRAM" bin/sosh
	PROGRAM=$HOME/bin/sosh
	printf '%s\n' '# Lab 7. A socket' 'socket tcp as c = 3' 'recv c' >share/doc/sosh/labs/07-one.sosh
	start
	type_line 'set effects off; socketpair unix as a,b'
	type_line 'lesson two'
	then_asks "no lesson and no file is called 'two'" '^sosh> $'
	type_line 'lesson one'
	then_asks '^> socket tcp as c = 3$'
	keys Enter
	then_asks '^socket\(AF_INET.* = 3'
	keys C-z
	then_asks 'Stopped' '^caller\$ $'
	type_line 'fg'
	ends_with '^lesson>$'
	keys Enter
	then_asks 'ENOTCONN'
	keys C-c
	ends_with '^lesson>$'
	keys C-d
	ends_with '^sosh> $'
	type_line 'print "still" $a $b'
	then_asks '^still 3 4$' '^sosh> $'
	type_line 'lesson 7'
	then_asks '^> socket tcp as c = 3$'
	type_line q
	ends_with '^sosh> $'
	type_line 'lesson share/doc/sosh/labs/none'
	then_asks 'none: No such file' '^sosh> $'
}

@test "b leaves a network of its own as well, and makes it again" {
	"$SOSH" -c private 2>/dev/null || skip 'there is no network of one'\''s own here'
	at_home
	lesson '# Alone.' 'private' '## First' 'socket tcp as l; bind l 127.0.0.1:80' 'print e"nd"'
	keys Enter
	then_asks '^> socket tcp as l'
	keys Enter
	then_asks '^bind\(3, 127\.0\.0\.1:80\) = 0'
	type_line b
	until_true screen_has 2 '^> socket tcp as l'
	ends_with '^lesson>$'
	keys Enter
	until_true screen_has 2 '^bind\(3, 127\.0\.0\.1:80\) = 0'
	type_line quit
	ends_with '^caller\$ $'
}

@test "a signal ends a lesson, and the terminal is as it was" {
	at_home
	lesson '# A pair.' 'socketpair unix as a,b = 0'
	pid=$(sosh_pid)
	inner=$(pgrep -P "$pid")
	kill -TERM "$pid"
	then_asks '^Terminated$' '^caller\$ $'
	until_true gone "$inner"
	type_line 'stty -a'
	shows '^isig icanon iexten echo '
}
