#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# export: what was tried by hand, as a file that does it again.

load helper

setup() {
	enter
}

# A session that types the ports that it sees: a line of Python each, p[NAME] the port that the
# command of that name told last.
typed() {
	cat >typed.py <<-END
		import re, subprocess, sys
		s = subprocess.Popen(["$SOSH", "-k"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
		                     stderr=subprocess.DEVNULL, text=True, bufsize=1)
		def do(line, told=False):
		    print(line, file=s.stdin, flush=True)
		    while told:
		        came = re.search(r"\(127\.0\.0\.1:(\d+)\)$", s.stdout.readline())
		        if came:
		            return came[1]
	END
	printf '%s\n' "$1" 's.communicate(timeout=20)' >>typed.py
	timeout 30 python3 -IS typed.py
}

# replays FILE: it passes, and fails where nothing is as it was.
replays() {
	both "$SOSH" -q -t 20s "$1"
	equal "$status:$err" 0:
}

# body FILE: without its first lines.
body() {
	sed '1,/^$/d' "$1"
}

@test "a failed call is expected to fail, and data to come" {
	both "$SOSH" -kq <<<'socketpair unix as a,b; send a "hi\n\0\xff \"\$x\""; recv b --to /dev/null
		recv b -t 10ms; listen a; connct a; recv 99 = EINVAL; resolve no-such-host.invalid; let n = 1; export t.sosh'
	equal "$out" '1 command cannot be said there, and stands as a comment'
	equal "$(body t.sosh)" 'socketpair unix as a,b = 0
send a "hi\n\0\xff \"\$x\"" = 10
recv b --to /dev/null = 10 "hi\n\0\xff \"\$x\""
recv b -t 10ms = GAVEUP
listen a = -1 EINVAL
# connct a
# (no command '\''connct'\'')
recv 99 = -1 EBADF
resolve no-such-host.invalid = EAI_NONAME
let n = 1'
	replays t.sosh
	sed -i 's/= 10 "hi/= 10 "ho/' t.sosh
	both "$SOSH" -q t.sosh
	equal "$status" 1
}

@test "all 256 bytes come again" {
	{
		printf 'socketpair unix-dgram as a,b\n'
		for from in 0 64 128 192; do
			printf 'send a "'
			for i in $(seq $from $((from + 63))); do printf '\\x%02x' "$i"; done
			printf '"\nrecv b\n'
		done
		echo 'export t.sosh'
	} >in.sosh
	both "$SOSH" -q in.sosh
	equal "$status:$err" 0:
	grep -c '^recv b = 64 ".*"$' t.sosh
	replays t.sosh
}

@test "ports that were typed become properties, or variables where nothing has them any more" {
	typed 'do("socket tcp as l")
p = do("bind l 127.0.0.1:0", True)
do("listen l; socket tcp as c; connect c 127.0.0.1:" + p)
q = do("accept l as s", True)
do("assert s.pport == %s; assert c.port == %s; send c \"port %s\"; recv s; getsockopt l SO_TYPE" % (q, q, p))
do("socket tcp; bind 6 127.0.0.1 0; close 6; socket tcp as e; connect e 127.0.0.1 1")
do("export t.sosh")'
	equal "$(body t.sosh | sed 's/port [0-9]*"/port"/')" 'socket tcp as l
bind l 127.0.0.1:0 = 0
listen l = 0
socket tcp as c
connect c 127.0.0.1:$l.port = 0
accept l as s
assert s.pport == $s.pport -t 5s
assert c.port == $s.pport -t 5s
send c "port" = 10
recv s = 10
getsockopt l SO_TYPE = 0
socket tcp = 6
bind 6 127.0.0.1 0 = 0
close 6 = 0
socket tcp as e
connect e 127.0.0.1 1 = -1 ECONNREFUSED'
	replays t.sosh
	typed 'do("socket tcp")
p = do("bind 3 127.0.0.1:0", True)
do("socket tcp as l")
q = do("bind l 127.0.0.1:0", True)
do("close 3 l; socket tcp as c; connect c 127.0.0.1 %s; connect c 127.0.0.1:%s; export u.sosh" % (p, q))'
	equal "$(body u.sosh)" 'socket tcp = 3
bind 3 127.0.0.1:0 = 0
let fd3 = 3
let port0 = $fd3.port
socket tcp as l
bind l 127.0.0.1:0 = 0
let l_port1 = $l.port
close 3 l = 0
socket tcp as c
connect c 127.0.0.1 $port0 = -1 ECONNREFUSED
connect c 127.0.0.1:$l_port1 = -1 ECONNREFUSED'
	replays u.sosh
}

@test "jobs expect what wait took, blocks and settings are as they were typed" {
	"$SOSH" -kqc 'socketpair unix as a,b; recv b &; send a "late"; wait; recv b &; cancel %2; wait %2
repeat 2 { send a "x" # y
}; recv b; set timeout = 9s; repeat 2 { recv 99 }; help recv; export t.sosh' >out 2>err || true
	equal "$(body t.sosh)" 'socketpair unix as a,b = 0
recv b = 4 "late" &
send a "late" = 4
wait
recv b = -1 EINTR &
cancel %2
wait %2
repeat 2 { send a "x" # y
}
recv b = 2 "xx"
set timeout = 9s
# repeat 2 { recv 99 }
# (something within it failed)'
	replays t.sosh
}

@test "what is never the same is not expected: dates, totals" {
	both "$SOSH" -c 'serve 127.0.0.1:0 daytime --quiet as l; dial 127.0.0.1 $l.port as c; recv c
		serve 127.0.0.1:0 time --quiet as t; dial 127.0.0.1 $t.port as d; recv d
		socketpair unix as a,b; fill a; drain b -t 100ms = ok; export t.sosh'
	equal "$status:$err" 0:
	grep -qx 'recv c = 26' t.sosh
	grep -qx 'recv d = 4' t.sosh
	grep -qx 'fill a = ok' t.sosh
	replays t.sosh
}

@test "every lab that runs by itself replays" {
	local lab net n=0
	net=$(own_network)
	for lab in "$BATS_TEST_DIRNAME"/../labs/*.sosh; do
		case $lab in
		*/1[0-7]-* | */0* | */4* | */65-* | */71-*) ;;
		*) continue ;;
		esac
		{ cat "$lab"; echo; echo 'export t.sosh'; } >in.sosh
		both "$SOSH" $net -q in.sosh
		equal "$lab $status:$err" "$lab 0:"
		both "$SOSH" $net -q t.sosh
		equal "$lab $status:$err" "$lab 0:"
		n=$((n + 1))
	done
	[ $n -gt 15 ]
}

@test "an ending that is not known, a place that takes nothing" {
	fails 2 'export notes' "'notes' has none that is known"
	grep -q '.sosh' err
	fails 1 'export no/t.sosh' 'no/t.sosh: No such file or directory'
	ln -s /dev/full full.sosh
	fails 1 'export full.sosh' 'No space left on device'
}

@test "a full disk: nothing under the name, what was there stays, the session goes on" {
	unshare -rm true 2>/dev/null || skip "no user namespaces here"
	mkdir disk
	both unshare -rm sh -c "mount -t tmpfs -o size=8k none disk && head -c 8k /dev/zero >disk/filled
		'$SOSH' -kc 'socket udp; export disk/t.sosh; socket udp'; ls disk"
	grep -q 'disk/t.sosh: No space left on device' err
	equal "$out" "socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3
socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 4
filled"
}

@test "a session that is longer than what is kept says so" {
	{
		yes 'let n = "................................................................................"' | head -n 25000
		echo 'export t.sosh'
	} >in.sosh
	both "$SOSH" -q in.sosh
	equal "$status:$err" 0:
	[[ $out =~ ^the\ [0-9]+\ oldest\ are\ not\ kept ]]
	sed -n 2p t.sosh | grep -q '^# Not complete: the [0-9]* oldest'
}

LESSON='## Two ends
# A pair is made.
socketpair unix as a,b; send a "hi\n```\n"; recv b --to /dev/null # both
#> because it is
let x = 1
listen a
frob'

@test "a transcript has every call at its time, those of jobs too" {
	both "$SOSH" -kq <<<"$LESSON
export t.txt"
	equal "$(sed 1,2d t.txt | sed -E 's/^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6} /TIME /; s/ <[0-9.]+ [mun]?s>$/ <N>/')" \
		'TIME ## Two ends
TIME # A pair is made.
TIME # both
TIME > socketpair unix as a,b
TIME   socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4) <N>
TIME > send a "hi\n```\n"
TIME   send(3, "hi\n```\n", 7) = 7 <N>
TIME > recv b --to /dev/null
TIME   recv(4, "hi\n```\n", 65536) = 7 <N>
TIME #> because it is
TIME > let x = 1
TIME > listen a
TIME   listen(3, 128) = -1 EINVAL (Invalid argument) <N>
TIME > frob
                  no command '\''frob'\'''
	both "$SOSH" -q <<<'socketpair unix as a,b; recv b --to /dev/null &
		send a late; wait; export j.txt'
	equal "$status:$err" 0:
	grep -q '^..:..:..\.......   \[%1\] recv(4, "late", 65536) = 4 <' j.txt
}

@test "a report has headings and text, and fences that data cannot end" {
	both "$SOSH" -kq <<<"$LESSON
export t.md"
	head -1 t.md | grep -q '^# A session with sosh'
	equal "$(sed 1,2d t.md)" '
## Two ends

A pair is made.
both

````
sosh> socketpair unix as a,b
socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)
sosh> send a "hi\n```\n"
send(3, "hi\n```\n", 7) = 7
sosh> recv b --to /dev/null
recv(4, "hi\n```\n", 65536) = 7
````

> because it is

```
sosh> let x = 1
sosh> listen a
listen(3, 128) = -1 EINVAL (Invalid argument)
sosh> frob
no command '\''frob'\''
```'
}

@test "comments stay in the script" {
	both "$SOSH" -kq <<<"$LESSON
export t.sosh"
	equal "$(body t.sosh | head -4)" '## Two ends
# A pair is made.
# both
socketpair unix as a,b = 0'
	grep -qx '#> because it is' t.sosh
	replays t.sosh
}

# after_kill FILE: what stands in FILE where the recording session dies of SIGKILL, waiting.
after_kill() {
	mkfifo lines
	"$SOSH" -q <lines >out 2>err 3>&- 4>&- &
	local pid=$! i
	printf '%s\n' "record $1" 'socketpair unix as a,b' 'send a "x"' 'recv b --to /dev/null' 'recv b -t 60s' >lines
	for i in {1..100}; do
		grep -q recv "$1" 2>/dev/null && break
		sleep 0.1
	done
	kill -KILL $pid
	wait $pid || true
	rm lines
}

@test "record: what a kill leaves is a script that passes, a program that runs" {
	after_kill t.sosh
	equal "$(body t.sosh)" 'socketpair unix as a,b = 0
send a "x" = 1
recv b --to /dev/null = 1 "x"'
	replays t.sosh
	after_kill t.py
	both python3 -IS t.py
	equal "$status:$out:$err" "0:b'x':"
}

@test "record: off, and what it says of itself; the end of a session has all of it" {
	both "$SOSH" -q <<<'record; record t.txt; record; record off; record
		socketpair unix as a,b; record u.txt; let x = 1; let y = 2; let z = 3'
	equal "$status:$err" 0:
	equal "$out" 'the session is not recorded
the session is recorded to t.txt
the session is not recorded'
	lacks socketpair t.txt
	grep -q '> let z = 3$' u.txt
	fails 2 'record notes' "'notes' has none that is known"
	fails 1 'record no/t.sosh' 'no/t.sosh: No such file or directory'
}

@test "record: a full disk is said once, the file stays whole, the session goes on" {
	unshare -rm true 2>/dev/null || skip "no user namespaces here"
	mkdir disk
	both unshare -rm sh -c "mount -t tmpfs -o size=8k none disk
		'$SOSH' -q <<-END
			record disk/t.sosh
			let x = 1
			let y = \"$(printf '%9000s' | tr ' ' y)\"
			let z = 3
			print on
		END
		cp disk/t.sosh kept.sosh; ls disk"
	grep -q 'disk/t.sosh: No space left on device' err
	equal "$(grep -c 'No space' err)" 1
	equal "$out" "on
t.sosh"
	equal "$(body kept.sosh)" 'let x = 1'
}
