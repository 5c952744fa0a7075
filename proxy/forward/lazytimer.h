// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace keyswitch
{

// A timer for wishes that change with every request and seldom come true: it is never stopped, as stopping and starting
// costs more than an idle wake-up now and then. It may wake early, never late, and only expired() counts. Thread of the
// owner.
class LazyTimer final : public QObject
{
    Q_OBJECT
public:
    LazyTimer();

    void wish(std::chrono::milliseconds fromNow);
    void forget() { m_wanted = {}; }

Q_SIGNALS:
    void expired(); // once a wish

private:
    using Moment = std::chrono::steady_clock::time_point;
    void wake();

    QTimer m_timer;
    Moment m_armed{};
    Moment m_wanted{};
};

} // namespace keyswitch
