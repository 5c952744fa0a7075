// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/dialogs/formdialog.h"

class QLineEdit;

namespace keyswitch
{

class UserPicker;

// Makes an agent in Letta, maps it, and shows the endpoint that was put into it.
class NewAgentDialog : public FormDialog
{
    Q_OBJECT
public:
    NewAgentDialog(GatewayService &service, QWidget *parent);

Q_SIGNALS:
    void created(const keyswitch::AgentSummary &agent);

protected:
    Complaint complaint() const override;
    void submit() override;

private:
    void showCreated(const AgentSummary &agent);
    GatewayService &m_service;
    UserPicker *m_user;
    QLineEdit *m_name;
    QLineEdit *m_model;
};

} // namespace keyswitch
