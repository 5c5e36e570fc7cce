#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tab: what it writes into the line, what it lists.

load helper

# tab TYPED BECOMES [MORE SHOWS]: Tab makes TYPED the line BECOMES; with MORE typed behind
# it, Enter brings a line that matches SHOWS.
tab() {
	ends_with '^sosh> $' # what is typed before is echoed twice
	type_text "$1"
	keys Tab
	ends_with "^sosh> $2\$"
	if [ -z "${4:-}" ]; then
		keys C-u
	else
		keys C-l
		type_line "$3"
		shows "$4"
	fi
	ends_with '^sosh> $'
}

@test "what Tab writes, of every kind, Enter accepts" {
	mkdir "$HOME/d"
	printf 'print dashed\n' >"$HOME/d/-dash.sosh"
	printf 'print blank\n' >"$HOME/d/with blank"
	open_terminal
	type_line "cd $HOME/d"
	run_sosh
	type_line 'socket udp as u; bind u 0; socket unix-dgram as d; let here = $u.port'
	tab 'prin' 'print' 'command' '^command$'
	tab 'recv u --pe' 'recv u --peek' '-t 1ms' '= GAVEUP'
	tab 'recv u 5 --p' 'recv u 5 --peek' '-t1ms' '= GAVEUP'
	tab 'send d x -f dontw' 'send d x -f dontwait' '' '^send\(4, "x", 1, MSG_DONTWAIT\) = -1'
	tab 'socket inet MSG' 'socket inet MSG'
	tab 'socket inet SOCK_D' 'socket inet SOCK_DGRAM' '' '^socket\(AF_INET, SOCK_DGRAM, 0\) = 5$'
	tab 'socket tc' 'socket tcp' 'as e' '^socket\(AF_INET, SOCK_STREAM, IPPROTO_TCP\) = 6$'
	tab 'assert u.st' 'assert u.state' '== x' '^expected u.state'
	tab 'assert u.state !=' 'assert u.state !=' 'x; print held' '^held$'
	tab 'print $u.sta' 'print \$u.state' '' '^BOUND$'
	tab 'print "at ${u.po' 'print "at \$\{u.port\}' '"' '^at [0-9]+$'
	tab 'bind d uni' 'bind d unix:' './sock' '^bind\(4, ./sock\) = 0$'
	tab 'dial --from 127' 'dial --from 127.0.0.1:' '0 udp localhost $here; print dialled' '^dialled$'
	tab 'resolve localhost ht' 'resolve localhost http' '' '127.0.0.1:80$'
	tab 'sendto u loc' 'sendto u localhost' '$here hello' '^sendto\(.* = 5$'
	tab 'setsockopt u reuseadd' 'setsockopt u reuseaddr' '1' '^setsockopt\(3, .*\) = 0$'
	tab 'setsockopt u IP_MULTICAST_IF l' 'setsockopt u IP_MULTICAST_IF lo' '' '^setsockopt\(3, .*\) = 0$'
	tab 'getsockopt u SO_TYP' 'getsockopt u SO_TYPE' '' '^getsockopt.*SOCK_DGRAM'
	tab 'shutdown d rdw' 'shutdown d rdwr' '' '^shutdown\(4, SHUT_RDWR\) = 0$'
	tab 'set vie' 'set view' 'text; print set' '^set$'
	tab 'set view = te' 'set view = text' '; print set again' '^set again$'
	tab 'explain ECONNREF' 'explain ECONNREFUSED' '' '^ECONNREFUSED'
	tab 'help END' 'help ENDPOINT' '' '^ +ENDPOINT '
	tab 'sleep 1m & canc' 'sleep 1m \& cancel' '%1; print asked' '^asked$'
	type_line 'sleep 1m &'
	tab 'cancel %2' 'cancel %2' '; wait %2; print cancelled' '^cancelled$'
	tab 'wait al' 'wait all' '; print waited' '^waited$'
	tab 'repeat 2 { prin' 'repeat 2 \{ print' '"in a block" }' '^in a block$'
	tab 'source wi' "source 'with blank'" '' '^blank$'
	tab 'source -d' "source '-dash.sosh'" '' '^dashed$'
	tab 'source -- -d' 'source -- -dash.sosh' '' '^dashed$'
	tab 'serve 127' 'serve 127.0.0.1:' '0 echo' '^listen\(8'
	tab 'close al' 'close all' '' '^close\(6\) = 0'
}

@test "Tab completes a command, and lists several with what they do" {
	start
	type_text 'prin'
	keys Tab
	ends_with '^sosh> print$'
	keys C-u
	type_text 's'
	keys Tab Tab
	shows '^sleep +[a-z]'
	shows '^socket +[a-z]'
	ends_with '^sosh> s$'
}

@test "Tab on nothing, behind a blank, at the line's beginning and in a quote does no harm" {
	start
	keys Tab Tab
	shows '^write +[a-z]'
	type_text ' '
	keys Tab Tab
	keys C-u
	type_text 'print "x y'
	keys C-a Tab C-e
	ends_with '^sosh> print "x y$'
	keys Tab Tab
	type_text '"'
	keys Enter
	shows '^x y$'
}

@test "names of files with blanks, quotes and # come back quoted and read back whole" {
	mkdir -p "$HOME/d/sub folder"
	printf 'print "blank"\n' >"$HOME/d/a file"
	printf 'print "hash"\n' >"$HOME/d/#hash"
	printf 'print "quote"\n' >"$HOME/d/it's \"so\""
	printf 'print "inner"\n' >"$HOME/d/sub folder/x"
	open_terminal
	type_line "cd $HOME/d"
	run_sosh
	type_text 'source a'
	keys Tab
	ends_with "^sosh> source [\"']a file[\"']$"
	keys Enter
	shows '^blank$'
	type_text 'source ./#'
	keys Tab Enter
	shows '^hash$'
	type_text 'source it'
	keys Tab Enter
	shows '^quote$'
	type_text 'source "sub'
	keys Tab
	ends_with '^sosh> source "sub folder/$'
	keys Tab Enter
	shows '^inner$'
}

@test "of many files a hundred are listed" {
	mkdir "$HOME/d"
	(cd "$HOME/d" && touch x{100..349})
	open_terminal
	type_line "cd $HOME/d"
	run_sosh
	type_text 'source x'
	keys Tab Tab
	shows '^\.\.\. 150 more$'
	ends_with '^sosh> source x$'
}

@test "completion in the middle of a line leaves the rest of it" {
	start
	type_text 'prin "x"'
	keys C-a Right Right Right Right Tab
	ends_with '^sosh> print "x"$'
	keys Enter
	shows '^x$'
}

@test "completion goes on in the next lines of a block and of a command" {
	start
	type_line 'repeat 2 {'
	ends_with '^  \.\.\. $'
	type_text 'prin'
	keys Tab
	ends_with '^  \.\.\. print$'
	type_line '"in a block"'
	type_line '}'
	shows '^in a block$'
	type_line 'socket \'
	ends_with '^  \.\.\. $'
	type_text 'ud'
	keys Tab
	ends_with '^  \.\.\. udp$'
	keys Enter
	shows '^socket\(AF_INET, SOCK_DGRAM, IPPROTO_UDP\) = 3$'
	type_line 'print "a'
	ends_with '^  \.\.\. $'
	type_text 'prin'
	keys Tab
	ends_with '^  \.\.\. prin$'
}

@test "bash completes names with blanks, options, and values behind =" {
	mkdir "$HOME/d"
	touch "$HOME/d/a script.sosh"
	open_terminal
	type_line ". $BATS_TEST_DIRNAME/../../completions/sosh.bash; cd $HOME/d"
	ends_with '^caller\$ $'
	type_text 'sosh a'
	keys Tab
	ends_with '^caller\$ sosh a\\ script\.sosh$'
	keys C-u
	type_text 'sosh "a s'
	keys Tab
	ends_with '^caller\$ sosh "a script\.sosh"$'
	keys C-u
	type_text 'sosh a\ s'
	keys Tab
	ends_with '^caller\$ sosh a\\ script\.sosh$'
	keys C-u
	type_text 'sosh --color=ne'
	keys Tab
	ends_with '^caller\$ sosh --color=never$'
	keys C-u
	type_text 'sosh --color ne'
	keys Tab
	ends_with '^caller\$ sosh --color never$'
	keys C-u
	type_text 'sosh --js'
	keys Tab
	ends_with '^caller\$ sosh --json$'
	keys C-u
	type_text 'sosh --color='
	keys Tab Tab
	shows '^always +auto +never'
	keys C-u
	type_text 'sosh -c a'
	keys Tab Tab
	ends_with '^caller\$ sosh -c a$'
	keys C-u
	ends_with '^caller\$ $'
	type_line 'COMP_WORDBREAKS=${COMP_WORDBREAKS//=}'
	ends_with '^caller\$ $'
	type_text 'sosh --color=ne'
	keys Tab
	ends_with '^caller\$ sosh --color=never$'
}
