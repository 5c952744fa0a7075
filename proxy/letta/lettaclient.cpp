// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/letta/lettaclient.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QPointer>
#include <QSet>
#include <QUrl>

#include <utility>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

QString text(const char *source)
{
    return QCoreApplication::translate("Letta", source);
}

QByteArray agentTarget(const QString &id)
{
    return "/v1/agents/" + QUrl::toPercentEncoding(id);
}

} // namespace

// One walk through the pages: deletes itself when it has ended.
class LettaAgentPages : public QObject
{
public:
    LettaAgentPages(LettaClient &client, int pageSize, int mostPages)
        : QObject(&client)
        , m_client(client)
        , m_pageSize(pageSize)
        , m_pagesLeft(mostPages)
    {
        m_promise.start();
        connect(&m_watcher, &QFutureWatcherBase::canceled, this, [this] {
            if (m_call)
                m_call->cancel();
        });
        m_watcher.setFuture(m_promise.future());
    }

    QFuture<Result<LettaAgentList>> start()
    {
        ask({});
        return m_promise.future();
    }

private:
    void ask(const QString &after)
    {
        // Without `include` each agent brings its tools and blocks along: 18 KB instead of 2.
        QByteArray target =
            "/v1/agents/?limit=" + QByteArray::number(m_pageSize) + "&order=asc&order_by=created_at&include=agent.tags";
        if (!after.isEmpty())
            target += "&after=" + QUrl::toPercentEncoding(after);
        m_call = JsonCall::start(m_client.m_manager, m_client.request("GET", target, step()),
                                 [this, self = QPointer(this)](const Result<JsonAnswer> &answer) {
                                     if (self)
                                         take(answer);
                                 });
    }

    static QString step() { return text(QT_TRANSLATE_NOOP("Letta", "list the agents")); }

    void take(const Result<JsonAnswer> &answer)
    {
        if (!answer)
            return end(tl::unexpected(answer.error()));
        if (!answer->value.isArray())
            return end(tl::unexpected(unexpectedAnswer(QStringLiteral("Letta"), step(),
                                                       text(QT_TRANSLATE_NOOP("Letta", "the answer is not a list")))));
        const QJsonArray page = answer->value.toArray();
        QString last;
        bool news = false;
        for (const QJsonValue entry : page) {
            last = entry["id"_L1].toString(last); // the cursor counts agents that we cannot read, too
            const std::optional<LettaAgent> agent = LettaAgent::fromJson(entry);
            if (!agent) {
                ++m_list.unreadable;
            } else if (!m_seen.contains(agent->id)) {
                m_seen.insert(agent->id);
                m_list.agents.append(*agent);
                news = true;
            }
        }
        if (page.size() < m_pageSize)
            return end(std::move(m_list));
        if (!news || last.isEmpty() || --m_pagesLeft <= 0) {
            m_list.complete = false;
            return end(std::move(m_list));
        }
        ask(last);
    }

    void end(Result<LettaAgentList> result)
    {
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

    LettaClient &m_client;
    const int m_pageSize;
    int m_pagesLeft;
    QPointer<JsonCall> m_call;
    LettaAgentList m_list;
    QSet<QString> m_seen;
    QPromise<Result<LettaAgentList>> m_promise;
    QFutureWatcher<Result<LettaAgentList>> m_watcher;
};

LettaClient::LettaClient(QNetworkAccessManager &manager, const LettaSettings &settings, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_settings(settings)
{
}

JsonRequest LettaClient::request(const char *method, const QByteArray &target, const QString &step) const
{
    JsonRequest request;
    request.method = method;
    request.baseUrl = m_settings.baseUrl;
    request.target = target;
    request.bearer = m_settings.token;
    request.deadline = m_settings.requestTime;
    request.service = QStringLiteral("Letta");
    request.step = step;
    return request;
}

Result<LettaAgent> LettaClient::agentOf(const JsonAnswer &answer, const QString &step)
{
    std::optional<LettaAgent> agent = LettaAgent::fromJson(answer.value);
    if (!agent)
        return tl::unexpected(unexpectedAnswer(QStringLiteral("Letta"), step,
                                               text(QT_TRANSLATE_NOOP("Letta", "the answer is not an agent"))));
    return std::move(*agent);
}

QFuture<Result<LettaHealth>> LettaClient::health()
{
    const QString step = text(QT_TRANSLATE_NOOP("Letta", "ask for its version"));
    JsonRequest asked = request("GET", "/v1/health/", step);
    asked.bearer.reset();
    return callJson<LettaHealth>(m_manager, asked, [step](const JsonAnswer &answer) -> Result<LettaHealth> {
        LettaHealth health{answer.value["version"_L1].toString(), answer.value["status"_L1].toString()};
        if (health.version.isEmpty())
            return tl::unexpected(unexpectedAnswer(QStringLiteral("Letta"), step,
                                                   text(QT_TRANSLATE_NOOP("Letta", "the answer has no version"))));
        return health;
    });
}

QFuture<Result<LettaAgent>> LettaClient::createAgent(const LettaNewAgent &agent)
{
    const QString step = text(QT_TRANSLATE_NOOP("Letta", "create the agent"));
    JsonRequest asked = request("POST", "/v1/agents/", step);
    asked.body = agent.toJson();
    return callJson<LettaAgent>(m_manager, asked, [step](const JsonAnswer &answer) { return agentOf(answer, step); });
}

QFuture<Result<LettaAgent>> LettaClient::agent(const QString &id)
{
    const QString step = text(QT_TRANSLATE_NOOP("Letta", "fetch the agent"));
    return callJson<LettaAgent>(m_manager, request("GET", agentTarget(id), step),
                                [step](const JsonAnswer &answer) { return agentOf(answer, step); });
}

QFuture<Result<LettaAgent>> LettaClient::changeAgent(const QString &id, const LettaChange &change)
{
    const QString step = text(QT_TRANSLATE_NOOP("Letta", "point the agent at Keyswitch"));
    JsonRequest asked = request("PATCH", agentTarget(id), step);
    asked.body = change.toJson();
    return callJson<LettaAgent>(m_manager, asked, [step](const JsonAnswer &answer) { return agentOf(answer, step); });
}

QFuture<Result<QList<LettaAgent>>> LettaClient::agentsWithTag(const QString &tag)
{
    const QByteArray target = "/v1/agents/?limit=10&include=agent.tags&tags=" + QUrl::toPercentEncoding(tag);
    return callJson<QList<LettaAgent>>(m_manager,
                                       request("GET", target, text(QT_TRANSLATE_NOOP("Letta", "look for the agent"))),
                                       [tag](const JsonAnswer &answer) -> Result<QList<LettaAgent>> {
                                           QList<LettaAgent> found;
                                           for (const QJsonValue entry : answer.value.toArray()) {
                                               const std::optional<LettaAgent> agent = LettaAgent::fromJson(entry);
                                               if (agent && agent->tags.contains(tag))
                                                   found.append(*agent);
                                           }
                                           return found;
                                       });
}

QFuture<Done> LettaClient::deleteAgent(const QString &id)
{
    return callJson<void>(m_manager,
                          request("DELETE", agentTarget(id), text(QT_TRANSLATE_NOOP("Letta", "delete the agent"))),
                          [](const JsonAnswer &) { return keyswitch::Done(); });
}

QFuture<Result<LettaAgentList>> LettaClient::agents(int pageSize, int mostPages)
{
    return (new LettaAgentPages(*this, pageSize, mostPages))->start();
}

QByteArray LettaClient::agentUrl(const QString &id) const
{
    return m_settings.baseUrl + agentTarget(id);
}

} // namespace keyswitch
