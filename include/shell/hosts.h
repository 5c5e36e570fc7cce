/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts of a session (net/hosts.h), and which one its main thread is on.
 */
#ifndef SHELL_HOSTS_H
#define SHELL_HOSTS_H

#include "base/buf.h"
#include "base/err.h"

struct session;

/* S->net, made where there is none yet. -1 with E: S is in no network of its own. */
int hosts_begin(struct session *s, struct err *e);

/* The number of the host NAME; 0 for -, which is home. -1 with E. */
int hosts_find(const struct session *s, struct slice name, unsigned *host, struct err *e);

/* The main thread is on HOST from now on. -1 with E. */
int hosts_enter(struct session *s, unsigned host, struct err *e);

/* The name of the host that it is on; NULL: home. */
const char *hosts_here(const struct session *s);

#endif
