// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/recordmodel.h"
#include "ui/models/usersroles.h"

#include <QHash>

namespace keyswitch
{

// All users, with what each used today when that is known.
class UsersModel : public RecordModel<UserSummary>
{
    Q_OBJECT
public:
    using RecordModel::RecordModel;

    // Usage since midnight by e-mail. Users without a row made no call.
    void setToday(const QList<UsageRow> &rows);
    bool knowsToday() const { return m_knowsToday; }
    const UsageRow *today(const QString &email) const;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : userColumns; }
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    qint64 keyOf(const UserSummary &user) const override { return qint64(user.id); }

private:
    QVariant value(const UserSummary &user, UserColumn column) const;
    QHash<QString, UsageRow> m_today;
    bool m_knowsToday = false;
};

} // namespace keyswitch
