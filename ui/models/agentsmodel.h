// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/agentsroles.h"
#include "ui/models/recordmodel.h"

#include <QHash>

namespace keyswitch
{

// All agents that are mapped, with what each used today when that is known.
class AgentsModel : public RecordModel<AgentSummary>
{
    Q_OBJECT
public:
    using RecordModel::RecordModel;

    // Usage since midnight by external id. Agents without a row made no call.
    void setToday(const QList<UsageRow> &rows);
    // Nothing until it was set.
    bool knowsToday() const { return m_knowsToday; }
    const UsageRow *today(const QString &externalId) const;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : agentColumns; }
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    qint64 keyOf(const AgentSummary &agent) const override { return qint64(agent.id); }

private:
    QVariant value(const AgentSummary &agent, AgentColumn column) const;
    QHash<QString, UsageRow> m_today;
    bool m_knowsToday = false;
};

} // namespace keyswitch
