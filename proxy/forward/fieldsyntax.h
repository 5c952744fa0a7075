// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>
#include <cstring>

namespace keyswitch
{

// RFC 9110, section 5.6.2: how far `text` begins with what a method or a field name may consist of.
inline qsizetype tokenLength(QByteArrayView text)
{
    static constexpr auto table = [] {
        std::array<bool, 256> allowed{};
        for (int c = 0x21; c < 0x7f; ++c)
            allowed[size_t(c)] = true;
        for (const char c : {'"', '(', ')', ',', '/', ':', ';', '<', '=', '>', '?', '@', '[', '\\', ']', '{', '}'})
            allowed[size_t(c)] = false;
        return allowed;
    }();
    qsizetype length = 0;
    while (length < text.size() && table[quint8(text[length])])
        ++length;
    return length;
}

inline bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && tokenLength(text) == text.size();
}

// RFC 9110, section 5.5: the three bytes that would let a value end its line, or make readers disagree where it ends.
inline bool breaksLine(QByteArrayView value)
{
    const auto has = [&](int c) { return std::memchr(value.data(), c, size_t(value.size())) != nullptr; };
    return !value.isEmpty() && (has('\r') || has('\n') || has('\0'));
}

} // namespace keyswitch
