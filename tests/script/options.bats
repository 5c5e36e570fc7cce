#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Socket options: any by its number, values of several words, multicast.

load helper

setup() { enter; }

# As both, and $lines and $output as of run.
shows() {
	both "$@"
	mapfile -t lines <out
	output=$out$err
}

@test "any option goes by its level and number, and prints as bytes" {
	shows "$SOSH" -c 'socket tcp as c; setsockopt c SOL_SOCKET:12 05000000; setsockopt c 1:SO_PRIORITY:06000000
		getsockopt c SO_PRIORITY; getsockopt c socket:12; getsockopt c 1:8:0000; getsockopt c 1:9999 = ENOPROTOOPT
		setsockopt c 1:9999 00000000 = ENOPROTOOPT; calls 2'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = 'setsockopt(3, SOL_SOCKET, SO_PRIORITY, 05000000) = 0' ]
	[ "${lines[2]}" = 'setsockopt(3, SOL_SOCKET, SO_PRIORITY, 06000000) = 0' ]
	[ "${lines[3]}" = 'getsockopt(3, SOL_SOCKET, SO_PRIORITY) = 0 (6)' ]
	[ "${lines[4]}" = 'getsockopt(3, SOL_SOCKET, SO_PRIORITY) = 0 (06000000)' ]
	[[ ${lines[5]} =~ ^'getsockopt(3, SOL_SOCKET, SO_RCVBUF) = 0 ('[0-9a-f]{4}')'$ ]]
	[ "${lines[6]}" = 'getsockopt(3, SOL_SOCKET, 9999) = -1 ENOPROTOOPT (Protocol not available)' ]
	[ "${lines[7]}" = 'setsockopt(3, SOL_SOCKET, 9999, 00000000) = -1 ENOPROTOOPT (Protocol not available)' ]
	[[ ${lines[-1]} == *'setsockopt(3, SOL_SOCKET, 9999, 00000000) = -1 ENOPROTOOPT'* ]]
}

@test "what C's headers and RFC 3542 have a name for is taken by it" {
	shows "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l SOMAXCONN; listen l somaxconn'
	[ "$status" -eq 2 ]
	shows "$SOSH" -c 'socket tcp as l; bind l 127.0.0.1:0; listen l SOMAXCONN
		socket udp6 as u; getsockopt u IPV6_PATHMTU = ENOTCONN; connect u ::1 9; getsockopt u IPV6_PATHMTU
		socket AF_BRIDGE raw 0 = EAFNOSUPPORT'
	[ "$status" -eq 0 ]
	[[ ${lines[2]} == 'listen(3, 4096) = 0'* ]]
	[[ ${lines[6]} =~ ^'getsockopt(4, IPPROTO_IPV6, IPV6_PATHMTU) = 0 (mtu='[1-9][0-9]*')'$ ]]
}

@test "TCP_INFO is one option, a property, and no row among the others" {
	shows "$SOSH" -c 'socket tcp as c; getsockopt c TCP_INFO; print $c.TCP_INFO; setsockopt c TCP_INFO 0 = EINVAL'
	[ "$status" -eq 2 ]
	shows "$SOSH" -c 'socket tcp as c; getsockopt c TCP_INFO; print $c.TCP_INFO; getsockopt c'
	[ "$status" -eq 0 ]
	[[ ${lines[1]} =~ ^'getsockopt(3, IPPROTO_TCP, TCP_INFO) = 0 (state=CLOSE,ca_state=open,'.*,rtt=[0-9]+,.*')'$ ]]
	[[ ${lines[2]} == state=CLOSE,ca_state=open,* ]]
	lacks '^TCP_INFO' out
	grep -q '^TCP_NODELAY' out
}

@test "a number in a loop is a number" {
	shows "$SOSH" -qc 'socket tcp as c; let i = 12; repeat 2 { getsockopt c 1:$i = 0 (00000000) }
		setsockopt c 1:$i 07000000; assert c.priority == 7; let v = 1:12:08000000; setsockopt c $v; assert c.priority == 8'
	[ "$status" -eq 0 ] && [ -z "$output" ]
}

@test "what is no option, or has no value, is told before anything runs" {
	local line
	for line in 'setsockopt c 1:12' 'setsockopt c 1:12:' 'setsockopt c 1:12:0' 'setsockopt c nowhere:12 00' \
		'setsockopt c 1:nothing 00' 'getsockopt c MCAST_JOIN_GROUP' 'setsockopt c SO_RCVBUF 1 2' 'setsockopt c SO_RCVBUF'; do
		shows "$SOSH" -c "socket tcp as c; $line"
		[ "$status" -eq 2 ] || { echo "$line: $output"; return 1; }
	done
	shows "$SOSH" -c 'socket tcp as c; setsockopt c 1:12:00 00'
	[ "$status" -eq 2 ] && [[ $output == *'behind the second colon already'* ]]
	shows "$SOSH" -c 'socket tcp as c; getsockopt c IP_MULTICAST_FI'
	[[ $output == *'did you mean IP_MULTICAST_IF?'* ]]
	shows "$SOSH" -c 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1%nowhere'
	[ "$status" -eq 2 ] && [[ $output == *'IP_ADD_MEMBERSHIP takes GROUP[%INTERFACE]'*'no interface is named "nowhere"'* ]]
}

@test "groups are joined on an interface by name, number or address" {
	shows "$SOSH" -c 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1%lo; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.2 1
		setsockopt u ip:add_membership = 239.1.1.3 127.0.0.1 = 0; setsockopt u IP_ADD_MEMBERSHIP "239.1.1.1 lo" = EADDRINUSE
		setsockopt u IP_ADD_SOURCE_MEMBERSHIP 232.1.1.1%lo 127.0.0.9; setsockopt u ip:MCAST_JOIN_SOURCE_GROUP 232.1.1.2 127.0.0.9 lo'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_MEMBERSHIP, 239.1.1.1%lo) = 0' ]
	[ "${lines[2]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_MEMBERSHIP, 239.1.1.2%lo) = 0' ]
	[ "${lines[3]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_MEMBERSHIP, 239.1.1.3%127.0.0.1) = 0' ]
	[ "${lines[5]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, 232.1.1.1%127.0.0.1 127.0.0.9) = 0' ]
	[ "${lines[6]}" = 'setsockopt(3, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, 232.1.1.2%lo 127.0.0.9) = 0' ]
}

@test "a join without an interface tells which the kernel chose" {
	local inside='ip link set lo up && ip link add there type bridge && ip link set there up &&
		ip addr add 10.9.0.1/24 dev there && ip route add default dev there'
	unshare -rn sh -c "$inside" 2>/dev/null || skip 'no network of our own'
	run unshare -rn sh -c "$inside"' && exec "$0" -c "$1"' "$SOSH" 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1
		setsockopt u ip:MCAST_JOIN_GROUP 239.1.1.2; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.3%lo'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_MEMBERSHIP, 239.1.1.1) = 0 (239.1.1.1%there)' ]
	[ "${lines[2]}" = 'setsockopt(3, IPPROTO_IP, MCAST_JOIN_GROUP, 239.1.1.2) = 0 (239.1.1.2%there)' ]
	[ "${lines[3]}" = 'setsockopt(3, IPPROTO_IP, IP_ADD_MEMBERSHIP, 239.1.1.3%lo) = 0' ]
}

@test "a filter is the text of tcpdump -ddd, lines or commas" {
	shows "$SOSH" -c 'socket udp as u; setsockopt u SO_ATTACH_FILTER "2\n40 0 0 0\n6 0 0 0\n"; getsockopt u SO_ATTACH_FILTER
		setsockopt u SO_DETACH_FILTER 0; getsockopt u SO_ATTACH_FILTER; setsockopt u SO_ATTACH_FILTER 1,6 0 0 262144
		setsockopt u SO_LOCK_FILTER on; setsockopt u SO_DETACH_FILTER 0 = EPERM; setsockopt u SO_ATTACH_FILTER 1,9999 0 0 0 = EPERM'
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = 'getsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER) = 0 (2,40 0 0 0,6 0 0 0)' ]
	[ "${lines[4]}" = 'getsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER) = 0 (0)' ]
	[ "${lines[5]}" = 'setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, 1,6 0 0 262144) = 0' ]
	# by its number no more is read than there is room for
	shows "$SOSH" -qc 'socket udp as u; setsockopt u SO_ATTACH_FILTER "2,40 0 0 0,6 0 0 0"
		getsockopt u 1:26 = 0 (28000000000000000600000000000000); getsockopt u 1:26:0000000000000000 = EINVAL'
	[ "$status" -eq 0 ]
}

@test "a listener's SYN is read in words, once" {
	shows "$SOSH" -c 'socket tcp as l; setsockopt l TCP_SAVE_SYN on; bind l 0; listen l; dial 127.0.0.1 $l.port as c
		accept l as a; getsockopt a TCP_SAVED_SYN; getsockopt a TCP_SAVED_SYN = 0 (none); let x = $a.saved_syn'
	[[ $output =~ 'TCP_SAVED_SYN) = 0 (127.0.0.1:'[0-9]+' > 127.0.0.1:'[0-9]+', ttl 64, tos 0, seq '[0-9]+', window '[0-9]+', options mss ' ]]
	[[ $output == *'reading TCP_SAVED_SYN has an effect'* ]]
}

@test "flags, times, sizes and members go by name" {
	shows "$SOSH" -qc 'socket udp as u; setsockopt u SO_TIMESTAMPING rx_software|software
		assert u.timestamping == SOF_TIMESTAMPING_RX_SOFTWARE|SOF_TIMESTAMPING_SOFTWARE
		setsockopt u SO_TXTIME clockid=monotonic,flags=report_errors
		getsockopt u SO_TXTIME = 0 (clockid=CLOCK_MONOTONIC,flags=SOF_TXTIME_REPORT_ERRORS)
		setsockopt u IP_LOCAL_PORT_RANGE 40000-40010; assert u.local_port_range == 40000-40010; setsockopt u IP_UNICAST_IF lo
		getsockopt u IP_UNICAST_IF = 0 (lo); setsockopt u SO_BINDTOIFINDEX lo; assert u.bindtoifindex == lo
		setsockopt u IP_OPTIONS 01:01:01:01; getsockopt u IP_OPTIONS = 0 (01010101)'
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "without a name all that the kernel answers is listed, and what differs from a fresh socket" {
	shows "$SOSH" -c "socket tcp as c; setsockopt c SO_RCVBUF 4096; setsockopt c nodelay on; getsockopt c; getsockopt c SO_ERROR"
	[ "$status" -eq 0 ]
	grep -qE '^ *SO_RCVBUF +8192 +[0-9]+$' out
	grep -qE '^ *TCP_NODELAY +1 +0$' out
	grep -qE '^ *SO_SNDBUF +[0-9]+ +-$' out
	grep -qE '^ *TCP_CONGESTION +[a-z]+ +-$' out
	lacks 'SO_ERROR +0|SO_RCVBUFFORCE|IPV6_|UDP_|TCP_SAVED_SYN' out
	# looking takes no number and no pending error
	both "$SOSH" -qc 'socket udp as u; bind u 127.0.0.1:0; socket udp as c; connect c 127.0.0.1:$u.port; close u; send c x
		getsockopt c; socket tcp = 3; getsockopt c SO_ERROR = 0 (ECONNREFUSED)'
	[ "$status" -eq 0 ]
	both "$SOSH" --json -c 'socket tcp as c; setsockopt c nodelay on; getsockopt c'
	grep -q '"type":"row".*"option":"TCP_NODELAY","level":"IPPROTO_TCP","value":"1","fresh":"0"}' out
	grep -q '"option":"SO_TYPE","level":"SOL_SOCKET","value":"SOCK_STREAM","fresh":null}' out
	both "$SOSH" -c 'getsockopt 1'
	[ "$status" -eq 2 ] || [ "$status" -eq 1 ]
	[[ $err == *'descriptor 1 has no socket options'* ]]
}

@test "the peer's process comes as a descriptor, which is never lost" {
	shows "$SOSH" -c 'socketpair unix as a,b; getsockopt a SO_PEERPIDFD as p; poll p -t 0 = 0
		getsockopt a 1:77:00; getsockopt a 1:77; getsockopt b SO_PEERPIDFD &; wait
		socket udp as u; getsockopt u SO_PEERPIDFD = ENODATA|ENOPROTOOPT|EOPNOTSUPP|EINVAL; list
		close p; close 6; close 7; close 8; getsockopt a SO_PEERPIDFD = 0 (5)'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = 'getsockopt(3, SOL_SOCKET, SO_PEERPIDFD) = 0 (5)' ]
	[ "${lines[3]}" = 'getsockopt(3, SOL_SOCKET, SO_PEERPIDFD) = 0 (06)' ]
	[ "${lines[4]}" = 'getsockopt(3, SOL_SOCKET, SO_PEERPIDFD) = 0 (07000000)' ]
	[ "$(grep -cE '^ +[5-8] .* received ' out)" -eq 4 ]
	shows "$SOSH" -c 'socketpair unix as a,b; getsockopt a SO_SNDBUF as p'
	[ "$status" -eq 2 ] && [[ $output == *'SO_SNDBUF brings no descriptor to name'* ]]
}

@test "the sources of a group read back as they are set" {
	shows "$SOSH" -c 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1%lo; getsockopt u ip:MCAST_MSFILTER 239.1.1.1%lo
		setsockopt u ip:MCAST_MSFILTER 239.1.1.1%lo exclude 127.0.0.9 127.0.0.8; getsockopt u ip:MCAST_MSFILTER 239.1.1.1%lo
		setsockopt u IP_MSFILTER 239.1.1.1%lo include 127.0.0.7; getsockopt u IP_MSFILTER 239.1.1.1%127.0.0.1
		getsockopt u ip:MCAST_MSFILTER 239.1.1.2%lo = EADDRNOTAVAIL; getsockopt u IP_MSFILTER = EINVAL'
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = 'getsockopt(3, IPPROTO_IP, MCAST_MSFILTER) = 0 (239.1.1.1%lo MCAST_EXCLUDE)' ]
	[ "${lines[4]}" = 'getsockopt(3, IPPROTO_IP, MCAST_MSFILTER) = 0 (239.1.1.1%lo MCAST_EXCLUDE 127.0.0.9 127.0.0.8)' ]
	[ "${lines[6]}" = 'getsockopt(3, IPPROTO_IP, IP_MSFILTER) = 0 (239.1.1.1%127.0.0.1 MCAST_INCLUDE 127.0.0.7)' ]
	shows "$SOSH" -c 'socket udp as u; getsockopt u SO_RCVBUF 239.1.1.1'
	[ "$status" -eq 2 ] && [[ $output == *'SO_RCVBUF is read without a value'* ]]
	shows "$SOSH" -c 'socket udp as u; getsockopt u 1:8 00'
	[ "$status" -eq 2 ] && [[ $output == *'LEVEL:NUMBER:HEX'* ]]
}

@test "the kernel says which flow label it chose" {
	shows "$SOSH" -c 'socket udp6 as u; setsockopt u IPV6_FLOWLABEL_MGR dst=::1,share=any,flags=create
		setsockopt u IPV6_FLOWLABEL_MGR label=0x12345,dst=::1,share=any,flags=create; setsockopt u IPV6_FLOWLABEL_MGR action=put,label=0x12345
		setsockopt u IPV6_FLOWLABEL_MGR action=put,label=0x12345 = ESRCH'
	[ "$status" -eq 0 ]
	[[ ${lines[1]} == *'dst=::1,label=0x0,'*') = 0 (dst=::1,label=0x'[1-9a-f]*',action=IPV6_FL_A_GET,'* ]]
	[[ ${lines[2]} == *'label=0x12345,'*') = 0' ]]
}
