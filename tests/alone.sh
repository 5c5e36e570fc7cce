# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# For the drivers of tests to source, in the top folder: what is tested neither sees nor
# changes what belongs to whoever runs it.
export LC_ALL=C.UTF-8 TERM=${TERM:-xterm}
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:exitcode=86}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-exitcode=86:suppressions=$PWD/tests/tsan.supp}
unset NO_COLOR SOSH_HISTORY MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES GNUMAKEFLAGS
unset BASH_ENV ENV CDPATH

# An empty home below the folder given.
own_home() {
	export HOME=$1/home XDG_CONFIG_HOME=$1/home/config XDG_STATE_HOME=$1/home/state
	export XDG_DATA_HOME=$1/home/data XDG_CACHE_HOME=$1/home/cache
	rm -rf "$HOME" && mkdir -p "$HOME"
}

# Runs a command without a network but for a loopback interface of its own,
# where the system lets us take the others away.
offline() {
	unshare -cn --keep-caps true 2>/dev/null || { "$@"; return; }
	# shellcheck disable=SC2016 # the inner shell's
	unshare -cn --keep-caps sh -c 'ip link set lo up && exec setpriv --inh-caps=-all \
		--ambient-caps=-all "$@"' sh "$@"
}
