// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/controlserver.h"
#include "proxy/service/localgatewayservice.h"

#include <QFuture>
#include <QJsonObject>
#include <QObject>

#include <memory>

namespace keyswitch
{

// Where the data lie when nobody says otherwise: $XDG_DATA_HOME/keyswitch, made for the owner only.
QString defaultDataFolder();

// The service for one command: the running one's, where a Keyswitch serves that data folder already, else a local one
// under the same lock. `serving`: a local one also starts the proxy, on a free loopback port, for a call through the
// whole path.
QFuture<Result<std::shared_ptr<GatewayService>>> openSession(ServiceOptions options, bool serving);

// Whether a Keyswitch owns that folder just now, and the service of it. A hint and an attempt: it may end in between.
bool isServed(const QString &dataFolder);
QFuture<Result<std::shared_ptr<GatewayService>>> attachSession(const QString &dataFolder);

// A service that serves until it is told to end: what `keyswitchd serve` is, without its printing.
class DaemonRun final : public QObject
{
    Q_OBJECT
public:
    explicit DaemonRun(ServiceOptions options, QObject *parent = nullptr);
    ~DaemonRun() override;

    void start();
    // First: no new calls, those that run may end. Second: they are broken off at once. A start that is under way comes
    // to its end first: the store is not left half open.
    void terminate(int count);
    void setGrace(std::chrono::milliseconds grace) { m_grace = grace; } // 30 s unless set
    LocalGatewayService *service() const { return m_service.get(); }

Q_SIGNALS:
    void listening(const QJsonObject &event);
    void remark(const QString &text); // worth knowing, nothing is wrong
    void failed(const keyswitch::Problem &problem);
    void ended(); // after terminate()

private:
    void announce(const QString &url);
    void end();

    ServiceOptions m_options;
    std::shared_ptr<LocalGatewayService> m_service;
    std::unique_ptr<ControlServer> m_control;
    std::chrono::milliseconds m_grace{30'000};
    bool m_starting = false;
    bool m_ending = false;
};

} // namespace keyswitch
