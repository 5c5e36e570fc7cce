#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# set effects: what each call changed, under its line.

load helper

setup() {
	enter
}

# effects COMMANDS: in a script, with them on; ports made readable.
effects() {
	both "$SOSH" -c "set effects on; $1"
	equal "$status:$err" 0:
}

has() {
	grep -qE -- "$1" out || {
		printf 'no line %q in:\n' "$1"
		cat out
		return 1
	}
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l 5; socket tcp as c; connect c 127.0.0.1:$l.port; accept l as s'

@test "the life of a connection, on both ends and the listener" {
	effects "$PAIR; send c hello; recv s; shutdown c wr; shutdown s wr; close c; close s; close l"
	has '^  3: local 127\.0\.0\.1:[0-9]+, port chosen by the kernel; no segments$'
	has '^  3: CLOSE -> LISTEN; accept queue 0 of 5$'
	has '^  4: CLOSE -> ESTABLISHED; local 127\.0\.0\.1:[0-9]+, chosen by the kernel$'
	has '^  4: segments 2 out, 1 in$'
	has '^  3: accept queue 0 -> 1 of 5$'
	has '^  3: accept queue 1 -> 0 of 5$'
	has '^  5: ESTABLISHED$'
	has '^  4: segments 1 out, 1 in$'
	has '^  5: unread 0 -> 5$'
	has '^  5: unread 5 -> 0; no segments$'
	has '^  4: ESTABLISHED -> FIN_WAIT[12]; segments 1 out'
	has '^  5: ESTABLISHED -> CLOSE_WAIT$'
	has '^  4: FIN_WAIT[12] -> CLOSE; its connection goes on in TIME_WAIT, [0-9.]+ s left$'
	# a closed one, a listener: nothing is left of either
	has '^  3: closed$'
}

@test "a descriptor that is closed leaves its connection to the kernel" {
	effects "$PAIR; close c; close s"
	has '^  4: closed; its connection goes on in FIN_WAIT[12].*; segments unknown$'
	has '^  5: ESTABLISHED -> CLOSE_WAIT; segments 1 in'
	effects "$PAIR; abort c"
	has '^  4: closed; its connection is over; segments unknown$'
	has '^  5: ESTABLISHED -> CLOSE'
}

@test "close of a copy leaves the socket open; only close says that something closed" {
	effects "$PAIR; dup c as d; close c; send d hello"
	has '^  4: closed; still open elsewhere$'
	lacks 'goes on in ESTABLISHED|^  4: .*unknown' out
	# a connection that was left, and its number another's
	effects "$PAIR; close c; socket udp as u; close s; sleep 100ms; print on"
	lacks '^since: 4' <(sed -n '/SOCK_DGRAM/,$p' out)
}

@test "a byte count is no descriptor, and an address that is named is looked at" {
	effects 'socketpair unix as a,b; socket udp as u; sendmsg a "hello" --fds u; recvmsg b as got'
	lacks '^  5: ' out
	effects 'socket udp as u; bind u 127.0.0.1:0; socket udp as v; bind v 127.0.0.1:0; socket udp as w
		bind w 127.0.0.1:0; connect u $v.local; connect v $u.local; sendto u $w.local x'
	has '^  5: next 0 -> 1; rmem 0 -> [0-9]+$'
	# AF_UNIX counts memory at the sender
	effects 'socket unix-dgram as u; bind u ./u; socket unix-dgram as v; sendto v ./u x; sendto v ./u y; unlink ./u'
	has '^  4: unacked [1-9][0-9]* -> [0-9]+$'
}

@test "what nobody looked at is not told as since" {
	effects "$PAIR; send c hello; set effects off; recv s; set effects on; print on"
	lacks since out
}

@test "counters that the kernel cleared are unknown, never 0" {
	effects 'socket tcp as c; connect c 127.0.0.1:1 = ECONNREFUSED'
	has '^  3: local .*; segments unknown$'
	lacks 'no segments' out
	effects "$PAIR; send c hello; connect c none"
	has 'segments unknown'
	# a SYN that a call which sends has made, and its RST
	effects 'socket tcp as c; setsockopt c TCP_FASTOPEN_CONNECT 1; setsockopt c TCP_FASTOPEN_NO_COOKIE 1
		connect c 127.0.0.1:1; send c x = ECONNREFUSED|EPIPE|ENOTCONN'
	equal "$(tail -1 out)" '  3: segments unknown'
}

@test "datagrams: what waits, its memory, an address given up" {
	effects 'socket udp as u; bind u 127.0.0.1:0; socket udp as v; sendto v 127.0.0.1:$u.port "hello"
		sendto v 127.0.0.1:$u.port "hello"; recvfrom u; connect v 127.0.0.1:$u.port; connect v none'
	has '^  3: UNCONNECTED -> BOUND; local 127\.0\.0\.1:[0-9]+, port chosen by the kernel$'
	has '^  3: next 0 -> 5; rmem 0 -> [0-9]+$'
	has '^  4: UNCONNECTED -> BOUND; local 0\.0\.0\.0:[0-9]+, chosen by the kernel$'
	has '^  4: peer 127\.0\.0\.1:[0-9]+ -> none$'
	lacks 'segments' out
	# an address that was given is nobody's choice
	effects 'socket unix-dgram as u; bind u ./u; unlink ./u'
	has '^  3: UNCONNECTED -> BOUND; local \./u$'
}

@test "what one receive holds of the sends at the other end" {
	effects "$PAIR; send c one; recv s; send c two; send c three; recv s"
	has '^  5: unread 8 -> 0; the bytes of 2 sends; no segments$'
	equal "$(grep -c 'send[s ]' out)" 1 # not of one that came alone
	effects "$PAIR; sendall c 0123456789; recv s 4; recv s 4; recv s"
	equal "$(grep -c '; a part of one send; ' out)" 3
	effects "$PAIR; send c 0123; send c 4567; send c 89; recv s 6 --peek; recv s 6; recv s; recv s 1 --dontwait = EAGAIN"
	has '^  5: unread 10 -> 4; the bytes of 2 sends, the last in part; no segments$'
	has '^  5: unread 4 -> 0; the bytes of 2 sends, the first in part; no segments$'
	equal "$(grep -c 'send[s ]' out)" 2
	# too long ago to tell; of messages each is one
	effects "$PAIR; repeat 9 { send c x }; recv s 1; send c y; recv s
		socketpair unix seqpacket as a,b; send a 12345; recv b 3"
	lacks 'send[s ]' out
	# where counts do not tell: a copy, another connection before, urgent data
	effects "$PAIR; dup c as d; send d hi; send c abc; recv s 2"
	lacks 'sends? *;|of one send' out
	effects "$PAIR; send c 12345; recv s; connect c none; socket tcp as m; bind m 127.0.0.1:0; listen m
		connect c 127.0.0.1:\$m.port; accept m as t; send c ab; recv t"
	lacks 'sends? *;|of one send' out
	effects "$PAIR; send c abc -f oob; recv s; send c def; recv s"
	lacks 'sends? *;|of one send' out
	effects "set json on; $PAIR; send c one; send c two; recv s 5"
	has '"fd":5,"unread":\[6,1\],"sends":\{"calls":2,"begins":true,"ends":false\},"segments"'
}

@test "an option that was set, and none that is only read" {
	effects 'socket tcp as c; setsockopt c SO_SNDBUF 20000; getsockopt c SO_SNDBUF; setsockopt c TCP_NODELAY 1'
	has '^  3: SO_SNDBUF [0-9]+ -> 40000; no segments$'
	has '^  3: TCP_NODELAY 0 -> 1; no segments$'
	equal "$(grep -c '^  3: ' out)" 2
}

@test "since: what changed by itself, before the next command" {
	effects "$PAIR; poll s -t 10ms = 0; send c hello -f more; sleep 400ms; print on"
	has '^since: 4: unacked 5 -> 0; unsent 5 -> 0; segments 1 out, 1 in$'
	has '^since: 5: unread 0 -> 5$'
	# before what is printed next
	equal "$(grep -n '^since: 5' out | cut -d: -f1)" "$(($(grep -n '^on$' out | cut -d: -f1) - 1))"
	equal "$(grep -c since: out)" 2
}

@test "jobs show theirs behind their number; -q and off show none" {
	effects "$PAIR; recv s & send c hello; wait %1"
	has '^\[%1\]   5: .*segments'
	both "$SOSH" -q -c "set effects on; $PAIR; send c hello"
	equal "$status:$out:$err" 0::
	both "$SOSH" -c "set effects on; set effects off; $PAIR; send c hello"
	lacks '^ |since' out
	both "$SOSH" -c "$PAIR; send c hello"
	lacks '^ |since' out
}

@test "a number that became another's is not taken for the one it was" {
	effects "$PAIR; send c hello; close c; socket udp as u; send s x; print on"
	lacks '^since: 4: [A-Z]+ -> UNCONNECTED' out
}

@test "off costs no call; on there are only looks more" {
	local each
	type strace >/dev/null || skip
	printf '%s; send c hello; recv s; close c; close s\n' "$PAIR" >off
	printf 'set effects on; %s\n' "$(cat off)" >on
	for each in off on; do
		# a leak is not looked for under ptrace
		ASAN_OPTIONS=detect_leaks=0 timeout 60 strace -f -qq -e trace=network -o "$each.trace" "$SOSH" "$each" >out
		# looks: at the socket, or a question of sock_diag(7) and its answer
		grep -vE 'get(sock|peer)(opt|name)|nlmsg_len|NETLINK_SOCK_DIAG' "$each.trace" | sed -E 's/^[0-9]+ +//; s/[0-9]{4,5}/N/g' >"$each.calls"
	done
	diff off.calls on.calls
	lacks 'TCP_INFO|NETLINK' off.trace
	grep -q TCP_INFO on.trace
}

@test "what is said of states is what ss(8) says, all along" {
	type ss >/dev/null || skip
	cat >drive.py <<'P'
import json, subprocess, sys
shell = subprocess.Popen([sys.argv[1], "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
states, held, compared = {}, {}, 0

def do(line):
    """Runs LINE; the states that its effects tell of, by descriptor."""
    value = None
    shell.stdin.write(line + "\nprint done\n")
    shell.stdin.flush()
    for text in shell.stdout:
        row = json.loads(text)
        if row["type"] == "effect":
            if "state" in row:
                states[row["fd"]] = row["state"][1]
            if "held" in row:
                states[row["fd"]] = held[row["fd"]] = row["held"]
            if "closed" in row and not held.get(row["fd"]):
                states.pop(row["fd"], None)
        elif row.get("value") == "done":
            return value
        elif row.get("value"):
            value = row["value"]
        elif row["type"] == "error":
            sys.exit(text)

def ask(what):
    return do(f"print {what}")

def ss(local, peer):
    """The state of that socket as ss tells it: LISTEN, FIN-WAIT-1 ..."""
    for row in subprocess.run(["ss", "-tanH"], capture_output=True, text=True).stdout.splitlines():
        state, _, _, own, other, *_ = row.split()
        if own == local and (other == peer or not peer):
            return {"ESTAB": "ESTABLISHED"}.get(state, state.replace("-", "_").replace("WAIT_1", "WAIT1").replace("WAIT_2", "WAIT2"))
    return None

def same(fd, local, peer):
    global compared
    kernel = ss(local, peer)
    if states.get(fd) != kernel:
        do("print again")  # what has changed since
        kernel = ss(local, peer)
    if states.get(fd) != kernel:
        sys.exit(f"{fd}: {states.get(fd)}, and ss says {kernel}")
    compared += 1

for line in ("set effects on", "socket tcp as l", "bind l 127.0.0.1:0", "listen l 5"):
    do(line)
listener = ask("$l.local")
same(3, listener, "")
for line in ("socket tcp as c", f"connect c {listener}"):
    do(line)
client = ask("$c.local")
same(4, client, listener)
do("accept l as s")
for line in ("send c hello", "recv s", "shutdown c wr", "send s bye", "recv c", "close s", "close c"):
    do(line)
    same(4, client, listener)
    if states.get(5):
        same(5, listener, client)
print(compared)
P
	both python3 drive.py "$SOSH"
	equal "$status:$err" 0:
	[ "$out" -ge 10 ]
}

@test "whose the packets are: IPV6_V6ONLY, UDP beside UDP-Lite" {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	both "$SOSH" --private -c 'set effects on; socket tcp6 as l; setsockopt l IPV6_V6ONLY on; bind l [::]:80; listen l
		socket tcp as m; bind m 127.0.0.1:80; listen m 7; socket tcp as c; connect c 127.0.0.1:80
		socket tcp6 as o; bind o [::]:81; listen o 6; socket tcp as d; connect d 127.0.0.1:81'
	equal "$status:$err" 0:
	has '^  4: accept queue 0 -> 1 of 7$'
	has '^  6: accept queue 0 -> 1 of 6$'
	both "$SOSH" --private -k -c 'set effects on; socket udplite as v; bind v 127.0.0.1:5; socket udp as u; bind u 127.0.0.1:5
		socket udp as w; sendto w 127.0.0.1:5 x'
	lacks 'EPROTONOSUPPORT' out || skip "no UDP-Lite here"
	has '^  4: next 0 -> 1; '
}

@test "descriptors that come along: what they are" {
	both "$SOSH" -c "set effects on; $PAIR; send c hello; assert s.unread == 5 -t 20s
		socketpair unix as a,b; socket udp as u; sendmsg a x --fds s,u; recvmsg b"
	equal "$status:$err" 0:
	equal "$(grep -A4 '^recvmsg' out | grep -E '^  (9|10): ')" '  9: kind tcp; ESTABLISHED; unread 5
  10: kind udp; UNCONNECTED'
}
