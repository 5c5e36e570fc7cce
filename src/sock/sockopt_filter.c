/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs for packets as values of socket options, in the text of `tcpdump -ddd`: how many
 * instructions, then each as CODE JT JF K, with commas or line breaks between.
 */
#include <inttypes.h>
#include <linux/filter.h>
#include <string.h>

#include "base/text.h"
#include "sockopt_kinds.h"

enum { INSTRUCTIONS_MAX = SOCKOPT_VALUE_MAX / sizeof(struct sock_filter) };

/* Takes one line off TEXT. */
static struct slice take_line(struct slice *text)
{
	size_t n = 0, begin = 0;

	while (begin < text->len && (text->p[begin] == ' ' || text->p[begin] == '\t'))
		begin++;
	for (n = begin; n < text->len && text->p[n] != ',' && text->p[n] != '\n';)
		n++;
	struct slice line = { text->p + begin, n - begin };
	n += n < text->len;
	*text = (struct slice){ text->p + n, text->len - n };
	while (line.len && (line.p[line.len - 1] == ' ' || line.p[line.len - 1] == '\r'))
		line.len--;
	return line;
}

static int parse_instruction(struct slice line, struct sock_filter *to, struct err *e)
{
	static const struct {
		const char *what;
		int64_t max;
	} parts[] = { { "code", UINT16_MAX }, { "jt", UINT8_MAX }, { "jf", UINT8_MAX },
		{ "k", UINT32_MAX } };
	int64_t numbers[sizeof(parts) / sizeof(parts[0])];
	struct err why;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (text_number(sockopt_word(&line, ' '), 0, parts[i].max, &numbers[i], &why))
			return err_set(e, ERR_USAGE, "%s: %s", parts[i].what, why.text);
	if (sockopt_word(&line, ' ').len)
		return err_set(e, ERR_USAGE, "an instruction has four numbers");
	*to = (struct sock_filter){ (uint16_t)numbers[0], (uint8_t)numbers[1], (uint8_t)numbers[2],
		(uint32_t)numbers[3] };
	return 0;
}

static int parse_filter(
	const struct sockopt *o, struct slice text, struct sockopt_value *v, struct err *e)
{
	int64_t count;
	size_t n = 0;

	(void)o;
	if (text_number(take_line(&text), 0, INSTRUCTIONS_MAX, &count, e))
		return err_set(e, ERR_USAGE,
			"it begins with the number of instructions, at most %d",
			(int)INSTRUCTIONS_MAX);
	while (text.len) {
		struct slice line = take_line(&text);
		struct sock_filter instruction;

		if (!line.len && !text.len)
			break;
		if (n == (size_t)count || parse_instruction(line, &instruction, e))
			return n == (size_t)count
				       ? err_set(e, ERR_USAGE, "more than its %zu instructions", n)
				       : -1;
		memcpy(v->bytes + n++ * sizeof(instruction), &instruction, sizeof(instruction));
	}
	v->len = (socklen_t)(n * sizeof(struct sock_filter));
	if (n == (size_t)count)
		return 0;
	return err_set(e, ERR_USAGE, "%zu of its %" PRId64 " instructions", n, count);
}

static void print_filter(const struct sockopt *o, const struct sockopt_value *v, struct buf *b)
{
	size_t n = v->len / sizeof(struct sock_filter);

	(void)o;
	buf_addf(b, "%zu", n);
	for (size_t i = 0; i < n; i++) {
		struct sock_filter f;

		memcpy(&f, v->bytes + i * sizeof(f), sizeof(f));
		buf_addf(b, ",%u %u %u %" PRIu32, f.code, f.jt, f.jf, f.k);
	}
}

const struct sockopt_kind sockopt_filter = { parse_filter, print_filter, SOCKOPT_VALUE_MAX, true,
	NULL };
