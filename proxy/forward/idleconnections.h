// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/engineconfig.h"
#include "proxy/forward/plainconnection.h"

#include <memory>
#include <vector>

namespace keyswitch
{

// Connections that wait for their next exchange. The one used last is taken first, so that those which a burst needed
// age and go. Thread of the engine.
class IdleConnections final : private PlainConnection::User
{
public:
    void setConfig(const EngineConfig &config);

    // One that leads there and is likely to stand; null: none.
    std::unique_ptr<PlainConnection> take(const QByteArray &origin);
    void giveBack(std::unique_ptr<PlainConnection> connection);
    // Closes those that are too old; true while any are left.
    bool sweep();

private:
    void connectionChanged() override;

    EngineConfig m_config;
    std::vector<std::unique_ptr<PlainConnection>> m_waiting; // the oldest first
};

} // namespace keyswitch
