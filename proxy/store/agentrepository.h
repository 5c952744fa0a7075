// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/clock.h"
#include "proxy/store/rows.h"
#include "proxy/store/statement.h"

namespace keyswitch::store
{

// Agents: whose they are and which model they take. Made for one job, in the thread of its connection; changes need the
// writer's. Each change is one transaction. A removed agent that is added again is the same one, with its old requests.
class AgentRepository
{
public:
    AgentRepository(const Connection &connection, const Clock &clock)
        : m_connection(connection)
        , m_clock(clock)
    {
    }
    Result<QList<AgentRow>> list() const; // by name
    Result<AgentRow> find(AgentId agent) const;
    Result<AgentRow> findByExternalId(const QString &externalId) const;

    Result<AgentRow> add(const NewAgent &agent) const;
    Result<AgentRow> update(AgentId agent, const AgentChange &change) const;
    Done remove(AgentId agent) const;

private:
    Result<QList<AgentRow>> select(const QString &condition, const QVariantList &values) const;
    Result<AgentRow> first(const QString &condition, const QVariantList &values, const QString &who) const;
    Done checkUser(UserId user) const;
    qint64 now() const;

    const Connection &m_connection;
    const Clock &m_clock;
};

} // namespace keyswitch::store
