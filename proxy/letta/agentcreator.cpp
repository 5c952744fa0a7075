// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/letta/agentcreator.h"

#include "proxy/letta/lettaclient.h"

#include <QCoreApplication>
#include <QRandomGenerator>
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

Problem cancelled()
{
    return {Problem::Code::Cancelled,
            text(QT_TRANSLATE_NOOP("Letta", "Cancelled")),
            text(QT_TRANSLATE_NOOP("Letta", "The agent was not created.")),
            {},
            {}};
}

// QFuture::then() is not called for a cancelled future; here that is one more way to fail.
template <typename T, typename Then> void whenDone(const QFuture<Result<T>> &future, QObject *context, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, then = std::move(then)] {
        watcher->deleteLater();
        const QFuture<Result<T>> done = watcher->future();
        then(done.resultCount() ? done.result() : Result<T>(tl::unexpected(cancelled())));
    });
    watcher->setFuture(future);
}

void append(QString &sentence, const QString &more)
{
    sentence += (sentence.isEmpty() ? QString() : QStringLiteral(" ")) + more;
}

} // namespace

QFuture<Result<LettaAgent>> AgentCreator::create(LettaClient &client, Plan plan, Hooks hooks)
{
    auto *creator = new AgentCreator(client, std::move(plan), std::move(hooks));
    const QFuture<Result<LettaAgent>> future = creator->m_promise.future();
    creator->makeAgent();
    return future;
}

QByteArray AgentCreator::endpointOf(const QByteArray &publicUrl, const QString &agentId)
{
    return publicUrl + "/api/v1/llm-proxy/" + QUrl::toPercentEncoding(agentId);
}

AgentCreator::AgentCreator(LettaClient &client, Plan plan, Hooks hooks)
    : QObject(&client)
    , m_client(client)
    , m_plan(std::move(plan))
    , m_hooks(std::move(hooks))
    , m_tag("keyswitch-"_L1 + QString::number(QRandomGenerator::global()->generate64(), 16))
{
    m_promise.start();
}

void AgentCreator::begin(Step step) const
{
    if (m_hooks.step)
        m_hooks.step(step);
}

void AgentCreator::makeAgent()
{
    begin(Step::Create);
    LettaNewAgent agent;
    agent.name = m_plan.name;
    agent.model = m_plan.model;
    agent.contextWindow = m_plan.contextWindow;
    agent.endpoint = endpointOf(m_plan.publicUrl, QStringLiteral("being-created"));
    agent.embeddingModel = m_plan.embeddingModel;
    agent.embeddingDimensions = m_plan.embeddingDimensions;
    agent.tags = m_plan.tags + QStringList{m_tag};
    whenDone(m_client.createAgent(agent), this, [this](const Result<LettaAgent> &made) {
        using Code = Problem::Code;
        if (made)
            return point(*made);
        const Code code = made.error().code;
        if (code == Code::Timeout || code == Code::Unexpected || code == Code::Unreachable || code == Code::Refused)
            return lookForAgent(made.error());
        end(tl::unexpected(made.error()));
    });
}

void AgentCreator::lookForAgent(Problem why)
{
    whenDone(m_client.agentsWithTag(m_tag), this, [this, why = std::move(why)](const Result<QList<LettaAgent>> &found) {
        if (found && !found->isEmpty()) {
            for (const LettaAgent &agent : *found)
                m_toDelete.append(agent.id);
            return rollBack(why);
        }
        Problem problem = why;
        // A Letta that is slow may still make it; one that cannot be reached at all most likely made none.
        if (problem.code == Problem::Code::Timeout || (!found && problem.code == Problem::Code::Unexpected))
            append(problem.remedy,
                   text(QT_TRANSLATE_NOOP(
                            "Letta",
                            "Should Letta have made the agent all the same, it carries the tag %1: delete it there."))
                       .arg(m_tag));
        end(tl::unexpected(problem));
    });
}

void AgentCreator::point(LettaAgent agent)
{
    m_agent = std::move(agent);
    if (wasCancelled())
        return rollBack(cancelled());
    begin(Step::Point);
    const QString endpoint = QString::fromLatin1(endpointOf(m_plan.publicUrl, m_agent.id));
    QJsonObject llm = m_agent.llmConfig;
    llm.insert("model_endpoint"_L1, endpoint);
    QJsonObject embedding;
    if (!m_plan.embeddingModel.isEmpty()) {
        embedding = m_agent.embeddingConfig;
        embedding.insert("embedding_endpoint"_L1, endpoint);
    }
    whenDone(
        m_client.changeAgent(m_agent.id, {llm, embedding, m_plan.tags}), this,
        [this](const Result<LettaAgent> &changed) { changed ? checkAndSave(*changed) : rollBack(changed.error()); });
}

void AgentCreator::checkAndSave(LettaAgent agent)
{
    if (wasCancelled())
        return rollBack(cancelled());
    const QString endpoint = QString::fromLatin1(endpointOf(m_plan.publicUrl, m_agent.id));
    const bool embeds = !m_plan.embeddingModel.isEmpty();
    if (agent.id != m_agent.id || agent.modelEndpoint() != endpoint
        || (embeds && agent.embeddingConfig["embedding_endpoint"_L1] != endpoint))
        return rollBack(unexpectedAnswer(
            QStringLiteral("Letta"), text(QT_TRANSLATE_NOOP("Letta", "point the agent at Keyswitch")),
            text(QT_TRANSLATE_NOOP("Letta",
                                   "it took the change and did not make it: the agent would bypass Keyswitch"))));
    begin(Step::Save);
    m_agent = std::move(agent);
    whenDone(m_hooks.save(m_agent), this,
             [this](const Done &saved) { saved ? end(m_agent) : rollBack(saved.error()); });
}

void AgentCreator::rollBack(Problem why)
{
    begin(Step::RollBack);
    if (m_toDelete.isEmpty())
        m_toDelete.append(m_agent.id);
    deleteNext(std::move(why));
}

void AgentCreator::deleteNext(Problem why)
{
    const QString id = m_toDelete.takeFirst();
    whenDone(m_client.deleteAgent(id), this, [this, id, why = std::move(why)](const Done &deleted) {
        Problem problem = why;
        if (deleted || deleted.error().code == Problem::Code::NotFound) {
            append(problem.detail, text(QT_TRANSLATE_NOOP("Letta", "The agent was removed from Letta again.")));
        } else {
            append(
                problem.detail,
                text(QT_TRANSLATE_NOOP(
                         "Letta",
                         "The agent %1 was made in Letta and could not be removed again (%2): it is an orphan there."))
                    .arg(id, deleted.error().title));
            append(problem.remedy,
                   text(QT_TRANSLATE_NOOP("Letta",
                                          "Remove the orphan in Letta, or with: curl -X DELETE -H \"Authorization: "
                                          "Bearer $LETTA_API_KEY\" %1"))
                       .arg(QString::fromLatin1(m_client.agentUrl(id))));
            if (m_hooks.orphan)
                m_hooks.orphan(problem);
        }
        m_toDelete.isEmpty() ? end(tl::unexpected(problem)) : deleteNext(problem);
    });
}

void AgentCreator::end(Result<LettaAgent> result)
{
    deleteLater();
    // Both leave the creator first: what waits for the promise may own the client and so this object, and a promise
    // that dies with what waits for it locks itself out.
    const Hooks hooks = std::exchange(m_hooks, {});
    QPromise<Result<LettaAgent>> promise = std::move(m_promise);
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace keyswitch
