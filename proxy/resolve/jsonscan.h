// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <cstdint>

namespace keyswitch
{

// Walks JSON text (RFC 8259) from front to back and checks its grammar, without a document, a heap or recursion.
// simdjson is not used for this: its document refuses numbers beyond a double (1e400) which are valid and must go on,
// and its on-demand mode does not check what it skips. UTF-8 is checked apart, over the whole text (isUtf8).
// Every step answers false at the first byte that is wrong; the position then means nothing any more.
class JsonScan
{
public:
    static constexpr int LargestDepth = 1024;

    // `depth`: how many containers stand open around the text.
    explicit JsonScan(QByteArrayView text, int depth = 0)
        : m_begin(text.data())
        , m_at(text.data())
        , m_end(text.data() + text.size())
        , m_outerDepth(depth)
    {
    }

    static bool isUtf8(QByteArrayView text);

    qsizetype position() const { return m_at - m_begin; }
    bool atEnd() const { return m_at == m_end; }
    char peek() const { return m_at == m_end ? '\0' : *m_at; } // NUL is nowhere valid outside a string either

    void skipSpace();
    bool take(char c); // steps over it when it is next
    bool skipString(); // from its opening quote to behind its closing one
    bool skipValue(); // any value, with all that is in it

private:
    bool skipScalar();
    bool skipNumber();
    bool skipWord(QByteArrayView word);

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    int m_outerDepth;
};

// The text of a JSON string token that JsonScan has passed: without quotes, escapes decoded, as UTF-8. A lone surrogate
// becomes U+FFFD. The second form stops after `most` bytes or a little more.
QByteArray decodedString(QByteArrayView token);
QByteArray decodedString(QByteArrayView token, qsizetype most);

} // namespace keyswitch
