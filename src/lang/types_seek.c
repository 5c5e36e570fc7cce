/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The types of parameters that say what is looked for among all that the kernel has.
 */
#include <net/if.h>

#include "lang/complete.h"
#include "lang/scope.h"
#include "lang/types.h"
#include "sock/fdtab.h"

/* if_nameindex(3) opens a descriptor. */
static void complete_interface(const struct arg_context *c, struct candidates *out)
{
	fdtab_lock(c->scope->fds);
	struct if_nameindex *all = if_nameindex();
	fdtab_unlock(c->scope->fds);

	for (struct if_nameindex *i = all; i && i->if_index; i++)
		candidates_add_name(out, i->if_name, NULL, ' ');
	if (all)
		if_freenameindex(all);
}

const struct arg_type type_interface = { .name = "INTERFACE",
	.what = "the name of a network interface; interfaces lists them",
	.complete = complete_interface };
