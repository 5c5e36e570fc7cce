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

static int read_file(struct run *r, struct payload *p)
{
	const char *name = arg_string(r, OPT(r, PAYLOAD_FILE));
	bool standard = !strcmp(name, "-");

	if (standard && !r->stdin_is_data) {
		err_set(&r->err, ERR_USAGE, "standard input is where the commands come from");
		return err_hint(&r->err, "it is free with sosh -c COMMANDS or sosh FILE");
	}
	int fd = standard ? STDIN_FILENO
			  : fdtab_open_file(r->sys.fds, name, O_RDONLY, 0, "a file being sent");
	if (fd < 0)
		return err_system(&r->err, intr_errno(r->sys.intr, errno), name);
	int status = file_read_all(fd, &p->owned, FILE_DATA_MAX, r->sys.intr);
	if (status) {
		err_system(&r->err, errno, name);
		if (errno == EFBIG)
			err_hint(&r->err, "1 GiB at most");
	}
	if (!standard)
		fdtab_close(r->sys.fds, fd);
	r->sys.file = name;
	return status;
}

static void fill(struct payload *p, size_t count)
{
	char *bytes = buf_reserve(&p->owned, count);

	for (size_t i = 0; i < count; i++)
		bytes[i] = (char)('a' + i % 26);
	p->owned.len = count;
	bytes[count] = '\0';
}

static int read_sources(struct run *r, const struct arg *data, struct payload *p)
{
	if (data->given)
		buf_add(&p->owned, data->text.p, data->text.len);
	else if (OPT(r, PAYLOAD_HEX)->given)
		return text_hex(OPT(r, PAYLOAD_HEX)->text, &p->owned, &r->err);
	else if (OPT(r, PAYLOAD_FILE)->given)
		return read_file(r, p);
	else if (OPT(r, PAYLOAD_FILL)->given)
		fill(p, (size_t)OPT(r, PAYLOAD_FILL)->num);
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

enum command_status payload_read(struct run *r, const struct arg *data, struct payload *p)
{
	int sources = data->given + OPT(r, PAYLOAD_HEX)->given + OPT(r, PAYLOAD_FILE)->given +
		      OPT(r, PAYLOAD_FILL)->given;
	bool line = OPT(r, PAYLOAD_LINE)->given;

	*p = (struct payload){
		.flags = OPT(r, PAYLOAD_FLAGS)->given ? (int)OPT(r, PAYLOAD_FLAGS)->num : 0
	};
	if (sources != 1 && !(line && !sources)) {
		err_set(&r->err, ERR_USAGE, "%s takes its bytes from one source, not %s",
			r->row->name, sources ? "several" : "none");
		err_hint(&r->err, "DATA, --hex HEX, --file FILE or --fill COUNT");
		return REFUSED;
	}
	if (data->given)
		hint_at_quotes(r, data);
	if (data->given && !line) {
		p->bytes = data->text;
		return DONE;
	}
	if (read_sources(r, data, p)) {
		payload_free(p);
		return REFUSED;
	}
	if (line)
		buf_adds(&p->owned, "\r\n");
	p->bytes = buf_slice(&p->owned);
	return DONE;
}

void payload_free(struct payload *p)
{
	buf_free(&p->owned);
}
