#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Jobs and servers whose threads come late (late.c), whatever the script does
# meanwhile: above all for the thread sanitizer.

load helper

setup() {
	enter
	SOSH=$(dirname "$SOSH")/sosh-late
}

# ends STATUS SCRIPT
ends() {
	both timeout 50 "$SOSH" -q -c "$2"
	[ "$status:$err" = "$1:" ] || {
		printf 'status %s\n%s\n%s\n' "$status" "$out" "$err"
		return 1
	}
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c
	connect c 127.0.0.1:$l.port; accept l as s'

@test "late jobs, while variables, settings and lines change" {
	ends 0 "$PAIR"'
		repeat 4 as i { send c "$i" & }
		let i = 9; let c = 9; set json on; set view hex; set timeout = 1ms; set shown = 1
		recv s & ; recv 9 & ; set timeout = 0
		set json off
		wait %1 = 1; wait %2 = 1; wait %3 = 1; wait %4 = 1; wait %5 = ok|GAVEUP; wait %6 = EBADF'
}

@test "late jobs, cancelled or closed under before they begin" {
	ends 0 "$PAIR"'
		accept l = EINTR|EBADF & ; cancel %1; recv s = EINTR|EBADF|0 & ; close s; cancel %2; wait
		recv c --to f = 0|ECONNRESET & ; resolve localhost & ; close l; wait'
}

@test "late servers, whose clients are gone" {
	ends 0 'repeat 3 { serve 127.0.0.1:0 as l; dial 127.0.0.1 $l.port as c; send c "x" & ; close c
			stop l; close l; wait = 1|EBADF }
		serve 127.0.0.1:0 --workers 2 as w; dial 127.0.0.1 $w.port as c; send c "x"
		recv c 1 = 1; list --all; servers; close w'
}

@test "the end of the script, before its jobs begin" {
	ends 0 "$PAIR"'; recv s & ; accept l as x & ; sleep 1s & ; serve 127.0.0.1:0 as v'
}
