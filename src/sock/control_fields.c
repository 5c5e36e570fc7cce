/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control messages that are several numbers: a flow label and its class, what is known of
 * a frame, a path MTU.
 */
#include "control_fields.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "sock/addr.h"

enum { SHOWN_MAX = 60, BITS = 8 };

/* SHIFT and MASK of a number in network order; or MASK 0: as it is, SIZE bytes. SIZE 0: an
 * address of IPv6. */
struct field {
	const char *name;
	size_t offset, size;
	unsigned shift;
	uint32_t mask;
};

#define AUX(member) offsetof(struct tpacket_auxdata, tp_##member)

static const struct field flow[] = {
	{ "label", 0, 4, 0, 0xfffff },
	{ "class", 0, 4, 20, 0xff },
};
static const struct field auxdata[] = {
	{ "status", AUX(status), 4, 0, 0 },
	{ "len", AUX(len), 4, 0, 0 },
	{ "snaplen", AUX(snaplen), 4, 0, 0 },
	{ "mac", AUX(mac), 2, 0, 0 },
	{ "net", AUX(net), 2, 0, 0 },
	{ "vlan", AUX(vlan_tci), 2, 0, 0 },
	{ "tpid", AUX(vlan_tpid), 2, 0, 0 },
};
static const struct field mtuinfo[] = {
	{ "to", offsetof(struct ip6_mtuinfo, ip6m_addr), 0, 0, 0 },
	{ "mtu", offsetof(struct ip6_mtuinfo, ip6m_mtu), 4, 0, 0 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* By form, from CONTROL_FLOW on. */
static const struct layout {
	const struct field *fields;
	size_t count, size;
} layouts[] = {
	{ flow, COUNT(flow), sizeof(uint32_t) },
	{ auxdata, COUNT(auxdata), sizeof(struct tpacket_auxdata) },
	{ mtuinfo, COUNT(mtuinfo), sizeof(struct ip6_mtuinfo) },
};
enum { BYTES_MAX = sizeof(struct ip6_mtuinfo) };

static const struct layout *layout_of(enum control_form form)
{
	return &layouts[form - CONTROL_FLOW];
}

bool control_has_fields(enum control_form form, size_t len)
{
	return len == layout_of(form)->size;
}

/* ---- printing ---- */

static void add_address(const char *p, struct buf *b)
{
	struct addr a = { .len = sizeof(a.in6) };

	memcpy(&a.in6, p, sizeof(a.in6));
	addr_format(&a, b);
}

static uint32_t get(const struct field *f, const char *data)
{
	uint32_t number = 0;

	memcpy(&number, data + f->offset, f->size);
	return f->mask ? ntohl(number) >> f->shift & f->mask : number;
}

void control_fields_print(enum control_form form, struct slice data, struct buf *b)
{
	const struct layout *l = layout_of(form);

	for (size_t i = 0; i < l->count; i++) {
		const struct field *f = &l->fields[i];

		buf_addf(b, "%s%s ", i ? " " : "", f->name);
		if (!f->size)
			add_address(data.p + f->offset, b);
		else
			buf_addf(b, f->mask > UINT8_MAX ? "0x%x" : "%u", get(f, data.p));
	}
}

/* ---- parsing ---- */

static int put_address(struct slice word, char *to, struct err *e)
{
	struct endpoint ep;
	struct addr a;

	if (endpoint_parse(word, &ep, e))
		return -1;
	if (addr_from_endpoint(&ep, AF_INET6, &a) != 1 || a.sa.sa_family != AF_INET6)
		return err_set(e, ERR_USAGE, "'%.*s' is not [HOST]:PORT of IPv6 in numbers",
			(int)text_cut(word.p, word.len, SHOWN_MAX), word.p);
	memcpy(to, &a.in6, sizeof(a.in6));
	return 0;
}

static int put(const struct field *f, struct slice word, char *data, struct err *e)
{
	int64_t number, most = f->mask ? f->mask : (INT64_C(1) << f->size * BITS) - 1;
	uint32_t bits;

	if (!f->size)
		return put_address(word, data + f->offset, e);
	if (text_number(word, 0, most, &number, e))
		return -1;
	bits = (uint32_t)number;
	if (f->mask) {
		uint32_t was;

		memcpy(&was, data + f->offset, f->size);
		bits = (ntohl(was) & ~(f->mask << f->shift)) | bits << f->shift;
		bits = htonl(bits);
	}
	memcpy(data + f->offset, &bits, f->size);
	return 0;
}

static int unknown(
	const struct control_kind *k, const struct layout *l, struct slice name, struct err *e)
{
	struct buf list = { 0 };

	err_set(e, ERR_USAGE, "'%.*s' does not fit %s", (int)text_cut(name.p, name.len, SHOWN_MAX),
		name.p, k->name);
	for (size_t i = 0; i < l->count; i++)
		buf_addf(&list, "%s%s VALUE", i ? " " : "", l->fields[i].name);
	err_hint(e, "it is given as %s", buf_cstr(&list));
	buf_free(&list);
	return -1;
}

int control_fields_parse(
	const struct control_kind *k, struct slice words, struct buf *b, struct err *e)
{
	const struct layout *l = layout_of(k->form);
	char data[BYTES_MAX] = { 0 };
	struct slice name;

	while ((name = control_word(&words)).len) {
		size_t i = 0;

		while (i < l->count && !slice_is(name, l->fields[i].name))
			i++;
		if (i == l->count)
			return unknown(k, l, name, e);
		if (put(&l->fields[i], control_word(&words), data, e))
			return -1;
	}
	buf_add(b, data, l->size);
	return 0;
}
