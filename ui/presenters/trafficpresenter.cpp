// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/trafficpresenter.h"

#include "ui/models/trafficfilter.h"
#include "ui/presenters/requestwords.h"
#include "ui/presenters/wording.h"
#include "ui/theme/tableroles.h"

#include <algorithm>

namespace keyswitch
{

namespace
{

bool isNumber(TrafficColumn column)
{
    return column >= TrafficColumn::FirstToken;
}

} // namespace

TrafficPresenter::TrafficPresenter(TrafficFilter *filter, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_filter(filter)
{
    setSourceModel(filter);
}

std::chrono::microseconds TrafficPresenter::took(const LiveRow &live, const QDateTime &now)
{
    if (live.phase == LiveRow::Phase::Ended)
        return live.row.duration;
    return std::chrono::milliseconds(std::max<qint64>(0, live.row.startedAt.msecsTo(now)));
}

QString TrafficPresenter::agent(const RequestRow &row)
{
    return !row.agentName.isEmpty()     ? row.agentName
        : row.agentExternalId.isEmpty() ? Wording::none()
                                        : row.agentExternalId;
}

QVariant TrafficPresenter::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const LiveRow &live = m_filter->at(mapToSource(index));
    const auto column = TrafficColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(live, column);
    case Qt::ToolTipRole:
        return column == TrafficColumn::State ? QVariant(RequestWords::sentence(live)) : QVariant();
    case TrafficIdRole:
        return live.row.requestId;
    default:
        return style(live, column, role);
    }
}

QVariant TrafficPresenter::style(const LiveRow &live, TrafficColumn column, int role)
{
    switch (role) {
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case TableRole::State:
        return column == TrafficColumn::State ? QVariant::fromValue(RequestWords::mark(requestState(live)))
                                              : QVariant();
    case TableRole::Style:
        return column == TrafficColumn::Agent ? QVariant(int(CellStyle::Name)) : QVariant();
    case TableRole::Tone:
        if (column == TrafficColumn::State)
            return int(RequestWords::tone(requestState(live)));
        if (column == TrafficColumn::Time || column == TrafficColumn::Model
            || (column == TrafficColumn::Cost && !live.row.cost.amount))
            return int(Token::Muted);
        return {};
    default:
        return {};
    }
}

QString TrafficPresenter::text(const LiveRow &live, TrafficColumn column)
{
    const RequestRow &row = live.row;
    const RequestState state = requestState(live);
    switch (column) {
    case TrafficColumn::State:
        return RequestWords::word(live);
    case TrafficColumn::Time:
        return Wording::clock(row.startedAt);
    case TrafficColumn::Agent:
        return agent(row);
    case TrafficColumn::User:
        return row.userName.isEmpty() ? Wording::none() : row.userName;
    case TrafficColumn::Model:
        return row.model.isEmpty() ? Wording::none() : row.model;
    case TrafficColumn::FirstToken:
        return row.ttft ? Wording::duration(*row.ttft) : Wording::none();
    case TrafficColumn::Took:
        return Wording::duration(took(live, QDateTime::currentDateTimeUtc()));
    case TrafficColumn::Tokens:
        return Wording::tokens(row.tokens);
    case TrafficColumn::Cost:
        // Nothing was spent on what was refused, and nothing is known yet of what runs.
        return (isRunning(state) && !row.cost.amount) || state == RequestState::Refused ? Wording::none()
                                                                                        : Wording::cost(row.cost);
    }
    return {};
}

QVariant TrafficPresenter::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = TrafficColumn(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case TrafficColumn::State:
        return tr("State");
    case TrafficColumn::Time:
        return tr("Time");
    case TrafficColumn::Agent:
        return tr("Agent");
    case TrafficColumn::User:
        return tr("User");
    case TrafficColumn::Model:
        return tr("Model");
    case TrafficColumn::FirstToken:
        return tr("1st token");
    case TrafficColumn::Took:
        return tr("Took");
    case TrafficColumn::Tokens:
        return tr("Tokens");
    case TrafficColumn::Cost:
        return tr("Cost");
    }
    return {};
}

} // namespace keyswitch
