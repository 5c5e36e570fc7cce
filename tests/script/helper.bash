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
