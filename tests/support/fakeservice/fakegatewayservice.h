// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "tests/support/fakeservice/calls.h"

#include <functional>
#include <optional>

namespace keyswitch
{

// A service without a core: it answers from the lists below, which a test fills, or leaves calls open (Calls::hold).
class FakeGatewayService : public GatewayService
{
    Q_OBJECT
public:
    using GatewayService::GatewayService;

    // What it knows.
    GatewayStatus state;
    QList<UserSummary> userList;
    QList<AgentSummary> agentList;
    QList<RequestRow> requestList; // newest first
    QList<UsageRow> usageList;
    QList<CheckStep> steps; // of a mapping test, reported at once unless it is held
    std::optional<Problem> broken; // every question and command is answered with it

    // What it was asked.
    Calls<Result<GatewayStatus>> statusCalls;
    Calls<Result<QList<SettingValue>>> settingsCalls;
    Calls<Result<QList<UserSummary>>> usersCalls;
    Calls<Result<UserSummary>> userCommands;
    Calls<Result<QList<AgentSummary>>> agentsCalls;
    Calls<Result<AgentSummary>> agentCommands;
    Calls<Done> removals;
    Calls<Result<QList<RequestRow>>> requestsCalls;
    Calls<Result<QList<UsageRow>>> usageCalls;
    Calls<CheckStep> tests;
    QStringList commands; // in words: "addUser maria@example.org key=15"
    QList<MappingTest> testsAsked;
    QList<BackupSummary> backupList;
    ImportSummary importSummary;
    QList<ExportOrder> exportsAsked;
    QList<ImportOrder> importsAsked;
    Calls<Result<QList<BackupSummary>>> backupsCalls;
    Calls<Result<ImportSummary>> importCalls;

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

private:
    template <typename T, typename Known> QFuture<Result<T>> ask(Calls<Result<T>> &calls, Known known)
    {
        return calls.ask([&]() -> Result<T> {
            if (broken)
                return tl::unexpected(*broken);
            return known();
        });
    }
    Result<UserSummary> changeUser(UserId user, const std::function<void(UserSummary &)> &change);
    Result<AgentSummary> map(const QString &externalId, const QString &name, const QString &email,
                             const QString &model);
    void changed();
};

} // namespace keyswitch
