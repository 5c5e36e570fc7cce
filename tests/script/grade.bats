#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Submissions graded against a template.

load helper

setup() {
	enter
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	cat >template <<'E'
# The echo lab
## A pair
socketpair as a,b
send a "Hello"
recv b = ?
#> Why is it so?
close a = ?
repeat 2 as i {
	send b x = ? # twice
}
close 99 = ?
E
	sed 's/recv b = ?/recv b = 5 "Hello"/; s/close a = ?/close a = 0/; s/x = ?/x = -1 EPIPE/; s/99 = ?/99 = EBADF/
		s/^#> Why.*/&\n#> Because "we",\n#>  all of us, sent it/' template >right
}

# Submission $1 gets the points $2, by the failure $3.
gets() {
	both "$SOSH" --grade template --json "$1"
	equal "$(sed -E 's/.*"points":([0-9]+),"of":([0-9]+),"failure":(.*),"answers".*/\1 of \2: \3/' out)" "$2: $3"
}

@test "points are blanks that hold; answers are told; layout and comments are free" {
	both "$SOSH" --grade template right
	equal "$status:$err:$out" '0::file   points    first failure
right  4 of 4
  #> Why is it so?
     Because "we", all of us, sent it'
	sed 's/^	send/send/; s/ # twice//; s/^# The echo lab/\n# mine\n/' right >free
	gets free '4 of 4' null
	sed 's/#> Why is it so?/#> Why is it so? Just so./; /^#> Bec/d; /^#>  all/d' right >same-line
	both "$SOSH" --grade template --json same-line
	[[ $out == *'"answers":["Just so."]}' ]]
}

@test "a wrong prediction costs its point and no other; one that hedges is none" {
	sed 's/-1 EPIPE/1/' right >one
	gets one '3 of 4' '"line 11: expected 1, got -1 EPIPE (Broken pipe)"'
	equal "$status" 1
	sed 's/= 5 "Hello"/= 1..9/' right >range
	gets range '3 of 4' '"line 5: a prediction is one result, and no range"'
	sed 's/= 5 "Hello"/= ok|4|5/' right >bar
	gets bar '3 of 4' '"line 5: a prediction is one result, without |"'
	sed 's/= 5 "Hello"/= $?/' right >variable
	gets variable '3 of 4' '"line 5: a prediction holds no variable"'
	sed 's/= 5 "Hello"/= ok/; s/EBADF/-1/' right >vague
	gets vague '2 of 4' '"line 5: ok is no prediction: which result?"'
	gets template '0 of 4' '"line 5: nothing is filled in"'
}

@test "what differs elsewhere, or is no such text, is graded 0 with the reason" {
	sed 's/close a/source x; close a/' right >more
	gets more '0 of 4' '"line 9 is not as line 7 of the template: source x"'
	sed 's/send a "Hello"/send a "Hello" \&/' right >job
	gets job '0 of 4' '"line 4 is not as line 4 of the template: send a \"Hello\" &"'
	sed 's/send b x/send b xx/' right >inside
	gets inside '0 of 4' '"line 11 is not as line 9 of the template: send b xx = -1 EPIPE"'
	sed '$d' right >short
	gets short '0 of 4' '"line 11 of the template is missing"'
	sed 's/"Hello"$/"Hello"; sleep 1m/' right >long
	gets long '0 of 4' '"line 4 is not as line 5 of the template: sleep 1m"'
	sed 's/ = 0$/ = ok in 0..5s/' right >timed
	gets timed '0 of 4' '"line 9 is not as line 7 of the template: close a = ok in 0..5s"'
	sed 's/ # twice/\nclose {/' right >inner
	gets inner '0 of 4' '"line 15: the text ends within a quote or a block"'
	printf '\0\1' >binary
	gets binary '0 of 4' '"it is no text: it holds a NUL byte"'
	printf 'close {' >open
	gets open '0 of 4' '"line 1: the text ends within a quote or a block"'
	mkfifo fifo
	gets fifo '0 of 4' '"fifo is no regular file"'
	head -c 5000000 /dev/zero >large
	gets large '0 of 4' '"large is larger than 4194304 bytes"'
	gets nowhere '0 of 4' '"nowhere: No such file or directory"'
}

@test "rows stand in the order of the files, as text, CSV or JSON" {
	cp right 'a "b", c'
	for n in 1 2 3 4 5 6 7 8 9; do cp template s$n; done
	both "$SOSH" --grade template -j 4 s? right nowhere
	equal "$(grep -o '^[a-z0-9]* *[0-9] of 4' out | tr -s ' ' | tr '\n' ' ')" \
		's1 0 of 4 s2 0 of 4 s3 0 of 4 s4 0 of 4 s5 0 of 4 s6 0 of 4 s7 0 of 4 s8 0 of 4 s9 0 of 4 right 4 of 4 nowhere 0 of 4 '
	both "$SOSH" --grade template --csv 'a "b", c'
	python3 -c 'import csv, sys
rows = list(csv.reader(open("out", newline="")))
assert rows == [["file", "points", "of", "failure", "answer 1"], ["a \"b\", c", "4", "4", "", "Because \"we\", all of us, sent it"]], rows'
}

@test "answers go on behind a comment; in CSV each has its column, and is no formula" {
	printf 'close 99 = ?\n#> Why?\nclose 99 = ?\n# more\n#> And then?\n' >template
	printf 'close 99 = EBADF\n#> Why?\n# so\n#> =1+1\nclose 99 = EBADF\n#> And then? @x\n' >two
	sed 's/close/source/' two >other
	both "$SOSH" --grade template --csv two other nowhere
	equal "$(tr -d '\r' <out)" 'file,points,of,failure,answer 1,answer 2
"two",2,2,"","'"'=1+1"'","'"'@x"'"
"other",0,2,"line 1 is not as line 1 of the template: source 99 = EBADF","",""
"nowhere",0,2,"nowhere: No such file or directory","",""'
}

@test "what a submission prints goes nowhere, and it waits for nothing for ever" {
	printf 'socketpair as a,b\nrecv b = ?\nprint loud\n' >template
	sed 's/?/GAVEUP/' template >waits
	both "$SOSH" --grade template -t 50ms waits
	equal "$status:$(sed 1d out)" '0:waits  1 of 1'
}

@test "what is no template, or no way to ask, is told" {
	both "$SOSH" --grade template
	equal "$status" 2
	[[ $err == 'sosh: --grade TEMPLATE wants files to grade'* ]]
	echo 'close 99 = EBADF' >plain
	both "$SOSH" --grade plain right
	equal "$status:$err" "2:sosh: plain has nothing to fill in
  hint: a blank is = ? behind a command, or a line that begins with #>
Try 'sosh --help'."
	both "$SOSH" --grade nowhere right
	equal "$status:$err" '2:sosh: nowhere: No such file or directory'
	both "$SOSH" --csv right
	equal "$status" 2
	both "$SOSH" --tap --grade template right
	equal "$status" 2
}
