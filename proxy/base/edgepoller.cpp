// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/edgepoller.h"

#include "proxy/base/edgesocket.h"

#include <QAbstractEventDispatcher>

#include <sys/epoll.h>
#include <unistd.h>

#include <utility>

namespace keyswitch
{

EdgePoller::EdgePoller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        qFatal("epoll_create1 failed"); // at start only: nothing could be served
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { dispatch(); });
    // Of what was collected already epoll does not tell again: an event loop within a round would wait for it in vain.
    const auto handOnTheRest = [this] {
        if (m_next < m_count)
            dispatch();
    };
    m_beforeBlocking = QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock,
                                        m_notifier.get(), handOnTheRest);
}

EdgePoller::~EdgePoller()
{
    if (m_gone)
        *m_gone = true;
    m_notifier->setEnabled(false);
    m_notifier->disconnect();
    QObject::disconnect(m_beforeBlocking);
    if (m_gone) // it is what is being told
        m_notifier.release()->deleteLater();
    ::close(m_epoll);
}

std::shared_ptr<EdgePoller> EdgePoller::ofThread()
{
    static thread_local std::weak_ptr<EdgePoller> ofThisThread;
    std::shared_ptr<EdgePoller> poller = ofThisThread.lock();
    if (!poller) {
        poller = std::make_shared<EdgePoller>();
        ofThisThread = poller;
    }
    return poller;
}

bool EdgePoller::add(EdgeSocket *socket, int descriptor)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = socket;
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void EdgePoller::forget(EdgeSocket *socket, int descriptor)
{
    // Closing alone takes a descriptor out only when no other refers to the same socket (epoll(7)): a child that was
    // just forked holds one until its exec(), and events would go on coming for a socket that is gone.
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = m_next; i < m_count; ++i) {
        if (m_batch[size_t(i)].socket == socket)
            m_batch[size_t(i)].socket = nullptr;
    }
}

bool EdgePoller::collect()
{
    epoll_event events[BatchSize];
    m_next = 0;
    m_count = qMax(::epoll_wait(m_epoll, events, BatchSize, 0), 0);
    for (int i = 0; i < m_count; ++i)
        m_batch[size_t(i)] = {static_cast<EdgeSocket *>(events[i].data.ptr), events[i].events};
    return m_count > 0;
}

// Whoever is told may run an event loop of its own, in which this is called again: it first hands on what is left of
// the outer round, which then finds nothing more to do. And the last of the thread's sockets may go, and this with it.
void EdgePoller::dispatch()
{
    bool gone = false;
    bool *const outer = std::exchange(m_gone, &gone);
    if (m_next < m_count || collect()) {
        while (!gone && m_next < m_count) {
            const Ready ready = m_batch[size_t(m_next++)];
            if (ready.socket)
                ready.socket->take(ready.events);
        }
    }
    if (!gone)
        m_gone = outer;
    else if (outer)
        *outer = true;
}

} // namespace keyswitch
