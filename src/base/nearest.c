/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The nearest name, by the number of slips between two words.
 */
#include "base/nearest.h"

#include <limits.h>

#include "base/text.h"

enum { DISTANCE_MAX = 40 };

static bool same_letter(char a, char b)
{
	return text_lower(a) == text_lower(b);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the matrix, row r in r % 3. */
int nearest_distance(struct slice a, struct slice b)
{
	int rows[3][DISTANCE_MAX + 1];

	if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
		return INT_MAX;
	for (size_t r = 0; r <= a.len; r++) {
		int *row = rows[r % 3], *above = rows[(r + 2) % 3], *second = rows[(r + 1) % 3];

		row[0] = (int)r;
		for (size_t c = 1; c <= b.len; c++) {
			if (!r) {
				row[c] = (int)c;
				continue;
			}
			row[c] = smaller(row[c - 1], above[c]) + 1;
			row[c] = smaller(
				row[c], above[c - 1] + !same_letter(a.p[r - 1], b.p[c - 1]));
			if (r > 1 && c > 1 && same_letter(a.p[r - 1], b.p[c - 2]) &&
				same_letter(a.p[r - 2], b.p[c - 1]))
				row[c] = smaller(row[c], second[c - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

struct nearest nearest_to(struct slice word)
{
	return (struct nearest){ .word = word, .distance = INT_MAX };
}

void nearest_offer(struct nearest *n, const char *name)
{
	nearest_offer_as(n, name, name);
}

void nearest_offer_as(struct nearest *n, const char *spelling, const char *name)
{
	struct slice given = slice_of(spelling);
	size_t longer = n->word.len > given.len ? n->word.len : given.len;
	size_t limit = longer < 5 ? 1 : longer < 9 ? 2 : longer / 3;
	int distance = nearest_distance(n->word, given);

	if (distance >= n->distance || (size_t)distance > limit || (size_t)distance >= longer)
		return;
	n->distance = distance;
	n->name = name;
}

bool nearest_hint(const struct nearest *n, struct err *e)
{
	if (!n->name || !e)
		return false;
	err_hint(e, "did you mean %s?", n->name);
	e->suggests = true;
	return true;
}
