/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Received bytes: into the session's data, and into a file.
 */
#include <errno.h>
#include <fcntl.h>

#include "base/file.h"
#include "decode.h"
#include "receive.h"

enum command_status receive_begin(struct run *r, const struct arg *max, struct receive *in)
{
	const struct arg *to = OPT(r, RECEIVE_TO);
	const struct arg *null = OPT(r, RECEIVE_NULL);
	const char *name = to->given ? arg_string(r, to) : NULL;

	in->max = max && max->given ? (size_t)max->num : RECEIVE_BYTES;
	in->fd = (int)POS(r, 0)->num;
	in->null = null->given;
	if (null->given && max && max->given)
		return (enum command_status)err_at(
			&r->err, ERR_USAGE, null->span, "--null COUNT stands for MAX");
	if (null->given)
		in->max = (size_t)null->num;
	in->flags = (int)r->args.flags;
	in->file = -1;
	if (OPT(r, RECEIVE_DECODE)->given && decode_check(r, in->fd, OPT(r, RECEIVE_DECODE)->span))
		return REFUSED;
	r->hex = OPT(r, RECEIVE_HEX)->given;
	r->sys.file = name;
	if (!name)
		return DONE;
	in->file = fdtab_open_file(
		r->sys.fds, name, O_WRONLY | O_CREAT | O_TRUNC, 0666, "a file being written");
	if (in->file >= 0)
		return DONE;
	return (enum command_status)err_system(&r->err, intr_errno(r->sys.intr, errno), name);
}

char *receive_room(struct run *r, const struct receive *in, size_t keep)
{
	size_t had = r->data->len;
	char *room = NULL;

	r->data->len = keep;
	if (keep < FILE_DATA_MAX)
		room = buf_try_reserve(r->data, in->max);
	if (room)
		return room;
	r->data->len = had;
	if (keep >= FILE_DATA_MAX)
		err_set(&r->err, ERR_SYSTEM, "%zu bytes have come: $data holds no more", keep);
	else if (keep)
		err_set(&r->err, ERR_SYSTEM, "no memory for more than %zu bytes", keep);
	else
		err_set(&r->err, ERR_SYSTEM, "no memory for %zu bytes at once", in->max);
	if (keep)
		err_hint(&r->err, "with --to FILE they are kept in the file only");
	return NULL;
}

int receive_got(struct run *r, const struct receive *in, size_t keep)
{
	size_t got = r->sys.got;

	r->data->len = keep + got;
	r->data->data[r->data->len] = '\0';
	if (OPT(r, RECEIVE_DECODE)->given && got)
		decode_show(r, in->fd, (struct slice){ r->data->data + keep, got });
	if (in->file >= 0 && file_write_all(in->file, r->data->data + keep, got, r->sys.intr))
		return err_system(&r->err, errno, arg_string(r, OPT(r, RECEIVE_TO)));
	return 0;
}

void receive_end(struct run *r, struct receive *in)
{
	if (in->file >= 0)
		fdtab_close(r->sys.fds, in->file);
}
