// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/userpicker.h"

#include "ui/theme/metrics.h"

namespace keyswitch
{

UserPicker::UserPicker(GatewayService &service, QWidget *parent)
    : QComboBox(parent)
    , m_fetch(this)
{
    setFixedHeight(metrics::control);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(24);
    setPlaceholderText(tr("Choose a user"));
    setCurrentIndex(-1);
    m_fetch.start(service.users(), [this](const Result<QList<UserSummary>> &users) {
        if (users)
            fill(*users);
        else
            Q_EMIT failed(users.error());
    });
}

void UserPicker::fill(const QList<UserSummary> &users)
{
    clear();
    for (const UserSummary &user : users) {
        if (user.enabled)
            addItem(user.name.isEmpty() ? user.email : tr("%1 – %2", "name, e-mail").arg(user.name, user.email),
                    user.email);
    }
    setCurrentIndex(m_wanted.isEmpty() && count() == 1 ? 0 : findData(m_wanted));
    if (count() == 0)
        Q_EMIT nobodyThere();
}

void UserPicker::choose(const QString &email)
{
    m_wanted = email;
    setCurrentIndex(findData(email));
}

QString UserPicker::email() const
{
    return currentData().toString();
}

} // namespace keyswitch
