// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/guardedsocket.h"

#include <cstring>

namespace keyswitch
{

GuardedSocket::GuardedSocket(std::shared_ptr<AcceptWorker> worker, ConnectionSlot slot, int descriptor,
                             const QHostAddress &peer, quint16 peerPort, QObject *parent)
    : QTcpSocket(parent)
    , m_session(std::move(worker), std::move(slot), descriptor, peer, this)
{
    QIODevice::open(QIODevice::ReadWrite);
    setSocketState(ConnectedState);
    setPeerAddress(peer);
    setPeerPort(peerPort);
}

GuardedSocket::~GuardedSocket()
{
    setSocketState(UnconnectedState); // or ~QAbstractSocket would abort()
}

qint64 GuardedSocket::readData(char *data, qint64 maxSize)
{
    const qsizetype size = qMin<qsizetype>(maxSize, m_shown.size() - m_shownRead);
    if (size > 0)
        std::memcpy(data, m_shown.constData() + m_shownRead, size_t(size));
    m_shownRead += size;
    return size; // 0 is nothing now; never -1, which would be the end
}

// Answers are framed by the session alone.
qint64 GuardedSocket::writeData(const char *, qint64 size)
{
    return size;
}

void GuardedSocket::disconnectFromHost()
{
    m_shown.clear();
    m_shownRead = 0;
}

// As short as a request can be: QHttpServer reads it byte by byte, and what is asked for is decided by our own router,
// on the head that is handed on.
void GuardedSocket::requestComplete()
{
    m_shownRead = 0;
    m_shown.resize(0);
    m_shown.append("GET / HTTP/1.1\r\nhost:a\r\n")
        .append(IdField)
        .append(':')
        .append(QByteArray::number(m_session.id()));
    m_shown.append("\r\n\r\n");
    Q_EMIT readyRead();
}

void GuardedSocket::sessionEnded()
{
    setSocketState(UnconnectedState);
    Q_EMIT disconnected(); // QHttpServer deletes us, later
}

} // namespace keyswitch
