// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstring>

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
        // memchr() in place of QByteArrayView's calls: each request has some forty lines, and each is looked at twice.
        const auto find = [](const char *from, const char *to, char c) {
            return from == to ? nullptr : static_cast<const char *>(std::memchr(from, c, size_t(to - from)));
        };
        const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
        const char *const blockEnd = block.end();
        for (const char *at = block.begin(), *next = nullptr; at != blockEnd; at = next) {
            const char *const newline = find(at, blockEnd, '\n');
            next = newline ? newline + 1 : blockEnd;
            const char *end = newline ? newline : blockEnd;
            if (end != at && end[-1] == '\r')
                --end;
            const char *const colon = find(at, end, ':');
            if (!colon || colon == at)
                continue;
            const char *value = colon + 1;
            while (value != end && isBlank(*value))
                ++value;
            while (end != value && isBlank(end[-1]))
                --end;
            visit(QByteArrayView(at, colon), QByteArrayView(value, end), QByteArrayView(at, next));
        }
    }
};

inline bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && qstrnicmp(a.data(), a.size(), b.data(), b.size()) == 0;
}

} // namespace keyswitch
