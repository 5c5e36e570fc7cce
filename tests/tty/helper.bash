# SPDX-License-Identifier: GPL-3.0-or-later
#
# A terminal for each test: a tmux server of its own, and in it a shell that
# starts sosh as a user would. Nothing sleeps for a fixed time: what is expected
# on the screen is waited for.

setup() {
	SOSH=$(realpath "${SOSH:-$BATS_TEST_DIRNAME/../../build/sosh}")
	PROGRAM=$SOSH # what start starts
	export HOME=$BATS_TEST_TMPDIR/home
	export INPUTRC=/dev/null LC_ALL=C.UTF-8 TERM=xterm-256color
	unset SOSH_HISTORY XDG_STATE_HOME XDG_CONFIG_HOME NO_COLOR TMUX
	mkdir -p "$HOME"
	SOCKET=sosh-test-$$-$BATS_TEST_NUMBER
	HISTORY=$HOME/.local/state/sosh/history
	exec {NEVER}<> <(:) # nothing comes out of it: a wait that starts no process
}

teardown() {
	tmux -L "$SOCKET" kill-server 2>/dev/null || true
	rm -f "${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)/$SOCKET"
}

in_tmux() {
	tmux -L "$SOCKET" "$@"
}

# open_terminal [OPTION | NAME=VALUE]...: through env, a shell with the prompt "caller$ ", 80 by 24.
open_terminal() {
	in_tmux -f /dev/null new-session -d -x 80 -y 24 \
		env "$@" "PATH=$PATH" "HOME=$HOME" "INPUTRC=$INPUTRC" "LC_ALL=$LC_ALL" \
		bash --norc --noprofile -i \; \
		set-option -g status off \; set-option -g escape-time 0 \; \
		send-keys "PS1='caller\$ '" Enter "set +o history" Enter "clear" Enter
	shows '^caller\$ $'
}

# start [OPTION...]: sosh in a terminal, up to its prompt.
start() {
	open_terminal
	run_sosh "$@"
}

run_sosh() {
	type_line "$PROGRAM $*"
	shows '^sosh> $'
}

keys() {
	in_tmux send-keys "$@"
}

# Text as it is, and Enter.
type_line() {
	in_tmux send-keys -l -- "$1" \; send-keys Enter
}

type_text() {
	in_tmux send-keys -l -- "$1"
}

# As a terminal with bracketed paste hands it over.
paste() {
	in_tmux set-buffer -- "$1" \; paste-buffer -p
}

screen() {
	in_tmux capture-pane -p
}

cursor() {
	in_tmux display-message -p '#{cursor_x},#{cursor_y}'
}

# The lines of the screen into `rows`. Blanks at an end are not told by tmux, so a
# prompt alone is given its blank back.
look() {
	local i

	mapfile -t rows < <(screen)
	for i in "${!rows[@]}"; do
		[[ ${rows[i]} =~ ^(sosh>|'  ...'|'caller$')$ ]] && rows[i]+=' '
	done
	return 0
}

# The last one that is not empty.
last_line() {
	local i

	look
	for ((i = ${#rows[@]} - 1; i >= 0; i--)); do
		[ -z "${rows[i]}" ] || break
	done
	printf '%s\n' "${rows[i]}"
}

# until_true COMMAND...: polls for twenty seconds.
until_true() {
	local end=$((SECONDS + 20))
	until "$@"; do
		if ((SECONDS >= end)); then
			echo "waited in vain for: $*; the screen is:"
			screen
			return 1
		fi
		read -rt 0.05 -u "$NEVER" || true
	done
}

screen_matches() {
	local row

	look
	for row in "${rows[@]}"; do
		[[ $row =~ $1 ]] && return
	done
	return 1
}

last_line_matches() {
	[[ $(last_line) =~ $1 ]]
}

# A line matching the extended regular expression appears.
shows() {
	until_true screen_matches "$1"
}

# ... as the last line.
ends_with() {
	until_true last_line_matches "$1"
}

# Of the lines on the screen, COUNT match.
screen_has() {
	[ "$(screen | grep -Ec -- "$2")" -eq "$1" ] || {
		echo "not $1 times: $2; the screen is:"
		screen
		return 1
	}
}

# The process id of the sosh in the terminal.
sosh_pid() {
	pgrep -P "$(in_tmux display-message -p '#{pane_pid}')" -x "$(basename "$PROGRAM")"
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

# Whether the state of process $1 in /proc is $2 (T: stopped).
in_state() {
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat")" = "$2" ]
}

# What stty says of the terminal that sosh runs in.
tty_says() {
	stty -a -F "$(in_tmux display-message -p '#{pane_tty}')" | grep -q -e "$1"
}

# A terminal of COLUMNS by ROWS: tmux hands a new size on only after a while.
resize() {
	in_tmux resize-window -x "$1" -y "$2"
	until_true tty_says "rows $2; columns $1;"
}

# A command runs: the editor has given the terminal back, so it is line by line.
in_command() {
	! tty_says '-icanon'
}

# ... and sleeps in the kernel: two looks find the same sleep (a short one may be on the
# way there).
in_call() {
	local pid sleeps
	pid=$(sosh_pid)
	sleeps=$(sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' "/proc/$pid/status")
	in_state "$pid" S && in_command || return 1
	[ "$sleeps" = "${SLEEPS:-}" ] || { SLEEPS=$sleeps && return 1; }
}

# A command that blocks until it is let go.
block() {
	type_line "socket unix as l; bind l $HOME/s; listen l"
	shows '^listen\(3'
	type_line "accept l${1:-}"
	until_true in_call
}

let_go() {
	"$SOSH" -q -c "socket unix as c; connect c $HOME/s"
}

# lacks REGEX FILE: no line of it matches. (A `! grep` ends no test but as its last line.)
lacks() {
	if grep -E -e "$1" "$2"; then
		return 1
	fi
}
