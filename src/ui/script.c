/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scripts: their files, and standard input run as it arrives.
 */
#include "ui/script.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "shell/lines.h"
#include "ui/show.h"
#include "paths.h"
#include "shell.h"

enum { BLOCK = 64 * 1024 };

const struct front script_front = {
	.error = show_script_error,
	.before = show_command,
	.after = show_verdict,
	.comment = show_comment,
};

int script_load(const char *path, struct buf *text, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int status;

	if (fd < 0)
		return err_system(e, errno, path);
	status = file_read_all(fd, text, FILE_SCRIPT_MAX, NULL) ? err_system(e, errno, path) : 0;
	if (status && errno == EFBIG)
		err_hint(e, "64 MiB at most");
	close(fd);
	return status;
}

void script_start_up(struct session *s)
{
	struct buf path = { 0 };
	struct err e = { 0 };
	enum interp_flow flow;

	if (!paths_add(&path, "XDG_CONFIG_HOME", ".config", "soshrc") && !access(path.data, F_OK) &&
		interp_file(s, path.data, 0, &flow, &e))
		s->front->error(s, &e);
	s->status = STATUS_OK;
	buf_free(&path);
}

void script_line(struct session *s, struct slice line)
{
	struct source src = { .text = line.p, .len = line.len, .first_line = 1, .final = true };
	struct slice host;
	const char *command = shell_command(line.p, &host);
	size_t pos = 0;

	s->status = STATUS_OK;
	if (command)
		shell_run_on(s, host, command);
	else
		interp_line(s, &src, &pos);
}

/* ---- standard input ---- */

/* Appends what one read(2) gives: its length, 0 at the end, -1 with errno. A
 * signal that asks for no end does not end it. */
static ssize_t read_block(int fd, const struct intr *intr, struct buf *b)
{
	char *room = buf_reserve(b, BLOCK);
	ssize_t n;

	do
		n = read(fd, room, BLOCK);
	while (n < 0 && errno == EINTR && !intr_pending(intr));
	if (n > 0)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
	return n;
}

/* Runs the lines of SRC from *POS on; false when the script has ended. */
static bool run_lines(struct session *s, const struct source *src, size_t *pos)
{
	while (*pos < src->len) {
		enum interp_flow flow = lines_next(s, src, pos);

		if (flow == FLOW_STOP || out_failed(s->out))
			return false;
		if (flow == FLOW_MORE)
			break;
	}
	return true;
}

struct stream {
	const char *name;
	struct buf text;   /* not run yet, but for what stands before start */
	size_t start;      /* where the next line begins */
	size_t first_line; /* number of the line at the beginning of text */
	bool begun;        /* a byte-order mark can no longer come */
};

/* Forgets what was run. Once a block, not once a line. */
static void drop_run(struct stream *in)
{
	const char *p = in->text.data, *end = p + in->start;

	if (!in->start)
		return;
	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		in->first_line++;
		p++;
	}
	in->text.len -= in->start;
	memmove(in->text.data, end, in->text.len + 1);
	in->start = 0;
}

static void skip_mark(struct stream *in)
{
	size_t mark = text_mark_length(in->text.data, in->text.len);

	in->begun = true;
	in->text.len -= mark;
	memmove(in->text.data, in->text.data + mark, in->text.len + 1);
}

/* Runs the whole lines that have come; at the end (FINAL) all the rest. SEEN is
 * how much of the text has been searched for newlines before. */
static bool run_arrived(struct session *s, struct stream *in, size_t seen, bool final)
{
	const char *text = buf_cstr(&in->text);
	const char *last = memrchr(text + seen, '\n', in->text.len - seen);
	struct source src = {
		.name = in->name,
		.text = text,
		.len = final  ? in->text.len
		       : last ? (size_t)(last - text) + 1
			      : 0,
		.first_line = in->first_line,
		.final = final,
	};

	return run_lines(s, &src, &in->start);
}

static void stream_failed(struct session *s, const char *name)
{
	struct err e = { 0 };

	err_system(&e, errno, name);
	if (errno == EFBIG)
		err_hint(&e, "64 MiB at most for a command");
	show_script_error(s, &e);
	if (!s->status)
		s->status = STATUS_FAILED;
}

/* What a line that has no end yet has come to: a NUL, which no command may hold and
 * whose place the error names; or too much. Else it may go on. */
enum rest { REST_GOES_ON, REST_BAD, REST_TOO_LONG };

static enum rest judge_rest(const struct session *s, const struct stream *in, size_t seen)
{
	size_t from = seen > in->start ? seen : in->start;

	if (!s->set.keep && memchr(in->text.data + from, '\0', in->text.len - from))
		return REST_BAD;
	return in->text.len - in->start > FILE_SCRIPT_MAX ? REST_TOO_LONG : REST_GOES_ON;
}

/* Whether to read on behind what has arrived; else *RESULT is that of run_stream. */
static bool take_arrived(struct session *s, struct stream *in, size_t seen, ssize_t *result)
{
	*result = 1;
	if (!run_arrived(s, in, seen, false))
		return false;
	switch (judge_rest(s, in, seen)) {
	case REST_BAD: run_arrived(s, in, seen, true); return false;
	case REST_TOO_LONG:
		errno = EFBIG;
		*result = -1;
		return false;
	case REST_GOES_ON: break;
	}
	return true;
}

/* Reads on and runs what arrives: the last result of read_block, or 1 when the
 * script ended before its text did. */
static ssize_t run_stream(struct session *s, int fd, struct stream *in, bool check_only)
{
	for (;;) {
		size_t seen;
		ssize_t n;

		drop_run(in);
		seen = in->text.len;
		out_flush(s->out); /* who writes the next line may wait for what this one brought */
		n = read_block(fd, &s->intr, &in->text);
		if (n <= 0)
			return n;
		if (check_only && in->text.len <= FILE_SCRIPT_MAX)
			continue;
		if (check_only) {
			errno = EFBIG;
			return -1;
		}
		if (!in->begun && in->text.len < 3 && !memchr(in->text.data, '\n', in->text.len))
			continue; /* a mark may be on its way */
		if (!in->begun) {
			skip_mark(in);
			seen = 0;
		}
		if (!take_arrived(s, in, seen, &n))
			return n;
	}
}

void script_stream(struct session *s, int fd, const char *name, bool check_only)
{
	struct stream in = { .name = name, .first_line = 1 };
	ssize_t n = run_stream(s, fd, &in, check_only);

	if (n < 0 && errno != EINTR)
		stream_failed(s, name);
	else if (n == 0 && check_only)
		interp_text(s, name, &in.text, true);
	else if (n == 0)
		run_arrived(s, &in, 0, true);
	buf_free(&in.text);
}
