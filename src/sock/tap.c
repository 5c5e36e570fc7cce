/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PACKET_RX_RING of TPACKET_V2: unlike V3 a packet can be read as soon as it has passed.
 */
#include "sock/tap.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

/* TPACKET_ALIGN, with the type that it is counted in. */
#define ALIGNED(n) (((n) + TPACKET_ALIGNMENT - 1) / TPACKET_ALIGNMENT * TPACKET_ALIGNMENT)

enum { BLOCK = 1 << 16, RING = TAP_FRAME * TAP_FRAMES };

/* What the loopback interface sends it receives as well: that is enough. */
static const struct sock_filter once[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 2),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_HATYPE)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARPHRD_LOOPBACK, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, TAP_FRAME),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* ---- begin and end ---- */

static int configure(int fd)
{
	struct sock_fprog filter = { sizeof(once) / sizeof(*once), (struct sock_filter *)once };
	struct tpacket_req ring = { .tp_block_size = BLOCK,
		.tp_block_nr = RING / BLOCK,
		.tp_frame_size = TAP_FRAME,
		.tp_frame_nr = TAP_FRAMES };
	struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int version = TPACKET_V2;

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0 ||
		setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
		setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)) < 0)
		return -1;
	return bind(fd, (struct sockaddr *)&all, sizeof(all));
}

static int make_socket(struct fdtab *fds)
{
	int fd;

	fdtab_lock(fds);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		fd = fdtab_take(fds, fd, "captured packets");
	fdtab_unlock(fds);
	return fd;
}

static int refuse(int errnum, struct err *e)
{
	err_system(e, errnum, "capturing packets");
	if (errnum == EPERM || errnum == EACCES)
		err_hint(e, "it takes CAP_NET_RAW: sosh --private, or private as the first "
			    "command, has it without privilege");
	return -1;
}

int tap_open(struct tap *t, struct fdtab *fds, struct err *e)
{
	int why;

	*t = (struct tap){ .fd = make_socket(fds), .lost = t->lost, .seen = t->seen };
	if (t->fd < 0)
		return refuse(errno, e);
	t->ring = MAP_FAILED;
	if (configure(t->fd) == 0)
		t->ring = mmap(NULL, RING, PROT_READ | PROT_WRITE, MAP_SHARED, t->fd, 0);
	if (t->ring != MAP_FAILED)
		return 0;
	why = errno;
	fdtab_close(fds, t->fd);
	t->fd = -1;
	return refuse(why, e);
}

void tap_close(struct tap *t, struct fdtab *fds)
{
	if (t->fd < 0)
		return;
	tap_count(t);
	munmap(t->ring, RING);
	if (fds)
		fdtab_close(fds, t->fd);
	else
		close(t->fd);
	t->fd = -1;
}

/* ---- reading ---- */

/* What makes a moment of a date. */
static int64_t date_to_moment(void)
{
	struct timespec date, moment;

	clock_gettime(CLOCK_REALTIME, &date);
	clock_gettime(CLOCK_MONOTONIC, &moment);
	return clock_ns(moment) - clock_ns(date);
}

static bool has_ethernet(unsigned hatype)
{
	return hatype == ARPHRD_ETHER || hatype == ARPHRD_LOOPBACK;
}

static unsigned way_of(const struct sockaddr_ll *from)
{
	if (from->sll_hatype == ARPHRD_LOOPBACK)
		return PACKET_LEAVES | PACKET_ARRIVES;
	if (from->sll_pkttype == PACKET_OUTGOING)
		return PACKET_LEAVES;
	return from->sll_pkttype == PACKET_OTHERHOST ? 0 : PACKET_ARRIVES;
}

static const struct sockaddr_ll *address_of(const char *frame)
{
	return (const void *)(frame + ALIGNED(sizeof(struct tpacket2_hdr)));
}

/* Of a link that is not Ethernet its own header is left out. */
static void take_frame(const char *frame, struct tapped *one)
{
	const struct tpacket2_hdr *h = (const void *)frame;
	const struct sockaddr_ll *from = address_of(frame);
	uint32_t start = h->tp_mac, len = h->tp_snaplen, left = 0;

	one->link = PACKET_ETHERNET;
	one->way = way_of(from);
	one->ethertype = ntohs(from->sll_protocol);
	if (!has_ethernet(from->sll_hatype)) {
		one->link = PACKET_BARE;
		left = h->tp_net > start ? h->tp_net - start : 0;
		left = left < len ? left : len;
	}
	one->wire = h->tp_len - left;
	one->bytes = (struct slice){ frame + start + left, len - left };
	one->date = (int64_t)h->tp_sec * SECOND + h->tp_nsec;
}

/* ---- the same again ---- */

#define INHERITED (10 * MILLISECOND) /* what lies below has it within microseconds */

enum { AHEAD = 4 }; /* frames in which what is above is sought */

static char *frame_at(const struct tap *t, unsigned ahead)
{
	return t->ring + (size_t)((t->next + ahead) % TAP_FRAMES) * TAP_FRAME;
}

static bool is_filled(char *frame)
{
	_Atomic uint32_t *status = (void *)frame;

	return atomic_load_explicit(status, memory_order_acquire) & TP_STATUS_USER;
}

static uint64_t hash(const char *p, size_t len)
{
	uint64_t h = 14695981039346656037U;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)p[i]) * 1099511628211U;
	return h;
}

/* Interface 0: it is not to be compared. */
static struct tap_passed passing(const char *frame)
{
	const struct tpacket2_hdr *h = (const void *)frame;
	const struct sockaddr_ll *from = address_of(frame);
	uint32_t end = h->tp_mac + h->tp_snaplen;

	if (from->sll_hatype == ARPHRD_LOOPBACK || h->tp_net < h->tp_mac || h->tp_net >= end)
		return (struct tap_passed){ 0 };
	return (struct tap_passed){ .interface = from->sll_ifindex,
		.out = from->sll_pkttype == PACKET_OUTGOING,
		.way = way_of(from),
		.date = (int64_t)h->tp_sec * SECOND + h->tp_nsec,
		.wire = h->tp_len - (h->tp_net - h->tp_mac),
		.hash = hash(frame + h->tp_net, end - h->tp_net) };
}

/* Both are one packet, on its way through interfaces that lie on each other. */
static bool is_one(const struct tap_passed *a, const struct tap_passed *b)
{
	return a->interface && b->interface && a->interface != b->interface && a->out == b->out &&
	       a->wire == b->wire && a->hash == b->hash && b->date - a->date < INHERITED;
}

/* An interface below takes what is for the one above as another host's: that one tells more. */
static bool comes_above(const struct tap *t, const struct tap_passed *p)
{
	for (unsigned i = 1; !p->out && !p->way && i <= AHEAD && is_filled(frame_at(t, i)); i++) {
		struct tap_passed above = passing(frame_at(t, i));

		if (above.way && is_one(p, &above))
			return true;
	}
	return false;
}

/* Whether it was told of, or will be. */
static bool is_again(struct tap *t, const char *frame)
{
	struct tap_passed p = passing(frame);

	if (!p.interface)
		return false;
	for (size_t i = 0; i < TAP_PASSED; i++)
		if (is_one(&t->passed[i], &p) && (t->passed[i].way || !p.way))
			return true;
	if (comes_above(t, &p))
		return true;
	t->passed[t->passed_next] = p;
	t->passed_next = (t->passed_next + 1) % TAP_PASSED;
	return false;
}

size_t tap_read(struct tap *t, void (*fn)(void *context, const struct tapped *one), void *context)
{
	int64_t shift = 0;
	size_t n = 0;

	for (; t->fd >= 0 && n < TAP_FRAMES && is_filled(frame_at(t, 0)); n++) {
		char *frame = frame_at(t, 0);
		_Atomic uint32_t *status = (void *)frame;
		struct tapped one;

		if (!n)
			shift = date_to_moment();
		take_frame(frame, &one);
		one.moment = one.date + shift;
		if (!is_again(t, frame))
			fn(context, &one);
		atomic_store_explicit(status, TP_STATUS_KERNEL, memory_order_release);
		t->next = (t->next + 1) % TAP_FRAMES;
	}
	t->seen += n;
	return n;
}

void tap_count(struct tap *t)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (t->fd >= 0 && getsockopt(t->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) == 0)
		t->lost += stats.tp_drops;
}

void tap_wait(const struct tap *t, int64_t ns)
{
	struct pollfd p = { t->fd, POLLIN, 0 };

	poll(&p, 1, clock_poll_ms(ns));
}
