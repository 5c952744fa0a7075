// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/newagentdialog.h"

#include "ui/dialogs/userpicker.h"
#include "ui/models/fetch.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/label.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace keyswitch
{

NewAgentDialog::NewAgentDialog(GatewayService &service, QWidget *parent)
    : FormDialog(tr("New agent"), tr("Create in Letta"), parent)
    , m_service(service)
    , m_user(new UserPicker(service))
    , m_name(new QLineEdit)
    , m_model(new QLineEdit)
{
    addSentence(tr("Made in Letta, with its endpoint set to Keyswitch. If a step fails, what was made is taken back."));
    addField(tr("User"), m_user, tr("Whose LiteLLM key pays."));
    addField(tr("Name"), m_name);
    m_model->setPlaceholderText(QStringLiteral("gpt-4.1-mini"));
    addField(tr("Model"), m_model, tr("As LiteLLM calls it."));
    m_user->setFocus();
    // Said before anything is typed in vain.
    whenAnswered<GatewayStatus>(this, service.status(), [this](const Result<GatewayStatus> &status) {
        if (status && status->letta.health == Health::NotConfigured)
            showProblem({Problem::Code::Unavailable,
                         tr("Letta is not set up"),
                         {},
                         {},
                         tr("Set LETTA_BASE_URL and LETTA_API_KEY and start again, or map an agent that exists.")});
    });
    connect(m_user, &UserPicker::failed, this, &NewAgentDialog::showProblem);
    connect(m_user, &UserPicker::nobodyThere, this, [this] {
        showProblem({Problem::Code::NotFound,
                     tr("There is no user yet"),
                     tr("An agent is billed to the key of its user."),
                     {},
                     tr("Add a user on the Users page first.")});
    });
}

FormDialog::Complaint NewAgentDialog::complaint() const
{
    if (m_user->email().isEmpty())
        return {m_user, tr("Choose the user who pays.")};
    if (m_name->text().trimmed().isEmpty())
        return {m_name, tr("The name is missing.")};
    if (m_model->text().trimmed().isEmpty())
        return {m_model, tr("The model is missing.")};
    return {};
}

void NewAgentDialog::submit()
{
    AgentCreation agent;
    agent.user = m_user->email();
    agent.name = m_name->text().trimmed();
    agent.model = m_model->text().trimmed();
    whenAnswered<AgentSummary>(this, m_service.createAgent(std::move(agent)),
                               [this](const Result<AgentSummary> &answer) {
                                   if (!answer)
                                       return showProblem(answer.error());
                                   Q_EMIT created(*answer);
                                   showCreated(*answer);
                               });
}

void NewAgentDialog::showCreated(const AgentSummary &agent)
{
    auto *outcome = new QWidget;
    auto *column = new QVBoxLayout(outcome);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::space2);
    auto *sentence = new Label(tr("Its calls go through Keyswitch from now on. This endpoint was set in Letta:"),
                               TextStyle::Body, Token::Muted);
    sentence->setWrapped();
    auto *endpoint = new CodeBlock(tr("Endpoint"));
    endpoint->setCode(agent.endpoint);
    column->addWidget(sentence);
    column->addWidget(endpoint);
    showOutcome(tr("%1 is ready").arg(agent.name), outcome);
}

} // namespace keyswitch
