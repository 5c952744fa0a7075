// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// A JSON string (RFC 8259, section 7) with its quotes: for the few bodies and log lines that we write ourselves without
// a document. UTF-8 passes as it is; bytes that are not UTF-8 become U+FFFD, so the result is always valid.
QByteArray jsonText(QByteArrayView utf8);

} // namespace keyswitch
