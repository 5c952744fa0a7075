// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/agentsmodel.h"
#include "ui/models/filtertext.h"

#include <QSortFilterProxyModel>

namespace keyswitch
{

// Agents as they are sorted and filtered. Words: name, id, user, model. Terms: user:, model:,
// state:enabled|disabled|nokey.
class AgentsFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Segment { All, NoKey, Disabled };

    explicit AgentsFilter(AgentsModel *model, QObject *parent = nullptr);

    void setText(const QString &text);
    void setSegment(Segment segment);
    bool isFiltering() const { return !m_text.isEmpty() || m_segment != Segment::All; }
    const AgentSummary &at(const QModelIndex &proxyIndex) const;
    // By the record's number; invalid when it is filtered away.
    QModelIndex indexOf(AgentId agent) const;

    static bool isIn(const AgentSummary &agent, Segment segment);
    static bool accepts(const FilterText &text, const AgentSummary &agent);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    AgentsModel *m_model;
    FilterText m_text;
    Segment m_segment = Segment::All;
};

} // namespace keyswitch
