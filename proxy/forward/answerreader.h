// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/upstreamattributes.h"
#include "proxy/forward/chunkreader.h"
#include "proxy/forward/responsehead.h"

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// Reads one answer of HTTP/1.1 in whatever pieces it comes: the head, and how far the body goes (RFC 9112, section 6).
// Pure: bytes in, pieces of the body out, where they lie.
class AnswerReader
{
public:
    class Sink
    {
    public:
        virtual void answerBody(QByteArrayView piece) = 0;

    protected:
        ~Sink() = default;
    };

    explicit AnswerReader(ResponseHead &head) // outlives this; read from it what came
        : m_head(head)
    {
    }
    // For the next answer. `withoutBody`: to a HEAD.
    void begin(bool withoutBody, qsizetype maxHeadBytes);

    // What is left is not of this answer: it is whole, or broken.
    QByteArrayView read(QByteArrayView bytes, Sink &sink);
    // Nothing more will come: that may be the end of a body without any other.
    void end();

    bool isWhole() const { return m_whole; }
    bool endsWithConnection() const { return m_part == Part::UntilClose; }
    upstream::UpstreamFailure failure() const { return m_failure; } // None, Malformed, HeadTooLarge or BrokenFraming
    const char *failureText() const { return m_failureText; }

private:
    enum class Part : quint8 { Head, Sized, Chunked, UntilClose }; // that comes next

    QByteArrayView readHead(QByteArrayView bytes);
    QByteArrayView readHeadLine(QByteArrayView bytes, ResponseHead::Verdict *verdict);
    void beginBody();
    QByteArrayView readChunks(QByteArrayView bytes, Sink &sink);
    void fail(upstream::UpstreamFailure failure, const char *text);

    ResponseHead &m_head;
    QByteArray m_line; // of the head, one that has not ended yet
    ChunkReader m_chunks;
    qint64 m_left = 0; // of a body whose length is known
    qsizetype m_maxHeadBytes = 0;
    const char *m_failureText = nullptr;
    upstream::UpstreamFailure m_failure = upstream::UpstreamFailure::None;
    Part m_part = Part::Head;
    bool m_withoutBody = false;
    bool m_whole = false;
};

} // namespace keyswitch
