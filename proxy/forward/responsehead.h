// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

// Collects an answer's head from its lines, and refuses what curl lets through although readers may disagree about it:
// obs-fold, a bare CR, blanks before the colon, Content-Length twice with different values or beside Transfer-Encoding,
// codings nobody asked for, a status line that is none (RFC 9112, sections 2.2, 4, 5.1, 5.2, 6.1, 6.3). 1xx heads are
// dropped, yet counted: an endless row of them ends at MostInterim, or at the limit of bytes.
class ResponseHead
{
public:
    static constexpr int MostInterim = 100;

    enum class Verdict {
        More,
        Complete, // this line ended the final head
        Malformed,
        TooLarge,
    };

    // One line as received, with its line end; also the trailers, which are counted and dropped.
    Verdict addLine(QByteArrayView line, qsizetype maxBytes);
    // The same for all fields of the final head with the empty line behind them, where they lie in one piece: they are
    // kept with one copy. Only when isAtFields(). Nothing was taken without a verdict: add them line by line.
    std::optional<Verdict> addFields(QByteArrayView fields, qsizetype maxBytes);
    bool isAtFields() const { return !m_expectStatusLine && m_status >= 200 && !m_complete; }
    // What has come of a line so far: More, unless no end could heal it.
    Verdict lookAtUnfinished(QByteArrayView line, qsizetype maxBytes) const;
    // For the next exchange.
    void clear();

    bool isComplete() const { return m_complete; }
    // Neither its length nor chunks tell where the body ends (RFC 9112, 6.3).
    bool endsWithConnection() const
    {
        return !m_framing.chunked && m_framing.contentLength < 0 && m_status != 204 && m_status != 304;
    }
    // What tells where the body ends (RFC 9112, 6.3); chunks when isChunked(), else this; -1: the connection's end.
    qint64 contentLength() const { return m_framing.contentLength; }
    bool isChunked() const { return m_framing.chunked; }
    bool keepsConnection() const
    {
        return m_http10 ? m_framing.keepAlive && !m_framing.close : !m_framing.close;
    } // RFC 9112, 9.3
    int status() const { return m_status; } // 0 before the first status line
    QByteArray takeReason() { return std::move(m_reason); }
    // "Name: value\r\n" lines of the final head, as received.
    QByteArray takeBlock() { return std::move(m_block); }

private:
    bool readStatusLine(QByteArrayView line);
    bool readField(QByteArrayView line);
    bool checkField(QByteArrayView line);
    Verdict endFields();
    bool readLength(QByteArrayView value);
    void readConnection(QByteArrayView value);

    struct Framing { // what the fields say of the body's end, and of the connection's
        qint64 contentLength = -1;
        bool chunked = false;
        bool close = false;
        bool keepAlive = false;
    };

    QByteArray m_block;
    QByteArray m_reason;
    qsizetype m_bytes = 0;
    Framing m_framing;
    int m_status = 0;
    int m_interim = 0;
    bool m_http10 = false;
    bool m_expectStatusLine = true;
    bool m_complete = false;
};

} // namespace keyswitch
