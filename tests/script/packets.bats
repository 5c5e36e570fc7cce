#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# capture: the packets under the calls that cause them.

load helper

setup() {
	enter
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
}

# captured COMMANDS: in a network of its own; what differs from run to run made readable.
captured() {
	both "$SOSH" --private -c "capture on; $1"
	equal "$status:$err" 0:
	readable <out >lines
}

readable() {
	sed -E 's/\+[0-9.]+ [mun]?s  /+T  /; s/TS val [0-9]+ ecr [0-9]+/TS/; s/wscale [0-9]+/wscale N/; s/win [0-9]+/win W/
		s/127\.0\.0\.1:[0-9]{4,5}\b/127.0.0.1:PORT/g'
}

has() {
	grep -qxF -- "$1" lines || {
		printf 'no line %q in:\n' "$1"
		cat out
		return 1
	}
}

# The packets alone, with their ends, as far as their first words tell: those before the next call
# look like those of the call.
told() {
	sed -nE 's/^(  |since: )\+T  ([^ ]+ > [^ ]+: )/\2/p' lines | sed -E 's/ (win|<).*//'
}

TCP='socket tcp as l; bind l 127.0.0.1:80; listen l; socket tcp as c; connect c 127.0.0.1:80; accept l as s'

@test "the life of a connection: which calls send packets, and from whom" {
	captured "$TCP; send c hello; recv s; close c; assert s.state == CLOSE_WAIT -t 20s; close s; sleep 50ms"
	has '  +T  c > l: S 0:0(0) win W <mss 65495,sackOK,TS,nop,wscale N>'
	has '  +T  l > c: S. 0:0(0) ack 1 win W <mss 65495,sackOK,TS,nop,wscale N>'
	equal "$(told | tr '\n' ,)" \
		'c > l: S 0:0(0),l > c: S. 0:0(0) ack 1,c > l: . 1:1(0) ack 1,c > s: P. 1:6(5) ack 1,s > c: . 1:1(0) ack 6,c > s: F. 6:6(0) ack 1,s > c: F. 1:1(0) ack 7,c > s: . 7:7(0) ack 2,'
	# under the call that sent it, and none under what sends nothing
	equal "$(grep -A1 '^send' lines | tail -1 | cut -c1-18)" '  +T  c > s: P. 1:'
	lacks '^(  |since: )' <(grep -A1 -E '^(listen|accept|recv)' lines)
}

@test "a refused connection is answered by a reset" {
	captured 'socket tcp as c; connect c 127.0.0.1:81 = ECONNREFUSED'
	equal "$(tail -2 lines | sed 's/ <.*//')" '  +T  c > 127.0.0.1:81: S 0:0(0) win W
  +T  127.0.0.1:81 > c: R. 0:0(0) ack 1 win W'
}

@test "datagrams to a closed port, and what ICMP quotes; IPv6" {
	captured 'socket udp as u; sendto u 127.0.0.1:9 x; socket udp6 as v; sendto v [::1]:9 abc; sleep 50ms'
	has '  +T  u > 127.0.0.1:9: udp (1)'
	has '  +T  127.0.0.1 > u: icmp port unreachable [u > 127.0.0.1:9: udp (1)]'
	has '  +T  v > [::1]:9: udp (3)'
	has '  +T  ::1 > v: icmp6 port unreachable [v > [::1]:9: udp (3)]'
}

@test "a lost segment is seen again, and so is what a closed window makes" {
	captured "$TCP; setsockopt s IP_MINTTL 255; send c hello; assert c.total_retrans >= 1 -t 20s; setsockopt s IP_MINTTL 0
		assert s.unread == 5 -t 20s; print end"
	grep -qE '^since: \+T  c > s: P\. 1:6\(5\) ack 1 .*; retransmission$' lines
	grep -qE '^since: .* s > c: \. 1:1\(0\) ack 6' lines
	# what comes between two commands stands before the second
	equal "$(tail -1 lines)" end
}

@test "raw sockets see what is of their protocol; fragments" {
	both "$SOSH" --private=mtu:1500 -c 'capture on; socket raw icmp as r; sendto r 127.0.0.1:0 "\x08\0\xf7\xfd\0\x01\0\x01"
		socket udp as u; bind u 127.0.0.1:9; sendto u 127.0.0.1:9 --fill 3000; sleep 50ms'
	equal "$status:$err" 0:
	readable <out >lines
	has '  +T  127.0.0.1 > 127.0.0.1: icmp echo request id 1 seq 1 (0)'
	has '  +T  127.0.0.1 > 127.0.0.1: icmp echo reply id 1 seq 1 (0)'
	has '  +T  u > u: udp (3000) fragment at 0, more follow'
	has '  +T  u > u: udp (48) fragment at 2960, the last'
}

@test "later fragments are whose the first is" {
	both "$SOSH" --private=mtu:1500 -c 'socket udp as u; bind u 127.0.0.1:9; socket udp6 as v; bind v [::1]:9; socket udp as w
		capture on u v; sendto w 127.0.0.1:8 --fill 3000; sendto u 127.0.0.1:9 --fill 3000; sendto v [::1]:9 --fill 3000; sleep 50ms'
	equal "$status:$err" 0:
	equal "$(readable <out | sed -nE 's/^(  |since: )\+T  //p')" 'u > u: udp (3000) fragment at 0, more follow
u > u: udp (1480) fragment at 1480, more follow
u > u: udp (48) fragment at 2960, the last
v > v: udp (3000) fragment at 0, more follow
v > v: udp (1448) fragment at 1448, more follow
v > v: udp (112) fragment at 2896, the last'
	{ printf '\x8\0\0\0\0\0\0\1' && head -c 2000 /dev/zero; } >ping
	both unshare -rn bash -c 'ip link set lo up mtu 1500; echo "0 0" >/proc/sys/net/ipv4/ping_group_range
		"$@"' - "$SOSH" -c 'socket icmp as p; capture on p; sendto p 127.0.0.1:0 --file ping; recv p -t 20s = 2008'
	equal "$status:$err" 0:
	equal "$(readable <out | sed -nE 's/id [0-9]+/id N/; s/^(  |since: )\+T  //p')" 'p > 127.0.0.1: icmp echo request id N seq 1 (1472) fragment at 0, more follow
p > 127.0.0.1: icmp (528) fragment at 1480, the last
127.0.0.1 > p: icmp echo reply id N seq 1 (1472) fragment at 0, more follow
127.0.0.1 > p: icmp (528) fragment at 1480, the last'
}

@test "jobs show theirs behind their number; -q none; JSON an object each" {
	captured "$TCP; send c hello & wait %1"
	# the shell may see it before the job does
	grep -qE '^(\[%1\]   |since: )\+T  c > s: P\. 1:6\(5\) ack 1 ' lines
	both "$SOSH" --private -qc "capture on; $TCP"
	equal "$status:$out:$err" 0::
	both "$SOSH" --private --json -c "capture on; $TCP"
	python3 - <<'END'
import json
calls, packets = {}, []
for line in open("out"):
    one = json.loads(line)
    if one["type"] == "call": calls[one["id"]] = one
    if one["type"] == "packet": packets.append(one)
assert [p["flags"] for p in packets] == ["S", "S.", "."], packets
syn, second, third = packets
assert calls[syn["call"]]["name" if "name" in calls[syn["call"]] else "call"] == "connect", calls[syn["call"]]
assert syn["from"] == second["to"] and syn["to"] == "127.0.0.1:80" and syn["from_fd"] == 4 and syn["to_fd"] == 3
assert syn["seq"] == 0 and second["ack"] == 1 and syn["length"] == 0 and 0 < syn["after"] < 20
assert syn["text"].startswith("S 0:0(0) win ") and syn["number"] == 1
END
}

@test "some descriptors' alone; off; what it does" {
	both "$SOSH" --private -c "$TCP; socket udp as u; capture on s u; send c hello; sendto u 127.0.0.1:9 x; connect u 127.0.0.1:80
		socket tcp as d; connect d 127.0.0.1:80; capture; capture off; send c again; capture"
	equal "$status:$err" 0:
	readable <out >lines
	# the two of a SYN that was not seen have the numbers that they have
	equal "$(grep -cE '^  \+T  (c > s: P|s > c: )' lines)" 2
	has '  +T  u > 127.0.0.1:9: udp (1)'
	lacks ' d > ' lines
	equal "$(grep '^capturing' lines)" 'capturing is on: the packets of the descriptors named; 4 packets
capturing is off; 4 packets'
	both "$SOSH" -c 'capture'
	equal "$out" 'nothing is captured'
	fails 2 'capture off 3' 'descriptors belong to capture on'
	fails 2 'capture over' 'capture on, capture off, capture FILE.pcapng'
}

@test "of what passes beside a network of one's own only the session's" {
	both unshare -rn bash -c 'ip link set lo up; "$@" -c "capture on; socket udp as u; bind u 127.0.0.1:5; recvfrom u -t 20s = 1" >mine &
		for _ in {1..400}; do grep -qs ^bind mine && break; sleep 0.05; done
		"$@" -qc "socket udp as v; sendto v 127.0.0.1:9 abc; socket tcp as c; connect c 127.0.0.1:9 = ECONNREFUSED; sendto v 127.0.0.1:5 x"
		wait $!' - "$SOSH"
	equal "$status:$err" 0:
	equal "$(grep -E '^(  |since: )' mine | sed -E 's/.*:[0-9]+ > //')" 'u: udp (1)'
}

@test "without privilege the message says what has it" {
	local who=()
	[ "$(id -u)" -ne 0 ] || who=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	chmod 755 "$HOME"
	both "${who[@]}" "$SOSH" -c 'capture on'
	equal "$status:$out" 1:
	grep -q 'capturing packets: Operation not permitted' err
	grep -q 'hint: it takes CAP_NET_RAW: sosh --private, or private as the first' err
}

@test "what did not begin captured nothing; what begins again knows no call of before" {
	local who=()
	[ "$(id -u)" -ne 0 ] || who=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	chmod 755 "$HOME"
	both "${who[@]}" "$SOSH" -kc 'capture on; packets; capture x.pcapng'
	equal "$(grep -c 'nothing was captured' err)" 2
	captured "$TCP; setsockopt s IP_MINTTL 255; capture off; send c hello; capture on; let n = \$c.total_retrans; assert c.total_retrans > \$n -t 20s; packets"
	grep -qE '^ +4 +- +- +c > s +P\. 1:6\(5\)' lines
}

@test "private is no more when the machine's packets are captured" {
	both unshare -rn "$SOSH" -c 'capture on; private'
	equal "$status" 2
	grep -q 'private comes before capture on' err
	both unshare -rn "$SOSH" -c 'capture on; capture off; private; capture on; capture'
	equal "$status:$err" 0:
	grep -q 'capturing is on: the packets of this network' out
}

@test "off costs no call" {
	type strace >/dev/null || skip
	for each in '' 'capture; '; do
		ASAN_OPTIONS=detect_leaks=0 timeout 60 strace -f -qq -o trace "$SOSH" -c "$each${TCP//:80/:0}" >out 2>&1 || true
		lacks 'AF_PACKET|PACKET_STATISTICS' trace
	done
}

# in_network COMMAND...: in a network where tcpdump runs too, which writes dump.pcap.
in_network() {
	type tcpdump ip >/dev/null || skip "no tcpdump"
	# not as root: tcpdump would become another user, whom the namespace does not have
	both unshare --user --map-user=1 --map-group=1 -n --keep-caps bash -c 'ip link set lo up
		tcpdump -i lo -nn -U --immediate-mode -w dump.pcap 2>dumper &
		for _ in {1..400}; do grep -qs listening dumper && break; sleep 0.05; done
		"$@" || exit
		for _ in {1..400}; do tcpdump -nn -r dump.pcap 2>/dev/null | grep -qs "IP6 ::1.7 > ::1.7: UDP" && break; sleep 0.05; done
		kill -INT $!; wait; tcpdump -nn -r dump.pcap >dump 2>/dev/null' - "$@"
}

# The last packet says that all have come.
RUN="$TCP; send c hello; close c; sleep 100ms; recv s; close s; socket tcp as d; connect d 127.0.0.1:81 = ECONNREFUSED
	socket udp as u; connect u 127.0.0.1:9; send u x; send u y = ECONNREFUSED; socket udp6 as v; sendto v [::1]:9 abc
	socket udp6 as w; bind w [::1]:7; sendto w [::1]:7 end; recv w -t 20s"

@test "tcpdump saw the same on the same run" {
	in_network "$SOSH" -c "capture on; $RUN"
	equal "$status:$err" 0:
	grep -E '^(  |since: )\+' out | sed -E '/icmp/s/ \[.*//; s/.*> [^ ]+: //; s/^([A-Z.]+) [0-9]+:[0-9]+(\([0-9]+\))( ack [0-9]+)?/\1 \2\3/
		s/^(S\.|R\.)(.*) ack [0-9]+/\1\2/; s/icmp.*/icmp/' >ours
	sed -E 's/.*Flags \[([^]]*)\],( seq [0-9:]+,)?( ack [0-9]+)?,? ?win ([0-9]+),( options \[(.*)\],)? length ([0-9]+).*/\1 (\7)\3 win \4 <\6>/
		s/ <>$//; s/^(S\.|R\.)(.*) ack [0-9]+/\1\2/; s/.* UDP, length ([0-9]+)/udp (\1)/; s/.* ICMP6?[, ].*/icmp/' dump >theirs
	[ "$(wc -l <theirs)" -ge 15 ]
	diff theirs ours
}

@test "the same packets, byte for byte, in a file that tcpdump reads" {
	in_network "$SOSH" -c "capture on; $RUN; capture ours.pcapng"
	equal "$status:$err" 0:
	tcpdump -nn -t -xx -r dump.pcap 2>/dev/null >theirs
	tcpdump -nn -t -xx -r ours.pcapng 2>/dev/null >ours
	[ "$(wc -l <theirs)" -ge 60 ]
	diff theirs ours
}

@test "packets shows them again; a file for Wireshark has the commands as comments" {
	captured "$TCP; send c \"hé\\n\"; packets 2; send c --fill 3000 &; wait %1; sleep 100ms; close s; capture off; packets; capture ours.pcapng"
	equal "$(grep -A2 '^NUMBER' lines | sed -E 's/ win.*//; s/[0-9.]+ [mu]s/T/; s/ +/ /g' | head -3)" 'NUMBER CALL AFTER FROM > TO PACKET
 4 7 T c > s P. 1:5(4) ack 1
 5 7 T s > c . 1:1(0) ack 5'
	equal "$(grep -cE '^ +[0-9]+ +[0-9]+ +[0-9.]+ [mu]s' lines)" "$((2 + $(grep -cE '^(  |since: |\[%1\]   )\+T' lines)))"
	type capinfos tshark >/dev/null || skip "no tshark"
	capinfos ours.pcapng >infos
	grep -qE '^File encapsulation: +Ethernet' infos
	grep -qE '^Strict time order: +True' infos
	equal "$(sed -nE 's/^Number of packets: +//p' infos)" "$(tail -1 lines | sed -E 's/ .*//')$(grep -cE '^(  |since: |\[%1\]   )\+T' lines)"
	HOME=$PWD tshark -r ours.pcapng -T fields -e frame.comment -e tcp.flags.str -e tcp.len 2>/dev/null | sed 's/·//g' >fields
	equal "$(sed -n '1p;2p;4p' fields)" 'connect c 127.0.0.1:80	S	0
connect c 127.0.0.1:80	AS	0
send c "hé\n"	AP	4'
	lacks 'Malformed|error' <(HOME=$PWD tshark -r ours.pcapng -q -z expert,error 2>/dev/null)
	both "$SOSH" --private --json -c "capture on; $TCP; packets 1"
	python3 -c 'import json; one = json.loads(open("out").readlines()[-1]); assert one["type"] == "row" and one["flags"] == "." and one["length"] == 0 and one["number"] == 3 and one["names"] == "c > l" and 0 < one["after"] < 20, one'
}

@test "what cannot be saved, and nothing to show" {
	fails 2 'packets' 'nothing was captured'
	fails 2 'capture x.pcapng' 'nothing was captured'
	both "$SOSH" --private -c 'capture on; capture /nowhere/x.pcapng'
	equal "$status:$out" 1:
	grep -q '/nowhere/x.pcapng: No such file or directory' err
	# one that cannot be written whole leaves what was there
	echo old >x.pcapng
	both bash -c "trap '' XFSZ; ulimit -f 1; "'"$@"' - "$SOSH" --private -qc "capture on; $TCP; send c --fill 9000; capture x.pcapng"
	equal "$status" 1
	grep -q 'x.pcapng: File too large' err
	equal "$(cat x.pcapng):$(echo x.*)" old:x.pcapng
	# and what is no file is written as it is
	ln -s /dev/full full.pcapng
	both "$SOSH" --private -qc 'capture on; capture full.pcapng'
	grep -q 'full.pcapng: No space left on device' err
	[ -L full.pcapng ]
}

@test "a call in flight has its packets already" {
	captured 'socket tcp as l; bind l 127.0.0.1:80; listen l 0; socket tcp as a; connect a 127.0.0.1:80
		socket tcp as c; connect c 127.0.0.1:80 &; assert c.total_retrans >= 1 -t 20s; print x; packets 1'
	grep -qE '^\[%1\]   \+T  c > l: S 0:0\(0\) ' lines
	lacks '^(  |since: |meanwhile: )\+T  c > l' lines
	grep -qE '^ +[0-9]+ +- +[0-9.]+ .*s +c > l ' lines
}

@test "what a job's call sends is its own, whatever another call waits for" {
	captured 'socket tcp as l; bind l 127.0.0.1:80; listen l 0; socket tcp as a; connect a 127.0.0.1:80; socket udp as u
		bind u 127.0.0.1:5; socket tcp as c; connect c 127.0.0.1:80 &; recv u -t 2500ms = GAVEUP packets none
		assert c.total_retrans >= 1 -t 20s; close a; accept l as s; wait %1; packets'
	lacks '^(  |since: |meanwhile: )\+T  c > l: S ' lines
	# what it was put down to is known when it has returned
	id=$(grep -E '^(\[%1\] )?[a-z]+\(.* = ' out | grep -nE '\[%1\] connect\(' | cut -d: -f1)
	grep -qE "^ +[0-9]+ +$id +[^ ]+ [mu]?s +c > l +S 0:0" lines
}

@test "a delayed acknowledgement is none of the next call's" {
	captured "$TCP; socket udp as u; bind u 127.0.0.1:5; setsockopt s TCP_QUICKACK 0; send c hello
		recv u -t 500ms = GAVEUP packets none; print end"
	grep -qE '^(meanwhile|since): \+T  s > c: \. 1:1\(0\) ack 6 ' lines
	lacks '^  \+T  s > c: \. 1:1\(0\) ack 6 ' lines
	# that of a copy of the descriptor is the same connection's
	both "$SOSH" --private -c "capture on; $TCP; dup c as d; send d hello = 5 packets P. .; shutdown d wr = packets F. ."
	equal "$status:$err" 0:
	both "$SOSH" --private --json -c "capture on; $TCP; socket udp as u; setsockopt s TCP_QUICKACK 0; send c hello; recv u -t 500ms = GAVEUP"
	grep -qE '"when":"(since|meanwhile)".*"text":"\. 1:1\(0\) ack 6 ' out
}

@test "whom a datagram socket is connected to, and was" {
	captured 'socket udp as a; bind a 127.0.0.1:5; socket udp as b; bind b 127.0.0.1:6; socket udp as u; bind u 127.0.0.1:7
		connect u 127.0.0.1:5; send u x; connect u none; sendto u 127.0.0.1:6 y; recv a; recv b'
	has '  +T  u > a: udp (1)'
	has '  +T  u > b: udp (1)'
}

@test "of a ping only who asks has the id" {
	both unshare -rn bash -c 'ip link set lo up; echo "0 0" >/proc/sys/net/ipv4/ping_group_range
		"$@"' - "$SOSH" -c 'capture on; socket icmp as p; connect p 127.0.0.1:0; send p --hex 0800000000000001; recv p -t 20s'
	equal "$status:$err" 0:
	readable <out | sed 's/id [0-9]*/id N/' >lines
	has '  +T  p > 127.0.0.1: icmp echo request id N seq 1 (0)'
	has '  +T  127.0.0.1 > p: icmp echo reply id N seq 1 (0)'
}

@test "a listener of all addresses has no connections of others" {
	both unshare -rn bash -c 'unshare -n sleep 60 & other=$!
		until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
		ip link set lo up
		ip link add v0 type veth peer name v1 && ip link set v1 netns $other || { kill $other; echo none; exit; }
		in_other() { nsenter -t $other -n "$@"; }
		in_other ip addr add 10.9.0.2/24 dev v1 && in_other ip link set v1 up
		ip addr add 10.9.0.1/24 dev v0 && ip link set v0 up
		for _ in {1..400}; do ip -o link show v0 | grep -qs "state UP" && break; sleep 0.05; done
		"$1" -c "capture on; socket tcp as l; bind l 0.0.0.0:80; listen l; accept l as s -t 20s" >mine & mine=$!
		for _ in {1..400}; do grep -qs ^listen mine && break; sleep 0.05; done
		"$1" -qc "socket tcp as c; connect c 10.9.0.2:80 = ECONNREFUSED; socket tcp as d; connect d 127.0.0.1:80"
		status=$?; wait $mine; kill $other; exit $status' - "$SOSH"
	[ "$out" != none ] || skip "no veth here"
	equal "$status:$err" 0:
	grep -qE '^(  |since: )\+.* > s: S ' mine
	lacks '10\.9\.0\.2' mine
}

@test "what passes a bridge and what lies below it is shown once" {
	both unshare -rn bash -c 'unshare -n sleep 60 & other=$!
		until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
		ip link set lo up
		ip link add v0 type veth peer name v1 && ip link set v1 netns $other && ip link add br0 type bridge &&
			ip link set v0 master br0 || { kill $other; echo none; exit; }
		in_other() { nsenter -t $other -n "$@"; }
		in_other ip addr add 10.9.0.2/24 dev v1 && in_other ip link set v1 up
		ip link set br0 address $1 && ip addr add 10.9.0.1/24 dev br0 && ip link set v0 up && ip link set br0 up
		for _ in {1..400}; do ip -o link show br0 | grep -qs "state UP" && break; sleep 0.05; done
		"$2" -c "capture on; socket tcp as c; connect c 10.9.0.2:80 = ECONNREFUSED packets S R.
			socket udp as u; sendto u 10.9.0.2:9 x = packets udp icmp
			socket tcp as d; connect d 10.9.0.2:81 = ECONNREFUSED"
		status=$?; kill $other; exit $status' - 02:00:00:00:00:09 "$SOSH"
	[ "$out" != none ] || skip "no bridge here"
	equal "$status:$err" 0:
	equal "$(sed -nE 's/^(  |since: )\+[0-9.]+ [mun]?s  ([^ ]* > [^ ]*: [^ ]*).*/\2/p' out | tr '\n' ,)" \
		'c > 10.9.0.2:80: S,10.9.0.2:80 > c: R.,u > 10.9.0.2:9: udp,10.9.0.2 > u: icmp,d > 10.9.0.2:81: S,10.9.0.2:81 > d: R.,'
}

@test "ARP, where a packet socket sees all" {
	both unshare -rn bash -c 'ip link add v0 type veth peer name v1 && ip addr add 10.9.0.1/24 dev v0 &&
		ip link set v0 up && ip link set v1 up || { echo none; exit; }
		# until then what is sent is dropped
		for _ in {1..400}; do ip -o link show v0 | grep -qs "state UP" && break; sleep 0.05; done
		"$@"' - "$SOSH" -c 'socket packet as p; capture on; socket udp as u; sendto u 10.9.0.2:9 x; sleep 50ms'
	[ "$out" != none ] || skip "no veth here"
	equal "$status:$err" 0:
	grep -qE '^(  |since: )\+[0-9.]+ [mu]s  arp who-has 10\.9\.0\.2 tell 10\.9\.0\.1$' out
}

@test "the oldest make room, and it says so" {
	captured "$TCP; set quiet on; repeat 70 { repeat 100 { send c --fill 1900; recv s --to /dev/null } }; set quiet off; capture; packets 1000000"
	tr '\n' ' ' <out | grep -qE 'capturing is on: [a-z ]*; [0-9]+ packets, of which the first [0-9]+ are not kept '
	grep -qE '^the [0-9]+ packets before are not kept$' out
}

# expects MESSAGE SCRIPT: a listener l on port 80 and a socket c are there.
MADE='capture on; socket tcp as l; bind l 127.0.0.1:80; listen l; socket tcp as c;'
expects() {
	both "$SOSH" --private -qc "$MADE $2"
	[[ $err == *"$1"* ]] || {
		printf 'message: %s\nnot: %s\n' "$err" "$1"
		return 1
	}
}

@test "packets are expected as results are, from the first on, as many as matter" {
	both "$SOSH" --private -c "$MADE"'
		connect c 127.0.0.1:80 = packets S S. .; accept l as s = ok packets none
		send c hello = 5 packets "c > s: P. 1:6(5) ack 1" ". ack 6" in 20s; recv s = 5 packets none
		let n = 6; shutdown c wr = packets "F. $n:6(0)" ". ack 7"; close s = packets F.
		socket tcp as d; connect d 127.0.0.1:81 = ECONNREFUSED packets "S mss wscale" R.
		socket udp as u; sendto u 127.0.0.1:9 x = packets udp "icmp port unreachable u > 127.0.0.1:9: udp"
		repeat 2 { socket tcp as e; connect e 127.0.0.1:80 = packets S "S. ack 1"; close e }'
	equal "$status:$err" 0:
	both "$SOSH" --private=net.ipv4.tcp_ecn=1 -qc "$MADE connect c 127.0.0.1:80 = packets SEW S.E .; accept l as s
		send c hello = packets \"[ect0] P.\" .; send c x = packets P."
	equal "$status:$err" 0:
}

@test "one that does not hold says what came" {
	expects '1:101: expected packets "S" "R.", got "S" "S." "."' 'connect c 127.0.0.1:80 = packets S R.'
	equal "$status" 1
	expects 'expected packets none, got "S" "S." "."' 'connect c 127.0.0.1:80 = packets none'
	expects 'expected packets "S sackOK mss", got "S"' 'connect c 127.0.0.1:80 = packets "S sackOK mss"'
	expects 'expected packets "S" "S." "." "P.", got "S" "S." "."' 'connect c 127.0.0.1:80 = packets S S. . P.'
	expects 'expected packets "l > c: S", got "S"' 'connect c 127.0.0.1:80 = packets "l > c: S"'
	expects 'expected EPERM, got 0' 'connect c 127.0.0.1:80 = EPERM packets S'
	expects 'packets needs what they are' 'connect c 127.0.0.1:80 = packets'
	equal "$status" 2
	expects 'packets are those of a command that is waited for' 'connect c 127.0.0.1:80 = packets S &'
	expects 'nothing is captured' 'capture off; connect c 127.0.0.1:80 = packets S'
	expects "no command 'x'" 'x = packets S'
	expects 'print makes no call whose time could be expected' 'print x = packets none in 5s'
}

@test "--decode: what a raw or a packet socket got, as capture shows it" {
	both "$SOSH" --private -c 'set timeout = 20s; socket raw icmp as r; socket packet as p; socket raw6 icmpv6 as q; socket udp as u
		bind u 127.0.0.1:5; sendto u 127.0.0.1:9 x; recv r --decode; recvfrom p --decode; recvmsg p --decode
		socket udp6 as v; bind v [::1]:5; sendto v [::1]:9 xy; read q --decode'
	equal "$status:$err" 0:
	equal "$(grep '^  ' out)" '  127.0.0.1 > 127.0.0.1: icmp port unreachable [127.0.0.1:5 > 127.0.0.1:9: udp (1)]
  127.0.0.1:5 > 127.0.0.1:9: udp (1)
  127.0.0.1:5 > 127.0.0.1:9: udp (1)
  icmp6 port unreachable [[::1]:5 > [::1]:9: udp (2)]'
	fails 2 'socket udp as u; recv u --decode' '3 is no raw and no packet socket'
	both "$SOSH" -c 'recv 9 --decode = EBADF'
	equal "$status:$err" 0:
}
