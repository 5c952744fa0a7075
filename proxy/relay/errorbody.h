// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

class Secret;
struct UpstreamHead;

// The body of an upstream's error. It is gathered whole: some upstreams quote the key they refuse, which may come in
// pieces, and which the agent must not learn. For one answer, in one thread.
class ErrorBody
{
public:
    static constexpr qsizetype Largest = 256 * 1024;

    // False: larger than any error.
    bool append(QByteArrayView piece);
    // What goes on to the client: decoded, with [key] in place of the key (null: none is known). Nothing when it is not
    // a JSON object and has to be wrapped. Call once.
    std::optional<QByteArray> passable(const UpstreamHead &head, const Secret *key);

private:
    bool decode(QByteArrayView contentEncoding);

    QByteArray m_bytes;
};

} // namespace keyswitch
