// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/agentsroles.h"
#include "ui/theme/state.h"

#include <QIdentityProxyModel>

namespace keyswitch
{

class AgentsFilter;
class AgentsModel;

// The table of agents as people read it.
class AgentsPresenter : public QIdentityProxyModel
{
    Q_OBJECT
public:
    AgentsPresenter(AgentsFilter *filter, const AgentsModel *model, QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // "3 min ago" grows old: tells the view so.
    void refreshAges();

    static State mark(const AgentSummary &agent);
    static QString stateWord(const AgentSummary &agent);

private:
    QString text(const AgentSummary &agent, AgentColumn column) const;
    QVariant style(const AgentSummary &agent, AgentColumn column, int role) const;
    const AgentsFilter *m_filter;
    const AgentsModel *m_model;
};

} // namespace keyswitch
