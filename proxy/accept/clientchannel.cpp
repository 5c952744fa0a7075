// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/clientchannel.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <utility>

namespace keyswitch
{

ClientChannel::ClientChannel(int descriptor, std::shared_ptr<EdgePoller> poller, Listener *listener,
                             const TlsAcceptor *tls)
    : EdgeSocket(descriptor, std::move(poller))
    , m_listener(listener)
    , m_tls(tls ? std::make_unique<TlsLayer>(*tls, descriptor) : nullptr)
{
}

ClientChannel::~ClientChannel()
{
    close();
}

void ClientChannel::close()
{
    if (m_tls && !m_broken)
        m_tls->finish(); // as far as there is room
    EdgeSocket::close();
}

void ClientChannel::reset()
{
    m_tls.reset(); // a close_notify would say that all was sent
    EdgeSocket::reset();
}

void ClientChannel::take(quint32 events)
{
    noteEvents(events);
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
    if (m_broken)
        return 0;
    return m_tls ? receiveTls(data, size) : EdgeSocket::receive(data, size);
}

qsizetype ClientChannel::receiveTls(char *data, qsizetype size)
{
    if (!m_readable)
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
    return m_tls ? sendTls(first, second) : EdgeSocket::send(first, second);
}

void ClientChannel::finish()
{
    if (descriptor() < 0)
        return;
    m_finishing = m_tls && !m_tls->finish();
    if (!m_finishing)
        ::shutdown(descriptor(), SHUT_WR);
}

} // namespace keyswitch
