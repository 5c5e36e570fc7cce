#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sosh --private, private and sysctl: a network of one's own, without privilege.

load helper

setup() {
	enter
	chmod 755 "$HOME"
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
}

# As somebody without any privilege.
nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		both setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		both "$@"
	fi
}

@test "nobody has a loopback interface, low ports, raw and packet sockets" {
	nobody "$SOSH" --private -c 'interfaces; socket tcp as l; bind l 127.0.0.1:80; listen l; socket tcp as c
		connect c 127.0.0.1:80; socket raw icmp as r; socket packet as p; socket tcp6 as s; bind s [::1]:443'
	equal "$status:$err" 0:
	equal "$(grep -cE '^ +[0-9]+  [a-z]' out)" 1
	grep -qE ' lo +65536 .*LOOPBACK' out
	grep -q '^connect(4, 127.0.0.1:80) = 0$' out
}

@test "nothing leaves, and nobody else's port is taken" {
	nobody "$SOSH" --private -c 'socket udp as u; connect u 192.0.2.1 9 = ENETUNREACH'
	equal "$status:$err" 0:
	"$SOSH" --private -qc 'socket tcp as l; bind l 127.0.0.1:4; listen l; print up; sleep 20s' >first &
	other=$!
	for _ in {1..200}; do
		grep -qs up first && break
		sleep 0.05
	done
	nobody "$SOSH" --private -c 'socket tcp as c; connect c 127.0.0.1:4 = ECONNREFUSED; socket tcp as l; bind l 127.0.0.1:4'
	kill "$other"
	equal "$status:$err" 0:
}

@test "the network as it is asked for: mtu, settings" {
	nobody "$SOSH" --private=mtu:1500,net.ipv4.tcp_ecn=1,net/ipv4/ip_default_ttl=9 -qc 'sysctl net.ipv4.tcp_ecn
		sysctl net.ipv4.ip_default_ttl; sysctl net.ipv4.tcp_rmem = "4096 8192 16384"; sysctl net.ipv4.tcp_rmem; interfaces'
	equal "$status:$err" 0:
	equal "$(sed 's/\t/ /g' out | head -3 | tr '\n' ,)" '1,9,4096 8192 16384,'
	grep -qE 'lo +1500 ' out
}

@test "private as a script's first command is the same; later is too late" {
	printf 'private mtu:9000\nprivate\nsocket tcp as l; bind l 127.0.0.1:80\ninterfaces\n' >script
	nobody "$SOSH" script
	equal "$status:$err" 0:
	grep -qE 'lo +9000 ' out
	nobody "$SOSH" -c 'socket udp as u; private'
	equal "$status" 2
	grep -q "private comes first: 3 is a descriptor of the machine's network" err
}

@test "what the shell itself asks by is not left in the machine's network" {
	both "$SOSH" -qc 'socket udp6 as u; connect u [fe80::1%lo]:9 = ok|ENETUNREACH|EADDRNOTAVAIL; close u
		private; set quiet off; list --all'
	equal "$status:$err" 0:
	grep -q '^ *2 ' out
	lacks '^1000 ' out
}

@test "what is no network, no setting, and a setting of the whole machine" {
	nobody "$SOSH" --private=mtu:9 -c 'print x'
	equal "$status:$out" 2:
	grep -q 'mtu is a number from 68 to 65536, not "9"' err
	nobody "$SOSH" --private=fast -c 'print x'
	equal "$status:$out" 2:
	grep -q '"fast" is neither mtu:BYTES nor SYSCTL=VALUE' err
	nobody "$SOSH" --private=net.no.such=1 -c 'print x'
	equal "$status:$out" 2:
	grep -q 'net.no.such: No such file or directory' err
	nobody "$SOSH" --private -c 'sysctl net.ipv4.tcp_ecn = fast'
	equal "$status" 1
	grep -q 'net.ipv4.tcp_ecn: Invalid argument' err
	both "$SOSH" -c 'sysctl net.ipv4.tcp_ecn 1'
	equal "$status" 2
	grep -q 'this would change the whole machine' err
	both "$SOSH" -c 'sysctl ../../etc/passwd'
	equal "$status" 2
	grep -q 'is not the name of a setting of the kernel' err
}

@test "where it is forbidden the message says by what" {
	both unshare -r sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; echo 0 >/proc/sys/user/max_net_namespaces; exec "$@"' \
		- "$SOSH" --private -c 'print x'
	equal "$status:$out" 2:
	grep -q 'a network of its own: ' err
	grep -q 'hint: this system forbids it: as root, sysctl -w user.max_user_namespaces=10000' err
}

@test "the machine's own network stays as it was, files and all" {
	nobody "$SOSH" --private -qc 'sysctl net.ipv4.ip_default_ttl = 7'
	equal "$status:$err" 0:
	[ "$(cat /proc/sys/net/ipv4/ip_default_ttl)" != 7 ]
	echo 'print read' >file
	nobody "$SOSH" --private file
	equal "$out" read
}
