/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What TCP_INFO tells beyond its fields, which are tcp_info_fields of
 * sock/state.h. Apart from it because <linux/tcp.h>, which knows all fields,
 * and <netinet/tcp.h> cannot be included together.
 */
#ifndef SOCK_TCPINFO_H
#define SOCK_TCPINFO_H

#include <stdint.h>

/* The TCP state (a value of names_tcp_state), or -1 with errno. */
int tcpinfo_state(int fd);

/* Of a listener: connections that wait to be accepted, and how many may; 0, or
 * -1 with errno (EINVAL: it does not listen). */
int tcpinfo_listener(int fd, uint32_t *queue, uint32_t *backlog);

#endif
