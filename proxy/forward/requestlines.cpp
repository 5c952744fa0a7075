// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/requestlines.h"

#include "proxy/base/requesthead.h"
#include "proxy/forward/fieldsyntax.h"

#include <sodium.h>

namespace keyswitch
{

bool RequestLines::add(QByteArrayView name, QByteArrayView value)
{
    if (!isToken(name) || breaksLine(value)) {
        m_sane = false;
        return false;
    }
    if (inspect(name, value) == Take::No)
        return true;
    beginLine();
    m_arena.append(name.data(), name.size());
    if (value.isEmpty())
        m_arena.append(';'); // curl's way to send a field without a value; "Name:" would take it out
    else
        m_arena.append(": ", 2).append(value.data(), value.size());
    m_arena.append('\0');
    return true;
}

bool RequestLines::addBlock(QByteArrayView lines)
{
    m_arena.reserve(m_arena.size() + lines.size() + 128);
    while (!lines.isEmpty()) {
        const qsizetype end = lines.indexOf('\n');
        if (end < 1 || lines[end - 1] != '\r') {
            m_sane = false;
            return false;
        }
        const QByteArrayView line = lines.first(end - 1);
        lines = lines.sliced(end + 1);
        const qsizetype colon = line.indexOf(':');
        if (colon < 1 || !add(line.first(colon), line.sliced(colon + 1).trimmed())) {
            m_sane = false;
            return false;
        }
    }
    return true;
}

RequestLines::Take RequestLines::inspect(QByteArrayView name, QByteArrayView value)
{
    switch (name.size()) {
    case 6:
        if (equalsIgnoringCase(name, "accept"))
            m_hasAccept = true;
        else if (equalsIgnoringCase(name, "expect"))
            return Take::No;
        break;
    case 12:
        if (equalsIgnoringCase(name, "content-type"))
            m_hasContentType = true;
        break;
    case 13:
        if (m_bearer && equalsIgnoringCase(name, "authorization"))
            return Take::No;
        break;
    case 14:
        if (equalsIgnoringCase(name, "content-length")) {
            bool ok = false;
            const qint64 length = value.toByteArray().toLongLong(&ok);
            m_declaredLength = ok && length >= 0 ? length : -1;
            return Take::No;
        }
        break;
    case 17:
        if (equalsIgnoringCase(name, "transfer-encoding"))
            return Take::No;
        break;
    default:
        break;
    }
    return Take::Yes;
}

void RequestLines::suppress(QByteArrayView nameWithColon)
{
    beginLine();
    m_arena.append(nameWithColon.data(), nameWithColon.size()).append('\0');
}

void RequestLines::beginLine()
{
    m_offsets.push_back(m_arena.size());
}

curl_slist *RequestLines::link()
{
    // Fields that curl would add of its own accord.
    if (!m_hasAccept)
        suppress("Accept:");
    if (!m_hasContentType)
        suppress("Content-Type:");
    suppress("Expect:");
    if (m_chunkedUpload) {
        beginLine();
        m_arena.append("Transfer-Encoding: chunked").append('\0');
    }
    if (m_bearer) {
        if (breaksLine(m_bearer->view()))
            m_sane = false;
        m_arena.reserve(m_arena.size() + m_bearer->size() + 32);
        beginLine();
        m_arena.append("Authorization: Bearer ").append(m_bearer->view().data(), m_bearer->size()).append('\0');
        m_bearer = nullptr;
    }
    m_nodes.resize(m_offsets.size());
    char *base = m_arena.data();
    curl_slist *following = nullptr;
    for (size_t i = m_nodes.size(); i-- > 0;) {
        m_nodes[i] = {base + m_offsets[i], following};
        following = &m_nodes[i];
    }
    return following;
}

void RequestLines::clear()
{
    if (!m_arena.isEmpty())
        sodium_memzero(m_arena.data(), size_t(m_arena.size()));
    m_arena.resize(0);
    m_offsets.clear();
    m_nodes.clear();
    m_bearer = nullptr;
    m_declaredLength = -1;
    m_sane = true;
    m_hasAccept = m_hasContentType = m_chunkedUpload = false;
}

} // namespace keyswitch
