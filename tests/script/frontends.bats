#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sosh without a terminal: where text comes from, what it may look like, where
# output goes, how it ends.

load helper

setup() {
	enter
}

# ---- where text comes from ----

@test "a pipe has no prompt, no echo, no escape, and its tabs are kept" {
	printf 'print "a\tb"\n\tprint c\n' >in
	both "$SOSH" <in
	equal "$out" $'a\tb\nc'
	equal "$err" ''
	equal "$status" 0
	both sh -c "cat in | '$SOSH'"
	equal "$out" $'a\tb\nc'
}

@test "-c, FILE, - and -- work, with arguments" {
	equal "$("$SOSH" -c 'print $0-$1-$#' one)" sosh-one-1
	printf 'print $0-$1-$2-$#\n' >f.sosh
	equal "$("$SOSH" f.sosh one 'two x')" 'f.sosh-one-two x-2'
	equal "$("$SOSH" - one two <f.sosh)" '--one-two-2'
	equal "$(echo 'print $1' | "$SOSH" - one)" one
	# as it arrives, where a file is checked whole before
	printf 'print ran\nno-such-command\n' >bad.sosh
	both "$SOSH" - <bad.sosh
	equal "$status:$out" 2:ran
	both "$SOSH" bad.sosh
	equal "$status:$out" 2:
	cp f.sosh ./-odd
	equal "$("$SOSH" -- -odd a b)" '-odd-a-b-2'
	equal "$("$SOSH" -qc 'print x')" x
	equal "$("$SOSH" --command='print y' --quiet)" y
	both "$SOSH" localhost 80
	equal "$status:$err" "2:sosh: localhost: No such file or directory
  hint: sosh -c 'dial localhost 80 as c; talk c' connects and converses"
	both "$SOSH" nofile one
	equal "$err" 'sosh: nofile: No such file or directory'
	equal "$("$SOSH" -c 'let x = 1' -qc 'print $x$1' --command 'print "$2"' a 'b c')" $'1a\nb c'
	both "$SOSH" -c 'print a' -c 'print b; snd x'
	equal "$status:$out" 2:
	equal "$err" $'sosh: <command>:2:10: no command \'snd\'\n  hint: did you mean send?'
}

@test "a script with a #! line runs" {
	mkdir bin
	ln -s "$SOSH" bin/sosh
	printf '#!/usr/bin/env sosh\nprint "by name $1"\n' >s
	chmod +x s
	equal "$(PATH="$PWD/bin:$PATH" ./s me)" 'by name me'
}

@test "a file may be a pipe that the caller made" {
	equal "$("$SOSH" <(echo 'print substituted'))" substituted
}

@test "a pipe runs each line as it arrives" {
	mkfifo in
	"$SOSH" <in >out &
	local pid=$!
	exec 9>in
	echo 'print first' >&9
	for ((i = 0; i < 500; i++)); do
		grep -qs first out && break
		sleep 0.01
	done
	grep -q first out
	echo 'print second' >&9
	exec 9>&-
	wait "$pid"
	equal "$(cat out)" $'first\nsecond'
}

@test "the start-up file and the history are the prompt's alone" {
	mkdir -p .config/sosh
	echo 'print started' >.config/sosh/soshrc
	equal "$(echo 'print x' | "$SOSH")" x
	equal "$("$SOSH" -c 'print x')" x
	[ ! -e .local ]
}

# ---- what text may look like ----

@test "CRLF, a byte-order mark and a missing last newline are no matter" {
	printf '\xef\xbb\xbfprint a\r\nprint "b"\r\nprint c' >f
	equal "$("$SOSH" f | od -c)" "$(printf 'a\nb\nc\n' | od -c)"
	equal "$("$SOSH" <f | od -c)" "$(printf 'a\nb\nc\n' | od -c)"
	equal "$( (printf '\xef'; sleep 0.1; printf '\xbb\xbfprint a\n') | "$SOSH")" a
}

@test "blank lines and comments are nothing, and # in quotes is data" {
	printf '\n   \n# comment\n  # another\nprint "# data" # comment\nprint a#b\n' >f
	equal "$("$SOSH" f)" $'# data\na#b'
	equal "$("$SOSH" <f)" $'# data\na#b'
	equal "$("$SOSH" /dev/null; echo $?)" 0
	equal "$("$SOSH" </dev/null; echo $?)" 0
	equal "$("$SOSH" -c ''; echo $?)" 0
}

@test "a line of 1 MB runs from a file, a pipe and in a quote over many lines" {
	(printf 'print "'; head -c 1000000 /dev/zero | tr '\0' x; printf '"\n') >f
	equal "$("$SOSH" f | wc -c)" 1000001
	equal "$("$SOSH" <f | wc -c)" 1000001
	equal "$(cat f | "$SOSH" | wc -c)" 1000001
	(printf 'print "'; yes 'a line' | head -n 100000; printf '"\n') >g
	equal "$(cat g | "$SOSH" | wc -c)" 700001
}

@test "a NUL byte is a located error, not a cut" {
	printf 'print a\nprint b\0c\nprint d\n' >f
	both "$SOSH" f
	equal "$out" ''
	[[ $err == 'sosh: f:2:8: '* ]]
	equal "$status" 2
	both "$SOSH" <f
	equal "$out" a
	[[ $err == 'sosh: <stdin>:2:8: '* ]]
	equal "$status" 2
}

@test "an open quote at the end is an error at its place" {
	printf 'print a\nprint "open\n' >f
	both "$SOSH" f
	equal "$out" ''
	[[ $err == 'sosh: f:2:7: '* ]]
	equal "$status" 2
	both "$SOSH" <f
	equal "$out" a
	[[ $err == 'sosh: <stdin>:2:7: '* ]]
	equal "$status" 2
}

@test "lines are counted right across blocks" {
	(for ((i = 1; i <= 20000; i++)); do echo "let x = $i # a comment to fill the block"; done
		echo '  nonsense') >f
	both "$SOSH" <f
	[[ $err == "sosh: <stdin>:20001:3: no command 'nonsense'"* ]]
	both "$SOSH" f
	[[ $err == "sosh: f:20001:3: no command 'nonsense'"* ]]
}

@test "columns count characters, not bytes" {
	printf 'print "äöü"; nonsense\n' >f
	both "$SOSH" f
	[[ $err == "sosh: f:1:14: "* ]]
}

@test "the name of a file and a word of it are cleaned in messages" {
	printf '\033[31mnonsense\n' >$'bad\033name'
	both "$SOSH" $'bad\033name'
	[[ $err == 'sosh: bad\ename:1:1: '* ]]
	lacks $'\e' err
}

# ---- options ----

@test "--help and --version go to stdout, status 0" {
	both "$SOSH" --help
	[[ $out == Usage:* ]]
	equal "$err$status" 0
	both "$SOSH" -V
	[[ $out =~ ^sosh\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	equal "$err$status" 0
}

@test "a bad option or value is told on stderr, status 2" {
	local args
	for args in '--bogus' '-Z' '-t' '-t soon' '--color=pink' '--quiet=1' '--c'; do
		both "$SOSH" $args
		equal "$out" ''
		[[ $err == 'sosh: '* ]]
		equal "$status" 2
	done
}

@test "a file that is missing, unreadable or a directory is one message, status 2" {
	both "$SOSH" missing
	equal "$err" 'sosh: missing: No such file or directory'
	equal "$status" 2
	both "$SOSH" .
	equal "$err" 'sosh: .: Is a directory'
	equal "$status" 2
}

@test "-n checks and runs nothing, also from standard input" {
	printf 'print a\nnonsense\n' >f
	both "$SOSH" -n f
	equal "$out$status" 2
	[[ $err == 'sosh: f:2:1: '* ]]
	both "$SOSH" -n <f
	equal "$out$status" 2
	[[ $err == 'sosh: <stdin>:2:1: '* ]]
	both "$SOSH" -nc 'print a'
	equal "$out$err$status" 0
}

@test "-x echoes each command to stderr in order with stdout" {
	equal "$("$SOSH" -xc 'print a; print b' 2>&1)" $'+ print a\na\n+ print b\nb'
}

@test "--inherit keeps descriptors and lists them; else they are closed" {
	both "$SOSH" --inherit -c 'print x' 7</dev/null
	[[ $err == *'descriptor 7 is inherited: /dev/null'* ]]
	equal "$("$SOSH" -c 'socket tcp' 3</dev/null 4</dev/null)" \
		'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
}

# ---- output ----

@test "-q writes received data byte for byte and nothing else" {
	printf 'a\0b\377\n' >data
	"$SOSH" -q >out <<-'EOF'
		socket tcp as l
		bind l 0
		listen l
		socket tcp as c
		connect c $l.port
		accept l as s
		send c "a\0b\xff\n"
		recv s
	EOF
	cmp out data
}

@test "stdout and stderr keep their order under 2>&1" {
	printf 'print a\nnonsense\nprint b\nnonsense\nprint c\n' >f
	"$SOSH" -k <f >all 2>&1 || true
	equal "$(grep -v hint all | cut -c1-16)" $'a\nsosh: <stdin>:2:\nb\nsosh: <stdin>:4:\nc'
}

@test "colour is for terminals, unless it is asked for" {
	equal "$("$SOSH" -c 'close 99' | grep -c $'\e')" 0
	[ "$("$SOSH" --color=always -c 'close 99' | grep -c $'\e')" -gt 0 ]
}

@test "--json writes the error as an object too, and each line is JSON" {
	"$SOSH" --json -kc 'socket tcp; close 3; close 3' >out 2>err || true
	python3 - <<-'EOF'
		import json
		rows = [json.loads(line) for line in open("out")]
		assert [r["type"] for r in rows] == ["call", "call", "call", "error"], rows
		assert all(r["v"] == 1 for r in rows)
		assert rows[3]["file"] == "<command>" and rows[3]["line"] == 1
	EOF
}

# ---- the end ----

@test "the status is 0, 1, 2 or 3 by what happened" {
	both "$SOSH" -c 'print x'
	equal "$status" 0
	both "$SOSH" -c 'close 99'
	equal "$status" 1
	both "$SOSH" -c 'close 99 = EBADF'
	equal "$status" 0
	both "$SOSH" -c 'close 99 = 0'
	equal "$status" 1
	both "$SOSH" -c 'nonsense'
	equal "$status" 2
	both "$SOSH" -c 'socket tcp as l; listen l; accept l -t 20ms'
	equal "$status" 3
	both "$SOSH" -c 'quit 9'
	equal "$status" 9
}

@test "a script stops at its first failure; -k goes on and ends with the first status" {
	printf 'print a\nclose 99\nprint b\nclose 98 -z\nprint c\n' >f
	both "$SOSH" <f
	equal "$(grep -c '^[abc]$' out)" 1
	equal "$status" 1
	both "$SOSH" -k <f
	equal "$(grep -c '^[abc]$' out)" 3
	equal "$status" 1
}

# ended_by SIGNAL COMMAND...: starts it, sends the signal when it sleeps, and has
# its status in $status.
ended_by() {
	local signal=$1
	shift
	rm -f out
	"$@" <&0 >out 2>err &
	local pid=$!
	for ((i = 0; i < 500; i++)); do
		grep -qs ready out && break
		sleep 0.01
	done
	kill "-$signal" "$pid"
	status=0
	wait "$pid" || status=$?
}

# Background jobs of a script ignore SIGINT; python gives it back.
with_sigint() {
	exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$@"
}

@test "SIGINT ends a script with 130, by the signal itself" {
	ended_by INT with_sigint "$SOSH" -c 'print ready; sleep 1m; print not-run'
	equal "$status" 130
	equal "$(cat out)" ready
	mkfifo in
	exec 8<>in
	echo 'print ready' >&8
	ended_by INT with_sigint "$SOSH" - <in
	equal "$status" 130
	python3 - "$SOSH" <<-'EOF'
		import signal, subprocess, sys
		p = subprocess.Popen([sys.argv[1], "-c", "print ready; sleep 1m"],
		                     stdout=subprocess.PIPE)
		p.stdout.readline()
		p.send_signal(signal.SIGINT)
		assert p.wait() == -signal.SIGINT, p.returncode
	EOF
}

@test "SIGTERM ends a script with 143" {
	ended_by TERM "$SOSH" -c 'print ready; sleep 1m'
	equal "$status" 143
}

# What called it may have left signals blocked; that mask outlives execve(2).
with_signals_blocked() {
	exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
}

@test "an inherited mask of signals keeps neither a signal nor a limit away" {
	ended_by TERM with_signals_blocked "$SOSH" -c 'print ready; sleep 4s'
	equal "$status" 143
	ended_by INT with_signals_blocked "$SOSH" -c 'print ready; sleep 4s'
	equal "$status" 130
	status=0
	(with_signals_blocked timeout 5 "$SOSH" -c 'socket udp as u; bind u 0; recv u -t 50ms' >out) || status=$?
	equal "$status" 3
}

@test "a file that does not come to its end ends with a signal or a limit" {
	mkfifo fifo
	both timeout 5 "$SOSH" -c 'socket tcp as l; bind l 0; listen l; send l --file fifo -t 50ms'
	equal "$status" 3
	exec 8<>fifo
	both timeout 5 "$SOSH" -c 'socket tcp as l; send l --file fifo -t 50ms'
	equal "$err" 'sosh: <command>:1:18: fifo: Timer expired'
	equal "$status" 3
	ended_by TERM timeout 5 "$SOSH" -c 'socket tcp as l; print ready; send l --file fifo; print no'
	equal "$status" 143
	ended_by INT with_sigint "$SOSH" -c 'print ready; source fifo; print no'
	equal "$status" 130
	exec 8>&-
	ended_by INT with_sigint "$SOSH" -c 'print ready; source fifo; print no'
	equal "$status" 130
}

@test "a signal ends it when nobody reads a full pipe" {
	python3 - "$SOSH" <<-'EOF'
		import os, signal, subprocess, sys, time
		SCRIPTS = ["repeat { print 0123456789012345678901234567890123456789 }",
		           "repeat 2000 { print 0123456789012345678901234567890123456789 }; sleep 1m",
		           "repeat 2000 { print 0123456789012345678901234567890123456789 }"]
		def asleep(p):
		    return open(f"/proc/{p.pid}/stat").read().rpartition(")")[2].split()[0] == "S"
		for script in SCRIPTS:
		    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT:
		        r, w = os.pipe()
		        os.set_blocking(w, False)
		        try:
		            while True:
		                os.write(w, b"x" * 4096)
		        except BlockingIOError:
		            os.set_blocking(w, True)
		        def fresh():
		            import resource
		            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
		            for n in signal.SIGINT, signal.SIGHUP, signal.SIGQUIT:
		                signal.signal(n, signal.SIG_DFL)
		        p = subprocess.Popen([sys.argv[1], "-c", script], stdout=w, preexec_fn=fresh)
		        end = time.monotonic() + 10
		        calm = 0
		        while calm < 20 and time.monotonic() < end:
		            calm = calm + 1 if asleep(p) else 0
		            time.sleep(0.01)
		        p.send_signal(number)
		        try:
		            assert p.wait(10) == -number, (script, number, p.returncode)
		        finally:
		            p.kill()
		        os.close(r)
		        os.close(w)
	EOF
}

@test "a reader that goes away ends it silently with 141" {
	set +o pipefail
	yes 'print hello' | head -n 200000 >f
	local statuses
	equal "$("$SOSH" f 2>err | head -n 1)" hello
	"$SOSH" f 2>err | head -n 1 >out && statuses=${PIPESTATUS[0]}
	equal "$statuses" 141
	equal "$(cat err)" ''
	yes 'print hello' | "$SOSH" 2>err | head -n 1 >out && statuses=${PIPESTATUS[1]}
	equal "$statuses" 141
}

@test "a full disk is one message and status 1, and so is a closed stdout" {
	status=0
	"$SOSH" -c 'print x' >/dev/full 2>err || status=$?
	equal "$(cat err)" 'sosh: standard output: No space left on device'
	equal "$status" 1
	status=0
	"$SOSH" --help >/dev/full 2>err || status=$?
	equal "$status" 1
	status=0
	"$SOSH" -c 'print x' >&- 2>err || status=$?
	equal "$(cat err)" 'sosh: standard output: Bad file descriptor'
	equal "$status" 1
	"$SOSH" -c 'let x = 1' >&-
}

@test "closed standard descriptors change no number" {
	equal "$("$SOSH" -c 'socket tcp' <&- 2>&-)" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
}
