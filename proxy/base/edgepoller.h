// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <array>
#include <memory>

namespace keyswitch
{

class EdgeSocket;

// All sockets of one thread on one epoll descriptor, edge-triggered, of which Qt's event loop sees one: those of its
// clients and those to its upstream, so that one turn of the loop serves both. Qt's own dispatcher poll()s every socket
// each time round: half of the CPU at 1000 connections. Edge-triggered, so that neither holding back input nor waiting
// for output costs a system call.
class EdgePoller
{
public:
    EdgePoller();
    ~EdgePoller();
    EdgePoller(const EdgePoller &) = delete;
    EdgePoller &operator=(const EdgePoller &) = delete;

    // The calling thread's, which all of its sockets share; it goes with the last that holds it.
    static std::shared_ptr<EdgePoller> ofThread();

    bool add(EdgeSocket *socket, int descriptor);
    void forget(EdgeSocket *socket, int descriptor); // before the descriptor is closed

private:
    void dispatch();
    bool collect();

    static constexpr int BatchSize = 256;
    int m_epoll = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QMetaObject::Connection m_beforeBlocking;
    struct Ready {
        EdgeSocket *socket;
        quint32 events;
    };
    std::array<Ready, BatchSize> m_batch; // what epoll told and was not handed on yet
    int m_next = 0;
    int m_count = 0;
    bool *m_gone = nullptr; // set when this dies within a dispatch()
};

} // namespace keyswitch
