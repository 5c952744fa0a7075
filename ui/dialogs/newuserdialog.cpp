// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/newuserdialog.h"

#include "ui/dialogs/keyfield.h"
#include "ui/models/fetch.h"

#include <QLineEdit>

namespace keyswitch
{

NewUserDialog::NewUserDialog(GatewayService &service, QWidget *parent)
    : FormDialog(tr("New user"), tr("Add user"), parent)
    , m_service(service)
    , m_email(new QLineEdit)
    , m_name(new QLineEdit)
    , m_key(new KeyField)
{
    addSentence(tr("Someone whose agents call through Keyswitch. What they use is billed to their own LiteLLM key."));
    addField(tr("E-mail"), m_email);
    addField(tr("Name"), m_name, tr("May be empty."));
    addField(tr("LiteLLM key"), m_key,
             tr("Kept encrypted and never shown again; only its fingerprint. It can also be set later."));
    m_email->setFocus();
}

FormDialog::Complaint NewUserDialog::complaint() const
{
    const QString email = m_email->text().trimmed();
    if (email.isEmpty())
        return {m_email, tr("The e-mail is missing: it is how the user is named.")};
    if (email.indexOf(QLatin1Char('@')) < 1 || email.endsWith(QLatin1Char('@')) || email.contains(QLatin1Char(' ')))
        return {m_email, tr("This is not an e-mail address.")};
    return {};
}

void NewUserDialog::submit()
{
    NewUser user;
    user.email = m_email->text().trimmed();
    user.name = m_name->text().trimmed();
    user.litellmKey = m_key->take(); // typed again after a failure: it is not kept in a second place
    whenAnswered<UserSummary>(this, m_service.addUser(std::move(user)), [this](const Result<UserSummary> &answer) {
        if (!answer)
            return showProblem(answer.error());
        Q_EMIT added(*answer);
        accept();
    });
}

} // namespace keyswitch
