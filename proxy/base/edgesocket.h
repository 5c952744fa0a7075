// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <memory>

namespace keyswitch
{

class EdgePoller;

// A connected TCP socket on its thread's EdgePoller: the descriptor and what is known of it. Not a QTcpSocket, because
// that takes a FIN for the end of the connection, although who has finished sending may wait for an answer (RFC 9112,
// 9.6 and 9.8), and because it copies all through a buffer of its own. In the thread of its poller.
class EdgeSocket
{
public:
    EdgeSocket(int descriptor, std::shared_ptr<EdgePoller> poller); // takes the descriptor
    virtual ~EdgeSocket();
    EdgeSocket(const EdgeSocket &) = delete;
    EdgeSocket &operator=(const EdgeSocket &) = delete;

    bool readable() const { return m_readable; } // maybe: receive() knows
    bool writable() const { return m_writable; }
    bool finished() const { return m_finished; } // the peer will send nothing more; bytes may still be unread
    bool atEnd() const { return m_atEnd; } // and all of it was read
    bool broken() const { return m_broken; } // reset, or both directions closed; bytes may still be unread

    qsizetype receive(char *data, qsizetype size); // 0: nothing now, at the end, or broken
    void discard(); // drops what has arrived, without copying it
    qsizetype send(QByteArrayView first, QByteArrayView second = {}); // bytes taken by the kernel, from both in order
    void reset(); // closes with RST, so that nobody takes what was sent for a whole
    void close();

protected:
    virtual void take(quint32 events) = 0; // of epoll; noteEvents() first
    void noteEvents(quint32 events);
    int descriptor() const { return m_descriptor; } // -1: closed

    bool m_readable = false;
    bool m_writable = true;
    bool m_finished = false;
    bool m_atEnd = false;
    bool m_broken = false;

private:
    friend class EdgePoller;
    qsizetype sendBoth(QByteArrayView first, QByteArrayView second) const;
    bool goOnAfterError();

    std::shared_ptr<EdgePoller> m_poller;
    int m_descriptor;
};

} // namespace keyswitch
