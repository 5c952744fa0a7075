// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/runningfigures.h"

namespace keyswitch
{

namespace
{
qint64 secondOf(std::chrono::steady_clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}
} // namespace

void RunningFigures::start(const store::Figures &today, QDate date)
{
    m_today = today;
    m_date = date;
}

// A new day begins with nothing.
void RunningFigures::turnTo(QDate date)
{
    if (date == m_date)
        return;
    m_today = {};
    m_date = date;
}

void RunningFigures::add(const store::Figures &more, QDate date, std::chrono::steady_clock::time_point now)
{
    turnTo(date);
    m_today += more;
    const qint64 at = secondOf(now);
    Second &second = m_seconds[size_t(at) % m_seconds.size()];
    if (second.at != at)
        second = {at, 0};
    second.requests += more.requests;
}

const store::Figures &RunningFigures::today(QDate date)
{
    turnTo(date);
    return m_today;
}

qint64 RunningFigures::lastMinute(std::chrono::steady_clock::time_point now) const
{
    const qint64 at = secondOf(now);
    qint64 sum = 0;
    for (const Second &second : m_seconds)
        sum += second.at > at - qint64(m_seconds.size()) ? second.requests : 0;
    return sum;
}

} // namespace keyswitch
