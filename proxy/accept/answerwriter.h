// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

// The current "date: …\r\n" line (RFC 9110, 5.6.7 and 6.6.1), made anew once a second. One per worker.
class DateLine
{
public:
    QByteArrayView now();

private:
    qint64 m_second = -1;
    QByteArray m_line;
};

// Frames one answer after the other as HTTP/1.1 (RFC 9112, section 6): by length, in chunks, or by closing for
// HTTP/1.0. Pure: appends to the caller's buffer.
class AnswerWriter
{
public:
    struct Asked {
        bool isHead = false;
        bool http10 = false;
        bool keepAlive = true;
    };
    // Every status line begins with these bytes.
    static constexpr char Prefix[] = "HTTP/1.1 ";
    static constexpr qsizetype PrefixSize = sizeof Prefix - 1;

    void reset(const Asked &asked);
    // `fields` are complete lines without framing fields. `prefixSent`: so much of Prefix went out already.
    void begin(QByteArray *out, int status, QByteArrayView fields, std::optional<qint64> contentLength,
               QByteArrayView date, qsizetype prefixSent = 0);
    // One piece of the body: what openPiece() returns goes between the two. It is empty where no body may be (HEAD,
    // 204, 304) and shortened where it would exceed the length that was promised.
    QByteArrayView openPiece(QByteArray *out, QByteArrayView body);
    void closePiece(QByteArray *out);
    // False: less came than was promised, so the connection must break.
    bool end(QByteArray *out);

    void closeAfterwards() { m_keepAlive = false; } // before begin()
    bool begun() const { return m_framing != Framing::None; }
    bool isChunked() const { return m_framing == Framing::Chunks; }
    bool endsByClosing() const { return m_framing == Framing::Closing; }
    bool keepAlive() const { return m_keepAlive; }

private:
    enum class Framing : quint8 { None, NoBody, Length, Chunks, Closing };
    Asked m_asked;
    Framing m_framing = Framing::None;
    bool m_keepAlive = false;
    bool m_pieceOpen = false;
    qint64 m_left = 0;
};

} // namespace keyswitch
