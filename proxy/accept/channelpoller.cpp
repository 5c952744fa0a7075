// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/channelpoller.h"

#include "proxy/accept/clientchannel.h"

#include <sys/epoll.h>
#include <unistd.h>

namespace keyswitch
{

ChannelPoller::ChannelPoller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        qFatal("epoll_create1 failed"); // at start only: nothing could be served
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { dispatch(); });
}

ChannelPoller::~ChannelPoller()
{
    m_notifier.reset();
    ::close(m_epoll);
}

bool ChannelPoller::add(ClientChannel *channel, int descriptor)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = channel;
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void ChannelPoller::forget(ClientChannel *channel, int descriptor)
{
    // Closing alone takes a descriptor out only when no other refers to the same socket (epoll(7)): a child that was
    // just forked holds one until its exec(), and events would go on coming for a channel that is gone.
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = m_next; i < m_count; ++i) {
        if (m_batch[size_t(i)].channel == channel)
            m_batch[size_t(i)].channel = nullptr;
    }
}

void ChannelPoller::dispatch()
{
    if (m_next < m_count)
        return; // a nested event loop: the outer round goes on with what it has
    epoll_event events[BatchSize];
    const int count = ::epoll_wait(m_epoll, events, BatchSize, 0);
    for (int i = 0; i < count; ++i)
        m_batch[size_t(i)] = {static_cast<ClientChannel *>(events[i].data.ptr), events[i].events};
    m_next = 0;
    m_count = qMax(count, 0);
    while (m_next < m_count) {
        const Ready ready = m_batch[size_t(m_next++)];
        if (ready.channel)
            ready.channel->take(ready.events);
    }
}

} // namespace keyswitch
