#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --json: all that is printed is as the schema has it, and a program can hold a conversation.

load helper

HERE=$BATS_TEST_DIRNAME
SCHEMA=$HERE/../../man/sosh.schema.json

setup() {
	enter
}

needs_jsonschema() {
	python3 -c 'import sys, importlib.util; sys.exit(not importlib.util.find_spec("jsonschema"))' ||
		skip "there is no python3-jsonschema"
}

valid() {
	python3 "$HERE/validate.py" "$SCHEMA" "$@" >report || {
		head -n 20 report
		return 1
	}
}

# sorts SORT...: such objects were among them.
sorts() {
	for sort; do
		grep -qE " ${sort// /[ ]}( |\$)" report || {
			echo "no $sort in:"
			tail -n 1 report
			return 1
		}
	done
}

# Runs scripts side by side, in networks of their own where the system lets us: FILE.json
collect() {
	local net
	net=$(own_network)
	[ -n "$net" ] || set -- $(grep -L '^private' "$@")
	printf '%s\n' "$@" | xargs -P 8 -I {} sh -c \
		'timeout 50 "$0" --json $2 "$1" </dev/null >"$(basename "$1").json" 2>>errors || echo "$1: status $?" >>errors' \
		"$SOSH" {} "$net"
	touch errors
	equal "$(cat errors)" ''
}

@test "every line of every lab is an object of the schema" {
	needs_jsonschema
	collect "$HERE"/../labs/*.sosh
	valid ./*.json
	sorts call event/open event/close event/start row/print row/list
	[ "$(ls ./*.json | wc -l)" -gt 25 ]
}

@test "every line of the commands' examples is an object of the schema" {
	needs_jsonschema
	mkdir examples
	"$(dirname "$SOSH")/gen" examples examples
	collect examples/*
	valid ./*.json
	sorts call row/help row/info row/stats row/states row/servers row/jobs 'event/job started' 'event/job ended'
}

@test "what labs do not print is an object of the schema too" {
	needs_jsonschema
	printf 'close 9\nlist nowhere\n' >broken
	cat >in <<-'S'
		set effects on; set reasons on
		socket tcp as l; bind l 127.0.0.1:0; listen l
		socket tcp as c; connect c 127.0.0.1 $l.port; accept l as s
		setsockopt c SO_SNDBUF 20000; send c "\xff\xfe"; send c b
		sleep 50ms
		recv s 10
		sample c rtt --every 1ms --to t.csv; sample; sleep 5ms; sample c off
		socket udp as v; bind v 127.0.0.1:0; socket udp as u
		sendmsg u ab c --to 127.0.0.1:$v.port --ttl 9
		recvmsg v 1 5
		resolve 127.0.0.1 80
		close c; sleep 50ms
		close c
		nonsense
		recv s = 7
		socket tcp as d; connect d 127.0.0.1 1
		source broken
		serve l -x --max 1
		dial 127.0.0.1 $l.port as e; send e hi; recv e; dial 127.0.0.1 $l.port as f; recv f -t 1s
		close e
		stop l --drain 1s
		serve 127.0.0.1:0 --once as m; dial 127.0.0.1 $m.port as g; close g; wait m
		list --all; ss; print "\xff"; routes --all; interfaces; timeline; stats; getsockopt l; set
		recv v &
		jobs
		socketpair as p,q
	S
	"$SOSH" --json -k <in >out 2>err || true
	valid out
	sorts call effect error reason samples event/data event/note event/end event/'job waits' event/'job ended' \
		row/sample row/ss row/routes row/interfaces row/timeline row/jobs
	grep -q '"data_base64":"//5i"' out
	"$SOSH" --json -c 'socketpair as p,q; send p "\xff"; close p; talk q' </dev/null >out
	valid out
	grep -q '"row":"talk",.*"value_base64":"/w=="' out
}

@test "a command line that is refused is an error object too" {
	needs_jsonschema
	both "$SOSH" --json nowhere
	equal "$status:$err" '2:sosh: nowhere: No such file or directory'
	cp out all
	both "$SOSH" --json --nonsense
	equal "$status" 2
	cat out >>all
	valid all
	grep -q '^2 valid, 0 not: error$' report
	both "$SOSH" nowhere
	equal "$out" ''
}

@test "grades are objects of the schema" {
	needs_jsonschema
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	printf 'close 99 = ?\n#> Why?\n' >template
	printf 'close 99 = EBADF\n#> Why?\n#> It is not open.\n' >right
	printf 'close 99 = 0\n#> Why?\n' >wrong
	"$SOSH" --json --grade template right wrong >out || true
	echo 'assert 1 == 1' >script
	"$SOSH" --json --grade script --program 'printf "\\377"' >>out || true
	valid out
	grep -q '^3 valid.* grade$' report
}

@test "what is no object of the schema is found" {
	needs_jsonschema
	"$SOSH" --json -c 'socket tcp; socket udp as u; recv u -t 1ms = GAVEUP &; jobs' >out
	valid out
	PYTHONPATH=$HERE python3 - "$SCHEMA" <<-'P'
		import json, sys
		from validate import Schema
		schema = Schema(sys.argv[1])
		lines = list(open("out", "rb"))
		call, row = lines[0], [line for line in lines if b'"row":"jobs"' in line][0]
		def refused(line, reason):
		    fault = schema.judge(line)[1]
		    assert fault and reason in fault, (line, reason, fault)
		def changed(line, reason, without=None, **members):
		    o = {**json.loads(line), **members}
		    o.pop(without, None)
		    refused(json.dumps(o).encode(), reason)
		changed(call, "'more' was unexpected", more=1)
		changed(call, "'start' is a required property", "start")
		changed(call, "start: 'now' is not", start="now")
		changed(call, "start: 17 is less", start=17)
		changed(call, "fd: '3' is not", fd="3")
		changed(call, "v: 1 was expected", v=2)
		changed(call, "no object", type="cal")
		changed(call, "no object", "type")
		changed(row, "'state' is a required property", "state")
		changed(row, "is a required property", row="list")
		refused(b"[]", "no object")
		refused(b"", "")
		refused(call[:50], "")
		refused(call.replace(b'"id":1', b'"id":1,"id":1'), "a member twice")
		refused(call.replace(b"AF_INET", b"\xff"), "utf-8")
	P
	echo '{"v":1,"type":"call"}' >broken
	if valid broken; then return 1; fi
}

@test "each type and member is described, and records are closed" {
	python3 - "$SCHEMA" <<-'P'
		import json, sys
		schema = json.load(open(sys.argv[1]))
		assert schema["$id"] == "urn:sosh:json:1", schema["$id"]
		def check(where, what):
		    for name, member in {**what.get("properties", {}), **what.get("patternProperties", {})}.items():
		        assert member.get("description"), (where, name)
		        check(f"{where}.{name}", member)
		        check(f"{where}.{name}", member.get("items", {}))
		    if "properties" in what:
		        assert what["additionalProperties"] is False, where
		        assert what.get("required") or where.endswith("tcp_info"), where
		refs = [one["$ref"].removeprefix("#/$defs/") for one in schema["anyOf"]]
		assert sorted(refs + ["time"]) == sorted(schema["$defs"]), refs
		for name, what in schema["$defs"].items():
		    assert what["description"], name
		    if name != "time":
		        assert what["properties"]["v"]["const"] == 1, name
		    check(name, what)
	P
}

@test "a program holds a conversation through a pipe" {
	both python3 "$HERE/converse.py" "$SOSH"
	equal "$status:$out:$err" '0:all said:'
}

@test "what a line brought is there before the next is read" {
	both python3 -c 'import sys, time
sys.path.insert(0, sys.argv[2])
from converse import Sosh
sosh, began = Sosh(sys.argv[1]), time.time()
for i in range(100): sosh.do("print x")
assert time.time() - began < 2, time.time() - began' "$SOSH" "$HERE"
	equal "$status:$err" 0:
}
