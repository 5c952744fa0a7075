// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/framingfields.h"

#include "proxy/accept/grammar.h"
#include "proxy/accept/requesttarget.h"

namespace keyswitch
{

using namespace grammar;

namespace
{

// The elements of a comma-separated list, without blanks. False when visit() said so.
template <typename Visit> bool eachElement(QByteArrayView list, Visit &&visit)
{
    while (true) {
        const qsizetype comma = list.indexOf(',');
        if (!visit(withoutBlanks(comma < 0 ? list : list.first(comma))))
            return false;
        if (comma < 0)
            return true;
        list = list.sliced(comma + 1);
    }
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && run(text, Token) == text.size();
}

} // namespace

FramingFields::Taken FramingFields::refuse(int status, const char *reason)
{
    m_refusal = {status, reason};
    return Taken::Refused;
}

FramingFields::Taken FramingFields::take(QByteArrayView name, QByteArrayView value)
{
    switch (name.size()) { // most fields are told from these by their length alone
    case 2:
        return name == "te" ? Taken::Drop : Taken::HandOn;
    case 4:
        return name == "host" ? takeHost(value) : Taken::HandOn;
    case 6:
        return name == "expect" ? takeExpect(value) : Taken::HandOn;
    case 7: // x-guard is how a guarded socket is found again: only we may set it
        return name == "upgrade" || name == "trailer" || name == "x-guard" ? Taken::Drop : Taken::HandOn;
    case 10:
        if (name == "connection")
            return takeConnection(value);
        return name == "keep-alive" ? Taken::Drop : Taken::HandOn;
    case 14:
        return name == "content-length" ? takeLength(value) : Taken::HandOn;
    case 16:
        if (name == "content-encoding") {
            if (value.isEmpty() || matches(value, "identity"))
                return Taken::Drop;
            return refuse(415, "Encoded request bodies are not taken; send the body as it is.");
        }
        return name == "proxy-connection" ? Taken::Drop : Taken::HandOn;
    case 17:
        return name == "transfer-encoding" ? takeTransferEncoding(value) : Taken::HandOn;
    case 19:
        return name == "proxy-authorization" ? Taken::Drop : Taken::HandOn;
    default:
        return Taken::HandOn;
    }
}

FramingFields::Taken FramingFields::takeHost(QByteArrayView value)
{
    if (m_hasHost)
        return refuse(400, "There is more than one Host field.");
    m_hasHost = true;
    if (value.isEmpty()) {
        if (!m_http10)
            return refuse(400, "The Host field is empty.");
    } else if (const Refusal refusal = checkHost(value)) {
        return refuse(refusal.status, refusal.reason);
    }
    m_host = value.toByteArray();
    return Taken::Drop;
}

// RFC 9112, 6.3: anything but one run of digits is unrecoverable. The merge of equal values that it allows is not made.
FramingFields::Taken FramingFields::takeLength(QByteArrayView value)
{
    if (m_length)
        return refuse(400, "There is more than one Content-Length field.");
    if (value.isEmpty() || value.size() > 18 || run(value, Digit) != value.size())
        return refuse(400, "The Content-Length is not a number.");
    qint64 length = 0;
    for (const char c : value)
        length = length * 10 + (c - '0');
    m_length = length;
    return Taken::Drop;
}

// 400 when the list is malformed or its last coding is not chunked, so that the body has no end that both sides agree
// on; 501 when it is well formed but has a coding besides chunked (RFC 9112, 6.1 and 6.3).
FramingFields::Taken FramingFields::takeTransferEncoding(QByteArrayView value)
{
    if (m_http10)
        return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (m_hasTransferEncoding)
        return refuse(400, "There is more than one Transfer-Encoding field.");
    m_hasTransferEncoding = true;
    bool others = false;
    const bool wellFormed = eachElement(value, [&](QByteArrayView coding) {
        if (m_chunked || !isToken(coding)) // after chunked nothing may come; parameters do not exist on codings in use
            return false;
        if (matches(coding, "chunked"))
            m_chunked = true;
        else
            others = true;
        return true;
    });
    if (!wellFormed || !m_chunked)
        return refuse(400, "The Transfer-Encoding does not end in one chunked.");
    if (others)
        return refuse(501, "Of transfer codings only chunked is understood.");
    return Taken::Drop;
}

FramingFields::Taken FramingFields::takeConnection(QByteArrayView value)
{
    const bool wellFormed = eachElement(value, [this](QByteArrayView option) {
        if (option.isEmpty())
            return true; // a recipient takes empty list elements (RFC 9110, 5.6.1.2)
        if (!isToken(option))
            return false;
        if (matches(option, "close")) {
            m_close = true;
        } else if (matches(option, "keep-alive")) {
            m_keepAlive = true;
        } else {
            if (m_named.isEmpty())
                m_named.append(',');
            m_named.append(option.toByteArray().toLower()).append(',');
        }
        return true;
    });
    return wellFormed ? Taken::Drop : refuse(400, "The Connection field is malformed.");
}

FramingFields::Taken FramingFields::takeExpect(QByteArrayView value)
{
    if (m_http10)
        return Taken::Drop; // RFC 9110, 10.1.1: must be ignored
    if (m_expectsContinue || !matches(value, "100-continue"))
        return refuse(417, "The expectation cannot be met.");
    m_expectsContinue = true;
    return Taken::Drop;
}

Refusal FramingFields::check() const
{
    if (!m_hasHost && !m_http10)
        return {400, "The Host field is missing."};
    if (m_hasTransferEncoding && m_length)
        return {400, "Content-Length and Transfer-Encoding exclude each other."};
    return {};
}

bool FramingFields::isNamed(QByteArrayView lowerName) const
{
    QByteArray element;
    element.reserve(lowerName.size() + 2);
    element.append(',').append(lowerName).append(',');
    return m_named.contains(element);
}

} // namespace keyswitch
