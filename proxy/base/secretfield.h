// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// Takes the string value of a top-level member out of the bytes of a JSON object and blots it out there, so that a key
// is never in a QString nor in the memory of a JSON parser. Empty when there is no such string, or when it holds an
// escape (no key does). Only for well-meaning JSON: a text that is not valid is left for the parser to refuse.
Secret takeSecretField(QByteArray &json, QByteArrayView name);

// The text with everything that looks like a key ("sk-…"), and the given one, replaced by "[key]".
QByteArray withoutKeys(QByteArray text, QByteArrayView key);

} // namespace keyswitch
