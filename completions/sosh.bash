# bash completion for sosh; made by `make gen`.
_sosh()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	case $prev in
	-c|--command) COMPREPLY=(); return ;;
	-t|--timeout) COMPREPLY=(); return ;;
	--color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "-c --command -k --keep -q --quiet -n --check -t --timeout -x --echo --json --color --raw --inherit -h --help -V --version " -- "$cur"))
	else
		COMPREPLY=($(compgen -f -- "$cur"))
	fi
}
complete -o filenames -F _sosh sosh
