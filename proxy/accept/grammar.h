// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>

// Character classes of RFC 9110 (section 5.6) and RFC 3986, as one table look-up a byte.
namespace keyswitch::grammar
{

enum Class : quint8 {
    Token = 1, // tchar: methods, field names, codings
    FieldByte = 2, // field-vchar, SP, HTAB and obs-text
    PathByte = 4, // pchar and '/', without '%'
    QueryByte = 8, // the same and '?', and '[' ']', which clients send bare
    HostByte = 16, // reg-name as we take it: letters, digits, "-._~"
    TargetByte = 32, // anything a request target may be refused for later, but not at once
    Digit = 64,
};

inline constexpr std::array<quint8, 256> classes = [] {
    std::array<quint8, 256> table{};
    const auto mark = [&table](const char *bytes, quint8 which) {
        for (; *bytes; ++bytes)
            table[static_cast<unsigned char>(*bytes)] |= which;
    };
    for (int c = 0x20; c < 0x100; ++c) {
        if (c != 0x7f)
            table[c] |= FieldByte;
        if (c > 0x20 && c < 0x7f)
            table[c] |= TargetByte;
    }
    table['\t'] |= FieldByte;
    const char *const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    mark(alphanumeric, Token | PathByte | QueryByte | HostByte);
    mark("0123456789", Digit);
    mark("!#$%&'*+-.^_`|~", Token);
    mark("-._~!$&'()*+,;=:@/", PathByte | QueryByte);
    mark("?[]", QueryByte);
    mark("-._~", HostByte);
    return table;
}();

constexpr bool is(char c, quint8 which)
{
    return classes[static_cast<unsigned char>(c)] & which;
}

constexpr int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Length of the leading run of bytes of that class.
inline qsizetype run(QByteArrayView text, quint8 which)
{
    qsizetype length = 0;
    while (length < text.size() && is(text[length], which))
        ++length;
    return length;
}

// Without the optional whitespace (SP, HTAB) around; QByteArrayView::trimmed() would take VT, FF and CR as well.
inline QByteArrayView withoutBlanks(QByteArrayView text)
{
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t'))
        text = text.sliced(1);
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
        text.chop(1);
    return text;
}

// Case-insensitive; `lower` is in lower case.
inline bool matches(QByteArrayView text, QByteArrayView lower)
{
    return text.size() == lower.size() && qstrnicmp(text.data(), text.size(), lower.data(), lower.size()) == 0;
}

} // namespace keyswitch::grammar
