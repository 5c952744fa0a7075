// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/agentcreation.h"

#include "proxy/base/threadcall.h"
#include "proxy/forward/accessmanagers.h"
#include "proxy/letta/agentcreator.h"
#include "proxy/letta/lettaclient.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>

#include <memory>
#include <optional>

namespace keyswitch
{

namespace
{

// What one creation needs as long as it runs.
struct Work {
    std::unique_ptr<QNetworkAccessManager> manager;
    std::unique_ptr<LettaClient> letta; // before its manager
    std::optional<AgentSummary> mapped;
};

} // namespace

QFuture<Result<AgentSummary>> createAgentInLetta(const AgentCreation &wanted, const ConfigSnapshot &config,
                                                 const QString &publicUrl, QObject *context,
                                                 std::function<QFuture<Result<AgentSummary>>(const QString &id)> map)
{
    if (config.letta.baseUrl.isEmpty()) {
        Problem problem;
        problem.code = Problem::Code::Unavailable;
        problem.title = QCoreApplication::translate("AgentCreation", "No agent can be made: Letta is not set up");
        problem.remedy = QCoreApplication::translate(
            "AgentCreation", "Set LETTA_BASE_URL and LETTA_API_KEY, or map an agent that exists already.");
        return readyFuture(Result<AgentSummary>(tl::unexpected(problem)));
    }
    auto work = std::make_shared<Work>();
    work->manager = makeControlPlaneManager();
    work->letta = std::make_unique<LettaClient>(*work->manager, config.letta);

    AgentCreator::Plan plan;
    plan.name = wanted.name;
    plan.model = wanted.model;
    plan.contextWindow = wanted.contextWindow;
    plan.embeddingModel = wanted.embeddingModel;
    plan.publicUrl = publicUrl.toUtf8();
    AgentCreator::Hooks hooks;
    hooks.save = [context, work, map](const LettaAgent &agent) -> QFuture<Done> {
        return map(agent.id).then(context, [work](const Result<AgentSummary> &mapped) -> Done {
            if (!mapped)
                return tl::unexpected(mapped.error());
            work->mapped = *mapped;
            return {};
        });
    };
    return AgentCreator::create(*work->letta, plan, hooks)
        .then(context, [context, work](const Result<LettaAgent> &made) -> Result<AgentSummary> {
            // Not from within its own callbacks: the client and its manager go in the next turn.
            QMetaObject::invokeMethod(
                context, [kept = work]() mutable { kept.reset(); }, Qt::QueuedConnection);
            if (!made)
                return tl::unexpected(made.error());
            return *work->mapped;
        });
}

} // namespace keyswitch
