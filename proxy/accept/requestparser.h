// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/framingfields.h"
#include "proxy/accept/refusal.h"
#include "proxy/base/configsnapshot.h"
#include "proxy/base/requesthead.h"

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// Strict incremental parser of HTTP/1.1 requests (RFC 9112), one request at a time. Pure: no socket, no clock, no
// thread.
//
// Where the RFC leaves a choice between repair and refusal it refuses: one empty line before the request line is all
// that is forgiven (section 2.2). Whether a request is taken does not depend on how its bytes are cut into feed()
// calls; which refusal it gets may, where several are due. What can no longer become valid is refused before its line
// has ended.
class RequestParser
{
public:
    enum class State : quint8 { Line, Fields, Body, ChunkSize, ChunkData, ChunkEnd, Trailers, Complete, Refused };

    // The limits may change between requests; they must outlive the parser.
    explicit RequestParser(const AcceptLimits &limits)
        : m_limits(&limits)
    {
    }
    void reset(); // for the next request on the connection

    // Returns how much was consumed; less than given only when the state is Complete or Refused.
    qsizetype feed(QByteArrayView bytes);

    // A body of known length can be received straight into its place: room for at most `size` bytes, of which
    // received() says how many came. Null when the state is not Body.
    char *bodyRoom(qsizetype *size);
    void received(qsizetype size);

    State state() const { return m_state; }
    const Refusal &refusal() const { return m_refusal; }
    bool started() const { return m_started; } // any byte of a request came; the empty line before it is none
    bool headComplete() const { return m_headComplete; }
    bool isHead() const { return m_isHead; } // known from the request line on
    bool isHttp10() const { return m_head.http10; }
    bool keepAlive() const { return m_framing.keepAlive(); }
    bool expectsContinue() const { return m_framing.expectsContinue(); }

    const RequestHead &head() const { return m_head; }
    RequestHead takeHead() { return std::move(m_head); }
    qsizetype bodySize() const { return m_body.size(); }
    QByteArray takeBody() { return std::move(m_body); }

private:
    void refuse(int status, const char *reason);
    void refuse(const Refusal &refusal) { refuse(refusal.status, refusal.reason); }
    void checkUnfinished(QByteArrayView piece);
    bool countLine(QByteArrayView piece);
    void refuseTooLong(QByteArrayView inOrder, int status, const char *reason);
    void takeLine(QByteArrayView line);
    void takeRequestLine(QByteArrayView line);
    void takeField(QByteArrayView line);
    void takeTrailer(QByteArrayView line);
    void takeChunkLine(QByteArrayView line);
    void endHead();
    QByteArrayView takeName(QByteArrayView line);
    QByteArrayView takeValue(QByteArrayView afterName);
    void dropNamedFields();
    void appendBody(QByteArrayView piece);

    const AcceptLimits *m_limits;
    State m_state = State::Line;
    Refusal m_refusal;
    FramingFields m_framing;
    RequestHead m_head;
    QByteArray m_body;
    QByteArray m_unfinished; // the beginning of a line whose end has not come
    quint64 m_left = 0; // of the body or the chunk
    qsizetype m_headBytes = 0; // with the trailers
    qsizetype m_extensionBytes = 0;
    int m_lines = 0;
    int m_unfinishedSpaces = 0; // in the unfinished request line
    bool m_started = false;
    bool m_blankLine = false;
    bool m_headComplete = false;
    bool m_isHead = false;
};

} // namespace keyswitch
