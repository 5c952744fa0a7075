// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/dialogs/formdialog.h"

class QLineEdit;

namespace keyswitch
{

class UserPicker;

// Takes an agent that exists already under the name of a user.
class MapAgentDialog : public FormDialog
{
    Q_OBJECT
public:
    MapAgentDialog(GatewayService &service, QWidget *parent);

Q_SIGNALS:
    void mapped(const keyswitch::AgentSummary &agent);

protected:
    Complaint complaint() const override;
    void submit() override;

private:
    GatewayService &m_service;
    QLineEdit *m_id;
    QLineEdit *m_name;
    UserPicker *m_user;
    QLineEdit *m_model;
};

} // namespace keyswitch
