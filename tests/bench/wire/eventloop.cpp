// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/eventloop.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace keyswitch::bench
{

static int orThrow(int result, const char *what)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

Timer::Timer(EventLoop &loop, std::function<void()> call)
    : m_loop(loop)
    , m_call(std::move(call))
{
}

Timer::~Timer()
{
    stop();
}

void Timer::startAt(Clock::time_point when)
{
    stop();
    m_when = when;
    m_running = true;
    m_loop.m_timers.emplace(when, this);
}

void Timer::stop()
{
    if (m_running)
        m_loop.m_timers.erase({m_when, this});
    m_running = false;
}

EventLoop::EventLoop()
    : m_epoll(orThrow(epoll_create1(EPOLL_CLOEXEC), "epoll_create1"))
    , m_clock(orThrow(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create"))
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET; // each setting of the clock is an edge: it is never read
    event.data.ptr = nullptr;
    orThrow(epoll_ctl(m_epoll.number(), EPOLL_CTL_ADD, m_clock.number(), &event), "epoll_ctl");
}

void EventLoop::watch(const Descriptor &descriptor, Watcher &watcher)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &watcher;
    orThrow(epoll_ctl(m_epoll.number(), EPOLL_CTL_ADD, descriptor.number(), &event), "epoll_ctl");
}

// An alarm that comes too early (its timer was moved back) costs one turn; setting it anew each time would cost more.
void EventLoop::arm()
{
    if (m_timers.empty() || m_timers.begin()->first >= m_armedFor)
        return;
    m_armedFor = m_timers.begin()->first;
    const auto since = std::max(m_armedFor.time_since_epoch(), Clock::duration(1)); // 0 would disarm it
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    itimerspec time{};
    time.it_value.tv_sec = seconds.count();
    time.it_value.tv_nsec = std::chrono::nanoseconds(since - seconds).count();
    orThrow(timerfd_settime(m_clock.number(), TFD_TIMER_ABSTIME, &time, nullptr), "timerfd_settime");
}

void EventLoop::callDueTimers()
{
    const Clock::time_point now = Clock::now();
    if (now >= m_armedFor)
        m_armedFor = Clock::time_point::max();
    while (!m_timers.empty() && m_timers.begin()->first <= now && !m_stopped) {
        Timer *const timer = m_timers.begin()->second;
        timer->stop();
        timer->m_call();
    }
}

void EventLoop::run()
{
    std::array<epoll_event, 256> events;
    m_stopped = false;
    while (!m_stopped) {
        arm();
        const int count = epoll_wait(m_epoll.number(), events.data(), int(events.size()), -1);
        if (count < 0 && errno != EINTR)
            orThrow(count, "epoll_wait");
        for (int at = 0; at < count && !m_stopped; ++at) {
            if (events[size_t(at)].data.ptr)
                static_cast<Watcher *>(events[size_t(at)].data.ptr)->ready(events[size_t(at)].events);
        }
        callDueTimers();
        m_gone.clear();
    }
}

} // namespace keyswitch::bench
