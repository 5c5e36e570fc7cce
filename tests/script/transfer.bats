#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Files that are sent by sendfile, and what is received into files by splice.

load helper

setup() {
	enter
	PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
	head -c 200000 /dev/urandom >data
}

# last N SCRIPT: the last N lines that it prints, after the connection is made.
last() {
	both "$SOSH" -c "$PAIR; $2"
	equal "$status:$err" 0:
	tail -n "$1" out
}

@test "send --file is sendfile, of a part with --offset and --count" {
	equal "$(last 5 'send c --file data --offset 5 --count 3 = 3; send c --file data --count 1k = 1024
		send c --file data --offset 199998 --count 9 = 2; send c --file data --offset 1M = 0
		send c --file data --count 0 = 0')" 'sendfile(4, "data", 5, 3) = 3
sendfile(4, "data", 0, 1024) = 1024
sendfile(4, "data", 199998, 2) = 2
sendfile(4, "data", 1048576, 0) = 0
sendfile(4, "data", 0, 0) = 0'
	"$SOSH" -qc "$PAIR; send c --file data --offset 5 --count 3; send c --file data --offset 199998; recv s" >got
	cmp got <(tail -c +6 data | head -c 3; tail -c 2 data)
	both "$SOSH" --json -c "$PAIR; send c --file data --offset 5 --count 3"
	[[ $(tail -n 1 out) == *'"call":"sendfile","fd":4,"args":["data",5,3],"result":3,'* ]]
}

@test "an empty file, and files whose size the kernel does not tell" {
	: >empty
	equal "$(last 1 'send c --file empty = 0')" 'sendfile(4, "empty", 0, 2147479552) = 0'
	last 1 'sendall c --file /proc/version --offset 6 = ok; shutdown c wr; recv s --all --to got'
	cmp got <(tail -c +7 /proc/version)
	# refused by sendfile: read and sent
	equal "$(last 2 'send c --file /proc/self/status --count 5 = 5
		calls 1 --all')" 'send(4, "Name:", 5) = 5
    7  send(4, "Name:", 5) = 5'
	equal "$(last 1 'sendall c --file /proc/self/status --offset 2 --count 3 = 3')" 'send(4, "me:", 3) = 3'
}

@test "the bytes are read where an option, the socket or the file wants it" {
	printf 'a line' >line
	mkfifo fifo
	equal "$(last 6 'send c --file line --line = 8; send c --file line --more --offset 2 = 4
		sendall c --file line --line --count 1 = 3
		socketpair unix-seqpacket as a,b; send a --file line = 6; recv b = 6')" 'send(4, "a line\r\n", 8) = 8
send(4, "line", 4, MSG_MORE) = 4
send(4, "a\r\n", 3) = 3
socketpair(AF_UNIX, SOCK_SEQPACKET, 0) = 0 (6, 7)
send(6, "a line", 6) = 6
recv(7, "a line", 65536) = 6'
	equal "$(last 3 'set view hex; send c --file line --count 2')" 'send(4, 2) = 2
  00000000  61 20                                             |a |
  00000002'
	for command in send sendall; do
		printf 'through a fifo' >fifo &
		equal "$(last 1 "$command c --file fifo --offset 8 --count 3 = 3")" 'send(4, "a f", 3) = 3'
	done
	last 1 'sendall c --file /dev/zero --offset 1G --count 40k = 40960'
	equal "$(printf 'standard input' | "$SOSH" -c "$PAIR; send c --file - --offset 9 --count 2" | tail -n 1)" \
		'send(4, "in", 2) = 2'
	both "$SOSH" -c "$PAIR; write c --file data --offset 3 --count 2 = 2; sendto c 127.0.0.1 1 --file line --count 1 = 1"
	equal "$status" 0
}

@test "a directory, a file that is not there, and parts of nothing are errors" {
	mkdir dir
	both "$SOSH" -kc "$PAIR; send c --file dir; sendall c --file dir --offset 3; send c --file nowhere
		send c x --offset 3; sendall c --fill 9 --count 3"
	equal "$(sed 's/^sosh: [^ ]* //' err)" 'dir: Is a directory
dir: Is a directory
nowhere: No such file or directory
--offset belongs to --file
--count belongs to --file'
	equal "$(grep -c '^send' out)" 0
	both "$SOSH" -c "$PAIR; close c; send c --file data = EBADF; sendall c --file data = EBADF
		socket tcp as n; send n --file data = EPIPE"
	equal "$status:$err" 0:
	both "$SOSH" -c 'send 3 --file data --offset -1'
	equal "$status" 2
}

# while_sent SIZE: big has SIZE bytes after the sending of it has begun, and before anybody reads.
while_sent() {
	rm -f go out
	mkfifo go
	truncate -s 30M big
	timeout 60 "$SOSH" -c "$PAIR; sendall c --file big &
		assert s.unread > 0 -t 20s; print reading; source go; recv s --all --to got &
		wait %1; print sent \$?; shutdown c wr; wait %2; print came \$?" >out 2>err &
	until grep -qs reading out; do sleep 0.01; done
	truncate -s "$1" big
	echo 'print "changed"' >go
	wait $!
	equal "$(cat err)" ''
	sent=$(sed -n 's/^sent //p' out)
	equal "$(sed -n 's/^came //p' out):$(stat -c %s got)" "$sent:$sent"
}

@test "sendall sends a file of any size; one that shrinks or grows as it is then" {
	truncate -s 3M big
	last 1 'recv s --all --to got &; sendall c --file big = 3145728; shutdown c wr; wait %1 = 3145728'
	cmp big got
	grep -qx 'sendfile(4, "big", 0, 3145728) = 3145728' out
	while_sent 40M
	equal "$sent" 41943040
	grep -qx '\[%1\] sendfile(4, "big", 31457280, 10485760) = 10485760' out
	while_sent 100k
	[ "$sent" -lt 31457280 ]
	truncate -s 40M big
	last 1 'socketpair unix as a,b; recv b --all --to got &; sendall a --file big = 41943040; shutdown a wr; wait %1 = 41943040'
	equal "$(grep -c '^sendfile(6, "big", .*, 16777216) = 16777216$' out)" 2
}

@test "a limit, cancel and Ctrl-C leave a count; a peer that goes is a failure" {
	truncate -s 1G big
	both "$SOSH" -c "$PAIR; send c --file big -t 100ms = ok; assert \$? < 1G; repeat until GAVEUP { send c --file big -t 50ms }"
	equal "$status:$err" 0:
	both "$SOSH" -c "$PAIR; sendall c --file big -t 100ms = ok; assert \$? < 1G
		repeat until GAVEUP { sendall c --file big -t 50ms }; sendall c --file big -t 50ms"
	equal "$status" 3
	for command in send sendall; do
		both "$SOSH" -c "$PAIR; $command c --file big &
			assert s.unread > 0 -t 20s; cancel %1; wait %1 = ok; assert \$? > 0; assert \$? < 1G"
		equal "$status:$err" 0:
	done
	both "$SOSH" -c "$PAIR; sendall c --file big &
		assert s.unread > 0 -t 20s; close s; wait %1 = EPIPE|ECONNRESET"
	equal "$status:$err" 0:
	# a background job of a script ignores SIGINT; python gives it back
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$SOSH" -c "$PAIR; print ready; sendall c --file big; print no" >out &
	until grep -qs ready out; do sleep 0.01; done
	kill -INT $!
	status=0
	wait $! || status=$?
	equal "$status" 130
	grep -Eq '^sendfile\(4, "big", 0, 1073741824\) = ([0-9]+|-1 EINTR .*)$' out
	lacks no out
}

@test "recv --all --to: recv first, splice for what comes fast, recv at the end" {
	"$SOSH" -c "$PAIR; sendall c --file data; close c; recv s --all --to got = 200000; print <\$data>" >out
	cmp data got
	equal "$(tail -n 1 out)" '<>'
	sed -n '/^recv/,$p' out >calls
	[[ $(head -n 1 calls) == 'recv(5, '*', 65536) = 65536' ]]
	grep -q '^splice(5, NULL, "got", NULL, 1048576) = [0-9]*$' calls
	equal "$(tail -n 2 calls | head -n 1)" 'recv(5, "", 65536) = 0 (end of stream)'
	lacks '= -1|splice.*= 0' calls
	# by recv alone: little, MAX, flags, messages
	"$SOSH" -c "$PAIR; sendall c --file data --count 60k; close c; recv s --all --to got" >out
	"$SOSH" -c "$PAIR; sendall c --file data; close c; recv s 65536 --all --to got" >>out
	"$SOSH" -c "$PAIR; sendall c --file data; close c; recv s --all --waitall --to got" >>out
	cmp data got
	"$SOSH" -c 'socketpair unix-seqpacket as a,b; send a --file data --count 65536; send a --file data --count 65536
		close a; recv b --all --to got = 131072' >>out
	lacks splice out
}

@test "splice: urgent data, a limit, a reset, the peer's silence" {
	"$SOSH" -c "$PAIR; sendall c --file data; send c -f oob 'XY'; send c after; close c
		recv s --all --to got = 200006" >out
	cmp got <(cat data; printf 'Xafter')
	both "$SOSH" -c "$PAIR; sendall c --file data; recv s --all --to got -t 300ms = 200000
		sendall c --file data; recv s --all --to got --idle 300ms = 200000"
	equal "$status:$err" 0:
	cmp data got
	grep -q '^splice(.*) = GAVEUP (after 300 ms)$' out
	both "$SOSH" -c "$PAIR; sendall c --file data; setsockopt c SO_LINGER 0; recv s --all --to got &
		assert s.unread == 0 -t 20s; close c; wait %1 = ECONNRESET"
	equal "$status:$err" 0:
	grep -q '^\[%1\] splice(.*) = -1 ECONNRESET (Connection reset by peer)$' out
	both "$SOSH" -c "$PAIR; sendall c --file data; recv s --all --to got &
		assert s.unread == 0 -t 20s; cancel %1; wait %1 = 200000"
	equal "$status:$err" 0:
	grep -qx 'interrupted: 200000 bytes in all' out
}

@test "what takes no splice is written; what cannot be written is an error" {
	both "$SOSH" -c "$PAIR; sendall c --file data; close c; recv s --all --to /dev/full"
	equal "$status:${err##* /}" '1:dev/full: No space left on device'
	mkfifo fifo
	cat fifo >got &
	last 1 'sendall c --file data; close c; recv s --all --to fifo = 200000'
	wait
	cmp data got
}

@test "fill until the kernel takes no more, and drain gives it all back" {
	both "$SOSH" -c "$PAIR; fill c = ok; let n = \$?; print \$n; drain s = \$n; drain s = 0; close c; drain s = 0"
	equal "$status:$err" 0:
	local n row
	n=$(grep -xE '[0-9]+' out)
	((n > 100000))
	equal "$(grep -oE '^send\(.* = [0-9]+$' out | sed 's/.*= //' | awk '{ n += $1 } END { print n }')" "$n"
	read -r -a row < <(sed -n '/^fd /{n;p;q}' out)
	# fd bytes calls unsent unacked sndbuf window other unread rcvbuf
	equal "${row[0]}:${row[1]}:${row[7]}" "4:$n:5"
	equal "$((row[3] + row[8] <= n && row[8] > 0 && row[6] < 65536))" 1
	grep -q '^recv(5, "", 1048576, MSG_TRUNC) = [0-9]* (discarded)$' out
	grep -q '(end of stream)$' out
}

@test "fill of messages, of what cannot be filled, and of nothing that is connected" {
	both "$SOSH" --json -c 'socketpair unix-dgram as a,b; fill a = ok; drain b = ok'
	equal "$status:$err" 0:
	equal "$(grep -c '"type":"row","row":"fill","cmd":"fill a = ok","fd":3,"bytes":[0-9]*,"calls":[0-9]*,"unsent":null' out)" 1
	both "$SOSH" -c 'socketpair unix as a,b; fill a = ok; set shown = 0; drain b = ok; print $data' >/dev/null
	grep -q ' more bytes (print $data shows them)$' out
	prints 'socketpair unix-dgram as a,b; send a ""; send a x; drain b = 1' "$(cat <<'END'
socketpair(AF_UNIX, SOCK_DGRAM, 0) = 0 (3, 4)
send(3, "", 0) = 0
send(3, "x", 1) = 1
recv(4, "", 1048576) = 0
recv(4, "x", 1048576) = 1
recv(4, 1048576) = GAVEUP (after 200 ms)
fd  bytes  calls  unsent  unacked  sndbuf  window  other  unread  rcvbuf
 4      1      3       -        0  212992       -      3       0  212992
END
)"
	fails 2 'socket udp as u; fill u' 'datagrams of IP never fill a queue for good'
	fails 1 'socket tcp as c; fill c' '= -1 EPIPE'
	fails 1 'socket tcp as c; drain c' '= -1 ENOTCONN'
	prints 'drain 77 = EBADF' 'recv(77, 1048576) = -1 EBADF (Bad file descriptor)'
}

@test "a peer that goes on reading is filled until -t" {
	both "$SOSH" -c 'serve 127.0.0.1:0 discard as l; dial 127.0.0.1:$l.port as c; fill c -t 300ms = ok'
	equal "$status:$err" 0:
	grep -qE '^ *5 +[0-9]{6,}|^ *4 +[0-9]{6,}' out
}

# A splice to the file does not begin while the limit's signals come.
@test "a limit that ends recv --all --to loses nothing that has come" {
	both "$SOSH" -kq -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; let p = $l.port; serve l chargen
		repeat 200 { socket tcp as c; connect c 127.0.0.1:$p; recv c --all --to /dev/null -t 7ms; close c }'
	lacks 'Timer expired' err
	both "$SOSH" -kq -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; let p = $l.port; serve l chargen
		socket tcp as c; connect c 127.0.0.1:$p; recv c --all --to got -t 200ms; print $?; close c'
	equal "$out:$err" "$(stat -c %s got):"
}
