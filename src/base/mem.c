/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allocation that ends the program rather than fail, and arenas.
 */
#include "base/mem.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_SIZE 8192

/* Sizes from LARGE on leave TIMES as much for others, from HUGE on SPARE. */
#define LARGE ((size_t)1 << 17)
#define HUGE  ((size_t)1 << 20)
#define TIMES 8
#define SPARE ((size_t)64 << 20)

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size; /* of data */
	alignas(max_align_t) char data[];
};

/* Written straight to the descriptor: stdio and base/out may need memory. */
static void *or_exit(void *p)
{
	static const char message[] = "sosh: out of memory\n";

	if (p)
		return p;
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(1);
	exit(1);
}

void *mem_alloc(size_t size)
{
	return or_exit(malloc(size ? size : 1));
}

void *mem_zalloc(size_t count, size_t size)
{
	return or_exit(calloc(count ? count : 1, size ? size : 1));
}

void *mem_realloc(void *p, size_t size)
{
	return or_exit(realloc(p, size ? size : 1));
}

static size_t left_beside(size_t size)
{
	return size < HUGE ? size * TIMES : SPARE;
}

void *mem_try_realloc(void *p, size_t size)
{
	void *volatile spare = size >= LARGE ? malloc(left_beside(size)) : NULL;

	p = size >= LARGE && !spare ? NULL : realloc(p, size ? size : 1);
	free(spare); /* volatile, or it would not be asked for at all */
	if (!p)
		errno = ENOMEM;
	return p;
}

static char *copy_text(char *copy, const char *text, size_t len)
{
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *mem_strndup(const char *text, size_t len)
{
	return copy_text(mem_alloc(len + 1), text, len);
}

/* A chunk whose first SIZE bytes are taken; NULL where there is no memory. */
static void *alloc_from_new_chunk(struct arena *a, size_t size)
{
	size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
	struct arena_chunk *chunk = NULL;

	if (room <= SIZE_MAX - sizeof(*chunk))
		chunk = mem_try_realloc(NULL, sizeof(*chunk) + room);
	if (!chunk)
		return NULL;
	*chunk = (struct arena_chunk){ .used = size, .size = room };
	if (a->current)
		a->current->next = chunk;
	else
		a->first = chunk;
	a->current = chunk;
	return chunk->data;
}

static void *try_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_chunk *chunk = a->current;
	void *p;

	if (size > SIZE_MAX - align)
		return NULL;
	size = (size + align - 1) & ~(align - 1);
	if (!chunk || chunk->size - chunk->used < size)
		return alloc_from_new_chunk(a, size);
	p = chunk->data + chunk->used;
	chunk->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return or_exit(try_alloc(a, size));
}

char *arena_try_copy(struct arena *a, const char *text, size_t len)
{
	char *copy = try_alloc(a, len + 1);

	return copy ? copy_text(copy, text, len) : NULL;
}

char *arena_copy(struct arena *a, const char *text, size_t len)
{
	return copy_text(arena_alloc(a, len + 1), text, len);
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

void arena_reset(struct arena *a)
{
	if (!a->first)
		return;
	if (a->first->next) {
		free_chunks(a->first->next);
		a->first->next = NULL;
	}
	a->first->used = 0;
	a->current = a->first;
}

void arena_free(struct arena *a)
{
	free_chunks(a->first);
	*a = (struct arena){ 0 };
}
