// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

namespace keyswitch
{

// Whether one more request may start. Counts what runs; while draining nothing new starts. One a worker, its thread.
class Admission
{
public:
    explicit Admission(int mostRunning = 8192)
        : m_most(mostRunning)
    {
    }

    // Counts the request in when it passes; then release() has to follow once.
    // `keepsRows`: whether its row could be kept; if not, the settings decide.
    std::optional<Failure> apply(const Exchange &exchange, bool keepsRows = true);
    void release();
    void startDraining() { m_draining = true; }
    int running() const { return m_running; }

private:
    int m_most;
    int m_running = 0;
    bool m_draining = false;
};

} // namespace keyswitch
