#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# capture between hosts: each frame of each link, and what became of it.

load helper

TALK='on juliet socket tcp as l; bind l 10.0.1.2:4000; listen l
on romeo socket tcp as c; connect c 10.0.1.2:4000; accept l as s'

setup() {
	enter
	chmod 755 "$HOME"
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	unshare -rn ip link add v0 type veth peer name v1 2>/dev/null || skip "no veth here"
}

hosts() {
	local as=()
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	both timeout -s KILL 30 "${as[@]}" "$SOSH" --private "$@"
}

@test "the first connection asks who has the address, and each frame is there once" {
	hosts -c "host romeo; host juliet; capture on; link romeo juliet; on juliet socket tcp as l; bind l 10.0.1.2:4000; listen l
		on romeo socket tcp as c
		connect c juliet:4000 = packets \"arp who-has 10.0.1.2\" \"arp 10.0.1.2 is-at\" \"S\" \"S.\" \".\"
		accept l as s; send c hello = packets \"c > s: P. 1:6(5)\" \"s > c: . ack 6\""
	equal "$status:$err" 0:
	grep -qE '^  \+[0-9.]+ [mu]s  c > l: S 0:0\(0\) win [0-9]+ <mss 1460' out
	equal "$(grep -c ' > l: S ' out)" 1
	lacks 'arrives after' out
}

@test "a delay is told, in text and in objects" {
	hosts -c "host romeo; host juliet; link romeo juliet --delay 20ms; capture on; $TALK; packets"
	equal "$status:$err" 0:
	grep -q ' c > l: S 0:0(0) .*(arrives after 20 ms)$' out
	hosts --json -c "host romeo; host juliet; link romeo juliet --delay 20ms; capture on; $TALK"
	equal "$(jq -s '[.[] | select(.type == "packet" and .flags == "S") | .arrives - .start | . * 1000 | round] | .[0]' out)" 20
	equal "$(jq -sr '[.[] | select(.type == "packet") | "\(.link) \(.fate)"] | unique | join(",")' out)" '1 carried'
}

@test "what is dropped is crossed out, and sent again" {
	hosts -c "host romeo; host juliet; link romeo juliet; capture on; $TALK; drop romeo juliet \"P. 1:6(5)\"
		send c hello; recv s = 5 \"hello\"; cut romeo juliet; send c lost; sleep 1ms; mend romeo juliet"
	equal "$status:$err" 0:
	grep -qE '^x \+.* c > s: P. 1:6\(5\) .*\(dropped\)$' out
	grep -qE '^  \+.* c > s: P. 1:6\(5\) .*retransmission' out
	grep -qE '^x \+.* c > s: P. 6:10\(4\) .*\(cut\)$' out
}

@test "a router's links are told apart, and none is a retransmission" {
	hosts -c "host a; host r --router; host b; link a r; link r b; on b socket udp as u; bind u *:9; on a socket udp as v
		connect v 10.0.2.2:9; send v x; recv u; capture on; send v hello = packets \"udp (5)\" \"udp (5)\"; recv u
		on b socket tcp as l; bind l *:80; listen l; on a socket tcp as c; connect c 10.0.2.2:80"
	equal "$status:$err" 0:
	grep -qE ' v > u: udp \(5\) \(link 1\)$' out
	grep -qE ' v > u: udp \(5\) \(link 2\)$' out
	equal "$(grep -c ' S 0:0(0)' out)" 2
	lacks retransmission out
}

@test "a file has an interface for each link, and the lost ones too" {
	chmod 777 "$HOME"
	hosts -qc "host a; host r --router; host b; link a r; link r b; capture on; on a socket udp as v; connect v 10.0.2.2:9
		cut r b; send v x; capture net.pcapng"
	equal "$status" 0
	capinfos -K net.pcapng >infos
	grep -q 'Number of interfaces in file: 2' infos
	equal "$(tshark -r net.pcapng -T fields -e frame.interface_name -Y udp 2>/dev/null | sort -u)" 'link 1'
	tshark -r net.pcapng -T fields -e frame.comment -Y 'frame.interface_name == "link 2"' 2>/dev/null | grep -q 'cut)'
}

@test "links that come later are captured, and off ends it" {
	hosts -c "host romeo; host juliet; capture on; link romeo juliet; $TALK; capture off; send c hello; capture on; send c again
		capture"
	equal "$status:$err" 0:
	lacks '1:6(5)' out
	grep -q '6:11(5)' out
	equal "$(grep -c ' > l: S ' out)" 1
}

@test "a flood between hosts is counted, and the shell goes on" {
	hosts -qc "host romeo; host juliet; link romeo juliet; $TALK; capture on; recv s --all --to /dev/null &
		sendall c --fill 20M; shutdown c wr; wait; capture"
	equal "$status:$err" 0:
	grep -qE '^capturing is on.* [0-9]{4,} packets' out
}

@test "sockets of two hosts with the same port and no address are told apart" {
	hosts -c "host romeo; host juliet; link romeo juliet; capture on; on juliet socket udp as u; bind u *:4000
		on romeo socket udp as v; bind v *:4000; sendto v juliet:4000 x; recv u; sendto u romeo:4000 y; recv v"
	equal "$status:$err" 0:
	grep -q ' v > u: udp (1)$' out
	grep -q ' u > v: udp (1)$' out
}
