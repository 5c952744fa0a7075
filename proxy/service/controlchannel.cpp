// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/controlchannel.h"

#include <QJsonDocument>
#include <QPointer>
#include <QtEndian>

#include <sodium.h>

namespace keyswitch
{

namespace
{
constexpr qsizetype HeadSize = 8;
}

ControlChannel::ControlChannel(QLocalSocket *socket, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
{
    m_socket->setParent(this);
    connect(m_socket, &QLocalSocket::readyRead, this, &ControlChannel::read);
    connect(m_socket, &QLocalSocket::disconnected, this, &ControlChannel::closed);
}

void ControlChannel::send(const QJsonObject &message, const Secret &secret)
{
    const QByteArray json = QJsonDocument(message).toJson(QJsonDocument::Compact);
    QByteArray frame;
    frame.reserve(HeadSize + json.size() + secret.size()); // no second allocation: only this one is wiped
    frame.resize(HeadSize);
    qToBigEndian(quint32(json.size()), frame.data());
    qToBigEndian(quint32(secret.size()), frame.data() + 4);
    frame.append(json).append(secret.view());
    m_socket->write(frame);
    if (!secret.isEmpty()) {
        m_socket->flush();
        sodium_memzero(frame.data(), size_t(frame.size()));
    }
}

void ControlChannel::read()
{
    m_buffer.append(m_socket->readAll());
    while (m_buffer.size() >= HeadSize) {
        const auto jsonSize = qFromBigEndian<quint32>(m_buffer.constData());
        const auto secretSize = qFromBigEndian<quint32>(m_buffer.constData() + 4);
        if (jsonSize > LargestJson || secretSize > LargestSecret) {
            m_socket->abort();
            return;
        }
        const qsizetype whole = HeadSize + qsizetype(jsonSize) + qsizetype(secretSize);
        if (m_buffer.size() < whole)
            return;
        const QJsonDocument document = QJsonDocument::fromJson(m_buffer.mid(HeadSize, jsonSize));
        auto secret =
            std::make_shared<Secret>(QByteArrayView(m_buffer.constData() + HeadSize + jsonSize, qsizetype(secretSize)));
        sodium_memzero(m_buffer.data(), size_t(whole));
        m_buffer.remove(0, whole);
        if (!document.isObject()) {
            m_socket->abort();
            return;
        }
        const QPointer<ControlChannel> self(this);
        Q_EMIT received(document.object(), secret);
        if (!self)
            return;
    }
}

} // namespace keyswitch
