/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * discard (RFC 863): reads all and says nothing.
 */
#include "serve/service.h"

static struct slice answer(struct client *t, struct slice in)
{
	(void)t;
	(void)in;
	return (struct slice){ 0 };
}

const struct service service_discard = {
	.name = "discard",
	.summary = "reads all and says nothing (RFC 863)",
	.answer = answer,
};
