// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/dialogs/formdialog.h"

namespace keyswitch
{

class KeyField;

// Gives a user a LiteLLM key, or another one. Requests that run go on with the key they began with.
class SetKeyDialog : public FormDialog
{
    Q_OBJECT
public:
    SetKeyDialog(GatewayService &service, const UserSummary &user, QWidget *parent);

Q_SIGNALS:
    void keySet(const keyswitch::UserSummary &user);

protected:
    Complaint complaint() const override;
    void submit() override;

private:
    GatewayService &m_service;
    UserId m_user;
    KeyField *m_key;
};

} // namespace keyswitch
