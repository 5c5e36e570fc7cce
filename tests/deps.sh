#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Finds what the goals given as arguments lack, and installs it with apt-get.
# A plain sh and what comes with make is all it needs itself.
set -eu

# Each row: the Debian package, and what shows that it is there: a command, a
# file (with a slash), a header (in angle brackets), a module (python:) or an option of clang.
build='
gcc gcc
libc6-dev <stdio.h>
make make
pkg-config pkg-config
libreadline-dev <readline/readline.h>
netbase /etc/services
'
test='
bash bash
bats bats
bash-completion /usr/share/bash-completion/bash_completion
bsdextrautils hexdump
bsdutils script
curl curl
fish fish
git git
iproute2 ip
iputils-ping ping
libcmocka-dev <cmocka.h>
libxml2-utils xmllint
lsof lsof
mandoc mandoc
ncat ncat
netcat-openbsd nc.openbsd
procps ps
python3 python3
python3-jsonschema python:jsonschema
socat socat
strace strace
tcpdump tcpdump
telnet telnet
tmux tmux
tshark tshark
util-linux unshare
valgrind valgrind
zsh zsh
'
fuzz='
clang clang
libclang-rt-14-dev -fsanitize=fuzzer,address,undefined
'
lint='
clang clang
clang-format clang-format
clang-tidy clang-tidy
cppcheck cppcheck
libcmocka-dev <cmocka.h>
mandoc mandoc
shellcheck shellcheck
'
inject='
bash bash
diffutils cmp
'
bench='
iperf3 iperf3
iproute2 ss
ncat ncat
netcat-openbsd nc.openbsd
python3 python3
socat socat
'

have() {
	case $1 in
	'<'*) echo "#include $1" | ${CC:-gcc} -E -include stdio.h - >/dev/null 2>&1 ;;
	-f*)
		echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
			clang "$1" -x c -o /dev/null - >/dev/null 2>&1
		;;
	python:*) python3 -c "import ${1#python:}" >/dev/null 2>&1 ;;
	*/*) [ -e "$1" ] ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

needed() {
	echo "$build"
	for goal; do
		case $goal in
		check | asan | tsan) echo "$test" ;;
		fuzz) echo "$fuzz" ;;
		lint | fmt) echo "$lint" ;;
		inject) echo "$inject" ;;
		bench) echo "$bench" ;;
		dist) echo 'git git' ;;
		esac
	done
}

missing=$(needed "$@" | sort -u | while read -r package sign; do
	[ -z "$package" ] || have "$sign" || echo "$package"
done)
[ -n "$missing" ] || exit 0
missing=$(echo "$missing" | tr '\n' ' ')

if ! command -v apt-get >/dev/null 2>&1; then
	echo "deps: missing, by their names in Debian: $missing" >&2
	echo "deps: there is no apt-get here; install them with this system's package manager" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	if ! command -v sudo >/dev/null 2>&1; then
		echo "deps: missing: $missing" >&2
		echo "deps: run as root, or install sudo: apt-get install -y $missing" >&2
		exit 1
	fi
fi
echo "deps: installing $missing"
$sudo apt-get -q update
# shellcheck disable=SC2086 # a list of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $missing
