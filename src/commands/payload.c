/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes to send: a word, hex digits, a file, a pattern.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "payload.h"
#include "shell/emit.h"

/* What is held at a time of a file that need not be sent at once. */
enum { PIECE = 16 << 20 };

static int no_memory(struct run *r, size_t bytes)
{
	return err_set(&r->err, ERR_SYSTEM, "no memory for %zu bytes", bytes);
}

static int open_file(struct run *r, struct payload *p)
{
	const char *name = arg_string(r, OPT(r, PAYLOAD_FILE));
	bool standard = !strcmp(name, "-");

	if (standard && !r->stdin_is_data) {
		err_set(&r->err, ERR_USAGE, "standard input is where the commands come from");
		return err_hint(&r->err, "it is free with sosh -c COMMANDS or sosh FILE");
	}
	p->file = standard ? STDIN_FILENO
			   : fdtab_open_file(r->sys.fds, name, O_RDONLY, 0, "a file being sent");
	if (p->file < 0)
		return err_system(&r->err, intr_errno(r->sys.intr, errno), name);
	r->sys.file = name;
	return 0;
}

/* To where --offset says: by reading, where there is no other way. */
static int skip(struct run *r, struct payload *p)
{
	int64_t left = p->from;
	int status = 1;

	if (!left || lseek(p->file, left, SEEK_CUR) >= 0)
		return 0;
	while (status > 0 && left) {
		buf_clear(&p->owned);
		status = file_read_some(
			p->file, &p->owned, left < PIECE ? (size_t)left : PIECE, r->sys.intr);
		left -= (int64_t)p->owned.len;
	}
	buf_clear(&p->owned);
	return status < 0 ? err_system(&r->err, errno, r->sys.file) : 0;
}

static int read_whole(struct run *r, struct payload *p)
{
	int status = p->left <= (int64_t)FILE_DATA_MAX
			     ? file_read_some(p->file, &p->owned, (size_t)p->left, r->sys.intr)
			     : file_read_all(p->file, &p->owned, FILE_DATA_MAX, r->sys.intr);

	if (status >= 0)
		return 0;
	err_system(&r->err, errno, r->sys.file);
	if (r->err.errnum == EFBIG)
		err_hint(&r->err, "1 GiB at most in one call; sendall sends a file of any size");
	return -1;
}

static int read_piece(struct run *r, struct payload *p)
{
	size_t most = p->left < PIECE ? (size_t)p->left : PIECE;
	int status = file_read_some(p->file, &p->owned, most, r->sys.intr);

	p->left -= (int64_t)p->owned.len;
	p->more = status > 0 && p->left > 0;
	return status < 0 ? err_system(&r->err, errno, r->sys.file) : 0;
}

static int fill(struct run *r, struct payload *p, size_t count)
{
	char *bytes = buf_try_reserve(&p->owned, count);

	if (!bytes)
		return no_memory(r, count);
	for (size_t i = 0; i < count; i++)
		bytes[i] = (char)('a' + i % 26);
	p->owned.len = count;
	bytes[count] = '\0';
	return 0;
}

static int copy(struct run *r, struct payload *p, struct slice text)
{
	if (!buf_try_reserve(&p->owned, text.len + 2))
		return no_memory(r, text.len);
	buf_add(&p->owned, text.p, text.len);
	return 0;
}

static int read_sources(struct run *r, const struct arg *data, bool whole, struct payload *p)
{
	if (data->given)
		return copy(r, p, data->text);
	if (OPT(r, PAYLOAD_HEX)->given)
		return text_hex(OPT(r, PAYLOAD_HEX)->text, &p->owned, &r->err);
	if (p->file >= 0)
		return skip(r, p) || (whole ? read_whole(r, p) : read_piece(r, p)) ? -1 : 0;
	if (OPT(r, PAYLOAD_FILL)->given)
		return fill(r, p, (size_t)OPT(r, PAYLOAD_FILL)->num);
	return 0;
}

/* A slip at the prompt: escapes between single quotes, where they are none. */
static void hint_at_quotes(struct run *r, const struct arg *data)
{
	struct slice text = data->text;

	if (!r->front->interactive || r->set->json || r->set->quiet ||
		r->source->text[data->span.start] != '\'')
		return;
	if (memmem(text.p, text.len, "\\n", 2) || memmem(text.p, text.len, "\\r", 2))
		emit_text(r,
			slice_of("hint: '\\n' is a backslash and an n; \"\\n\" is a line feed\n"));
}

static int check_part(struct run *r)
{
	for (int i = PAYLOAD_OFFSET; i <= PAYLOAD_COUNT; i++)
		if (OPT(r, i)->given && !OPT(r, PAYLOAD_FILE)->given)
			return err_at(&r->err, ERR_USAGE, OPT(r, i)->span, "%s belongs to --file",
				r->row->options[i].name);
	return 0;
}

static int check_sources(struct run *r, const struct arg *data)
{
	int sources = data->given + OPT(r, PAYLOAD_HEX)->given + OPT(r, PAYLOAD_FILE)->given +
		      OPT(r, PAYLOAD_FILL)->given + OPT(r, PAYLOAD_NULL)->given;

	if (OPT(r, PAYLOAD_NULL)->given && OPT(r, PAYLOAD_LINE)->given)
		sources++;
	if (sources == 1 || (!sources && OPT(r, PAYLOAD_LINE)->given))
		return 0;
	err_set(&r->err, ERR_USAGE, "%s takes its bytes from one source, not %s", r->row->name,
		sources ? "several" : "none");
	return err_hint(&r->err, "DATA, --hex HEX, --file FILE, --fill COUNT or --null COUNT");
}

/* What was read; behind the last of it the end of the line that --line asks for. */
static void take(struct run *r, struct payload *p)
{
	if (!p->more && OPT(r, PAYLOAD_LINE)->given)
		buf_adds(&p->owned, "\r\n");
	p->bytes = buf_slice(&p->owned);
}

enum command_status payload_open(struct run *r, const struct arg *data, struct payload *p)
{
	const struct arg *offset = OPT(r, PAYLOAD_OFFSET), *count = OPT(r, PAYLOAD_COUNT);

	*p = (struct payload){
		.flags = (int)r->args.flags,
		.file = -1,
		.from = offset->given ? offset->num : 0,
		.left = count->given ? count->num : INT64_MAX,
	};
	if (check_sources(r, data) || check_part(r))
		return REFUSED;
	return OPT(r, PAYLOAD_FILE)->given && open_file(r, p) ? REFUSED : DONE;
}

enum command_status payload_fill(
	struct run *r, const struct arg *data, bool whole, struct payload *p)
{
	if (OPT(r, PAYLOAD_NULL)->given) {
		p->bytes = (struct slice){ NULL, (size_t)OPT(r, PAYLOAD_NULL)->num };
		return DONE;
	}
	if (data->given)
		hint_at_quotes(r, data);
	if (data->given && !OPT(r, PAYLOAD_LINE)->given) {
		p->bytes = data->text;
		return DONE;
	}
	if (read_sources(r, data, whole, p)) {
		payload_free(r, p);
		return REFUSED;
	}
	take(r, p);
	return DONE;
}

enum command_status payload_read(struct run *r, const struct arg *data, struct payload *p)
{
	return payload_open(r, data, p) == REFUSED ? REFUSED : payload_fill(r, data, true, p);
}

enum command_status payload_next(struct run *r, struct payload *p)
{
	buf_clear(&p->owned);
	if (read_piece(r, p))
		return REFUSED;
	take(r, p);
	return DONE;
}

void payload_free(struct run *r, struct payload *p)
{
	if (p->file > STDIN_FILENO)
		fdtab_close(r->sys.fds, p->file);
	buf_free(&p->owned);
}
