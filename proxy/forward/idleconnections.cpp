// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/idleconnections.h"

#include "proxy/base/coarseclock.h"

#include <utility>

namespace keyswitch
{

void IdleConnections::setConfig(const EngineConfig &config)
{
    m_config = config;
    sweep();
}

std::unique_ptr<PlainConnection> IdleConnections::take(const QByteArray &origin)
{
    for (size_t i = m_waiting.size(); i-- > 0;) {
        if (m_waiting[i]->origin() != origin)
            continue;
        std::unique_ptr<PlainConnection> connection = std::move(m_waiting[i]);
        m_waiting.erase(m_waiting.begin() + std::ptrdiff_t(i));
        if (coarseNow() - connection->idleSince() < m_config.maxIdleAge && connection->isFit())
            return connection;
    }
    return {};
}

void IdleConnections::giveBack(std::unique_ptr<PlainConnection> connection)
{
    connection->setIdle(this);
    m_waiting.push_back(std::move(connection));
    if (m_waiting.size() > size_t(m_config.maxIdle))
        m_waiting.erase(m_waiting.begin());
}

bool IdleConnections::sweep()
{
    const auto now = coarseNow();
    std::erase_if(m_waiting,
                  [&](const auto &connection) { return now - connection->idleSince() >= m_config.maxIdleAge; });
    return !m_waiting.empty();
}

void IdleConnections::connectionChanged()
{
    // Room to write is no news; that is also told once when a connection was made.
    std::erase_if(m_waiting, [](const auto &connection) {
        return connection->readable() || connection->finished() || connection->broken();
    });
}

} // namespace keyswitch
