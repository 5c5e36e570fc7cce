#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# set reasons: why a call failed, under its line; and each errno that is explained, provoked.

load helper

setup() {
	enter
}

# provoke ERRNO WHY SCRIPT [PROGRAM...]: a call of SCRIPT fails with ERRNO; the first such call has
# a line below it that tells WHY, a regular expression; none, where that is empty.
provoke() {
	local errno=$1 why=$2 script=$3

	shift 3
	both "${@:-$SOSH}" -k -c "set reasons on; $script"
	grep -A1 -m1 -E "= -1 $errno " out >here || {
		printf 'no %s in:\n' "$errno"
		cat out err
		return 1
	}
	if [ -z "$why" ]; then
		lacks '^  why: ' here
		return
	fi
	tail -1 here | grep -qE "^  why: $why\$" || {
		printf 'not %q:\n' "$why"
		cat here
		return 1
	}
}

private() {
	chmod 755 "$HOME"
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
}

# What runs the rest as somebody without any privilege, in $nobody.
unprivileged() {
	nobody=()
	[ "$(id -u)" -ne 0 ] || nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	chmod 755 "$HOME"
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l 5; socket tcp as c; connect c $l.local; accept l as s'
FULL='socket tcp as l; bind l 127.0.0.1:0; listen l 0; socket tcp as c; connect c $l.local; socket tcp as d --nonblock; connect d $l.local'
ADDR='127\.0\.0\.1:[0-9]+'
DIED='; a C program would have died of SIGPIPE'

@test "EADDRINUSE: who has the port, and which socket has no SO_REUSEADDR" {
	local two='socket tcp as l; bind l 127.0.0.1:0; socket tcp as m'

	provoke EADDRINUSE "descriptor 3 \(l\) is bound to $ADDR; neither has SO_REUSEADDR" \
		"$two; bind m \$l.local"
	provoke EADDRINUSE "descriptor 3 \(l\) is bound to $ADDR; it has no SO_REUSEADDR, this socket has" \
		"$two; setsockopt m SO_REUSEADDR on; bind m \$l.local"
	provoke EADDRINUSE "descriptor 3 \(l\) is bound to $ADDR; it has SO_REUSEADDR, this socket has not" \
		"$two; setsockopt l SO_REUSEADDR on; bind m \$l.local"
	provoke EADDRINUSE "descriptor 3 \(l\) listens on $ADDR" "$two; listen l; bind m \$l.local"
	provoke EADDRINUSE "descriptor 3 \(l\) listens on $ADDR, beside which SO_REUSEADDR is of no use" \
		"$two; listen l; setsockopt m SO_REUSEADDR on; bind m \$l.local"
	provoke EADDRINUSE "descriptor 3 \(l\) listens on $ADDR" "socket tcp as l; setsockopt l SO_REUSEADDR on
		bind l 127.0.0.1:0; socket tcp as m; setsockopt m SO_REUSEADDR on; bind m \$l.local; listen l; listen m"
	provoke EADDRINUSE "descriptor 5 \(s\) has the connection $ADDR -> $ADDR, in ESTABLISHED; neither has SO_REUSEADDR" \
		"$PAIR; let a = \$l.local; close l; socket tcp as m; bind m \$a"
	# UDP's ports are not TCP's
	provoke EADDRINUSE "descriptor 4 \(u\) is bound to $ADDR; neither has SO_REUSEADDR" \
		'socket tcp as l; bind l 127.0.0.1:0; socket udp as u; bind u $l.local; socket udp as v; bind v $l.local'
}

@test "EADDRINUSE: TIME_WAIT, and how long it lasts yet" {
	local left="$PAIR; let a = \$l.local; close l; close s; close c; socket tcp as m; assert m.state == CLOSE -t 1s; sleep 50ms"
	local wait="the closed connection $ADDR -> $ADDR is in (TIME_WAIT|FIN_WAIT2), [0-9.]+ s left"

	provoke EADDRINUSE "$wait; this socket has no SO_REUSEADDR" "$left; bind m \$a"
	provoke EADDRINUSE "$wait; its socket had no SO_REUSEADDR, this one has" \
		"$left; setsockopt m SO_REUSEADDR on; bind m \$a"
}

@test "EADDRINUSE: another program, by its name and number" {
	"$SOSH" -qc 'socket tcp as l; bind l 127.0.0.1:0; listen l; print $l.port; sleep 30s' >port &
	local other=$!
	for _ in {1..200}; do
		[ ! -s port ] || break
		sleep 0.05
	done
	provoke EADDRINUSE "sosh \(process $other\) listens on $ADDR" "socket tcp as m; bind m 127.0.0.1:$(<port)"
	provoke ECONNREFUSED "sosh \(process $other\) listens on $ADDR, not on \[::1\]:$(<port)" \
		"socket tcp6 as m; connect m [::1]:$(<port)"
	kill "$other"
}

@test "ECONNREFUSED: what listens elsewhere, or does not listen" {
	private
	provoke ECONNREFUSED 'nothing listens on TCP port 9999 here' 'socket tcp as c; connect c 127.0.0.1:9999' "$SOSH" --private
	provoke ECONNREFUSED 'descriptor 3 \(l\) is bound to 127\.0\.0\.1:9999, but does not listen' \
		'socket tcp as l; bind l 127.0.0.1:9999; socket tcp as c; connect c 127.0.0.1:9999' "$SOSH" --private
	provoke ECONNREFUSED 'descriptor 3 \(l\) listens on 127\.0\.0\.1:9999, not on \[::1\]:9999' \
		'socket tcp as l; bind l 127.0.0.1:9999; listen l; socket tcp6 as c; connect c [::1]:9999' "$SOSH" --private
	for port in 9998 99 999 99999 9199; do
		[ "$port" -lt 65536 ] || continue
		provoke ECONNREFUSED "nothing listens on TCP port $port here$(
			[ "$port" = 99 ] || echo '; descriptor 3 \(l\) listens on 127\.0\.0\.1:9999')" \
			"socket tcp as l; bind l 127.0.0.1:9999; listen l; socket tcp as c; connect c 127.0.0.1:$port" "$SOSH" --private
	done
	provoke ECONNREFUSED 'nothing listens on TCP port 1243 here; descriptor 3 \(l\) listens on 127\.0\.0\.1:1234' \
		'socket tcp as l; bind l 127.0.0.1:1234; listen l; socket tcp as c; connect c 127.0.0.1:1243' "$SOSH" --private
	provoke ECONNREFUSED 'nothing listens on TCP port 9999 here; descriptor 3 \(u\) is bound to 127\.0\.0\.1:9999 of UDP' \
		'socket udp as u; bind u 127.0.0.1:9999; socket tcp as c; connect c 127.0.0.1:9999' "$SOSH" --private
	provoke ECONNREFUSED 'no socket here has UDP port 9999' \
		'socket udp as u; connect u 127.0.0.1:9999; send u x; send u x' "$SOSH" --private
}

@test "a listener of IPv6 alone is no listener of IPv4, nor one address of another" {
	private
	provoke ECONNREFUSED 'descriptor 3 \(l\) listens on \[::\]:8080, not on 127\.0\.0\.1:8080' \
		'socket tcp6 as l; setsockopt l IPV6_V6ONLY on; bind l [::]:8080; listen l; socket tcp as c; connect c 127.0.0.1:8080' \
		"$SOSH" --private
	provoke ECONNREFUSED 'descriptor 3 \(l\) is bound to \[::\]:8080, but does not listen' \
		'socket tcp6 as l; bind l [::]:8080; socket tcp as c; connect c 127.0.0.1:8080' "$SOSH" --private
	provoke ECONNREFUSED 'descriptor 3 \(l\) listens on 127\.0\.0\.2:80, not on 0\.0\.0\.0:80' \
		'socket tcp as l; bind l 127.0.0.2:80; listen l; socket tcp as c; connect c 0.0.0.0:80' "$SOSH" --private
	provoke EADDRINUSE 'the closed connection 127\.0\.0\.1:80 -> .* is in (TIME_WAIT|FIN_WAIT2), [0-9.]+ s left; .*' \
		'socket tcp as l; bind l 127.0.0.1:80; listen l; dial 127.0.0.1:80 as c; accept l as s; close s; close l; close c
		socket tcp6 as k; setsockopt k IPV6_V6ONLY on; bind k [::]:80; listen k; socket tcp as m; bind m 0.0.0.0:80' "$SOSH" --private
	provoke EADDRINUSE 'descriptor 3 \(k\) listens on \[::\]:80' \
		'socket tcp6 as k; bind k [::]:80; listen k; socket tcp as m; bind m 0.0.0.0:80' "$SOSH" --private
}

@test "ECONNREFUSED of UDP: the peer's, whoever is named" {
	private
	provoke ECONNREFUSED 'descriptor 3 \(v\) has the connection 127\.0\.0\.1:5000 -> 127\.0\.0\.1:7, and takes from that peer only' \
		'socket udp as v; bind v 127.0.0.1:5000; connect v 127.0.0.1:7; socket udp as u; connect u 127.0.0.1:5000; send u x; send u x' \
		"$SOSH" --private
	provoke ECONNREFUSED 'no socket here has UDP port 9' \
		'socket udp as w; bind w 127.0.0.1:53; socket udp as u; connect u 127.0.0.1:9; send u x; sendto u 127.0.0.1 53 x' \
		"$SOSH" --private
	provoke ECONNREFUSED '' 'socket udp as u; setsockopt u IP_RECVERR on; sendto u 127.0.0.1 9 x; sendto u 127.0.0.1 53 x' \
		"$SOSH" --private
}

# The kernel lists sockets by network namespace; a path is found from any.
@test "a unix listener of another network namespace" {
	type ip >/dev/null || skip "no ip(8)"
	private
	provoke EADDRINUSE "$HOME/u is there, but no socket of this network namespace is bound to it" \
		"socket unix as c; bind c $HOME/u" bash -c '
			"$0" -qc "socket unix as l; bind l $HOME/u; listen l; print bound; sleep 30s" >ready & other=$!
			for _ in {1..400}; do [ ! -s ready ] || break; sleep 0.05; done
			unshare -rn "$0" "$@"
			kill "$other"' "$SOSH"
	rm u
}

@test "unix paths: who is there, what is missing" {
	local l='socket unix as l; bind l ./u; socket unix as c'

	provoke EADDRINUSE 'descriptor 3 \(l\) is bound to \./u' "$l; bind c ./u; unlink ./u"
	provoke ECONNREFUSED 'descriptor 3 \(l\) is bound to \./u, but does not listen' "$l; connect c ./u; unlink ./u"
	provoke EADDRINUSE '\./u is there, but no socket of this network namespace is bound to it' "$l; close l; bind c ./u"
	provoke ECONNREFUSED '\./u is there, but no socket of this network namespace is bound to it' "socket unix as c; connect c ./u; unlink ./u"
	provoke EPROTOTYPE 'descriptor 5 \(g\) is SOCK_DGRAM; descriptor 3 \(l\) at \./u is SOCK_STREAM' \
		"$l; listen l; socket unix-dgram as g; connect g ./u; unlink ./u"
	provoke ECONNREFUSED 'no socket here is bound to @nobody' 'socket unix as c; connect c @nobody'
	provoke ECONNREFUSED 'descriptor 3 \(g\) is bound to @some, and is SOCK_DGRAM' \
		'socket unix-dgram as g; bind g @some; socket unix as c; connect c @some'
	provoke EAGAIN 'descriptor 3 \(l\) has 1 in its queue, and a backlog of 0; descriptor 5 \(d\) is non-blocking' \
		"$l; listen l 0; connect c ./u; socket unix as d --nonblock; connect d ./u; unlink ./u"
	: >file
	ln -s loop loop
	ln -s nowhere dangling
	provoke ECONNREFUSED '\./file is no socket, but another kind of file' 'socket unix as c; connect c ./file'
	provoke ENOENT 'there is no file \./none' 'socket unix as c; connect c ./none'
	provoke ENOENT 'there is no directory \./none' 'socket unix as c; bind c ./none/u'
	provoke ENOENT '\./dangling is a symbolic link that leads nowhere' 'socket unix as c; connect c ./dangling'
	provoke ENOTDIR '\./file is no directory' 'socket unix as c; connect c ./file/u'
	provoke ELOOP '\./loop is a symbolic link that leads back to itself' 'socket unix as c; connect c ./loop/u'
}

@test "EACCES: ports, paths, broadcast, ping" {
	local first

	unprivileged
	first=$(</proc/sys/net/ipv4/ip_unprivileged_port_start)
	[ "$first" -lt 2 ] || provoke EACCES "port 1 needs privilege: net\.ipv4\.ip_unprivileged_port_start is $first" \
		'socket tcp as l; bind l 127.0.0.1:1' "${nobody[@]}" "$SOSH"
	provoke EACCES '127\.255\.255\.255 is a broadcast address, and SO_BROADCAST is off on descriptor 3 \(u\)' \
		'socket udp as u; sendto u 127.255.255.255 9 x'
	mkdir closed
	chmod 700 closed
	provoke EACCES 'this user may not search \./closed' 'socket unix as c; connect c ./closed/u' "${nobody[@]}" "$SOSH"
	[ "$(id -u)" -eq 0 ] || chmod 500 .
	provoke EACCES 'this user may not write to the directory \.' 'socket unix as c; bind c ./u' "${nobody[@]}" "$SOSH"
	chmod 755 .
	private
	provoke EACCES 'net\.ipv4\.ping_group_range is [0-9]+ 0: no group of this process is in it' \
		'socket icmp as p' "$SOSH" --private
}

@test "what a socket is, or is not: EISCONN, ENOTCONN, EINVAL, EDESTADDRREQ, EOPNOTSUPP" {
	provoke EISCONN "descriptor 4 \(c\) is connected to $ADDR" "$PAIR; connect c 127.0.0.1:9"
	provoke EISCONN "descriptor 3 \(l\) listens on $ADDR" "$PAIR; connect l 127.0.0.1:9"
	provoke ENOTCONN 'descriptor 3 \(c\) was never connected' 'socket tcp as c; recv c'
	provoke ENOTCONN 'descriptor 3 \(c\) has no peer: its last connect failed with ECONNREFUSED' \
		'socket tcp as c; connect c 127.0.0.1:1; getpeername c'
	provoke ENOTCONN "descriptor 3 \(l\) listens on $ADDR; accepted from it: descriptor 5 \(s\)" "$PAIR; recv l"
	provoke ENOTCONN "descriptor 3 \(l\) listens on $ADDR; in its queue: 1" "$PAIR; close s; close c; dial \$l.local; recv l"
	provoke ENOTCONN "descriptor 3 \(l\) listens on $ADDR; nothing was accepted from it yet" \
		'socket tcp as l; bind l 127.0.0.1:0; listen l; recv l'
	provoke ENOTCONN "descriptor 3 \(l\) listens on $ADDR; what was accepted from it is closed" "$PAIR; close s; recv l"
	provoke ENOTCONN 'descriptor 5 \(d\) is in SYN_SENT: its connect is not decided yet' "$FULL; getpeername d"
	provoke ENOTCONN "descriptor 4 \(c\) has no connection any more: that to $ADDR is over" "$PAIR; close s; close c
		dial \$l.local as c; accept l as s; setsockopt s SO_LINGER 0s; close s; recv c; shutdown c rdwr; getpeername c"
	provoke EINVAL "descriptor 3 \(l\) has an address already, $ADDR" 'socket tcp as l; bind l 127.0.0.1:0; bind l 127.0.0.1:0'
	provoke EINVAL 'descriptor 5 \(s\) does not listen: its state is ESTABLISHED; it was accepted from descriptor 3 \(l\)' \
		"$PAIR; accept s"
	provoke EINVAL "descriptor 4 \(c\) is connected to $ADDR" "$PAIR; listen c"
	provoke EINVAL 'descriptor 4 \(c\) has no urgent data to read' "$PAIR; recv c -f oob"
	provoke EINVAL 'descriptor 4 \(c\) has SO_OOBINLINE: urgent data stands among the rest' \
		"$PAIR; setsockopt c SO_OOBINLINE on; recv c -f oob"
	provoke EINVAL 'an address of AF_INET has 16 bytes; descriptor 3 \(c\) is AF_INET6, whose have 28' \
		'socket tcp6 as c; bind c 127.0.0.1:0'
	provoke EINVAL '\[fe80::1\]:80 is of one link, and names no interface' 'socket tcp6 as c; connect c fe80::1 80'
	provoke EDESTADDRREQ "descriptor 3 \(u\) is udp, bound to $ADDR; it has no peer, and send names none" \
		'socket udp as u; bind u 127.0.0.1:0; send u x'
	provoke EOPNOTSUPP 'descriptor 3 \(u\) is udp: datagrams, no connections' 'socket udp as u; listen u'
	provoke EOPNOTSUPP 'TCP_NODELAY is of IPPROTO_TCP, descriptor 3 \(u\) is udp' 'socket udp as u; getsockopt u TCP_NODELAY'
	provoke EOPNOTSUPP 'descriptor 3 \(u\) is udp, and was given MSG_OOB' \
		'socket udp as u; connect u 127.0.0.1:9; send u x -f oob'
	provoke EAFNOSUPPORT 'descriptor 3 \(c\) is AF_INET, \[::1\]:9 an address of AF_INET6' 'socket tcp as c; connect c [::1]:9'
	provoke ENOPROTOOPT 'IPV6_V6ONLY is of IPPROTO_IPV6, descriptor 3 \(c\) is tcp' 'socket tcp as c; setsockopt c IPV6_V6ONLY on'
	provoke ENOPROTOOPT 'SO_TYPE can only be read' 'socket tcp as c; setsockopt c SO_TYPE stream'
	provoke EPROTONOSUPPORT 'IPPROTO_UDP goes with SOCK_DGRAM' 'socket inet stream udp'
	provoke EPROTONOSUPPORT 'AF_UNIX and SOCK_STREAM go with protocol 0' 'socket unix stream 5'
	provoke ESOCKTNOSUPPORT 'AF_INET has SOCK_STREAM, SOCK_DGRAM, SOCK_RAW' 'socket inet seqpacket'
}

# What the last of several calls decides, not the last that failed.
@test "ENOTCONN: a connection that was, one that was refused, and none" {
	local reset='setsockopt e SO_LINGER 0s; close e; assert d.state == CLOSE -t 20s; recv d; getpeername d'

	provoke ENOTCONN "descriptor 6 \(d\) has no connection any more: that to $ADDR is over" \
		"$PAIR; socket tcp as d; connect d 127.0.0.1:1; connect d \$l.local; accept l as e; $reset"
	provoke ENOTCONN 'descriptor 6 \(d\) has no peer' "$PAIR; socket tcp as d --nonblock; connect d \$l.local; accept l as e; $reset"
	provoke ENOTCONN 'descriptor 3 \(c\) has no peer: its last connect failed with ECONNREFUSED' \
		'socket tcp as c --nonblock; connect c 127.0.0.1:1; assert c.state == CLOSE -t 20s; getsockopt c SO_ERROR; getpeername c'
	provoke ENOTCONN 'descriptor 3 \(u\) has no peer' 'socket udp as u; connect u 127.0.0.1:9; connect u none; getpeername u'
	provoke ENOTCONN 'descriptor 3 \(a\) has no peer' 'socketpair unix-dgram as a,b; close b; send a x; send a x'
}

@test "EPIPE: which direction was shut down, and by whom" {
	provoke EPIPE "the other end, descriptor 4, was closed by \`close b\`$DIED" \
		'socketpair unix as a,b; shutdown a rd; close b; send a x'
	provoke EPIPE "the other end, descriptor 4 \(b\), was shut down for receiving by \`shutdown b rd\`$DIED" \
		'socketpair unix as a,b; shutdown b rd; send a x'
	provoke EPIPE "descriptor 3 \(c\) has no peer: its last connect failed with ECONNREFUSED$DIED" \
		'socket tcp as c --nonblock; connect c 127.0.0.1:1; assert c.state == CLOSE -t 20s; send c x; send c x'
}

@test "waits that are none: EAGAIN, EINPROGRESS, EALREADY" {
	provoke EAGAIN 'nothing waits to be read \(its other end is descriptor 5 \(s\)\); MSG_DONTWAIT' "$PAIR; recv c -f dontwait"
	provoke EAGAIN 'nothing waits to be read \(its other end is descriptor 5 \(s\)\); descriptor 4 \(c\) is non-blocking' \
		"$PAIR; nonblock c on; recv c"
	provoke EAGAIN 'nothing waits to be read \(its other end is descriptor 5 \(s\)\); SO_RCVTIMEO, [0-9]+ms, has run out' \
		"$PAIR; setsockopt c SO_RCVTIMEO 10ms; recv c"
	provoke EAGAIN 'no connection waits, 0 of 5; descriptor 3 \(l\) is non-blocking' "$PAIR; nonblock l on; accept l"
	provoke EAGAIN '[0-9]+ bytes are under way, SO_SNDBUF is [0-9]+; descriptor 4 \(b\) has [0-9]+ bytes unread; descriptor 3 \(a\) is non-blocking' \
		'socketpair unix as a,b; nonblock a on; repeat 64 { send a --fill 64k }'
	provoke EAGAIN 'no error waits in its queue' \
		'socket udp as u; bind u 127.0.0.1:0; sendto u $u.local x; recvmsg u -f errqueue'
	provoke EAGAIN '.*; the next message at descriptor 4 \(b\) has 1024 bytes; descriptor 3 \(a\) is non-blocking' \
		'socketpair unix-dgram as a,b; nonblock a on; repeat 2000 { send a --fill 1024 }'
	provoke EINPROGRESS 'MSG_DONTWAIT; its state is .*' \
		'socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; sendto c $l.local x -f fastopen,dontwait'
	provoke EALREADY '.*, begun by `connect d .*`' "$FULL; recv d; connect d \$l.local"
	provoke EINPROGRESS 'descriptor 5 \(d\) is non-blocking; its state is SYN_SENT' "$FULL"
	provoke EALREADY "descriptor 5 \(d\) is in SYN_SENT towards $ADDR(, and the SYN was sent again (1 time|[0-9]+ times))?, begun by \`connect d \\\$l\.local\`" \
		"$FULL; connect d \$l.local"
	private
	provoke EAGAIN 'no port is free in net\.ipv4\.ip_local_port_range, 5000 5000' \
		'socket udp as u; bind u 127.0.0.1:5000; socket udp as v; connect v 127.0.0.1:9' \
		"$SOSH" --private=net.ipv4.ip_local_port_range="5000 5000"
}

@test "ends: EPIPE, ECONNRESET, ETIMEDOUT, ECONNABORTED" {
	provoke EPIPE "descriptor 4 \(c\) was shut down for sending by \`shutdown c wr\`$DIED" "$PAIR; shutdown c wr; send c x"
	provoke EPIPE "descriptor 3 \(c\) was never connected" 'socket tcp as c; send c x -f nosignal'
	provoke EPIPE "the other end, descriptor 4, was closed by \`close b\`$DIED" 'socketpair unix as a,b; close b; send a x'
	provoke ECONNRESET 'the other end, descriptor 5, was closed with 5 bytes unread by `close s`' \
		"$PAIR; send c hello; assert s.unread == 5 -t 5s; close s; recv c"
	provoke ECONNRESET 'the other end, descriptor 5, was closed with 2 bytes unread by `close s`' \
		"$PAIR; send c hello; assert s.unread == 5 -t 5s; recv s 3; close s; recv c"
	provoke ECONNRESET 'the other end, descriptor 5, was closed with SO_LINGER 0s by `close s`' \
		"$PAIR; setsockopt s SO_LINGER 0s; close s; recv c"
	provoke ECONNRESET 'the other end, descriptor 5, was closed with 5 bytes unread by `close s`' \
		"$PAIR; setsockopt s SO_LINGER 0s; setsockopt s SO_LINGER off; send c hello; assert s.unread == 5 -t 5s; close s; recv c"
	provoke ECONNRESET 'the listener, descriptor 3, was closed by `close l` with this connection in its queue' \
		'socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c $l.local; close l; recv c'
	# UDP's bind to the port is no listener's
	provoke ECONNRESET 'the listener, descriptor 3, was closed by `close l` with this connection in its queue' \
		'socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c $l.local
		socket udp as u; bind u $l.local; close u; close l; recv c'
	provoke ETIMEDOUT 'no answer to the SYN and its repetitions, 1 by TCP_SYNCNT' \
		"$FULL; close d; socket tcp as d --nonblock; setsockopt d TCP_SYNCNT 1; setsockopt d TCP_USER_TIMEOUT 1s
		connect d \$l.local; assert d.state == CLOSE -t 20s; connect d \$l.local"
	provoke ETIMEDOUT 'no answer to the SYN and its repetitions, 1 by TCP_SYNCNT, in [0-9.]+ s' "socket tcp as l
		bind l 127.0.0.1:0; listen l 0; socket tcp as c; connect c \$l.local; socket tcp as d
		setsockopt d TCP_SYNCNT 1; setsockopt d TCP_USER_TIMEOUT 1s; connect d \$l.local -t 20s"
	provoke ECONNABORTED '' "$FULL; close l; assert d.state == CLOSE -t 20s; getsockopt d SO_ERROR; connect d 127.0.0.1:1"
}

@test "ends: what a server of this shell has closed" {
	local server='serve 127.0.0.1:0 echo as m; socket tcp as e; connect e 127.0.0.1:$m.port; send e hi; recv e; stop m'

	provoke EPIPE "the other end, [0-9]+ of a server here, was closed: stopped$DIED" \
		"$server; send e x; assert e.state == CLOSE -t 20s; send e x"
}

@test "numbers: EBADF, ENOTSOCK, EMFILE, EMSGSIZE" {
	provoke EBADF 'descriptor 3 \(c\) was closed by `close c`; none is open' 'socket tcp as c; close c; send c x'
	provoke EBADF 'descriptor 77 is not open; open: 3 \(c\)' 'socket tcp as c; recv 77'
	provoke EBADF '-1 is what a call returns that has failed; none is open' 'recv -1'
	provoke ENOTSOCK 'descriptor 3 is /dev/null' 'recv 3' "$SOSH" --inherit 3</dev/null
	provoke EMFILE '[0-9]+ descriptors are open, the shell.s own among them; RLIMIT_NOFILE is 40' \
		'repeat 40 { socket udp }' bash -c 'ulimit -n 40; exec "$0" "$@"' "$SOSH"
	provoke EMSGSIZE 'the datagram has 65508 bytes, and IP carries at most 65507 of them' \
		'socket udp as u; connect u 127.0.0.1:9; send u --fill 65508'
	provoke EMSGSIZE 'the datagram has 65528 bytes, and IP carries at most 65527 of them' \
		'socket udp6 as u; sendto u [::1]:9 --fill 65528'
	provoke EMSGSIZE 'the message has 999999 bytes; SO_SNDBUF, [0-9]+, is its limit' \
		'socketpair unix-dgram as a,b; send a --fill 999999'
	private
	provoke EMSGSIZE "the datagram has 1473 bytes, the path.s MTU, 1500, has room for 1472, and IP_MTU_DISCOVER, IP_PMTUDISC_DO, forbids fragments" \
		'socket udp as u; connect u 127.0.0.1:9; setsockopt u IP_MTU_DISCOVER do; send u --fill 1473' "$SOSH" --private=mtu:1500
	provoke EMSGSIZE "the datagram has 1473 bytes, the path.s MTU, 1500, has room for 1452" \
		'socket udp6 as u; connect u [::1]:9; setsockopt u IPV6_DONTFRAG on; send u --fill 1473' "$SOSH" --private=mtu:1500
}

@test "arguments that nobody may give: EINVAL" {
	provoke EINVAL 'the direction is SHUT_RD, SHUT_WR or SHUT_RDWR' 'socket tcp as c; shutdown c 5'
	provoke EINVAL 'descriptor 3 \(e\) cannot watch itself' 'epoll_create as e; epoll_ctl e add e:in'
	provoke EINVAL 'descriptor 3 \(c\) is no epoll descriptor' 'socket tcp as c; epoll_create as e; epoll_ctl c add e:in'
	provoke EINVAL 'descriptor 3 \(c\) is no epoll descriptor' 'socket tcp as c; epoll_wait c'
	provoke EINVAL 'EPOLLEXCLUSIVE does not go with EPOLLONESHOT' \
		'socket tcp as c; epoll_create as e; epoll_ctl e add c:in,exclusive,oneshot'
	provoke EINVAL 'EPOLLEXCLUSIVE goes with EPOLL_CTL_ADD alone' \
		'socket tcp as c; epoll_create as e; epoll_ctl e add c:in; epoll_ctl e mod c:in,exclusive'
	provoke EINVAL 'there must be room for one event at least' 'epoll_create as e; epoll_wait e 0'
	provoke EINVAL 'IP_TTL takes 1 to 255, or -1' 'socket tcp as c; setsockopt c IP_TTL 256'
	provoke EINVAL 'TCP_KEEPIDLE takes 1 to 32767' 'socket tcp as c; setsockopt c TCP_KEEPIDLE 0'
	provoke EINVAL 'TCP_NODELAY takes an int, of 4 bytes, and was given 1 byte' 'socket tcp as c; setsockopt c 6:1:01'
	provoke EINVAL '' 'socket tcp as c; setsockopt c TCP_MAXSEG 1'
}

@test "EAFNOSUPPORT, EFBIG, ENXIO, ESRCH" {
	provoke EAFNOSUPPORT 'there is no address family 77' 'socket 77 stream'
	provoke EAFNOSUPPORT 'this kernel has no AF_DECnet, and found no module for it \(net-pf-12\)' 'socket decnet stream'
	provoke EFBIG "descriptor 3 is $PWD/big; RLIMIT_FSIZE is 1024" 'write 3 --fill 1024; write 3 x' \
		bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@" 3>>big' - "$SOSH" --inherit
	private
	provoke ENXIO 'descriptor 3 \(p\) is bound to no interface, and send names none' 'socket packet as p; send p x' "$SOSH" --private
	unshare -rpf true 2>/dev/null || skip "no namespaces of processes here"
	provoke ESRCH 'no process here has the pid 77777' \
		'socketpair unix-dgram as a,b; sendmsg a x --control "SCM_CREDENTIALS=pid 77777 uid 0 gid 0"' unshare -rpf "$SOSH"
}

# A network of two hosts, v0 here and v1 there, and a rule for what leaves: in $1; runs the rest.
two_hosts() {
	private
	type ip >/dev/null || skip "no ip(8)"
	unshare -rn ip link add v0 type veth peer name v1 2>/dev/null || skip "no veth here"
	cat >two <<-'EOT'
		unshare -n sleep 60 & other=$!
		until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
		ip link set lo up; ip link add v0 type veth peer name v1; ip link set v1 netns $other
		nsenter -t $other -n ip addr add 10.9.0.2/24 dev v1; nsenter -t $other -n ip link set v1 up
		ip addr add 10.9.0.1/24 dev v0; ip addr add fd09::1/64 dev v0 nodad; ip link set v0 up
		ip route add 10.8.0.0/24 via 10.9.0.8
		echo 1 >/proc/sys/net/ipv4/neigh/v0/mcast_solicit; echo 1 >/proc/sys/net/ipv6/neigh/v0/mcast_solicit
		for _ in {1..400}; do ip -o link show v0 | grep -qs "state UP" && break; sleep 0.05; done
		"$@"; status=$?; kill $other; exit $status
	EOT
}

@test "other hosts: ECONNREFUSED, and EHOSTUNREACH where nobody has the address" {
	two_hosts
	local net=(unshare -rn bash two "$SOSH")
	provoke ECONNREFUSED '10\.9\.0\.2 is another host: it, or a firewall, refused TCP port 80, so that it is reached' \
		'socket tcp as c; connect c 10.9.0.2:80' "${net[@]}"
	provoke ECONNREFUSED '10\.9\.0\.2 is another host: it, or a firewall, told by ICMP that UDP port 9 is closed' \
		'socket udp as u; connect u 10.9.0.2:9; send u x; poll u -t 20s; recv u' "${net[@]}"
	provoke EHOSTUNREACH '10\.9\.0\.9 does not answer ARP on v0' 'socket tcp as c; connect c 10.9.0.9:80 -t 20s' "${net[@]}"
	provoke EHOSTUNREACH 'the router 10\.9\.0\.8 does not answer ARP on v0' 'socket tcp as c; connect c 10.8.0.1:80 -t 20s' "${net[@]}"
	provoke EHOSTUNREACH 'fd09::9 does not answer neighbour discovery on v0' 'socket tcp6 as c; connect c [fd09::9]:80 -t 20s' "${net[@]}"
}

@test "EPERM: a rule for what leaves" {
	private
	type nft >/dev/null || skip "no nft(8)"
	provoke EPERM "a rule for what leaves this machine dropped it: netfilter.s output, or a BPF program of the control group" \
		'socket udp as u; sendto u 127.0.0.1:9 x' unshare -rn bash -c 'ip link set lo up; nft add table inet t
			nft add chain inet t o "{ type filter hook output priority 0; }"; nft add rule inet t o udp dport 9 drop; exec "$0" "$@"' "$SOSH"
}

@test "routes and addresses: EADDRNOTAVAIL, ENETUNREACH, EHOSTUNREACH, ENODEV" {
	private
	provoke EADDRNOTAVAIL '192\.0\.2\.1 is the address of no interface; this machine has 127\.0\.0\.1' \
		'socket tcp as l; bind l 192.0.2.1:0' "$SOSH" --private
	provoke EADDRNOTAVAIL 'no port is free in net\.ipv4\.ip_local_port_range, 5000 5000' \
		'socket tcp as l; bind l 127.0.0.1:80; listen l; dial 127.0.0.1:80; socket tcp as d; connect d 127.0.0.1:80' \
		"$SOSH" --private=net.ipv4.ip_local_port_range="5000 5000"
	provoke ENETUNREACH 'no route leads to 192\.0\.2\.1, and IPv4 has no default one; up: lo' \
		'socket udp as u; connect u 192.0.2.1:9' "$SOSH" --private
	provoke ENODEV 'interfaces here: lo' 'socket udp as u; setsockopt u SO_BINDTODEVICE nosuch' "$SOSH" --private
	provoke EADDRNOTAVAIL 'no interface has an IPv6 address' 'socket tcp6 as c; connect c [::1]:80' \
		"$SOSH" --private=net.ipv6.conf.all.disable_ipv6=1
	type ip >/dev/null || skip "no ip(8)"
	provoke ENODEV 'interfaces here: a\\ec' 'socket udp as u; setsockopt u SO_BINDTODEVICE nosuch' \
		unshare -rn bash -c 'ip link set lo name $'"'a\ec'"'; exec "$0" "$@"' "$SOSH"
	provoke EHOSTUNREACH 'the routing table has a route of type unreachable to 192\.0\.2\.1' 'socket udp as u; connect u 192.0.2.1:9' \
		unshare -rn bash -c 'ip link set lo up; ip route add unreachable 192.0.2.0/24; exec "$0" "$@"' "$SOSH"
	provoke EACCES 'the routing table has a route of type prohibit to 192\.0\.2\.1' 'socket udp as u; connect u 192.0.2.1:9' \
		unshare -rn bash -c 'ip link set lo up; ip route add prohibit 192.0.2.0/24; exec "$0" "$@"' "$SOSH"
}

@test "privileges: EPERM" {
	unprivileged
	provoke EPERM 'this process has not the capability CAP_NET_RAW' 'socket raw icmp as r' "${nobody[@]}" "$SOSH"
	provoke EPERM 'this process has not the capability CAP_NET_ADMIN' \
		'socket tcp as c; setsockopt c SO_MARK 1' "${nobody[@]}" "$SOSH"
}

# What the errno says is all there is.
@test "errnos that need no more words" {
	provoke EDOM '' 'socket tcp as c; setsockopt c SOL_SOCKET:20:000000000000000040420f0000000000'
	provoke EEXIST '' 'socket tcp as c; epoll_create as e; epoll_ctl e add c:in; epoll_ctl e add c:in'
	provoke ENOENT '' 'socket tcp as c; epoll_create as e; epoll_ctl e del c'
	provoke EFAULT '' 'socketpair unix as a,b; send a --null 10'
	provoke EINTR '' 'socketpair unix as a,b; recv a &; cancel %1; wait %1'
	provoke EISDIR '' 'unlink /tmp'
	provoke ENAMETOOLONG '' "unlink ./$(printf '%300s' | tr ' ' x)"
	provoke ENODATA '' 'socket unix as a; getsockopt a SO_PEERGROUPS'
	provoke ENOSPC '' 'write 3 x' "$SOSH" --inherit 3>/dev/full
	provoke ENOTTY '' 'socket udp as u; sockatmark u'
	local groups=()
	[ "$(id -u)" -ne 0 ] || groups=(setpriv --groups 1,2)
	provoke ERANGE '' 'socketpair unix as a,b; getsockopt a 1:59:00' "${groups[@]}" "$SOSH"
	head -c 100000 /dev/zero >file
	provoke EOVERFLOW '' 'socketpair unix as a,b; send a --file ./file --offset 9223372036854775807'
}

@test "errnos of a network of one's own, and of nobody" {
	unprivileged
	private
	provoke ENOBUFS '' 'socket udp as u; setsockopt u IP_ADD_MEMBERSHIP "224.0.0.50 127.0.0.1"' \
		"$SOSH" --private=net.ipv4.igmp_max_memberships=0
	provoke ENETDOWN '' 'socket packet as p; bind p packet:lo; recv p' unshare -rn "$SOSH"
	provoke EROFS '' 'socket unix as a; bind a ./ro/u' \
		unshare -rm bash -c 'mkdir ro && mount -t tmpfs -o ro none ro && exec "$0" "$@"' "$SOSH"
	provoke ETOOMANYREFS '' 'socketpair unix-dgram as a,b; repeat 60 { sendmsg a x --fds a -f dontwait }' \
		"${nobody[@]}" bash -c 'ulimit -n 40; exec "$0" "$@"' "$SOSH"
}

# cannot ERRNO WHY: nobody can provoke it without privilege, on one machine.
cannot() {
	[ $# -eq 2 ]
}

@test "each errno that is explained is provoked above, or cannot be" {
	cannot EBUSY 'a mount point in a place of one that may be unlinked'
	cannot EDQUOT 'a disk quota'
	cannot EHOSTDOWN 'a router'
	cannot EIO 'a broken disk'
	cannot ENFILE 'all files of the machine'
	cannot ENOMEM 'all memory of the machine'
	cannot ENONET 'a router'
	cannot EPROTO 'a router'
	cannot ESHUTDOWN 'sctp'
	cannot ESPIPE 'the shell seeks before it sends'
	grep -ohE '^	\{ "E[A-Z0-9]+"' "$BATS_TEST_DIRNAME"/../../src/insight/explanations_errno*.def | grep -oE 'E[A-Z0-9]+' | sort >explained
	grep -oE '^	*(\[.*\|\| )?(provoke|cannot) E[A-Z0-9]+' "$BATS_TEST_FILENAME" | grep -oE '\bE[A-Z0-9]+' | sort -u >provoked
	equal "$(comm -3 explained provoked | tr '\n' ' ')" ''
}

@test "off is the default of scripts; a job has its number; JSON has an object" {
	both "$SOSH" -k -c 'socket tcp as c; connect c 127.0.0.1:1'
	lacks why out
	both "$SOSH" -k -q -c 'set reasons on; socket tcp as c; connect c 127.0.0.1:1'
	lacks why out
	both "$SOSH" -k -c 'set reasons on; socket tcp as c; recv c & wait %1'
	grep -qE '^\[%1\]   why: descriptor 3 was never connected$' out
	both "$SOSH" -k --json -c 'set reasons on; socket tcp as c; recv c'
	grep -qx '{"v":1,"type":"reason","call":2,"fd":3,"errno":"ENOTCONN","text":"descriptor 3 (c) was never connected"}' out
	both "$SOSH" -k --json -c 'socket tcp as c; recv c'
	lacks '"reason"' out
}

@test "looking takes nothing away, and no number" {
	# the error that waits is there yet, and so are the data and the lowest number
	prints 'set reasons on; socket udp as u; connect u 127.0.0.1:1; send u x; bind u 127.0.0.1:0 = EINVAL
		getsockopt u SO_ERROR = 0 (ECONNREFUSED)' "$(cat <<-EOT
		socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3
		connect(3, 127.0.0.1:1) = 0
		send(3, "x", 1) = 1
		bind(3, 127.0.0.1:0) = -1 EINVAL (Invalid argument)
		  why: descriptor 3 (u) has an address already, 127.0.0.1:PORT
		getsockopt(3, SOL_SOCKET, SO_ERROR) = 0 (ECONNREFUSED)
	EOT
	)"
	both "$SOSH" -k -c 'set reasons on; socket tcp as c; connect c 127.0.0.1:1; socket tcp as d; list --all'
	grep -qE '^socket.* = 4$' out
	type strace >/dev/null || skip "no strace"
	for on in on off; do
		ASAN_OPTIONS=detect_leaks=0 both strace -e trace=%network,%desc -o calls.$on \
			"$SOSH" -qc "set reasons $on; socketpair unix as a,b; repeat 50 { send a x; recv b }"
		equal "$status" 0
	done
	equal "$(wc -l <calls.on)" "$(wc -l <calls.off)"
}
