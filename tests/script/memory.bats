#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# More bytes than there is memory for, or anybody to read: a command's error, not
# the end of the session.

load helper

setup() {
	enter
}

client_of() {
	echo "serve 127.0.0.1:0 $1 --quiet as l; dial 127.0.0.1:\$l.port as c"
}

# Goes on through commands behind a client of a service, with 250 MB of memory, of
# which the threads of a server reserve none for arenas of their own (mallopt(3)).
with_little_memory() {
	! sanitized || skip "a sanitizer needs more"
	both env MALLOC_ARENA_MAX=1 prlimit --as=250000000 "$SOSH" -kc "$(client_of "$1"); $2"
}

# The errors of the last run, and their hints.
errors_are() {
	equal "$(sed 's/^sosh: [^ ]* //; s/[0-9]\{6,\}/N/g' err)" "$1"
}


@test "recv --all ends when nobody reads what it prints" {
	timeout 20 "$SOSH" -c "$(client_of chargen); recv c --all" | head -c 1000 >/dev/null
	equal "${PIPESTATUS[0]}" 141
}

@test "a blocked call ends without a word when nobody reads what came before" {
	mkfifo unread
	exec 4<>unread 5>unread 4<&-
	status=0
	timeout 20 "$SOSH" -c 'socket tcp as l; bind l 0; listen l; accept l' >&5 2>err || status=$?
	equal "$status" 141
	equal "$(cat err)" ''
}

@test "recv --all that outgrows the memory is an error, and all goes on" {
	with_little_memory chargen 'serve 127.0.0.1:0 echo as e; dial 127.0.0.1:$e.port as d
		recv d &
		repeat 1 --quiet { recv c --all }
		send d "alive" = 5; wait %1 = 5; send c "x" = 1; print "here"'
	errors_are 'no memory for more than N bytes
  hint: with --to FILE they are kept in the file only'
	equal "$status" 1
	grep -q '"alive", 65536) = 5$' out
	grep -qx here out
}

@test "with --to more can be received than there is memory" {
	with_little_memory discard 'socket tcp as s; bind s 127.0.0.1:0; listen s
		dial 127.0.0.1:$s.port as a; accept s as b
		recv b --all --to /dev/null &
		repeat 12 --quiet { sendall a --fill 30M = 31457280 }
		shutdown a wr; wait %1 = 377487360'
	errors_are ''
	equal "$status" 0
}

@test "one call for more bytes than there is memory is not made" {
	with_little_memory discard 'recv c 1G -f waitall; recvfrom c 1G; send c --fill 1G
		send c --file /dev/zero; send c "alive" = 5'
	errors_are 'no memory for N bytes at once
no memory for N bytes at once
no memory for N bytes
/dev/zero: Cannot allocate memory'
	equal "$(grep -c '^recv\|^send' out)" 1
}

@test "sendall sends a file that is larger than the memory" {
	truncate -s 310M big
	with_little_memory discard 'sendall c --file big --line = 325058562'
	errors_are ''
	equal "$status" 0
	equal "$(grep -c '^send(.*, 16777216) = 16777216$' out)" 19
	grep -q '^send(.*, 6291458) = 6291458$' out
}

@test "sendall reads to the end of a pipe, and ends with its limit" {
	local echoed='send(4, "one\ntwo\r\n", 9) = 9'
	both "$SOSH" -c "$(client_of discard); sendall c --file - --line = 9" < <(
		echo one
		sleep 0.1
		printf two
	)
	equal "$(tail -n 1 out)" "$echoed"
	both "$SOSH" -c "$(client_of discard); sendall c --file /dev/zero -t 300ms = ok|GAVEUP"
	equal "$err" ''
}

@test "data that cannot be copied is an error of who copies it" {
	with_little_memory chargen 'recv c 100M -f waitall; let x = $data; print $data; send c $data
		print "here"'
	errors_are 'no memory for the N bytes of $data
no memory for the N bytes of $data
no memory for the N bytes of $data'
	grep -q '^  \.\.\. [0-9]* more bytes (print $data shows them)$' out
	grep -qx here out
}

@test "data that cannot be written as JSON is missing there, and all goes on" {
	! sanitized || skip "a sanitizer needs more"
	both env MALLOC_ARENA_MAX=1 prlimit --as=250000000 "$SOSH" --json -c "$(client_of chargen)
		recv c 100M -f waitall; recvmsg c 50M 50M -f waitall; recv c 4; print here"
	equal "$status" 0
	equal "$(grep -o '"missing":[0-9]*' out)" $'"missing":104857600\n"missing":104857600'
	grep -q '"result":4,.*"data":"' out
	grep -q '"value":"here"' out
}

@test "however much is to be shown, no more is than there is memory for" {
	with_little_memory chargen 'set shown 1G; set view hex; recv c 40M -f waitall
		set view text; recvmsg c 50M 50M -f waitall; print "here"'
	errors_are ''
	grep -q '^  \.\.\. 40894464 more bytes (print $data shows them)$' out
	grep -q '^  \.\.\. 103809024 more bytes (print $data shows them)$' out
	grep -qx here out
}

@test "1 GiB is the most that is kept of what comes" {
	[ "$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)" -gt 4000000 ] ||
		skip "needs 4 GB of memory"
	both "$SOSH" -kc 'socket tcp as l; bind l 127.0.0.1:0; listen l
		dial 127.0.0.1:$l.port as a; accept l as b; sendall a --file /dev/zero &
		repeat 1 --quiet { recv b 1G --all -f waitall }; assert ${#data} == 1073741824; send b "alive" = 5'
	errors_are 'N bytes have come: $data holds no more
  hint: with --to FILE they are kept in the file only'
}

@test "recv --until that outgrows the memory is an error, and no call" {
	with_little_memory echo 'send c x; recv c 1G --until y -t 1s; print after'
	equal "$out" "$(grep -v EFAULT <<<"$out")"
	errors_are $'no memory for N bytes at once'
}

# A server's answer that there is no memory for ends its connection, no more.
@test "a server whose answer outgrows the memory ends the connection, and all goes on" {
	local model many
	many=$(printf '\\n%.0s' {1..1000})
	for model in '' '--workers 2'; do
		with_little_memory chargen "recv c 1M -f waitall; let p = \$data
			serve 127.0.0.1:0 echo --prefix \$p $model as e; dial 127.0.0.1:\$e.port as d
			send d \"$many\"; recv d = 0; dial 127.0.0.1:\$e.port as g; send g y; recv g 9 -f waitall = 9"
		equal "$status:$err" 0:
		grep -q 'left: Cannot allocate memory' out
	done
}

@test "however many clients a large banner is for, no memory is taken for it" {
	with_little_memory chargen 'recv c 4M -f waitall; let p = $data
		serve 127.0.0.1:0 echo --banner $p --quiet as e
		repeat 150 --quiet { dial 127.0.0.1:$e.port }; dial 127.0.0.1:$e.port as d
		recv d 9 -f waitall = 9'
	equal "$status:$err" 0:
}
