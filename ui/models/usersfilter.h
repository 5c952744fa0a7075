// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/filtertext.h"
#include "ui/models/usersmodel.h"

#include <QSortFilterProxyModel>

namespace keyswitch
{

// Users as they are sorted and filtered. Words: name, e-mail, key fingerprint. Terms: state:enabled|disabled|nokey.
class UsersFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Segment { All, NoKey, Disabled };

    explicit UsersFilter(UsersModel *model, QObject *parent = nullptr);

    void setText(const QString &text);
    void setSegment(Segment segment);
    bool isFiltering() const { return !m_text.isEmpty() || m_segment != Segment::All; }
    const UserSummary &at(const QModelIndex &proxyIndex) const;
    // By the record's number; invalid when it is filtered away.
    QModelIndex indexOf(UserId user) const;

    static bool isIn(const UserSummary &user, Segment segment);
    static bool accepts(const FilterText &text, const UserSummary &user);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    UsersModel *m_model;
    FilterText m_text;
    Segment m_segment = Segment::All;
};

} // namespace keyswitch
