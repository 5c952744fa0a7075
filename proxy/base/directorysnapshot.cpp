// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/directorysnapshot.h"

namespace keyswitch
{

DirectorySnapshot::DirectorySnapshot(std::vector<UserEntry> users, std::vector<AgentEntry> agents)
    : m_users(std::move(users))
    , m_agents(std::move(agents))
{
    m_userIndex.reserve(qsizetype(m_users.size()));
    for (size_t i = 0; i < m_users.size(); ++i)
        m_userIndex.insert(qint64(m_users[i].id), quint32(i));
    m_agentIndex.reserve(qsizetype(m_agents.size()));
    m_agentIdIndex.reserve(qsizetype(m_agents.size()));
    for (size_t i = 0; i < m_agents.size(); ++i) {
        m_agentIndex.insert(m_agents[i].externalId, quint32(i));
        m_agentIdIndex.insert(qint64(m_agents[i].id), quint32(i));
    }
}

const AgentEntry *DirectorySnapshot::agent(const QByteArray &externalId) const
{
    const auto it = m_agentIndex.constFind(externalId);
    return it == m_agentIndex.constEnd() ? nullptr : &m_agents[*it];
}

const AgentEntry *DirectorySnapshot::agent(AgentId id) const
{
    const auto it = m_agentIdIndex.constFind(qint64(id));
    return it == m_agentIdIndex.constEnd() ? nullptr : &m_agents[*it];
}

const UserEntry *DirectorySnapshot::user(UserId id) const
{
    const auto it = m_userIndex.constFind(qint64(id));
    return it == m_userIndex.constEnd() ? nullptr : &m_users[*it];
}

} // namespace keyswitch
