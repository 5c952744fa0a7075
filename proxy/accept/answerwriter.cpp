// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/answerwriter.h"

#include <charconv>
#include <ctime>

namespace keyswitch
{

namespace
{

const char *reasonPhrase(int status) // RFC 9110, section 15; only for people, clients must not read it
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 402:
        return "Payment Required";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "";
    }
}

void appendNumber(QByteArray *out, qint64 number, int base = 10)
{
    char text[24];
    const auto result = std::to_chars(text, text + sizeof text, number, base);
    out->append(text, result.ptr - text);
}

} // namespace

QByteArrayView DateLine::now()
{
    const std::time_t second = std::time(nullptr);
    if (second != m_second) {
        m_second = second;
        std::tm utc{};
#ifdef _WIN32
        gmtime_s(&utc, &second);
#else
        gmtime_r(&second, &utc);
#endif
        // Not strftime(): its names follow the process's locale.
        static constexpr const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        m_line = QByteArray::fromStdString("date: ") + days[utc.tm_wday] + ", ";
        const auto two = [this](int number) { m_line.append(char('0' + number / 10)).append(char('0' + number % 10)); };
        two(utc.tm_mday);
        m_line.append(' ')
            .append(months[utc.tm_mon])
            .append(' ')
            .append(QByteArray::number(utc.tm_year + 1900))
            .append(' ');
        two(utc.tm_hour);
        m_line.append(':');
        two(utc.tm_min);
        m_line.append(':');
        two(utc.tm_sec);
        m_line.append(" GMT\r\n");
    }
    return m_line;
}

void AnswerWriter::reset(const Asked &asked)
{
    m_asked = asked;
    m_framing = Framing::None;
    m_keepAlive = asked.keepAlive;
    m_pieceOpen = false;
    m_left = 0;
}

void AnswerWriter::begin(QByteArray *out, int status, QByteArrayView fields, std::optional<qint64> contentLength,
                         QByteArrayView date, qsizetype prefixSent)
{
    Q_ASSERT(!begun() && status >= 200 && status <= 999);
    Q_ASSERT(fields.isEmpty() || fields.endsWith("\r\n"));
    const bool noBody = m_asked.isHead || status == 204 || status == 304;
    m_left = contentLength.value_or(0);
    if (noBody)
        m_framing = Framing::NoBody;
    else if (contentLength)
        m_framing = Framing::Length;
    else
        m_framing = m_asked.http10 ? Framing::Closing : Framing::Chunks;
    if (m_framing == Framing::Closing)
        m_keepAlive = false;

    out->append(Prefix + prefixSent, PrefixSize - prefixSent);
    appendNumber(out, status);
    out->append(' ').append(reasonPhrase(status)).append("\r\n", 2).append(fields).append(date);
    if (contentLength && status != 204 && status != 304) { // HEAD: the length that GET would have (RFC 9110, 8.6)
        out->append("content-length: ");
        appendNumber(out, *contentLength);
        out->append("\r\n", 2);
    } else if (m_framing == Framing::Chunks) {
        out->append("transfer-encoding: chunked\r\n");
    }
    if (!m_keepAlive)
        out->append("connection: close\r\n");
    else if (m_asked.http10)
        out->append("connection: keep-alive\r\n");
    out->append("\r\n", 2);
}

QByteArrayView AnswerWriter::openPiece(QByteArray *out, QByteArrayView body)
{
    Q_ASSERT(begun() && !m_pieceOpen);
    switch (m_framing) {
    case Framing::None:
    case Framing::NoBody:
        return {};
    case Framing::Closing:
        return body;
    case Framing::Length:
        if (body.size() > m_left) {
            body = body.first(m_left);
            m_keepAlive = false;
        }
        m_left -= body.size();
        return body;
    case Framing::Chunks:
        if (body.isEmpty()) // a chunk of size 0 would be the last one
            return {};
        appendNumber(out, body.size(), 16);
        out->append("\r\n", 2);
        m_pieceOpen = true;
        return body;
    }
    return {};
}

void AnswerWriter::closePiece(QByteArray *out)
{
    if (m_pieceOpen)
        out->append("\r\n", 2);
    m_pieceOpen = false;
}

bool AnswerWriter::end(QByteArray *out)
{
    Q_ASSERT(begun() && !m_pieceOpen);
    if (m_framing == Framing::Chunks)
        out->append("0\r\n\r\n", 5);
    return m_framing != Framing::Length || m_left == 0;
}

} // namespace keyswitch
