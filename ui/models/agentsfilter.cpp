// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agentsfilter.h"

#include <algorithm>

namespace keyswitch
{

AgentsFilter::AgentsFilter(AgentsModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSortRole(AgentSortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
    setSourceModel(model);
}

void AgentsFilter::setText(const QString &text)
{
    static const QStringList keys{QStringLiteral("user"), QStringLiteral("model"), QStringLiteral("state")};
    FilterText parsed = FilterText::parse(text, keys);
    if (parsed == m_text)
        return;
    m_text = std::move(parsed);
    invalidateFilter();
}

void AgentsFilter::setSegment(Segment segment)
{
    if (segment == m_segment)
        return;
    m_segment = segment;
    invalidateFilter();
}

const AgentSummary &AgentsFilter::at(const QModelIndex &proxyIndex) const
{
    return m_model->at(mapToSource(proxyIndex).row());
}

QModelIndex AgentsFilter::indexOf(AgentId agent) const
{
    const int row = m_model->rowOf(qint64(agent));
    return row < 0 ? QModelIndex() : mapFromSource(m_model->index(row, 0));
}

bool AgentsFilter::isIn(const AgentSummary &agent, Segment segment)
{
    switch (segment) {
    case Segment::All:
        return true;
    case Segment::NoKey:
        return agent.enabled && !agent.userHasKey;
    case Segment::Disabled:
        return !agent.enabled;
    }
    Q_UNREACHABLE();
}

bool AgentsFilter::accepts(const FilterText &text, const AgentSummary &agent)
{
    const auto holds = [&agent](const FilterText::Term &term) {
        if (term.key == QLatin1String("user"))
            return anyContains({agent.userName, agent.userEmail}, term.value);
        if (term.key == QLatin1String("model"))
            return anyContains({agent.model}, term.value);
        if (term.key == QLatin1String("state")) {
            const QString state = !agent.enabled ? QStringLiteral("disabled")
                : agent.userHasKey               ? QStringLiteral("enabled")
                                                 : QStringLiteral("nokey");
            return state.startsWith(term.value, Qt::CaseInsensitive);
        }
        return anyContains({agent.name, agent.externalId, agent.userName, agent.userEmail, agent.model}, term.value);
    };
    return std::all_of(text.terms().begin(), text.terms().end(),
                       [&](const FilterText::Term &term) { return holds(term) != term.negated; });
}

bool AgentsFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const AgentSummary &agent = m_model->at(row);
    return isIn(agent, m_segment) && accepts(m_text, agent);
}

} // namespace keyswitch
