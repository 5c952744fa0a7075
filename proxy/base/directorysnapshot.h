// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"
#include "proxy/base/usagerecord.h"

#include <QByteArray>
#include <QHash>

#include <memory>
#include <vector>

namespace keyswitch
{

struct UserEntry {
    UserId id = UserId::None;
    QByteArray name; // UTF-8
    QByteArray email;
    bool enabled = true;
    std::shared_ptr<const Secret> litellmKey; // null: none
};

struct AgentEntry {
    AgentId id = AgentId::None;
    QByteArray externalId; // what stands in the endpoint's path; Letta's "agent-…" or the admin's own
    QByteArray name; // UTF-8
    QByteArray model; // used when a request names none; may be empty
    UserId user = UserId::None;
    bool enabled = true;
};

// All the relay needs to know of agents, users and keys. Immutable; a change makes a new one, which the store's thread
// builds and each worker swaps in whole between two requests. Readable from any thread.
class DirectorySnapshot
{
public:
    DirectorySnapshot() = default;
    DirectorySnapshot(std::vector<UserEntry> users, std::vector<AgentEntry> agents);

    // Null when unknown. The time does not depend on how many there are.
    const AgentEntry *agent(const QByteArray &externalId) const;
    const AgentEntry *agent(AgentId id) const;
    const UserEntry *user(UserId id) const;
    const std::vector<UserEntry> &users() const { return m_users; }
    const std::vector<AgentEntry> &agents() const { return m_agents; }

private:
    std::vector<UserEntry> m_users;
    std::vector<AgentEntry> m_agents;
    QHash<QByteArray, quint32> m_agentIndex;
    QHash<qint64, quint32> m_agentIdIndex;
    QHash<qint64, quint32> m_userIndex;
};

} // namespace keyswitch
