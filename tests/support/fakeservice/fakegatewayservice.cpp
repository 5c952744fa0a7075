// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/fakegatewayservice.h"

#include <algorithm>

namespace keyswitch
{

namespace
{

Problem notFound()
{
    return {Problem::Code::NotFound, QStringLiteral("Not found"), {}, {}, {}};
}

} // namespace

void FakeGatewayService::changed()
{
    QMetaObject::invokeMethod(this, &GatewayService::directoryChanged, Qt::QueuedConnection);
}

QFuture<Result<GatewayStatus>> FakeGatewayService::status()
{
    return ask(statusCalls, [this] { return state; });
}

QFuture<Result<QList<SettingValue>>> FakeGatewayService::settings()
{
    return ask(settingsCalls, [] { return QList<SettingValue>(); });
}

QFuture<Result<QList<UserSummary>>> FakeGatewayService::users()
{
    return ask(usersCalls, [this] { return userList; });
}

QFuture<Result<UserSummary>> FakeGatewayService::addUser(NewUser user)
{
    commands.append(QStringLiteral("addUser %1 %2 key=%3").arg(user.email, user.name).arg(user.litellmKey.size()));
    return ask(userCommands, [&]() -> Result<UserSummary> {
        for (const UserSummary &known : std::as_const(userList)) {
            if (known.email == user.email)
                return tl::unexpected(Problem{
                    Problem::Code::Conflict, QStringLiteral("There is a user with this e-mail"), user.email, {}, {}});
        }
        UserSummary added;
        added.id = UserId(userList.size() + 1);
        added.email = user.email;
        added.name = user.name;
        added.keyFingerprint = QString::fromLatin1(user.litellmKey.fingerprint());
        added.createdAt = QDateTime::currentDateTimeUtc();
        userList.append(added);
        changed();
        return added;
    });
}

Result<UserSummary> FakeGatewayService::changeUser(UserId user, const std::function<void(UserSummary &)> &change)
{
    for (UserSummary &known : userList) {
        if (known.id == user) {
            change(known);
            changed();
            return known;
        }
    }
    return tl::unexpected(notFound());
}

QFuture<Result<UserSummary>> FakeGatewayService::setUserKey(UserId user, Secret litellmKey)
{
    commands.append(QStringLiteral("setUserKey %1 key=%2").arg(qint64(user)).arg(litellmKey.size()));
    return ask(userCommands, [&] {
        return changeUser(
            user, [&](UserSummary &known) { known.keyFingerprint = QString::fromLatin1(litellmKey.fingerprint()); });
    });
}

QFuture<Result<UserSummary>> FakeGatewayService::setUserEnabled(UserId user, bool enabled)
{
    commands.append(QStringLiteral("setUserEnabled %1 %2").arg(qint64(user)).arg(enabled));
    return ask(userCommands, [&] { return changeUser(user, [&](UserSummary &known) { known.enabled = enabled; }); });
}

QFuture<Result<QList<AgentSummary>>> FakeGatewayService::agents()
{
    return ask(agentsCalls, [this] { return agentList; });
}

Result<AgentSummary> FakeGatewayService::map(const QString &externalId, const QString &name, const QString &email,
                                             const QString &model)
{
    const auto owner =
        std::find_if(userList.cbegin(), userList.cend(), [&](const UserSummary &user) { return user.email == email; });
    if (owner == userList.cend())
        return tl::unexpected(notFound());
    qint64 last = 0;
    for (const AgentSummary &known : std::as_const(agentList))
        last = std::max(last, qint64(known.id));
    AgentSummary added;
    added.id = AgentId(last + 1);
    added.externalId = externalId;
    added.name = name.isEmpty() ? externalId : name;
    added.user = owner->id;
    added.userEmail = owner->email;
    added.userName = owner->name;
    added.userHasKey = !owner->keyFingerprint.isEmpty();
    added.model = model;
    added.endpoint = QStringLiteral("http://127.0.0.1:8484/api/v1/llm-proxy/") + externalId;
    added.createdAt = QDateTime::currentDateTimeUtc();
    agentList.append(added);
    changed();
    return added;
}

QFuture<Result<AgentSummary>> FakeGatewayService::addAgent(NewAgent agent)
{
    commands.append(QStringLiteral("addAgent %1 %2 %3").arg(agent.externalId, agent.user, agent.model));
    return ask(agentCommands, [&] { return map(agent.externalId, agent.name, agent.user, agent.model); });
}

QFuture<Result<AgentSummary>> FakeGatewayService::createAgent(AgentCreation agent)
{
    commands.append(QStringLiteral("createAgent %1 %2 %3").arg(agent.name, agent.user, agent.model));
    return ask(agentCommands, [&] {
        return map(QStringLiteral("agent-new-%1").arg(agentList.size()), agent.name, agent.user, agent.model);
    });
}

QFuture<Result<AgentSummary>> FakeGatewayService::setAgentEnabled(AgentId agent, bool enabled)
{
    commands.append(QStringLiteral("setAgentEnabled %1 %2").arg(qint64(agent)).arg(enabled));
    return ask(agentCommands, [&]() -> Result<AgentSummary> {
        for (AgentSummary &known : agentList) {
            if (known.id == agent) {
                known.enabled = enabled;
                changed();
                return known;
            }
        }
        return tl::unexpected(notFound());
    });
}

QFuture<Done> FakeGatewayService::removeAgent(AgentId agent)
{
    commands.append(QStringLiteral("removeAgent %1").arg(qint64(agent)));
    return removals.ask([&]() -> Done {
        if (broken)
            return tl::unexpected(*broken);
        agentList.removeIf([agent](const AgentSummary &known) { return known.id == agent; });
        changed();
        return {};
    });
}

QFuture<Result<QList<RequestRow>>> FakeGatewayService::requests(RequestQuery query)
{
    return ask(requestsCalls, [&] {
        QList<RequestRow> rows;
        for (const RequestRow &row : std::as_const(requestList)) {
            if ((!query.agent || row.agent == *query.agent) && (!query.user || row.user == *query.user)
                && rows.size() < query.limit)
                rows.append(row);
        }
        return rows;
    });
}

QFuture<Result<QList<UsageRow>>> FakeGatewayService::usage(UsageQuery)
{
    return ask(usageCalls, [this] { return usageList; });
}

QFuture<CheckStep> FakeGatewayService::testMapping(MappingTest test)
{
    testsAsked.append(test);
    const int call = tests.count();
    const bool held = tests.hold;
    tests.hold = true; // steps are results of their own, so the promise stays open until here
    const QFuture<CheckStep> future = tests.ask([] { return CheckStep(); });
    tests.hold = held;
    if (!held) {
        for (const CheckStep &step : std::as_const(steps))
            tests.open(call).addResult(step);
        tests.open(call).finish();
    }
    return future;
}

QFuture<CheckStep> FakeGatewayService::doctor()
{
    return testMapping({});
}

QFuture<CheckStep> FakeGatewayService::backUp(QString file)
{
    commands.append(QStringLiteral("backUp ") + file);
    return testMapping({});
}

QFuture<Result<QList<BackupSummary>>> FakeGatewayService::backups()
{
    return ask(backupsCalls, [this] { return backupList; });
}

QFuture<CheckStep> FakeGatewayService::exportData(ExportOrder order)
{
    exportsAsked.append(order);
    return testMapping({});
}

QFuture<Result<ImportSummary>> FakeGatewayService::importDirectory(ImportOrder order)
{
    importsAsked.append(order);
    return ask(importCalls, [this] { return importSummary; });
}

} // namespace keyswitch
