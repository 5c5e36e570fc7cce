#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Waiting for several descriptors: poll, select, epoll.

load helper

setup() {
	enter
	PAIR='socket tcp as l; bind l 0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'
}

# line SCRIPT: the last line that it prints, after the connection is made.
line() {
	both "$SOSH" -c "$PAIR; $1"
	equal "$status:$err" 0:
	tail -n 1 out
}

refused() { # STATUS SCRIPT MESSAGE
	both "$SOSH" -c "$PAIR; $2"
	equal "$status" "$1"
	[[ $err == *"$3"* ]] || {
		printf 'message: %s\n' "$err"
		return 1
	}
}

@test "flags of epoll_create1 are passed and shown" {
	both "$SOSH" -c 'epoll_create -f cloexec as e; epoll_create'
	equal "$status:$out" $'0:epoll_create1(EPOLL_CLOEXEC) = 3\nepoll_create1(0) = 4'
}

@test "poll says which are ready for what, under the names that were given" {
	equal "$(line 'send c x; poll c:out s l -t 2s')" \
		'poll([{4, POLLOUT}, {5, POLLIN}, {3, POLLIN}], 3, 2000) = 2 (c:out s:in)'
	equal "$(line 'send c x; poll 5 c:POLLOUT -t 2s = 2 (5:in c:out)')" \
		'poll([{5, POLLIN}, {4, POLLOUT}], 2, 2000) = 2 (5:in c:out)'
	equal "$(line 'send c x -f oob; poll s:pri -t 2s')" \
		'poll([{5, POLLPRI}], 1, 2000) = 1 (s:pri)'
	equal "$(line 'close c; poll s:in,rdhup -t 2s')" \
		'poll([{5, POLLIN|POLLRDHUP}], 1, 2000) = 1 (s:in,rdhup)'
	equal "$(line 'poll 77 -t 0')" \
		'poll([{77, POLLIN}], 1, 0) = 1 (77:nval)'
}

@test "the timeout is a result, the session's limit is none" {
	equal "$(line 'poll s -t 10ms')" 'poll([{5, POLLIN}], 1, 10) = 0'
	equal "$(line 'select s -t 10ms')" 'select(6, [5], NULL, NULL, 10 ms) = 0'
	equal "$(line 'set timeout 5ms; poll s -t 30ms')" 'poll([{5, POLLIN}], 1, 30) = 0'
	refused 3 'set timeout 30ms; poll s' 'GAVEUP'
	refused 3 'set timeout 30ms; select s' 'GAVEUP'
	refused 3 'set timeout 30ms; epoll_create as e; epoll_ctl e add s; epoll_wait e' 'GAVEUP'
}

@test "select shows three sets, and has room for 1024" {
	equal "$(line 'send c x; select s c:in,out l:pri -t 2s')" \
		'select(6, [5, 4], [4], [3], 2 s) = 2 (s:in c:out)'
	equal "$(line 'close c; select c s = EBADF')" \
		'select(6, [4, 5], NULL, NULL, NULL) = -1 EBADF (Bad file descriptor)'
	refused 2 'select 1024' 'an fd_set has no room for descriptor 1024: FD_SETSIZE is 1024'
	refused 2 'select -1' 'an fd_set has no room for descriptor -1'
	refused 2 'select s:hup' '"hup" is not an event of select'
}

@test "epoll: level again and again, edge once, oneshot once and for all" {
	line 'epoll_create as e; epoll_ctl e add s; send c ab
		epoll_wait e -t 2s = 1 (s:in); epoll_wait e -t 2s = 1 (s:in)
		epoll_ctl e mod s:in,et; epoll_wait e -t 2s = 1 (s:in); epoll_wait e -t 20ms = 0
		send c c; epoll_wait e -t 2s = 1 (s:in); epoll_wait e -t 20ms = 0
		epoll_ctl e mod s:in,oneshot; epoll_wait e -t 2s = 1 (s:in)
		send c d; epoll_wait e -t 20ms = 0
		epoll_ctl e del s; epoll_ctl e del s = ENOENT; epoll_ctl e add e = EINVAL
		epoll_wait e 0 -t 0 = EINVAL; epoll_wait c = EINVAL'
	line 'epoll_create as e; epoll_ctl e add s; epoll_ctl e add c:out; epoll_ctl e add l
		epoll_wait e 1 -t 2s = 1 (c:out); poll e -t 2s = 1 (e:in)
		close e; epoll_wait e = EBADF'
}

@test "what epoll reports has the name that it was added by" {
	equal "$(line 'epoll_create as e; epoll_ctl e add s; let t $s; send c x; epoll_wait e -t 2s')" \
		'epoll_wait(6, 16, 2000) = 1 (s:in)'
	equal "$(line 'epoll_create as e; epoll_ctl e add 5:in; send c x; epoll_wait e -t 2s')" \
		'epoll_wait(6, 16, 2000) = 1 (5:in)'
}

@test "a nonblocking connect is completed by poll and SO_ERROR" {
	line 'socket tcp --nonblock as n; connect n 127.0.0.1 $l.port = EINPROGRESS|ok
		poll n:out -t 2s = 1 (n:out); getsockopt n SO_ERROR = 0 (0)'
	line 'socket tcp as p; bind p 0; let port $p.port; close p
		socket tcp --nonblock as n; connect n 127.0.0.1 $port = EINPROGRESS|ECONNREFUSED
		poll n:out -t 2s = 1'
}

@test "a job waits too, and cancel ends it" {
	line 'poll s -t 20s &; send c x; wait = 1 (s:in)'
	line 'epoll_create as e; epoll_ctl e add s; epoll_wait e &; sleep 20ms; send c x; wait = 1 (s:in)'
	both "$SOSH" -c "$PAIR; poll s &; sleep 20ms; cancel %1; wait = EINTR"
	equal "$status:$err" 0:
}

@test "an epoll in a block is bound anew each time" {
	line 'epoll_create as e; repeat 3 { epoll_ctl e add s; epoll_ctl e del s }
		repeat 3 { poll s c:out -t 0 = 1 (c:out) }'
}

@test "hundreds of descriptors" {
	both "$SOSH" -q -c 'epoll_create as e; repeat 500 { socket udp as u; epoll_ctl e add u:out,et }
		epoll_wait e 1000 -t 0 = 500; epoll_wait e 1000 -t 0 = 0'
	equal "$status:$err" 0:
}

@test "what was waited for is kept" {
	both "$SOSH" -c "$PAIR; send c x; poll c:out s -t 1s; close s; calls 2"
	equal "$status:$err" 0:
	grep -F 'poll([{4, POLLOUT}, {5, POLLIN}], 2, 1000) = 2 (c:out s:in)' out | wc -l | grep -qx 2
}

@test "JSON has the descriptors and what is ready" {
	both "$SOSH" --json -c "$PAIR; poll c:out s -t 1s"
	equal "$(tail -n 1 out | python3 -c 'import json, sys
c = json.load(sys.stdin)
print(c["call"], c["fd"], c["args"], c["result"], c["note"])')" \
		"poll None ['[{4, POLLOUT}, {5, POLLIN}]', 2, 1000] 1 c:out"
}
