// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/filtertext.h"
#include "ui/models/trafficmodel.h"

#include <QSortFilterProxyModel>

namespace keyswitch
{

// Requests as they are filtered; never sorted, newest stays on top. Words: agent, user, model, request id, failure.
// Terms: user: agent: model: id: state:running|ok|left|cut|refused|error status:5xx slow:>2s
class TrafficFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Segment { All, Running, Refused, Failed };

    explicit TrafficFilter(TrafficModel *model, QObject *parent = nullptr);

    void setText(const QString &text);
    void setSegment(Segment segment);
    bool isFiltering() const { return !m_text.isEmpty() || m_segment != Segment::All; }
    const LiveRow &at(const QModelIndex &proxyIndex) const;
    QModelIndex indexOf(const QString &requestId) const;

    static QStringList keys();
    static bool isIn(const LiveRow &live, Segment segment);
    static bool accepts(const FilterText &text, const LiveRow &live);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    TrafficModel *m_model;
    FilterText m_text;
    Segment m_segment = Segment::All;
};

} // namespace keyswitch
