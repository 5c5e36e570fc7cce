/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers that code and help both have.
 */
#ifndef COMMANDS_DIGITS_H
#define COMMANDS_DIGITS_H

/* The digits of a number that is a macro, as a literal: "(" DIGITS(MAX) ")". */
#define DIGITS(number)   DIGITS_OF(number)
#define DIGITS_OF(value) #value

#endif
