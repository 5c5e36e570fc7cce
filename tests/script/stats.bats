#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stats: bytes, calls, and the bytes on the wire.

load helper

setup() {
	enter
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'

# wire WAY BY: NAME=VALUE of that row of the last object in out, in $payload, $packets ...
wire() {
	local row
	row=$(tail -n 1 out | grep -oE "\{\"way\":\"$1\",\"by\":\"$2\",[^}]*")
	eval "$(grep -oE '"[a-z_]+":[0-9.]+|"again":null' <<<"$row" | sed 's/"//g; s/:/=/')"
}

@test "stats: payload, segments and headers of both ends fit together" {
	both "$SOSH" --json -c "$PAIR; send c hello; send c 'world!'; recv s 11 --waitall; send s ok; recv c; stats c"
	equal "$status:$err" 0:
	wire out counters
	equal "$payload:$with_data:$again:$header" 11:2:0:52
	equal "$headers" "$((packets * 52))"
	equal "$wire" "$((payload + headers))"
	wire in counters
	equal "$payload:$with_data:$again" 2:1:null
	equal "$wire" "$((2 + packets * 52))"
	tail -n 1 out | grep -qF '"calls":[{"call":"send","way":"out","calls":2,"failed":0,"bytes":11,"average":5.5},{"call":"recv","way":"in","calls":1,"failed":0,"bytes":2,"average":2}]'
}

@test "stats: the FIN is no payload, in any state behind it" {
	both "$SOSH" --json -c "$PAIR; send c hello; shutdown c wr; recv s; recv s = 0; assert s.state == CLOSE_WAIT; stats s"
	equal "$status:$err" 0:
	wire in counters
	equal "$payload" 5
	both "$SOSH" --json -c "$PAIR; send c hello; shutdown c wr; recv s; shutdown s wr; assert s.state == CLOSE -t 10s; stats s"
	equal "$status:$err" 0:
	wire in counters
	equal "$payload" 5
}

@test "stats: what was looked at has a row of its own and has not moved" {
	both "$SOSH" -c "$PAIR; send c hello; recv s --peek; recv s; recv s -f MSG_DONTWAIT = EAGAIN; stats s"
	equal "$status:$err" 0:
	grep -qE '^received +5 bytes ' out
	grep -qE '^recv \(looked only\) +in +1 +0 +5 +5$' out
	grep -qE '^recv +in +2 +1 +5 +5$' out
}

@test "stats: a datagram for each call, with the header of its family" {
	both "$SOSH" --json -c 'socket udp as u; bind u 127.0.0.1:0; socket udp as v; sendto v $u.local hello; sendto v $u.local ""; recv u 2; recv u; stats u'
	equal "$status:$err" 0:
	wire in counters
	equal "$payload:$packets:$header:$wire" 5:2:28:61
	both "$SOSH" --json -c 'socket udp6 as u; bind u [::1]:0; socket udp6 as v; sendto v $u.local hello; stats v'
	equal "$status:$err" 0:
	wire out counters
	equal "$payload:$packets:$header:$wire" 5:1:48:53
}

@test "stats: what is not known is unknown, and never 0" {
	both "$SOSH" -c 'socketpair unix as a,b; send a x; stats a'
	equal "$status:$err" 0:
	grep -q '^note .*no wire' out
	lacks '^(out|in) +counters' out
	both "$SOSH" -c "$PAIR; stats l"
	grep -q '^note .*listener' out
	both "$SOSH" -c "$PAIR; send c x; connect c none; stats c"
	grep -q '^note .*unknown' out
	both "$SOSH" --json -c "$PAIR; send c x; connect c none; stats"
	tail -n 1 out | grep -qF '"sent":1,"received":0,"wire out":null,"efficiency_out":null'
}

@test "stats: of all descriptors, and the calls on closed ones too" {
	both "$SOSH" -c 'stats; socketpair unix as a,b; send a hello; recv b; close a; socket tcp as c; stats'
	equal "$status:$err" 0:
	equal "$(head -n 1 out)" 'no descriptors; socket makes one'
	grep -qE '^ +4 +b +unix +0 +5 +unknown +no wire +unknown +no wire$' out
	grep -qE '^ +3 +c +tcp +0 +0 +0 +- +0 +-$' out
	grep -qE '^send +out +1 +0 +5 +5$' out
}

@test "stats: with capture the real bytes stand beside the computed ones" {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	both "$SOSH" --private --json -c "capture on; $PAIR; send c hello; recv s; send c bye; recv s; stats c"
	equal "$status:$err" 0:
	wire out counters
	computed=$packets
	wire out capture
	equal "$payload:$packets:$with_data:$again" "8:$computed:2:0"
	equal "$wire" "$((payload + headers))"
	# Ethernet's 14 bytes of each, and 8 more of options in the SYN
	equal "$headers" "$((packets * 66 + 8))"
}

@test "stats: a descriptor that was closed is told so" {
	fails 2 'socket tcp as c; close c; stats c' 'descriptor 3 is not open'
}

@test "stats: a program is told where calls are missing" {
	both "$SOSH" --json -c "$PAIR; send c x; stats; stats c"
	equal "$(grep -c '"row":"stats",.*"forgotten":null}$' out)" 2
	both "$SOSH" -qc "$PAIR; repeat 400 as i { send c --fill 60\$i = ok; recv s 60\$i --waitall }; set json on; stats; stats c"
	equal "$(grep -c '"row":"stats",.*"forgotten":"yes"}$' out)" 2
}
