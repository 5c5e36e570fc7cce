#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sample: fields that are followed while commands run.

load helper

setup() {
	enter
}

PAIR='socket tcp as l; bind l 127.0.0.1:0; listen l; socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s'

@test "sample: a file of whole lines, with units, in the order of time" {
	both "$SOSH" -c "$PAIR; sample c cwnd rtt --every 1ms --to t.csv; send c hello; assert s.unread == 5 -t 10s; sleep 50ms; sample c off"
	equal "$status:$err" 0:
	equal "$(head -n 1 t.csv)" time_s,cwnd,rtt_us
	lacks '^[^t]' <(grep -vE '^[0-9]+\.[0-9]{6},[0-9]+,[0-9]+$' t.csv)
	sed 1d t.csv | sort -c -t , -k 1,1n
	grep -qE "^sample c: $(($(wc -l <t.csv) - 1)) samples? in " out
	grep -qE '^  rtt +[^ ]+  min .*, max .*, last ' out
}

@test "sample: it ends by count, by time, with the descriptor and with the session" {
	both "$SOSH" --json -c "$PAIR; sample c rtt --every 1ms --count 3; sample s rtt --every 1ms --for 5ms; sleep 300ms; sample; sample c rtt --every 1h; close c; sample s rtt"
	equal "$status:$err" 0:
	grep -qE '"type":"samples","fd":4,"name":"c","samples":3,.*"ended":"limit"' out
	grep -qE '"fd":5,"name":"s",.*"ended":"limit"' out
	grep -qE '"fd":4,"name":"c",.*"ended":"closed"' out
	grep -qE '"samples":3,.*"start":[0-9]{10}[.][0-9]{9},"every":0.001000000,' out
	grep -qE '"fd":5,"name":"s",.*"ended":"stopped","fields":\[\{"field":"rtt","unit":"microseconds"' out
}

@test "sample: a number that became another's is not read" {
	both "$SOSH" -c "$PAIR; sample c rtt --every 1ms --to t.csv; sleep 20ms; close c &
		wait %1; socket tcp as d; sleep 100ms; sample; print \$d"
	equal "$status:$err" 0:
	grep -q 'the descriptor was closed' out
	grep -q 'nothing is followed' out
	equal "$(tail -n 1 out)" 4
}

@test "sample: what cannot be followed is refused, and nothing begins" {
	fails 2 "$PAIR; sample c nosuch" 'has no property "nosuch"'
	fails 2 "$PAIR; sample c local" 'local is no number'
	fails 2 "$PAIR; sample c" 'sample needs a field'
	for every in 0 1ns 999us 10h; do
		fails 2 "$PAIR; sample c rtt --every $every" '--every is from 1ms to 1h'
	done
	fails 2 "$PAIR; sample c rtt; sample c cwnd" 'descriptor 4 is followed already'
	fails 2 "$PAIR; sample c off" 'nothing of descriptor 4 is followed'
	both "$SOSH" -k -c "socket udp as u; sample u rtt; sample"
	grep -q 'nothing is followed' out
}

@test "sample: a file that cannot be written is said, and the session goes on" {
	mkfifo pipe
	for name in /dev/full nowhere/x pipe .; do
		both "$SOSH" -k -c "$PAIR; sample c rtt --to $name; print on"
		equal "$status" 1
		grep -q "$name: " err
		equal "$(tail -n 1 out)" on
		both "$SOSH" -k -c "$PAIR; sample c rtt --svg nowhere/x; print on"
		equal "$status:$(tail -n 1 out)" 1:on
	done
	(
		ulimit -f 1
		both "$SOSH" -qc "$PAIR; set json on; sample c rtt cwnd unread --every 1ms --to small.csv --for 300ms; sleep 600ms; print on"
		equal "$status" 0
	)
	grep -q 'sample c: small.csv: File too large; it has the first' err
	grep -qE '^\{"v":1,"type":"error","kind":"system","start":[0-9.]+,"message":"sample c: small.csv: File too large' out
	grep -q '"value":"on"' out
	equal "$(tail -c 1 small.csv | od -An -c | tr -d ' ')" '\n'
}

@test "sample: a chart, valid, also of nothing" {
	both "$SOSH" -c "$PAIR; sample c cwnd rtt --every 1ms --svg c.svg; sample s ssthresh --every 1h --svg s.svg; sleep 50ms"
	equal "$status:$err" 0:
	grep -q 'rtt (microseconds)' c.svg
	grep -q 'ssthresh: unknown' s.svg
	if command -v xmllint; then
		xmllint --noout c.svg s.svg
	fi
}

@test "sample: no threshold yet is unknown, by any name of it" {
	for name in ssthresh SSTHRESH snd_ssthresh tcpi_snd_ssthresh; do
		both "$SOSH" -c "$PAIR; sample c $name; sleep 5ms; sample c off"
		equal "$status:$err" 0:
		grep -q "^  $name  *unknown: the kernel told nothing" out
	done
}

@test "sample: a descriptor that was closed is told so" {
	fails 2 'socket tcp as c; close c; sample c rtt' 'descriptor 3 is not open'
}
