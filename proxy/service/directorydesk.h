// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/directorysnapshot.h"
#include "proxy/service/caretypes.h"
#include "proxy/service/types.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace keyswitch
{

namespace store
{
class Store;
}
struct ConfigSnapshot;

// Users and agents: asked for, changed, and read anew as the snapshot the path works with. A change is done when the
// path has it. Lives in the service's thread, and dies before the store closes.
class DirectoryDesk final : public QObject
{
    Q_OBJECT
public:
    using Snapshot = std::shared_ptr<const DirectorySnapshot>;
    using Spread = std::function<QFuture<void>(const Snapshot &)>; // finished when everybody works with it
    using PublicUrl = std::function<QString()>;

    DirectoryDesk(store::Store &store, Spread spread, PublicUrl publicUrl);

    const Snapshot &snapshot() const { return m_snapshot; }
    void stop(); // breaks off what runs in Letta; the store's answers are still told
    QFuture<Done> load();
    QFuture<Done> seedDemo(); // a first start has something to show and to call; nothing where users exist

    QFuture<Result<QList<UserSummary>>> users();
    QFuture<Result<UserSummary>> addUser(NewUser user);
    QFuture<Result<UserSummary>> setUserKey(UserId user, Secret litellmKey);
    QFuture<Result<UserSummary>> setUserEnabled(UserId user, bool enabled);
    QFuture<Result<QList<AgentSummary>>> agents();
    QFuture<Result<AgentSummary>> addAgent(NewAgent agent);
    QFuture<Result<AgentSummary>> createAgent(AgentCreation agent, std::shared_ptr<const ConfigSnapshot> config);
    QFuture<Result<AgentSummary>> setAgentEnabled(AgentId agent, bool enabled);
    QFuture<Done> removeAgent(AgentId agent);
    QFuture<Result<ImportSummary>> afterImport(QFuture<Result<ImportSummary>> import); // once the path has it, too

private:
    template <typename T> QFuture<Result<T>> afterReload(QFuture<Result<T>> change);

    store::Store &m_store;
    Spread m_spread;
    PublicUrl m_publicUrl;
    Snapshot m_snapshot;
    bool m_stopped = false;
};

} // namespace keyswitch
