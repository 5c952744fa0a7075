// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/wire/messagehead.h"

#include <string>

namespace keyswitch::bench
{

// Takes one body out of the bytes of a connection, by its length or its chunks. Chunk extensions and trailers are
// refused: nobody under test has a reason to make any.
class BodyReader
{
public:
    enum class State { More, Complete, Malformed };

    BodyReader() = default;
    // An answer that tells no framing is malformed here: its end could not be told from a cut.
    explicit BodyReader(const MessageHead &head);

    // Gives `take` each piece of the body as it lies in `bytes`, and cuts off `bytes` what it has used.
    template <typename Take> State read(std::string_view &bytes, Take &&take)
    {
        while (m_state == State::More && !bytes.empty()) {
            if (m_left == 0) {
                readChunkLine(bytes);
                continue;
            }
            const std::string_view piece = bytes.substr(0, m_left);
            take(piece);
            bytes.remove_prefix(piece.size());
            m_left -= piece.size();
            if (m_left == 0 && !m_chunked)
                m_state = State::Complete;
        }
        return m_state;
    }
    State state() const { return m_state; }

private:
    void readChunkLine(std::string_view &bytes);
    void finishLine();

    State m_state = State::Complete;
    bool m_chunked = false;
    size_t m_left = 0; // of the body, or of its chunk
    enum class Line { Size, AfterChunk, Last } m_line = Line::Size;
    std::string m_text; // of a line that has not come whole
};

} // namespace keyswitch::bench
