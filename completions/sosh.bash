# bash completion for sosh; made by `make gen`.
_sosh()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} joined=
	COMPREPLY=()
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	elif [[ $cur == --*=* ]]; then
		prev=${cur%%=*} cur=${cur#*=} joined=$prev=
	fi
	case $prev in
	-c|--command) compopt +o default; return ;;
	-t|--timeout) compopt +o default; return ;;
	--color) mapfile -t COMPREPLY < <(compgen -P "$joined" -W "auto always never" -- "$cur"); return ;;
	-j|--jobs) compopt +o default; return ;;
	--grade) compopt +o default; return ;;
	--program) compopt +o default; return ;;
	esac
	[[ $cur == -* ]] || return
	mapfile -t COMPREPLY < <(compgen -W "-c --command -k --keep -q --quiet -n --check -t --timeout -x --echo --json --color --raw --private --tap --junit --lesson -j --jobs --grade --program --csv --inherit -h --help -V --version " -- "$cur")
}
complete -o default -F _sosh sosh
