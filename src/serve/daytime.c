/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * daytime (RFC 867): the date and time as text, and the end.
 */
#include "serve/service.h"

#include <time.h>

static void open(struct client *t)
{
	time_t now = time(NULL);
	struct tm parts;
	char text[32]; /* asctime(3) needs 26 */

	localtime_r(&now, &parts);
	asctime_r(&parts, text);
	buf_addf(&t->out, "%.24s\r\n", text);
	t->done = true;
}

static struct slice answer(struct client *t, struct slice in)
{
	(void)in;
	open(t);
	return buf_slice(&t->out);
}

const struct service service_daytime = {
	.name = "daytime",
	.summary = "says date and time, and ends (RFC 867)",
	.open = open,
	.answer = answer,
};
