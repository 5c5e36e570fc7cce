# SPDX-License-Identifier: GPL-3.0-or-later
# What clang-format does not know of this code's dialect: the declarations that a
# block opens with are followed by a blank line, and sizeof has parentheses.
# And printf's `%.*s` ends at a NUL byte, where a slice does not: only errors, which have a
# formatter of their own, may have it.
# Prints each place that differs; status 1 if there was one.

function is_declaration(line) {
	return line !~ /^\t+(return|goto|else|case|break|continue|if|for|while|switch|do|default)[^A-Za-z_0-9]/ &&
		line ~ /^\t+([A-Za-z_]+ )*[A-Za-z_0-9]+ (\*+(const )?)?([A-Za-z_][A-Za-z_0-9]*|\(\*)[^ \[]*(\[[^]]*\])*( =|;|,|\)\(|$| \{)/
}

function complain(what) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, what, $0
	found = 1
}

FNR == 1 { opened = inside = seen = 0 }
FILENAME ~ /^src/ && /(buf_addf|snprintf)\(.*%\.\*s/ { complain("ends at a NUL byte: buf_add") }
/sizeof [^(]/ { complain("sizeof without parentheses") }

# inside a declaration of several lines, which a `;` at the first line's depth ends
inside {
	if ($0 ~ /;([ \t]*\/\*.*)?$/ && (!body || $0 ~ ("^" indent "}")))
		inside = 0
	next
}

opened && is_declaration($0) {
	seen = 1
	match($0, /^\t+/)
	indent = substr($0, 1, RLENGTH)
	body = $0 ~ /\{$/
	inside = $0 !~ /;([ \t]*\/\*.*)?$/
	next
}

opened {
	if ($0 ~ /^\t*\/\*/ || $0 ~ /^\t+(struct|enum|union|static const)[^A-Za-z_0-9][^;(]*\{$/) {
		if ($0 ~ /\{$/) {
			match($0, /^\t+/)
			indent = substr($0, 1, RLENGTH)
			seen = inside = body = 1
		}
		next
	}
	if ($0 ~ /^[ \t]*\*/ || $0 ~ /\*\/$/)
		next
	if (seen && $0 != "" && $0 !~ /^\t*}/)
		complain("no blank line behind the declarations")
	opened = seen = 0
}

/^\{$/ || /^\t.*[^=] \{$/ { opened = $0 !~ /^\t*(static |const )*(struct|enum|union)( [a-z_]+)? \{$/ }

END { exit found }
