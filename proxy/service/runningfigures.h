// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/rows.h"

#include <QDate>

#include <array>
#include <chrono>

namespace keyswitch
{

// Today's sums and the requests of the last minute, kept by counting what happens: asking the store for them every few
// seconds cost a fifth of a busy proxy's time. The service's thread.
class RunningFigures
{
public:
    // What the store has of today, from before anything was counted here.
    void start(const store::Figures &today, QDate date);
    void add(const store::Figures &more, QDate date, std::chrono::steady_clock::time_point now);

    const store::Figures &today(QDate date);
    qint64 lastMinute(std::chrono::steady_clock::time_point now) const;

private:
    void turnTo(QDate date);
    struct Second {
        qint64 at = -1; // of the steady clock
        qint64 requests = 0;
    };
    store::Figures m_today;
    QDate m_date;
    std::array<Second, 60> m_seconds;
};

} // namespace keyswitch
