/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numeric hosts in endpoints, for the files that read them.
 */
#ifndef SOCK_ENDPOINT_HOST_H
#define SOCK_ENDPOINT_HOST_H

#include <netinet/in.h>
#include <stdbool.h>

#include "base/buf.h"

enum { PORT_HIGHEST = 65535 };

/* Whether S is a numeric address; ZONE is what follows a '%', or empty. */
bool host_v4(struct slice s, struct in_addr *in);
bool host_v6(struct slice s, struct in6_addr *in6, struct slice *zone);

/* Whether S is one or more decimal digits. */
bool host_is_digits(struct slice s);

#endif
