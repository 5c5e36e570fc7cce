#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Files that run in a session of their own.

load helper

setup() {
	enter
	printf 'print $0 $1 $#; socketpair as a,b; close 99 = EBADF; print $a\n' >file
}

@test "run: its descriptors begin at 3, and names are its own" {
	both "$SOSH" -c 'let a = mine; socket tcp; run file one "two three"; print $a; getsockname 4 = EBADF'
	equal "$status:$err:$(sed -n '2,6p' out)" '0::file one 2
socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)
close(99) = -1 EBADF (Bad file descriptor)
3
mine'
	both "$SOSH" -n <<<'run file x; print $x'
	equal "$status" 2
}

@test "run: a failure is the command's, with its status; the settings are as here" {
	echo 'socketpair as a,b; recv b' >waits
	both "$SOSH" -qt 20ms -c 'run waits; print no'
	equal "$status:$out" 3:
	[[ $err == *$'\nsosh: <command>:1:5: waits has failed, with status 3' ]]
	both "$SOSH" -c 'run nowhere'
	equal "$status:$err" '2:sosh: nowhere: No such file or directory
sosh: <command>:1:5: nowhere has failed, with status 2'
	printf 'close 99\nprint on\n' >fails
	both "$SOSH" -qkc 'run fails; print further'
	equal "$status:$out" $'1:on\nfurther'
	both "$SOSH" --json -c 'run file x'
	equal "$(grep -c '^{"v":1,.*}$' out):$(wc -l <out)" 4:4
	both "$SOSH" --tap -c 'run file x; run nowhere'
	grep -qx 'ok 1 - run file x' out
	grep -qx 'not ok 2 - run nowhere' out
	grep -qx '# file x 1' out
}

@test "run: what it prints is in the transcript, and in a network of one's own it is there too" {
	both "$SOSH" -c 'log notes; run file x; log off'
	grep -q '^file x 1$' notes
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	echo 'dial 127.0.0.1 7 as c; send c hi; recv c = 2 "hi"' >client
	both "$SOSH" -c 'private; socket tcp as l; bind l 127.0.0.1:7; listen l; serve l echo; run client'
	equal "$status:$err" 0:
}

@test "run: Ctrl-C, a limit and a reader that is gone end it; a file that runs itself is ended" {
	echo 'socketpair as a,b; print here; recv b' >waits
	both "$SOSH" -c 'within 50ms { run waits }'
	equal "$status" 3
	grep -q '^recv(4, 65536) = -1 EINTR' out
	both timeout --preserve-status -s INT 0.3 "$SOSH" -c 'run waits; print no'
	equal "$status" 130
	lacks '^no$' out
	printf 'repeat { print x }\n' >talks
	timeout 20 "$SOSH" -qc 'run talks' | head -n 1 >out
	equal "$(cat out):${PIPESTATUS[0]}" x:141
	echo 'run self' >self
	both "$SOSH" self
	equal "$status" 2
	[[ $err == *'run is nested 16 deep: does a file run itself?'* ]]
}
