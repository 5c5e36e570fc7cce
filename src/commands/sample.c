/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample: follows fields of a descriptor while commands run.
 */

#include "base/text.h"
#include "lang/types.h"
#include "shell/samples.h"
#include "examples.h"
#include "opened.h"

enum { FD, FIELDS };
enum { EVERY, FOR, COUNT, TO, PICTURE };

static const char *file_of(struct run *r, int option)
{
	return OPT(r, option)->given ? arg_string(r, OPT(r, option)) : NULL;
}

static int check_every(struct run *r)
{
	const struct arg *every = OPT(r, EVERY);

	if (!every->given || (every->num >= SAMPLE_LEAST && every->num <= SAMPLE_MOST))
		return 0;
	return err_at(&r->err, ERR_USAGE, every->span, "--every is from 1ms to 1h");
}

static int check_for(struct run *r)
{
	const struct arg *time = OPT(r, FOR);

	if (!time->given || time->num > 0)
		return 0;
	return err_at(
		&r->err, ERR_USAGE, time->span, "--for 0 is no time; leave it out for no limit");
}

static enum command_status start(struct run *r)
{
	size_t n = POS(r, FIELDS)->given ? (size_t)r->args.nrest : 0;
	struct slice name = vars_name_of_fd(&r->session->scope.vars, (int)POS(r, FD)->num);
	struct slice fields[SAMPLE_FIELDS];
	struct buf number = { 0 };
	struct sample_config config = { .fd = (int)POS(r, FD)->num, .fields = fields, .count = n };
	int status;

	if (!n || n > SAMPLE_FIELDS) {
		err_set(&r->err, ERR_USAGE, n ? "%d fields at most" : "sample needs a field",
			SAMPLE_FIELDS);
		err_hint(&r->err, "sample c cwnd rtt; help properties lists them");
		return REFUSED;
	}
	if (!opened(r, POS(r, FD)) || check_every(r) || check_for(r))
		return REFUSED;
	for (size_t i = 0; i < n; i++)
		fields[i] = r->args.rest[i].text;
	buf_addn(&number, config.fd);
	config.name = name.p ? name : buf_slice(&number);
	config.every = OPT(r, EVERY)->given ? OPT(r, EVERY)->num : 100 * MILLISECOND;
	config.limit = OPT(r, FOR)->given ? OPT(r, FOR)->num : 0;
	config.most = OPT(r, COUNT)->given ? OPT(r, COUNT)->num : 0;
	config.csv = file_of(r, TO);
	config.svg = file_of(r, PICTURE);
	config.unicode = text_locale_is_utf8();
	status = samples_start(r, &config);
	buf_free(&number);
	return status ? REFUSED : DONE;
}

static bool is_off(const struct run *r)
{
	const struct arg *first = r->args.nrest ? &r->args.rest[0] : NULL;

	return POS(r, FIELDS)->given && r->args.nrest == 1 && first->bare &&
	       slice_is(first->text, "off");
}

static enum command_status run(struct run *r)
{
	const struct arg *what = POS(r, FD);

	if (!what->given) {
		samples_show(r);
		return DONE;
	}
	if (what->num < 0) {
		if (POS(r, FIELDS)->given)
			return (enum command_status)err_at(&r->err, ERR_USAGE, POS(r, FIELDS)->span,
				"sample off ends all; sample FD off ends one");
		samples_end(r->session);
		return DONE;
	}
	if (!is_off(r))
		return start(r);
	if (samples_stop(r->session, (int)what->num))
		return DONE;
	err_at(&r->err, ERR_USAGE, what->span, "nothing of descriptor %d is followed",
		(int)what->num);
	err_hint(&r->err, "sample shows what is");
	return REFUSED;
}

const struct command command_sample = {
	.name = "sample",
	.group = GROUP_OPTIONS,
	.params = (const struct param[]){ { "FD|off", &type_sampled, OPTIONAL,
						  .help = "what to follow; off: ends all" },
		{ "FIELD", &type_field, OPTIONAL | REPEATED,
			.help = "a number that it has: cwnd, rtt, unread; or off: ends that of FD" },
		{ 0 } },
	.options =
		(const struct option[]){
			{ .name = "--every",
				.value = { "TIME", &type_time,
					.help = "between two readings, 1ms to 1h (100ms)" } },
			{ .name = "--for",
				.value = { "TIME", &type_time, .help = "ends after it" } },
			{ .name = "--count",
				.value = { "COUNT", &type_number, .min = 1, .max = 1000000000,
					.help = "ends after so many readings" } },
			{ .name = "--to",
				.value = { "FILE", &type_file,
					.help = "each reading as a line, CSV" } },
			{ .name = "--svg",
				.value = { "FILE", &type_file,
					.help = "a chart at the end, SVG" } },
			{ 0 } },
	.rows = ROWS_OF(samples_columns),
	.summary = "follow fields of a descriptor while commands run",
	.details =
		"Returns at once: a thread reads the fields again and again until --for or --count, "
		"sample FD off, sample off, or until the descriptor is closed. Then it prints the least, "
		"the greatest and the last value of each, and a line of blocks (of other characters "
		"in scripts, and where the locale is not UTF-8). sample alone shows what is followed.\n\n"
		"A field is a property that is a number, one of TCP_INFO, or a socket option. All of one "
		"reading are of one moment, as far as one call tells them. Looking changes nothing.\n\n"
		"In the file the first line names the columns with their units, time_s is in seconds "
		"since the first reading, to the microsecond, when it was really made; what "
		"the kernel did not tell is empty. Lines are written whole, each second or sooner. Where "
		"that fails it is said, and the rest goes on.\n\n"
		"Moments are counted from the first one, so that lateness does not add up. A reading is late that comes "
		"more than a quarter of TIME behind its moment; moments that passed without one are missed. "
		"Both are counted, and nothing is made up for them. The chart has a panel for each unit, and "
		"2,048 points at most: in longer runs a point is several readings, the least and the "
		"greatest of them. snd_ssthresh is not drawn as long as there is none.",
	.examples =
		(const struct example[]){
			{ EXAMPLE_PAIR,
				"sample c cwnd rtt --every 10ms\nsend c --fill 100k\nrecv s 100k --waitall --to /dev/null\nsample c off",
				NULL },
			{ EXAMPLE_PAIR, "sample s unread --every 1ms --count 20 --to /dev/null",
				"twenty readings, into a file" },
			{ 0 } },
	.see = "info, stats, assert",
	.run = run,
};
