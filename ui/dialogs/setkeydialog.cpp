// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/setkeydialog.h"

#include "ui/dialogs/keyfield.h"
#include "ui/models/fetch.h"
#include "ui/presenters/userspresenter.h"

namespace keyswitch
{

SetKeyDialog::SetKeyDialog(GatewayService &service, const UserSummary &user, QWidget *parent)
    : FormDialog(tr("LiteLLM key of %1").arg(UsersPresenter::name(user)), tr("Set key"), parent)
    , m_service(service)
    , m_user(user.id)
    , m_key(new KeyField)
{
    addSentence(user.keyFingerprint.isEmpty()
                    ? tr("There is no key yet: calls of this user's agents are refused.")
                    : tr("The key with the fingerprint %1 is replaced. Calls that run go on with it.")
                          .arg(UsersPresenter::fingerprint(user.keyFingerprint)));
    addField(tr("New key"), m_key, tr("Kept encrypted and never shown again; only its fingerprint."));
    m_key->setFocus();
}

FormDialog::Complaint SetKeyDialog::complaint() const
{
    if (!m_key->hasKey())
        return {m_key, tr("The key is missing.")};
    return {};
}

void SetKeyDialog::submit()
{
    whenAnswered<UserSummary>(this, m_service.setUserKey(m_user, m_key->take()),
                              [this](const Result<UserSummary> &answer) {
                                  if (!answer)
                                      return showProblem(answer.error());
                                  Q_EMIT keySet(*answer);
                                  accept();
                              });
}

} // namespace keyswitch
