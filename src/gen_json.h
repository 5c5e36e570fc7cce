/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the objects of --json consist of, but for rows, whose members the commands' rows have.
 * The schema and the man page have it from here.
 */
#ifndef GEN_JSON_H
#define GEN_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct json_member {
	const char *name;   /* NULL ends */
	const char *schema; /* members of its schema, written out */
	const char *help;
	bool maybe; /* an object may lack it */
};

struct json_type {
	const char *type;  /* the member "type" */
	const char *event; /* of an event the member "event", else NULL */
	const char *summary;
	const struct json_member *members; /* but for v, type and event */
	const char *others; /* schemas by patterns of names that other members have, or NULL */
};

extern const struct json_type json_types[];
extern const size_t json_type_count;

/* Of rows; the members that all have. */
extern const char json_row_summary[];
extern const struct json_member json_row_members[];

#define JSON_TIME    "\"type\": \"number\", \"minimum\": 1000000000"
#define JSON_TEXT    "\"type\": \"string\""
#define JSON_BASE64  "\"type\": \"string\", \"contentEncoding\": \"base64\""
#define JSON_MAYBE   "\"type\": [\"string\", \"null\"]"
#define JSON_NUMBER  "\"type\": [\"number\", \"null\"]"
#define JSON_SCALAR  "\"type\": [\"string\", \"number\", \"null\"]"
#define JSON_STRINGS "\"type\": \"array\", \"items\": {\"type\": \"string\"}"

#endif
