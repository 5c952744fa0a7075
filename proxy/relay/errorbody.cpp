// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/errorbody.h"

#include "proxy/base/secret.h"
#include "proxy/relay/inflater.h"
#include "proxy/relay/upstreamhead.h"

#include <utility>

namespace keyswitch
{

bool ErrorBody::append(QByteArrayView piece)
{
    m_bytes.append(piece);
    return m_bytes.size() <= Largest;
}

bool ErrorBody::decode(QByteArrayView contentEncoding)
{
    const auto inflater = Inflater::forCoding(contentEncoding);
    if (!inflater)
        return false;
    const QByteArray coded = std::exchange(m_bytes, {});
    bool fits = true;
    inflater->feed(coded, [&](QByteArrayView piece) { fits = fits && append(piece); });
    return fits && inflater->state() == Inflater::State::Good;
}

std::optional<QByteArray> ErrorBody::passable(const UpstreamHead &head, const Secret *key)
{
    if (head.status < 400 || (!head.isPlain() && !decode(head.contentEncoding)) || !m_bytes.trimmed().startsWith('{'))
        return std::nullopt;
    if (key && !key->isEmpty())
        m_bytes.replace(key->view(), QByteArrayView("[key]"));
    return std::exchange(m_bytes, {});
}

} // namespace keyswitch
