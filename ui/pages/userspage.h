// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/models/fetch.h"
#include "ui/pages/tablepage.h"

class QAction;
class QTimer;

namespace keyswitch
{

class UserDetails;
class UsersFilter;
class UsersModel;
class UsersPresenter;

// Who pays: users, their LiteLLM keys (by fingerprint only) and what they use. GUI thread.
class UsersPage : public TablePage
{
    Q_OBJECT
public:
    explicit UsersPage(GatewayService &service);

    QString id() const override { return QStringLiteral("users"); }
    QString title() const override { return tr("Users"); }
    QString iconName() const override { return QStringLiteral("users"); }
    void activated() override;
    void deactivated() override;

    void openNewUser();
    void openSetKey();

protected:
    void selectionChanged() override;

private:
    void buildToolBar();
    void addActions();
    QWidget *makeEmpty();
    void refresh();
    void showUsers(const Result<QList<UserSummary>> &users);
    void updateFace();

    QList<UserSummary> selected() const;
    void setEnabled(const QList<UserSummary> &users, bool enabled, bool undoable = true);

    GatewayService &m_service;
    UsersModel *m_model;
    UsersFilter *m_filter;
    UsersPresenter *m_presenter;
    UserDetails *m_details;
    Fetch<QList<UserSummary>> m_users;
    Fetch<QList<UsageRow>> m_today;
    QDateTime m_loadedAt; // invalid: never
    UserId m_wanted = UserId::None; // to be selected once it is there
    QAction *m_enable = nullptr;
    QList<QAction *> m_rowActions;
    QTimer *m_renew;
    bool m_active = false;
};

} // namespace keyswitch
