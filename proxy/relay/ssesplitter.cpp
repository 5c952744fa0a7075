// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/ssesplitter.h"

#include <cstring>

namespace keyswitch
{

// The next CR or LF in the piece. Each is looked for once over the same bytes, so that a stream of one kind of line end
// stays linear.
qsizetype SseSplitter::lineEnd(qsizetype from)
{
    const auto find = [this](char c, qsizetype begin, qsizetype end) {
        const void *const hit =
            begin < end ? std::memchr(m_piece.data() + begin, c, static_cast<std::size_t>(end - begin)) : nullptr;
        return hit ? static_cast<const char *>(hit) - m_piece.data() : end;
    };
    if (m_nextLf < from)
        m_nextLf = find('\n', from, m_piece.size());
    return find('\r', from, m_nextLf);
}

// What nearly all events are: one data line that lies whole in the piece, with LF line ends. False: ask next().
bool SseSplitter::nextPlain(SseEvent &event)
{
    constexpr QByteArrayView Name = "data: ";
    if (m_hasCr || m_afterCr || m_first || m_oversized || !m_lineIsEmpty || !m_held.isEmpty())
        return false;
    const QByteArrayView rest = m_piece.sliced(m_at);
    if (!rest.startsWith(Name))
        return false;
    const auto *const lf =
        static_cast<const char *>(std::memchr(rest.data(), '\n', static_cast<std::size_t>(rest.size())));
    if (!lf || lf + 1 == rest.end() || lf[1] != '\n' || lf - rest.data() > LargestEvent - 2)
        return false;
    event.kind = SseEvent::Kind::Event;
    event.raw = QByteArrayView(rest.data(), lf + 2);
    event.data = QByteArrayView(rest.data() + Name.size(), lf);
    m_at += event.raw.size();
    m_handedOut.clear();
    return true;
}

bool SseSplitter::next(SseEvent &event)
{
    m_handedOut.clear();
    const qsizetype begin = m_at;
    qsizetype at = begin;
    while (at < m_piece.size()) {
        if (m_afterCr) {
            m_afterCr = false;
            if (m_piece[at] == '\n') {
                ++at;
                continue;
            }
        }
        const qsizetype end = lineEnd(at);
        if (end > at)
            m_lineIsEmpty = false;
        if (end == m_piece.size()) {
            at = end;
            break;
        }
        at = end + 1;
        m_afterCr = m_piece[end] == '\r';
        if (!m_lineIsEmpty) {
            m_lineIsEmpty = true;
            continue;
        }
        // A blank line: the event ends here, with the LF of a CRLF if that has come already. It is not waited for:
        // after a lone CR it may never come, and in front of the next event it is no more than another line end.
        if (m_afterCr && at < m_piece.size() && m_piece[at] == '\n') {
            ++at;
            m_afterCr = false;
        }
        m_at = at;
        event.raw = m_piece.sliced(begin, at - begin);
        if (m_oversized) {
            m_oversized = false;
            event.kind = SseEvent::Kind::Part;
            event.data = {};
            return true;
        }
        if (!m_held.isEmpty()) {
            m_held.append(event.raw);
            m_handedOut.swap(m_held);
            event.raw = m_handedOut;
        }
        event.kind = SseEvent::Kind::Event;
        event.data = event.raw.size() > LargestEvent ? QByteArrayView() : dataOf(event.raw);
        m_first = false;
        return true;
    }

    // The piece is used up, in the middle of an event.
    m_at = at;
    if (begin == at)
        return false;
    event.kind = SseEvent::Kind::Part;
    event.data = {};
    event.raw = m_piece.sliced(begin, at - begin);
    if (m_oversized)
        return true;
    m_held.append(event.raw);
    if (m_held.size() <= LargestEvent)
        return false;
    m_oversized = true;
    m_first = false;
    m_handedOut.swap(m_held);
    event.raw = m_handedOut;
    return true;
}

bool SseSplitter::rest(SseEvent &event)
{
    m_handedOut.clear();
    m_handedOut.swap(m_held);
    m_oversized = false;
    if (m_handedOut.isEmpty())
        return false;
    event.kind = SseEvent::Kind::Rest;
    event.raw = m_handedOut;
    event.data = dataOf(event.raw);
    return true;
}

QByteArrayView SseSplitter::dataOf(QByteArrayView raw)
{
    constexpr QByteArrayView Bom = "\xEF\xBB\xBF";
    constexpr QByteArrayView Name = "data";
    if (m_first && raw.startsWith(Bom))
        raw = raw.sliced(Bom.size());

    QByteArrayView data;
    bool joined = false;
    while (!raw.isEmpty()) {
        // Up to LF first: a line seldom has a CR in it.
        const void *const lf = std::memchr(raw.data(), '\n', static_cast<std::size_t>(raw.size()));
        QByteArrayView line = lf ? raw.first(static_cast<const char *>(lf) - raw.data()) : raw;
        qsizetype used = lf ? line.size() + 1 : line.size();
        if (const qsizetype cr = line.indexOf('\r'); cr >= 0) {
            used = cr + 1 < line.size() || !lf ? cr + 1 : used;
            line = line.first(cr);
        }
        raw = raw.sliced(used);
        if (!line.startsWith(Name))
            continue;
        QByteArrayView value = line.sliced(Name.size());
        if (!value.isEmpty() && value.front() != ':')
            continue; // "database: x"
        value = value.sliced(value.startsWith(':') ? 1 : 0);
        value = value.sliced(value.startsWith(' ') ? 1 : 0);
        if (data.isNull()) {
            data = QByteArrayView(value.data(), value.size());
            continue;
        }
        if (!joined) {
            m_joined.clear();
            m_joined.append(data);
            joined = true;
        }
        m_joined.append('\n').append(value);
        data = m_joined;
    }
    return data;
}

} // namespace keyswitch
