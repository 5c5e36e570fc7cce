/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings.
 */
#include <stddef.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "lang/doc.h"
#include "shell/settings.h"
#include "sock/names.h"

static const char *const views[] = { [VIEW_TEXT] = "text", [VIEW_HEX] = "hex", NULL };
static const char *const when[] = {
	[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never", NULL
};
static const char *const times[] = {
	[TIMES_AUTO] = "auto", [TIMES_ON] = "on", [TIMES_OFF] = "off", NULL
};
static const char *const effects[] = {
	[EFFECTS_AUTO] = "auto", [EFFECTS_ON] = "on", [EFFECTS_OFF] = "off", NULL
};
static const char *const reasons[] = {
	[REASONS_AUTO] = "auto", [REASONS_ON] = "on", [REASONS_OFF] = "off", NULL
};

#define AT(member) offsetof(struct settings, member)

const struct setting settings[] = {
	{ "timeout", SETTING_TIME, AT(timeout), NULL,
		"the time limit of every command that may wait; 0 is none" },
	{ "view", SETTING_CHOICE, AT(view), views, "received data as text, or as a hex dump" },
	{ "times", SETTING_CHOICE, AT(times), times,
		"how long calls took, and when events were; auto: calls at the prompt, from 1 ms up" },
	{ "effects", SETTING_CHOICE, AT(effects), effects,
		"what each call changed, under it; auto: at the prompt" },
	{ "reasons", SETTING_CHOICE, AT(reasons), reasons,
		"why a call failed, under it, as far as it is to be seen; auto: at the prompt" },
	{ "notify", SETTING_BOOL, AT(notify), NULL,
		"what happens to a descriptor while the prompt waits, above it" },
	{ "colour", SETTING_CHOICE, AT(colour), when, "colour; auto: on a terminal" },
	{ "shown", SETTING_SIZE, AT(max_shown), NULL,
		"bytes of received data shown; 0: all; auto: 4k at the prompt, elsewhere all" },
	{ "quiet", SETTING_BOOL, AT(quiet), NULL,
		"no call lines; received data is written byte for byte" },
	{ "echo", SETTING_BOOL, AT(echo), NULL,
		"each command, and each heading (##), on standard error before it runs" },
	{ "keep", SETTING_BOOL, AT(keep), NULL, "a script goes on after a failure" },
	{ "raw", SETTING_BOOL, AT(raw), NULL, "received data as it came, control characters too" },
	{ "json", SETTING_BOOL, AT(json), NULL, "JSON Lines in place of text" },
};
const size_t setting_count = sizeof(settings) / sizeof(*settings);

const struct setting *setting_find(struct slice name, struct err *e)
{
	struct nearest near = nearest_to(name);

	if (names_same(name, "color"))
		name = slice_of("colour");
	for (size_t i = 0; i < setting_count; i++)
		if (names_same(name, settings[i].name))
			return &settings[i];
	if (!e)
		return NULL;
	for (size_t i = 0; i < setting_count; i++)
		nearest_offer(&near, settings[i].name);
	err_set(e, ERR_USAGE, "no setting '%.*s'", (int)name.len, name.p);
	if (!nearest_hint(&near, e))
		err_hint(e, "set lists the settings; let NAME = VALUE sets a variable");
	return NULL;
}

static int parse_bool(const struct setting *row, struct slice text, int64_t *value, struct err *e)
{
	bool on;

	if (text_bool(text, &on, NULL))
		return err_set(e, ERR_USAGE, "%s is on or off", row->name);
	*value = on;
	return 0;
}

/* Which of the choices TEXT is, or -1; where on and off are among them, yes is on. */
static int find_choice(const struct setting *row, struct slice text)
{
	bool on;

	for (int i = 0; row->choices[i]; i++)
		if (names_same(text, row->choices[i]))
			return i;
	if (text_bool(text, &on, NULL))
		return -1;
	for (int i = 0; row->choices[i]; i++)
		if (!strcmp(row->choices[i], on ? "on" : "off"))
			return i;
	return -1;
}

static int parse_choice(const struct setting *row, struct slice text, int64_t *value, struct err *e)
{
	struct buf all = { 0 };

	*value = find_choice(row, text);
	if (*value >= 0)
		return 0;
	for (int i = 0; row->choices[i]; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", row->choices[i]);
	err_set(e, ERR_USAGE, "%s is one of: %s", row->name, buf_cstr(&all));
	buf_free(&all);
	return -1;
}

static int parse_size(struct slice text, int64_t *value, struct err *e)
{
	if (!names_same(text, "auto"))
		return text_size(text, INT64_MAX, value, e);
	*value = SHOWN_AUTO;
	return 0;
}

int setting_parse(const struct setting *row, struct slice text, int64_t *value, struct err *e)
{
	switch (row->type) {
	case SETTING_BOOL: return parse_bool(row, text, value, e);
	case SETTING_CHOICE: return parse_choice(row, text, value, e);
	case SETTING_SIZE: return parse_size(text, value, e);
	case SETTING_TIME: return text_time(text, value, e);
	}
	return -1;
}

int64_t *setting_value(const struct setting *row, struct settings *set)
{
	return (int64_t *)((char *)set + row->offset);
}

void setting_print(const struct setting *row, const struct settings *set, struct buf *b)
{
	int64_t value = *(const int64_t *)((const char *)set + row->offset);

	switch (row->type) {
	case SETTING_BOOL: buf_adds(b, value ? "on" : "off"); break;
	case SETTING_CHOICE: buf_adds(b, row->choices[value]); break;
	case SETTING_SIZE:
		if (value == SHOWN_AUTO)
			buf_adds(b, "auto");
		else
			buf_addn(b, value);
		break;
	case SETTING_TIME: text_add_time_exact(b, value); break;
	}
}

static void write_settings(const struct command_table *t, struct buf *b)
{
	(void)t;
	for (size_t i = 0; i < setting_count; i++)
		doc_item(b, settings[i].name, 10, settings[i].summary);
	buf_adds(b, "\nset NAME = VALUE changes one.\n");
}

const struct doc_page settings_page = { "settings", "what set changes", write_settings };
