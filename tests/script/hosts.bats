#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# host and on: hosts of a network of one's own, and commands on them.

load helper

setup() {
	enter
	chmod 755 "$HOME"
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
}

# By nobody, in a network of his own; one that hangs is killed.
hosts() {
	local as=()
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	both timeout -s KILL 30 "${as[@]}" "$SOSH" --private "$@"
}

@test "each host has ports of its own" {
	hosts -qc 'host romeo; host juliet
		on romeo serve 127.0.0.1:7 echo; on juliet serve 127.0.0.1:7 discard
		on romeo dial 127.0.0.1:7 as a; send a "hello"; recv a = 5 "hello"
		on juliet dial 127.0.0.1:7 as b; send b "hello"; recv b -t 50ms = GAVEUP
		dial 127.0.0.1:7 = ECONNREFUSED'
	equal "$status:$err" 0:
}

@test "a command that names a socket runs on that socket's host" {
	hosts -c 'host romeo; on romeo socket tcp as l; bind l 127.0.0.1:7; listen l; list; on romeo socket tcp as c
		connect c 127.0.0.1:7; accept l as s; repeat 2 { send c "x"; recv s }; send c y & ; wait'
	equal "$status:$err" 0:
	equal "$(grep -c '^recv(.* = 1$' out)" 2
	grep -q '^connect(4, 127.0.0.1:7) = 0$' out
}

@test "list tells the host of each socket, and what is so there; without hosts it has no such column" {
	hosts -qc 'host romeo; on romeo socket tcp as l; bind l 127.0.0.1:7; listen l; on romeo dial 127.0.0.1:7 as c
		accept l as s; socket udp as u; list; list c; on romeo list u'
	equal "$status:$err" 0:
	grep -qE '^fd +name +host +kind ' out
	grep -qE '^ *3 +l +romeo +tcp +LISTEN .* queue 0/128$' out
	equal "$(grep -cE '^ *4 +c +romeo +tcp +ESTABLISHED .* other 5$' out)" 2
	equal "$(grep -cE '^ *6 +u +- +udp ' out)" 2
	hosts --json -qc 'host romeo; on romeo socket udp as u; socket udp as v; list; list --all'
	equal "$(jq -r 'select(.name == "u" or .name == "v") | .host' out | xargs)" 'romeo null romeo null'
	hosts -qc 'socket udp; list'
	lacks host out
}

@test "a block runs there; a name alone is for all that follows" {
	hosts -qc 'host romeo; host juliet; on romeo { socket tcp as l; bind l 127.0.0.1:7; listen l }
		on juliet { on romeo { dial 127.0.0.1:7 as a }; dial 127.0.0.1:7 = ECONNREFUSED }
		on romeo; dial 127.0.0.1:7 as b; host; on -; dial 127.0.0.1:7 = ECONNREFUSED'
	equal "$status:$err" 0:
	grep -q '^romeo   yes ' out
	equal "$(grep -c yes out)" 1
}

@test "what fails on a host fails where it stands, and the next runs at home" {
	hosts -kqc 'host romeo; on romeo dial 127.0.0.1:7
		on romeo { bind 78 127.0.0.1:1 }
		socket tcp as l; bind l 127.0.0.1:7; listen l; dial 127.0.0.1:7 = 0; print home'
	equal "$status:$out" 1:home
	grep -q '^sosh: <command>:1:13: .*ECONNREFUSED' err
	grep -q '^sosh: <command>:2:14: ' err
}

@test "jobs and servers stay where they were started" {
	hosts -qc 'host romeo; on romeo serve 127.0.0.1:7 echo
		on romeo dial 127.0.0.1:7 as b &
		wait; send b "x"; recv b = 1'
	equal "$status:$err" 0:
}

@test "names of hosts resolve, and the machine keeps its own" {
	hosts -c 'host romeo 10.0.7.1/24 fd00::7/64; host Juliet 10.0.7.2/24
		resolve romeo; resolve juliet; resolve localhost; host'
	equal "$status:$err" 0:
	[[ $out == *10.0.7.1* && $out == *fd00::7* && $out == *127.0.0.1* && $out == *10.0.7.2* ]]
	grep -q '^romeo .* 10.0.7.1/24 fd00::7/64$' out
	lacks romeo /etc/hosts
}

@test "no host can be so, and nothing is half made" {
	while read -r line message; do
		hosts -c "host romeo 10.0.1.1/24; $(tr _ ' ' <<<"$line")"
		equal "$status" 2
		[[ $err == *"$(tr _ ' ' <<<"$message")"* ]] || { echo "$line: $err"; return 1; }
	done <<-'END'
		host_romeo there_is_a_host_romeo_already
		host_ROMEO there_is_a_host
		host_1.2.3.4 is_no_host's_name
		host_localhost localhost_is_each_host_to_itself
		host_abcdefghijklmnopqrstuvwxyzabcdefgh 31_at_most
		host_b_10.0.1.1/24 10.0.1.1_is_an_address_of_romeo
		host_b_10.0.1.2/24_10.0.1.2/8 stands_here_twice
		host_b_10.0.1.2 lacks_the_length
		host_b_10.0.1.2/33 from_1_to_32
		host_b_127.0.0.1/8 no_address_that_others
		host_b_x/8 is_no_ADDRESS/LEN
		on_julia_list no_host_'julia'
		on_rome_list did_you_mean_romeo
	END
	both "$SOSH" -c 'host romeo'
	equal "$status" 2
	[[ $err == *"hosts are in a network of one's own"*"--private"* ]]
}

@test "hosts end with the program, whatever ends it" {
	hosts -c 'host romeo; on romeo; host'
	equal "$status:$err" 0:
	hosts -c 'host romeo; on romeo { quit 3 }'
	equal "$status" 3
	hosts -c 'host romeo; on romeo { within 10ms { sleep 100s } }'
	equal "$status" 3
}

@test "as many hosts as descriptors allow: then an error, and those there are stay" {
	printf 'repeat 300 as i { host h$i }\nhost last 10.1.1.1/8\nresolve last\n' >file
	chmod 644 file
	hosts -k -q file
	[[ $status -lt 2 || $err == *"Too many open files"* ]]
	(ulimit -n 128 && "$SOSH" --private -k -qc 'repeat 200 as i { host h$i }
		on h1 socket tcp as c; print $c') >out 2>err || true
	grep -qE '^[0-9]+$' out
	sort -u err >once
	equal "$(grep -c . once)" 1
	grep -q '<command>:1:24: .*Too many open files' once
}
