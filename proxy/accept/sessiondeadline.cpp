// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/sessiondeadline.h"

#include "proxy/base/coarseclock.h"

#include <algorithm>
#include <utility>

namespace keyswitch
{

using std::chrono::milliseconds;

SessionDeadline::Time SessionDeadline::wait(milliseconds time, bool grows)
{
    const Time now = coarseNow();
    m_deadline = now + time;
    m_grows = grows;
    return now;
}

SessionDeadline::Time SessionDeadline::firstRequest()
{
    const Time now = wait(std::min(m_limits->headTime, m_limits->idleTime));
    m_firstHead = now + m_limits->headTime;
    return now;
}

SessionDeadline::Time SessionDeadline::nextRequest()
{
    return wait(m_limits->idleTime);
}

SessionDeadline::Time SessionDeadline::head()
{
    const Time now = wait(m_limits->headTime);
    m_deadline = std::min(m_deadline, std::exchange(m_firstHead, Time::max()));
    return now;
}

SessionDeadline::Time SessionDeadline::body()
{
    return wait(m_limits->bodyTime, true);
}

SessionDeadline::Time SessionDeadline::nothing()
{
    m_deadline = Time::max();
    m_grows = false;
    return coarseNow();
}

bool SessionDeadline::missed(Time now, qsizetype bodyBytes) const
{
    if (!m_grows)
        return now >= m_deadline;
    const qint64 rate = std::max<qint64>(m_limits->bodyBytesPerSecond, 1);
    return now >= m_deadline + milliseconds(bodyBytes * 1000 / rate);
}

} // namespace keyswitch
