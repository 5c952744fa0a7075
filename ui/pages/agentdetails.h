// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/pages/detailpane.h"

namespace keyswitch
{

class Banner;
class Button;
class KeyValueList;

class AgentDetails : public DetailPane
{
    Q_OBJECT
public:
    explicit AgentDetails(QWidget *parent = nullptr);

    // The key's fingerprint is the user's; `today` may be null.
    void setAgent(const AgentSummary &agent, const QString &keyFingerprint, const UsageRow *today);

Q_SIGNALS:
    void testRequested();
    void enableRequested();
    void removeRequested();
    void usersRequested();

private:
    Banner *m_banner;
    KeyValueList *m_values;
    KeyValueList *m_today;
    Button *m_enable;
};

} // namespace keyswitch
