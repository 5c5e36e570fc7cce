/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces of JSON (RFC 8259) appended to a struct buf. The members write
 * `"key":value` and put a comma before it unless B ends in '{' or '['.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Begins an object of the program's output: its version, and TYPE, which tells how to read
 * it. The caller closes it. */
void json_begin(struct buf *b, const char *type);

/* A string in quotes; bytes that are not UTF-8 become U+FFFD. */
void json_string(struct buf *b, const char *p, size_t len);

void json_text(struct buf *b, const char *key, struct slice value);
void json_int(struct buf *b, const char *key, int64_t value);
void json_seconds(struct buf *b, const char *key, int64_t ns); /* nanoseconds, all of them */
void json_null(struct buf *b, const char *key);

/* `"KEY":` followed by nothing: the caller writes the value. */
void json_key(struct buf *b, const char *key);

/* Bytes: "KEY":"..." when they are valid UTF-8, else "KEY_base64":"...". */
void json_bytes(struct buf *b, const char *key, const char *p, size_t len);

/* At least as many bytes as those then stand for between the quotes. */
size_t json_bytes_room(const char *p, size_t len);

#endif
