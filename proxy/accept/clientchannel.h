// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/tlslayer.h"

#include <QByteArrayView>

#include <memory>

namespace keyswitch
{

class ChannelPoller;

// A client's TCP connection: its descriptor and what is known of it. Not a QTcpSocket, because that takes a client's
// FIN for the end of the connection, although a client may finish sending and wait for its answer (RFC 9112, 9.6
// and 9.8), and because it copies all through a buffer of its own. In the thread of its poller.
//
// With TLS all stays as it is, but for bytes that are plain on this side only. A handshake that fails leaves a channel
// without TLS: what can still be said to that client is said in plain, and the rest discarded.
class ClientChannel
{
public:
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void channelChanged() = 0; // something can be read or written again, or the connection ended; ask
    };

    // Takes the descriptor. `tls` null: plain.
    ClientChannel(int descriptor, ChannelPoller &poller, Listener *listener, const TlsAcceptor *tls = nullptr);
    ~ClientChannel();
    ClientChannel(const ClientChannel &) = delete;
    ClientChannel &operator=(const ClientChannel &) = delete;

    bool readable() const { return m_readable; } // maybe: receive() knows
    bool writable() const { return m_writable; }
    bool finished() const { return m_finished; } // the client will send nothing more; bytes may still be unread
    bool atEnd() const { return m_atEnd; } // and all of it was read
    bool broken() const { return m_broken; } // reset, or both directions closed
    TlsLayer::Fault handshakeFault() const { return m_handshakeFault; } // why there is no TLS

    qsizetype receive(char *data, qsizetype size); // 0: nothing now, at the end, or broken
    void discard(); // drops what has arrived, without copying it
    qsizetype send(QByteArrayView first, QByteArrayView second = {}); // bytes taken by the kernel, from both in order
    void finish(); // FIN: we will send nothing more
    void reset(); // closes with RST, so that nobody takes what was sent for a whole
    void close();

private:
    friend class ChannelPoller;
    void take(quint32 events);
    qsizetype sendBoth(QByteArrayView first, QByteArrayView second);
    qsizetype receiveTls(char *data, qsizetype size);
    qsizetype sendTls(QByteArrayView first, QByteArrayView second);
    void noteTlsFault();

    ChannelPoller &m_poller;
    Listener *m_listener;
    std::unique_ptr<TlsLayer> m_tls;
    int m_descriptor;
    bool m_readable = false;
    bool m_writable = true;
    bool m_finished = false;
    bool m_atEnd = false;
    bool m_broken = false;
    bool m_finishing = false; // finish() waits for room for close_notify
    TlsLayer::Fault m_handshakeFault = TlsLayer::Fault::None;
};

} // namespace keyswitch
