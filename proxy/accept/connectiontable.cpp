// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/connectiontable.h"

#include <QtEndian>

namespace keyswitch
{

ConnectionTable::Peer ConnectionTable::peerOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // of a mapped one too
    if (isV4)
        return {1, v4}; // no network begins with 0::1
    const Q_IPV6ADDR v6 = address.toIPv6Address();
    return {qFromBigEndian<quint64>(v6.c), 0};
}

tl::expected<ConnectionTable::Peer, ConnectionTable::Cap> ConnectionTable::take(const QHostAddress &address,
                                                                                const AcceptLimits &limits)
{
    const Peer peer = peerOf(address);
    const std::scoped_lock lock(m_mutex);
    if (open() >= most(limits)) {
        ++m_turnedAway.inAll;
        m_turnedAway.last = address;
        return tl::unexpected(Cap::InAll);
    }
    int &ofPeer = m_byPeer[peer];
    if (ofPeer >= limits.connectionsPerAddress) {
        ++m_turnedAway.perAddress;
        m_turnedAway.last = address;
        return tl::unexpected(Cap::PerAddress);
    }
    ++ofPeer;
    m_open.fetch_add(1, std::memory_order_relaxed);
    return peer;
}

void ConnectionTable::release(const Peer &peer)
{
    const std::scoped_lock lock(m_mutex);
    m_open.fetch_sub(1, std::memory_order_relaxed);
    const auto ofPeer = m_byPeer.find(peer);
    if (--*ofPeer == 0)
        m_byPeer.erase(ofPeer);
}

ConnectionTable::TurnedAway ConnectionTable::turnedAway() const
{
    const std::scoped_lock lock(m_mutex);
    return m_turnedAway;
}

void ConnectionTable::noteShortage(bool isShort)
{
    m_short.fetch_add(isShort ? 1 : -1, std::memory_order_relaxed);
    if (isShort)
        m_shortages.fetch_add(1, std::memory_order_relaxed);
}

void ConnectionTable::noteWithoutDescriptor()
{
    const std::scoped_lock lock(m_mutex);
    ++m_turnedAway.withoutDescriptor;
}

tl::expected<ConnectionSlot, ConnectionTable::Cap> ConnectionSlot::take(const std::shared_ptr<ConnectionTable> &table,
                                                                        const QHostAddress &address,
                                                                        const AcceptLimits &limits)
{
    const auto peer = table->take(address, limits);
    if (!peer)
        return tl::unexpected(peer.error());
    return ConnectionSlot(table, *peer);
}

} // namespace keyswitch
