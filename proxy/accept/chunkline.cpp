// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/chunkline.h"

#include "proxy/accept/grammar.h"

namespace keyswitch
{

using namespace grammar;

namespace
{

QByteArrayView skipBlanks(QByteArrayView text)
{
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t'))
        text = text.sliced(1);
    return text;
}

// Takes a quoted-string off the front; false when it does not end or has a byte that may not be in it.
bool takeQuoted(QByteArrayView *text)
{
    QByteArrayView rest = text->sliced(1);
    while (!rest.isEmpty()) {
        const char c = rest.front();
        if (!is(c, FieldByte))
            return false;
        rest = rest.sliced(1);
        if (c == '"') {
            *text = rest;
            return true;
        }
        if (c == '\\') {
            if (rest.isEmpty() || !is(rest.front(), FieldByte))
                return false;
            rest = rest.sliced(1);
        }
    }
    return false;
}

// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool wellFormedExtensions(QByteArrayView text)
{
    while (!text.isEmpty()) {
        text = skipBlanks(text);
        if (text.isEmpty() || text.front() != ';')
            return false; // blanks with nothing behind them as well
        text = skipBlanks(text.sliced(1));
        const qsizetype name = run(text, Token);
        if (name == 0)
            return false;
        text = text.sliced(name);
        const QByteArrayView ahead = skipBlanks(text);
        if (ahead.isEmpty() || ahead.front() != '=')
            continue;
        text = skipBlanks(ahead.sliced(1));
        if (!text.isEmpty() && text.front() == '"') {
            if (!takeQuoted(&text))
                return false;
            continue;
        }
        const qsizetype value = run(text, Token);
        if (value == 0)
            return false;
        text = text.sliced(value);
    }
    return true;
}

} // namespace

Refusal parseChunkLine(QByteArrayView line, ChunkLine *out)
{
    *out = {};
    qsizetype digits = 0;
    while (digits < line.size() && digits < 16 && hexValue(line[digits]) >= 0)
        out->size = out->size * 16 + static_cast<quint64>(hexValue(line[digits++]));
    if (digits == 0 || (digits < line.size() && hexValue(line[digits]) >= 0))
        return {400, "A chunk size is not a hexadecimal number."};
    out->extensionBytes = line.size() - digits;
    if (!wellFormedExtensions(line.sliced(digits)))
        return {400, "A chunk size or extension is malformed."};
    return {};
}

} // namespace keyswitch
