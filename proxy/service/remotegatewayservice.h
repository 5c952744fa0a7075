// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/controlchannel.h"
#include "proxy/service/gatewayservice.h"

#include <QHash>
#include <QPointer>

#include <functional>

namespace keyswitch
{

// The service of another process, over its control socket. What runs when the connection is lost ends with a Problem.
class RemoteGatewayService final : public GatewayService
{
    Q_OBJECT
public:
    // A failure means that nobody serves there (or no longer does).
    static QFuture<Result<std::shared_ptr<RemoteGatewayService>>> connectTo(const QString &socketPath);
    ~RemoteGatewayService() override;

    QFuture<Result<GatewayStatus>> status() override;
    QFuture<Result<QList<SettingValue>>> settings() override;
    QFuture<Result<QList<UserSummary>>> users() override;
    QFuture<Result<UserSummary>> addUser(NewUser user) override;
    QFuture<Result<UserSummary>> setUserKey(UserId user, Secret litellmKey) override;
    QFuture<Result<UserSummary>> setUserEnabled(UserId user, bool enabled) override;
    QFuture<Result<QList<AgentSummary>>> agents() override;
    QFuture<Result<AgentSummary>> addAgent(NewAgent agent) override;
    QFuture<Result<AgentSummary>> createAgent(AgentCreation agent) override;
    QFuture<Result<AgentSummary>> setAgentEnabled(AgentId agent, bool enabled) override;
    QFuture<Done> removeAgent(AgentId agent) override;
    QFuture<Result<QList<RequestRow>>> requests(RequestQuery query) override;
    QFuture<Result<QList<UsageRow>>> usage(UsageQuery query) override;
    QFuture<CheckStep> testMapping(MappingTest test) override;
    QFuture<CheckStep> doctor() override;
    QFuture<CheckStep> backUp(QString file) override;
    QFuture<Result<QList<BackupSummary>>> backups() override;
    QFuture<CheckStep> exportData(ExportOrder order) override;
    QFuture<Result<ImportSummary>> importDirectory(ImportOrder order) override;

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;

private:
    explicit RemoteGatewayService(QLocalSocket *socket);
    // One call that runs: given its messages until it says that it is over.
    using Pending = std::function<bool(const QJsonObject &message)>;

    template <typename T>
    QFuture<Result<T>> call(const char *name, const QJsonObject &args = {}, const Secret &secret = {});
    QFuture<CheckStep> callWithSteps(const char *name, const QJsonObject &args);
    qint64 send(const char *name, const QJsonObject &args, const Secret &secret, Pending pending);
    void received(const QJsonObject &message);
    void lost();
    void failPending();
    void watch();

    ControlChannel *m_channel;
    QHash<qint64, Pending> m_pending;
    qint64 m_lastId = 0;
    bool m_watching = false;
};

} // namespace keyswitch
