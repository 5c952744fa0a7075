// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/bodyend.h"

namespace keyswitch
{

namespace
{

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The place of the quote that begins the string whose last one stands at `last`; -1: before what is kept.
qsizetype beginOfString(QByteArrayView text, qsizetype last)
{
    for (qsizetype at = last - 1; at >= 0; --at) {
        if (text[at] != '"')
            continue;
        qsizetype backslashes = 0;
        while (backslashes < at && text[at - 1 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return backslashes == at && at > 0 ? -1 : at; // nothing but backslashes in front: cut off within them
    }
    return -1;
}

} // namespace

void BodyEnd::append(QByteArrayView piece)
{
    if (piece.size() >= Kept) {
        m_bytes.resize(0);
        m_bytes.append(piece.last(Kept));
        return;
    }
    if (m_bytes.size() + piece.size() > 2 * Kept)
        m_bytes.remove(0, m_bytes.size() - Kept);
    m_bytes.append(piece);
}

QByteArrayView BodyEnd::member(QByteArrayView name) const
{
    const QByteArrayView text(m_bytes);
    qsizetype at = text.size() - 1;
    while (at >= 0 && isSpace(text[at]))
        --at;
    if (at < 0 || text[at] != '}')
        return {};
    QByteArrayView found;
    qsizetype depth = 1;
    qsizetype valueEnd = at; // of the member before which we are
    qsizetype colon = -1; // the one behind us, with nothing but blanks between
    while (--at >= 0) {
        const char c = text[at];
        if (c == '"') {
            const qsizetype begin = beginOfString(text, at);
            if (begin < 0)
                break;
            if (depth == 1 && colon >= 0 && found.isNull() && text.sliced(begin + 1, at - begin - 1) == name)
                found = text.sliced(colon + 1, valueEnd - colon - 1).trimmed();
            at = begin;
        } else if (c == '}' || c == ']') {
            ++depth;
        } else if (c == '{' || c == '[') {
            if (--depth == 0)
                return {}; // it began here, so what came before was something else
        } else if (c == ',' && depth == 1) {
            valueEnd = at;
        }
        if (c == ':')
            colon = at;
        else if (!isSpace(c))
            colon = -1;
    }
    return found;
}

} // namespace keyswitch
