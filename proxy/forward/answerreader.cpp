// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/answerreader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace keyswitch
{

using upstream::UpstreamFailure;

namespace
{

// With the empty line that ends them; 0 when that has not come yet.
qsizetype sizeOfFields(QByteArrayView bytes)
{
    if (bytes.startsWith("\r\n"))
        return 2;
    const auto *const end = static_cast<const char *>(::memmem(bytes.data(), size_t(bytes.size()), "\r\n\r\n", 4));
    return end ? end - bytes.data() + 4 : 0;
}

} // namespace

void AnswerReader::begin(bool withoutBody, qsizetype maxHeadBytes)
{
    m_line.resize(0);
    m_chunks.clear();
    m_left = 0;
    m_maxHeadBytes = maxHeadBytes;
    m_failure = UpstreamFailure::None;
    m_failureText = nullptr;
    m_part = Part::Head;
    m_withoutBody = withoutBody;
    m_whole = false;
}

void AnswerReader::fail(UpstreamFailure failure, const char *text)
{
    m_failure = failure;
    m_failureText = text;
}

QByteArrayView AnswerReader::read(QByteArrayView bytes, Sink &sink)
{
    while (!bytes.isEmpty() && !m_whole && m_failure == UpstreamFailure::None) {
        switch (m_part) {
        case Part::Head:
            bytes = readHead(bytes);
            break;
        case Part::Sized: {
            const auto size = qsizetype(std::min<qint64>(m_left, bytes.size()));
            sink.answerBody(bytes.first(size));
            bytes = bytes.sliced(size);
            m_left -= size;
            m_whole = m_left == 0;
            break;
        }
        case Part::Chunked:
            bytes = readChunks(bytes, sink);
            break;
        case Part::UntilClose:
            sink.answerBody(bytes);
            bytes = {};
            break;
        }
    }
    return bytes;
}

void AnswerReader::end()
{
    m_whole = m_whole || (m_failure == UpstreamFailure::None && m_part == Part::UntilClose);
}

QByteArrayView AnswerReader::readHead(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_head.isComplete()) {
        ResponseHead::Verdict verdict = ResponseHead::Verdict::More;
        const qsizetype size = m_line.isEmpty() && m_head.isAtFields() ? sizeOfFields(bytes) : 0;
        if (const auto known = size > 0 ? m_head.addFields(bytes.first(size), m_maxHeadBytes) : std::nullopt) {
            verdict = *known;
            bytes = bytes.sliced(size);
        } else {
            bytes = readHeadLine(bytes, &verdict);
        }
        if (verdict == ResponseHead::Verdict::Malformed)
            fail(UpstreamFailure::Malformed, "the upstream's answer has a malformed head");
        else if (verdict == ResponseHead::Verdict::TooLarge)
            fail(UpstreamFailure::HeadTooLarge, "the upstream's answer has too many bytes of headers");
        if (m_failure != UpstreamFailure::None)
            return {};
    }
    if (m_head.isComplete())
        beginBody();
    return bytes;
}

QByteArrayView AnswerReader::readHeadLine(QByteArrayView bytes, ResponseHead::Verdict *verdict)
{
    const auto *const newline = static_cast<const char *>(std::memchr(bytes.data(), '\n', size_t(bytes.size())));
    const qsizetype size = newline ? newline - bytes.data() + 1 : bytes.size();
    QByteArrayView line = bytes.first(size);
    if (!newline || !m_line.isEmpty()) {
        m_line.append(line);
        line = m_line;
    }
    *verdict = newline ? m_head.addLine(line, m_maxHeadBytes) : m_head.lookAtUnfinished(line, m_maxHeadBytes);
    if (newline)
        m_line.resize(0);
    return bytes.sliced(size);
}

// RFC 9112, section 6.3.
void AnswerReader::beginBody()
{
    const int status = m_head.status();
    if (m_withoutBody || status == 204 || status == 304 || m_head.contentLength() == 0) {
        m_part = Part::Sized;
        m_whole = true;
    } else if (m_head.isChunked()) {
        m_part = Part::Chunked;
    } else if (m_head.contentLength() > 0) {
        m_part = Part::Sized;
        m_left = m_head.contentLength();
    } else {
        m_part = Part::UntilClose;
    }
}

QByteArrayView AnswerReader::readChunks(QByteArrayView bytes, Sink &sink)
{
    while (!m_whole) {
        switch (m_chunks.next(&bytes)) {
        case ChunkReader::Found::More:
            return bytes;
        case ChunkReader::Found::Data:
            sink.answerBody(m_chunks.data());
            break;
        case ChunkReader::Found::TrailerLine: // counted and dropped
            if (m_head.addLine(m_chunks.data(), m_maxHeadBytes) != ResponseHead::Verdict::More)
                fail(UpstreamFailure::BrokenFraming, "the upstream's answer has malformed or too many trailers");
            m_whole = m_chunks.isWhole();
            if (m_failure != UpstreamFailure::None)
                return {};
            break;
        case ChunkReader::Found::Broken:
            fail(UpstreamFailure::BrokenFraming, "the upstream's answer is not in the chunks that it promised");
            return {};
        }
    }
    return bytes;
}

} // namespace keyswitch
