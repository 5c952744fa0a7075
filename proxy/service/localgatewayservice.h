// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/configure/settingsloader.h"
#include "proxy/service/gatewayservice.h"
#include "proxy/service/livefeed.h"
#include "proxy/service/runningfigures.h"

#include <QTimer>

#include <memory>

namespace keyswitch
{

namespace store
{
class Store;
} // namespace store
class CareDesk;
class DirectoryDesk;
class Gateway;
class HealthWatch;
class StoreWatch;

struct ServiceOptions {
    QString dataFolder;
    QString envFile; // empty: the data folder's .env, where there is one
    QHash<QByteArray, QByteArray> flags; // settings given on the command line
    bool keychain = false; // desktop: the data key may live in the system's keychain
};

// The core in this process: store, settings, directory and, once serve() was called, the running proxy.
// Owns the data folder's lock; there is never a second one on the same folder.
class LocalGatewayService final : public GatewayService
{
    Q_OBJECT
public:
    using Opened = Result<std::shared_ptr<LocalGatewayService>>;
    static QFuture<Opened> open(ServiceOptions options);
    ~LocalGatewayService() override;

    QFuture<Result<QString>> serve(); // the URL it listens at
    QString dataFolder() const;
    QString controlSocket() const;
    const ConfigSnapshot &config() const { return *m_settings.config; }
    const QStringList &remarks() const { return m_settings.remarks; }

    // Lets running requests end for `grace`, then breaks them off; rows are on disk when it finishes.
    QFuture<void> shutDown(std::chrono::milliseconds grace);
    void cutNow();

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
    explicit LocalGatewayService(ServiceOptions options);
    QFuture<Done> loadSettingsFromAll();
    void openDirectory();
    QString publicUrl() const;
    GatewayStatus statusNow();
    QFuture<Done> countToday();
    void watch();

    ServiceOptions m_options;
    std::shared_ptr<store::Store> m_store;
    LoadedSettings m_settings;
    std::unique_ptr<DirectoryDesk> m_directory;
    std::unique_ptr<CareDesk> m_care;
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<HealthWatch> m_health;
    std::unique_ptr<StoreWatch> m_storeWatch; // while serving
    LiveFeed m_feed;
    QTimer m_refresh;
    RunningFigures m_figures;
    int m_running = 0;
    bool m_watched = false;
    bool m_closing = false;
};

} // namespace keyswitch
