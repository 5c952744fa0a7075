// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"

#include <QHash>
#include <QHostAddress>

#include <atomic>
#include <memory>
#include <mutex>

#include <tl/expected.hpp>

namespace keyswitch
{

// The client connections that are open in all workers together, in all and by address, and those that were turned away.
// Any thread: one short lock when a connection comes and one when it goes, none for a request.
//
// IPv6 addresses count by their /64, of which one machine has as many as it likes; an IPv4 address in IPv6's clothes
// (::ffff:a.b.c.d) counts as what it is.
class ConnectionTable
{
public:
    enum class Cap : quint8 { InAll, PerAddress };

    // What was turned away since the start.
    struct TurnedAway {
        quint64 inAll = 0; // beyond the cap for all
        quint64 perAddress = 0; // beyond the cap for one address
        quint64 withoutDescriptor = 0; // accept() had none left
        QHostAddress last; // the last one of the first two
        quint64 total() const { return inAll + perAddress + withoutDescriptor; }
    };

    // `systemMost`: no more than these whatever the settings say, since each may need a descriptor more for its
    // upstream.
    explicit ConnectionTable(int systemMost = std::numeric_limits<int>::max())
        : m_systemMost(systemMost)
    {
    }

    int open() const { return m_open.load(std::memory_order_relaxed); }
    int most(const AcceptLimits &limits) const { return std::min(limits.connections, m_systemMost); }
    TurnedAway turnedAway() const;

    // A worker's accept() has run out of descriptors, or has them again.
    void noteShortage(bool isShort);
    void noteWithoutDescriptor();
    int workersShort() const { return m_short.load(std::memory_order_relaxed); }
    quint64 shortages() const { return m_shortages.load(std::memory_order_relaxed); } // since the start

private:
    friend class ConnectionSlot;
    struct Peer {
        quint64 high = 0;
        quint64 low = 0;
        friend bool operator==(const Peer &, const Peer &) = default;
        friend size_t qHash(const Peer &peer, size_t seed) { return qHashMulti(seed, peer.high, peer.low); }
    };
    static Peer peerOf(const QHostAddress &address);
    tl::expected<Peer, Cap> take(const QHostAddress &address, const AcceptLimits &limits);
    void release(const Peer &peer);

    const int m_systemMost;
    std::atomic<int> m_open = 0; // written under the lock
    std::atomic<int> m_short = 0;
    std::atomic<quint64> m_shortages = 0;
    mutable std::mutex m_mutex; // of what follows
    QHash<Peer, int> m_byPeer;
    TurnedAway m_turnedAway;
};

// One connection's place in the table, given back at its end. Moved, not copied; may end in any thread.
class ConnectionSlot
{
public:
    static tl::expected<ConnectionSlot, ConnectionTable::Cap>
    take(const std::shared_ptr<ConnectionTable> &table, const QHostAddress &address, const AcceptLimits &limits);
    ConnectionSlot(ConnectionSlot &&) = default;
    ConnectionSlot &operator=(ConnectionSlot &&) = delete;
    ~ConnectionSlot()
    {
        if (m_table)
            m_table->release(m_peer);
    }

private:
    ConnectionSlot(std::shared_ptr<ConnectionTable> table, const ConnectionTable::Peer &peer)
        : m_table(std::move(table))
        , m_peer(peer)
    {
    }
    std::shared_ptr<ConnectionTable> m_table;
    ConnectionTable::Peer m_peer;
};

} // namespace keyswitch
