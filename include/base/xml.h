/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text within a document of XML 1.0.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/buf.h"

/* Appends TEXT, of any bytes, as an element or an attribute in double quotes may hold it: as
 * text_add_clean has it, and what XML forbids or reads itself replaced. */
void xml_add_text(struct buf *b, struct slice text);

#endif
