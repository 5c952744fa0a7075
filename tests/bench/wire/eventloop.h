// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/wire/sockets.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace keyswitch::bench
{

using Clock = std::chrono::steady_clock;

// Told of what epoll reports for its descriptor. May watch or forget any descriptor meanwhile; deleting another watcher
// of the same turn has to go through EventLoop::deleteLater.
class Watcher
{
public:
    virtual ~Watcher() = default;
    virtual void ready(std::uint32_t events) = 0;
};

class EventLoop;

// Calls once at a time, to the microsecond (a timerfd, no millisecond rounding). Forgotten when it is destroyed.
class Timer
{
public:
    Timer(EventLoop &loop, std::function<void()> call);
    ~Timer();
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    void startAt(Clock::time_point when);
    void startIn(Clock::duration time) { startAt(Clock::now() + time); }
    void stop();

private:
    friend class EventLoop;
    EventLoop &m_loop;
    std::function<void()> m_call;
    Clock::time_point m_when;
    bool m_running = false;
};

// One thread's descriptors and timers. Throws std::system_error when the system refuses something.
class EventLoop
{
public:
    EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;

    // Edge-triggered for reading and writing: read and write until EAGAIN.
    void watch(const Descriptor &descriptor, Watcher &watcher);
    // Deletes it when the turn is over, since events for it may still be waiting.
    void deleteLater(std::unique_ptr<Watcher> watcher) { m_gone.push_back(std::move(watcher)); }

    void run(); // until stop()
    void stop() { m_stopped = true; }

private:
    friend class Timer;
    using Entry = std::pair<Clock::time_point, Timer *>;
    void arm();
    void callDueTimers();

    Descriptor m_epoll;
    Descriptor m_clock;
    std::set<Entry> m_timers;
    Clock::time_point m_armedFor = Clock::time_point::max();
    std::vector<std::unique_ptr<Watcher>> m_gone;
    bool m_stopped = false;
};

} // namespace keyswitch::bench
