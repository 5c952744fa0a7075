// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/clientsession.h"

#include <QByteArray>
#include <QTcpSocket>

namespace keyswitch
{

// What QHttpServer is given for a connection: a QTcpSocket without a descriptor. It shows one complete, valid,
// normalised request at a time - request line, Host and the id by which the session is found again - and swallows all
// QHttpServer would do by itself. Fields and body stay in the session: what QHttpServer does not look at, it need not
// parse.
//
// Overriding readData() of a connected socket would not do: QIODevice's own buffer is served first, and every readyRead
// of the real socket would reach QHttpServer. In the worker's thread; owned by QHttpServer.
class GuardedSocket final : public QTcpSocket, private ClientSession::Front
{
    Q_OBJECT
public:
    static constexpr char IdField[] = "x-guard"; // a client's own is dropped by FramingFields

    GuardedSocket(std::shared_ptr<AcceptWorker> worker, ConnectionSlot slot, int descriptor, const QHostAddress &peer,
                  quint16 peerPort, QObject *parent = nullptr);
    ~GuardedSocket() override;

    ClientSession &session() { return m_session; }

    qint64 bytesAvailable() const override { return QTcpSocket::bytesAvailable() + m_shown.size() - m_shownRead; }
    qint64 bytesToWrite() const override { return m_session.pending(); }
    bool canReadLine() const override { return QTcpSocket::canReadLine() || m_shownRead < m_shown.size(); }
    void disconnectFromHost() override; // QHttpServer does so when it cannot parse what it was shown
    void close() override { disconnectFromHost(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;
    qint64 skipData(qint64 maxSize) override { return QIODevice::skipData(maxSize); }

private:
    void requestComplete() override;
    void sessionEnded() override;

    QByteArray m_shown;
    qsizetype m_shownRead = 0;
    ClientSession m_session;
};

} // namespace keyswitch
