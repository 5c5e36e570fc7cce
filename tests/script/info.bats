#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What info tells of a descriptor.

load helper

setup() {
	enter
}

# row NAME VALUE [MEANING]: the line of it that info printed; each an extended regex.
row() {
	grep -Eq "^$1 +$2( +$3)?\$" out || {
		echo "no line: $1 $2 $3"
		cat out
		return 1
	}
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'

@test "info: all of a connection, with units and meanings" {
	both "$SOSH" -c "$PAIR; setsockopt c nodelay on; setsockopt c SO_RCVBUF 4096; send s hello; assert c.unread == 5 -t 10s; info c"
	equal "$status:$err" 0:
	row fd 4 "the descriptor's number"
	row name c 'the variable .*'
	row role socket 'what it was made by'
	row kind tcp 'a stream over IP'
	row nonblock off '.*EAGAIN.*'
	row inode '[0-9]+' '.*'
	row state ESTABLISHED 'open: .*'
	row peer '127.0.0.1:[0-9]+' '.*'
	row other 5 '.*'
	row process '[^ ]+/[0-9]+:5' '.*'
	row unread '5 bytes' '.*'
	row unsent '0 bytes' '.*'
	row TCP_NODELAY '1 +0' '.*Nagle.*'
	row SO_RCVBUF '8192 +[0-9]+' '.*'
	row rtt '[0-9.]+(us|ms|s)' 'smoothed round-trip time'
	row snd_mss '[0-9]+ bytes' '.*'
	row bytes_received '5 bytes' '.*'
	row snd_cwnd '[0-9]+' '.*segments'
	# what differs by nature, or is shown whole in another line, or is not told of it
	lacks '^(SO_COOKIE|SO_MEMINFO|port|paddr|queue|backlog|file|held) ' out
	# every field that this kernel has
	sed '1,/^TCP_INFO/d' out | awk '{ print $1 }' >fields
	both "$SOSH" --json -c "$PAIR; info c"
	equal "$(cat fields)" "$(sed -n 's/.*"tcp_info":{//p' out | tr , '\n' | sed 's/^"//; s/":.*//')"
}

@test "info: one object for a program" {
	both "$SOSH" -q --json -c "$PAIR; info l; socket udp as u; info u; epoll_create as e; info e"
	equal "$status:$err" 0:
	grep '"type":"row"' out >rows
	python3 - rows <<-'END'
		import json, sys
		l, u, e = [json.loads(line) for line in open(sys.argv[1])]
		assert (l["fd"], l["name"], l["kind"], l["state"]) == (3, "l", "tcp", "LISTEN"), l
		assert (l["queue"], l["backlog"], l["peer"], l["process"]) == (0, 128, None, None), l
		assert l["tcp_info"]["state"] == "LISTEN" and l["tcp_info"]["sacked"] == 128, l
		assert isinstance(l["options"], list) and list(l) == list(u) == list(e)
		assert (u["kind"], u["state"], u["unread"], u["tcp_info"]) == ("udp", "UNCONNECTED", 0, None), u
		assert (e["role"], e["kind"], e["file"], e["state"]) == ("epoll", None, "anon_inode:[eventpoll]", None), e
		assert (l["type"], l["socket_type"], u["socket_type"]) == ("row", "SOCK_STREAM", "SOCK_DGRAM"), l
		assert e["tcp_info"] is None and e["options"] == [], e
	END
	both "$SOSH" --json -c 'socket tcp as c; setsockopt c nodelay on; info c'
	grep -q '"options":\[.*{"option":"TCP_NODELAY","level":"IPPROTO_TCP","value":"1","fresh":"0"}' out
}

@test "info: whatever the descriptor is" {
	both "$SOSH" -c 'socketpair unix as a,b; info a; socket udplite as u; info u; socket netlink as n; info n; info 0
		epoll_create as e; info e; socket tcp as t; info t'
	equal "$status:$err" 0:
	row kind unix 'a stream within this machine'
	row process '[^ ]+/[0-9]+:4' '.*'
	row kind udplite '.*'
	row kind netlink '.*'
	row protocol NETLINK_ROUTE '.*'
	row role 'standard input' "the shell's.*"
	row role epoll '.*'
	row file 'anon_inode:\[eventpoll\]' '.*'
	row state CLOSE 'not connected'
	grep -qx 'options: as a new socket has them; getsockopt shows them' out
	# a number kept for a job, and that of none
	both "$SOSH" -c 'socket tcp as l; bind l 0; listen l; accept l as s &
		info s; cancel %1; wait %1 = EINTR; print $l.inode'
	equal "$status:$err" 0:
	row role 'kept for a job' '.*'
	row kind none 'nothing is open on it yet'
	both "$SOSH" -c 'socket tcp as c; close c; info c'
	equal "$status" 2
	equal "$err" 'sosh: <command>:1:32: descriptor 3 is not open
  hint: list shows those that are'
	both "$SOSH" -c 'info %1'
	equal "$status" 2
}

@test "info: a kind that may not be made again has no options to compare with" {
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	command -v setpriv >/dev/null || skip "no setpriv(1) here"
	# shellcheck disable=SC2016 # Python's
	both unshare -Urn python3 -c 'import os, socket, sys
r = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
os.dup2(r.fileno(), 20)
os.execvp("setpriv", ["setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.argv[1], "--inherit", "-c", "info 20"])' "$SOSH"
	equal "$status" 0
	row role inherited '.*'
	row kind raw '.*'
	row protocol IPPROTO_ICMP '.*'
	grep -q '^options: a new socket to compare with is refused, EPERM (' out
}
