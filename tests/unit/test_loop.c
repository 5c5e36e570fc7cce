/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relays that would lead to themselves, and those that only look so.
 */
#include <sys/stat.h>

#include "serve_fixture.h"

/* Starts a relay on the fixture's descriptor: NULL, or why it is refused. */
static const char *relay_to(struct fixture *f, const struct addr *target)
{
	static struct err e;

	f->config.service = &service_relay;
	f->config.options.targets = target;
	f->config.options.target_count = 1;
	f->config.options.target_type = SOCK_STREAM;
	f->server = server_start(&f->config, &e);
	return f->server ? NULL : e.text;
}

static void is_refused(struct fixture *f, const struct addr *target)
{
	const char *why = relay_to(f, target);

	assert_non_null(why);
	assert_non_null(strstr(why, "leads back to this relay"));
}

static void is_served(struct fixture *f, const struct addr *target)
{
	assert_null(relay_to(f, target));
	server_stop(f->server, 0);
	f->server = NULL;
}

static struct addr v4(const char *host, int port)
{
	struct addr a = any_address(AF_INET);

	inet_pton(AF_INET, host, &a.in.sin_addr);
	a.in.sin_port = htons((in_port_t)port);
	return a;
}

static struct addr v6(const char *host, int port)
{
	struct addr a = { .len = sizeof(a.in6) };

	a.in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
		.sin6_port = htons((in_port_t)port) };
	inet_pton(AF_INET6, host, &a.in6.sin6_addr);
	return a;
}

static int listen_on(const struct addr *at)
{
	int fd = socket(at->sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (bind(fd, &at->sa, at->len) || listen(fd, 128)) {
		assert_int_equal(errno, EADDRNOTAVAIL);
		skip();
	}
	return fd;
}

static int port_of(int fd)
{
	struct addr at = { .len = sizeof(at.storage) };

	assert_int_equal(getsockname(fd, &at.sa, &at.len), 0);
	return addr_port(&at);
}

static void its_own_address_is_no_target(void **state)
{
	struct fixture *f = *state;

	f->config.fd = bound(AF_INET, SOCK_STREAM, &f->at);
	is_refused(f, &f->at);
	int port = addr_port(&f->at);
	struct addr any = v4("0.0.0.0", port), other = v4("127.0.0.2", port);
	struct addr mapped = v6("::ffff:127.0.0.1", port), beside = v4("127.0.0.1", port ^ 1);
	is_refused(f, &any);
	is_refused(f, &mapped);
	is_served(f, &other);
	is_served(f, &beside);
}

static void a_listener_on_all_interfaces_is_reached_by_each_local_address(void **state)
{
	struct fixture *f = *state;
	struct addr all = v4("0.0.0.0", 0);

	f->config.fd = listen_on(&all);
	int port = port_of(f->config.fd);
	struct addr near = v4("127.1.2.3", port), far = v4("192.0.2.1", port),
		    six = v6("::1", port);
	is_refused(f, &near);
	is_served(f, &far);
	is_served(f, &six);
}

static void an_ipv6_listener_takes_ipv4_unless_it_is_told_not_to(void **state)
{
	struct fixture *f = *state;
	struct addr all = v6("::", 0);
	int one = 1;

	f->config.fd = listen_on(&all);
	int port = port_of(f->config.fd);
	struct addr four = v4("127.0.0.1", port), six = v6("::1", port);
	is_refused(f, &four);
	is_refused(f, &six);
	close(f->config.fd);
	f->config.fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(f->config.fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	assert_int_equal(bind(f->config.fd, &all.sa, all.len), 0);
	assert_int_equal(listen(f->config.fd, 128), 0);
	port = port_of(f->config.fd);
	four = v4("127.0.0.1", port);
	is_served(f, &four);
}

static struct addr path(const char *name)
{
	struct addr a = any_address(AF_UNIX);

	strcpy(a.un.sun_path, name);
	a.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name) + 1);
	return a;
}

static void a_path_is_its_own_target_under_any_name(void **state)
{
	struct fixture *f = *state;
	char folder[] = "/tmp/sosh-loop-XXXXXX";

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	struct addr here = path("./s"), full = path(folder), link = path("link"), none = path("no");
	strcat(full.un.sun_path, "/s");
	full.len += 2;
	f->config.fd = listen_on(&here);
	assert_int_equal(symlink("s", "link"), 0);
	is_refused(f, &here);
	is_refused(f, &full);
	is_refused(f, &link);
	is_served(f, &none);
	unlink("link");
	unlink("s");
	assert_int_equal(chdir("/"), 0);
	rmdir(folder);
}

static void an_abstract_name_is_compared_as_a_whole(void **state)
{
	struct fixture *f = *state;

	f->config.fd = bound(AF_UNIX, SOCK_STREAM, &f->at);
	is_refused(f, &f->at);
	struct addr longer = f->at;
	longer.un.sun_path[longer.len - sizeof(sa_family_t)] = 'x';
	longer.len++;
	is_served(f, &longer);
}

/* A second relay, to the fixture's listener. */
static struct server *other_relay(struct fixture *f, const struct addr *target, struct addr *at)
{
	struct server_config c = f->config;
	struct err e;

	c.fd = bound(AF_INET, SOCK_STREAM, at);
	c.service = &service_relay;
	c.options.targets = target;
	c.options.target_count = 1;
	c.options.target_type = SOCK_STREAM;
	struct server *s = server_start(&c, &e);
	assert_non_null(s);
	return s;
}

static void a_way_back_through_other_relays_is_found(void **state)
{
	struct fixture *f = *state;
	struct addr near, far;

	f->config.fd = bound(AF_INET, SOCK_STREAM, &f->at);
	struct server *others[] = { other_relay(f, &f->at, &near), other_relay(f, &near, &far) };

	f->config.others = others;
	f->config.other_count = 1;
	is_refused(f, &near);
	is_served(f, &far);
	f->config.other_count = 2;
	is_refused(f, &far);
	server_stop(others[0], 0);
	f->config.others = &others[1];
	f->config.other_count = 1;
	is_served(f, &far);
	server_stop(others[1], 0);
}

static void a_way_back_that_is_not_seen_is_bounded_and_comes_to_an_end(void **state)
{
	struct fixture *f = *state;
	struct addr at;

	f->config.fd = bound(AF_INET, SOCK_STREAM, &f->at);
	struct server *other = other_relay(f, &f->at, &at);
	assert_null(relay_to(f, &at));
	int c = client(f);
	hear_end(c);
	close(c);
	assert_true(log_has(f, "turned away: 500 connections at most"));
	eventually(stats_of(f).now == 0);
	assert_true(stats_of(f).peak <= RELAY_MAX);
	server_stop(other, 0);
	server_stop(f->server, 0);
	f->server = NULL;
	assert_int_equal(held(f->fds), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ONE(its_own_address_is_no_target),
		ONE(a_listener_on_all_interfaces_is_reached_by_each_local_address),
		ONE(an_ipv6_listener_takes_ipv4_unless_it_is_told_not_to),
		ONE(a_path_is_its_own_target_under_any_name),
		ONE(an_abstract_name_is_compared_as_a_whole),
		ONE(a_way_back_through_other_relays_is_found),
		ONE(a_way_back_that_is_not_seen_is_bounded_and_comes_to_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
