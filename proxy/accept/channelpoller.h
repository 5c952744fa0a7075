// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <array>
#include <memory>

namespace keyswitch
{

class ClientChannel;

// All client sockets of one worker on one epoll descriptor, edge-triggered, of which Qt's event loop sees one.
// Qt's own dispatcher poll()s every socket each time round: half of the CPU at 1000 connections. Edge-triggered, so
// that neither holding back input nor waiting for output costs a system call. One per worker, in its thread.
class ChannelPoller
{
public:
    ChannelPoller();
    ~ChannelPoller();
    ChannelPoller(const ChannelPoller &) = delete;
    ChannelPoller &operator=(const ChannelPoller &) = delete;

    bool add(ClientChannel *channel, int descriptor);
    void forget(ClientChannel *channel, int descriptor); // before the descriptor is closed

private:
    void dispatch();

    static constexpr int BatchSize = 256;
    int m_epoll = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    struct Ready {
        ClientChannel *channel;
        quint32 events;
    };
    std::array<Ready, BatchSize> m_batch; // what epoll told and was not handed on yet
    int m_next = 0;
    int m_count = 0;
};

} // namespace keyswitch
