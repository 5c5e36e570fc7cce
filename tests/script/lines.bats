#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lines that come again and again in a script: each time what they mean then, and where
# they stand then.

load helper

setup() { enter; }

# The lines that the errors are of.
lines_of_errors() { sed -n 's/^sosh: [^:]*:\([0-9]*\):[0-9]*: .*/\1/p' err | paste -sd' '; }

@test "a line that comes again stands where it stands" {
	printf 'print a\nsend 99 "x" = 1\n\nsend 99 "x" = 1\nprint b\nsend 99 "x" = 1\nsend 99 "x" = 1\n' >f
	both "$SOSH" -k <f
	equal "$(grep -c '^sosh: <stdin>:[2467]:13: ' err)" 4
	equal "$(lines_of_errors)" '2 4 6 7'
	both "$SOSH" -k f
	equal "$(lines_of_errors)" '2 4 6 7'
	for i in 1 2 3; do echo 'source g'; done >f
	printf 'print here\nsend 99 "x" = 1\n' >g
	both "$SOSH" -k f
	equal "$(grep -c ' g:2:13: ' err)" 3
	equal "$(sed -n 's/.* f:\([0-9]*\): sourced.*/\1/p' err | tr '\n' ' ')" '1 2 3 '
}

@test "a line that comes again means what it means then" {
	cat >f <<-'END'
		let n = 1
		print $n and $n
		let n = 2
		print $n and $n
		let n = 3
		print $n and $n
		socketpair unix-dgram as a,b
		send a "one" = 3
		recv b -x = 3
		close a; close b
		socketpair unix-dgram as b,a
		send a "one" = 3
		recv b -x = 3
		close a; close b
		socketpair unix as a,b
		send a "one" = 3
		recv b -x = 3
		close b
		send a "one" = EPIPE
		close a
		send a "one" = EBADF
	END
	both "$SOSH" -q <f
	equal "$status $out$err" '0 1 and 1
2 and 2
3 and 3
oneoneone'
}

@test "variables in a line that comes again have the values that they have then" {
	cat >f <<-'END'
		let cu = one; let cv = two; let name = u
		print "$errno|$?" ${c$name} ${#cu}
		recv 99 = EBADF
		print "$errno|$?" ${c$name} ${#cu}
		let name = v; let cu = three
		print "$errno|$?" ${c$name} ${#cu}
		socket udp as u
		print "$errno|$?" ${c$name} ${#cu}
		bind $u 127.0.0.1:0 = 0
		bind $u 127.0.0.1:0 = EINVAL
		close u
		bind $u 127.0.0.1:0 = EBADF
		print $cu
		print $cu
		let cu = four
		print $cu
		let cu = five
		print $cu
		socket udp as u
		close 99 = EBADF
		print "$errno|"
		print "$errno|"
		close u
		print "$errno|"
	END
	both "$SOSH" -q <f
	equal "$status $out$err" '0 |0 one 3
EBADF|-1 one 3
EBADF|-1 two 5
|3 two 5
three
three
four
five
EBADF|
EBADF|
|'
}

@test "a name that comes later is found then" {
	cat >f <<-'END'
		send later "x" = 1
		send later "x" = 1
		send later "x" = 1
		socketpair unix as later,other
		send later "x" = 1
		send later "x" = 1
		send later "x" = 1
		recv other --peek = 3
	END
	both "$SOSH" -k <f
	equal "$(lines_of_errors)" '1 2 3'
	grep -q '^recv(.* = 3' out
}

@test "lines that are not whole are read with what follows them" {
	for i in 1 2 3 4; do
		printf 'print "one\ntwo"\nrepeat 2 {\n  print in; print \\\n    on\n}\nprint "one\nthree"\n'
	done >f
	both "$SOSH" <f
	equal "$status $err" '0 '
	equal "$(sort out | uniq -c | tr -s ' \n' ' ')" ' 8 in 8 on 8 one 4 three 4 two '
}

@test "a line runs while the same line runs" {
	printf 'print in\nsource inner\nprint out\n' >inner
	printf 'print in\nsource inner\nprint out\n%.0s' 1 2 3 | "$SOSH" -k >out 2>err || true
	equal "$(grep -c 'nested 64 deep' err)" 3
	equal "$(grep -c '^in$' out) $(grep -c '^out$' out)" '195 195'
	printf 'source g; repeat 2 { source g }\n%.0s' 1 2 3 >f
	printf 'print x\nprint x\nprint x\n' >g
	equal "$("$SOSH" f | sort | uniq -c | tr -s ' ')" ' 27 x'
}

@test "many lines, each many times, in any order" {
	for i in 1 2 3 4; do
		for n in {1..400}; do echo "print line$n; # line $n"; done
		for n in {400..1}; do echo "print line$n; # line $n" && echo "print line$n; # line $n"; done
	done >f
	sed -n 's/^print \(line[0-9]*\);.*/\1/p' f >wanted
	"$SOSH" <f >out
	cmp out wanted
	"$SOSH" f >out
	cmp out wanted
}

@test "what a line comes to ends the script as it does the first time" {
	printf 'send 99 "x" = EBADF\n%.0s' 1 2 3 4 >f
	printf 'socketpair unix as a,b\n' >>f
	printf 'send a "x" = 1\nrecv b = 1\n%.0s' 1 2 3 >>f
	printf 'send a "x" = 1\nrecv b = 2\nprint never\n' >>f
	printf 'recv b = 2\nprint never\n' >>f
	both "$SOSH" -q <f
	equal "$status $out" '1 xxxx'
	grep -q '^sosh: <stdin>:13:8: expected 2, got 1' err
	printf 'quit 4\n' >q
	printf 'source q\n%.0s' 1 2 3 | {
		status=0
		"$SOSH" || status=$?
		equal $status 4
	}
}

@test "a job that such a line starts has its line" {
	printf 'socketpair unix-dgram as a,b\n' >f
	printf 'send a "x" = 7 &\nwait\n%.0s' 1 2 3 4 >>f
	both "$SOSH" -k <f
	equal "$(lines_of_errors)" '2 4 6 8'
}
