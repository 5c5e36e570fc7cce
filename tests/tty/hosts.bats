#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real programs on hosts: `on HOST !COMMAND`.

load helper

begin() {
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	unshare -rn ip link add v0 type veth peer name v1 2>/dev/null || skip "no veth here"
	start --private
	type_line 'host romeo; host juliet; link romeo juliet --delay 20ms'
	shows '^link 1: romeo 10.0.1.1, juliet 10.0.1.2$'
}

@test "ping reaches the other host by its name, in the time that the link takes" {
	begin
	type_line 'on romeo !ping -n -c 2 -i 0.2 -W 5 juliet | tail -n 2'
	shows '2 packets transmitted, 2 received, 0% packet loss'
	[[ $(screen) =~ 'rtt min/avg/max/mdev = '([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -ge 40 ]
	type_line 'cut romeo juliet'
	type_line 'on romeo !ping -n -c 1 -W 1 juliet | grep transmitted'
	shows '1 packets transmitted, 0 received'
}

@test "curl on one host reads from a server on the other, and nobody else does" {
	begin
	type_line 'on juliet serve *:80 http --quiet as h'
	type_line 'on romeo !curl -s -o /dev/null -w "%{http_code}-%{remote_ip}\n" http://juliet/'
	shows '^200-10.0.1.2$'
	type_line '!curl -s -m 2 http://juliet/ || echo "out of "reach'
	shows '^out of reach$'
}

@test "a program that listens on a host is reached by connect" {
	begin
	type_line 'on juliet !ncat -l 10.0.1.2 4000 --send-only -c "echo from ncat" &'
	type_line 'on romeo retry 100 50ms { dial juliet:4000 as c }'
	type_line 'set quiet on; expect c "from ncat"; print "it "came'
	shows 'it came'
}
