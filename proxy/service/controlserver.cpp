// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/controlserver.h"

#include "proxy/service/json.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPointer>

#include <algorithm>
#include <variant>

namespace keyswitch
{

namespace
{

template <typename T> QJsonObject replyOf(qint64 id, const Result<T> &result)
{
    if (!result)
        return {{QStringLiteral("id"), id}, {QStringLiteral("problem"), toJson(result.error())}};
    return {{QStringLiteral("id"), id}, {QStringLiteral("result"), toJson(*result)}};
}

QJsonObject replyOf(qint64 id, const Done &result)
{
    if (!result)
        return {{QStringLiteral("id"), id}, {QStringLiteral("problem"), toJson(result.error())}};
    return {{QStringLiteral("id"), id}, {QStringLiteral("result"), QJsonValue()}};
}

} // namespace

ControlServer::ControlServer(GatewayService &service)
    : m_service(service)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ControlServer::accept);
    connect(&m_service, &GatewayService::directoryChanged, this, [this] {
        broadcast({{QStringLiteral("event"), QStringLiteral("directory_changed")}}, false);
    });
    connect(&m_service, &GatewayService::statusChanged, this, [this](const GatewayStatus &status) {
        broadcast({{QStringLiteral("event"), QStringLiteral("status")}, {QStringLiteral("status"), toJson(status)}},
                  false);
    });
    registerCalls();
}

ControlServer::~ControlServer()
{
    const auto clients = std::exchange(m_clients, {});
    for (const Client &client : clients) {
        client.channel->disconnect(this);
        delete client.channel;
    }
}

Done ControlServer::listen(const QString &socketPath)
{
    // The data folder's lock is ours, so a socket that lies there is a dead process's.
    QLocalServer::removeServer(socketPath);
    if (m_server.listen(socketPath))
        return {};
    Problem problem;
    problem.code = Problem::Code::Unavailable;
    problem.title = QCoreApplication::translate("ControlServer", "The control socket cannot be opened");
    problem.detail = m_server.errorString() + QLatin1String(": ") + socketPath;
    problem.remedy = QCoreApplication::translate("ControlServer",
                                                 "Choose a data folder with a shorter path on a local disk (--data).");
    return tl::unexpected(problem);
}

// ---- the table ------------------------------------------------------------------------------------------------------

void ControlServer::registerCalls()
{
    GatewayService &s = m_service;
    const auto id = [](const Call &call, const char *name) { return call.args.value(QLatin1String(name)).toInteger(); };
    const auto flag = [](const Call &call, const char *name) { return call.args.value(QLatin1String(name)).toBool(); };

    plain<std::monostate>("status", [&s](const Call &, std::monostate) { return s.status(); });
    plain<std::monostate>("settings", [&s](const Call &, std::monostate) { return s.settings(); });
    plain<std::monostate>("users", [&s](const Call &, std::monostate) { return s.users(); });
    plain<NewUser>("addUser", [&s](const Call &call, NewUser user) {
        user.litellmKey = std::move(*call.secret);
        return s.addUser(std::move(user));
    });
    plain<std::monostate>("setUserKey", [&s, id](const Call &call, std::monostate) {
        return s.setUserKey(UserId(id(call, "user")), std::move(*call.secret));
    });
    plain<std::monostate>("setUserEnabled", [&s, id, flag](const Call &call, std::monostate) {
        return s.setUserEnabled(UserId(id(call, "user")), flag(call, "enabled"));
    });
    plain<std::monostate>("agents", [&s](const Call &, std::monostate) { return s.agents(); });
    plain<NewAgent>("addAgent", [&s](const Call &, NewAgent agent) { return s.addAgent(std::move(agent)); });
    plain<AgentCreation>("createAgent",
                         [&s](const Call &, AgentCreation agent) { return s.createAgent(std::move(agent)); });
    plain<std::monostate>("setAgentEnabled", [&s, id, flag](const Call &call, std::monostate) {
        return s.setAgentEnabled(AgentId(id(call, "agent")), flag(call, "enabled"));
    });
    plain<std::monostate>("removeAgent", [&s, id](const Call &call, std::monostate) {
        return s.removeAgent(AgentId(id(call, "agent")));
    });
    plain<RequestQuery>("requests", [&s](const Call &, RequestQuery query) { return s.requests(std::move(query)); });
    plain<UsageQuery>("usage", [&s](const Call &, UsageQuery query) { return s.usage(std::move(query)); });
    steps("testMapping", [&s](const Call &call) {
        MappingTest test;
        fromJson(QJsonValue(call.args), test);
        return s.testMapping(test);
    });
    steps("doctor", [&s](const Call &) { return s.doctor(); });

    m_calls.insert(QStringLiteral("watch"), [this, flag](const Call &call) {
        m_clients[call.channel].watching = flag(call, "on");
        watch(std::any_of(m_clients.cbegin(), m_clients.cend(), [](const Client &client) { return client.watching; }));
        call.channel->send({{QStringLiteral("id"), call.id}, {QStringLiteral("result"), QJsonValue()}});
    });
}

// A call with one result. `T` is what its arguments describe; monostate: nothing to read.
template <typename T, typename Start> void ControlServer::plain(const char *name, Start start)
{
    m_calls.insert(QString::fromLatin1(name), [this, start](const Call &call) {
        T argument{};
        if constexpr (!std::is_same_v<T, std::monostate>) {
            if (!fromJson(QJsonValue(call.args), argument)) {
                refuse(call, QCoreApplication::translate("ControlServer", "The arguments are not understood."));
                return;
            }
        }
        using Value = decltype(start(call, T{}).result());
        start(call, std::move(argument))
            .then(this,
                  [channel = QPointer<ControlChannel>(call.channel), id = call.id](const Value &result) {
                      if (channel)
                          channel->send(replyOf(id, result));
                  })
            .onCanceled(this, [call, channel = QPointer<ControlChannel>(call.channel)] {
                if (channel)
                    refuse(call, QCoreApplication::translate("ControlServer", "Keyswitch is shutting down."));
            });
    });
}

template <typename Start> void ControlServer::steps(const char *name, Start start)
{
    m_calls.insert(QString::fromLatin1(name), [this, start](const Call &call) {
        auto *watcher = new QFutureWatcher<CheckStep>(call.channel); // dies with the client, and so does the work
        const qint64 id = call.id;
        ControlChannel *channel = call.channel;
        connect(watcher, &QFutureWatcher<CheckStep>::resultReadyAt, channel, [watcher, channel, id](int index) {
            channel->send({{QStringLiteral("id"), id}, {QStringLiteral("step"), toJson(watcher->resultAt(index))}});
        });
        connect(watcher, &QFutureWatcher<CheckStep>::finished, channel, [this, watcher, channel, id] {
            m_clients[channel].cancels.remove(id);
            channel->send({{QStringLiteral("id"), id}, {QStringLiteral("done"), true}});
            watcher->deleteLater();
        });
        QFuture<CheckStep> future = start(call);
        m_clients[channel].cancels.insert(id, [future]() mutable { future.cancel(); });
        connect(channel, &ControlChannel::closed, watcher, [future]() mutable { future.cancel(); });
        watcher->setFuture(future);
    });
}

// ---------------------------------------------------------------------------------------------------------------------

void ControlServer::refuse(const Call &call, const QString &why)
{
    Problem problem;
    problem.title = QCoreApplication::translate("ControlServer", "The request to Keyswitch failed");
    problem.detail = why;
    call.channel->send({{QStringLiteral("id"), call.id}, {QStringLiteral("problem"), toJson(problem)}});
}

void ControlServer::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        auto *channel = new ControlChannel(socket, this);
        m_clients.insert(channel, Client{channel, false, {}});
        connect(channel, &ControlChannel::received, this,
                [this, channel](const QJsonObject &message, const std::shared_ptr<Secret> &secret) {
                    received(channel, message, secret);
                });
        connect(channel, &ControlChannel::closed, this, [this, channel] {
            m_clients.remove(channel);
            watch(std::any_of(m_clients.cbegin(), m_clients.cend(),
                              [](const Client &client) { return client.watching; }));
            channel->deleteLater();
        });
    }
}

void ControlServer::received(ControlChannel *channel, const QJsonObject &message, const std::shared_ptr<Secret> &secret)
{
    if (message.contains(QLatin1String("cancel"))) {
        if (const auto cancel = m_clients[channel].cancels.value(message.value(QLatin1String("cancel")).toInteger()))
            cancel();
        return;
    }
    const Call call{message.value(QLatin1String("args")).toObject(), secret, channel,
                    message.value(QLatin1String("id")).toInteger()};
    const QString name = message.value(QLatin1String("call")).toString();
    if (const Handler handler = m_calls.value(name))
        handler(call);
    else
        refuse(
            call,
            QCoreApplication::translate("ControlServer", "This Keyswitch does not know “%1”: it is older.").arg(name));
}

// Live traffic is only asked for while somebody wants it: watching costs the workers a little.
void ControlServer::watch(bool on)
{
    if (on == bool(m_traffic))
        return;
    if (!on) {
        disconnect(m_traffic);
        m_traffic = {};
        return;
    }
    m_traffic = connect(&m_service, &GatewayService::traffic, this, [this](const QList<LiveRow> &rows) {
        broadcast({{QStringLiteral("event"), QStringLiteral("traffic")}, {QStringLiteral("rows"), toJson(rows)}}, true);
    });
}

void ControlServer::broadcast(const QJsonObject &event, bool onlyWatching)
{
    for (const Client &client : std::as_const(m_clients)) {
        if (client.watching || !onlyWatching)
            client.channel->send(event);
    }
}

} // namespace keyswitch
