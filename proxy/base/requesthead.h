// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// The head of one valid, normalised request, as the accept room hands it on.
struct RequestHead {
    QByteArray method; // upper case
    QByteArray path; // raw, percent-encoding kept, starts with '/', no query; "*" for OPTIONS *
    QByteArray query; // raw, without '?'
    QByteArray host; // value of Host, or the authority of an absolute target, which replaces it; empty only in HTTP/1.0
    bool http10 = false; // by HTTP/1.0; else 1.1 or what we take as such
    QByteArray fields; // "name: value\r\n", names in lower case, in order; without Host, framing and hop-by-hop fields

    // First field of that name (case-insensitive); empty when absent.
    QByteArrayView field(QByteArrayView name) const;

    // visit(QByteArrayView name, QByteArrayView value)
    template <typename Visit> static void eachField(QByteArrayView block, Visit &&visit)
    {
        eachLine(block, [&visit](QByteArrayView name, QByteArrayView value, QByteArrayView) { visit(name, value); });
    }
    // The same with the line as it stands there, its end included.
    template <typename Visit> static void eachLine(QByteArrayView block, Visit &&visit)
    {
        while (!block.isEmpty()) {
            const qsizetype end = block.indexOf('\n');
            const QByteArrayView whole = end < 0 ? block : block.first(end + 1);
            block = block.sliced(whole.size());
            QByteArrayView line = whole;
            if (line.endsWith('\n'))
                line.chop(1);
            if (line.endsWith('\r'))
                line.chop(1);
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                visit(line.first(colon), line.sliced(colon + 1).trimmed(), whole);
        }
    }
};

inline bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && qstrnicmp(a.data(), a.size(), b.data(), b.size()) == 0;
}

} // namespace keyswitch
