# SPDX-License-Identifier: GPL-3.0-or-later
# What the script tests share: `load helper`, and `enter` in setup.

# A folder of the test's own, and nothing of the user's.
enter() {
	SOSH=$(realpath "${SOSH:-$BATS_TEST_DIRNAME/../../build/sosh}")
	export HOME=$BATS_TEST_TMPDIR
	unset XDG_CONFIG_HOME XDG_STATE_HOME NO_COLOR
	cd "$BATS_TEST_TMPDIR" || return
}

# Runs a command: $status, $out and $err, which also stay in files of these names.
both() {
	status=0
	timeout 60 "$@" >out 2>err || status=$?
	out=$(<out) err=$(<err)
}

equal() {
	[ "$1" = "$2" ] || {
		printf 'got:  %q\nnot:  %q\n' "$1" "$2"
		return 1
	}
}

# lacks REGEX FILE: no line of it matches. (A `! grep` ends no test but as its last line.)
lacks() {
	if grep -E -e "$1" "$2"; then
		return 1
	fi
}

# Whether the program under test keeps the accounts of a sanitizer, in memory of its own.
sanitized() {
	nm "$SOSH" | grep -qE '__(a|t)san_'
}

# Ports of the kernel's choice, made the same every time.
ports() {
	sed -E 's/(127\.0\.0\.1|\[::1?\]|0\.0\.0\.0):[0-9]{4,5}\b/\1:PORT/g; s/"[0-9]{5}"/"PORT"/'
}

# prints SCRIPT OUTPUT: the script succeeds and prints this.
prints() {
	both "$SOSH" -c "$1"
	equal "$status:$err" 0:
	equal "$(ports <out)" "$2"
}

# after SETUP SCRIPT OUTPUT: as prints, without what SETUP prints.
after() {
	both "$SOSH" -c "$1; print -- --; $2"
	equal "$status:$err" 0:
	equal "$(sed '1,/^--$/d' out | ports)" "$3"
}

# fails STATUS SCRIPT MESSAGE: the script ends so, and the message holds this.
fails() {
	both "$SOSH" -c "$2"
	equal "$status" "$1"
	[[ $err == "sosh: <command>:"*"$3"* ]] || {
		printf 'message: %s\nnot: %s\n' "$err" "$3"
		return 1
	}
}

# The option for a network of one's own, where the system allows one: no port is anybody else's.
own_network() {
	"$SOSH" -c private 2>/dev/null && echo --private
	return 0
}
