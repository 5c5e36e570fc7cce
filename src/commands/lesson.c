/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lesson: gives a lab that is installed, or lists them.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "lang/types.h"
#include "shell/emit.h"
#include "shell/session.h"

enum { NAME };

static const char ENDING[] = ".sosh";

/* What is found in the folder of the labs, seen from the program: as installed, as built. */
struct labs {
	struct slice wanted; /* the one whose path is; NULL p: all are listed */
	struct buf path;     /* of the folder, then of the one wanted */
	struct buf list;
	bool found;
};

static const char *const folders[] = { "../share/doc/sosh/labs", "../tests/labs",
	"../../tests/labs" };

static int is_lab(const struct dirent *d)
{
	size_t len = strlen(d->d_name), end = sizeof(ENDING) - 1;

	return len > end && d->d_name[0] != '.' && !strcmp(d->d_name + len - end, ENDING);
}

/* Also without its number, or by it alone. */
static bool is_called(struct slice lab, struct slice wanted)
{
	size_t digits = 0;
	int64_t number;

	while (digits < lab.len && lab.p[digits] >= '0' && lab.p[digits] <= '9')
		digits++;
	if (slice_equal(lab, wanted))
		return true;
	if (!digits || digits == lab.len)
		return false;
	if (slice_equal(slice_from(lab, digits + 1), wanted))
		return true;
	return !text_number(wanted, 0, INT32_MAX, &number, NULL) &&
	       number == strtol(lab.p, NULL, 10);
}

/* Its first line that is a comment with words, but for the licence. */
static void add_title(struct buf *b, const char *folder, const char *file)
{
	char path[PATH_MAX], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		size_t skip = strspn(line, "# \t"), len = strcspn(line + skip, "\r\n");

		if (!len || !strncmp(line + skip, "SPDX-", 5))
			continue;
		text_add_clean(b, line + skip, len);
		break;
	}
	if (f)
		fclose(f);
}

static void take(struct labs *l, const char *file)
{
	struct slice lab = { file, strlen(file) - strlen(ENDING) };

	if (l->found)
		return;
	if (!l->wanted.p) {
		buf_addf(&l->list, "%-28.*s  ", (int)lab.len, lab.p);
		add_title(&l->list, l->path.data, file);
		buf_addc(&l->list, '\n');
	} else if (is_called(lab, l->wanted) || slice_is(l->wanted, file)) {
		buf_addf(&l->path, "/%s", file);
		l->found = true;
	}
}

/* In a thread with descriptors of its own. */
static void look(void *context)
{
	struct labs *l = context;
	char self[PATH_MAX];
	struct dirent **entries = NULL;
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));
	int n = -1;

	while (len > 0 && self[len - 1] != '/')
		len--;
	for (size_t i = 0; n < 0 && len > 0 && i < sizeof(folders) / sizeof(*folders); i++) {
		buf_clear(&l->path);
		buf_add(&l->path, self, (size_t)len);
		buf_adds(&l->path, folders[i]);
		n = scandir(l->path.data, &entries, is_lab, alphasort);
	}
	for (int i = 0; i < n; i++) {
		take(l, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

static enum command_status list(struct run *r, const struct labs *l)
{
	if (!l->list.len) {
		err_set(&r->err, ERR_USAGE, "no lessons are installed");
		err_hint(&r->err, "a file is one, too: lesson FILE");
		return REFUSED;
	}
	emit_text(r, buf_slice(&l->list));
	return DONE;
}

static enum command_status give(struct run *r, const struct labs *l, const char *name)
{
	const char *path = l->found ? l->path.data : name;

	if (!r->front->lesson) {
		err_set(&r->err, ERR_USAGE, "a lesson wants somebody at a terminal");
		err_hint(&r->err, "in a script source runs it, and sosh --lesson FILE shows it");
		return REFUSED;
	}
	if (!l->found && access(path, R_OK)) {
		err_system(&r->err, errno, name);
		if (errno == ENOENT && !strchr(name, '/')) {
			err_set(&r->err, ERR_USAGE, "no lesson and no file is called '%s'", name);
			err_hint(&r->err, "lesson lists those that are installed");
		}
		return REFUSED;
	}
	r->front->lesson(r->session, path);
	return DONE;
}

static enum command_status run(struct run *r)
{
	const char *name = POS(r, NAME)->given ? arg_string(r, POS(r, NAME)) : NULL;
	struct labs l = { .wanted = name ? slice_of(name) : (struct slice){ NULL, 0 } };
	enum command_status status = REFUSED;

	if (name && strchr(name, '/'))
		status = give(r, &l, name);
	else if (fdtab_aside(look, &l) < 0)
		err_system(&r->err, errno, "the lessons");
	else
		status = name ? give(r, &l, name) : list(r, &l);
	buf_free(&l.path);
	buf_free(&l.list);
	return status;
}

const struct command command_lesson = {
	.name = "lesson",
	.group = GROUP_SHELL,
	.flags = AT_ONCE,
	.params = (const struct param[]){ { "NAME", &type_file, OPTIONAL,
						  .help = "a lab, also without its number or by it "
							  "alone; or a file" },
		{ 0 } },
	.summary = "read a lab step by step, or list the labs",
	.details =
		"Its comments are shown as prose; each command is shown, and runs with Enter. In "
		"between there is the prompt: s skips, r repeats, b goes back to the last heading, q "
		"leaves, and what else is typed is a command of one's own. It has a session of its "
		"own, so the descriptors of this one stay as they are; what is before a heading that "
		"it goes back to runs again in a new one.\n\n"
		"= ? is a blank, for which a prediction is asked before the call. A line that begins "
		"with #> asks for an answer, which is appended, behind the question, to "
		"$XDG_STATE_HOME/sosh/answers/NAME, or ~/.local/state/sosh/answers/NAME.\n\n"
		"sosh --lesson FILE does the same, and without a terminal shows all of it.",
	.see = "source, run",
	.run = run,
};
