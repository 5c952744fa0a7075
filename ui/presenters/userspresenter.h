// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/usersroles.h"
#include "ui/theme/state.h"

#include <QIdentityProxyModel>

namespace keyswitch
{

class UsersFilter;
class UsersModel;

// The table of users as people read it.
class UsersPresenter : public QIdentityProxyModel
{
    Q_OBJECT
public:
    UsersPresenter(UsersFilter *filter, const UsersModel *model, QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static State mark(const UserSummary &user);
    static QString stateWord(const UserSummary &user);
    // The name, or the e-mail where there is none.
    static QString name(const UserSummary &user);
    // "a41f 9c02 77be": groups are read and compared more easily.
    static QString fingerprint(const QString &fingerprint);

private:
    QString text(const UserSummary &user, UserColumn column) const;
    QVariant style(const UserSummary &user, UserColumn column, int role) const;
    const UsersFilter *m_filter;
    const UsersModel *m_model;
};

} // namespace keyswitch
