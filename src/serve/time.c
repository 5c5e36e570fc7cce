/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time (RFC 868): four bytes, the seconds since 1900 in network order, and the end.
 */
#include "serve/service.h"

#include <arpa/inet.h>
#include <time.h>

#define FROM_1900_TO_1970 2208988800LL

/* The 32 bits wrap around in 2036; the RFC knows no more. */
static void open(struct client *t)
{
	uint32_t seconds = htonl((uint32_t)(time(NULL) + FROM_1900_TO_1970));

	buf_add(&t->out, &seconds, sizeof(seconds));
	t->done = true;
}

static struct slice answer(struct client *t, struct slice in)
{
	(void)in;
	open(t);
	return buf_slice(&t->out);
}

const struct service service_time = {
	.name = "time",
	.summary = "says the seconds since 1900 in four bytes, and ends (RFC 868)",
	.open = open,
	.answer = answer,
};
