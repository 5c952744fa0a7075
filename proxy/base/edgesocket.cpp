// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/edgesocket.h"

#include "proxy/base/edgepoller.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace keyswitch
{

namespace
{

constexpr int Flags = MSG_NOSIGNAL | MSG_DONTWAIT;

} // namespace

EdgeSocket::EdgeSocket(int descriptor, std::shared_ptr<EdgePoller> poller)
    : m_poller(std::move(poller))
    , m_descriptor(descriptor)
{
    m_broken = !m_poller->add(this, m_descriptor);
}

EdgeSocket::~EdgeSocket()
{
    EdgeSocket::close();
}

void EdgeSocket::close()
{
    if (m_descriptor < 0)
        return;
    m_poller->forget(this, m_descriptor);
    ::close(m_descriptor);
    m_descriptor = -1;
    m_broken = true;
    m_readable = m_writable = false;
}

void EdgeSocket::reset()
{
    if (m_descriptor < 0)
        return;
    const linger hard{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
}

void EdgeSocket::noteEvents(quint32 events)
{
    if (events & (EPOLLIN | EPOLLRDHUP))
        m_readable = true;
    if (events & EPOLLOUT)
        m_writable = true;
    if (events & EPOLLRDHUP)
        m_finished = true;
    if (events & (EPOLLHUP | EPOLLERR))
        m_broken = true;
}

// After a call that failed: true to try it again.
bool EdgeSocket::goOnAfterError()
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        m_broken = true;
    return false;
}

qsizetype EdgeSocket::receive(char *data, qsizetype size)
{
    while (m_readable) {
        const ssize_t count = ::recv(m_descriptor, data, size_t(size), MSG_DONTWAIT);
        if (count > 0) {
            // A short read has emptied the socket, and the next bytes make a new edge (epoll(7)). Unless a FIN came:
            // the end has to be read, and there will be no other edge.
            if (count < size && !m_finished)
                m_readable = false;
            return count;
        }
        if (count < 0 && goOnAfterError())
            continue;
        m_readable = false;
        if (count == 0)
            m_finished = m_atEnd = true;
    }
    return 0;
}

void EdgeSocket::discard()
{
    constexpr size_t Piece = 1024 * 1024;
    while (m_readable && !m_atEnd && m_descriptor >= 0) {
        const ssize_t count = ::recv(m_descriptor, nullptr, Piece, MSG_TRUNC | MSG_DONTWAIT); // tcp(7): thrown away
        if (count > 0 || (count < 0 && goOnAfterError()))
            continue;
        m_readable = false;
        if (count == 0)
            m_finished = m_atEnd = true;
    }
}

qsizetype EdgeSocket::sendBoth(QByteArrayView first, QByteArrayView second) const
{
    // sendmsg() does not write to what iov_base points to.
    iovec parts[2] = {{const_cast<char *>(first.data()), size_t(first.size())},
                      {const_cast<char *>(second.data()), size_t(second.size())}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return ::sendmsg(m_descriptor, &message, Flags);
}

qsizetype EdgeSocket::send(QByteArrayView first, QByteArrayView second)
{
    qsizetype sent = 0;
    const qsizetype total = first.size() + second.size();
    while (m_writable && !m_broken && sent < total) {
        const qsizetype ofFirst = qMin(sent, first.size());
        const qsizetype ofSecond = sent - ofFirst;
        const ssize_t count = second.isEmpty()
            ? ::send(m_descriptor, first.data() + sent, size_t(first.size() - sent), Flags)
            : sendBoth(first.sliced(ofFirst), second.sliced(ofSecond));
        if (count >= 0)
            sent += count; // after a short write once more, so that the kernel knows we want an edge
        else if (!goOnAfterError())
            m_writable = false;
    }
    return sent;
}

} // namespace keyswitch
