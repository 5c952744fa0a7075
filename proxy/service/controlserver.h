// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/controlchannel.h"
#include "proxy/service/gatewayservice.h"

#include <QHash>
#include <QLocalServer>
#include <QTimer>

#include <functional>
#include <memory>

namespace keyswitch
{

// Lets other processes of the same system user use a running service: a local socket in the data folder, readable and
// writable by its owner alone (that is the authorisation). Each call of GatewayService stands in one table here, and
// once more in RemoteGatewayService; the protocol test walks both.
//
// The service's thread.
class ControlServer final : public QObject
{
    Q_OBJECT
public:
    explicit ControlServer(GatewayService &service);
    ~ControlServer() override;

    // Listens there until this is destroyed: a socket that got lost is made again.
    Done listen(const QString &socketPath);

private:
    struct Call {
        QJsonObject args;
        std::shared_ptr<Secret> secret;
        ControlChannel *channel; // the reply's target; a call dies with it
        qint64 id;
    };
    using Handler = std::function<void(const Call &)>;
    struct Client {
        ControlChannel *channel = nullptr;
        bool watching = false;
        QHash<qint64, std::function<void()>> cancels; // of the calls that run with steps
    };

    void registerCalls();
    template <typename T, typename Start> void plain(const char *name, Start start);
    template <typename T, typename Start> void steps(const char *name, Start start);
    template <typename T> static bool read(const Call &call, T &argument); // refuses the call when it cannot
    bool open();
    void accept();
    void received(ControlChannel *channel, const QJsonObject &message, const std::shared_ptr<Secret> &secret);
    void watch(bool on);
    void broadcast(const QJsonObject &event, bool onlyWatching);
    static void refuse(const Call &call, const Problem &why);

    GatewayService &m_service;
    QLocalServer m_server;
    QString m_socketPath;
    QTimer m_recheck;
    QHash<QString, Handler> m_calls;
    QHash<ControlChannel *, Client> m_clients;
    QMetaObject::Connection m_traffic;
};

} // namespace keyswitch
