// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/requestlines.h"

#include "proxy/base/requesthead.h"
#include "proxy/forward/fieldsyntax.h"

#include <sodium.h>

#include <utility>

namespace keyswitch
{

bool RequestLines::add(QByteArrayView name, QByteArrayView value)
{
    if (!check(name, value))
        return false;
    if (inspect(name, value) == Take::Yes)
        addLine(name, value);
    return true;
}

bool RequestLines::check(QByteArrayView name, QByteArrayView value)
{
    m_sane = m_sane && isToken(name) && !breaksLine(value);
    return m_sane;
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
        m_sane = m_sane && colon > 0;
        const QByteArrayView name = m_sane ? line.first(colon) : QByteArrayView();
        const QByteArrayView value = m_sane ? line.sliced(colon + 1).trimmed() : QByteArrayView();
        if (!m_sane || !check(name, value))
            return false;
        if (inspect(name, value) == Take::No)
            continue;
        if (value.isEmpty() || value.data() != name.data() + colon + 2 || value.end() != line.end()) {
            addLine(name, value);
            continue;
        }
        m_offsets.push_back(m_arena.size()); // as it should be: in one copy, with its end
        m_arena.append(QByteArrayView(line.data(), line.size() + 2));
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

void RequestLines::addLine(QByteArrayView name, QByteArrayView value)
{
    m_offsets.push_back(m_arena.size());
    m_arena.append(name).append(':');
    if (!value.isEmpty())
        m_arena.append(' ').append(value);
    m_arena.append("\r\n", 2);
}

void RequestLines::finish()
{
    if (m_chunkedUpload)
        addLine("Transfer-Encoding", "chunked");
    const Secret *const bearer = std::exchange(m_bearer, nullptr);
    if (!bearer)
        return;
    if (breaksLine(bearer->view())) {
        m_sane = false;
        return;
    }
    m_arena.reserve(m_arena.size() + bearer->size() + 32);
    m_offsets.push_back(m_arena.size());
    m_arena.append("Authorization: Bearer ").append(bearer->view()).append("\r\n", 2);
    m_hasBearer = true;
}

curl_slist *RequestLines::link()
{
    // Fields that curl would add of its own accord. It does not write to them.
    static char accept[] = "Accept:";
    static char contentType[] = "Content-Type:";
    static char expect[] = "Expect:";
    const size_t lines = m_offsets.size() - (m_hasBearer ? 1 : 0);
    m_nodes.clear();
    m_nodes.reserve(m_offsets.size() + 3);
    char *const base = m_arena.data();
    for (size_t i = 0; i < m_offsets.size(); ++i) {
        const qsizetype end = (i + 1 < m_offsets.size() ? m_offsets[i + 1] : m_arena.size()) - 2;
        base[end] = '\0';
        if (base[end - 1] == ':')
            base[end - 1] = ';'; // curl's way to send a field without a value; "Name:" would take it out
    }
    for (size_t i = 0; i < lines; ++i)
        m_nodes.push_back({base + m_offsets[i], nullptr});
    if (!m_hasAccept)
        m_nodes.push_back({accept, nullptr});
    if (!m_hasContentType)
        m_nodes.push_back({contentType, nullptr});
    m_nodes.push_back({expect, nullptr});
    if (m_hasBearer)
        m_nodes.push_back({base + m_offsets.back(), nullptr});
    for (size_t i = 1; i < m_nodes.size(); ++i)
        m_nodes[i - 1].next = &m_nodes[i];
    return m_nodes.data();
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
    m_hasAccept = m_hasContentType = m_chunkedUpload = m_hasBearer = false;
}

} // namespace keyswitch
