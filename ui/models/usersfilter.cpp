// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/usersfilter.h"

#include <algorithm>

namespace keyswitch
{

UsersFilter::UsersFilter(UsersModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSortRole(UserSortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
    setSourceModel(model);
}

void UsersFilter::setText(const QString &text)
{
    static const QStringList keys{QStringLiteral("state")};
    FilterText parsed = FilterText::parse(text, keys);
    if (parsed == m_text)
        return;
    m_text = std::move(parsed);
    invalidateFilter();
}

void UsersFilter::setSegment(Segment segment)
{
    if (segment == m_segment)
        return;
    m_segment = segment;
    invalidateFilter();
}

const UserSummary &UsersFilter::at(const QModelIndex &proxyIndex) const
{
    return m_model->at(mapToSource(proxyIndex).row());
}

QModelIndex UsersFilter::indexOf(UserId user) const
{
    const int row = m_model->rowOf(qint64(user));
    return row < 0 ? QModelIndex() : mapFromSource(m_model->index(row, 0));
}

bool UsersFilter::isIn(const UserSummary &user, Segment segment)
{
    switch (segment) {
    case Segment::All:
        return true;
    case Segment::NoKey:
        return user.enabled && user.keyFingerprint.isEmpty();
    case Segment::Disabled:
        return !user.enabled;
    }
    Q_UNREACHABLE();
}

bool UsersFilter::accepts(const FilterText &text, const UserSummary &user)
{
    const auto holds = [&user](const FilterText::Term &term) {
        if (term.key == QLatin1String("state")) {
            const QString state = !user.enabled ? QStringLiteral("disabled")
                : user.keyFingerprint.isEmpty() ? QStringLiteral("nokey")
                                                : QStringLiteral("enabled");
            return state.startsWith(term.value, Qt::CaseInsensitive);
        }
        return anyContains({user.name, user.email, user.keyFingerprint}, term.value);
    };
    return std::all_of(text.terms().begin(), text.terms().end(),
                       [&](const FilterText::Term &term) { return holds(term) != term.negated; });
}

bool UsersFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const UserSummary &user = m_model->at(row);
    return isIn(user, m_segment) && accepts(m_text, user);
}

} // namespace keyswitch
