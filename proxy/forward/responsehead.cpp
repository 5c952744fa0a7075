// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/responsehead.h"

#include "proxy/base/requesthead.h"
#include "proxy/forward/fieldsyntax.h"

#include <cstring>

namespace keyswitch
{

namespace
{

constexpr qsizetype usualBlockSize = 3072; // LiteLLM sends about 2 KB

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

ResponseHead::Verdict ResponseHead::addLine(QByteArrayView line, qsizetype maxBytes)
{
    m_bytes += line.size();
    if (m_bytes > maxBytes)
        return Verdict::TooLarge;
    if (m_complete)
        return Verdict::More; // a trailer
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    if (breaksLine(line))
        return Verdict::Malformed;
    if (m_expectStatusLine)
        return readStatusLine(line) ? Verdict::More : Verdict::Malformed;
    if (!line.isEmpty())
        return readField(line) ? Verdict::More : Verdict::Malformed;
    if (m_status < 200) {
        m_expectStatusLine = true;
        return ++m_interim > MostInterim ? Verdict::TooLarge : Verdict::More;
    }
    return endFields();
}

ResponseHead::Verdict ResponseHead::endFields()
{
    if (m_framing.chunked && (m_framing.contentLength >= 0 || m_http10))
        return Verdict::Malformed;
    m_complete = true;
    return Verdict::Complete;
}

std::optional<ResponseHead::Verdict> ResponseHead::addFields(QByteArrayView fields, qsizetype maxBytes)
{
    Q_ASSERT(isAtFields() && fields.endsWith("\r\n"));
    if (m_bytes + fields.size() > maxBytes)
        return std::nullopt; // something before that limit may be wrong with it, too
    const Framing before = m_framing;
    QByteArrayView rest = fields;
    while (!rest.isEmpty()) {
        const auto *const newline = static_cast<const char *>(std::memchr(rest.data(), '\n', size_t(rest.size())));
        const qsizetype end = newline ? newline - rest.data() : -1;
        if (end < 1 || rest[end - 1] != '\r') {
            m_framing = before;
            return std::nullopt;
        }
        const QByteArrayView line = rest.first(end - 1);
        rest = rest.sliced(end + 1);
        if (line.isEmpty()) // the last
            break;
        if (breaksLine(line) || !checkField(line))
            return Verdict::Malformed;
    }
    if (m_block.capacity() == 0)
        m_block.reserve(usualBlockSize);
    m_block.append(fields.chopped(2));
    m_bytes += fields.size();
    return endFields();
}

// What is no HTTP/1.x is told at once: its line may never end.
ResponseHead::Verdict ResponseHead::lookAtUnfinished(QByteArrayView line, qsizetype maxBytes) const
{
    constexpr QByteArrayView Version = "HTTP/1.";
    if (m_bytes + line.size() > maxBytes)
        return Verdict::TooLarge;
    const qsizetype known = qMin(line.size(), Version.size());
    return m_expectStatusLine && line.first(known) != Version.first(known) ? Verdict::Malformed : Verdict::More;
}

void ResponseHead::clear()
{
    m_block.resize(0);
    m_reason.clear();
    m_bytes = 0;
    m_framing = {};
    m_status = 0;
    m_interim = 0;
    m_http10 = m_complete = false;
    m_expectStatusLine = true;
}

bool ResponseHead::readStatusLine(QByteArrayView line)
{
    // HTTP/1.1 SP 3DIGIT [SP reason]
    constexpr qsizetype shortest = 12;
    if (line.size() < shortest || !line.startsWith("HTTP/1.") || !isDigit(line[7]) || line[8] != ' '
        || !isDigit(line[9]) || !isDigit(line[10]) || !isDigit(line[11])
        || (line.size() > shortest && line[shortest] != ' '))
        return false;
    m_status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    if (m_status < 100 || m_status == 101) // nobody asked for an upgrade
        return false;
    m_http10 = line[7] == '0';
    m_reason = line.size() > shortest + 1 ? line.sliced(shortest + 1).toByteArray() : QByteArray();
    // Whatever 1xx came before is forgotten.
    m_block.resize(0);
    m_framing = {};
    m_expectStatusLine = false;
    return true;
}

bool ResponseHead::readField(QByteArrayView line)
{
    if (!checkField(line))
        return false;
    if (m_block.capacity() == 0)
        m_block.reserve(usualBlockSize);
    m_block.append(line).append("\r\n", 2);
    return true;
}

bool ResponseHead::checkField(QByteArrayView line)
{
    const qsizetype colon = tokenLength(line);
    if (colon == 0 || colon == line.size() || line[colon] != ':')
        return false; // obs-fold too: it begins with a blank
    const QByteArrayView name = line.first(colon);
    if (name.size() == 14 && equalsIgnoringCase(name, "content-length")) {
        if (!readLength(line.sliced(colon + 1).trimmed()))
            return false;
    } else if (name.size() == 17 && equalsIgnoringCase(name, "transfer-encoding")) {
        if (m_framing.chunked || !equalsIgnoringCase(line.sliced(colon + 1).trimmed(), "chunked"))
            return false;
        m_framing.chunked = true;
    } else if (name.size() == 10 && equalsIgnoringCase(name, "connection")) {
        readConnection(line.sliced(colon + 1));
    }
    return true;
}

void ResponseHead::readConnection(QByteArrayView value)
{
    while (!value.isEmpty()) {
        const qsizetype comma = value.indexOf(',');
        const QByteArrayView option = (comma < 0 ? value : value.first(comma)).trimmed();
        value = comma < 0 ? QByteArrayView() : value.sliced(comma + 1);
        m_framing.close = m_framing.close || equalsIgnoringCase(option, "close");
        m_framing.keepAlive = m_framing.keepAlive || equalsIgnoringCase(option, "keep-alive");
    }
}

bool ResponseHead::readLength(QByteArrayView value)
{
    if (value.isEmpty() || value.size() > 18)
        return false;
    qint64 length = 0;
    for (const char c : value) {
        if (!isDigit(c))
            return false;
        length = length * 10 + (c - '0');
    }
    if (m_framing.contentLength >= 0 && m_framing.contentLength != length)
        return false;
    m_framing.contentLength = length;
    return true;
}

} // namespace keyswitch
