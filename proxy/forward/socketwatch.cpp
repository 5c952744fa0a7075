// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/socketwatch.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace keyswitch
{

SocketWatch::SocketWatch()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(m_epoll, QSocketNotifier::Read)
{
}

SocketWatch::~SocketWatch()
{
    m_notifier.setEnabled(false);
    ::close(m_epoll);
}

void SocketWatch::want(int socket, bool readable, bool writable)
{
    if (size_t(socket) >= m_entries.size())
        m_entries.resize(size_t(socket) + 64);
    Entry &entry = m_entries[size_t(socket)];
    entry.wanted = (readable ? quint32(EPOLLIN) : 0u) | (writable ? quint32(EPOLLOUT) : 0u);
    if (entry.wanted != 0)
        entry.inUse = true;
    if (entry.wanted == entry.registered || (entry.wanted == 0 && entry.registered == EPOLLIN))
        return;
    epoll_event event{};
    event.events = entry.wanted;
    event.data.fd = socket;
    if (entry.wanted == 0) {
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, socket, nullptr);
    } else {
        const int operation = entry.registered != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
        if (::epoll_ctl(m_epoll, operation, socket, &event) < 0)
            ::epoll_ctl(m_epoll, operation == EPOLL_CTL_MOD ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    }
    entry.registered = entry.wanted;
}

void SocketWatch::setIdle(int socket)
{
    if (size_t(socket) < m_entries.size())
        m_entries[size_t(socket)].inUse = false;
}

void SocketWatch::forget(int socket)
{
    if (size_t(socket) >= m_entries.size())
        return;
    // Closing alone takes a descriptor out only when no other refers to the same socket (epoll(7)): one that was handed
    // over lives on.
    if (m_entries[size_t(socket)].registered != 0)
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, socket, nullptr);
    m_entries[size_t(socket)] = {};
}

int SocketWatch::collect(Event *events)
{
    epoll_event fired[batch];
    const int count = ::epoll_wait(m_epoll, fired, batch, 0);
    int wanted = 0;
    for (int i = 0; i < count; ++i) {
        const int socket = fired[i].data.fd;
        Entry &entry = m_entries[size_t(socket)];
        if (entry.wanted == 0)
            retire(socket, entry);
        else
            events[wanted++] = {socket, (fired[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0,
                                (fired[i].events & EPOLLOUT) != 0};
    }
    return wanted;
}

void SocketWatch::retire(int socket, Entry &entry)
{
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, socket, nullptr);
    entry.registered = 0;
    if (entry.inUse)
        return; // paused: the bytes belong to its exchange
    // Bytes on an idle connection answer nothing that was asked. curl would read them as the next answer (it only looks
    // whether the peer has closed), so the connection is made to look closed. When the peer has closed it, this loop
    // ends at once and curl finds out when it looks for a connection.
    char unasked[4096];
    bool poisoned = false;
    for (int round = 0; round < 64 && ::recv(socket, unasked, sizeof unasked, MSG_DONTWAIT) > 0; ++round)
        poisoned = true;
    if (poisoned)
        ::shutdown(socket, SHUT_RDWR);
}

} // namespace keyswitch
