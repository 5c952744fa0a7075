// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/letta/lettaagent.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>

#include <functional>

namespace keyswitch
{

class LettaClient;

// Makes an agent in Letta and points it at its own proxy endpoint, whose path holds the id that Letta chooses. Three
// steps in three places, so each failure is followed by undoing what was done:
//
//   create in Letta  →  PATCH its endpoints  →  the caller saves the mapping
//
// Between the first two the endpoint names no agent, so that nothing it might send goes past the proxy. When a later
// step fails or the future is cancelled, the agent is deleted again; when that fails too, the Problem names the orphan
// and how to remove it. Cancelling takes effect between two steps: a request on its way is waited for, since nobody
// could tell what became of it. Once the mapping is saved it is too late.
//
// An answer that is lost on its way back leaves the question whether there is an agent. So it is born with a tag of its
// own, by which it is found and deleted; the tag is taken off in the second step.
//
// Child of the client, in its thread; deletes itself. When the client dies first the future is cancelled.
class AgentCreator : public QObject
{
    Q_OBJECT
public:
    struct Plan {
        QString name;
        QString model;
        int contextWindow = 32'000;
        QString embeddingModel; // empty: none
        int embeddingDimensions = 1536;
        QByteArray publicUrl; // how Letta reaches Keyswitch; without a trailing slash
        QStringList tags;
    };
    enum class Step { Create, Point, Save, RollBack };
    struct Hooks {
        // Saves the mapping of the agent as Letta has it now. May fail; must leave nothing behind then.
        std::function<QFuture<Done>(const LettaAgent &)> save;
        std::function<void(Step)> step; // a step begins; may be empty
        // An agent is left behind in Letta. Besides the result, since a cancelled future can have none; may be empty.
        std::function<void(const Problem &)> orphan;
    };

    static QFuture<Result<LettaAgent>> create(LettaClient &client, Plan plan, Hooks hooks);
    static QByteArray endpointOf(const QByteArray &publicUrl, const QString &agentId);

private:
    AgentCreator(LettaClient &client, Plan plan, Hooks hooks);
    void makeAgent();
    void lookForAgent(Problem why);
    void point(LettaAgent agent);
    void checkAndSave(LettaAgent agent);
    void rollBack(Problem why);
    void deleteNext(Problem why);
    void end(Result<LettaAgent> result);
    bool wasCancelled() const { return m_promise.isCanceled(); }
    void begin(Step step) const;

    LettaClient &m_client;
    Plan m_plan;
    Hooks m_hooks;
    QString m_tag; // on the agent until it points at us
    QPromise<Result<LettaAgent>> m_promise;
    LettaAgent m_agent; // as it is in Letta
    QStringList m_toDelete; // rolling back: ids; two when somebody on the way sent our POST twice
};

} // namespace keyswitch
