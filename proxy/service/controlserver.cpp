// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/controlserver.h"

#include "proxy/base/threadcall.h"
#include "proxy/service/caredescribe.h"
#include "proxy/service/json.h"

#include <QCoreApplication>
#include <QFile>
#include <QFutureWatcher>

#include <algorithm>
#include <variant>

namespace keyswitch
{

namespace
{

// The arguments of calls that take no value of their own. All are optional here so that an absent one is seen: it must
// not come to mean user 0, or "off".
struct Target {
    std::optional<UserId> user;
    std::optional<AgentId> agent;
    std::optional<bool> enabled;
};
template <typename A> void describe(A &a, Target &v)
{
    a("user", v.user)("agent", v.agent)("enabled", v.enabled);
}

struct FileTarget {
    QString file;
};
template <typename A> void describe(A &a, FileTarget &v)
{
    a("file", v.file);
}

Problem notUnderstood(const QString &why)
{
    Problem problem;
    problem.title = QCoreApplication::translate("ControlServer", "The request to Keyswitch failed");
    problem.detail = why;
    return problem;
}

Problem wrongArguments()
{
    return notUnderstood(QCoreApplication::translate("ControlServer", "The arguments are not understood."));
}

// QLocalServer closes and removes its socket, without a word, when one accept() fails: once without a free descriptor,
// and neither windows nor commands would ever reach us again.
constexpr std::chrono::seconds RecheckInterval{2};

// A client that does not read is cut off before what waits for it becomes a burden.
constexpr qint64 MostUnsent = 32 * 1024 * 1024;

template <typename T> QFuture<Result<T>> refused()
{
    return readyFuture(Result<T>(tl::unexpected(wrongArguments())));
}

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
    connect(&m_recheck, &QTimer::timeout, this, [this] {
        if (!QFile::exists(m_socketPath))
            open();
    });
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
    m_socketPath = socketPath;
    if (open()) {
        m_recheck.start(RecheckInterval);
        return {};
    }
    Problem problem;
    problem.code = Problem::Code::Unavailable;
    problem.title = QCoreApplication::translate("ControlServer", "The control socket cannot be opened");
    problem.detail = m_server.errorString() + QLatin1String(": ") + socketPath;
    problem.remedy = QCoreApplication::translate("ControlServer",
                                                 "Choose a data folder with a shorter path on a local disk (--data).");
    return tl::unexpected(problem);
}

bool ControlServer::open()
{
    m_server.close();
    // The data folder's lock is ours, so a socket that lies there is a dead process's.
    QLocalServer::removeServer(m_socketPath);
    if (!m_server.listen(m_socketPath))
        return false;
    QFile::setPermissions(m_socketPath, QFile::ReadOwner | QFile::WriteOwner); // Qt leaves it executable
    return true;
}

// ---- the table ------------------------------------------------------------------------------------------------------

void ControlServer::registerCalls()
{
    GatewayService &s = m_service;

    plain<std::monostate>("status", [&s](const Call &, std::monostate) { return s.status(); });
    plain<std::monostate>("settings", [&s](const Call &, std::monostate) { return s.settings(); });
    plain<std::monostate>("users", [&s](const Call &, std::monostate) { return s.users(); });
    plain<NewUser>("addUser", [&s](const Call &call, NewUser user) {
        user.litellmKey = std::move(*call.secret);
        return s.addUser(std::move(user));
    });
    plain<Target>("setUserKey", [&s](const Call &call, const Target &target) {
        return target.user ? s.setUserKey(*target.user, std::move(*call.secret)) : refused<UserSummary>();
    });
    plain<Target>("setUserEnabled", [&s](const Call &, const Target &target) {
        return target.user && target.enabled ? s.setUserEnabled(*target.user, *target.enabled) : refused<UserSummary>();
    });
    plain<std::monostate>("agents", [&s](const Call &, std::monostate) { return s.agents(); });
    plain<NewAgent>("addAgent", [&s](const Call &, NewAgent agent) { return s.addAgent(std::move(agent)); });
    plain<AgentCreation>("createAgent",
                         [&s](const Call &, AgentCreation agent) { return s.createAgent(std::move(agent)); });
    plain<Target>("setAgentEnabled", [&s](const Call &, const Target &target) {
        return target.agent && target.enabled ? s.setAgentEnabled(*target.agent, *target.enabled)
                                              : refused<AgentSummary>();
    });
    plain<Target>("removeAgent", [&s](const Call &, const Target &target) {
        return target.agent ? s.removeAgent(*target.agent) : refused<void>();
    });
    plain<RequestQuery>("requests", [&s](const Call &, RequestQuery query) { return s.requests(std::move(query)); });
    plain<UsageQuery>("usage", [&s](const Call &, UsageQuery query) { return s.usage(std::move(query)); });
    steps<MappingTest>("testMapping", [&s](const MappingTest &test) { return s.testMapping(test); });
    steps<std::monostate>("doctor", [&s](std::monostate) { return s.doctor(); });
    steps<FileTarget>("backUp", [&s](const FileTarget &target) { return s.backUp(target.file); });
    plain<std::monostate>("backups", [&s](const Call &, std::monostate) { return s.backups(); });
    steps<ExportOrder>("exportData", [&s](const ExportOrder &order) { return s.exportData(order); });
    plain<ImportOrder>("importDirectory",
                       [&s](const Call &, ImportOrder order) { return s.importDirectory(std::move(order)); });

    m_calls.insert(QStringLiteral("watch"), [this](const Call &call) {
        m_clients[call.channel].watching = call.args.value(QLatin1String("on")).toBool();
        watch(std::any_of(m_clients.cbegin(), m_clients.cend(), [](const Client &client) { return client.watching; }));
        call.channel->send({{QStringLiteral("id"), call.id}, {QStringLiteral("result"), QJsonValue()}});
    });
}

template <typename T> bool ControlServer::read(const Call &call, T &argument)
{
    if constexpr (!std::is_same_v<T, std::monostate>) {
        if (!fromJson(QJsonValue(call.args), argument)) {
            refuse(call, wrongArguments());
            return false;
        }
    }
    return true;
}

// A call with one result. `T` is what its arguments describe; monostate: nothing to read.
template <typename T, typename Start> void ControlServer::plain(const char *name, Start start)
{
    m_calls.insert(QString::fromLatin1(name), [this, start](const Call &call) {
        T argument{};
        if (!read(call, argument))
            return;
        // A watcher and not QFuture::then(): in Qt 6.4 a continuation whose context has died is fatal.
        using Value = decltype(start(call, T{}).result());
        auto *watcher = new QFutureWatcher<Value>(call.channel); // dies with the client
        connect(watcher, &QFutureWatcher<Value>::finished, call.channel, [watcher, call] {
            watcher->deleteLater();
            if (watcher->future().resultCount() > 0)
                call.channel->send(replyOf(call.id, watcher->result()));
            else
                refuse(call,
                       notUnderstood(QCoreApplication::translate("ControlServer", "Keyswitch is shutting down.")));
        });
        watcher->setFuture(start(call, std::move(argument)));
    });
}

template <typename T, typename Start> void ControlServer::steps(const char *name, Start start)
{
    m_calls.insert(QString::fromLatin1(name), [this, start](const Call &call) {
        T argument{};
        if (!read(call, argument))
            return;
        auto *watcher = new QFutureWatcher<CheckStep>(call.channel); // dies with the client, and so does the work
        const qint64 id = call.id;
        ControlChannel *channel = call.channel;
        connect(watcher, &QFutureWatcher<CheckStep>::resultReadyAt, channel, [watcher, channel, id](int index) {
            channel->send({{QStringLiteral("id"), id}, {QStringLiteral("step"), toJson(watcher->resultAt(index))}});
        });
        connect(watcher, &QFutureWatcher<CheckStep>::finished, channel, [this, watcher, channel, id] {
            if (const auto client = m_clients.find(channel); client != m_clients.end()) // it may have left
                client->cancels.remove(id);
            channel->send({{QStringLiteral("id"), id}, {QStringLiteral("done"), true}});
            watcher->deleteLater();
        });
        QFuture<CheckStep> future = start(argument);
        m_clients[channel].cancels.insert(id, [future]() mutable { future.cancel(); });
        connect(channel, &ControlChannel::closed, watcher, [future]() mutable { future.cancel(); });
        watcher->setFuture(future);
    });
}

// ---------------------------------------------------------------------------------------------------------------------

void ControlServer::refuse(const Call &call, const Problem &why)
{
    call.channel->send({{QStringLiteral("id"), call.id}, {QStringLiteral("problem"), toJson(why)}});
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
    if (!m_clients.contains(channel))
        return; // its connection is closed; these are its last words
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
        refuse(call,
               notUnderstood(
                   QCoreApplication::translate("ControlServer", "This Keyswitch does not know “%1”: it is older.")
                       .arg(name)));
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
    QList<ControlChannel *> stuck;
    for (const Client &client : std::as_const(m_clients)) {
        if (client.channel->unsent() > MostUnsent)
            stuck.append(client.channel);
        else if (client.watching || !onlyWatching)
            client.channel->send(event);
    }
    for (ControlChannel *channel : std::as_const(stuck)) // takes itself out of the list
        channel->cutOff();
}

} // namespace keyswitch
