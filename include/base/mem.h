/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that is always there: running out ends the program with a message and
 * status 1, through exit(3), so that what was registered with atexit(3) (the
 * history) is still saved. No caller tests for NULL, except of those with `try` in
 * their name: they are for sizes that data decides, and a command's error.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* malloc, calloc and realloc that do not fail. The caller frees with free(3). */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t count, size_t size);
void *mem_realloc(void *p, size_t size);

/* realloc, but NULL with ENOMEM, and P as it is, where that would take the last memory:
 * so much is left that what only works with memory still does. */
void *mem_try_realloc(void *p, size_t size);

/* A NUL-terminated copy of LEN bytes at TEXT; the caller frees it. */
char *mem_strndup(const char *text, size_t len);

/* An arena: many small allocations released together. Zero-initialised is
 * empty and valid. Memory stays at its address until reset or free; reset keeps
 * the first chunk, so that reuse in a loop allocates nothing. */
struct arena_chunk;
struct arena {
	struct arena_chunk *first, *current;
};

/* SIZE bytes, aligned for any object, not cleared. */
void *arena_alloc(struct arena *a, size_t size);

/* A NUL-terminated copy of LEN bytes (which may hold NULs) in the arena. */
char *arena_copy(struct arena *a, const char *text, size_t len);

/* The same, or NULL as mem_try_realloc. */
char *arena_try_copy(struct arena *a, const char *text, size_t len);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
