// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"
#include "proxy/service/types.h"

#include <QFuture>
#include <QObject>

namespace keyswitch
{

// The only door to the core for windows and the command line. Two implementations: LocalGatewayService owns the core in
// this process, RemoteGatewayService speaks to a keyswitchd that serves the same data folder, over its control socket.
//
// Lives in the thread that made it (the GUI's, or main). No call blocks: each answers with a future that finishes in
// the event loop. A future with steps reports each step as a result of its own while it runs; cancelling it stops the
// work.
class GatewayService : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual QFuture<Result<GatewayStatus>> status() = 0;
    virtual QFuture<Result<QList<SettingValue>>> settings() = 0;

    virtual QFuture<Result<QList<UserSummary>>> users() = 0;
    virtual QFuture<Result<UserSummary>> addUser(NewUser user) = 0;
    virtual QFuture<Result<UserSummary>> setUserKey(UserId user, Secret litellmKey) = 0; // empty: take it away
    virtual QFuture<Result<UserSummary>> setUserEnabled(UserId user, bool enabled) = 0;

    virtual QFuture<Result<QList<AgentSummary>>> agents() = 0;
    virtual QFuture<Result<AgentSummary>> addAgent(NewAgent agent) = 0;
    virtual QFuture<Result<AgentSummary>> createAgent(AgentCreation agent) = 0;
    virtual QFuture<Result<AgentSummary>> setAgentEnabled(AgentId agent, bool enabled) = 0;
    virtual QFuture<Done> removeAgent(AgentId agent) = 0; // the mapping only; Letta's agent stays

    virtual QFuture<Result<QList<RequestRow>>> requests(RequestQuery query) = 0;
    virtual QFuture<Result<QList<UsageRow>>> usage(UsageQuery query) = 0;

    virtual QFuture<CheckStep> testMapping(MappingTest test) = 0;
    virtual QFuture<CheckStep> doctor() = 0;

    // Care of the data. Files are written and read by the process that has the data, whose paths these are.
    virtual QFuture<CheckStep> backUp(QString file) = 0; // a new file, or a folder; empty: the data folder's `backups`
    virtual QFuture<Result<QList<BackupSummary>>> backups() = 0; // of the data folder, newest first
    virtual QFuture<CheckStep> exportData(ExportOrder order) = 0;
    virtual QFuture<Result<ImportSummary>> importDirectory(ImportOrder order) = 0;

Q_SIGNALS:
    void directoryChanged(); // users or agents: ask again
    void statusChanged(const keyswitch::GatewayStatus &status);
    void traffic(const QList<keyswitch::LiveRow> &rows); // at most 5 batches a second, in order
    void connectionLost(const keyswitch::Problem &problem); // remote only: the server went away
};

} // namespace keyswitch

Q_DECLARE_METATYPE(keyswitch::GatewayStatus)
Q_DECLARE_METATYPE(keyswitch::LiveRow)
Q_DECLARE_METATYPE(keyswitch::Problem)
