// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/agentspresenter.h"

#include "ui/models/agentsfilter.h"
#include "ui/presenters/wording.h"
#include "ui/theme/tableroles.h"
#include "ui/theme/tokens.h"

namespace keyswitch
{

namespace
{

bool isNumber(AgentColumn column)
{
    return column == AgentColumn::Requests || column == AgentColumn::Tokens || column == AgentColumn::Cost
        || column == AgentColumn::LastCall;
}

} // namespace

AgentsPresenter::AgentsPresenter(AgentsFilter *filter, const AgentsModel *model, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_filter(filter)
    , m_model(model)
{
    setSourceModel(filter);
}

State AgentsPresenter::mark(const AgentSummary &agent)
{
    return !agent.enabled ? State::Off : agent.userHasKey ? State::Ok : State::Warn;
}

QString AgentsPresenter::stateWord(const AgentSummary &agent)
{
    return !agent.enabled ? tr("disabled", "agent") : agent.userHasKey ? tr("ready", "agent") : tr("no key", "agent");
}

QVariant AgentsPresenter::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const AgentSummary &agent = m_filter->at(mapToSource(index));
    const auto column = AgentColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(agent, column);
    case Qt::ToolTipRole:
        // Only what may be cut or needs a word; tool tips of tables take HTML, so no data of others goes in unescaped.
        if (column == AgentColumn::Endpoint)
            return agent.endpoint.toHtmlEscaped();
        return column == AgentColumn::Name ? QVariant(stateWord(agent)) : QVariant();
    case Qt::AccessibleTextRole:
        return column == AgentColumn::Name ? tr("%1, %2", "agent, its state").arg(agent.name, stateWord(agent))
                                           : text(agent, column);
    default:
        return style(agent, column, role);
    }
}

QVariant AgentsPresenter::style(const AgentSummary &agent, AgentColumn column, int role) const
{
    switch (role) {
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case TableRole::State:
        return column == AgentColumn::Name ? QVariant::fromValue(mark(agent)) : QVariant();
    case TableRole::Style:
        if (column == AgentColumn::Name)
            return int(CellStyle::Name);
        return column == AgentColumn::Endpoint ? QVariant(int(CellStyle::Mono)) : QVariant();
    case TableRole::Dimmed:
        return !agent.enabled;
    case TableRole::Tone:
        if (column == AgentColumn::Cost && agent.enabled) {
            const UsageRow *today = m_model->today(agent.externalId);
            return today && today->requestsWithoutCost > 0 ? QVariant(int(Token::Muted)) : QVariant();
        }
        return column == AgentColumn::Model && agent.enabled ? QVariant(int(Token::Muted)) : QVariant();
    // In the name's cell, which never leaves: a state must not leave with its column.
    case TableRole::Badge:
        return column == AgentColumn::Name && agent.enabled && !agent.userHasKey ? QVariant(tr("No key")) : QVariant();
    case TableRole::BadgeTone:
        return int(Token::Warn);
    case TableRole::BadgeIcon:
        return column == AgentColumn::Name && agent.enabled && !agent.userHasKey ? QVariant(QStringLiteral("key-round"))
                                                                                 : QVariant();
    default:
        return {};
    }
}

QString AgentsPresenter::text(const AgentSummary &agent, AgentColumn column) const
{
    const UsageRow *today = m_model->today(agent.externalId);
    switch (column) {
    case AgentColumn::Name:
        return agent.name;
    case AgentColumn::User:
        return agent.userName.isEmpty() ? agent.userEmail : agent.userName;
    case AgentColumn::Model:
        return agent.model.isEmpty() ? Wording::none() : agent.model;
    case AgentColumn::Endpoint:
        return agent.endpoint;
    case AgentColumn::Requests:
        return today ? Wording::number(today->requests) : Wording::none();
    case AgentColumn::Tokens:
        return today ? Wording::tokens(today->promptTokens + today->completionTokens) : Wording::none();
    case AgentColumn::Cost:
        return today ? Wording::cost(*today) : Wording::none();
    case AgentColumn::LastCall:
        return Wording::age(agent.lastRequestAt, QDateTime::currentDateTimeUtc());
    }
    return {};
}

QVariant AgentsPresenter::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = AgentColumn(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case AgentColumn::Name:
        return tr("Agent");
    case AgentColumn::User:
        return tr("User");
    case AgentColumn::Model:
        return tr("Model");
    case AgentColumn::Endpoint:
        return tr("Endpoint");
    case AgentColumn::Requests:
        return tr("Requests");
    case AgentColumn::Tokens:
        return tr("Tokens");
    case AgentColumn::Cost:
        return tr("Cost today");
    case AgentColumn::LastCall:
        return tr("Last call");
    }
    return {};
}

void AgentsPresenter::refreshAges()
{
    const int rows = rowCount();
    if (rows > 0)
        Q_EMIT dataChanged(index(0, int(AgentColumn::LastCall)), index(rows - 1, int(AgentColumn::LastCall)));
}

} // namespace keyswitch
