#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sosh and other programs: as a client of their servers, as a server of their
# clients, on loopback.

setup() {
	SOSH=$(realpath "${SOSH:-$BATS_TEST_DIRNAME/../../build/sosh}")
	export HOME=$BATS_TEST_TMPDIR PYTHONUNBUFFERED=1
	unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
	pids=()
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	local pid
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	wait
	[ -n "$BATS_TEST_COMPLETED" ] || tail -n 20 ./*.out ./*.err 2>/dev/null
}

equal() {
	[ "$1" = "$2" ] || {
		printf 'got:  %q\nnot:  %q\n' "$1" "$2"
		return 1
	}
}

# start NAME COMMAND...: in the background, without standard input; its output
# goes to NAME.out and NAME.err, its number to $pid.
start() { start_with /dev/null "$@"; }

# start_with FILE NAME COMMAND...: the same with standard input from FILE. What
# an earlier one wrote is gone at once, not only when the new one runs.
start_with() {
	local file=$1 name=$2
	shift 2
	: >"$name.out" 2>"$name.err"
	"$@" >"$name.out" 2>"$name.err" <"$file" 3>&- &
	pid=$!
	pids+=("$pid")
}

# until_true COMMAND...: within twenty seconds.
until_true() {
	local end=$((SECONDS + 20))
	until "$@"; do
		((SECONDS < end)) || {
			echo "in vain: $*"
			return 1
		}
		sleep 0.02
	done
}

# ended PID: with status 0, within twenty seconds.
gone() { ! kill -0 "$1" 2>/dev/null; }
ended() {
	until_true gone "$1"
	wait "$1"
}

# A port that is free, below those that the kernel gives away by itself: nobody
# gets it between now and the server's bind.
free_port() {
	local port i
	for ((i = 0; i < 20; i++)); do
		port=$((10000 + RANDOM % 20000))
		"$SOSH" -qc "socket tcp as t; bind t $port; socket udp as u; bind u $port" &&
			echo "$port" && return
	done
	return 1
}

# client SCRIPT [ARGUMENT...]: sosh does all of it as expected; its received data
# is in client.out.
client() {
	timeout 15 "$SOSH" -qc "$@" >client.out 2>client.err || {
		echo "client: status $?"
		return 1
	}
}

# server SCRIPT: sosh in the background, behind what makes a TCP listener l;
# $port is where, $server its number.
server() {
	start server "$SOSH" -c "socket tcp as l; bind l 127.0.0.1:0; listen l; print \"at \$l.port\"; $1"
	server=$pid
	until_true grep -q '^at ' server.out
	port=$(sed -n 's/^at //p' server.out)
}

# server_at UNIX-ENDPOINT SCRIPT: the same with a unix listener.
server_at() {
	start server "$SOSH" -c "socket unix as l; bind l $1; listen l; print ready; $2"
	server=$pid
	until_true grep -q '^ready' server.out
}

# Whether a UDP socket is bound to $port.
udp_bound() { grep -qE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$port") " /proc/net/udp; }

RETRY='--retry 10s -t 10s as c'

# ---- their servers ----

@test "nc listens: both directions, and its end does not end ours" {
	port=$(free_port)
	echo 'from nc' >in
	start_with in nc nc.openbsd -N -l 127.0.0.1 "$port"
	client "dial 127.0.0.1 \$1 $RETRY; recv c --all -t 10s = 8; assert c.state == CLOSE_WAIT
		send c \"still open\\n\" = 11; shutdown c wr = 0; close c = 0" "$port"
	equal "$(cat client.out)" 'from nc'
	ended "$pid"
	equal "$(cat nc.out)" 'still open'
}

@test "ncat listens and runs cat: 64k of any bytes there and back" {
	port=$(free_port)
	head -c 65536 /dev/urandom >in
	start ncat ncat -l 127.0.0.1 "$port" --exec /bin/cat
	client "dial 127.0.0.1 \$1 $RETRY; sendall c --file in -t 10s = 65536
		recv c 64k -f waitall --to got -t 10s = 65536; shutdown c wr; recv c -t 10s = 0" "$port"
	cmp in got
	ended "$pid"
}

@test "ncat listens on IPv6: dial finds it, and recv sees its end" {
	[ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 || skip 'no IPv6 on loopback'
	port=$(free_port)
	start ncat ncat -6 -l ::1 "$port" --send-only --exec '/bin/echo six'
	client "dial [::1]:\$1 $RETRY; assert c.peer == \"[::1]:\$1\"; recv c --all -t 10s = 4" "$port"
	equal "$(cat client.out)" six
}

@test "python's http.server: a page, a binary file, a header alone, what is not there" {
	port=$(free_port)
	mkdir www
	echo '<p>hello</p>' >www/index.html
	head -c 100000 /dev/urandom >www/bytes
	start http python3 -m http.server --bind 127.0.0.1 --directory www "$port"
	client "dial 127.0.0.1 \$1 $RETRY; sendall c \"GET / HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n\"
		recv c --all -t 10s = ok; assert \$data ~ '^HTTP/1.0 ([0-9]+)'; assert \$m1 == 200
		assert \$data ~ '<p>hello</p>'; close c" "$port"
	client "dial localhost:\$1 as c; send c 'GET /bytes HTTP/1.0' --line; send c '' --line
		recv c --all -t 10s = ok" "$port"
	tail -c 100000 client.out | cmp - www/bytes
	client "dial 127.0.0.1 \$1 as c; send c \"HEAD /bytes HTTP/1.0\\r\\n\\r\\n\"
		recv c --all -t 10s = ok; assert \$data ~ \"Content-Length: 100000\\r\\n\"
		assert \$data ~ \"\\r\\n\\r\\n\$\"; close c
		dial 127.0.0.1 \$1 as c; send c \"GET /no HTTP/1.0\\r\\n\\r\\n\"
		recv c --all -t 10s = ok; assert \$data ~ '^HTTP/1.0 404 '" "$port"
}

@test "socat answers after a half-close, over TCP" {
	port=$(free_port)
	start socat socat -t 10 "TCP-LISTEN:$port,bind=127.0.0.1" EXEC:'tr a-z A-Z'
	client "dial 127.0.0.1 \$1 $RETRY; send c 'all of ' = 7; send c 'it' = 2
		recv c -t 50ms = GAVEUP; shutdown c wr; recv c --all -t 10s = 9" "$port"
	equal "$(cat client.out)" 'ALL OF IT'
	ended "$pid"
}

@test "socat echoes datagrams: one for one, with its address" {
	port=$(free_port)
	start socat socat "UDP4-RECVFROM:$port,bind=127.0.0.1,fork" EXEC:/bin/cat
	until_true udp_bound
	client 'socket udp as u; sendto u 127.0.0.1 $1 "first" = 5; recvfrom u -t 10s = 5
		assert $addr == "127.0.0.1:$1"; sendto u $addr --hex "00 ff" = 2
		recvfrom u -t 10s = 2; assert $data == "\0\xff"
		connect u 127.0.0.1 $1; send u "connected" = 9; recv u 4 -t 10s = 4
		assert $data == conn; recv u -t 50ms = GAVEUP' "$port"
}

@test "nc listens with UDP, and answers whoever spoke first" {
	port=$(free_port)
	mkfifo keyboard
	start_with keyboard nc nc.openbsd -u -l 127.0.0.1 "$port"
	exec 8>keyboard
	until_true udp_bound
	start client timeout 15 "$SOSH" -c 'dial udp 127.0.0.1 $1 as u; send u "ping\n" = 5; recv u -t 10s = 5' "$port"
	until_true grep -q ping nc.out
	echo pong >&8
	ended "$pid"
	grep -qF 'recv(3, "pong\n", 65536) = 5' client.out
	exec 8>&-
}

@test "socat on unix sockets: a path, an abstract name, datagrams, packets" {
	start path socat UNIX-LISTEN:./stream PIPE
	client "dial unix ./stream $RETRY; send c 'by path' = 7; recv c -t 10s = 7; close c"
	equal "$(cat client.out)" 'by path'
	ended "$pid"
	start abstract socat ABSTRACT-LISTEN:"sosh-peer-$$" PIPE
	client "dial unix @\$1 $RETRY; send c 'by name' = 7; recv c -t 10s = 7; close c" "sosh-peer-$$"
	equal "$(cat client.out)" 'by name'
	start dgram socat UNIX-RECVFROM:./dgram PIPE
	until_true [ -S dgram ]
	client 'socket unix-dgram as d; bind d ./me; sendto d ./dgram "letter" = 6
		recvfrom d -t 10s = 6; assert $addr == ./dgram'
	equal "$(cat client.out)" letter
	start packets socat UNIX-LISTEN:./packets,type=5 PIPE
	client "dial unix-seqpacket ./packets $RETRY; send c 'one'; recv c -t 10s = 3; send c 'three'
		recv c 2 -t 10s = 2; recv c -t 50ms = GAVEUP; shutdown c wr; recv c -t 10s = 0"
	equal "$(cat client.out)" oneth
}

@test "python resets, refuses and disappears: each has its errno" {
	port=$(free_port)
	cat >server.py <<'END'
import os, socket, struct, sys
l = socket.socket()
l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
l.bind(("127.0.0.1", int(sys.argv[1])))
l.listen()
s = l.accept()[0]
s.recv(100)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()
s = l.accept()[0]
s.recv(1)
l.close()
os.kill(os.getpid(), 9)
END
	start python python3 server.py "$port"
	client "dial 127.0.0.1 \$1 $RETRY; send c hello = 5; recv c -t 10s = ECONNRESET
		recv c = 0; send c more = EPIPE; close c
		dial 127.0.0.1 \$1 as c; send c 'unread' = 6; recv c -t 10s = ECONNRESET
		dial 127.0.0.1 \$1 = ECONNREFUSED" "$port"
}

@test "python sees our end, our reset and our urgent byte" {
	port=$(free_port)
	cat >server.py <<'END'
import select, socket, sys
l = socket.create_server(("127.0.0.1", int(sys.argv[1])))
l.settimeout(10)
s = l.accept()[0]
print("end", s.recv(100), s.recv(100))
s.send(b"after")
s.close()
s = l.accept()[0]
select.select([], [], [s], 10)
print("urgent", s.recv(1, socket.MSG_OOB), s.recv(100))
s = l.accept()[0]
try:
    print(s.recv(100))
except OSError as e:
    print(type(e).__name__)
END
	start python python3 server.py "$port"
	client "dial 127.0.0.1 \$1 $RETRY; send c data = 4; shutdown c wr; recv c --all -t 10s = 5; close c
		dial 127.0.0.1 \$1 as c; send c 'plain!' -f oob = 6; close c
		dial 127.0.0.1 \$1 as c; setsockopt c linger 0s; close c = 0" "$port"
	ended "$pid"
	equal "$(cat python.out)" "end b'data' b''
urgent b'!' b'plain'
ConnectionResetError"
}

# ---- their clients ----

@test "nc comes: sosh reads to its end, then answers" {
	server 'accept l -t 10s as a; recv a --all -t 10s = 8; assert $data == "from nc\n"
		assert a.state == CLOSE_WAIT; send a "from sosh\n" = 10; close a'
	equal "$(echo 'from nc' | timeout 10 nc.openbsd -N 127.0.0.1 "$port")" 'from sosh'
	ended "$server"
}

@test "nc scans and knocks: a connection without a byte" {
	server 'accept l -t 10s as a; recv a -t 10s = 0|ECONNRESET'
	timeout 10 nc.openbsd -z 127.0.0.1 "$port"
	ended "$server"
}

@test "nc sends a datagram, and gets the answer" {
	start server "$SOSH" -c 'socket udp as u; bind u 127.0.0.1:0; print "at $u.port"
		recvfrom u -t 10s = 5; sendto u $addr "pong\n" = 5'
	server=$pid
	until_true grep -q '^at ' server.out
	mkfifo keyboard
	start_with keyboard nc nc.openbsd -u 127.0.0.1 "$(sed -n 's/^at //p' server.out)"
	exec 8>keyboard
	echo ping >&8
	until_true grep -q pong nc.out
	exec 8>&-
	ended "$server"
}

@test "ncat comes: 200k of any bytes to sosh, and 200k from it" {
	head -c 200000 /dev/urandom >in
	server 'accept l -t 10s as a; recv a --all --to got -t 10s = 200000; close a
		accept l -t 10s as a; sendall a --file in -t 10s = 200000; close a'
	timeout 10 ncat --send-only 127.0.0.1 "$port" <in
	until_true cmp -s in got
	timeout 10 ncat --recv-only 127.0.0.1 "$port" >back
	cmp in back
	ended "$server"
}

@test "socat comes from a port that it chose, and over IPv6" {
	server 'accept l -t 10s as a; print "peer $a.pport"; recv a --all -t 10s = 2; send a "done" = 4; close a'
	from=$(free_port)
	equal "$(printf hi | timeout 10 socat -t 10 - "TCP:127.0.0.1:$port,sourceport=$from,reuseaddr")" 'done'
	ended "$server"
	grep -qx "peer $from" server.out
	grep -q ' lo$' /proc/net/if_inet6 || return 0
	start server "$SOSH" -c 'socket tcp -6 as l; bind l 0; listen l; print "at $l.port"
		accept l -t 10s as a; assert $a.peer ~ "^.::1.:"; send a "six"; close a'
	until_true grep -q '^at ' server.out
	equal "$(timeout 10 socat -u "TCP6:[::1]:$(sed -n 's/^at //p' server.out)" -)" six
	ended "$pid"
}

@test "curl asks: sosh is a web server for one page and one form" {
	server 'accept l -t 10s as a; recv a -t 10s = ok; assert $data ~ "^GET /page\\?x=1 HTTP/1.1"
		sendall a "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-By: sosh\r\n\r\nhello\n"
		recv a -t 10s = 0; close a
		accept l -t 10s as a; recv a -t 10s = ok; assert $data ~ "^POST / .*\r\n\r\nname=value$"
		send a "HTTP/1.0 404 Not Found\r\n\r\nno such form\n"; close a'
	curl -sS -m 10 -D headers -o body "http://127.0.0.1:$port/page?x=1"
	equal "$(cat body)" hello
	grep -q '^X-By: sosh' headers
	equal "$(curl -sS -m 10 -w '%{http_code}' -d name=value "http://127.0.0.1:$port/")" $'no such form\n404'
	ended "$server"
}

@test "curl hears of a reset and of an answer that is cut short" {
	server 'accept l -t 10s as a; recv a -t 10s = ok; setsockopt a linger 0s; close a
		accept l -t 10s as a; recv a -t 10s = ok
		send a "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"; close a'
	local status=0
	curl -sS -m 10 "http://127.0.0.1:$port/" || status=$?
	equal $status 56
	status=0
	curl -sS -m 10 "http://127.0.0.1:$port/" || status=$?
	equal $status 18
	ended "$server"
}

@test "curl, socat and nc come to unix sockets" {
	server_at ./web 'accept l -t 10s as a; recv a -t 10s = ok; send a "HTTP/1.0 200 OK\r\n\r\nby path\n"; close a
		accept l -t 10s as a; recv a --all -t 10s = 6; send a "to socat\n"; close a
		accept l -t 10s as a; recv a --all -t 10s = 3; send a "to nc\n"; close a'
	equal "$(curl -sS -m 10 --unix-socket ./web http://x/)" 'by path'
	equal "$(echo socat | timeout 10 socat -t 10 - UNIX-CONNECT:./web)" 'to socat'
	equal "$(echo nc | timeout 10 nc.openbsd -N -U ./web)" 'to nc'
	ended "$server"
	server_at "@sosh-web-$$" 'accept l -t 10s as a; recv a -t 10s = ok; send a "HTTP/1.0 200 OK\r\n\r\nby name\n"; close a'
	equal "$(curl -sS -m 10 --abstract-unix-socket "sosh-web-$$" http://x/)" 'by name'
	ended "$server"
}

@test "telnet comes: its options are bytes, its lines end in CR LF" {
	server 'accept l -t 10s as a; send a --hex "ff fd 18" = 3; recv a -t 10s = 3
		assert $data == "\xff\xfb\x18"; send a "login: "; recv a -t 10s = 4
		assert $data == "me\r\n"; send a "welcome" --line; close a'
	mkfifo keyboard
	start_with keyboard telnet telnet 127.0.0.1 "$port"
	exec 8>keyboard
	until_true grep -q 'login: ' telnet.out
	echo me >&8
	until_true grep -q 'closed by foreign host' telnet.err
	exec 8>&-
	grep -q welcome telnet.out
	ended "$server"
}

@test "python comes: half-close, urgent byte, reset, and many at once" {
	server 'accept l -t 10s as a; recv a --all -t 10s = 4; send a "later" = 5; close a
		accept l -t 10s as b; recv b 5 -f waitall -t 10s = 5; recv b -f oob = 1; assert $data == "!"; recv b -t 10s = 0; close b
		accept l -t 10s as d; recv d -t 10s = ECONNRESET; close d
		accept l -t 10s as x; accept l -t 10s as y; accept l -t 10s as z
		recv z -t 10s = 1; recv y -t 10s = 1; recv x -t 10s = 1
		send x X; send y Y; send z Z'
	cat >client.py <<'END'
import socket, struct, sys
def dial():
    return socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10)
s = dial()
s.sendall(b"data")
s.shutdown(socket.SHUT_WR)
print(s.recv(100), s.recv(100))
s = dial()
s.send(b"plain!", socket.MSG_OOB)
s.shutdown(socket.SHUT_WR)
print(s.recv(100))
s = dial()
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()
many = [dial() for i in range(3)]
for s in many:
    s.send(b"?")
print([s.recv(1) for s in many])
END
	timeout 15 python3 client.py "$port" >python.out
	equal "$(cat python.out)" "b'later' b''
b''
[b'X', b'Y', b'Z']"
	ended "$server"
}

@test "python does not read: send gives up its wait, and what it counted arrives" {
	server 'accept l -t 10s as a; setsockopt a sndbuf 16k; send a --fill 64M -t 300ms = ok
		assert $? < 67108864; send a --fill 64M -t 300ms = ok|GAVEUP
		print "full"; shutdown a wr; recv a -t 10s = 0'
	cat >client.py <<'END'
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=10)
sys.stdin.read()
n = 0
while data := s.recv(65536):
    n += len(data)
print(n)
END
	mkfifo keyboard
	start_with keyboard python python3 client.py "$port"
	exec 8>keyboard
	until_true grep -q '^full' server.out
	exec 8>&-
	ended "$server"
	ended "$pid"
	equal "$(awk '/^send/ && $NF > 0 { n += $NF } END { print n }' server.out)" "$(cat python.out)"
}
