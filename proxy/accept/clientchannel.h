// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace keyswitch
{

class ChannelPoller;

// A client's TCP connection: its descriptor and what is known of it. Not a QTcpSocket, because that takes a client's
// FIN for the end of the connection, although a client may finish sending and wait for its answer (RFC 9112, 9.6
// and 9.8), and because it copies all through a buffer of its own. In the thread of its poller.
class ClientChannel
{
public:
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void channelChanged() = 0; // something can be read or written again, or the connection ended; ask
    };

    ClientChannel(int descriptor, ChannelPoller &poller, Listener *listener); // takes the descriptor
    ~ClientChannel();
    ClientChannel(const ClientChannel &) = delete;
    ClientChannel &operator=(const ClientChannel &) = delete;

    bool readable() const { return m_readable; } // maybe: receive() knows
    bool writable() const { return m_writable; }
    bool finished() const { return m_finished; } // the client will send nothing more; bytes may still be unread
    bool atEnd() const { return m_atEnd; } // and all of it was read
    bool broken() const { return m_broken; } // reset, or both directions closed

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

    ChannelPoller &m_poller;
    Listener *m_listener;
    int m_descriptor;
    bool m_readable = false;
    bool m_writable = true;
    bool m_finished = false;
    bool m_atEnd = false;
    bool m_broken = false;
};

} // namespace keyswitch
