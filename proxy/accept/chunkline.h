// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/refusal.h"

#include <QByteArrayView>

namespace keyswitch
{

// The line before a chunk (RFC 9112, section 7.1): 1 to 16 hexadecimal digits and extensions, which are checked for
// form and dropped. `line` comes without its CRLF.
struct ChunkLine {
    quint64 size = 0;
    qsizetype extensionBytes = 0;
};

Refusal parseChunkLine(QByteArrayView line, ChunkLine *out);

} // namespace keyswitch
