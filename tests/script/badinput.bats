#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lines that cannot become a call: each gets one message that says where, status
# 2, and leaves the descriptors as they were.

load helper

setup() {
	enter
}

# The lines of what the last command printed, without a process for each look.
printed() {
	mapfile -t lines <out
	mapfile -t said <err
}

one_message() { # PLACE MESSAGE
	printed
	[[ ${said[0]} == "sosh: $1: "*"$2"* ]] || {
		printf 'message: %s\nnot: %s: %s\n' "${said[0]}" "$1" "$2"
		return 1
	}
	[ ${#said[@]} -le 2 ] # the second is a hint
	[[ ${said[1]-} != sosh:* ]]
}

# The table of descriptors is the same before the line and behind it.
left_alone() {
	equal "${lines[*]:3:2}" "${lines[*]:1:2}"
}

# runs_into LINE COLUMN MESSAGE: the line from a pipe, between two looks at the table.
runs_into() {
	printf 'socket tcp as c\nlist\n%s\nlist\n' "$1" >in
	both "$SOSH" -k - <in
	equal "$status" 2
	one_message "<stdin>:3:$2" "$3"
	left_alone
	equal "${#lines[@]}" 5
}

# refuses LINE COLUMN MESSAGE: as well from a file, of which nothing then runs.
refuses() {
	runs_into "$1" "$2" "$3"
	both "$SOSH" in
	equal "$status" 2
	equal "$out" ''
	one_message "in:3:$2" "$3"
}

hints() {
	[[ ${said[1]-} == *"$1"* ]] || {
		printf 'hint: %s\nnot: %s\n' "${said[1]-}" "$1"
		return 1
	}
}

@test "endless input ends with an error before the memory does" {
	both timeout 20 "$SOSH" </dev/zero
	equal "$status" 2
	grep -q '^sosh: <stdin>:1:1: ' err
	both sh -c "tr '\\0' x </dev/zero | timeout 20 '$SOSH'"
	equal "$status" 1
	equal "$(head -n 1 err)" 'sosh: <stdin>: File too large'
	both timeout 20 "$SOSH" /dev/zero
	equal "$status" 2
	equal "$(head -n 1 err)" 'sosh: /dev/zero: File too large'
	both timeout 20 "$SOSH" -c 'source /dev/zero'
	equal "$(head -n 1 err)" 'sosh: <command>:1:1: /dev/zero: File too large'
	both timeout 20 "$SOSH" -n </dev/zero
	equal "$(head -n 1 err)" 'sosh: <stdin>: File too large'
}

@test "an unknown command" {
	refuses 'conect c 127.0.0.1 9' 1 "no command 'conect'"
	hints 'did you mean connect?'
	refuses '  xyzzy' 3 "no command 'xyzzy'"
	hints 'help lists the commands'
	refuses 'sock tcp' 1 "no command 'sock'"
	refuses '"" x' 1 "no command ''"
	refuses '3 x' 1 "no command '3'"
}

@test "an unknown option, or one without its value" {
	refuses 'recv c --peak' 8 'recv has no option --peak'
	hints 'did you mean --peek?'
	refuses 'recv c -y' 8 'recv has no option -y'
	hints 'help recv shows how it is used' # longer than a hint may be
	refuses 'getsockname c -y' 15 'getsockname has no option -y'
	hints 'usage: getsockname FD'
	refuses 'recv c --timeout=2s' 8 'recv has no option --timeout'
	hints '-t TIME: give up'
	refuses 'print x -t 3s' 9 'print has no option -t'
	refuses 'recv c --peek=yes' 8 '--peek takes no value'
	refuses 'recv c --to' 8 'recv --to needs a value'
	refuses 'recv c -t' 8 'recv -t needs a value'
}

@test "an unknown name" {
	runs_into 'recv nobody' 6 "no descriptor is named 'nobody'"
	hints 'those that have a name: c'
	runs_into 'print $nobody' 7 "no variable 'nobody'"
	runs_into 'print "a ${nobody}"' 10 "no variable 'nobody'"
	runs_into 'print $1' 7 'no argument $1'
	runs_into 'print $m1' 7 'no pattern has captured $m1'
	runs_into 'print $c.prot' 7 'no property "prot"'
	hints 'did you mean port?'
	runs_into 'connect localhost 80' 9 "no descriptor is named 'localhost'"
	hints 'dial HOST PORT'
	refuses 'setsockopt c SO_REUSADDR 1' 14 '"SO_REUSADDR" is not a socket option'
	hints 'did you mean SO_REUSEADDR?'
	refuses 'set veiw hex' 5 "no setting 'veiw'"
	hints 'did you mean view?'
	refuses 'explain ECONREFUSED' 9 '"ECONREFUSED" is not an error'
	hints 'did you mean ECONNREFUSED?'
	refuses 'recv c = ECONREFUSED' 8 "'ECONREFUSED' is no error"
	hints 'did you mean ECONNREFUSED?'
	runs_into 'help conect' 6 "no help on 'conect'"
	hints 'did you mean connect?'
}

@test "an unknown family, kind, type, protocol or flag" {
	refuses 'socket AF_INTE SOCK_STREAM' 8 "'AF_INTE' is no kind of socket and no family"
	hints 'did you mean AF_INET?'
	refuses 'socket tpc' 8 "'tpc' is no kind"
	hints 'did you mean tcp?'
	refuses 'socket inet SOCK_STRAEM' 13 '"SOCK_STRAEM" is not a socket type'
	hints 'did you mean SOCK_STREAM?'
	refuses 'socket inet stream IPPROTO_TPC' 20 'IPPROTO_TPC'
	refuses 'send c x -f MSG_OOP' 13 '"MSG_OOP" is not a message flag'
	hints 'did you mean MSG_OOB?'
	refuses 'send c x -f oob|dontwiat' 13 '"dontwiat"'
	refuses 'shutdown c wx' 12 '"wx" is not a way to shut down'
	refuses 'assert a =~ b' 10 "'=~' is no operator"
}

@test "too few or too many words" {
	refuses 'connect c' 9 'connect needs ENDPOINT'
	hints 'usage: connect FD ENDPOINT'
	refuses 'recv' 1 'recv needs FD'
	refuses 'listen c 5 6' 12 'listen takes no more words after BACKLOG'
	refuses 'send c hello world' 14 'DATA is one word'
	hints '"hello world"'
	refuses 'let x' 5 'let needs VALUE'
	refuses 'dial tpc localhost 80' 6 "'tpc' is no kind of socket"
}

@test "a number out of range" {
	refuses 'bind c 127.0.0.1:65536' 8 'port 65536 is out of range 0..65535'
	refuses 'bind c 127.0.0.1 65536' 8 'port 65536 is out of range'
	refuses 'bind c 70000' 8 'port 70000 is out of range'
	refuses 'connect c h:-1' 11 'port -1 is out of range'
	refuses 'recv 2147483648' 6 "descriptor '2147483648': out of range"
	refuses 'close c -99999999999' 9 "descriptor '-99999999999': out of range"
	refuses 'listen c 99999999999' 10 "BACKLOG '99999999999': out of range"
	refuses 'recv c 2G' 8 "MAX '2G': out of range"
	refuses 'recv c x' 8 "MAX 'x'"
	refuses 'recv c -t 5' 11 "TIME '5'"
	refuses 'sleep 5' 7 "TIME '5'"
	refuses 'quit 256' 6 "STATUS '256': out of range 0..255"
	refuses 'recv 3x' 6 "descriptor '3x': not a number"
	refuses 'resolve localhost 70000' 19 'port 70000 is out of range'
}

@test "an endpoint that is none" {
	refuses 'bind c :9999' 8 'names no host'
	hints '*:9999 for all interfaces'
	refuses 'bind c ::1:80' 8 'several colons'
	refuses 'bind c [::1' 8 '"[" without "]"'
	refuses 'bind c localhost:' 8 'a port is missing'
	refuses "bind c '*'" 8 'a port is missing'
	refuses "bind c ''" 8 'the endpoint is empty'
	refuses 'connect c "h\0h" 80' 11 'a host cannot hold a NUL byte'
}

@test "a path longer than sun_path" {
	long=/$(printf 'x%.0s' {1..107})
	refuses "bind c $long" 8 'the path has 108 bytes'
	refuses "bind c @${long#/}x" 8 'the abstract name has 108 bytes'
}

@test "escapes, quotes and blocks" {
	refuses 'send c "a\q"' 10 'unknown escape \q'
	hints '\xHH'
	refuses 'send c "\x1"' 9 '\x'
	refuses 'send c "\u{d800}"' 9 '\u'
	refuses 'send c a\n' 9 'a backslash stands only in quotes'
	refuses 'print }' 7 'nothing is open that } could close'
	refuses 'print ${}' 7 '${ needs a name'
	refuses 'print { x }' 7 'print takes no block'
	for text in 'send c "abc' "send c 'abc" 'send c { abc' 'send c \'; do
		printf 'socket tcp as c\nlist\n%s' "$text" >in
		both "$SOSH" -k - <in
		equal "$status" 2
		one_message '<stdin>:3:8' ''
		equal "${#lines[@]}" 3
		both "$SOSH" in
		equal "$status:$out" 2:
		one_message 'in:3:8' ''
	done
}

@test "keywords in the wrong place" {
	refuses 'socket tcp as' 14 'as needs a NAME'
	refuses 'socket tcp as a b' 17 'behind as NAME'
	refuses 'socket tcp as 5' 15 "'5' is not a name"
	refuses 'socket tcp as all' 15 "'all' is reserved"
	refuses 'socket tcp as EBADF' 15 "'EBADF' is reserved"
	refuses 'recv c as x' 11 'recv returns no descriptor'
	refuses 'recv c =' 8 '= needs a RESULT'
	refuses '= 3' 1 '= goes behind a command'
	refuses 'print x = 3' 9 'print makes no call'
	refuses 'let x = 1 = 2' 11 'let makes no call'
	refuses 'let x = = 2' 9 'let makes no call'
	refuses 'recv c = 5 in soon' 15 'in takes a duration'
	refuses 'recv c = 5|' 8 'an alternative of the expected result is empty'
	refuses '& x' 1 '& goes behind a command'
}

@test "a name that looks like a number" {
	refuses 'let 5 = x' 5 "'5' is not a name"
	refuses 'let 5x = x' 5 "'5x' is not a name"
	refuses 'let -1 = x' 5 "'-1' is not a name"
	refuses 'let m1 = x' 5 "'m1' is reserved"
	refuses 'let data = x' 5 "'data' is reserved"
}

@test "a value that does not fit its option or setting" {
	refuses 'setsockopt c SO_RCVBUF lots' 24 ''
	refuses 'setsockopt c SO_RCVBUF = lots' 26 ''
	refuses 'setsockopt c SO_KEEPALIVE 99999999999' 27 ''
	refuses 'set view green' 10 'view is one of: text, hex'
	refuses 'set quiet maybe' 11 'quiet is on or off'
	refuses 'set timeout 5' 13 ''
	refuses 'send c --hex abc' 14 'hex digits come in pairs'
	refuses 'send c --hex xy' 14 'not a hex digit'
}

@test "descriptors that are not the user's" {
	runs_into 'send 1 x' 6 'descriptor 1 is standard output'
	runs_into 'close 0' 7 'descriptor 0 is standard input'
	runs_into 'log t; recv 1000; log off' 13 'descriptor 1000 is the transcript'
}

@test "bytes from nowhere, or from two sources" {
	runs_into 'send c' 1 'takes its bytes from one source, not none'
	runs_into 'send c x --fill 3' 1 'one source, not several'
	runs_into 'send c --file -' 1 'standard input is where the commands come from'
	hints 'sosh -c COMMANDS'
}

@test "files that are missing, unreadable or directories are status 1 in a command" {
	mkdir dir
	for text in 'source nowhere' 'source dir' 'send c --file nowhere' 'send c --file dir' \
		'recv c --to dir' 'recv c --to nowhere/x' 'log dir'; do
		printf 'socket tcp as c\nlist\n%s\nlist\n' "$text" >in
		both "$SOSH" -k - <in
		equal "$status" 1
		one_message '<stdin>:3:1' ''
		[[ $err == *'No such file'* || $err == *'Is a directory'* ]]
		left_alone
	done
	refuses "source ''" 8 "a file's name is empty"
	refuses 'source "a\0b"' 8 'cannot hold a NUL byte'
}

@test "a NUL byte in a script" {
	printf 'socket tcp as c\nlist\nprint a\0b\nlist\n' >in
	both "$SOSH" -k - <in
	equal "$status" 2
	one_message '<stdin>:3:8' 'a NUL byte'
	left_alone
	both "$SOSH" in
	equal "$status:$out" 2:
	one_message 'in:3:8' 'a NUL byte'
}

@test "a wrong line of 1 MB is one short message" {
	printf 'print "%s" "\\q"\n' "$(head -c 1048576 /dev/zero | tr '\0' x)" >in
	both "$SOSH" in
	equal "$status" 2
	one_message 'in:1:1048587' 'unknown escape'
	printf '%s\n' "$(head -c 1048576 /dev/zero | tr '\0' x)" >in
	both "$SOSH" in
	equal "$status" 2
	one_message 'in:1:1' 'no command'
	[ "$(wc -c <err)" -lt 1000 ]
}

@test "a file that includes itself ends with one message" {
	echo 'source self.sosh' >self.sosh
	both "$SOSH" self.sosh
	equal "$status" 2
	[[ $(head -n 1 err) == 'sosh: self.sosh:1:1: '*'does a file include itself?' ]]
	equal "$(tail -n +2 err)" 'sosh: self.sosh:1: sourced from here'
	both "$SOSH" -c 'socket tcp; source self.sosh; print no'
	equal "$out" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3'
}

@test "every wrong line of a file is told, and none runs" {
	printf 'print a\nxyzzy\nsend 3 "\\q"\nrecv\n' >in
	both "$SOSH" in
	equal "$status:$out" 2:
	equal "$(grep -c '^sosh: in:' err)" 3
	both "$SOSH" -n in
	equal "$status:$out" 2:
	equal "$(grep -c '^sosh: in:' err)" 3
}

@test "a wrong descriptor is no error of the shell's: it prints EBADF" {
	both "$SOSH" -c 'socket tcp as c; close c; close c = EBADF; close -1 = EBADF; recv 57 = EBADF'
	equal "$status:$err" 0:
	equal "$out" 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3
close(3) = 0
close(3) = -1 EBADF (Bad file descriptor)
close(-1) = -1 EBADF (Bad file descriptor)
recv(57, 65536) = -1 EBADF (Bad file descriptor)'
	both "$SOSH" -c 'send 3 x'
	equal "$status" 1
	one_message '<command>:1:1' 'send(3, "x", 1) = -1 EBADF (Bad file descriptor)'
}

@test "what only the prompt has is refused in scripts, before they run" {
	refuses history 1 'history works at the prompt only'
}

@test "let is proposed for names that it takes, and no others" {
	local line
	for line in 'm1=2' 'ok=1' 'data = x' 'EBADF=1' 'print $ok' 'print ${all}'; do
		both "$SOSH" -c "$line"
		equal "$status" 2
		lacks 'let ' err
	done
	both "$SOSH" -c 'm12=2'
	grep -q 'hint: let m12 = 2' err
}

@test "a NUL byte in a word does not cut the message" {
	local line
	for line in 'let "a\0b" 1' 'socket "a\0b"' '"a\0b"' 'recv 3 "a\0b"' 'set "a\0b" 1' 'help "a\0b"' \
		'serve 127.0.0.1:0 "a\0b"' 'getsockopt 3 "a\0b"' 'wait "a\0b"' 'close "a\0b"'; do
		both "$SOSH" -c "$line"
		equal "$status" 2
		grep -qF 'a\0b' err
	done
	for line in 'socket tcp = "a\0b"' 'socket tcp = 3 "a\0b"' 'repeat 1 until "a\0b" { socket tcp }'; do
		both "$SOSH" -c "$line"
		[ "$status" -ne 0 ]
		grep -qF 'a\0b' err
	done
	for line in 'apropos "qxy\0z"' 'curl "http://h/xy\0z"' 'send 3 xy "\0z"'; do
		both "$SOSH" -c "$line"
		equal "$status" 2
		grep -qE 'xy ?\\0z' err
	done
}

@test "words in the order of other places" {
	refuses 'sendto c "hi" localhost:9995' 10 '"hi" stands where the address belongs'
	hints 'the address comes first: sendto FD ENDPOINT DATA'
	refuses 'sendto c "5000" localhost:9995' 10 '"5000" stands where'
	refuses 'sendto c "hi" localhost 9995' 10 '"hi" stands where'
	refuses 'sendmsg c "hi" localhost:9995' 16 "'localhost:9995' would be data"
	hints 'the address: --to localhost:9995'
	runs_into 'sendmsg c "hi" --fds c c' 24 "'c' would be data"
	hints '--fds c,c'
	refuses 'sendmsg c "hi" --to localhost 9995' 21 'a port is missing'
	hints 'in one word: localhost:9995'
	refuses 'sendmsg c "hi" --to ::1 9995' 21 'has several colons'
	hints 'in one word: [::1]:9995'
	both "$SOSH" -c 'socket udp as u; sendto u 127.0.0.1:9 "a:80" = 4; sendto u 9 a:80 = 4
		sendto u "127.0.0.1:9" a:80 = 4; sendto u "9" "a:80" = 4; sendto u "127.0.0.1" 9 a:80 = 4
		let port = 9; sendto u $port a:80 = 4; sendmsg u "a:80" --to 127.0.0.1:9 = 4'
	equal "$status:$err" 0:
}

@test "options with a level of their own, or without blanks or value" {
	refuses 'setsockopt c SOL_SOCKET SO_REUSEADDR 1' 14 '"SOL_SOCKET" is not a socket option'
	hints 'leave the level out, or write it with a colon: SO_REUSEADDR, SOL_SOCKET:SO_REUSEADDR'
	refuses 'getsockopt c SOL_SOCKET SO_REUSEADDR' 14 '"SOL_SOCKET" is not'
	hints 'leave the level out'
	refuses 'setsockopt c 1 2 1' 14 '"1" is not'
	hints 'one word: 1:2'
	refuses 'setsockopt c SO_REUSEADDR=1' 14 'not a socket option'
	hints 'blanks around the =: SO_REUSEADDR = 1'
	refuses 'setsockopt c TCP_NODELAY' 14 'setsockopt needs VALUE'
	hints 'TCP_NODELAY takes 0|1'
}

@test "events without their colon, and times without a unit" {
	runs_into 'poll c POLLIN' 8 "no descriptor is named 'POLLIN'"
	hints 'the events stand behind a colon: c:in'
	runs_into 'select c out in' 10 "no descriptor is named 'out'"
	hints 'behind a colon: c:in,out'
	refuses 'epoll_ctl 3 EPOLL_CTL_ADD c EPOLLIN' 29 'takes no more words'
	hints 'behind a colon: c:in'
	refuses 'epoll_ctl 3 add c in et' 19 'takes no more words'
	hints 'behind a colon: c:in,et'
	runs_into 'poll c:r' 6 '"r" is not an event of poll'
	hints 'one of POLLIN, POLLPRI, POLLOUT, POLLRDHUP'
	refuses 'poll c -t 100' 11 'a time needs a unit'
	hints 'for milliseconds, as poll(2) has them, write 100ms'
}

@test "paths that do not look like any" {
	refuses 'bind c nu.sock' 8 'a port is missing after "nu.sock"'
	hints './nu.sock'
	refuses 'bind c "\0abc"' 8 'begin with a NUL byte'
	hints 'an abstract name is written @abc'
	# a host is looked up in the socket's family, and the library's answer is the result
	both "$SOSH" -qc 'socket unix as x; connect x localhost 80 = EAI_FAMILY; bind x localhost:80 = EAI_FAMILY; connect x 127.0.0.1 80 = EINVAL'
	equal "$status" 0
	both "$SOSH" -c 'socket unix as x; bind x nu'
	equal "$status" 2
	grep -q 'descriptor 3 is a unix socket' err
	grep -q 'hint: ./nu is a path, @nu an abstract name' err
}

@test "a time limit without -t, in poll and select" {
	runs_into 'poll c 100' 8 'descriptor 100 is not open; write 100:in if you mean it'
	hints 'a time limit is an option: -t 100ms'
	runs_into 'select c:out c 1000' 16 'descriptor 1000 is not open'
	hints '-t 1000ms'
	runs_into 'poll c -1' 8 'descriptor -1 is not open'
	hints 'without -t it waits for ever'
	refuses 'poll c 2s' 8 "descriptor '2s'"
	hints 'a time limit is an option: -t 2s'
	# who means it, or has closed it, is not kept from it
	both "$SOSH" -qc 'socketpair as c,d; socket as e; close e; poll c e -t 0 = 1; poll c 5 -t 0 = 1; poll c 100:in -t 0 = 1; poll 100 = 1; poll c 100 -t 0 = 1'
	equal "$status" 0
}

@test "on and off: as settings take them, and in shutdown the words of other languages" {
	both "$SOSH" -qc 'socketpair as c,d; nonblock c true; nonblock c = 2050; nonblock c NO; nonblock c = 2; nonblock c 1; recv c = EAGAIN; nonblock c 0; nonblock c = 2'
	equal "$status" 0
	refuses 'nonblock c maybe' 12 "'maybe' is neither on nor off"
	hints ''
	refuses 'shutdown c both' 12 '"both" is not a way to shut down'
	hints 'shutdown c rdwr'
	refuses 'shutdown c Write' 12 '"Write" is not'
	hints 'shutdown c wr'
	refuses 'shutdown c read' 12 '"read" is not'
	hints 'shutdown c rd'
}

@test "a property without its dollar sign, and a result with a ; in it" {
	runs_into 'print a c.state' 9 "'c.state' would be printed as it stands"
	hints '$c.state is the value; quote the word if it is meant'
	both "$SOSH" -qc 'socket as c; print "c.state" c.x x.state'
	equal "$out" 'c.state c.x x.state'
	torn 'recv 3 = 3 (a; b)' 16 "no command 'b)'"
	hints 'a result that holds ; is quoted: = "0 (a; b)"'
	torn 'recv 3 = a;b' 12 "no command 'b'"
	hints 'a result that holds ; is quoted'
	torn 'recv 3 = EAGAIN; prin x' 18 "no command 'prin'"
	hints 'did you mean print?'
	torn 'recv 3 = EAGAIN; xyzzy' 18 "no command 'xyzzy'"
	hints 'help lists the commands'
}

torn() { # LINE COLUMN MESSAGE
	both "$SOSH" -n - <<<"$1"
	equal "$status" 2
	one_message "<stdin>:1:$2" "$3"
}

@test "an option that takes something away needs no value" {
	both "$SOSH" -c 'socket as s; setsockopt s SO_DETACH_FILTER = 0
setsockopt s SO_DETACH_FILTER'
	equal "$status" 1
	grep -q '^setsockopt(3, SOL_SOCKET, SO_DETACH_FILTER, 0) = -1 ENOENT' out
	refuses 'setsockopt c SO_DETACH_FILTER 1 2' 33 'SO_DETACH_FILTER takes one word'
	refuses 'setsockopt c SO_KEEPALIVE' 14 'setsockopt needs VALUE'
}

@test "habits of other tools lead to lines that work" {
	both "$SOSH" -c 'serve udp 5058 echo'
	grep -q 'hint: serve udp 127.0.0.1:5058' err
	runs_into 'serve echo 0' 7 "no descriptor is named 'echo'"
	hints 'the service stands behind where it is served: serve 127.0.0.1:0 echo'
	runs_into 'serve http localhost:5060' 7 "no descriptor is named 'http'"
	hints 'the service stands behind where it is served: serve localhost:5060 http'
	runs_into 'serve localhost 5060' 7 "no descriptor is named 'localhost'"
	hints 'an endpoint is one word here: localhost:5060'
	runs_into 'serve udp localhost 5060 relay localhost 5061' 11 "no descriptor is named 'localhost'"
	hints 'an endpoint is one word here: localhost:5060'
	refuses 'fcntl c F_GETFL' 1 "no command 'fcntl'"
	hints 'nonblock c (nonblock FD shows'
	refuses 'setblocking c False' 1 'no command'
	hints 'nonblock FD on makes no call wait'
	refuses 'ioctl c FIONREAD' 1 'no command'
	hints '.unread'
	refuses 'settimeout c 2' 1 'no command'
	hints 'recv FD -t 2s'
	refuses 'send?' 1 'no command'
	hints 'help send'
	refuses 'socket udp6 as m6' 16 "'m6' is reserved"
	hints 'assert ~ matched'
	refuses 'shutdown c' 10 'shutdown needs HOW'
	hints 'FD wr ends what this side sends, rd'
	refuses 'ss -tln' 4 'ss has no option -tln'
	hints 'ss LISTEN tcp'
	refuses 'ss -t' 4 'ss has no option'
	hints 'ss tcp'
	refuses 'serve 3 -z' 9 'serve has no option -z'
	hints 'help serve shows how it is used'
	both "$SOSH" -c 'ss ESTAB 1 = 0; ss SYN-SENT 1 = 0; socket udp as u
		setsockopt u IP_ADD_SOURCE_MEMBERSHIP 239.1.1.5 lo 127.0.0.1
		setsockopt u IPPROTO_IP:MCAST_JOIN_SOURCE_GROUP 239.1.1.6 lo 127.0.0.1'
	equal "$status:$err" 0:
}
