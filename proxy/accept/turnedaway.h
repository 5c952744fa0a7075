// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <chrono>
#include <list>
#include <memory>

namespace keyswitch
{

class EdgePoller;

// Connections that are told why they are not taken in: each gets its answer and a lingering close, so that a request
// on its way does not make a reset of it. They hold descriptors meanwhile, so they are few and their time is short;
// those beyond are told and closed at once. One per worker, in its thread.
class TurnedAway
{
public:
    static constexpr size_t Most = 16; // at a time

    explicit TurnedAway(std::shared_ptr<EdgePoller> poller);
    ~TurnedAway();

    void add(int descriptor, QByteArrayView answer); // takes the descriptor
    static void tellAndClose(int descriptor, QByteArrayView answer); // likewise; one that has sent may see a reset
    void sweep(std::chrono::steady_clock::time_point now);

private:
    class Client;
    std::shared_ptr<EdgePoller> m_poller;
    std::list<Client> m_clients;
};

} // namespace keyswitch
