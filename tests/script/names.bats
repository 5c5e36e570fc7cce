#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Names with several addresses: which one is served, and how a dial's time is
# shared among them. Each test has a hosts file of its own, in a mount namespace.

load helper

setup() {
	enter
	printf '%s\n' '::1 localhost both six' '127.0.0.1 localhost both' \
		'127.0.0.1 two' '127.0.0.2 two' >hosts
	unshare -rm true 2>/dev/null || skip "no user namespaces here"
}

# with_hosts SCRIPT: $status, out and err.
with_hosts() {
	# shellcheck disable=SC2016 # the inner shell's
	both unshare -rm sh -c 'mount --bind hosts /etc/hosts && exec timeout 20 "$@"' sh \
		"$SOSH" -c "$1"
}

# holds SCRIPT: it ends with status 0 under that hosts file.
holds() {
	with_hosts "$1"
	[ "$status" -eq 0 ] || {
		printf 'status %s\n%s\n%s\n' "$status" "$out" "$err"
		return 1
	}
}

has_ipv6() {
	grep -qs '^0*1 ' /proc/net/if_inet6 || skip "no IPv6 loopback here"
}

@test "flags of the look-up are passed as they are, and shown" {
	holds 'resolve two -f ai_numerichost = EAI_NONAME; resolve 127.0.0.9 -f numerichost; assert $addr == 127.0.0.9
		resolve two http -f numericserv = EAI_NONAME; resolve two -6 -f v4mapped; assert $addr == ::ffff:127.0.0.1
		resolve * 80 -4 -f passive; assert $addr == 0.0.0.0:80; resolve * 80 -4; assert $addr == 127.0.0.1:80
		resolve 127.0.0.9 --reverse --ni 0 = 0 (127.0.0.9:0); resolve 127.0.0.9 --reverse = EAI_NONAME
		resolve 127.0.0.1 80 --reverse --ni numericserv|numerichost = 0'
	grep -qx 'getaddrinfo("two", NULL, AF_INET6, AI_V4MAPPED) = 0 (2 addresses)' out
	grep -qx 'getaddrinfo("two", "http", AI_NUMERICSERV) = EAI_NONAME (.*)' out
	grep -qx 'getaddrinfo(NULL, "80", AF_INET, AI_PASSIVE) = 0 (1 address)' out
	grep -qx 'getnameinfo(127.0.0.1:80, NI_NUMERICHOST|NI_NUMERICSERV) = 0 (127.0.0.1:80)' out
}

@test "a name is served on its IPv4 address, where a tcp socket finds it" {
	holds 'serve localhost:0 as l; assert $l.addr == "127.0.0.1"
		socket tcp as c; connect c localhost $l.port = 0; send c hi = 2; recv c -t 5s = 2
		serve udp both:0 as u; assert $u.addr == "127.0.0.1"'
}

@test "serve -6 takes the name's IPv6 address, as a name without another does" {
	has_ipv6
	holds 'serve localhost:0 -6 as l; assert $l.addr == "::1"
		socket tcp -6 as c; connect c localhost $l.port = 0
		serve six:0 as s; assert $s.addr == "::1"; serve *:0 -6 as w; assert $w.addr == "::"'
	with_hosts 'serve two:0 -6 = EAI_NONAME|EAI_NODATA|EAI_ADDRFAMILY; serve 127.0.0.1:0 -6 = EINVAL'
	equal "$status" 0
}

@test "serve -6 goes with an internet endpoint" {
	both "$SOSH" -c 'serve @sosh-six-'$$' -6'
	equal "$status" 2
	grep -q ':[0-9]*: -6 goes with HOST:PORT' err
	both "$SOSH" -c 'socket tcp as l; listen l; serve l -6'
	equal "$status" 2
}

# Nothing answers at 127.0.0.1:$p: the queue of its listener is full.
MUTE='socket tcp as l; bind l 127.0.0.1:0; listen l 0; let p $l.port
	dial 127.0.0.1:$p as q; dial 127.0.0.1:$p -t 200ms = GAVEUP'

@test "a dial's time is shared among a name's addresses, and each call shows its part" {
	holds "$MUTE"'; serve 127.0.0.2:$p as m; dial two $p -t 4s as c; assert $c.peer == "127.0.0.2:$p"
		stop m; close m; dial two $p -t 1s = ECONNREFUSED'
	# two seconds, less what the look-up took
	grep -Eq '^connect\(.*127.0.0.1:[0-9]+\) = GAVEUP \(after (2|1\.[0-9]+) s; still SYN_SENT\)' out
	grep -Eq '^connect\(.*127.0.0.1:[0-9]+\) = GAVEUP \(after [0-9.]+ m?s; still' out
}

@test "the last address of a dial has all the time that is left, and gives up with it" {
	holds 'socket tcp as l; bind l *:0; listen l 0; let p $l.port; dial 127.0.0.1:$p
		dial 127.0.0.1:$p -t 100ms = GAVEUP; dial two $p -t 1s = GAVEUP'
	grep -Eq '^connect\(.*127.0.0.2:[0-9]+\) = GAVEUP \(after [0-9.]+ m?s; still' out
	with_hosts 'set timeout 1s; socket tcp as l; bind l *:0; listen l 0; let p $l.port
		dial 127.0.0.1:$p; dial 127.0.0.1:$p -t 100ms = GAVEUP; dial two $p'
	equal "$status" 3
	equal "$(grep -c 'connect.*GAVEUP (after ' out)" 3
}
