// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/remotegatewayservice.h"

#include "proxy/base/threadcall.h"
#include "proxy/service/caredescribe.h"
#include "proxy/service/json.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QMetaMethod>

namespace keyswitch
{

namespace
{

Problem connectionProblem(const QString &detail)
{
    Problem problem;
    problem.code = Problem::Code::Unreachable;
    problem.title =
        QCoreApplication::translate("RemoteGatewayService", "The connection to the running Keyswitch is lost");
    problem.detail = detail;
    problem.remedy = QCoreApplication::translate("RemoteGatewayService", "Start keyswitchd again, then try once more.");
    return problem;
}

Problem problemIn(const QJsonObject &message)
{
    Problem problem;
    if (!fromJson(message.value(QLatin1String("problem")), problem))
        problem =
            connectionProblem(QCoreApplication::translate("RemoteGatewayService", "Its answer is not understood."));
    return problem;
}

QJsonObject members(const QJsonValue &value)
{
    return value.toObject();
}

} // namespace

QFuture<Result<std::shared_ptr<RemoteGatewayService>>> RemoteGatewayService::connectTo(const QString &socketPath)
{
    using Value = Result<std::shared_ptr<RemoteGatewayService>>;
    auto promise = std::make_shared<QPromise<Value>>();
    promise->start();
    auto *socket = new QLocalSocket;
    const auto finish = [promise](Value value) {
        promise->addResult(std::move(value));
        promise->finish();
    };
    connect(socket, &QLocalSocket::connected, socket, [socket, finish] {
        socket->disconnect(); // before the service connects to it
        finish(std::shared_ptr<RemoteGatewayService>(new RemoteGatewayService(socket)));
    });
    connect(socket, &QLocalSocket::errorOccurred, socket, [socket, finish] {
        socket->disconnect();
        finish(tl::unexpected(connectionProblem(socket->errorString())));
        socket->deleteLater();
    });
    socket->connectToServer(socketPath);
    return promise->future();
}

RemoteGatewayService::RemoteGatewayService(QLocalSocket *socket)
    : m_channel(new ControlChannel(socket, this))
{
    connect(m_channel, &ControlChannel::received, this,
            [this](const QJsonObject &message, const std::shared_ptr<Secret> &) { received(message); });
    connect(m_channel, &ControlChannel::closed, this, &RemoteGatewayService::lost);
}

RemoteGatewayService::~RemoteGatewayService()
{
    m_channel->disconnect(this);
    failPending();
}

// ---- the calls ------------------------------------------------------------------------------------------------------

QFuture<Result<GatewayStatus>> RemoteGatewayService::status()
{
    return call<GatewayStatus>("status");
}
QFuture<Result<QList<SettingValue>>> RemoteGatewayService::settings()
{
    return call<QList<SettingValue>>("settings");
}
QFuture<Result<QList<UserSummary>>> RemoteGatewayService::users()
{
    return call<QList<UserSummary>>("users");
}
QFuture<Result<UserSummary>> RemoteGatewayService::addUser(NewUser user)
{
    return call<UserSummary>("addUser", members(toJson(user)), user.litellmKey);
}
QFuture<Result<UserSummary>> RemoteGatewayService::setUserKey(UserId user, Secret litellmKey)
{
    return call<UserSummary>("setUserKey", {{QStringLiteral("user"), toJson(user)}}, litellmKey);
}
QFuture<Result<UserSummary>> RemoteGatewayService::setUserEnabled(UserId user, bool enabled)
{
    return call<UserSummary>("setUserEnabled",
                             {{QStringLiteral("user"), toJson(user)}, {QStringLiteral("enabled"), enabled}});
}
QFuture<Result<QList<AgentSummary>>> RemoteGatewayService::agents()
{
    return call<QList<AgentSummary>>("agents");
}
QFuture<Result<AgentSummary>> RemoteGatewayService::addAgent(NewAgent agent)
{
    return call<AgentSummary>("addAgent", members(toJson(agent)));
}
QFuture<Result<AgentSummary>> RemoteGatewayService::createAgent(AgentCreation agent)
{
    return call<AgentSummary>("createAgent", members(toJson(agent)));
}
QFuture<Result<AgentSummary>> RemoteGatewayService::setAgentEnabled(AgentId agent, bool enabled)
{
    return call<AgentSummary>("setAgentEnabled",
                              {{QStringLiteral("agent"), toJson(agent)}, {QStringLiteral("enabled"), enabled}});
}
QFuture<Done> RemoteGatewayService::removeAgent(AgentId agent)
{
    auto promise = std::make_shared<QPromise<Done>>();
    promise->start();
    send("removeAgent", {{QStringLiteral("agent"), toJson(agent)}}, {}, [promise](const QJsonObject &message) {
        promise->addResult(message.contains(QLatin1String("problem")) ? Done(tl::unexpected(problemIn(message)))
                                                                      : Done());
        promise->finish();
        return true;
    });
    return promise->future();
}
QFuture<Result<QList<RequestRow>>> RemoteGatewayService::requests(RequestQuery query)
{
    return call<QList<RequestRow>>("requests", members(toJson(query)));
}
QFuture<Result<QList<UsageRow>>> RemoteGatewayService::usage(UsageQuery query)
{
    return call<QList<UsageRow>>("usage", members(toJson(query)));
}
QFuture<CheckStep> RemoteGatewayService::testMapping(MappingTest test)
{
    return callWithSteps("testMapping", members(toJson(test)));
}
QFuture<CheckStep> RemoteGatewayService::doctor()
{
    return callWithSteps("doctor", {});
}
QFuture<CheckStep> RemoteGatewayService::backUp(QString file)
{
    return callWithSteps("backUp", {{QStringLiteral("file"), file}});
}
QFuture<Result<QList<BackupSummary>>> RemoteGatewayService::backups()
{
    return call<QList<BackupSummary>>("backups");
}
QFuture<CheckStep> RemoteGatewayService::exportData(ExportOrder order)
{
    return callWithSteps("exportData", members(toJson(order)));
}
QFuture<Result<ImportSummary>> RemoteGatewayService::importDirectory(ImportOrder order)
{
    return call<ImportSummary>("importDirectory", members(toJson(order)));
}

// ---------------------------------------------------------------------------------------------------------------------

template <typename T>
QFuture<Result<T>> RemoteGatewayService::call(const char *name, const QJsonObject &args, const Secret &secret)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    send(name, args, secret, [promise](const QJsonObject &message) {
        T value{};
        if (message.contains(QLatin1String("problem")))
            promise->addResult(tl::unexpected(problemIn(message)));
        else if (fromJson(message.value(QLatin1String("result")), value))
            promise->addResult(std::move(value));
        else
            promise->addResult(tl::unexpected(connectionProblem(
                QCoreApplication::translate("RemoteGatewayService", "Its answer is not understood."))));
        promise->finish();
        return true;
    });
    return promise->future();
}

QFuture<CheckStep> RemoteGatewayService::callWithSteps(const char *name, const QJsonObject &args)
{
    auto promise = std::make_shared<QPromise<CheckStep>>();
    promise->start();
    const qint64 id = send(name, args, {}, [promise](const QJsonObject &message) {
        CheckStep step;
        if (message.contains(QLatin1String("step"))) {
            if (fromJson(message.value(QLatin1String("step")), step))
                promise->addResult(step);
            return false;
        }
        if (message.contains(QLatin1String("problem"))) {
            const Problem problem = problemIn(message);
            step.id = QStringLiteral("connection");
            step.verdict = CheckStep::Verdict::Failed;
            step.title = problem.title;
            step.detail = problem.detail;
            step.remedy = problem.remedy;
            promise->addResult(step);
        }
        promise->finish();
        return true;
    });
    // Whoever cancels the future means the work over there.
    auto *watcher = new QFutureWatcher<CheckStep>(this);
    connect(watcher, &QFutureWatcher<CheckStep>::canceled, this, [this, id] {
        m_channel->send({{QStringLiteral("cancel"), id}});
    });
    connect(watcher, &QFutureWatcher<CheckStep>::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(promise->future());
    return promise->future();
}

qint64 RemoteGatewayService::send(const char *name, const QJsonObject &args, const Secret &secret, Pending pending)
{
    const qint64 id = ++m_lastId;
    if (!m_channel->isOpen()) {
        pending({{QStringLiteral("problem"), toJson(connectionProblem({}))}});
        return id;
    }
    m_pending.insert(id, std::move(pending));
    m_channel->send({{QStringLiteral("id"), id},
                     {QStringLiteral("call"), QString::fromLatin1(name)},
                     {QStringLiteral("args"), args}},
                    secret);
    return id;
}

void RemoteGatewayService::received(const QJsonObject &message)
{
    const QString event = message.value(QLatin1String("event")).toString();
    if (event == QLatin1String("directory_changed")) {
        Q_EMIT directoryChanged();
    } else if (event == QLatin1String("status")) {
        GatewayStatus status;
        if (fromJson(message.value(QLatin1String("status")), status))
            Q_EMIT statusChanged(status);
    } else if (event == QLatin1String("traffic")) {
        QList<LiveRow> rows;
        if (fromJson(message.value(QLatin1String("rows")), rows))
            Q_EMIT traffic(rows);
        watch(); // a receiver that was destroyed did not tell (QObject::disconnectNotify)
    } else if (const auto it = m_pending.constFind(message.value(QLatin1String("id")).toInteger());
               it != m_pending.constEnd()) {
        const qint64 id = it.key();
        const Pending pending = *it; // what it finishes may start a call of its own
        if (pending(message))
            m_pending.remove(id);
    }
}

void RemoteGatewayService::lost()
{
    failPending();
    Q_EMIT connectionLost(connectionProblem({}));
}

void RemoteGatewayService::failPending()
{
    const Problem problem = connectionProblem({});
    const auto pending = std::exchange(m_pending, {});
    for (const Pending &one : pending)
        one({{QStringLiteral("problem"), toJson(problem)}});
}

// Qt may hold a lock of this object here that isSignalConnected() takes as well, hence later.
void RemoteGatewayService::connectNotify(const QMetaMethod &)
{
    QMetaObject::invokeMethod(this, &RemoteGatewayService::watch, Qt::QueuedConnection);
}

void RemoteGatewayService::disconnectNotify(const QMetaMethod &)
{
    QMetaObject::invokeMethod(this, &RemoteGatewayService::watch, Qt::QueuedConnection);
}

void RemoteGatewayService::watch()
{
    const bool wanted = isSignalConnected(QMetaMethod::fromSignal(&GatewayService::traffic));
    if (wanted == m_watching)
        return;
    m_watching = wanted;
    send("watch", {{QStringLiteral("on"), wanted}}, {}, [](const QJsonObject &) { return true; });
}

} // namespace keyswitch
