/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of services.
 */
#include "serve/service.h"

const struct service *const services[] = { &service_echo, &service_discard, &service_daytime,
	&service_time, &service_chargen, &service_http, &service_relay, NULL };

const struct service *service_find(struct slice name)
{
	for (size_t i = 0; services[i]; i++)
		if (slice_is(name, services[i]->name))
			return services[i];
	return NULL;
}
