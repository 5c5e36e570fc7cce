/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What gen writes, to stdout. All return the program's status.
 */
#ifndef GEN_H
#define GEN_H

int gen_man(void);
int gen_schema(void);
int gen_bash(void);
int gen_zsh(void);
int gen_fish(void);

#endif
