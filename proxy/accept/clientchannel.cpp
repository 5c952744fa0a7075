// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/clientchannel.h"

#include "proxy/accept/channelpoller.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace keyswitch
{

namespace
{

constexpr int Flags = MSG_NOSIGNAL | MSG_DONTWAIT;

} // namespace

ClientChannel::ClientChannel(int descriptor, ChannelPoller &poller, Listener *listener, const TlsAcceptor *tls)
    : m_poller(poller)
    , m_listener(listener)
    , m_tls(tls ? std::make_unique<TlsLayer>(*tls, descriptor) : nullptr)
    , m_descriptor(descriptor)
{
    m_broken = !m_poller.add(this, m_descriptor);
}

ClientChannel::~ClientChannel()
{
    close();
}

void ClientChannel::close()
{
    if (m_descriptor < 0)
        return;
    if (m_tls && !m_broken)
        m_tls->finish(); // as far as there is room
    m_poller.forget(this, m_descriptor);
    ::close(m_descriptor);
    m_descriptor = -1;
    m_broken = true;
    m_readable = m_writable = false;
}

void ClientChannel::reset()
{
    if (m_descriptor < 0)
        return;
    const linger hard{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    m_tls.reset(); // a close_notify would say that all was sent
    close();
}

void ClientChannel::take(quint32 events)
{
    if (events & (EPOLLIN | EPOLLRDHUP))
        m_readable = true;
    if (events & EPOLLOUT)
        m_writable = true;
    if (events & EPOLLRDHUP)
        m_finished = true;
    if (events & (EPOLLHUP | EPOLLERR))
        m_broken = true;
    if (m_tls && (events & EPOLLOUT)) {
        m_readable = m_readable || m_tls->full(); // reading may have had something to say, too
        m_tls->roomAgain();
        if (m_finishing)
            finish();
    }
    m_listener->channelChanged();
}

qsizetype ClientChannel::receive(char *data, qsizetype size)
{
    if (m_tls)
        return receiveTls(data, size);
    while (m_readable && !m_broken) {
        const ssize_t count = ::recv(m_descriptor, data, size_t(size), MSG_DONTWAIT);
        if (count > 0) {
            // A short read has emptied the socket, and the next bytes make a new edge (epoll(7)). Unless a FIN came:
            // the end has to be read, and there will be no other edge.
            if (count < size && !m_finished)
                m_readable = false;
            return count;
        }
        if (count < 0 && errno == EINTR)
            continue;
        m_readable = false;
        if (count == 0)
            m_finished = m_atEnd = true;
        else if (errno != EAGAIN && errno != EWOULDBLOCK)
            m_broken = true;
    }
    return 0;
}

qsizetype ClientChannel::receiveTls(char *data, qsizetype size)
{
    if (!m_readable || m_broken)
        return 0;
    const qsizetype count = m_tls->receive(data, size);
    if (m_tls->fault() != TlsLayer::Fault::None) {
        noteTlsFault();
    } else if (m_tls->atEnd()) {
        m_finished = m_atEnd = true;
        m_readable = false;
    } else {
        // As for plain ones: a socket that was emptied makes an edge with the next bytes, unless a FIN came.
        m_readable = count > 0 && (m_tls->holdsInput() || m_finished || !m_tls->drained());
    }
    return count;
}

void ClientChannel::noteTlsFault()
{
    if (m_tls->fault() == TlsLayer::Fault::Broken) {
        m_broken = true;
        return;
    }
    m_handshakeFault = m_tls->fault();
    m_tls.reset();
}

void ClientChannel::discard()
{
    constexpr size_t Piece = 1024 * 1024;
    while (m_readable && !m_atEnd && m_descriptor >= 0) {
        const ssize_t count = ::recv(m_descriptor, nullptr, Piece, MSG_TRUNC | MSG_DONTWAIT); // tcp(7): thrown away
        if (count > 0)
            continue;
        if (count < 0 && errno == EINTR)
            continue;
        m_readable = false;
        if (count == 0)
            m_finished = m_atEnd = true;
        else if (errno != EAGAIN && errno != EWOULDBLOCK)
            m_broken = true;
    }
}

qsizetype ClientChannel::sendBoth(QByteArrayView first, QByteArrayView second)
{
    // sendmsg() does not write to what iov_base points to.
    iovec parts[2] = {{const_cast<char *>(first.data()), size_t(first.size())},
                      {const_cast<char *>(second.data()), size_t(second.size())}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return ::sendmsg(m_descriptor, &message, Flags);
}

qsizetype ClientChannel::sendTls(QByteArrayView first, QByteArrayView second)
{
    qsizetype sent = 0;
    const qsizetype total = first.size() + second.size();
    while (m_writable && !m_broken && sent < total) {
        const qsizetype ofFirst = qMin(sent, first.size());
        const qsizetype count = m_tls->send(first.sliced(ofFirst), second.sliced(sent - ofFirst));
        sent += count;
        m_writable = !m_tls->full();
        m_broken = m_broken || m_tls->fault() != TlsLayer::Fault::None;
        if (count == 0)
            break;
    }
    return sent;
}

qsizetype ClientChannel::send(QByteArrayView first, QByteArrayView second)
{
    if (m_tls)
        return sendTls(first, second);
    qsizetype sent = 0;
    const qsizetype total = first.size() + second.size();
    while (m_writable && !m_broken && sent < total) {
        const qsizetype ofFirst = qMin(sent, first.size());
        const qsizetype ofSecond = sent - ofFirst;
        const ssize_t count = second.isEmpty()
            ? ::send(m_descriptor, first.data() + sent, size_t(first.size() - sent), Flags)
            : sendBoth(first.sliced(ofFirst), second.sliced(ofSecond));
        if (count >= 0) {
            sent += count;
            continue; // after a short write once more, so that the kernel knows we want an edge
        }
        if (errno == EINTR)
            continue;
        m_writable = false;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            m_broken = true;
    }
    return sent;
}

void ClientChannel::finish()
{
    if (m_descriptor < 0)
        return;
    m_finishing = m_tls && !m_tls->finish();
    if (!m_finishing)
        ::shutdown(m_descriptor, SHUT_WR);
}

} // namespace keyswitch
