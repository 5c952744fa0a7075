// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/usersmodel.h"

namespace keyswitch
{

void UsersModel::setToday(const QList<UsageRow> &rows)
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

const UsageRow *UsersModel::today(const QString &email) const
{
    const auto found = m_today.constFind(email);
    return found == m_today.constEnd() ? nullptr : &*found;
}

QVariant UsersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const UserSummary &user = at(index.row());
    switch (role) {
    case UserSortRole:
        return value(user, UserColumn(index.column()));
    case UserIdRole:
        return qint64(user.id);
    default:
        return {};
    }
}

QVariant UsersModel::value(const UserSummary &user, UserColumn column) const
{
    const UsageRow *row = today(user.email);
    switch (column) {
    case UserColumn::Name:
        return user.name.isEmpty() ? user.email : user.name;
    case UserColumn::Email:
        return user.email;
    case UserColumn::Key:
        return user.keyFingerprint.isEmpty() ? QVariant() : QVariant(user.keyFingerprint);
    case UserColumn::Agents:
        return user.agents;
    case UserColumn::Requests:
        return row ? QVariant(row->requests) : QVariant();
    case UserColumn::Cost:
        return row ? QVariant(count(row->cost)) : QVariant();
    case UserColumn::Created:
        return user.createdAt;
    }
    return {};
}

} // namespace keyswitch
