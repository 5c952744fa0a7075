// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/mapagentdialog.h"

#include "ui/dialogs/userpicker.h"
#include "ui/models/fetch.h"

#include <QLineEdit>

namespace keyswitch
{

namespace
{

Problem noUsers()
{
    return {Problem::Code::NotFound,
            MapAgentDialog::tr("There is no user yet"),
            MapAgentDialog::tr("An agent is billed to the key of its user."),
            {},
            MapAgentDialog::tr("Add a user on the Users page first.")};
}

} // namespace

MapAgentDialog::MapAgentDialog(GatewayService &service, QWidget *parent)
    : FormDialog(tr("Map an agent"), tr("Map agent"), parent)
    , m_service(service)
    , m_id(new QLineEdit)
    , m_name(new QLineEdit)
    , m_user(new UserPicker(service))
    , m_model(new QLineEdit)
{
    addSentence(tr("An agent that exists already. Afterwards put its endpoint into the agent's model_endpoint."));
    m_id->setPlaceholderText(QStringLiteral("agent-…"));
    addField(tr("Id of the agent"), m_id, tr("As Letta shows it; it becomes part of the endpoint."));
    addField(tr("Name"), m_name, tr("Only for the windows. Empty: the id."));
    addField(tr("User"), m_user, tr("Whose LiteLLM key pays."));
    addField(tr("Model"), m_model, tr("Used when a request names none. May be empty."));
    m_id->setFocus();
    connect(m_user, &UserPicker::failed, this, &MapAgentDialog::showProblem);
    connect(m_user, &UserPicker::nobodyThere, this, [this] { showProblem(noUsers()); });
}

FormDialog::Complaint MapAgentDialog::complaint() const
{
    const QString id = m_id->text().trimmed();
    if (id.isEmpty())
        return {m_id, tr("The agent's id is missing.")};
    for (const QChar character : id) {
        if (character.isSpace() || character == QLatin1Char('/'))
            return {m_id, tr("An id has neither spaces nor slashes.")};
    }
    if (m_user->email().isEmpty())
        return {m_user, tr("Choose the user who pays.")};
    return {};
}

void MapAgentDialog::submit()
{
    NewAgent agent;
    agent.externalId = m_id->text().trimmed();
    agent.name = m_name->text().trimmed();
    agent.user = m_user->email();
    agent.model = m_model->text().trimmed();
    whenAnswered<AgentSummary>(this, m_service.addAgent(std::move(agent)), [this](const Result<AgentSummary> &answer) {
        if (!answer)
            return showProblem(answer.error());
        Q_EMIT mapped(*answer);
        accept();
    });
}

} // namespace keyswitch
