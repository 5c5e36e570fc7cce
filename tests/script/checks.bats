#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Scripts as tests: TAP, JUnit's XML, several files.

load helper

setup() {
	enter
	printf '%s\n' 'socketpair as a,b = ok' '## First # one' 'send a "x\n" = 2' 'recv b' \
		'repeat 2 {' '  assert $a == 3' '}' '## Nothing is checked' 'print hi' >good
	printf '%s\n' '## A step' 'socketpair as a,b' 'send a "xyz" = 3' 'recv b = 2' \
		'## Never reached' 'assert 1 == 1' >bad
}

# Reads a document of TAP: the plan of each level holds. Prints `ok NAME` and `not ok NAME`
# of the outermost level.
well_formed() {
	python3 -c '
import re, sys
counts, plans, yaml, first = [0], [None], False, True
def pop():
    assert plans[-1] == counts[-1] or counts[-1] == 0, (plans, counts)
    plans.pop(); counts.pop()
for line in sys.stdin.read().split("\n")[:-1]:
    if first:
        assert re.fullmatch(r"TAP version 1[34]", line), line
        first = False
        continue
    text = line.lstrip(" ")
    depth = (len(line) - len(text)) // 4
    if yaml:
        yaml = text != "..."
        continue
    if text == "---":
        yaml = True
        continue
    if text.startswith("#"):
        continue
    while depth < len(counts) - 1:
        pop()
    while depth > len(counts) - 1:
        counts.append(0); plans.append(None)
    m = re.fullmatch(r"1\.\.(\d+)( # SKIP.*)?", text)
    if m:
        plans[-1] = int(m[1])
        continue
    m = re.fullmatch(r"(ok|not ok) (\d+) - (.*)", text)
    assert m and int(m[2]) == counts[-1] + 1, line
    counts[-1] += 1
    if depth == 0:
        print(m[1], m[3])
assert len(counts) == 1 and plans[0] == counts[0], (plans, counts)
'
}

@test "--tap: headings are subtests, checked commands their points, the rest comments" {
	both "$SOSH" --tap good
	equal "$err$status" 0
	equal "$out" 'TAP version 14
# socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)
ok 1 - socketpair as a,b = ok
# Subtest: First \# one
    # send(3, "x\n", 2) = 2
    ok 1 - send a "x\\n" = 2
    # recv(4, "x\n", 65536) = 2
    ok 2 - repeat 2 { ...
    1..2
ok 2 - First \# one
# Subtest: Nothing is checked
    # hi
ok 3 - Nothing is checked
1..3'
}

@test "a point that failed has its place and both sides in YAML; the script ends there" {
	both "$SOSH" --tap bad
	equal "$err$status" 1
	equal "$(sed 's/duration_ms: .*/duration_ms: T/' out)" 'TAP version 14
# Subtest: A step
    # socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 (3, 4)
    # send(3, "xyz", 3) = 3
    ok 1 - send a "xyz" = 3
    # recv(4, "xyz", 65536) = 3
    not ok 2 - recv b = 2
      ---
      message: "expected 2, got 3"
      severity: fail
      at:
        file: "bad"
        line: 4
        column: 8
      expected: "2"
      actual: "3"
      duration_ms: T
      ...
    1..2
not ok 1 - A step
1..1'
	both "$SOSH" -k --tap bad
	equal "$(well_formed <out)" $'not ok A step\nok Never reached'
}

# sides SCRIPT EXPECTED ACTUAL
sides() {
	both "$SOSH" --tap -c "$1"
	grep -qxF "  expected: \"$2\"" out
	grep -qxF "  actual: \"$3\"" out
}

@test "expected and actual are told of every kind of check" {
	sides 'socketpair as a,b; send a "x" = 5|6' '5|6' 1
	sides 'socketpair as a,b; send a "hey"; recv b = 3 "hoy"' '3 \"hoy\"' '3 \"hey\"'
	sides 'assert 1 == 2' '1 == 2' 1
	sides 'let x = a; assert $x ~ "^b"' '$x ~ \"^b\"' a
	sides 'close 99' success EBADF
	both "$SOSH" --tap -c 'sleep 1ms; socketpair as a,b; send a "x" = 1 in 5s..6s'
	grep -qx '  expected: "5 s or more and 6 s or less"' out
	sides 'socketpair as a,b; recv b -t 10ms' success GAVEUP
	equal "$status" 3
}

@test "a failure in a block or in another file is its command's; what it expects is none" {
	printf 'assert 1 == 2\n' >inner
	both "$SOSH" --tap -c 'source inner'
	equal "$status" 1
	grep -qx 'not ok 1 - source inner' out
	grep -qx '    file: "inner"' out
	both "$SOSH" --tap -c 'repeat 3 { close 99 = EBADF }; close 99 = EBADF'
	equal "$status" 0
	equal "$(well_formed <out)" $'ok repeat 3 { close 99 = EBADF }\nok close 99 = EBADF'
	printf 'repeat 2 {\nclose 99\n}\n' | both "$SOSH" --tap
	equal "$(well_formed <out)" 'not ok repeat 2 { ...'
	both "$SOSH" --tap -c 'socketpair as a,b; recv a = 1 &; send b x = 1; wait'
	equal "$(well_formed <out)" $'ok send b x = 1\nok recv a = 1 &'
}

@test "what is no command, a status of its own, and nothing at all are told" {
	both "$SOSH" --tap -c $'nonsense\nsend'
	equal "$status" 2
	equal "$(well_formed <out)" $'not ok no command \'nonsense\'\nnot ok send needs FD'
	both "$SOSH" --tap -c 'quit 4'
	equal "$status" 4
	equal "$(well_formed <out)" 'not ok the script'
	both "$SOSH" --tap -c 'print a'
	equal "$status" 0
	grep -qx '1..0 # SKIP nothing is checked' out
	both "$SOSH" --tap missing
	equal "$err$status" 2
	equal "$(well_formed <out)" 'not ok missing: No such file or directory'
}

@test "several files are subtests in their order, whatever ends first" {
	printf 'assert 1 == 1\nsleep 300ms\nassert 2 == 2\n' >slow
	both "$SOSH" --tap -t 5s slow good missing bad
	equal "$status" 2
	equal "$(well_formed <out)" $'ok slow\nok good\nnot ok missing\nnot ok bad'
	grep -qx '1..4' out
	"$SOSH" -c private 2>/dev/null || skip "there is no network of one's own here"
	both "$SOSH" --tap -j 4 slow good bad slow
	equal "$(well_formed <out)" $'ok slow\nok good\nnot ok bad\nok slow'
}

@test "files side by side have a port each, and more output than a pipe holds is all there" {
	"$SOSH" -c private 2>/dev/null || skip "there is no network of one's own here"
	printf 'socket tcp as l\nbind l 80 = 0\nlisten l\nrepeat 20000 { print 0123456789 }\nassert 1 == 1\n' >port
	both "$SOSH" --tap -j 3 port port port
	equal "$status" 0
	equal "$(grep -c '^    # 0123456789$' out)" 60000
	equal "$(well_formed <out)" $'ok port\nok port\nok port'
}

@test "a file that is killed, or whose children live on, holds nothing up" {
	printf 'assert 1 == 1\nprint $pid\n' >fine
	cat >dies <<-'END'
		assert 1 == 1
		sleep 1m
	END
	"$SOSH" --tap -t 1m dies fine >out &
	pid=$!
	for _ in {1..1000}; do
		child=$(pgrep -P $pid) && grep -qs 'ok 1' out && break
		sleep 0.01
	done
	kill -KILL "$child"
	status=0
	wait $pid || status=$?
	equal "$status" 1
	grep -q 'killed by signal 9 (Killed)' out
	grep -qx 'not ok 1 - dies' out
}

@test "the files end with the one that told of them" {
	printf 'sleep 1m\n' >long
	"$SOSH" --tap long long >out &
	pid=$!
	for _ in {1..1000}; do
		child=$(pgrep -P $pid) && break
		sleep 0.01
	done
	kill -KILL $pid
	for _ in {1..1000}; do
		[ -d "/proc/$child" ] || return 0
		sleep 0.01
	done
	return 1
}

@test "prove sums up" {
	command -v prove >/dev/null || skip "prove is missing"
	prove -e "$SOSH --tap" good >out
	grep -q 'Result: PASS' out
	status=0
	prove -e "$SOSH --tap" good bad >out 2>&1 || status=$?
	[ $status -ne 0 ]
	grep -q 'Failed test:  1' out
	grep -q 'Result: FAIL' out
}

@test "--junit is XML: suites, cases, failures, what was printed" {
	printf 'print "<&>\\x01"\nassert "<" == ">"\n' >odd
	both "$SOSH" --junit good bad odd missing
	equal "$status" 1
	python3 - <<-'END'
		import xml.etree.ElementTree as x
		suites = x.parse("out").getroot()
		assert suites.tag == "testsuites"
		got = [(s.get("name"), s.get("tests"), s.get("failures"), s.get("errors")) for s in suites]
		assert got == [("good", "3", "0", "0"), ("bad", "2", "1", "0"), ("odd", "1", "1", "0"),
		               ("missing", "1", "1", "0")], got
		good, bad, odd, missing = suites
		assert [c.get("classname") for c in good.findall("testcase")] == \
			["good", "good: First # one", "good: First # one"]
		assert good.find("system-out").text.endswith("\nhi\n")
		failure = bad.findall("testcase")[1].find("failure")
		assert failure.get("message") == "expected 2, got 3"
		assert failure.text == "at bad:4:8\nexpected: 2\nactual: 3\n", failure.text
		assert odd.find("system-out").text.startswith("<&>\\x01"), odd.find("system-out").text
		assert missing.find("testcase/failure").get("message") == "missing: No such file or directory"
	END
	both "$SOSH" --junit good
	python3 -c 'import xml.etree.ElementTree as x; assert x.parse("out").getroot()[0].get("name") == "good"'
}

@test "an interrupted test says so and dies of the signal" {
	printf 'assert 1 == 1\nsleep 1m\n' >long
	"$SOSH" --tap long >out &
	pid=$!
	for _ in {1..1000}; do
		grep -qs 'ok 1' out && break
		sleep 0.01
	done
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	equal "$status" 143
	tail -n 1 out | grep -qx 'Bail out! interrupted'
}

@test "nothing waits for ever; private finds a thread of nobody" {
	printf 'socketpair as a,b\nrecv a\n' >waits
	both "$SOSH" --tap -t 50ms waits
	equal "$status" 3
	"$SOSH" -c private 2>/dev/null || skip "there is no network of one's own here"
	printf '## First\nprivate\nsysctl net.ipv4.tcp_ecn=1\nassert 1 == 1\n' >inside
	sed -i 's/^sysctl.*/sysctl net.ipv4.tcp_ecn 1/' inside
	both "$SOSH" --tap inside
	equal "$status" 0
	both "$SOSH" --private -c 'private net.ipv4.tcp_ecn=1; sysctl net.ipv4.tcp_ecn'
	equal "$out$err" 1
}

@test "a bad combination of options is told" {
	both "$SOSH" --tap --junit good
	equal "$status" 2
	both "$SOSH" -j 2 good
	equal "$status" 2
	both "$SOSH" --tap -j x good
	equal "$status" 2
	[[ $err == *"from 1 to 64, not 'x'"* ]]
}

@test "-n checks each of several files" {
	printf 'nonsense\n' >wrong
	both "$SOSH" -n good wrong bad
	equal "$out$status" 2
	[[ $err == 'sosh: wrong:1:1: '* ]]
	both "$SOSH" -n good bad
	equal "$out$err$status" 0
}

# The errors of -n on the commands $1: their lines, without what stands before the position.
finds() {
	printf '%s\n' "$1" >text
	both "$SOSH" -n text
	equal "$(grep -o 'text:[0-9].*' <<<"$err" | cut -d: -f2-)" "$2"
	[ "$status" -eq "$([ -n "$2" ] && echo 2 || echo 0)" ]
}

@test "-n finds names that nothing has given" {
	finds 'print $x' "1:7: no variable 'x'"
	finds 'print "a ${who} b"; let who = me; print $who' "1:10: no variable 'who'"
	finds 'let n = $n + 1
		print $n' "1:9: no variable 'n'"
	finds 'close client' "1:7: no descriptor is named 'client'"
	finds 'socket tcp as client; send clint hello' "1:28: no descriptor is named 'clint'"
	[[ $err == *'did you mean client?'* ]]
	finds 'let host = ::1; print $hots' "1:23: no variable 'hots'"
	[[ $err == *'did you mean host?'* ]]
	finds 'socketpair as a,b; poll a:in d:in -t 1s; sendmsg a x --fds b,e; list' \
		"1:30: no descriptor is named 'd'
1:60: no descriptor is named 'e'"
	finds 'repeat 2 as i { print $i $j }' "1:26: no variable 'j'"
	finds 'close 4 = $x' "1:11: no variable 'x'"
	finds 'print $x; bogus; let 1 = 2' "1:7: no variable 'x'
1:11: no command 'bogus'
1:22: '1' is not a name"
}

@test "-n minds no name that may be given when the text runs" {
	finds 'print $? $errno $1 $data $m1' ''
	finds 'accept 3 as s & ; wait all; send s x; close all' ''
	finds 'source other; print $x; close y' ''
	finds 'repeat 3 as i { socket tcp as c$i }; close c1; close c$x' ''
	finds 'socketpair as a,b; print $a.state ${b.local}; retry 3 1ms { let k = 2 }; print $k' ''
	finds 'all { sleep 1ms; close q; print $v } { socket tcp as q; let v = 3 }; close q' ''
	finds 'all { let v = 3 } { print x }; print $v $w' "1:41: no variable 'w'"
	both "$SOSH" -n <<<'print $x'
	equal "$status" 2
	both "$SOSH" -nc 'let x = 1; print $x'
	equal "$status$err" 0
}

@test "a failure that retry keeps to itself is none, and what held in it is a check" {
	both "$SOSH" --tap -c 'retry 3 1ms as n { close 99 = EBADF; assert $n == 2 }'
	equal "$status" 0
	grep -qx '1\.\.1' out
	both "$SOSH" --tap -c 'retry 2 1ms { retry 2 1ms as n { assert $n == 2 } }'
	grep -qx '1\.\.1' out
	both "$SOSH" --tap -c 'repeat 1 { retry 2 1ms as n { assert $n == 2 }; close 99 }'
	equal "$status" 1
	grep -qx '  expected: "success"' out
	grep -qx '  actual: "EBADF"' out
}

@test "quit 0 does not undo a failure; a file's name forges nothing" {
	both "$SOSH" -k --tap -c 'close 99; quit 0'
	equal "$status" 1
	name=$'a\nok 9 - evil\e[2J'
	printf 'assert 1 == 1\n' >"$name"
	both "$SOSH" --tap "$name" good
	equal "$status" 0
	equal "$(well_formed <out | wc -l)" 2
	lacks $'^ok 9|\e' out
}

@test "what cannot be written, or begun, of several files is told" {
	status=0
	"$SOSH" --tap good bad >/dev/full 2>err || status=$?
	equal "$status" 1
	grep -qx 'sosh: standard output: No space left on device' err
	command -v strace >/dev/null || skip "strace is missing"
	status=0
	ASAN_OPTIONS=detect_leaks=0 strace -o /dev/null -e inject=pidfd_open:error=ENOSYS \
		"$SOSH" --tap good bad >out 2>err || status=$?
	equal "$status" 1
	tail -n 1 out | grep -q '^Bail out!'
	grep -q 'Function not implemented' err
}
