// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/trafficfilter.h"

#include "ui/models/requeststate.h"

#include <algorithm>

namespace keyswitch
{

TrafficFilter::TrafficFilter(TrafficModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
}

QStringList TrafficFilter::keys()
{
    return {QStringLiteral("user"),  QStringLiteral("agent"),  QStringLiteral("model"), QStringLiteral("id"),
            QStringLiteral("state"), QStringLiteral("status"), QStringLiteral("slow")};
}

void TrafficFilter::setText(const QString &text)
{
    FilterText parsed = FilterText::parse(text, keys());
    if (parsed == m_text)
        return;
    m_text = std::move(parsed);
    invalidateFilter();
}

void TrafficFilter::setSegment(Segment segment)
{
    if (segment == m_segment)
        return;
    m_segment = segment;
    invalidateFilter();
}

const LiveRow &TrafficFilter::at(const QModelIndex &proxyIndex) const
{
    return m_model->at(mapToSource(proxyIndex).row());
}

QModelIndex TrafficFilter::indexOf(const QString &requestId) const
{
    const int row = m_model->rowOf(requestId);
    return row < 0 ? QModelIndex() : mapFromSource(m_model->index(row, 0));
}

bool TrafficFilter::isIn(const LiveRow &live, Segment segment)
{
    const RequestState state = requestState(live);
    switch (segment) {
    case Segment::All:
        return true;
    case Segment::Running:
        return isRunning(state);
    case Segment::Refused:
        return state == RequestState::Refused;
    case Segment::Failed:
        return isFailure(state);
    }
    Q_UNREACHABLE();
}

bool TrafficFilter::accepts(const FilterText &text, const LiveRow &live)
{
    const RequestRow &row = live.row;
    // Nothing: the term is not complete yet and does not count.
    const auto holds = [&](const FilterText::Term &term) -> std::optional<bool> {
        if (term.key == QLatin1String("user"))
            return anyContains({row.userName}, term.value);
        if (term.key == QLatin1String("agent"))
            return anyContains({row.agentName, row.agentExternalId}, term.value);
        if (term.key == QLatin1String("model"))
            return anyContains({row.model}, term.value);
        if (term.key == QLatin1String("id"))
            return anyContains({row.requestId, row.callId, row.upstreamId}, term.value);
        if (term.key == QLatin1String("state"))
            return QString(filterWord(requestState(live))).startsWith(term.value, Qt::CaseInsensitive);
        if (term.key == QLatin1String("status")) {
            const std::optional<bool> matches = statusMatches(row.status, term.value);
            return matches ? std::optional(*matches && live.phase == LiveRow::Phase::Ended) : std::nullopt;
        }
        if (term.key == QLatin1String("slow")) {
            const std::optional<DurationBound> bound = parseDurationBound(term.value);
            return bound ? std::optional(bound->holds(row.duration)) : std::nullopt;
        }
        return anyContains(
            {row.agentName, row.agentExternalId, row.userName, row.model, row.requestId, row.failureCode}, term.value);
    };
    return std::all_of(text.terms().begin(), text.terms().end(), [&](const FilterText::Term &term) {
        const std::optional<bool> hit = holds(term);
        return !hit || *hit != term.negated;
    });
}

bool TrafficFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const LiveRow &live = m_model->at(row);
    return isIn(live, m_segment) && accepts(m_text, live);
}

} // namespace keyswitch
