#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What ss finds, beside what ss(8) of iproute2 finds.

load helper

setup() {
	enter
}

@test "ss: as many sockets of each kind and state as ss(8) has" {
	unshare -Urn true 2>/dev/null || skip "no user and network namespaces here"
	command -v ss >/dev/null || skip "no ss(8) here"
	cat >both.py <<'END'
import collections, json, socket, subprocess, sys

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
kept = []

def listener(family, host):
	l = socket.socket(family, socket.SOCK_STREAM)
	l.bind((host, 0))
	l.listen(64)
	kept.append(l)
	return l

for family, host in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
	l = listener(family, host)
	for i in range(24):
		c = socket.create_connection(l.getsockname()[:2])
		kept.append(c)
		if i < 8: # the others are not accepted
			kept.append(l.accept()[0])
	for i in range(5): # what is left of these is in FIN_WAIT2, and CLOSE_WAIT
		c = socket.create_connection(l.getsockname()[:2])
		c.close()
	bound = socket.socket(family, socket.SOCK_STREAM) # in CLOSE, not shown by every ss(8)
	bound.bind((host, 0))
	kept.append(bound)
	for i in range(7):
		u = socket.socket(family, socket.SOCK_DGRAM)
		u.bind((host, 0))
		kept.append(u)
		c = socket.socket(family, socket.SOCK_DGRAM)
		c.connect(u.getsockname()[:2])
		kept.append(c)
l = listener(socket.AF_INET, "127.0.0.1")
for i in range(6): # TIME_WAIT
	c = socket.create_connection(l.getsockname())
	s = l.accept()[0]
	s.close()
	assert c.recv(1) == b""
	c.close()
for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
	kept.extend(socket.socketpair(socket.AF_UNIX, kind))
	u = socket.socket(socket.AF_UNIX, kind)
	u.bind("\0name-%d" % kind)
	kept.append(u)
p = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
p.bind(("lo", 0))
kept.append(p)

def lines(*args):
	text = subprocess.run(["ss", "-Hn", *args], check=True, capture_output=True, text=True).stdout
	return text.splitlines()

rows = subprocess.run([sys.argv[1], "--json", "-c", "ss --all"], check=True,
	capture_output=True, text=True).stdout.splitlines()
rows = [json.loads(r) for r in rows]
kinds = collections.Counter(r["kind"] for r in rows if r.get("state") != "CLOSE")
both = {}
for name, args, ours in (("tcp", "-ta4", ["tcp"]), ("tcp6", "-ta6", ["tcp6"]),
		("udp", "-ua4", ["udp"]), ("udp6", "-ua6", ["udp6"]),
		("unix", "-xa", ["unix", "unix-dgram", "unix-seqpacket"]),
		("packet", "-0a", ["packet", "packet-dgram"])):
	both[name] = (sum(kinds[k] for k in ours), len(lines(args)))
for state, word in (("listening", "LISTEN"), ("established", "ESTABLISHED"),
		("time-wait", "TIME_WAIT"), ("fin-wait-2", "FIN_WAIT2"),
		("close-wait", "CLOSE_WAIT")):
	ours = [r for r in rows if r.get("kind") in ("tcp", "tcp6") and r["state"] == word]
	both[state] = (len(ours), len(lines("-t", "state", state)))
print(both)
assert all(ours == theirs > 0 for ours, theirs in both.values()), both
END
	both unshare -Urn python3 both.py "$SOSH"
	equal "$status:$err" 0:
}
