// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// One event of a stream as it came, to be passed on or dropped whole. Both views die with the next step.
struct SseEvent {
    enum class Kind : quint8 {
        Event, // whole, with the blank line that ends it
        Part, // a piece of one too large to be held: pass it on unlooked, nothing may be put behind it
        Rest, // what the stream ended with, without its blank line
    };
    Kind kind = Kind::Event;
    QByteArrayView raw; // all raw views in a row are the stream, byte for byte
    QByteArrayView data; // the `data` lines, joined with LF; null when there were none (a comment, a ping)

    bool hasData() const { return !data.isNull(); }
};

// Cuts an event stream (WHATWG HTML, "Server-sent events") into events, whatever pieces it comes in: LF, CRLF and CR
// line ends, mixed too, a BOM in front, comments, several data lines. An event that lies in one piece is not copied.
// Linear in the bytes, memory bounded by LargestEvent: what is larger is handed on as it comes, without its data, and
// the next event is whole again. For one stream, in one thread.
class SseSplitter
{
public:
    static constexpr qsizetype LargestEvent = 1 << 20;

    // Calls visit(const SseEvent &) for each event that ends in `piece`. The splitter must outlive the call.
    template <typename Visit> void feed(QByteArrayView piece, Visit &&visit)
    {
        m_piece = piece;
        m_at = 0;
        m_nextLf = -1;
        m_hasCr = piece.contains('\r');
        SseEvent event;
        while (nextPlain(event) || next(event))
            visit(static_cast<const SseEvent &>(event));
        m_piece = {};
    }

    // The stream is over: hands out what is left. WHATWG clients drop an event without its blank line, but servers
    // exist that end with one, so its data is told.
    template <typename Visit> void finish(Visit &&visit)
    {
        SseEvent event;
        if (rest(event))
            visit(static_cast<const SseEvent &>(event));
    }

    // Bytes of an event went out that has not ended: a comment put here would break it.
    bool isInsideEvent() const { return m_oversized; }

private:
    bool nextPlain(SseEvent &event);
    bool next(SseEvent &event);
    bool rest(SseEvent &event);
    qsizetype lineEnd(qsizetype from);
    QByteArrayView dataOf(QByteArrayView raw);

    QByteArrayView m_piece;
    qsizetype m_at = 0; // in the piece
    qsizetype m_nextLf = -1; // in the piece; -1: not looked for yet

    QByteArray m_held; // of an event that began in an earlier piece
    QByteArray m_handedOut; // what the last event's views point into
    QByteArray m_joined; // several data lines
    bool m_hasCr = false; // anywhere in the piece
    bool m_lineIsEmpty = true; // nothing in the current line so far
    bool m_afterCr = false; // a LF that comes next belongs to the CR before it
    bool m_oversized = false; // the current event is handed on in parts
    bool m_first = true; // a BOM may stand in front
};

} // namespace keyswitch
