#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# link, links, cut, mend, drop and route: hosts that are joined, and what becomes of frames.

load helper

HOSTS='host romeo; host juliet'
LINKED="$HOSTS; link romeo juliet"
# c on romeo and s on juliet are the two ends of a connection.
TALK='on juliet socket tcp as l; bind l 10.0.1.2:4000; listen l
on romeo socket tcp as c; connect c 10.0.1.2:4000; accept l as s'

setup() {
	enter
	chmod 755 "$HOME"
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	unshare -rn ip link add v0 type veth peer name v1 2>/dev/null || skip "no veth here"
}

# By nobody, in a network of his own.
hosts() {
	local as=()
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	both "${as[@]}" "$SOSH" --private "$@"
}

# The figure of a column of `links --json`, of the way that begins at this host.
figure() {
	jq -r "select(.way // \"\" | startswith(\"$1 >\")) | .\"$2\"" out
}

@test "two hosts and a link: addresses, both families, and TCP between them" {
	hosts -c "$LINKED; on romeo interfaces eth0; on juliet interfaces eth0; $TALK; send c hello; recv s = 5 \"hello\"
		on juliet socket tcp6 as m; bind m [fd00:0:0:1::2]:5; listen m
		on romeo socket tcp6 as d; connect d [fd00:0:0:1::2]:5 = 0"
	equal "$status:$err" 0:
	equal "$(head -1 out)" 'link 1: romeo 10.0.1.1, juliet 10.0.1.2'
	grep -q 'eth0 .* 1500  *02:00:00:00:01:01 .* 10.0.1.1/24 fd00:0:0:1::1/64' out
	grep -q 'eth0 .* 1500  *02:00:00:00:01:02 .* 10.0.1.2/24 fd00:0:0:1::2/64' out
}

@test "a delay is what connect takes, each way" {
	hosts -c "$HOSTS; link romeo juliet --delay 30ms; $TALK; print \$time"
	equal "$status:$err" 0:
	grep -qE '^connect\(c?.*10.0.1.2:4000\) = 0' out
	hosts --json -qc "$HOSTS; link romeo juliet; link romeo>juliet --delay 30ms; on juliet socket udp as u; bind u 10.0.1.2:9
		on romeo socket udp as v; bind v 10.0.1.1:9; sendto v 10.0.1.2:9 x; recv u
		let a = \$time; sendto u 10.0.1.1:9 y; recv v"
	equal "$status:$err" 0:
	jq -s '[.[] | select(.call == "recv").duration_ns // .duration] | length == 2' out >/dev/null
}

@test "the third frame is lost, and no other" {
	hosts --json -qc "$LINKED; on juliet socket udp as u; bind u 10.0.1.2:9; on romeo socket udp as v; connect v 10.0.1.2:9
		send v 0; recv u; link romeo>juliet --loss 3; repeat 5 as i { send v \$i }; sleep 50ms
		recv u = 1 \"1\"; recv u = 1 \"2\"; recv u = 1 \"4\"; recv u = 1 \"5\"; recv u -t 50ms = GAVEUP; links"
	equal "$status:$err" 0:
	equal "$(figure romeo lost)" 1
	equal "$(figure juliet lost)" 0
}

@test "a share is lost, the same frames with the same seed" {
	for run in 1 2; do
		hosts -qc "$HOSTS; link romeo juliet --seed 7; on juliet socket udp as u; bind u 10.0.1.2:9; on romeo socket udp as v
			connect v 10.0.1.2:9; send v 0; recv u; link romeo juliet --loss 30% --seed 7
			repeat 40 as i { send v \$i }; repeat until GAVEUP { recv u -t 50ms; print \"\$data.\" }"
		equal "$status:$err" 0:
		mv out "out$run"
	done
	equal "$(<out1)" "$(<out2)"
	[[ $(<out1) == *[0-9].* ]]
	[ "$(tr -dc . <out1 | wc -c)" -lt 40 ]
}

@test "a link that is cut carries nothing; mended, it does" {
	hosts --json -qc "$LINKED; $TALK; cut romeo juliet; send c hello; recv s -t 300ms = GAVEUP; mend romeo juliet; recv s = 5 \"hello\"
		cut juliet>romeo; links"
	equal "$status:$err" 0:
	[ "$(figure romeo 'cut off')" -ge 1 ]
	equal "$(figure romeo line):$(figure juliet line)" null:cut
}

@test "just that segment is dropped, and sent again" {
	hosts --json -qc "$LINKED; $TALK; drop romeo juliet \"P. 6:11(5)\"; send c hello; recv s = 5 \"hello\"; links
		send c again; recv s = 5 \"again\"; links"
	equal "$status:$err" 0:
	equal "$(figure romeo dropped | xargs)" '0 1'
	equal "$(figure romeo 'to drop' | xargs)" '1 0'
}

@test "what drop waits for can be forgotten; a way is another way's not" {
	hosts --json -qc "$LINKED; drop juliet>romeo S; drop romeo juliet F.; $TALK; links; drop romeo juliet --forget; links"
	equal "$status:$err" 0:
	equal "$(figure romeo 'to drop' | xargs)" '1 0'
	equal "$(figure juliet 'to drop' | xargs)" '2 0'
}

@test "routes lead over routers, of which each takes one off the TTL" {
	hosts -c "host a; host r --router; host s --router; host b; link a r; link r s; link s b
		on b socket udp as u; bind u *:9; setsockopt u IP_RECVTTL on
		on a socket udp as v; connect v 10.0.3.2:9; send v x; recvmsg u
		setsockopt v IP_RECVERR on; setsockopt v IP_TTL 1; send v y; poll v:ERR; recvmsg v -f MSG_ERRQUEUE
		setsockopt v IP_TTL 2; send v z; poll v:ERR; recvmsg v -f MSG_ERRQUEUE; on a routes"
	equal "$status:$err" 0:
	grep -q 'ttl=62\|IP_TTL.*62\|62' out
	grep -q '10.0.1.2' out
	grep -q '10.0.2.2' out
	grep -q '^default .*10.0.1.2' out
}

@test "who does not forward is no way, until a host does" {
	hosts -c "host a; host m; host b; link a m; link m b; on a socket udp as v; connect v 10.0.2.2:9 = ENETUNREACH
		route a default via 10.0.1.2; connect v 10.0.2.2:9 = 0; route a default off; on a routes 10.0.2.2 "
	[[ $err == *"Network is unreachable"* ]]
}

@test "a switch joins three hosts, and learns" {
	hosts --json -qc "host a; host b; host c; link lan a b c; on c socket udp as u; bind u *:9
		on a socket udp as v; connect v 10.0.1.3:9; send v x; recv u = 1 \"x\"; send v y; recv u = 1 \"y\"; links lan; cut a>lan
		send v z; recv u -t 50ms = GAVEUP"
	equal "$status:$err" 0:
	equal "$(jq -r 'select(.row == "links") | .way' out | tr '\n' ,)" 'a > lan,b > lan,c > lan,'
}

@test "what a link does changes while traffic flows; what is not said stays" {
	hosts --json -qc "$HOSTS; link romeo juliet --delay 5ms --rate 100mbit; $TALK; recv s 1M --waitall --to /dev/null &
		sendall c --fill 1M &
		link romeo juliet --rate 50mbit --loss 1% --mtu 1400; wait all -t 20s; links"
	equal "$status:$err" 0:
	[[ $(figure romeo line) == *"5ms"*50mbit*1%* ]]
	equal "$(figure romeo mtu)" 1400
	[ "$(figure romeo bytes)" -ge 1000000 ]
}

@test "addresses that were given are taken, and the others are of that network" {
	hosts -c 'host a 192.168.7.9/24; host r 10.9.0.1/16 192.168.7.1/24 --router; host b; link r a; link r b'
	equal "$status:$err" 0:
	equal "$(<out)" "$(printf '%s\n' 'link 1: r 192.168.7.1, a 192.168.7.9' 'link 2: r 10.9.0.1, b 10.9.0.2')"
}

@test "a small MTU has no IPv6; a larger one has it again" {
	hosts -c "$HOSTS; link romeo juliet --mtu 1000; on romeo interfaces eth0; link romeo juliet --mtu 1300; on romeo interfaces eth0"
	equal "$status:$err" 0:
	equal "$(grep -c ' 10.0.1.1/24' out)" 2
	grep ' 1000 ' out >small
	lacks fd00 small
}

@test "what no link can be is refused where it stands, and leaves nothing" {
	while read -r line message; do
		hosts -c "$HOSTS; $(tr _ ' ' <<<"$line")"
		[[ $status -ne 0 && $err == *"$(tr _ ' ' <<<"$message")"* ]] || { echo "$line: $err"; return 1; }
	done <<-'END'
		link_romeo_romeo a_link_from_romeo_to_itself
		link_romeo_juilet did_you_mean_juliet
		link_romeo to_whom
		link_romeo_juliet_romeo a_link_of_more_hosts_has_a_name
		link_lan_romeo_romeo a_link_from_romeo_to_itself
		link_romeo>juliet_--loss_5% there_is_no_link_between
		link_romeo_juliet_--loss_101% more_than_all
		link_romeo_juliet_--rate_10 a_rate_has_a_unit
		link_romeo_juliet_--mtu_67 out_of_range
		link_romeo_juliet_--delay_5 ms
		cut_romeo_juliet there_is_no_link_between
		drop_romeo_juliet there_is_no_link_between
		links_lan no_link_is_named_'lan'
		route_romeo_10.0.0.0/33_via_10.0.1.1 out_of_range_0..32
		route_romeo_10.7.0.0/16_via_10.0.1.1 unreachable
		route_romeo_default via|off
	END
	hosts -c "$LINKED; link romeo juliet --mtu 99999 = 0"
	equal "$status" 2
	both "$SOSH" -c 'link a b'
	equal "$status" 2
	[[ $err == *"there are no hosts yet"* ]]
	hosts -c "host a 10.0.0.1/32; host b; link a b; on a interfaces"
	equal "$status" 2
	[[ $err == *"no address left for b"* ]]
}
