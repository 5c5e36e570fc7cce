#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Servers: every service over every kind of socket, what is told of clients, how
# servers end, and the clients that people really use.

load helper

setup() {
	enter
	PID=
}

teardown() {
	[ -z "$PID" ] || kill -KILL "$PID" 2>/dev/null || true
}

# ok SCRIPT: it ends with status 0.
ok() {
	both timeout 10 "$SOSH" -c "$1"
	[ "$status" -eq 0 ] || {
		printf 'status %s\n%s\n%s\n' "$status" "$out" "$err"
		return 1
	}
}

# refused SCRIPT PATTERN: an error of status 2 that matches.
refused() {
	both timeout 10 "$SOSH" -c "$1"
	equal "$status" 2
	has_line err "$2"
}

# has_line FILE PATTERN: some line of it matches.
has_line() {
	grep -Eq -- "$2" "$1" || {
		echo "no line: $2; in $1:"
		cat "$1"
		return 1
	}
}

# until_line FILE PATTERN: for ten seconds.
until_line() {
	local i
	for ((i = 0; i < 1000; i++)); do
		grep -Eq -- "$2" "$1" 2>/dev/null && return
		sleep 0.01
	done
	has_line "$1" "$2"
}

# start_server WORD...: `serve WORD... as l` in a sosh that reads from descriptor 9;
# its port in $PORT.
start_server() {
	mkfifo in
	"$SOSH" <in >server.out 2>server.err 3>&- &
	PID=$!
	exec 9>in
	echo "serve $* as l; print \"port=\$l.port\"" >&9
	until_line server.out '^port='
	PORT=$(sed -n 's/^port=//p' server.out)
}

tell() {
	echo "$1" >&9
}

end_server() {
	exec 9>&-
	wait "$PID"
	PID=
}

DIAL='dial 127.0.0.1 $l.port as c'
UDP='socket udp as c; connect c 127.0.0.1 $l.port'

# ---- the command ----

@test "with an endpoint, serve shows the calls it makes, and returns at once" {
	ok 'serve 127.0.0.1:0 as l = 3; print still here'
	equal "$(sed 's/(127.*:[0-9]*)/(127.0.0.1:PORT)/' out)" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
setsockopt(3, SOL_SOCKET, SO_REUSEADDR, 1) = 0
bind(3, 127.0.0.1:0) = 0 (127.0.0.1:PORT)
listen(3, 128) = 0
still here'
	ok 'serve unix ./s; serve unix-dgram ./d; serve @stream; serve unix-seqpacket @seq; serve udp 127.0.0.1:0'
	lacks REUSEADDR <(sed '/AF_INET/,$d' out)
}

@test "a socket bound and listened on by hand is served, and nothing of it changed" {
	ok 'socket tcp as l; bind l 127.0.0.1:0; listen l 5
		serve l = 3; dial 127.0.0.1 $l.port as c = 4; send c "by hand" = 7; recv c -t 2s = 7
		assert l.state == LISTEN; assert l.backlog == 5; list l'
	ok 'socket udp as l; bind l 127.0.0.1:0; serve l; '"$UDP"'; send c a = 1; recv c -t 2s = 1'
}

@test "a call that fails on the way is the result, and leaves no descriptor" {
	ok 'serve 192.0.2.1:80 = EADDRNOTAVAIL; list'
	has_line out '^close\(3\) = 0'
	has_line out '^no descriptors'
	ok 'serve 127.0.0.1:0 as l; serve 127.0.0.1:$l.port = EADDRINUSE'
	both "$SOSH" -c 'serve 192.0.2.1:80'
	equal "$status" 1
}

@test "the tutorial's server" {
	ok 'serve localhost:0 --banner "Welcome to the server\n" --prefix "OK..." as l
		'"$DIAL"'; recv c -t 2s = 22; send c "hi\n" = 3; recv c -t 2s = 8
		assert $data == "OK...hi\n"'
}

@test "errors: what is no service, no server, no target, an option of another service" {
	refused 'serve l' "no descriptor is named 'l'"
	refused 'serve 127.0.0.1:0 nothing' ":1:19: no service 'nothing'"
	has_line err 'echo discard daytime time chargen http relay'
	refused 'serve 127.0.0.1:0 relay' 'relay needs a TARGET'
	refused 'serve 127.0.0.1:0 echo 127.0.0.1:9' 'echo takes no TARGET'
	refused 'serve 127.0.0.1:0 echo --delay 1s' ':1:32: --delay is an option of relay'
	refused 'serve 127.0.0.1:0 http --prefix x' ':1:33: --prefix is an option of echo'
	refused 'serve udp 127.0.0.1:0 http' 'http does not work with datagrams'
	refused 'serve 127.0.0.1:0 relay 127.0.0.1:9 --workers 2' 'no workers'
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --workers 2' 'no workers'
	refused 'serve 127.0.0.1:0 relay 127.0.0.1:9 --drop 3' ':1:44: --drop is a fault of datagrams'
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --split 3' '--split is a fault of connections'
	refused 'socket udp as u; bind u 127.0.0.1:0; serve u relay 127.0.0.1:9 --split 3' \
		'--split is a fault of connections'
	refused 'serve 127.0.0.1:0 echo --seed 3' '--seed is an option of relay'
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --drop 3,x' "'x': not a number"
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --drop 300%' "'300%': out of range 0..100"
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --delay 2s..1s' 'the range ends before it begins'
	refused 'serve udp 127.0.0.1:0 relay 127.0.0.1:9 --delay 10..20ms' 'a time needs a unit'
	refused 'socket tcp as l; serve l' 'descriptor 3 does not listen'
	refused 'serve 127.0.0.1:0 as l; serve l' 'descriptor 3 has a server already'
	refused 'stop 3' 'no server serves descriptor 3'
	refused 'wait 3' 'no server serves descriptor 3'
	refused 'serve 127.0.0.1:0 &' 'serve cannot run in the background'
	refused 'serve 127.0.0.1:0 --workers 0' ":1:29: N '0': out of range"
}

# ---- services ----

# stream SERVICE CONVERSATION [OPTION...]: over TCP, both models, unix and seqpacket.
stream() {
	ok "serve 127.0.0.1:0 $3 $1 as l; $DIAL; $2"
	ok "serve 127.0.0.1:0 --workers 2 $3 $1 as l; $DIAL; $2"
	ok "serve unix ./s.$1 $3 $1 as l; dial ./s.$1 as c; $2"
	ok "serve @sosh-test-$$ $3 $1 --workers 1 as l; dial @sosh-test-$$ as c; $2"
	ok "serve unix-seqpacket @sosh-seq-$$ $3 $1 as l; dial unix-seqpacket @sosh-seq-$$ as c; $2"
}

# datagram SERVICE CONVERSATION: over UDP and unix datagrams.
datagram() {
	ok "serve udp 127.0.0.1:0 $1 as l; $UDP; $2"
	ok "serve unix-dgram @sosh-d-$$ $1 as l; socket unix-dgram as c; bind c @sosh-c-$$
		connect c @sosh-d-$$; $2"
	if grep -qs '^0*1 ' /proc/net/if_inet6; then
		ok "serve udp [::1]:0 $1 as l; dial udp [::1]:\$l.port as c; $2"
	fi
}

@test "echo" {
	stream echo 'send c "one" = 3; recv c -t 2s = 3; assert $data == one
		send c "two" = 3; recv c -t 2s = 3; shutdown c wr; recv c -t 2s = 0'
}

@test "echo of datagrams, the empty one too" {
	datagram echo 'send c "one" = 3; recv c -t 2s = 3; send c "" = 0; recv c -t 2s = 0
		send c "two" = 3; recv c -t 2s = 3; assert $data == two'
}

@test "discard reads, says nothing and ends with the client" {
	stream discard 'send c "one" = 3; recv c -t 50ms = GAVEUP; shutdown c wr; recv c -t 2s = 0'
}

@test "discard has TCP throw away what nobody looks at, and counts it" {
	local how
	type strace >/dev/null || skip
	for how in '127.0.0.1:0 discard = 1' '127.0.0.1:0 discard --workers 1 = 1' '127.0.0.1:0 discard -x = 0' './d discard = 0'; do
		printf 'serve %s --quiet as l\ndial $l.local as c\nsend c "nobody reads this" = 17\nshutdown c wr\nrecv c = 0\nwait l -t 5s\n' \
			"${how% = *} --once" >in
		ASAN_OPTIONS=detect_leaks=0 timeout 60 strace -f -qq -e trace=recvfrom -o trace "$SOSH" in >out
		equal "$(grep -c 'MSG_TRUNC.* = 17$' trace)" "${how##* = }"
	done
}

@test "discard of datagrams" {
	datagram discard 'send c "one" = 3; recv c -t 50ms = GAVEUP'
}

@test "daytime says the time in words and closes" {
	stream daytime 'recv c -t 2s = ok
		assert $data ~ "^[A-Z][a-z]+ [A-Z][a-z]+ +[0-9]+ [0-9:]+ [0-9]+\r\n$"; recv c -t 2s = 0'
}

@test "daytime in a datagram" {
	datagram daytime 'send c "" = 0; recv c -t 2s = ok
		assert $data ~ "^[A-Z][a-z]+ [A-Z][a-z]+ +[0-9]+ [0-9:]+ [0-9]+\r\n$"'
}

@test "time is 32 bits, seconds since 1900" {
	stream time 'recv c -t 2s = 4; recv c -t 2s = 0'
	"$SOSH" -qc 'serve 127.0.0.1:0 time as l; '"$DIAL"'; recv c --all' >stamp
	local told now
	told=$((16#$(od -An -tx1 stamp | tr -d ' ')))
	now=$(($(date +%s) + 2208988800))
	[ $((now - told)) -le 5 ]
}

@test "time in a datagram" {
	datagram time 'send c "" = 0; recv c -t 2s = 4'
}

@test "chargen goes on until the client leaves: 72 of 95 characters a line" {
	stream chargen 'recv c 8 -t 2s = 8; recv c -t 2s = ok; close c'
	"$SOSH" -qc 'serve 127.0.0.1:0 chargen as l; '"$DIAL"'; repeat 100 { recv c 74 -t 5s }; close c' >chars
	sed -n '2,50p' chars | while IFS= read -r line; do
		equal "${#line}" 73 # with the CR
	done
}

@test "chargen in a datagram: up to 512 characters" {
	datagram chargen 'send c "" = 0; recv c -t 2s = ok; assert $? < 513'
}

@test "banner and prefix; a prefix is for a line, however it arrives" {
	stream echo 'recv c -t 2s = 3; assert $data == "hi\n"; send c "a\n" = 2; recv c -t 2s = 4
		assert $data == "> a\n"' '--banner "hi\n" --prefix "> "'
	ok 'serve 127.0.0.1:0 --prefix "> " as l; '"$DIAL"'
		send c "a\nb\n" = 4; recv c 8 -t 2s = 8; assert $data == "> a\n> b\n"
		send c "half " = 5; recv c -t 2s = 7; send c "line\n" = 5; recv c -t 2s = 5
		assert $data == "line\n"'
}

@test "servers of datagrams never answer each other, and say so" {
	ok 'serve udp 127.0.0.1:0 echo as a; serve udp *:0 daytime as b; serve udp 127.0.0.1:0 discard as d
		sendto a 127.0.0.1:$b.port "forged" = 6; sendto b 127.0.0.1:$a.port "forged" = 6
		sendto a 127.0.0.1:$a.port "to itself" = 9; sendto a 127.0.0.1:$d.port "unheard" = 7
		dial udp 127.0.0.1:$a.port as c; send c "x" = 1; recv c -t 2s = 1
		dial udp 127.0.0.1:$b.port as e; send e "x" = 1; recv e -t 2s = ok
		servers; stop a; sendto a 127.0.0.1:$b.port "no server" = 9; recv a -t 2s = ok'
	has_line out '^daytime\(4\): 127.0.0.1:[0-9]+ is not answered: the echo server on 3 is there$'
	has_line out '^echo\(3\): 127.0.0.1:[0-9]+ is not answered: the daytime server on 4 is there$'
	has_line out '^echo\(3\): 127.0.0.1:[0-9]+ is not answered: that is this server itself$'
	has_line out '^ 3  echo     127.0.0.1:[0-9]+  a thread +0 +0 +3 +0 +16 +1$'
	lacks '^discard\(' <(grep 'not answered' out)
}

@test "relay joins each client to a target, half-close included" {
	ok 'serve 127.0.0.1:0 echo as l; serve 127.0.0.1:0 relay 127.0.0.1:$l.port as r
		dial 127.0.0.1 $r.port as c; send c "through" = 7; recv c -t 2s = 7
		assert $data == through; shutdown c wr; recv c -t 2s = 0'
	ok 'serve @sosh-target-'$$' echo as l; serve 127.0.0.1:0 relay @sosh-target-'$$' as r
		dial 127.0.0.1 $r.port as c; send c "through" = 7; recv c -t 2s = 7'
	ok 'serve 127.0.0.1:0 relay 127.0.0.1:1 as r; dial 127.0.0.1 $r.port as c; recv c -t 2s = 0'
	has_line out 'no connection to the target: Connection refused'
}

# path OPTIONS CONVERSATION: a client c of an echo server behind a relay of datagrams r.
path() {
	ok "serve udp 127.0.0.1:0 echo as e; serve udp 127.0.0.1:0 relay 127.0.0.1:\$e.port $1 as r
		dial udp 127.0.0.1:\$r.port as c; $2"
}

@test "relay joins the senders of datagrams to a target, each by itself" {
	path '' 'dial udp 127.0.0.1:$r.port as d; send c "I am c" = 6; send d "I am d" = 6
		recv d -t 2s = 6; assert $data == "I am d"; recv c -t 2s = 6; assert $data == "I am c"
		send c "" = 0; recv c -t 2s = 0; servers; list --all; stop r'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ is new \(1[0-9]{3}\)$'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ left: stopped, 6 bytes in, 6 out, '
	has_line out '^fd  service .* faults$'
	has_line out '^ 3  echo .* -$'
	has_line out '^ 4  relay .* 2 +2 +2 +0 +12 +12  3 datagrams in, 3 out, 0 dropped, 0 duplicated, 0 reordered$'
	has_line out '^1[0-9]{3} +- +udp +CONNECTED'
	ok 'serve unix-dgram @sosh-t-'$$' echo as e; serve unix-dgram ./relay relay @sosh-t-'$$' as r
		socket unix-dgram as c; bind c ./client; connect c ./relay; send c "by path" = 7; recv c -t 2s = 7'
	local both='serve udp 127.0.0.1:0 relay localhost:9 as r; dial udp 127.0.0.1:$r.port as c; send c "x" = 1
		socket tcp as l; bind l 127.0.0.1:$r.port; listen l; serve l relay 127.0.0.1:9'
	ok "$both" || ok "$both" # another program may have TCP's port of that number
}

@test "relay's faults of datagrams: numbers of both ways, of one, shares of a seed" {
	path '--drop 1,out:2 --dup in:2 -x' 'send c "lost" = 4; send c "two" = 3
		recv c -t 2s = 3; send c "next" = 4; recv c -t 2s = 4; recv c --dontwait = EAGAIN; servers'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ dropped #1 \(in:1\), 4 bytes$'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ duplicated #2 \(in:2\), 3 bytes$'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ dropped #[45] \(out:2\), 3 bytes$' # the client's next may come first
	has_line out ' 3 datagrams in, 2 out, 2 dropped, 1 duplicated, 0 reordered$'
	path '--reorder 1' 'send c "1" = 1; send c "2" = 1; recv c -t 2s = 1; assert $data == 2
		recv c -t 2s = 1; assert $data == 1'
	has_line out 'reordered #1 \(in:1\), 1 byte$'
	path '--delay 100ms' 'send c "x" = 1; recv c -t 9s = 1 in 190ms..9s'
	path '--rate 100 --quiet --drop 2' 'send c "0123456789" = 10; send c "0123456789" = 10
		recv c -t 9s = 10 in 90ms..9s'
	lacks '^relay' out
}

@test "relay's chance repeats with its seed, which is said where none was given" {
	chance() {
		path "--drop 50% $1" 'repeat 30 --quiet { send c "x" = 1; recv c --dontwait = ok|EAGAIN }
			assert -t 9s r.unread == 0; stop r'
		grep -o 'dropped.*in:[0-9]*' out | grep -o 'in:.*'
	}
	local chosen first
	first=$(chance '--seed 5')
	[ -n "$first" ]
	equal "$first" "$(chance '--seed 5')"
	[ "$first" != "$(chance '--seed 6')" ]
	lacks 'seed' out
	first=$(chance '')
	chance '' >first
	chosen=$(sed -n 's/^relay(4): chance repeats with --seed \([0-9]*\)$/\1/p' out)
	equal "$(cat first)" "$(chance "--seed $chosen")"
}

@test "events of faults are objects too" {
	both "$SOSH" --json -c 'socket udp as t; bind t 127.0.0.1:0
		serve udp 127.0.0.1:0 relay 127.0.0.1:$t.port --drop 1 as r
		dial udp 127.0.0.1:$r.port as c; send c "x" = 1; send c "y" = 1; recv t -t 9s = 1; servers'
	equal "$status" 0
	has_line out '"event":"fault".*"how":"dropped","number":1,"way":"in","nth":1,"data":"x"'
	has_line out '"datagrams in":2,"datagrams out":[01],"dropped":1,"duplicated":0,"reordered":0'
}

@test "a relay that leads to itself is refused, directly and through others" {
	refused 'socket udp as l; bind l 127.0.0.1:0; serve l relay localhost:$l.port' \
		'the target 127.0.0.1:[0-9]+ leads back to this relay'
	refused 'socket udp as a; bind a *:0; socket udp as b; bind b 127.0.0.1:0
		serve a relay 127.0.0.1:$b.port; serve b relay 127.0.0.1:$a.port' ':2:36: the target'
	refused 'socket tcp as l; bind l 127.0.0.1:0; listen l; serve l relay localhost:$l.port' \
		'the target 127.0.0.1:[0-9]+ leads back to this relay'
	refused 'serve @sosh-loop-'$$' relay @sosh-loop-'$$ 'leads back to this relay'
	refused 'socket tcp as a; bind a 127.0.0.1:0; listen a; socket tcp as b; bind b *:0; listen b
		serve a relay 127.0.0.1:$b.port; serve b relay 127.0.0.1:$a.port' ':2:36: the target'
	ok 'serve 127.0.0.1:0 as l; serve 127.0.0.2:$l.port relay 127.0.0.1:$l.port as r
		dial 127.0.0.2 $r.port as c; send c hi = 2; recv c 2 -t 2s = 2'
}

# relayed OPTIONS CONVERSATION
relayed() {
	ok "serve 127.0.0.1:0 echo --quiet as l; serve 127.0.0.1:0 relay 127.0.0.1:\$l.port $1 as r
		dial 127.0.0.1 \$r.port as c; $2"
}

@test "relay's faults: delay, rate, split, stall, reset; and what it shows" {
	relayed '--delay 100ms' 'send c "abc" = 3; recv c -t 2s = 3 in 190ms..1500ms'
	relayed '--rate 10k' 'sendall c --fill 3000 = 3000; recv c --all -t 150ms = ok|GAVEUP'
	relayed '--split 2' 'send c "abcdef" = 6; recv c -t 2s = ok; assert $? <= 6'
	relayed '--stall-after 3' 'send c "abcdef" = 6; recv c -t 2s = 3; recv c -t 100ms = GAVEUP'
	relayed '--reset-after 3' 'send c "abcdef" = 6; recv c -t 2s = ECONNRESET'
	has_line out 'left: reset by the relay'
	relayed '-x' 'send c "abc\n" = 4; recv c -t 2s = 4'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ from client, 4 bytes \([0-9]+\)$'
	has_line out '^relay\(4\): 127.0.0.1:[0-9]+ from target, 4 bytes'
	has_line out '^  00000000  61 62 63 0a .*\|abc\.\|$'
}

# ---- limits ----

@test "--max turns the next one away, at once and with a line" {
	for model in '' '--workers 1'; do
		ok "serve 127.0.0.1:0 --max 1 $model as l; $DIAL; send c x = 1; recv c -t 2s = 1
			dial 127.0.0.1 \$l.port as d; recv d -t 2s = 0; servers; close c
			stop l --drain 2s"
		has_line out '^echo\(3\): turned away: 1 connection at most$'
		has_line out '^ 3 .* 1 +1 +1 +1 '
	done
}

@test "--idle ends a silent connection, and not one that talks" {
	for model in '' '--workers 1'; do
		ok "serve 127.0.0.1:0 --idle 300ms $model as l; $DIAL
			repeat 4 { sleep 100ms; send c x = 1; recv c -t 1s = 1 }
			recv c -t 3s = 0 in 200ms..2s; stop l"
		has_line out ' left: idle, 4 bytes in, 4 out, '
	done
}

@test "--once ends the server with its first connection, or exchange" {
	for model in '' '--workers 1'; do
		ok "serve 127.0.0.1:0 --once $model as l; $DIAL; send c x = 1; recv c -t 2s = 1; close c
			wait l -t 5s; servers; list l"
		has_line out '^echo\(3\): served once$'
		has_line out '^no servers'
	done
	ok 'serve udp 127.0.0.1:0 --once as l; '"$UDP"'; send c x = 1; recv c -t 2s = 1; wait l -t 5s'
}

@test "a hundred clients at once, with threads and with workers" {
	for model in '' '--workers 2'; do
		ok "serve 127.0.0.1:0 --quiet $model as l
			repeat 100 { dial 127.0.0.1 \$l.port as c; send c \"number \$i\" = ok
				recv c -t 5s = ok; assert \$data == \"number \$i\" } as i
			servers; close all"
		has_line out '^ 3 .* 100 +100 +100 +0 '
	done
}

# ---- seeing ----

@test "events: one line when a client comes, one when it leaves, and how" {
	ok 'serve 127.0.0.1:0 as l
		'"$DIAL"'; send c "hello" = 5; recv c -t 2s = 5; shutdown c wr; recv c -t 2s = 0; close c
		'"$DIAL"'; send c "x" = 1; recv c -t 2s = 1; setsockopt c SO_LINGER 0s; close c
		stop l --drain 2s; serve l
		'"$DIAL"'; send c "x" = 1; recv c -t 2s = 1; stop l'
	equal "$(grep -cE '^echo\(3\): 127.0.0.1:[0-9]+ connected \(1[0-9]{3}\)$' out)" 3
	has_line out '^echo\(3\): 127.0.0.1:[0-9]+ left: end of stream, 5 bytes in, 5 out, [0-9.]+ [mnu]?s \(1[0-9]{3}\)$'
	has_line out ' left: reset, 1 byte in, 1 out, '
	has_line out ' left: stopped, 1 byte in, 1 out, '
}

@test "events: --quiet and -q have none" {
	ok 'serve 127.0.0.1:0 --quiet as l; '"$DIAL"'; send c x = 1; recv c -t 2s = 1; close all'
	lacks '^echo' out
	equal "$("$SOSH" -qc 'serve 127.0.0.1:0 as l; '"$DIAL"'; send c x; recv c -t 2s')" x
}

@test "events and rows with --json are JSON, one object a line" {
	"$SOSH" --json -c 'serve 127.0.0.1:0 as l; '"$DIAL"'; send c "h\xff" = 2; recv c -t 2s = 2
		servers; list --all; close c; stop l --drain 2s
		serve 127.0.0.1:0 --max 1 as m; jobs; servers' >json
	python3 - <<-'P'
		import json
		rows = [json.loads(line) for line in open("json")]
		assert all(r["v"] == 1 for r in rows)
		events = [r for r in rows if r["type"] == "event"]
		assert [e["event"] for e in events] == ["open", "close"], events
		close = events[1]
		assert close["service"] == "echo" and close["server"] == 3 and close["fd"] >= 1000
		assert close["how"] == "end of stream" and close["in"] == 2 == close["out"]
		assert close["peer"].startswith("127.0.0.1:") and 0 < close["duration"] < 10
		# When things happened, as calls have it: all on one clock, each after what led to it.
		first = rows[0]["start"]
		assert first < events[0]["start"] < events[1]["start"] < first + 10, events
		assert abs(events[1]["start"] - events[0]["start"] - close["duration"]) < 1e-6
		table = [r for r in rows if r["type"] == "row" and r["cmd"] == "servers"]
		assert table[0]["service"] == "echo" and table[0]["now"] == 1 and table[0]["total"] == 1
		assert any(r.get("thread") for r in rows if r["type"] == "row" and r["cmd"] == "list --all")
	P
}

@test "a server on a descriptor says where it serves, before it tells of clients" {
	ok 'socket tcp as l; bind l 127.0.0.1:0; listen l; dial 127.0.0.1 $l.port as c
		serve l; send c x = 1; recv c -t 2s = 1'
	[ "$(grep -E '^echo' out | head -n 2 | sed -E 's/:[0-9]+/:PORT/; s/\([0-9]{4}\)/(N)/')" = \
		'echo(3): serves 127.0.0.1:PORT
echo(3): 127.0.0.1:PORT connected (N)' ]
	ok 'socket tcp as l; listen l; serve l --quiet'
	has_line out '^echo\(3\): serves 0\.0\.0\.0:[0-9]+, all interfaces$'
	ok 'socket udp -6 as l; bind l *:0; serve l --workers 3'
	has_line out '^echo\(3\): serves \[::\]:[0-9]+, all interfaces$'
	ok 'socket unix as l; bind l ./s; listen l; serve l'
	has_line out '^echo\(3\): serves \./s$'
	both "$SOSH" --json -c 'socket udp as l; bind l 127.0.0.1:0; serve l daytime'
	has_line out '"event":"start","service":"daytime","server":3,"start":[0-9.]+,"address":"127.0.0.1:[0-9]+"'
	both "$SOSH" -q -c 'socket tcp as l; listen l; serve l'
	equal "$out" ''
}

@test "serve -x shows what any service's clients send, on every model" {
	local model
	for model in '' '--workers 1'; do
		ok "serve 127.0.0.1:0 discard $model -x as l; $DIAL; send c \"abc\\n\" = 4
			shutdown c wr; recv c -t 2s = 0; stop l --drain 2s"
		has_line out '^discard\(3\): 127\.0\.0\.1:[0-9]+ from client, 4 bytes \([0-9]+\)$'
		has_line out '^  00000000  61 62 63 0a .*\|abc\.\|$'
	done
	# What comes before an answer is shown before it; the rest of a request, too.
	ok "serve 127.0.0.1:0 daytime -x as l; $DIAL; send c late = 4; recv c --all -t 2s; shutdown c wr
		close c; stop l --drain 2s"
	has_line out 'from client, 4 bytes'
	ok 'serve udp 127.0.0.1:0 echo -x as l; '"$UDP"'; send c hi = 2; recv c -t 2s = 2; send c "" = 0
		send c z = 1; recv c -t 2s = 0; recv c -t 2s = 1'
	has_line out '^echo\(3\): 127\.0\.0\.1:[0-9]+ from client, 2 bytes$'
	has_line out '^echo\(3\): 127\.0\.0\.1:[0-9]+ from client, 0 bytes$'
}

@test "set times on gives events the time of day, also those of servers that run" {
	ok "serve 127.0.0.1:0 as l; $DIAL; send c x = 1; recv c -t 2s = 1; set times on
		close c; stop l --drain 2s"
	has_line out '^echo\(3\): 127.* connected'
	has_line out '^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6} echo\(3\): 127.* left: '
}

@test "wait alone waits for the servers where there is no job" {
	ok "serve 127.0.0.1:0 --once as l; serve 127.0.0.1:0 --once as m; $DIAL; close c
		dial 127.0.0.1 \$m.port as c; close c; wait -t 5s; servers"
	has_line out '^no servers'
	both "$SOSH" -c 'serve 127.0.0.1:0; wait -t 100ms'
	equal "$status" 3
	ok "serve 127.0.0.1:0; sleep 1ms &; wait; print on"
	has_line out '^on$'
	"$SOSH" -c 'serve 127.0.0.1:0; print ready; wait; print no' >server.out 3>&- &
	PID=$!
	until_line server.out '^ready'
	status=0
	kill "$PID"
	wait "$PID" || status=$?
	PID=
	equal "$status" 143
	lacks '^no$' server.out
}

@test "servers counts; list --all shows each connection and its thread" {
	ok 'servers; serve 127.0.0.1:0 --quiet as l; serve udp 127.0.0.1:0 daytime --quiet as u
		'"$DIAL"'; dial 127.0.0.1 $l.port as d
		send c "hello" = 5; recv c -t 2s = 5; send d "x" = 1; recv d -t 2s = 1
		send c "y" = 1; recv c -t 2s = 1; close d; sleep 50ms
		servers; list; print -- --; list --all'
	has_line out '^no servers; serve starts one$'
	has_line out '^ 3  echo     127.0.0.1:[0-9]+  threads  +[12] +2 +2 +0 +7 +[67]$'
	has_line out '^ 4  daytime  127.0.0.1:[0-9]+  a thread +0 +0 +0 +0 +0 +0$'
	lacks '^1[0-9]{3} ' <(sed '/^--$/,$d' out)
	has_line out '^1[0-9]{3} .* ESTABLISHED .* [1-9][0-9]*  other 5$'
}

# ---- the end ----

@test "a job does not close a descriptor under its server" {
	# Its thread would go on with whatever gets the number next.
	refused 'serve udp 127.0.0.1:0 as u; close u &; wait' 'descriptor 3 has a server: stop 3 first'
	refused 'serve 127.0.0.1:0 as u; close all &; wait' 'descriptor 3 has a server: stop 3 first'
	ok 'serve udp 127.0.0.1:0 as u; stop u; close u &; wait; list; serve 127.0.0.1:0 as l = 3'
	has_line out '^no descriptors'
}

@test "a script that ends with servers and clients returns at once" {
	local start=$SECONDS
	ok 'serve 127.0.0.1:0 as l; serve 127.0.0.1:0 chargen --workers 2 as m; '"$DIAL"'
		dial 127.0.0.1 $m.port as d; dial 127.0.0.1 $m.port as e; send c x = 1; recv d 10 -t 2s = ok'
	ok 'serve 127.0.0.1:0 as l; '"$DIAL"'; quit'
	[ $((SECONDS - start)) -le 20 ]
}

# threads: how many the shell has.
threads() {
	find "/proc/$PID/task" -mindepth 1 -maxdepth 1 | wc -l
}

# descriptors: those from 3 up.
descriptors() {
	find "/proc/$PID/fd" -mindepth 1 -maxdepth 1 -printf '%f\n' | awk '$1 > 2' | wc -l
}

@test "stop all: every server, or none" {
	ok 'stop all; serve 127.0.0.1:0 as l; serve udp 127.0.0.1:0 as u; stop all; print -- --; servers; list'
	equal "$(sed '1,/^--$/d' out | grep -c LISTEN)" 1
	has_line out 'no servers'
	refused 'stop "all"' "no descriptor is named 'all'"
}

@test "stop leaves no thread and no descriptor; the listener stays" {
	mkfifo in
	"$SOSH" <in >server.out 2>server.err 3>&- &
	PID=$!
	exec 9>in
	tell 'print "ready"'
	until_line server.out '^ready$'
	local had
	had=$(threads)
	for model in '' '--workers 3'; do
		tell "serve 127.0.0.1:0 chargen $model as l"
		tell 'repeat 30 --quiet { dial 127.0.0.1 $l.port as c; recv c 10 -t 2s = ok }'
		tell "servers; print 'up$model'"
		until_line server.out "^up$model\$"
		[ "$(threads)" -gt "$had" ]
		tell "stop l; print 'stopped$model'"
		until_line server.out "^stopped$model\$"
		equal "$(threads)" "$had"
		equal "$(descriptors)" 31
		tell "close all; print 'closed$model'"
		until_line server.out "^closed$model\$"
		equal "$(descriptors)" 0
	done
	end_server
	equal "$(cat server.err)" ''
}

@test "stop in the middle of clients that never read waits for nobody" {
	local start=$SECONDS
	ok 'serve 127.0.0.1:0 chargen --quiet as l; serve 127.0.0.1:0 chargen --workers 2 --quiet as m
		repeat 40 --quiet { dial 127.0.0.1 $l.port as c; dial 127.0.0.1 $m.port as d }
		recv c 10 -t 2s = ok; recv d 10 -t 2s = ok; stop l; stop m; servers'
	[ $((SECONDS - start)) -le 20 ]
}

@test "stop --drain lets clients finish, for that time" {
	ok 'serve 127.0.0.1:0 as l; '"$DIAL"'; send c x = 1; recv c -t 2s = 1
		shutdown c wr; stop l --drain 5s; recv c -t 1s = 0'
	has_line out 'left: end of stream'
	ok 'serve 127.0.0.1:0 as l; '"$DIAL"'; send c x = 1; recv c -t 2s = 1; stop l --drain 150ms'
	has_line out 'left: stopped, 1 byte in, 1 out, 1[5-9][0-9] ms'
}

@test "close stops a server; the descriptor can be served again after stop" {
	ok 'serve 127.0.0.1:0 as l; '"$DIAL"'; send c x = 1; recv c -t 2s = 1
		close l = 0; recv c -t 2s = 0; servers'
	has_line out '^no servers'
	ok 'serve 127.0.0.1:0 as l; stop l; serve l daytime; '"$DIAL"'; recv c -t 2s = 26'
	ok 'serve 127.0.0.1:0 as l; stop l; '"$DIAL"'; accept l -t 2s as s = ok'
}

@test "wait FD lasts until the server ends, a limit, SIGINT or SIGTERM" {
	both "$SOSH" -c 'serve 127.0.0.1:0 as l; wait l -t 100ms'
	equal "$status" 3
	has_line out '^gave up waiting'
	ok 'serve 127.0.0.1:0 as l; wait l -t 100ms = GAVEUP'
	for pair in INT:130 TERM:143; do
		(trap - INT; exec env --default-signal=INT "$SOSH" -c 'serve 127.0.0.1:0 as l; '"$DIAL"'
			print waiting; wait l; print "not reached"') >waiting.out 2>&1 3>&- &
		PID=$!
		until_line waiting.out '^waiting$'
		kill "-${pair%:*}" "$PID"
		status=0
		wait "$PID" || status=$?
		PID=
		equal "$status" "${pair#*:}"
		lacks 'not reached' waiting.out
	done
}

@test "rude clients: half-close, reset, one that never reads" {
	for model in '' '--workers 1'; do
		ok "serve 127.0.0.1:0 --quiet $model as l
			$DIAL; sendall c --fill 200k = ok; shutdown c wr
			recv c --all -t 5s = ok
			dial 127.0.0.1 \$l.port as r; send r abc = 3; setsockopt r SO_LINGER 0s; close r
			dial 127.0.0.1 \$l.port as n; setsockopt n SO_RCVBUF 4k
			sendall n --fill 30M -t 200ms = ok|GAVEUP
			dial 127.0.0.1 \$l.port as d; send d ok? = 3; recv d -t 2s = 3; stop l"
	done
}

# ---- the clients people use ----

need() {
	command -v "$1" >/dev/null || skip "no $1"
}

@test "telnet talks to the tutorial's server" {
	need telnet
	start_server localhost:0 --banner '"Welcome to the server\n"' --prefix '"OK..."'
	mkfifo keys
	telnet 127.0.0.1 "$PORT" <keys >telnet.out 2>&1 3>&- 9>&- &
	local client=$!
	exec 8>keys
	until_line telnet.out 'Welcome to the server'
	echo hello >&8
	until_line telnet.out 'OK\.\.\.hello'
	exec 8>&-
	wait "$client" || true
	until_line server.out 'left: '
	end_server
}

@test "nc, ncat and socat get everything back, half-close included" {
	start_server 127.0.0.1:0 --workers 2
	head -c 300000 /dev/urandom >data
	if command -v nc >/dev/null && nc -h 2>&1 | grep -q -- '-N'; then
		timeout 10 nc -N 127.0.0.1 "$PORT" <data >back.nc
		cmp data back.nc
	fi
	if command -v ncat >/dev/null; then
		timeout 10 ncat 127.0.0.1 "$PORT" <data >back.ncat
		cmp data back.ncat
	fi
	if command -v socat >/dev/null; then
		timeout 10 socat -t 5 - "TCP:127.0.0.1:$PORT" <data >back.socat
		cmp data back.socat
	fi
	until_line server.out 'left: end of stream, 300000 bytes in, 300000 out'
	end_server
}

@test "socat over unix and UDP" {
	need socat
	mkfifo in
	"$SOSH" <in >server.out 2>server.err 3>&- &
	PID=$!
	exec 9>in
	tell 'serve unix ./s --prefix "> "; serve udp 127.0.0.1:0 as u; serve unix-seqpacket ./q
		print "port=$u.port"'
	until_line server.out '^port='
	PORT=$(sed -n 's/^port=//p' server.out)
	equal "$(echo unix | timeout 5 socat -t 5 - UNIX-CONNECT:./s)" '> unix'
	equal "$(echo seq | timeout 5 socat -t 0.3 - UNIX-CONNECT:./q,type=5)" seq
	equal "$(echo udp | timeout 5 socat -t 0.3 - "UDP:127.0.0.1:$PORT")" udp
	end_server
}

@test "curl gets pages, over kept connections" {
	need curl
	start_server localhost:0 http
	local url=http://127.0.0.1:$PORT
	curl -sS -m 5 --noproxy '*' "$url/" >page
	has_line page '<h1>It works</h1>'
	equal "$(curl -sS -m 5 --noproxy '*' -o /dev/null -w '%{http_code}' "$url/nothing")" 404
	curl -sS -m 5 --noproxy '*' -I "$url/" >head
	has_line head '^HTTP/1\.[01] 200 OK'
	equal "$(curl -sS -m 5 --noproxy '*' -w '%{num_connects} ' -o /dev/null "$url/" -o /dev/null "$url/")" '1 0 '
	curl -sS -m 5 --noproxy '*' --http1.0 "$url/" | grep -q 'It works'
	end_server
}

@test "Python's socket module, a byte at a time and a thousand at once" {
	need python3
	start_server 127.0.0.1:0 --quiet
	python3 - "$PORT" <<-'P'
		import socket, sys
		here = ("127.0.0.1", int(sys.argv[1]))
		with socket.create_connection(here, 5) as s:
		    for b in b"slowly":
		        s.sendall(bytes([b]))
		        assert s.recv(10) == bytes([b])
		many = [socket.create_connection(here, 5) for i in range(300)]
		for i, s in enumerate(many):
		    s.sendall(b"%d" % i)
		for i, s in enumerate(many):
		    assert s.recv(10) == b"%d" % i
		    s.close()
	P
	tell 'stop l --drain 5s; print stopped'
	until_line server.out '^stopped$'
	end_server
	equal "$(cat server.err)" ''
}

@test "sosh, nc and relay in a row" {
	need nc
	start_server 127.0.0.1:0 http --quiet
	tell 'serve 127.0.0.1:0 --quiet relay 127.0.0.1:$l.port as r; print "relay=$r.port"'
	until_line server.out '^relay='
	printf 'GET / HTTP/1.0\r\n\r\n' | timeout 5 nc 127.0.0.1 "$(sed -n 's/^relay=//p' server.out)" >page
	has_line page 'It works'
	end_server
}
