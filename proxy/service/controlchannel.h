// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QJsonObject>
#include <QLocalSocket>
#include <QObject>

namespace keyswitch
{

// One end of the control socket: whole messages over a local stream. A message is a JSON object and, beside it, the
// bytes of a secret, which so never becomes a string: two lengths (32 bit, big-endian), the JSON, the secret. Buffers
// that held a secret are wiped.
//
// One thread. A peer that sends something else is cut off.
class ControlChannel final : public QObject
{
    Q_OBJECT
public:
    static constexpr quint32 LargestJson = 64 * 1024 * 1024;
    static constexpr quint32 LargestSecret = 64 * 1024;

    explicit ControlChannel(QLocalSocket *socket, QObject *parent = nullptr); // owns the socket
    void send(const QJsonObject &message, const Secret &secret = {});
    bool isOpen() const { return m_socket->state() == QLocalSocket::ConnectedState; }
    void close() { m_socket->disconnectFromServer(); }
    void cutOff() { m_socket->abort(); } // what waits is lost
    qint64 unsent() const { return m_socket->bytesToWrite(); }

Q_SIGNALS:
    void received(const QJsonObject &message, const std::shared_ptr<keyswitch::Secret> &secret);
    void closed();

private:
    void read();

    QLocalSocket *m_socket;
    QByteArray m_buffer;
};

} // namespace keyswitch
