/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of getaddrinfo(3) and getnameinfo(3).
 */
#include <netdb.h>

#include "names_rows.h"

static const struct name_row eai_rows[] = {
	ROW(EAI_BADFLAGS, NULL),
	ROW(EAI_NONAME, NULL),
	ROW(EAI_AGAIN, NULL),
	ROW(EAI_FAIL, NULL),
	ROW(EAI_NODATA, NULL),
	ROW(EAI_FAMILY, NULL),
	ROW(EAI_SOCKTYPE, NULL),
	ROW(EAI_SERVICE, NULL),
	ROW(EAI_ADDRFAMILY, NULL),
	ROW(EAI_MEMORY, NULL),
	ROW(EAI_SYSTEM, NULL),
	ROW(EAI_OVERFLOW, NULL),
	ROW(EAI_INTR, NULL),
	ROW(EAI_IDN_ENCODE, NULL),
};

static const struct name_row ni_rows[] = {
	ROW(NI_NUMERICHOST, "the address in digits"),
	ROW(NI_NUMERICSERV, "the port in digits"),
	ROW(NI_NOFQDN, "of hosts nearby the name without its domain"),
	ROW(NI_NAMEREQD, "fail where there is no name"),
	ROW(NI_DGRAM, "the service that UDP has there"),
};

static const struct name_row ai_rows[] = {
	ROW(AI_PASSIVE, "without a host: any address, for bind"),
	ROW(AI_CANONNAME, "tell the host's canonical name"),
	ROW(AI_NUMERICHOST, "the host is digits: look nothing up"),
	ROW(AI_V4MAPPED, "of -6: IPv4 addresses as IPv6 ones, where there are no others"),
	ROW(AI_ALL, "with AI_V4MAPPED: both"),
	ROW(AI_ADDRCONFIG, "only families that this machine has addresses of"),
	ROW(AI_NUMERICSERV, "the service is digits"),
	ROW(AI_IDN, "the name may be one of other letters"),
	ROW(AI_CANONIDN, "and so may the canonical one"),
};

const struct names names_eai = NAMES("an error of getaddrinfo", "EAI_", eai_rows, false);
const struct names names_ni = NAMES("a flag of getnameinfo", "NI_", ni_rows, true);
const struct names names_ai = NAMES("a flag of getaddrinfo", "AI_", ai_rows, true);
