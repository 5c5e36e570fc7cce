/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking up names. getaddrinfo(3) opens files and sockets, and cannot be
 * interrupted: it runs in a thread with descriptors of its own, which its caller
 * may abandon. The request belongs to both; who comes last frees it.
 */
#include <netdb.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"
#include "sock/names.h"
#include "sock/sys.h"
#include "sys_record.h"

struct request {
	_Atomic int owners;
	sem_t done;
	void (*run)(struct request *r);
	int code, errnum; /* EAI_ code, and errno for EAI_SYSTEM */

	/* getaddrinfo */
	char *host, *service; /* or NULL */
	struct addrinfo hints;
	struct addrinfo *found;

	/* getnameinfo */
	struct addr addr;
	int flags;
	char host_found[NI_MAXHOST], service_found[NI_MAXSERV];
};

static char *copy(const char *text)
{
	return text ? mem_strndup(text, strlen(text)) : NULL;
}

static struct request *request_new(void (*run)(struct request *r))
{
	struct request *r = mem_zalloc(1, sizeof(*r));

	atomic_init(&r->owners, 2);
	sem_init(&r->done, 0, 0);
	r->run = run;
	return r;
}

static void request_drop(struct request *r)
{
	if (atomic_fetch_sub(&r->owners, 1) > 1)
		return;
	if (r->found)
		freeaddrinfo(r->found);
	free(r->host);
	free(r->service);
	sem_destroy(&r->done);
	free(r);
}

static void run_getaddrinfo(struct request *r)
{
	r->code = getaddrinfo(r->host, r->service, &r->hints, &r->found);
}

static void run_getnameinfo(struct request *r)
{
	r->code = getnameinfo(&r->addr.sa, r->addr.len, r->host_found, sizeof(r->host_found),
		r->service_found, sizeof(r->service_found), r->flags);
}

static void *look_up(void *context)
{
	struct request *r = context;

	fdtab_unshare();
	r->run(r);
	r->errnum = errno;
	sem_post(&r->done);
	request_drop(r);
	return NULL;
}

/* 0, or -1 with errno. */
static int start_thread(struct request *r)
{
	if (thread_start_detached(look_up, r) == 0)
		return 0;
	atomic_store(&r->owners, 1); /* there is no thread that has a share */
	return -1;
}

/* Runs Q; returns its EAI_ code, or -1 with errno in the record's outcome. */
static int request_run(const struct sys *s, struct record *r, struct request *q)
{
	struct call *c = &r->call;
	int result;

	record_start(s, r, true);
	if (start_thread(q) < 0) {
		record_finish(s, r, -1);
		return -1;
	}
	do
		result = sem_wait(&q->done);
	while (record_again(s, result));
	record_finish(s, r, result);
	if (result == 0 && q->code) {
		c->outcome = CALL_EAI;
		c->result = q->code;
		c->errnum = q->code == EAI_SYSTEM ? q->errnum : 0;
	}
	return (int)c->result;
}

void addr_list_free(struct addr_list *l)
{
	free(l->addrs);
	free(l->canonical);
	*l = (struct addr_list){ 0 };
}

static bool list_has(const struct addr_list *l, const struct addr *a)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->addrs[i].len == a->len && memcmp(&l->addrs[i].sa, &a->sa, a->len) == 0)
			return true;
	return false;
}

/* Without a socket type, each address comes once per type (getaddrinfo(3)). */
static void list_fill(struct addr_list *l, const struct addrinfo *found)
{
	size_t count = 0;

	for (const struct addrinfo *ai = found; ai; ai = ai->ai_next)
		count++;
	l->addrs = mem_zalloc(count, sizeof(*l->addrs));
	for (const struct addrinfo *ai = found; ai; ai = ai->ai_next) {
		struct addr *a = &l->addrs[l->count];

		if (ai->ai_addrlen > sizeof(a->storage))
			continue;
		a->len = ai->ai_addrlen;
		memcpy(&a->sa, ai->ai_addr, ai->ai_addrlen);
		if (!list_has(l, a))
			l->count++;
	}
	if (found && found->ai_canonname)
		l->canonical = copy(found->ai_canonname);
}

static void begin_getaddrinfo(const struct sys *s, struct record *r, const struct lookup *what)
{
	record_begin(s, r, "getaddrinfo");
	record_string(r, what->host);
	if (what->service || what->family != AF_UNSPEC || what->type || what->flags)
		record_string(r, what->service);
	if (what->family != AF_UNSPEC)
		record_name(r, what->family, &names_family);
	if (what->type)
		record_name(r, what->type, &names_type);
	record_flags(r, what->flags, &names_ai);
}

static void note_found(struct record *r, const struct lookup *what, const struct addr_list *list)
{
	struct call *c = &r->call;

	c->list = list->addrs;
	c->list_count = list->count;
	if (list->canonical && what->host && strcmp(list->canonical, what->host) != 0)
		c->canonical = list->canonical;
	record_note(r, NOTE_FOUND, (int64_t)list->count);
}

/* A lookup that succeeds is a step on the way unless SHOW is set. */
static int look_up_addresses(
	struct sys *s, const struct lookup *what, bool show, struct addr_list *list)
{
	struct record r;
	struct request *q = request_new(run_getaddrinfo);

	q->host = copy(what->host);
	q->service = copy(what->service);
	q->hints.ai_family = what->family;
	q->hints.ai_socktype = what->type;
	q->hints.ai_flags = what->flags | what->unsaid;
	*list = (struct addr_list){ 0 };
	begin_getaddrinfo(s, &r, what);
	if (request_run(s, &r, q) == 0) {
		list_fill(list, q->found);
		note_found(&r, what, list);
	}
	request_drop(q);
	r.call.aside = !show && call_ok(&r.call);
	return (int)record_send(s, &r);
}

int sys_getaddrinfo(struct sys *s, const struct lookup *what, struct addr_list *list)
{
	return look_up_addresses(s, what, true, list);
}

int sys_getnameinfo(struct sys *s, const struct addr *addr, int flags, char *host, char *service)
{
	struct record r;
	struct request *q = request_new(run_getnameinfo);

	q->addr = *addr;
	q->flags = flags;
	record_begin(s, &r, "getnameinfo");
	record_addr(&r, addr);
	record_flags(&r, flags, &names_ni);
	if (request_run(s, &r, q) == 0) {
		memcpy(host, q->host_found, sizeof(q->host_found));
		memcpy(service, q->service_found, sizeof(q->service_found));
		struct call_note *note = record_note(&r, NOTE_HOST, 0);
		note->host = host;
		note->service = service;
	}
	request_drop(q);
	return (int)record_send(s, &r);
}

/* The call that a name of an interface needs, when it failed. */
static int no_interface(const struct sys *s, const struct endpoint *ep)
{
	struct record r;
	char *name = mem_strndup(ep->host.p, ep->host.len);

	record_begin(s, &r, "if_nametoindex");
	record_string(&r, name);
	record_start(s, &r, false);
	errno = ENODEV;
	record_finish(s, &r, -1);
	int result = (int)record_send(s, &r);
	free(name);
	return result;
}

int sys_resolve(struct sys *s, const struct endpoint *ep, int family, int type, bool show,
	struct addr_list *list)
{
	struct addr a;

	if (addr_from_endpoint(ep, family, &a)) {
		*list = (struct addr_list){ .addrs = mem_alloc(sizeof(a)), .count = 1 };
		list->addrs[0] = a;
		return 0;
	}
	if (ep->kind == ENDPOINT_PACKET)
		return no_interface(s, ep);
	char *host = ep->any || !ep->host.len ? NULL : mem_strndup(ep->host.p, ep->host.len);
	char *service = ep->port.len ? mem_strndup(ep->port.p, ep->port.len) : NULL;
	struct lookup what = { .host = host,
		.service = service,
		.family = family,
		.type = type,
		.unsaid = ep->any ? AI_PASSIVE : 0 };
	int r = look_up_addresses(s, &what, show, list);
	free(host);
	free(service);
	return r;
}
