#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the tree promises of itself: its layers, its generated files, its texts,
# what is installed.

setup() {
	TOP=$(realpath "$BATS_TEST_DIRNAME/../..")
	cd "$TOP"
	B=$(realpath "${B:-build}")
	SOSH=$(realpath "${SOSH:-$B/sosh}")
	export HOME=$BATS_TEST_TMPDIR
	unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES GNUMAKEFLAGS
	LAYERS='base sock net serve insight lang shell commands ui'
	T=$BATS_TEST_TMPDIR
}

# nothing TEXT: what was found wrong is shown, and fails.
nothing() {
	[ -z "$1" ] || {
		printf '%s\n' "$1"
		return 1
	}
}

# The files of the project: without git (an archive) all but what is built.
files() {
	if [ -e .git ]; then
		git -c safe.directory="$TOP" ls-files "$@" | while read -r f; do
			[ ! -e "$f" ] || printf '%s\n' "$f"
		done
	else
		find "${@:-.}" -path ./build -prune -o -type f -print | sed 's,^\./,,'
	fi
}

commands() { "$SOSH" -c help | sed -n '/^help COMMAND/q; s/^  \([a-z]\{1,\}\)  .*/\1/p'; }

# ---- layers ----

@test "includes point downward, headers are where they belong, files are short" {
	nothing "$(awk -f tests/layers.awk src/commands/commands.def src/*.c src/*/*.[ch] \
		include/*/*.h tests/*/*.[ch])"
}

@test "what breaks the layers' rules is found" {
	mkdir -p "$T/src/base" "$T/include/ui"
	cp src/commands/commands.def "$T/"
	cp include/ui/repl.h "$T/include/ui/"
	cd "$T"
	printf '#include "ui/repl.h"\n#include "none.h"\n' >src/base/up.c
	printf '// `dial`\n' >src/base/names.h
	yes '' | head -n 400 >src/base/long.c
	run awk -f "$TOP/tests/layers.awk" commands.def src/base/*.[ch] include/ui/repl.h
	[ "$status" -eq 1 ]
	[[ $output == *'src/base/up.c:1: ui/repl.h is above'* ]]
	[[ $output == *'src/base/up.c:2: none.h is not of this layer'* ]]
	[[ $output == *'names the command dial'* ]]
	[[ $output == *'src/base/long.c: 400 lines'* ]]
}

# Each symbol of the objects whose source is there: LAYER FILE KIND NAME.
symbols() {
	nm -AP "$B"/obj/*/*.o | awk -v sources="$(cd src && echo */*.c)" '
		BEGIN { n = split(sources, s, " "); for (i = 1; i <= n; i++) there[s[i]] }
		{
			sub(/^.*\/obj\//, "")
			file = substr($0, 1, index($0, ".o:") - 1)
			if ((file ".c") in there) print substr(file, 1, index(file, "/") - 1), file, $3, $2
		}'
}

@test "calls point downward between the layers" {
	symbols >"$T/symbols"
	grep -q '^ui ui/script T ' "$T/symbols"
	nothing "$(awk -v layers="$LAYERS" '
		BEGIN { n = split(layers, l, " "); for (i = 1; i <= n; i++) rank[l[i]] = i }
		NR == FNR { if ($3 ~ /^[BDRTV]$/) home[$4] = $1; next }
		$3 == "U" && ($4 in home) && rank[home[$4]] > rank[$1] { print $2, "uses", $4, "of", home[$4] }
		' "$T/symbols" "$T/symbols")"
}

@test "readline is the prompt's alone, exit is main's, base/mem's and that of children" {
	local its
	its=$(sed -n 's/^READLINE = //p' Makefile | tr ' ' '|')
	nothing "$(grep -rlE '#[[:blank:]]*include[[:blank:]]*[<"](readline|editline)/' src include | grep -vxE "src/ui/($its).c")"
	grep -q '<readline/readline.h>' src/ui/repl.c
	symbols >"$T/symbols"
	nothing "$(awk '$3 == "U" && $4 ~ /^(rl_.*|readline|add_history)$/ { print $2 }' "$T/symbols" | grep -vxE "ui/($its)")"
	nothing "$(awk '$3 == "U" && $4 ~ /^(_exit|_Exit|exit|quick_exit)$/ && $2 != "base/mem" && $2 != "base/pattern" && $2 != "shell/tested"' "$T/symbols")"
}

@test "below the ui nothing prints, and above serve nothing makes socket calls" {
	symbols >"$T/symbols"
	nothing "$(awk '$3 == "U" && $1 != "ui" &&
		$4 ~ /^(__)?(printf|vprintf|fprintf|puts|putchar|putc|fputs|fputc|fwrite|perror|stdout|stderr)(_chk)?$/' "$T/symbols")"
	nothing "$(awk '$3 == "U" && $1 !~ /^(sock|net|serve)$/ &&
		$4 ~ /^(__)?(socket|bind|listen|accept4?|connect|shutdown|send|sendto|sendmsg|recv|recvfrom|recvmsg|getsockopt|setsockopt|getsockname|getpeername)(_chk)?$/' "$T/symbols")"
	grep -q '^sock .* U connect$' "$T/symbols"
}

# ---- what is made from the tables ----

@test "the man page, the schema and the completions are those that make gen writes" {
	"$B/gen" man | diff -u man/sosh.1 -
	"$B/gen" schema | diff -u man/sosh.schema.json -
	"$B/gen" bash | diff -u completions/sosh.bash -
	"$B/gen" zsh | diff -u completions/_sosh -
	"$B/gen" fish | diff -u completions/sosh.fish -
}

@test "every command stands in the list, in the man page and in help" {
	[ "$(commands | wc -l)" -gt 25 ]
	diff <(commands | sort) <(sed -n 's/^\t*[A-Z]*(\([a-z]*\)).*/\1/p' src/commands/commands.def | sort)
	local wrong='' name
	for name in $(commands); do
		grep -qE "^\.It Ic \"${name}[ \"]" man/sosh.1 || wrong+="man: $name"$'\n'
		"$SOSH" -c "help $name" >"$T/help" || wrong+="help $name: fails"$'\n'
		grep -q "^usage: $name\b" "$T/help" || wrong+="help $name: no usage"$'\n'
		grep -q "^$name: ." "$T/help" || wrong+="help $name: no summary"$'\n'
	done
	nothing "$wrong"
}

@test "every option of sosh stands in --help, in the man page and in the completions" {
	local wrong='' option
	"$SOSH" --help >"$T/help"
	"$B/gen" fish | sed -n 's/.* -l \([a-z]*\).*/\1/p' >"$T/options"
	[ "$(wc -l <"$T/options")" -gt 9 ]
	while read -r option; do
		grep -qE -e "--$option\b" "$T/help" || wrong+="--help: $option"$'\n'
		grep -qF -- "Fl \\-$option" man/sosh.1 || wrong+="man: $option"$'\n'
		grep -qE -e "--$option\b" completions/sosh.bash || wrong+="bash: $option"$'\n'
		grep -qE -e "--$option\b" completions/_sosh || wrong+="zsh: $option"$'\n'
	done <"$T/options"
	nothing "$wrong"
}

@test "mandoc has nothing to say about the man page" {
	nothing "$(mandoc -T lint -W warning man/sosh.1 2>&1)"
	[ "$(mandoc -T utf8 man/sosh.1 | wc -l)" -gt 500 ]
}

@test "every command with examples has its files, and every file is a good script" {
	mkdir "$T/examples"
	"$B/gen" examples "$T/examples"
	local wrong='' name file
	for name in $(commands); do
		[ "$(grep -c '\.examples =' "src/commands/$name.c")" -eq \
			"$(find "$T/examples" -name "$name-1.sosh" | wc -l)" ] || wrong+="$name"$'\n'
	done
	for file in "$T"/examples/*; do
		[ -s "$file" ] && "$SOSH" -n "$file" 2>>"$T/err" || wrong+="$file $(cat "$T/err")"$'\n'
	done
	nothing "$wrong"
	[ "$(find "$T/examples" -type f | wc -l)" -gt 25 ]
}

@test "bash, zsh and fish load their completions, and complete with them" {
	bash --norc -c 'set -eu; . completions/sosh.bash; complete -p sosh
		COMP_WORDS=(sosh --js) COMP_CWORD=1; _sosh; [ "${COMPREPLY[*]}" = --json ]
		COMP_WORDS=(sosh --color n) COMP_CWORD=2; _sosh; [ "${COMPREPLY[*]}" = never ]
		COMP_WORDS=(sosh --color = n) COMP_CWORD=3; _sosh; [ "${COMPREPLY[*]}" = never ]' 2>"$T/err"
	nothing "$(cat "$T/err")"
	zsh -n completions/_sosh
	zsh -fc 'fpath=($PWD/completions $fpath); autoload -Uz compinit && compinit -u -d "$1/dump" &&
		autoload +X _sosh && [ "$_comps[sosh]" = _sosh ]' zsh "$T" 2>"$T/err"
	nothing "$(cat "$T/err")"
	fish --no-config -n completions/sosh.fish
	[ "$(fish --no-config -c 'source completions/sosh.fish; complete -C "sosh --js"' 2>"$T/err" | cut -f1)" = --json ]
	[ "$(fish --no-config -c 'source completions/sosh.fish; complete -C "sosh --color n"' 2>>"$T/err" | cut -f1)" = never ]
	nothing "$(cat "$T/err")"
}

# ---- what is installed ----

# As all.o is told to be done, what others build meanwhile is left alone.
quiet_make() { make -s --no-print-directory -o all B="$B" "$@" >"$T/make.log" 2>&1 || ! cat "$T/make.log"; }

install_and_remove() { # DESTDIR VARIABLE...
	local to=$1 prefix=${2#PREFIX=}
	quiet_make install DESTDIR="$to" "${@:2}"
	cmp "$B/sosh" "$to$prefix/bin/sosh"
	[ -x "$to$prefix/bin/sosh" ]
	[ "$(stat -c %a "$to$prefix/share/man/man1/sosh.1")" = 644 ]
	cmp man/sosh.1 "$to$prefix/share/man/man1/sosh.1"
	cmp man/sosh.schema.json "$to$prefix/share/sosh/sosh.schema.json"
	[ "$(find "$to" -path '*bash*/sosh' -o -path '*zsh*/_sosh' -o -path '*fish*/sosh.fish' | wc -l)" -eq 3 ]
	[ "$(find "$to$prefix/share/doc/sosh/labs" -name '*.sosh' | wc -l)" -eq "$(ls tests/labs/*.sosh tests/labs/graders/*.sosh | wc -l)" ]
	nothing "$(find "$to" -type f -not -path "$to$prefix/*")"
	touch "$to$prefix/bin/other" "$to$prefix/share/man/man1/other.1"
	quiet_make uninstall DESTDIR="$to" "${@:2}"
	[ -e "$to$prefix/bin/other" ] && [ -e "$to$prefix/share/man/man1/other.1" ]
	rm "$to$prefix/bin/other" "$to$prefix/share/man/man1/other.1"
	nothing "$(find "$to" -not -type d -o -name '*sosh*' | grep -vxF "$to")"
}

@test "make uninstall leaves nothing of what make install put there" {
	install_and_remove "$T/root" PREFIX=/usr/local
	install_and_remove "$T/with blank" PREFIX=/usr
}

@test "make uninstall leaves no empty folder but the system's" {
	quiet_make install DESTDIR="$T/empty" PREFIX=/opt/sosh
	quiet_make uninstall DESTDIR="$T/empty" PREFIX=/opt/sosh
	nothing "$(find "$T/empty/opt/sosh" -mindepth 1)"
	quiet_make install DESTDIR="$T/empty" PREFIX=/usr/local
	mkdir "$T/empty/usr/local/share/other"
	quiet_make uninstall DESTDIR="$T/empty" PREFIX=/usr/local
	nothing "$(cd "$T/empty/usr/local" && find . -mindepth 1 |
		grep -vxE './(bin|share|share/(other|doc|man|man/man1))')"
}

@test "the manual page has one pair of quotes round each word" {
	local page
	page=$(mandoc -T utf8 man/sosh.1 | LC_ALL=C.UTF-8 col -bx | tr '\n' ' ')
	nothing "$(grep -oE '.{0,30}‘[^’]{0,60}‘.{0,20}|’’.{0,20}|‘[^’]*[a-z], [^’]*’' <<<"$page")"
}

@test "make help names every goal but the plain helpers" {
	make -s help >"$T/help"
	local goal wrong=''
	for goal in $(sed -n 's/^\.PHONY: //p' Makefile); do
		[ "$goal" = testable ] || sed 's/:.*//' "$T/help" | grep -qw -- "$goal" || wrong+="$goal "
	done
	nothing "$wrong"
}

# ---- the files ----

@test "every source file names its licence at its top" {
	nothing "$(files | xargs awk '
		FNR == 1 && (/^#!/ || FILENAME ~ /\.([ch]|def|sh|bats|py|sosh|in)$|^Makefile$/) { lacks[FILENAME] }
		FNR <= 5 && /SPDX-License-Identifier: GPL-3.0-or-later/ { delete lacks[FILENAME] }
		END { for (file in lacks) print file }')"
}

@test "the top holds what belongs there and nothing else" {
	nothing "$(files | sed 's,/.*,,' | sort -u |
		grep -vxE 'Makefile|README\.md|src|include|tests|completions|man|\..*')"
	nothing "$(files | grep -E '(~|\.(o|d|a|orig|rej|swp|log|gch))$')"
}

@test "the files that the READMEs name are there, and the folders are the layers" {
	local wrong='' name
	for name in $(grep -ohE '`(src|include|tests|man|completions)/[a-zA-Z0-9_./-]+`' README.md src/README.md |
		tr -d '`' | grep -v /NN- | sort -u); do
		[ -e "$name" ] || wrong+="$name"$'\n'
	done
	for name in $(files include src | sed -n 's,^[a-z]*/\([^/]*\)/.*,\1,p' | sort -u); do
		[[ " $LAYERS " == *" $name "* ]] || wrong+="no layer: $name"$'\n'
	done
	nothing "$wrong"
}

@test "the README has each numbered lab once, and no other" {
	nothing "$(diff <(sed -nE 's/^\| ([0-9]{2}-[a-z0-9-]+) \|.*/\1/p' README.md | sort) \
		<(files tests/labs | sed -nE 's,.*/([0-9]{2}-.*)\.sosh$,\1,p' | sort))"
}

@test "the files know nothing of where and how they were written" {
	local -x LC_ALL=C # a search of bytes, which is ten times as fast
	# The words are in pieces here, or this file would be found.
	nothing "$(files | xargs grep -nE "/wor""k/|/roo""t/|(^|[^[:alnum:]_}])/hom""e/[a-z]" --)"
	nothing "$(files | xargs grep -niE '\b(issue|ticket|session) ?#?[0-9]+\b' --)"
	nothing "$(files | xargs grep -nwE "TOD""O|FIXM""E|XX""X" --)"
}
