// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/refusal.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

// What the fields of one head say about the connection and the length of the body (RFC 9112, sections 3.2, 6 and 9;
// RFC 9110, sections 7.6.1 and 10.1.1). They are taken in one by one and end here: none of them is handed on.
class FramingFields
{
public:
    enum class Taken : quint8 { HandOn, Drop, Refused };

    explicit FramingFields(bool http10 = false)
        : m_http10(http10)
    {
    }

    // `name` is a valid token in lower case, `value` is without blanks around and without control bytes.
    Taken take(QByteArrayView name, QByteArrayView value);
    // After the last field: what only the whole can tell. A null host: none came.
    Refusal check() const;
    const Refusal &refusal() const { return m_refusal; }

    QByteArrayView host() const { return m_host; } // valid until the next take()
    bool chunked() const { return m_chunked; }
    std::optional<qint64> contentLength() const { return m_length; }
    bool keepAlive() const { return m_http10 ? m_keepAlive && !m_close : !m_close; }
    bool expectsContinue() const { return m_expectsContinue; }
    // Fields that Connection names as meant for this hop only.
    bool namesOthers() const { return !m_named.isEmpty(); }
    bool isNamed(QByteArrayView lowerName) const;

private:
    Taken refuse(int status, const char *reason);
    Taken takeHost(QByteArrayView value);
    Taken takeLength(QByteArrayView value);
    Taken takeTransferEncoding(QByteArrayView value);
    Taken takeConnection(QByteArrayView value);
    Taken takeExpect(QByteArrayView value);

    Refusal m_refusal;
    QByteArray m_host; // copied: the line it stood in may be gone before the head ends
    QByteArray m_named; // ",name,name," in lower case
    std::optional<qint64> m_length;
    bool m_http10 = false;
    bool m_hasHost = false;
    bool m_hasTransferEncoding = false;
    bool m_chunked = false;
    bool m_close = false;
    bool m_keepAlive = false;
    bool m_expectsContinue = false;
};

} // namespace keyswitch
