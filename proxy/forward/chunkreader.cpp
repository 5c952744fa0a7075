// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/chunkreader.h"

#include "proxy/forward/fieldsyntax.h"

#include <algorithm>
#include <cstring>

namespace keyswitch
{

namespace
{

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

void ChunkReader::clear()
{
    m_data = {};
    m_line.resize(0);
    m_left = 0;
    m_state = State::Size;
    m_lineEnded = true;
}

ChunkReader::Found ChunkReader::broken()
{
    m_state = State::Broken;
    return Found::Broken;
}

// True when m_data is a whole line with its end. One that is there in a piece is not copied.
bool ChunkReader::takeLine(QByteArrayView *bytes)
{
    if (m_lineEnded && !m_line.isEmpty())
        m_line.resize(0);
    const auto *const newline =
        static_cast<const char *>(std::memchr(bytes->data(), '\n', static_cast<size_t>(bytes->size())));
    const qsizetype size = newline ? newline - bytes->data() + 1 : bytes->size();
    const QByteArrayView piece = bytes->first(size);
    *bytes = bytes->sliced(size);
    m_lineEnded = newline != nullptr;
    if (m_lineEnded && m_line.isEmpty()) {
        m_data = piece;
        return true;
    }
    m_line.append(piece);
    m_data = m_line;
    return m_lineEnded;
}

bool ChunkReader::readSize(QByteArrayView line)
{
    qsizetype digits = 0;
    m_left = 0;
    for (; digits < line.size() && digits <= 16; ++digits) {
        const int value = hexValue(line[digits]);
        if (value < 0)
            break;
        m_left = m_left * 16 + static_cast<quint64>(value);
    }
    if (digits == 0 || digits > 16)
        return false;
    const QByteArrayView rest = line.sliced(digits);
    const QByteArrayView extensions = rest.trimmed();
    return (extensions.isEmpty() || extensions.front() == ';') && !breaksLine(rest);
}

ChunkReader::Found ChunkReader::next(QByteArrayView *bytes)
{
    while (!bytes->isEmpty()) {
        switch (m_state) {
        case State::Data: {
            const auto size = static_cast<qsizetype>(std::min<quint64>(m_left, static_cast<quint64>(bytes->size())));
            m_data = bytes->first(size);
            *bytes = bytes->sliced(size);
            m_left -= static_cast<quint64>(size);
            if (m_left == 0)
                m_state = State::DataEnd;
            return Found::Data;
        }
        case State::DataEnd: // at once, not when its line is whole: it may never be
            if (bytes->front() != (m_line.isEmpty() || m_lineEnded ? '\r' : '\n'))
                return broken();
            if (takeLine(bytes))
                m_state = m_data == QByteArrayView("\r\n") ? State::Size : State::Broken;
            else if (m_line.size() > 1)
                return broken();
            break;
        case State::Size:
        case State::Trailer: {
            const bool whole = takeLine(bytes);
            if (m_data.size() > LongestLine)
                return broken();
            if (m_state == State::Size && hexValue(m_data.front()) < 0)
                return broken();
            if (!whole)
                break;
            if (!m_data.endsWith("\r\n"))
                return broken();
            if (m_state == State::Size) {
                if (!readSize(m_data.chopped(2)))
                    return broken();
                m_state = m_left > 0 ? State::Data : State::Trailer;
                break;
            }
            if (m_data.size() == 2)
                m_state = State::Whole;
            return Found::TrailerLine;
        }
        case State::Whole:
            return Found::More;
        case State::Broken:
            return Found::Broken;
        }
    }
    return m_state == State::Broken ? Found::Broken : Found::More;
}

} // namespace keyswitch
