// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/userdetails.h"

#include "ui/presenters/userspresenter.h"
#include "ui/presenters/wording.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keyvaluelist.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statelabel.h"

#include <QBoxLayout>

namespace keyswitch
{

UserDetails::UserDetails(QWidget *parent)
    : DetailPane(parent)
    , m_banner(new Banner)
    , m_values(new KeyValueList)
    , m_today(new KeyValueList)
    , m_enable(new Button({}))
{
    auto *key = new Button(tr("Set key…"), QStringLiteral("key-round"));
    actions()->addWidget(key);
    actions()->addWidget(m_enable);
    body()->addWidget(m_banner);
    body()->addWidget(m_values);
    body()->addWidget(new Separator);
    body()->addWidget(new Label(tr("Today"), TextStyle::Strong));
    body()->addWidget(m_today);
    connect(key, &QAbstractButton::clicked, this, &UserDetails::setKeyRequested);
    connect(m_enable, &QAbstractButton::clicked, this, &UserDetails::enableRequested);
}

void UserDetails::setUser(const UserSummary &user, const UsageRow *today)
{
    const bool keyless = user.keyFingerprint.isEmpty();
    title()->setText(UsersPresenter::name(user));
    subtitle()->setText(user.email);
    state()->setState(UsersPresenter::mark(user), UsersPresenter::stateWord(user));
    m_enable->setText(user.enabled ? tr("Disable") : tr("Enable"));
    m_banner->setVisible(keyless);
    m_banner->setMessage(State::Warn, tr("No LiteLLM key"),
                         tr("Calls of this user's agents are refused until there is one."));
    m_values->setRows({
        {tr("E-mail"), user.email, false, true},
        {tr("LiteLLM key"), keyless ? tr("none") : UsersPresenter::fingerprint(user.keyFingerprint), !keyless, false,
         keyless ? Token::Warn : Token::Text},
        {tr("Agents"), user.agents > 0 ? Wording::number(user.agents) : tr("none")},
        {tr("Added"), Wording::dateTime(user.createdAt)},
    });
    const auto text = [today](const QString &value) { return today ? value : Wording::none(); };
    m_today->setRows({
        {tr("Requests"), text(today ? Wording::number(today->requests) : QString())},
        {tr("Errors"), text(today ? Wording::number(today->errors) : QString()), false, false,
         today && today->errors > 0 ? Token::Danger : Token::Text},
        {tr("Tokens in"), text(today ? Wording::tokens(today->promptTokens) : QString())},
        {tr("Tokens out"), text(today ? Wording::tokens(today->completionTokens) : QString())},
        {tr("Cost"), text(today ? Wording::cost(*today) : QString())},
    });
}

} // namespace keyswitch
