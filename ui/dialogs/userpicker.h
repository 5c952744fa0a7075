// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/models/fetch.h"

#include <QComboBox>

namespace keyswitch
{

// One of the users, by name; fills itself from the service.
class UserPicker : public QComboBox
{
    Q_OBJECT
public:
    explicit UserPicker(GatewayService &service, QWidget *parent = nullptr);

    // Chosen as soon as it is known.
    void choose(const QString &email);
    QString email() const; // empty: none yet

Q_SIGNALS:
    void failed(const keyswitch::Problem &problem);
    void nobodyThere();

private:
    void fill(const QList<UserSummary> &users);
    Fetch<QList<UserSummary>> m_fetch;
    QString m_wanted;
};

} // namespace keyswitch
