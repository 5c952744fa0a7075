// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/directorydesk.h"

#include "proxy/base/configsnapshot.h"
#include "proxy/base/threadcall.h"
#include "proxy/service/agentcreation.h"
#include "proxy/service/demo.h"
#include "proxy/service/rowmapping.h"
#include "proxy/service/storefuture.h"
#include "proxy/store/store.h"

#include <QThread>

#include <utility>

namespace keyswitch
{

DirectoryDesk::DirectoryDesk(store::Store &store, Spread spread, PublicUrl publicUrl)
    : m_store(store)
    , m_spread(std::move(spread))
    , m_publicUrl(std::move(publicUrl))
    , m_snapshot(std::make_shared<DirectorySnapshot>())
{
}

void DirectoryDesk::stop()
{
    Q_ASSERT(thread() == QThread::currentThread());
    m_stopped = true;
    qDeleteAll(findChildren<QObject *>(QString(), Qt::FindDirectChildrenOnly));
}

QFuture<Done> DirectoryDesk::load()
{
    return m_store.loadDirectory()
        .then(this,
              [this](const Result<store::LoadedDirectory> &loaded) -> QFuture<Done> {
                  if (!loaded)
                      return readyFuture(Done(tl::unexpected(loaded.error())));
                  m_snapshot = loaded->snapshot;
                  return m_spread(m_snapshot).then(this, [] { return Done(); });
              })
        .unwrap()
        .onCanceled(this, [] { return Done(tl::unexpected(shuttingDown())); });
}

template <typename T> QFuture<Result<T>> DirectoryDesk::afterReload(QFuture<Result<T>> change)
{
    return change
        .then(this,
              [this](const Result<T> &result) -> QFuture<Result<T>> {
                  if (!result)
                      return readyFuture(result);
                  return load().then(this, [result](const Done &reloaded) -> Result<T> {
                      if (!reloaded)
                          return tl::unexpected(reloaded.error());
                      return result;
                  });
              })
        .unwrap();
}

// A first start has something to show and to call.
QFuture<Done> DirectoryDesk::seedDemo()
{
    if (!m_snapshot->users().empty())
        return readyFuture(Done());
    store::NewUser user{QString::fromLatin1(demo::Email), QString::fromLatin1(demo::Name),
                        Secret(QByteArrayView(demo::LiteLlmKey))};
    return m_store.addUser(std::move(user))
        .then(this,
              [this](const Result<store::UserRow> &added) -> QFuture<Result<store::AgentRow>> {
                  if (!added)
                      return readyFuture(Result<store::AgentRow>(tl::unexpected(added.error())));
                  return m_store.addAgent({QString::fromLatin1(demo::AgentId), QString::fromLatin1(demo::AgentName),
                                           added->id, QString::fromLatin1(demo::Model)});
              })
        .unwrap()
        .then(this,
              [this](const Result<store::AgentRow> &added) -> QFuture<Done> {
                  return added ? load() : readyFuture(Done(tl::unexpected(added.error())));
              })
        .unwrap();
}

QFuture<Result<QList<UserSummary>>> DirectoryDesk::users()
{
    return translated<QList<UserSummary>>(this, m_store.users(), [](const QList<store::UserRow> &rows) {
        return mapped<UserSummary>(rows, [](const store::UserRow &row) { return summaryOf(row); });
    });
}

QFuture<Result<UserSummary>> DirectoryDesk::addUser(NewUser user)
{
    auto added = m_store.addUser({user.email, user.name, std::move(user.litellmKey)});
    return afterReload(translated<UserSummary>(this, added, [](const store::UserRow &row) { return summaryOf(row); }));
}

QFuture<Result<UserSummary>> DirectoryDesk::setUserKey(UserId user, Secret litellmKey)
{
    auto changed = m_store.setUserKey(user, std::move(litellmKey));
    return afterReload(
        translated<UserSummary>(this, changed, [](const store::UserRow &row) { return summaryOf(row); }));
}

QFuture<Result<UserSummary>> DirectoryDesk::setUserEnabled(UserId user, bool enabled)
{
    store::UserChange change;
    change.enabled = enabled;
    auto changed = m_store.updateUser(user, change);
    return afterReload(
        translated<UserSummary>(this, changed, [](const store::UserRow &row) { return summaryOf(row); }));
}

QFuture<Result<QList<AgentSummary>>> DirectoryDesk::agents()
{
    const QString url = m_publicUrl();
    return translated<QList<AgentSummary>>(this, m_store.agents(), [url](const QList<store::AgentRow> &rows) {
        return mapped<AgentSummary>(rows, [&url](const store::AgentRow &row) { return summaryOf(row, url); });
    });
}

QFuture<Result<AgentSummary>> DirectoryDesk::addAgent(NewAgent agent)
{
    auto added = m_store.userByEmail(agent.user)
                     .then(this,
                           [this, agent](const Result<store::UserRow> &user) -> QFuture<Result<store::AgentRow>> {
                               if (!user)
                                   return readyFuture(Result<store::AgentRow>(tl::unexpected(user.error())));
                               return m_store.addAgent({agent.externalId, agent.name, user->id, agent.model});
                           })
                     .unwrap();
    const QString url = m_publicUrl();
    return afterReload(
        translated<AgentSummary>(this, added, [url](const store::AgentRow &row) { return summaryOf(row, url); }));
}

QFuture<Result<AgentSummary>> DirectoryDesk::createAgent(AgentCreation agent,
                                                         std::shared_ptr<const ConfigSnapshot> config)
{
    // The user is checked before anything is made in Letta.
    return m_store.userByEmail(agent.user)
        .then(this,
              [this, agent, config](const Result<store::UserRow> &user) -> QFuture<Result<AgentSummary>> {
                  if (!user)
                      return readyFuture(Result<AgentSummary>(tl::unexpected(user.error())));
                  if (m_stopped)
                      return readyFuture(Result<AgentSummary>(tl::unexpected(shuttingDown())));
                  return createAgentInLetta(agent, *config, m_publicUrl(), this, [this, agent](const QString &id) {
                      return addAgent({id, agent.name, agent.user, agent.model});
                  });
              })
        .unwrap();
}

QFuture<Result<AgentSummary>> DirectoryDesk::setAgentEnabled(AgentId agent, bool enabled)
{
    store::AgentChange change;
    change.enabled = enabled;
    const QString url = m_publicUrl();
    return afterReload(translated<AgentSummary>(this, m_store.updateAgent(agent, change),
                                                [url](const store::AgentRow &row) { return summaryOf(row, url); }));
}

QFuture<Result<ImportSummary>> DirectoryDesk::afterImport(QFuture<Result<ImportSummary>> import)
{
    return afterReload(std::move(import));
}

QFuture<Done> DirectoryDesk::removeAgent(AgentId agent)
{
    return m_store.removeAgent(agent)
        .then(this, [this](const Done &removed) -> QFuture<Done> { return removed ? load() : readyFuture(removed); })
        .unwrap();
}

} // namespace keyswitch
