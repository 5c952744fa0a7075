// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/jsontext.h"

#include <QString>

namespace keyswitch
{

QByteArray jsonText(QByteArrayView utf8)
{
    static const char digits[] = "0123456789abcdef";
    QByteArray repaired;
    if (!utf8.isValidUtf8()) {
        repaired = QString::fromUtf8(utf8).toUtf8();
        utf8 = repaired;
    }
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out.append('"');
    for (const char c : utf8) {
        const auto byte = static_cast<uchar>(c);
        if (c == '"' || c == '\\')
            out.append('\\').append(c);
        else if (byte < 0x20 || byte == 0x7f)
            out.append("\\u00").append(digits[byte >> 4]).append(digits[byte & 15]);
        else
            out.append(c);
    }
    out.append('"');
    return out;
}

} // namespace keyswitch
