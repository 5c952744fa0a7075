// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentsmodel.h"

namespace keyswitch
{

void AgentsModel::setToday(const QList<UsageRow> &rows)
{
    QHash<QString, UsageRow> today;
    for (const UsageRow &row : rows)
        today.insert(row.key, row);
    if (m_knowsToday && today == m_today)
        return;
    m_knowsToday = true;
    m_today = std::move(today);
    if (rowCount() > 0)
        announce(0, rowCount() - 1);
}

const UsageRow *AgentsModel::today(const QString &externalId) const
{
    const auto found = m_today.constFind(externalId);
    return found == m_today.constEnd() ? nullptr : &*found;
}

QVariant AgentsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AgentSummary &agent = at(index.row());
    switch (role) {
    case AgentSortRole:
        return value(agent, AgentColumn(index.column()));
    case AgentIdRole:
        return qint64(agent.id);
    case AgentKeyRole:
        return agent.externalId;
    default:
        return {};
    }
}

QVariant AgentsModel::value(const AgentSummary &agent, AgentColumn column) const
{
    const UsageRow *row = today(agent.externalId);
    switch (column) {
    case AgentColumn::Name:
        return agent.name;
    case AgentColumn::User:
        return agent.userName.isEmpty() ? agent.userEmail : agent.userName;
    case AgentColumn::Model:
        return agent.model;
    case AgentColumn::Endpoint:
        return agent.endpoint;
    case AgentColumn::Requests:
        return row ? QVariant(row->requests) : QVariant();
    case AgentColumn::Tokens:
        return row ? QVariant(row->promptTokens + row->completionTokens) : QVariant();
    case AgentColumn::Cost:
        return row ? QVariant(count(row->cost)) : QVariant();
    case AgentColumn::LastCall:
        return agent.lastRequestAt.isValid() ? QVariant(agent.lastRequestAt) : QVariant();
    }
    return {};
}

} // namespace keyswitch
