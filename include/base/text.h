/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: escapes, numbers with units, safe renderings of untrusted bytes.
 * Depends on base/buf.h and base/err.h only; no I/O.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* ---- escapes in double-quoted words ---- */

/* One row per single-letter escape: \n is { 'n', '\n' }. */
struct escape {
	char letter;
	char byte;
};
extern const struct escape text_escapes[];
extern const size_t text_escape_count;

/* Decodes the escape whose backslash stands at TEXT[0] into B: a row of
 * text_escapes, \xHH (exactly two hex digits), \NNN (one to three octal digits,
 * at most 377) or \u{HEX} (UTF-8; no surrogates, at most 10FFFF). Returns the
 * bytes consumed, or -1 with E (unlocated) when it is unknown or malformed, or
 * 0 when the text ends in the middle of it. */
int text_unescape(const char *text, size_t len, struct buf *b, struct err *e);

/* ---- numbers ---- */

/* Each parses the whole of S, which need not be NUL-terminated, or returns -1
 * with E (unlocated) naming what was wrong ("not a number", "out of range
 * MIN..MAX"). */

/* Whether a digit begins S, or a minus and a digit: whoever wrote it meant a number. */
bool text_begins_number(struct slice s);

/* Decimal or 0x hex, optional sign. */
int text_number(struct slice s, int64_t min, int64_t max, int64_t *value, struct err *e);

/* Either of a number and a size: -1, 0x10, 4k. */
int text_count(struct slice s, int64_t min, int64_t max, int64_t *value, struct err *e);

/* A count of bytes: decimal with an optional suffix k, M or G (powers of 1024), or 0x hex. */
int text_size(struct slice s, int64_t max, int64_t *bytes, struct err *e);

/* on yes true 1, off no false 0; in any case. */
int text_bool(struct slice s, bool *on, struct err *e);

/* A duration with a unit: ns us ms s m h, fractions allowed ("1.5s"); into nanoseconds.
 * A bare 0 needs no unit; any other bare number is an error that asks for one. */
int text_time(struct slice s, int64_t *ns, struct err *e);

/* TIME or TIME..TIME, the second not less; one alone is both. */
int text_times(struct slice s, int64_t *from, int64_t *to, struct err *e);

/* Hex digits in pairs, blanks, colons and line breaks between them ignored. */
int text_hex(struct slice s, struct buf *bytes, struct err *e);

/* "1 byte", "2 bytes", "0 addresses": ONE is the word for one. */
void text_add_count(struct buf *b, uint64_t n, const char *one);

/* A duration as text_time reads it back, in the largest unit that it has no fraction of: 90s. */
void text_add_time_exact(struct buf *b, int64_t ns);

/* A duration for people, three significant digits: "42.6 ms", "2 s", "350 ns". */
void text_add_time(struct buf *b, int64_t ns);

/* The time of day of a date (CLOCK_REALTIME nanoseconds), local, as strace -tt has it:
 * "14:03:59.000123". tzset(3) is to have been called: it opens a file. */
void text_add_clock(struct buf *b, int64_t date);

/* ---- untrusted bytes made safe ---- */

/* All three let printable ASCII and printable UTF-8 pass. Control characters
 * (C0, DEL, C1 = U+0080-9F), bidirectional controls (U+061C, 200E-200F,
 * 202A-202E, 2066-2069), line and paragraph separators (2028-2029) and invalid
 * UTF-8 come out as escapes, which text_unescape reads back. */

/* The inside of a C string: also escapes " and \. \0 is \000 before a digit. */
void text_add_quoted(struct buf *b, const char *p, size_t len);

/* For a message on one line: as above without escaping " and \. */
void text_add_clean(struct buf *b, const char *p, size_t len);

/* For a block of lines: newline stays a line break, after which PREFIX begins
 * the next line; tab stays; \r before \n is dropped from view; PREFIX also
 * begins the block, and the block ends in a newline. LEN 0 adds nothing. */
void text_add_block(struct buf *b, const char *p, size_t len, const char *prefix);

/* The bytes as `hexdump -C` shows them, its `*` for repeated lines and its last
 * line with the length included, each line behind PREFIX. */
void text_add_hexdump(struct buf *b, const char *p, size_t len, const char *prefix);

/* Characters in the bytes; a byte that is no UTF-8 counts as one if it could begin one. */
size_t text_characters(const char *p, size_t len);

/* Columns that printable text takes on a terminal; in a locale that does not know
 * a character (C, that of scripts), one for each. */
size_t text_width(const char *p, size_t len);

/* How many bytes of a text's beginning are a byte-order mark: 3 or 0. */
size_t text_mark_length(const char *p, size_t len);

/* The longest prefix of at most MAX bytes that does not cut a UTF-8 sequence. */
size_t text_cut(const char *p, size_t len, size_t max);

/* Whether the bytes are valid UTF-8 (RFC 3629: no surrogates, no overlong). */
bool text_is_utf8(const char *p, size_t len);

/* Length of the valid UTF-8 sequence at P (1..4), 0 if there is none; its code
 * point goes to *CODE. */
size_t text_utf8(const char *p, size_t len, uint32_t *code);

/* Whether a terminal may be sent the code point as it is: none of the controls
 * and separators listed above. */
bool text_is_visible(uint32_t code);

/* Whether drawings may have more than ASCII: the locale's characters are UTF-8. Scripts run in C.
 */
bool text_locale_is_utf8(void);

/* ---- names ---- */

/* By hand, because tolower(3) follows the locale, and in a Turkish one `inet` and
 * `INET` differ. */
static inline char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The characters that a name begins with, and goes on with. */
static inline bool text_is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool text_is_name_char(char c)
{
	return text_is_name_start(c) || (c >= '0' && c <= '9');
}

/* [A-Za-z_][A-Za-z0-9_]* */
bool text_is_name(struct slice s);

#endif
