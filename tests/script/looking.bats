#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the kernel holds: interfaces and routes, beside what ip(8) says, in a network
# namespace of the test's own.

load helper

setup() {
	enter
}

# in_net SHELL SCRIPT: SHELL, then SCRIPT for sosh, as root of a user and a network namespace.
in_net() {
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	# shellcheck disable=SC2016 # the inner shell's
	both unshare -Urn sh -c "ip link set lo up; $1"'
		exec "$@"' sh "$SOSH" -c "$2"
}

@test "interfaces: all of them, with addresses, flags and groups" {
	in_net 'ip link add there mtu 1300 type bridge; ip addr add 10.9.0.1/24 dev there
		ip addr add fd09::1/64 dev there nodad; ip link set there up
		ip -o link | wc -l >links' \
		'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.2.3%there
		socket udp6 as v; setsockopt v IPV6_ADD_MEMBERSHIP ff15::7%lo; interfaces'
	equal "$status:$err" 0:
	equal "$(grep -Ec '^ *[0-9]+  [a-z]' out)" "$(cat links)"
	grep -Eq '^ +[0-9]+  there +1300  ([0-9a-f]{2}:){5}[0-9a-f]{2}  UP .*  10.9.0.1/24 fd09::1/64 ' out
	grep -Eq '^ +1  lo +65536  .* LOOPBACK .* 127.0.0.1/8 ::1/128 .* ff15::7\b' out
	grep -Eq ' there .*/64  .*\b239.1.2.3\b' out
	# as a program has it
	in_net '' 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.2.3%lo; interfaces lo'
	equal "$status:$err" 0:
	in_net 'set -- "$1" --json "$2" "$3"' 'interfaces lo'
	equal "$status:$err" 0:
	[[ $out == '{"v":1,"type":"row","row":"interfaces","cmd":"interfaces lo","index":1,"name":"lo","mtu":65536,"mac":"00:00:00:00:00:00","flags":["UP",'*'],"addresses":["127.0.0.1/8","::1/128"],"groups":['*'"ff02::1"'*']}' ]]
}

@test "interfaces: one that is not here is said to be none" {
	both "$SOSH" -c 'interfaces no-such'
	equal "$status" 2
	equal "$err" 'sosh: <command>:1:12: no interface is named "no-such"'
}

@test "routes: those of ip(8), and the one that is taken" {
	in_net 'ip link add there type bridge; ip addr add 10.9.0.1/24 dev there; ip link set there up
		ip route add default via 10.9.0.254; ip route add unreachable 10.8.0.0/16 metric 7
		ip route add 10.7.0.0/16 table 99 nexthop via 10.9.0.2 nexthop via 10.9.0.3
		ip -4 route show table all | grep -c .>all' \
		'routes; print -- --; routes 10.9.0.7; routes 11.1.1.1; routes 127.0.0.5; print -- --; routes --all'
	equal "$status:$err" 0:
	equal "$(sed -n '1p;/^--/q;/::/d;2,$p' out | tr -s ' ' | sort)" \
		'10.7.0.0/16 10.9.0.2 there - 0 unicast boot 99
10.7.0.0/16 10.9.0.3 there - 0 unicast boot 99
10.8.0.0/16 - - - 7 unreachable boot main
10.9.0.0/24 - there 10.9.0.1 0 unicast kernel main
default 10.9.0.254 there - 0 unicast boot main
to via interface source metric type by table'
	# which table a route to this machine itself is said to stand in depends on the rules
	equal "$(sed -n '/^--/,/^--/p' out | tr -s ' ' | grep -v '^--\|^to' | sed 's/ [a-z]*$//')" \
		'10.9.0.7 - there 10.9.0.1 0 unicast -
11.1.1.1 10.9.0.254 there 10.9.0.1 0 unicast -
127.0.0.5 - lo 127.0.0.1 0 local -'
	# ip(8) has a line for a route of two ways, and one for each of them
	equal "$(sed '1,/^--/d;1,/^--/d' out | grep -vc '::\|^to')" $(($(cat all) - 1))
}

@test "routes: what the kernel refuses is what connect is told" {
	in_net '' 'routes 10.1.1.1'
	equal "$status" 1
	equal "$err" 'sosh: <command>:1:8: netlink: Network is unreachable'
	in_net '' 'routes'
	equal "$status:$out" '0:no routes but those of the machine itself; --all shows them'
	both "$SOSH" --json -c 'routes 127.0.0.1'
	grep -qE '^\{"v":1,"type":"row","row":"routes",.*"metric":0,"kind":"local","by":' out
	both "$SOSH" -c 'routes localhost'
	equal "$status" 2
	[[ $err == "sosh: <command>:1:8: 'localhost' is no address"*'resolve'* ]]
}

@test "words of other tools lead to interfaces and routes" {
	both "$SOSH" -c 'ip addr'
	[[ $err == *'interfaces shows the interfaces'* ]]
	both "$SOSH" -c 'help ifconfig'
	[[ $out == *'interfaces [NAME]'* ]]
}

@test "ss: what the kernel holds, with a descriptor or without" {
	in_net '' 'socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port
		ss $l.port ESTABLISHED = 2; accept l as s; close s; recv c; close c
		assert l.state == LISTEN; ss $l.port TIME_WAIT = 1; ss $l.port LISTEN tcp = 1; ss'
	equal "$status:$err" 0:
	grep -Eq '^tcp +ESTABLISHED .* not accepted yet$' out
	grep -Eq '^tcp +TIME_WAIT .* kept [0-9.]+ (s|ms) ' out
	grep -Eq '^tcp +LISTEN .* 3  l +sosh/[0-9]+:3 +queue 0/128$' out
}

@test "ss: what the kernel does not tell of is said to who asked for it" {
	both "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l; ss $l.port LISTEN = 1'
	equal "$status:$err" 0:
	lacks 'raw|packet|vsock' out
	both "$SOSH" -c 'ss raw'
	lacks 'vsock' out
	both "$SOSH" -c 'ss vsock'
	lacks 'raw' out
	untold=$("$SOSH" -c 'ss --all' | sed -n 's/^this kernel does not tell of: //p')
	[ -n "$untold" ] || skip "this kernel tells of all kinds"
	"$SOSH" -c "ss ${untold%% *}" | grep "^this kernel does not tell of: ${untold%% *}"
}

@test "ss: a word that is none is said to be none" {
	both "$SOSH" -c 'ss LISTN'
	equal "$status" 2
	[[ $err == *"'LISTN' is no port, no state"*'did you mean LISTEN?' ]]
}
