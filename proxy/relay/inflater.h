// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <zlib.h>

#include <memory>

namespace keyswitch
{

// Inflates a copy of a compressed body for inspection, in the pieces it comes in: gzip (RFC 1952, several members too)
// and deflate as HTTP means it (zlib, RFC 1950). Memory: zlib's window (32 KiB) and one piece of output. What grows
// beyond all measure is given up, so that a small answer cannot keep a worker busy for long. For one body, in one
// thread.
class Inflater
{
public:
    // What may come out. An event stream of a language model, compressed as one piece, shrinks to a thirtieth;
    // deflate's own limit is 1:1032.
    static constexpr qint64 MostBytes = 32LL << 20;
    static constexpr qint64 MostRatio = 200; // out : in, once FreeBytes have come out
    static constexpr qint64 FreeBytes = 1 << 20;

    enum class State : quint8 {
        Good,
        Broken, // it is not what its coding says
        TooLarge, // beyond MostBytes or MostRatio
    };

    // By the value of content-encoding in lower case; null for what is not known.
    static std::unique_ptr<Inflater> forCoding(QByteArrayView contentEncoding);
    Inflater();
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    State state() const { return m_state; }
    // Calls visit(QByteArrayView) for what comes out; nothing more once the state is not Good.
    template <typename Visit> void feed(QByteArrayView piece, Visit &&visit)
    {
        m_in += piece.size();
        begin(piece);
        for (QByteArrayView out = next(); !out.isEmpty(); out = next())
            visit(out);
    }

private:
    void begin(QByteArrayView piece);
    QByteArrayView next(); // empty: the piece is used up, or nothing more is to be had

    z_stream m_stream{};
    State m_state = State::Good;
    bool m_memberEnded = false;
    qint64 m_in = 0;
    qint64 m_out = 0;
};

} // namespace keyswitch
