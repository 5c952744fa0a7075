// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/models/fetch.h"
#include "ui/pages/tablepage.h"

class QAction;
class QTimer;

namespace keyswitch
{

class AgentDetails;
class AgentsFilter;
class AgentsModel;
class AgentsPresenter;

// Which agents call through Keyswitch, under whose name, and what they use. GUI thread.
class AgentsPage : public TablePage
{
    Q_OBJECT
public:
    explicit AgentsPage(GatewayService &service);

    QString id() const override { return QStringLiteral("agents"); }
    QString title() const override { return tr("Agents"); }
    QString iconName() const override { return QStringLiteral("bot"); }
    void activated() override;
    void deactivated() override;

    void openNewAgent();
    void openMapAgent();

Q_SIGNALS:
    void testRequested(const QString &externalId);

protected:
    void selectionChanged() override;

private:
    void buildToolBar();
    void addActions();
    QWidget *makeEmpty();
    void refresh();
    void showAgents(const Result<QList<AgentSummary>> &agents);
    void updateFace();

    QList<AgentSummary> selected() const;
    void setEnabled(const QList<AgentSummary> &agents, bool enabled, bool undoable = true);
    void remove(const QList<AgentSummary> &agents);
    void bringBack(const QList<AgentSummary> &agents);
    void say(const Problem &problem);

    GatewayService &m_service;
    AgentsModel *m_model;
    AgentsFilter *m_filter;
    AgentsPresenter *m_presenter;
    AgentDetails *m_details;
    Fetch<QList<AgentSummary>> m_agents;
    Fetch<QList<UserSummary>> m_users;
    Fetch<QList<UsageRow>> m_today;
    QHash<qint64, QString> m_fingerprints; // by user
    QDateTime m_loadedAt; // invalid: never
    AgentId m_wanted = AgentId::None; // to be selected once it is there
    QAction *m_enable = nullptr;
    QList<QAction *> m_rowActions;
    QTimer *m_ages;
    bool m_active = false;
};

} // namespace keyswitch
