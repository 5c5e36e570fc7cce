/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes what is made from the rows: `gen man`, from its template man/sosh.1.in; `gen schema`, the
 * JSON Schema of --json; `gen bash`, `gen zsh`, `gen fish`, the shells' completions; `gen examples
 * DIR`, every command's examples as scripts.
 */
#include "gen.h"

#include <stdio.h>
#include <string.h>

#include "commands/commands.h"

/* ---- examples ---- */

static int write_example(const char *dir, const char *name, int n, const struct example *x)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s-%d.sosh", dir, name, n);
	FILE *f = fopen(path, "w");
	if (!f)
		return -1;
	fprintf(f, "%s%s\n", x->setup ? x->setup : "", x->lines);
	return fclose(f);
}

static int gen_examples(const char *dir)
{
	for (size_t i = 0; i < commands_table.count; i++) {
		const struct command *row = commands_table.rows[i];
		int n = 0;

		for (const struct example *x = row->examples; x && x->lines; x++)
			if (write_example(dir, row->name, ++n, x)) {
				perror(dir);
				return 1;
			}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "man"))
		return gen_man();
	if (!strcmp(what, "schema"))
		return gen_schema();
	if (!strcmp(what, "bash"))
		return gen_bash();
	if (!strcmp(what, "zsh"))
		return gen_zsh();
	if (!strcmp(what, "fish"))
		return gen_fish();
	if (!strcmp(what, "examples") && argc > 2)
		return gen_examples(argv[2]);
	fputs("usage: gen man | gen schema | gen bash | gen zsh | gen fish | gen examples DIR\n",
		stderr);
	return 2;
}
