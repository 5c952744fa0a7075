// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/lazytimer.h"

namespace keyswitch
{

using namespace std::chrono_literals;

LazyTimer::LazyTimer()
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &LazyTimer::wake);
}

void LazyTimer::wish(std::chrono::milliseconds fromNow)
{
    m_wanted = std::chrono::steady_clock::now() + fromNow;
    if (m_armed != Moment{} && m_armed <= m_wanted)
        return;
    m_timer.start(fromNow);
    m_armed = m_wanted;
}

void LazyTimer::wake()
{
    m_armed = {};
    if (m_wanted == Moment{})
        return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_wanted - std::chrono::steady_clock::now());
    if (left > 0ms) {
        m_timer.start(left);
        m_armed = m_wanted;
        return;
    }
    m_wanted = {};
    Q_EMIT expired();
}

} // namespace keyswitch
