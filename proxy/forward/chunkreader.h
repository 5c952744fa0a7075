// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// Takes an answer's chunked body apart (RFC 9112, section 7.1): sizes of 1 to 16 hexadecimal digits, lines that end in
// CR LF and nothing else, extensions dropped. What comes as data is shown where it lies, never copied.
class ChunkReader
{
public:
    enum class Found {
        More, // all was used up
        Data, // data() is a piece of the body
        TrailerLine, // data() is a line behind the last chunk, with its end; an empty one is the body's end
        Broken, // and for good
    };
    static constexpr qsizetype LongestLine = 4096; // of a size with its extensions, or a trailer

    // The next thing in `bytes`; takes what it used off their front.
    Found next(QByteArrayView *bytes);
    QByteArrayView data() const { return m_data; } // valid until the next call
    bool isWhole() const { return m_state == State::Whole; }
    void clear();

private:
    enum class State : quint8 { Size, Data, DataEnd, Trailer, Whole, Broken };

    bool takeLine(QByteArrayView *bytes);
    bool readSize(QByteArrayView line);
    Found broken();

    QByteArrayView m_data;
    QByteArray m_line; // one that has not ended yet, then the whole of it
    quint64 m_left = 0; // of the chunk
    State m_state = State::Size;
    bool m_lineEnded = true;
};

} // namespace keyswitch
