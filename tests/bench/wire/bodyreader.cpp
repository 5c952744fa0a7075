// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/bodyreader.h"

#include <charconv>

namespace keyswitch::bench
{

BodyReader::BodyReader(const MessageHead &head)
    : m_state(State::More)
    , m_chunked(head.chunked)
    , m_left(head.contentLength.value_or(0))
{
    if (!head.chunked && !head.contentLength)
        m_state = State::Malformed;
    else if (!head.chunked && m_left == 0)
        m_state = State::Complete;
}

void BodyReader::readChunkLine(std::string_view &bytes)
{
    const size_t end = bytes.find('\n');
    const size_t length = end == std::string_view::npos ? bytes.size() : end + 1;
    m_text.append(bytes.substr(0, length));
    bytes.remove_prefix(length);
    if (end != std::string_view::npos)
        finishLine();
    else if (m_text.size() > 20)
        m_state = State::Malformed;
}

void BodyReader::finishLine()
{
    if (!m_text.ends_with("\r\n")) {
        m_state = State::Malformed;
        return;
    }
    const std::string_view line(m_text.data(), m_text.size() - 2);
    if (m_line == Line::Size) {
        const auto [at, error] = std::from_chars(line.data(), line.data() + line.size(), m_left, 16);
        const bool whole = error == std::errc() && at == line.data() + line.size();
        m_line = m_left == 0 ? Line::Last : Line::AfterChunk;
        if (!whole)
            m_state = State::Malformed;
    } else {
        if (!line.empty())
            m_state = State::Malformed;
        else if (m_line == Line::Last)
            m_state = State::Complete;
        m_line = Line::Size;
    }
    m_text.clear();
}

} // namespace keyswitch::bench
