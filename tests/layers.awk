# SPDX-License-Identifier: GPL-3.0-or-later
# What src/README.md says of layers, headers and sizes. Give it commands.def, and all
# C files, those of the tests too. Prints each place that differs; status 1 if there
# was one.

BEGIN {
	count = split("base sock net serve insight lang shell commands ui", name)
	for (i = 1; i <= count; i++)
		level[name[i]] = i
}

function complain(where, what) {
	print where ": " what
	found = 1
}

function layer_of(file, part) {
	return split(file, part, "/") == 3 && part[1] != "tests" ? part[2] : ""
}

FNR == 1 {
	layer = layer_of(FILENAME)
	is_header = FILENAME ~ /\.h$/
	if (layer != "") {
		files[FILENAME] = 1
		if (!(layer in level))
			complain(FILENAME, "of no layer")
	}
}

{ lines[FILENAME] = FNR }

/^#include ".*\.h"/ {
	split($0, quoted, "\"")
	by[quoted[2]] = by[quoted[2]] " " FILENAME ":" FNR
}

FILENAME ~ /commands\.def$/ && /^X\(/ { commands[substr($0, 3, length($0) - 3)] = 1 }

# Below the commands no header knows one. Names that are also calls', or plain English,
# are told by what stands before them.
is_header && layer != "" && level[layer] < level["commands"] {
	split($0, words, "[^a-z_`]+")
	for (i in words)
		if (words[i] ~ /^`|^command_|^(talk|dial|apropos|sendall)$/) {
			word = words[i]
			gsub(/`|^command_/, "", word)
			if (word in commands)
				complain(FILENAME ":" FNR, "a header that names the command " word)
		}
}

# Includes go downward: to the layer itself or one below, by its public headers; a
# private header, written without a folder, stands beside the file.
function check_include(target, place, user, above, part) {
	split(place, part, ":")
	user = layer_of(part[1])
	if (user == "")
		return
	if (target !~ /\//) {
		if (!(("src/" user "/" target) in files))
			complain(place, target " is not of this layer")
		return
	}
	above = level[substr(target, 1, index(target, "/") - 1)]
	if (!(("include/" target) in files))
		complain(place, target " is no public header")
	else if (above > level[user])
		complain(place, target " is above")
}

# A public header is used from outside its layer: by another, a test, or a header
# that is. What only a layer's own files share stands beside them.
function check_public(header, target, places, n, i, outside) {
	target = substr(header, length("include/") + 1)
	n = split(by[target], places, " ")
	for (i = 1; i <= n; i++)
		outside += places[i] !~ ("^src/" layer_of(header) "/")
	if (!outside)
		complain(header, "for src/" layer_of(header) " alone: it belongs there")
}

END {
	for (target in by) {
		n = split(by[target], places, " ")
		for (i = 1; i <= n; i++)
			check_include(target, places[i])
	}
	for (file in lines) {
		if (file ~ /^include\//)
			check_public(file)
		if (file ~ /^(src|include)\// && lines[file] >= 400)
			complain(file, lines[file] " lines")
	}
	exit found
}
