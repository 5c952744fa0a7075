// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/jsoncall.h"
#include "proxy/letta/lettaagent.h"

namespace keyswitch
{

// Letta's REST API (V1 server, 0.16). Thread: the manager's. Futures are finished from the event loop; cancelling one
// aborts its request. List routes need their trailing slash: without it Letta answers 307.
class LettaClient : public QObject
{
    Q_OBJECT
public:
    LettaClient(QNetworkAccessManager &manager, const LettaSettings &settings, QObject *parent = nullptr);

    QFuture<Result<LettaHealth>> health(); // needs no password
    QFuture<Result<LettaAgent>> createAgent(const LettaNewAgent &agent);
    QFuture<Result<LettaAgent>> agent(const QString &id);
    QFuture<Result<LettaAgent>> changeAgent(const QString &id, const LettaChange &change);
    QFuture<Done> deleteAgent(const QString &id);
    // Those that carry the tag. Looks at the tags itself: a Letta that does not know the filter would answer with
    // somebody else's agents.
    QFuture<Result<QList<LettaAgent>>> agentsWithTag(const QString &tag);
    // All of them, page after page.
    QFuture<Result<LettaAgentList>> agents(int pageSize = 50, int mostPages = 1000);

    QByteArray agentUrl(const QString &id) const; // for people: where an orphan is found

private:
    friend class LettaAgentPages;
    JsonRequest request(const char *method, const QByteArray &target, const QString &step) const;
    static Result<LettaAgent> agentOf(const JsonAnswer &answer, const QString &step);

    QNetworkAccessManager &m_manager;
    LettaSettings m_settings;
};

} // namespace keyswitch
