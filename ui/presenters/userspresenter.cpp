// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/userspresenter.h"

#include "ui/models/usersfilter.h"
#include "ui/presenters/wording.h"
#include "ui/theme/tableroles.h"
#include "ui/theme/tokens.h"

namespace keyswitch
{

namespace
{

bool isNumber(UserColumn column)
{
    return column == UserColumn::Agents || column == UserColumn::Requests || column == UserColumn::Cost
        || column == UserColumn::Created;
}

} // namespace

UsersPresenter::UsersPresenter(UsersFilter *filter, const UsersModel *model, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_filter(filter)
    , m_model(model)
{
    setSourceModel(filter);
}

State UsersPresenter::mark(const UserSummary &user)
{
    return !user.enabled ? State::Off : user.keyFingerprint.isEmpty() ? State::Warn : State::Ok;
}

QString UsersPresenter::stateWord(const UserSummary &user)
{
    return !user.enabled                ? tr("disabled", "user")
        : user.keyFingerprint.isEmpty() ? tr("no key", "user")
                                        : tr("ready", "user");
}

QString UsersPresenter::name(const UserSummary &user)
{
    return user.name.isEmpty() ? user.email : user.name;
}

QString UsersPresenter::fingerprint(const QString &fingerprint)
{
    QString grouped;
    for (qsizetype at = 0; at < fingerprint.size(); at += 4)
        grouped += (at > 0 ? QStringLiteral(" ") : QString()) + fingerprint.mid(at, 4);
    return grouped;
}

QVariant UsersPresenter::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const UserSummary &user = m_filter->at(mapToSource(index));
    const auto column = UserColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(user, column);
    case Qt::ToolTipRole:
        return column == UserColumn::Name ? QVariant(stateWord(user)) : QVariant();
    case Qt::AccessibleTextRole:
        return column == UserColumn::Name ? tr("%1, %2", "user, its state").arg(name(user), stateWord(user))
                                          : text(user, column);
    default:
        return style(user, column, role);
    }
}

QVariant UsersPresenter::style(const UserSummary &user, UserColumn column, int role) const
{
    const bool keyless = user.keyFingerprint.isEmpty();
    switch (role) {
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case TableRole::State:
        return column == UserColumn::Name ? QVariant::fromValue(mark(user)) : QVariant();
    case TableRole::Style:
        if (column == UserColumn::Name)
            return int(CellStyle::Name);
        return column == UserColumn::Key ? QVariant(int(CellStyle::Mono)) : QVariant();
    case TableRole::Elide:
        return column == UserColumn::Key ? QVariant(int(Qt::ElideMiddle)) : QVariant();
    case TableRole::Dimmed:
        return !user.enabled;
    case TableRole::Tone:
        return column == UserColumn::Email && user.enabled ? QVariant(int(Token::Muted)) : QVariant();
    // Beside the name, which never leaves.
    case TableRole::Badge:
        return column == UserColumn::Name && user.enabled && keyless ? QVariant(tr("No key")) : QVariant();
    case TableRole::BadgeTone:
        return int(Token::Warn);
    case TableRole::BadgeIcon:
        return column == UserColumn::Name && user.enabled && keyless ? QVariant(QStringLiteral("key-round"))
                                                                     : QVariant();
    default:
        return {};
    }
}

QString UsersPresenter::text(const UserSummary &user, UserColumn column) const
{
    const UsageRow *today = m_model->today(user.email);
    switch (column) {
    case UserColumn::Name:
        return name(user);
    case UserColumn::Email:
        return user.email;
    case UserColumn::Key:
        return user.keyFingerprint.isEmpty() ? Wording::none() : fingerprint(user.keyFingerprint);
    case UserColumn::Agents:
        return user.agents > 0 ? Wording::number(user.agents) : Wording::none();
    case UserColumn::Requests:
        return today ? Wording::number(today->requests) : Wording::none();
    case UserColumn::Cost:
        return today ? Wording::cost(*today) : Wording::none();
    case UserColumn::Created:
        return user.createdAt.isValid() ? QLocale().toString(user.createdAt.toLocalTime().date(), QLocale::ShortFormat)
                                        : Wording::none();
    }
    return {};
}

QVariant UsersPresenter::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = UserColumn(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case UserColumn::Name:
        return tr("User");
    case UserColumn::Email:
        return tr("E-mail");
    case UserColumn::Key:
        return tr("LiteLLM key");
    case UserColumn::Agents:
        return tr("Agents");
    case UserColumn::Requests:
        return tr("Requests");
    case UserColumn::Cost:
        return tr("Cost today");
    case UserColumn::Created:
        return tr("Added");
    }
    return {};
}

} // namespace keyswitch
