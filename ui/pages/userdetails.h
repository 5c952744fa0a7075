// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/pages/detailpane.h"

namespace keyswitch
{

class Banner;
class Button;
class KeyValueList;

class UserDetails : public DetailPane
{
    Q_OBJECT
public:
    explicit UserDetails(QWidget *parent = nullptr);

    void setUser(const UserSummary &user, const UsageRow *today);

Q_SIGNALS:
    void setKeyRequested();
    void enableRequested();

private:
    Banner *m_banner;
    KeyValueList *m_values;
    KeyValueList *m_today;
    Button *m_enable;
};

} // namespace keyswitch
