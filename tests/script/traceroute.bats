#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lab on traceroute, in the network that it tells how to make.

load helper

setup() {
	enter
	lab=$BATS_TEST_DIRNAME/../../tests/labs/56-traceroute.sosh
}

# What the lab says to type. The first line makes the namespaces, the last plays the lab.
typed() {
	sed -n 's/^#     \$ //p' "$lab"
}

@test "a router says time exceeded, the host behind it port unreachable" {
	equal "$(typed | sed -n '1p;$p')" "unshare -Urnm bash
sosh 56-traceroute.sosh 10.2.0.2"
	unshare -Urnm true 2>/dev/null || skip "no user, network and mount namespaces here"
	{
		typed | sed '1d;$d'
		# shellcheck disable=SC2016 # the inner shell's
		echo 'exec "$SOSH" "$1" 10.2.0.2'
	} >net
	both unshare -Urnm bash -e net "$lab"
	equal "$status:$err" 0:
	equal "$(sed -n 's/^recvmsg.*; \(ICMP .*\))$/\1/p' out)" "ICMP time exceeded from 10.1.0.2
ICMP port unreachable from 10.2.0.2"
}

@test "the lab without a router is there at once" {
	both "$SOSH" "$lab"
	equal "$status:$err" 0:
	equal "$(sed -n 's/^recvmsg.*; \(ICMP .*\))$/\1/p' out)" "ICMP port unreachable from 127.0.0.1"
}
