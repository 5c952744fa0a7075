// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/requestparser.h"

#include "proxy/accept/chunkline.h"
#include "proxy/accept/grammar.h"
#include "proxy/accept/requesttarget.h"

#include <cstring>

namespace keyswitch
{

using namespace grammar;

namespace
{

constexpr qsizetype LongestMethod = 32; // the longest registered one has 17 letters
constexpr qsizetype ExtensionLimit = 256; // of all chunk extensions of one body
constexpr qsizetype LongestChunkLine = 16 + ExtensionLimit + 2;
constexpr quint64 LargestReserve = 1024 * 1024; // memory is not given on a Content-Length's word alone
constexpr quint64 LargestRoom = 1024 * 1024;

// Static data, so that a request costs no allocation for its method.
QByteArray knownMethod(QByteArrayView method)
{
    static const QByteArray known[] = {
        QByteArrayLiteral("POST"),   QByteArrayLiteral("GET"),   QByteArrayLiteral("HEAD"),   QByteArrayLiteral("PUT"),
        QByteArrayLiteral("DELETE"), QByteArrayLiteral("PATCH"), QByteArrayLiteral("OPTIONS")};
    for (const QByteArray &candidate : known) {
        if (candidate == method) // methods are case-sensitive
            return candidate;
    }
    return {};
}

// Fields that frame, route or authenticate a message must not come after its body (RFC 9110, 6.5.1).
bool isForbiddenTrailer(QByteArrayView name)
{
    static constexpr const char *forbidden[] = {
        "transfer-encoding", "content-length", "host",         "trailer", "content-encoding",
        "content-type",      "content-range",  "connection",   "expect",  "te",
        "authorization",     "cache-control",  "max-forwards", "upgrade"};
    for (const char *candidate : forbidden) {
        if (matches(name, candidate))
            return true;
    }
    return false;
}

} // namespace

void RequestParser::reset()
{
    const AcceptLimits *const limits = m_limits;
    *this = RequestParser(*limits);
}

void RequestParser::refuse(int status, const char *reason)
{
    m_refusal = {status, reason};
    m_state = State::Refused;
}

qsizetype RequestParser::feed(QByteArrayView bytes)
{
    QByteArrayView rest = bytes;
    while (!rest.isEmpty() && m_state < State::Complete) {
        m_started = true;
        if (m_state == State::Body || m_state == State::ChunkData) {
            const auto size = static_cast<qsizetype>(qMin<quint64>(m_left, static_cast<quint64>(rest.size())));
            appendBody(rest.first(size));
            rest = rest.sliced(size);
            continue;
        }
        if (m_unfinished.endsWith('\r') && rest.front() != '\n') {
            refuse(400, "A line has a bare CR.");
            break;
        }
        const auto *const newline = static_cast<const char *>(std::memchr(rest.data(), '\n', size_t(rest.size())));
        const qsizetype size = newline ? newline - rest.data() + 1 : rest.size();
        const QByteArrayView piece = rest.first(size);
        if (!countLine(piece))
            break;
        rest = rest.sliced(size);
        if (!newline) {
            checkUnfinished(piece);
            m_unfinished.append(piece);
            break;
        }
        QByteArrayView line = piece;
        if (!m_unfinished.isEmpty()) {
            m_unfinished.append(piece);
            line = m_unfinished;
        }
        if (line.size() < 2 || line[line.size() - 2] != '\r') {
            refuse(400, "A line does not end in CR LF.");
            break;
        }
        takeLine(line.chopped(2));
        m_unfinished.resize(0);
        m_unfinishedSpaces = 0;
    }
    return bytes.size() - rest.size();
}

// Limits on what may be kept while a line has not ended; true when `piece` is within them.
bool RequestParser::countLine(QByteArrayView piece)
{
    const bool inFields = m_state == State::Fields || m_state == State::Trailers;
    if (m_state == State::Line) {
        const qsizetype room = m_limits->targetBytes + LongestMethod + 12 - m_unfinished.size();
        if (piece.size() > room)
            refuseTooLong(piece.first(room), 414, "The request line is too long.");
    } else if (!inFields) {
        if (m_unfinished.size() + piece.size() > LongestChunkLine)
            refuse(400, "The line before a chunk is too long.");
        return m_state != State::Refused;
    }
    if (inFields && m_lines >= m_limits->headerLines && m_unfinished.isEmpty() && piece.front() != '\r')
        refuse(431, "There are too many header fields.");
    if (m_state != State::Refused && m_headBytes + piece.size() > m_limits->headBytes)
        refuseTooLong(piece.first(m_limits->headBytes - m_headBytes), 431, "The header is too large.");
    m_headBytes += piece.size();
    return m_state != State::Refused;
}

// What is wrong within the limit comes first, as it does when the bytes come one by one.
void RequestParser::refuseTooLong(QByteArrayView inOrder, int status, const char *reason)
{
    checkUnfinished(inOrder);
    if (m_state != State::Refused)
        refuse(status, reason);
}

// An unfinished line is looked at now for what no end can heal: garbage, a TLS hello or an endless method are refused
// at once and not when the header's time is up.
void RequestParser::checkUnfinished(QByteArrayView piece)
{
    if (m_state == State::Line) {
        qsizetype length = m_unfinished.size();
        for (qsizetype i = 0; i < piece.size(); ++i) {
            const char c = piece[i];
            ++length;
            if (c == ' ') {
                ++m_unfinishedSpaces;
            } else if (c == '\r') {
                if (i + 1 < piece.size())
                    return refuse(400, "The request line has a bare CR.");
            } else if (m_unfinishedSpaces == 0 ? !is(c, Token) || length > LongestMethod : !is(c, TargetByte)) {
                return refuse(400, "The request line is malformed.");
            }
        }
        return;
    }
    const bool inHead = m_state == State::Fields || m_state == State::Trailers;
    for (qsizetype i = 0; i < piece.size(); ++i) {
        const char c = piece[i];
        if (!is(c, FieldByte) && (c != '\r' || i + 1 < piece.size()))
            return refuse(400, inHead ? "A field has a control byte." : "The line before a chunk is malformed.");
    }
}

void RequestParser::takeLine(QByteArrayView line)
{
    switch (m_state) {
    case State::Line:
        return takeRequestLine(line);
    case State::Fields:
        return line.isEmpty() ? endHead() : takeField(line);
    case State::ChunkSize:
        return takeChunkLine(line);
    case State::ChunkEnd:
        if (!line.isEmpty())
            return refuse(400, "A chunk is longer than its size.");
        m_state = State::ChunkSize;
        return;
    case State::Trailers:
        if (!line.isEmpty())
            return takeTrailer(line);
        m_state = State::Complete;
        return;
    case State::Body:
    case State::ChunkData:
    case State::Complete:
    case State::Refused:
        return;
    }
}

void RequestParser::takeRequestLine(QByteArrayView line)
{
    if (line.isEmpty()) { // RFC 9112, 2.2
        if (m_blankLine)
            return refuse(400, "There are empty lines before the request line.");
        m_blankLine = true;
        m_started = false; // a client of old sends one behind its body, and nothing may follow
        return;
    }
    const qsizetype methodSize = run(line, Token);
    if (methodSize == 0 || methodSize > LongestMethod || methodSize == line.size() || line[methodSize] != ' ')
        return refuse(400, "The request line is malformed.");
    const QByteArrayView method = line.first(methodSize);
    QByteArrayView rest = line.sliced(methodSize + 1);
    const qsizetype targetSize = run(rest, TargetByte);
    if (targetSize == 0 || targetSize == rest.size() || rest[targetSize] != ' ')
        return refuse(400, "The request line is malformed.");
    const QByteArrayView target = rest.first(targetSize);
    const QByteArrayView version = rest.sliced(targetSize + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.' || !is(version[5], Digit)
        || !is(version[7], Digit))
        return refuse(400, "The request line does not end in an HTTP version.");
    if (method == "PRI") // the preface of HTTP/2 (RFC 9113, 3.4), made so that it is refused like this
        return refuse(400, "HTTP/2 is not spoken on this port.");
    if (version[5] != '1')
        return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken.");
    m_head.http10 = version[7] == '0'; // 1.2 and later are 1.1 to us (RFC 9110, 6.2)
    m_framing = FramingFields(m_head.http10);
    m_head.method = knownMethod(method);
    if (m_head.method.isEmpty())
        return refuse(501, "The method is not implemented.");
    m_isHead = method == "HEAD";
    if (targetSize > m_limits->targetBytes)
        return refuse(414, "The request target is too long.");
    RequestTarget parts;
    if (const Refusal refusal = splitTarget(target, method == "OPTIONS", &parts))
        return refuse(refusal);
    m_head.path = parts.path.toByteArray();
    m_head.query = parts.query.toByteArray();
    if (parts.absolute)
        m_head.host = parts.authority.toByteArray();
    m_state = State::Fields;
}

// Appends the field's name in lower case to the block of fields and returns it there; empty when it is refused.
QByteArrayView RequestParser::takeName(QByteArrayView line)
{
    ++m_lines;
    if (line.front() == ' ' || line.front() == '\t') {
        refuse(400, "A field is folded over several lines.");
        return {};
    }
    const qsizetype size = run(line, Token);
    if (size == 0 || size == line.size() || line[size] != ':') {
        refuse(400, "A field has no valid name.");
        return {};
    }
    QByteArray &block = m_head.fields;
    const qsizetype start = block.size();
    if (block.capacity() == 0)
        block.reserve(1024);
    block.resize(start + size);
    char *const lower = block.data() + start;
    for (qsizetype i = 0; i < size; ++i)
        lower[i] = line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] | 0x20) : line[i];
    return {lower, size};
}

QByteArrayView RequestParser::takeValue(QByteArrayView afterName)
{
    const QByteArrayView value = withoutBlanks(afterName);
    if (run(value, FieldByte) != value.size())
        refuse(400, "A field has a control byte.");
    return value;
}

void RequestParser::takeField(QByteArrayView line)
{
    const qsizetype start = m_head.fields.size();
    const QByteArrayView name = takeName(line);
    if (m_state == State::Refused)
        return;
    const QByteArrayView value = takeValue(line.sliced(name.size() + 1));
    if (m_state == State::Refused)
        return;
    switch (m_framing.take(name, value)) {
    case FramingFields::Taken::HandOn:
        m_head.fields.append(": ", 2).append(value).append("\r\n", 2);
        return;
    case FramingFields::Taken::Drop:
        m_head.fields.resize(start);
        return;
    case FramingFields::Taken::Refused:
        return refuse(m_framing.refusal());
    }
}

void RequestParser::takeTrailer(QByteArrayView line)
{
    const qsizetype start = m_head.fields.size();
    const QByteArrayView name = takeName(line);
    if (m_state == State::Refused)
        return;
    takeValue(line.sliced(name.size() + 1));
    if (m_state != State::Refused && isForbiddenTrailer(name))
        refuse(400, "A field that must stand in the header stands behind the body.");
    m_head.fields.resize(start); // nobody upstream could trust a trailer
}

void RequestParser::takeChunkLine(QByteArrayView line)
{
    ChunkLine chunk;
    if (const Refusal refusal = parseChunkLine(line, &chunk))
        return refuse(refusal);
    m_extensionBytes += chunk.extensionBytes;
    if (m_extensionBytes > ExtensionLimit)
        return refuse(400, "The chunk extensions are too long.");
    const auto limit = static_cast<quint64>(m_limits->bodyBytes);
    if (chunk.size > limit || static_cast<quint64>(m_body.size()) + chunk.size > limit)
        return refuse(413, "The body is too large.");
    m_left = chunk.size;
    m_state = chunk.size > 0 ? State::ChunkData : State::Trailers;
}

void RequestParser::endHead()
{
    if (const Refusal refusal = m_framing.check())
        return refuse(refusal);
    if (m_head.host.isEmpty())
        m_head.host = m_framing.host().toByteArray();
    if (m_framing.namesOthers())
        dropNamedFields();
    m_headComplete = true;
    if (m_framing.chunked()) {
        m_state = State::ChunkSize;
        return;
    }
    const qint64 length = m_framing.contentLength().value_or(0);
    if (length > m_limits->bodyBytes)
        return refuse(413, "The body is too large.");
    m_left = static_cast<quint64>(length);
    if (m_left > 0)
        m_body.reserve(static_cast<qsizetype>(qMin(m_left, LargestReserve)));
    m_state = m_left > 0 ? State::Body : State::Complete;
}

void RequestParser::dropNamedFields()
{
    QByteArray kept;
    kept.reserve(m_head.fields.size());
    RequestHead::eachField(m_head.fields, [&](QByteArrayView name, QByteArrayView value) {
        if (!m_framing.isNamed(name))
            kept.append(name).append(": ").append(value).append("\r\n");
    });
    m_head.fields = kept;
}

void RequestParser::appendBody(QByteArrayView piece)
{
    m_body.append(piece);
    m_left -= static_cast<quint64>(piece.size());
    if (m_left == 0)
        m_state = m_state == State::Body ? State::Complete : State::ChunkEnd;
}

char *RequestParser::bodyRoom(qsizetype *size)
{
    if (m_state != State::Body)
        return nullptr;
    const qsizetype old = m_body.size();
    *size = static_cast<qsizetype>(qMin(m_left, LargestRoom));
    m_body.resize(old + *size); // received() takes back what did not come
    return m_body.data() + old;
}

void RequestParser::received(qsizetype size)
{
    Q_ASSERT(m_state == State::Body);
    const auto room = static_cast<qsizetype>(qMin(m_left, LargestRoom));
    Q_ASSERT(size >= 0 && size <= room);
    m_body.resize(m_body.size() - room + size);
    m_left -= static_cast<quint64>(size);
    if (m_left == 0)
        m_state = State::Complete;
}

} // namespace keyswitch
