// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/jsonserver.h"

#include <QJsonDocument>
#include <QTcpSocket>

namespace keyswitch::test
{

QJsonObject JsonServer::Asked::json() const
{
    return QJsonDocument::fromJson(body).object();
}

JsonServer::JsonServer(Script script)
    : m_script(std::move(script))
{
    if (!listen(QHostAddress(QHostAddress::LocalHost)))
        qFatal("cannot listen on loopback");
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                ++m_closedByClient;
                m_received.remove(socket);
                socket->deleteLater();
            });
        }
    });
}

void JsonServer::answer(const QByteArray &methodAndTarget, const Answer &answer)
{
    m_table.insert(methodAndTarget, answer);
}

QByteArrayList JsonServer::lines() const
{
    QByteArrayList lines;
    for (const Asked &asked : m_asked)
        lines.append(asked.method + ' ' + asked.target);
    return lines;
}

void JsonServer::read(QTcpSocket *socket)
{
    QByteArray &received = m_received[socket];
    received += socket->readAll();
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Asked asked;
    QByteArrayList head = received.first(end).split('\n');
    const QByteArrayList line = head.takeFirst().trimmed().split(' ');
    asked.method = line.value(0);
    asked.target = line.value(1);
    for (const QByteArray &field : head) {
        const qsizetype colon = field.indexOf(':');
        asked.fields.insert(field.first(qMax<qsizetype>(colon, 0)).toLower(), field.mid(colon + 1).trimmed());
    }
    const qsizetype length = asked.fields.value("content-length").toLongLong();
    if (received.size() < end + 4 + length)
        return;
    asked.body = received.mid(end + 4, length);
    received.remove(0, end + 4 + length);
    m_asked.append(asked);

    const Answer answer = m_script
        ? m_script(asked)
        : m_table.value(asked.method + ' ' + asked.target, Answer{404, "{\"detail\":\"Not Found\"}"});
    if (answer.status < 0)
        return;
    if (answer.status == 0) {
        socket->disconnect(this);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->disconnectFromHost();
        return;
    }
    socket->write("HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\ncontent-type: " + answer.type
                  + "\r\ncontent-length: " + QByteArray::number(answer.body.size()) + "\r\n" + answer.extraLines
                  + "\r\n" + answer.body);
}

} // namespace keyswitch::test
