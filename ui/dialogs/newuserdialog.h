// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/dialogs/formdialog.h"

class QLineEdit;

namespace keyswitch
{

class KeyField;

class NewUserDialog : public FormDialog
{
    Q_OBJECT
public:
    NewUserDialog(GatewayService &service, QWidget *parent);

Q_SIGNALS:
    void added(const keyswitch::UserSummary &user);

protected:
    Complaint complaint() const override;
    void submit() override;

private:
    GatewayService &m_service;
    QLineEdit *m_email;
    QLineEdit *m_name;
    KeyField *m_key;
};

} // namespace keyswitch
