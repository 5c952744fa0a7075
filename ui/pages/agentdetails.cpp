// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/agentdetails.h"

#include "ui/presenters/agentspresenter.h"
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

AgentDetails::AgentDetails(QWidget *parent)
    : DetailPane(parent)
    , m_banner(new Banner)
    , m_values(new KeyValueList)
    , m_today(new KeyValueList)
    , m_enable(new Button({}))
{
    auto *test = new Button(tr("Test mapping"), QStringLiteral("route"));
    auto *remove = new Button(tr("Remove"), ButtonKind::Danger);
    remove->setToolTip(tr("Takes the mapping away; the agent in Letta stays"));
    actions()->addWidget(test);
    actions()->addWidget(m_enable);
    actions()->addWidget(remove);
    body()->addWidget(m_banner);
    body()->addWidget(m_values);
    body()->addWidget(new Separator);
    body()->addWidget(new Label(tr("Today"), TextStyle::Strong));
    body()->addWidget(m_today);
    Button *users = m_banner->addAction(tr("Open users"));
    connect(users, &QAbstractButton::clicked, this, &AgentDetails::usersRequested);
    connect(test, &QAbstractButton::clicked, this, &AgentDetails::testRequested);
    connect(m_enable, &QAbstractButton::clicked, this, &AgentDetails::enableRequested);
    connect(remove, &QAbstractButton::clicked, this, &AgentDetails::removeRequested);
}

void AgentDetails::setAgent(const AgentSummary &agent, const QString &keyFingerprint, const UsageRow *today)
{
    title()->setText(agent.name);
    subtitle()->setText(agent.externalId);
    state()->setState(AgentsPresenter::mark(agent), AgentsPresenter::stateWord(agent));
    m_enable->setText(agent.enabled ? tr("Disable") : tr("Enable"));
    m_banner->setVisible(!agent.userHasKey);
    m_banner->setMessage(State::Warn, tr("Its user has no key"),
                         tr("Calls of this agent are refused until there is one."));
    const QString user =
        agent.userName.isEmpty() ? agent.userEmail : tr("%1\n%2", "name, e-mail").arg(agent.userName, agent.userEmail);
    m_values->setRows({
        {tr("User"), user},
        {tr("Model"), agent.model.isEmpty() ? tr("as the request says") : agent.model},
        {tr("LiteLLM key"), agent.userHasKey ? UsersPresenter::fingerprint(keyFingerprint) : tr("none"),
         agent.userHasKey, false, agent.userHasKey ? Token::Text : Token::Warn},
        {tr("Endpoint"), agent.endpoint, true, true},
        {tr("Mapped"), Wording::dateTime(agent.createdAt)},
        {tr("Last call"), agent.lastRequestAt.isValid() ? Wording::dateTime(agent.lastRequestAt) : tr("none yet")},
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
